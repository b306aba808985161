package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

func TestTheBoardLeadsToWhatWaits(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		s.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "A05", "电风扇" })
		s.NeedSubmitted(h)
		s.Clock.Advance(10 * 24 * time.Hour)
		for _, a := range []models.Actor{s.Staff, s.Operator, s.Clerk} {
			b := s.As(a)
			for _, lang := range locales.Langs() {
				p := b.In(lang).Get("/")
				require.Equal(t, 200, p.Status, a.Role)
				keyless(t, p)
				assert.Equal(t, "1", p.Find(`.tile[href="/needs?due=overdue"] b`).Text(), a.Role)
				assert.Equal(t, "1", p.Find(`.tile[href="/needs?group=town&due=waiting"] b`).Text(), a.Role)
				assert.Equal(t, 6, p.Find("details tbody tr").Length(), "six months")
				assert.Contains(t, p.Find(".figure").Text(), "0.0%")
			}
			b.In(locales.Chinese)
			b.Get("/").Find("a.tile").Each(func(_ int, tile *goquerySelection) {
				address := tile.AttrOr("href", "")
				if address[0] == '/' {
					to := b.Get(address)
					assert.Equal(t, 200, to.Status, address)
				}
			})
		}
		assert.Equal(t, 1, s.As(s.Staff).Get("/needs?due=overdue").Find("tbody tr").Length(), "the list holds what the tile counts")
		assert.False(t, s.As(s.Clerk).Get("/").Has(`.tile[href^="/suppliers"]`), "a town approves no supplier")
		assert.Equal(t, "0", s.As(s.OtherClerk).Get("/").Find(`.tile[href="/needs?due=overdue"] b`).Text())
	})
}
