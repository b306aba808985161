package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

// settled opens an errand's page until its work has ended.
func settled(t *testing.T, b *pagetest.Browser, p *pagetest.Page) *pagetest.Page {
	t.Helper()
	require.Contains(t, p.Address, "/errands/", p.Text())
	require.Eventually(t, func() bool {
		p = b.Get(p.Address)
		return !p.Has("progress")
	}, 10*time.Second, 10*time.Millisecond)
	return p
}

func TestListIsCheckedThenBroughtInAndTakenOut(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		list := []byte("uscc,name,contact_name,contact_phone\n" + models.SyntheticUSCC("52", "330199", 77) + ",暖阳社工,李明,13800000001\n")
		form := `form[action*="/lists/import"]`
		dry := settled(t, b, b.Get("/lists").Upload(form, "file", "s.csv", list, "kind", "suppliers", "dry_run", "true"))
		assert.Contains(t, dry.Text(), "未作任何更改")
		done := settled(t, b, b.Get("/lists").Upload(form, "file", "s.csv", list, "kind", "suppliers"))
		assert.Contains(t, done.Text(), "新增 1")
		again := settled(t, b, b.Get("/lists").Upload(form, "file", "s.csv", list, "kind", "suppliers"))
		assert.Contains(t, again.Text(), "未成功")
		assert.Contains(t, again.Text(), "第 2 行")
		out := settled(t, b, b.Get("/lists").Submit(`form[action*="/lists/export"]`, "kind", "suppliers", "format", "csv"))
		file := b.Script("GET", out.Find(`a[download]`).AttrOr("href", ""), "", "")
		assert.Contains(t, file.Header.Get("Content-Disposition"), "attachment")
		assert.Equal(t, 3, b.Get("/lists").Find(`.rows li`).Length()-1)
	})
}

func TestListsAskForWhatIsMissing(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff).In(locales.English)
		p := b.Get("/lists").Submit(`form[action*="/lists/export"]`, "kind", "households", "format", "csv")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("purpose"))
		p = b.Get("/lists").Submit(`form[action*="/lists/import"]`, "kind", "suppliers")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("file"))
		bad := settled(t, b, b.Get("/lists").Upload(`form[action*="/lists/import"]`, "file", "x.xlsx", []byte("no spreadsheet"), "kind", "needs"))
		assert.Contains(t, bad.Text(), "Not done")
		assert.NotContains(t, strings.ToLower(bad.Text()), "internal")
	})
}

func TestListsAreTheStaffsAndAnErrandItsSenders(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		assert.Equal(t, 403, s.As(s.Aide).Get("/lists").Status)
		b := s.As(s.Staff)
		p := settled(t, b, b.Get("/lists").Submit(`form[action*="/lists/export"]`, "kind", "offers", "format", "xlsx"))
		assert.Equal(t, 404, s.As(s.SecondStaff).Get(p.Address).Status)
		assert.Equal(t, 404, s.As(s.SecondStaff).Get(p.Address+"/file").Status)
	})
}
