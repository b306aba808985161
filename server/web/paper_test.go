package web_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/sheet"
)

// fileAt takes the file behind an address.
func fileAt(t *testing.T, b *pagetest.Browser, address string) (*http.Response, *sheet.Grid) {
	t.Helper()
	res := b.Script("GET", address, "", "")
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, 200, res.StatusCode, string(body))
	grid, err := sheet.Read(bytes.NewReader(body), "file", sheet.DefaultLimits())
	require.NoError(t, err)
	return res, grid
}

func TestATableIsTakenAwayFromItsPage(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Need(s.Household())
		b := s.As(s.Staff)
		p := b.Get("/reports/resolution?group_by=town")
		for _, format := range []string{"xlsx", "csv"} {
			link := p.Find(`.takeaway a[download][href*="format=` + format + `"]`)
			require.Equal(t, 1, link.Length())
			res, grid := fileAt(t, b, link.AttrOr("href", ""))
			assert.Contains(t, res.Header.Get("Content-Disposition"), "zhulian-resolution-330199-")
			assert.Equal(t, "no-store", res.Header.Get("Cache-Control"))
			assert.Equal(t, format, grid.Format)
			assert.Equal(t, "清河镇", grid.Rows[1].Cells[1], "grouped as the page is")
			assert.Equal(t, "合计", grid.Rows[2].Cells[1])
		}
		_, grid := fileAt(t, b, "/api/v1/reports/indicators?period=2026&format=csv")
		assert.Equal(t, "K1", grid.Rows[1].Cells[0], "a program takes the same")
	})
}

func TestAFileThatMakesNoSenseIsAPageThatSaysSo(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		assert.Equal(t, 404, b.Get("/reports/file/moons?format=csv").Status)
		assert.Equal(t, 422, b.Get("/reports/file/indicators?format=pdf").Status)
		assert.Equal(t, 422, b.Get("/reports/file/indicators?format=csv&period=soon").Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/reports/file/indicators?format=csv").Status)
		assert.Equal(t, 403, s.As(s.Province).Get("/reports/file/cases?format=csv&code=K2").Status)
		assert.Equal(t, 200, s.As(s.Province).Script("GET", "/reports/file/indicators?format=csv", "", "").StatusCode)
		res := b.Script("GET", "/api/v1/reports/outliers?format=doc", "", "")
		assert.Equal(t, 422, res.StatusCode)
	})
}

func TestAListLeadsToItsFile(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		for page, kind := range map[string]string{"/needs": "needs", "/households": "households", "/suppliers": "suppliers", "/offers": "offers"} {
			link := b.Get(page).Find(`a[href="/lists?kind=` + kind + `#out"]`)
			require.Equal(t, 1, link.Length(), page)
			chosen := b.Get("/lists?kind=" + kind).Find(`form[action*="/lists/export"] option[selected]`)
			assert.Equal(t, kind, chosen.First().AttrOr("value", ""))
		}
		assert.False(t, s.As(s.Clerk).Get("/needs").Has(`a[href^="/lists"]`), "whoever takes no lists is not led there")
	})
}
