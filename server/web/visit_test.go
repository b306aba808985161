package web_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// swept has the program make its plans.
func swept(s *pagetest.Site) {
	for range 2 {
		require.NoError(s.T, s.Web.Outreach.Sweep(context.Background(), testdb.CountyCode))
	}
}

// visited is a household of the village with a window that is due.
func visited(s *pagetest.Site) (*models.Household, *models.VisitWindow) {
	h := s.Household()
	return h, s.Window(h, "2026-03-01", "2026-03-31", func(w *models.VisitWindow) { w.Status = models.WindowDue })
}

func TestAnAideRecordsAVisitWithFewTaps(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, w := visited(s)
		b := s.As(s.Aide)
		list := b.Get("/visits")
		list.Has(`a.row[href*="/visits/new?household=` + h.ID + `"]`)
		form := b.Get("/visits/new?household=" + h.ID + "&window=" + w.ID)
		crossed := form.Submit(`form[data-visit]`, "duration_min", "20", "checked_in", "2026-03-02T09:30")
		require.Equal(t, 422, crossed.Status)
		require.Equal(t, "2026-03-02T09:30", crossed.Find("#f-checked_in").AttrOr("value", ""), "what was typed is there")
		form = b.Get("/visits/new?household=" + h.ID + "&window=" + w.ID)
		shown := form.Submit(`form[data-visit]`, "duration_min", "20", "all_fine", "true", "living", "2", "paper_signature", "true", "wants", "缺米")
		require.True(t, strings.HasPrefix(shown.Address, "/visits/"), shown.Address)
		assert.Contains(t, shown.Text(), "有效")
		assert.Contains(t, shown.Text(), "缺米")
		rows, err := s.Store.VisitsOf(context.Background(), store.Key{County: h.CountyCode, ID: h.ID}, 10)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, w.ID, *rows[0].WindowID)
		require.Equal(t, []int{0, 0, 0, 0, 2}, rows[0].Found.Areas())

		need := b.Get("/needs/new?household=" + h.ID + "&source=visit&source_id=" + rows[0].ID)
		require.Equal(t, rows[0].ID, need.Find(`[name="source_id"]`).AttrOr("value", ""))
		need.Submit(`form[data-queue="need"]`, "category", "A01", "title", "米", "unit", "袋")
		back := b.Get("/visits/" + rows[0].ID)
		require.Equal(t, 1, back.Find(`a[href^="/needs/"]:not([href*="new"])`).Length(), "the need leads back")

		var picture bytes.Buffer
		require.NoError(t, jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
		page := back.Upload(`form[action*="/photos"]`, "photo", "p.jpg", picture.Bytes())
		require.Equal(t, 1, page.Find("img.proof").Length())
	})
}

func TestPagesOfVisitsAreTheirReadersOwn(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h, w := visited(s)
		other := s.As(s.OtherAide)
		for _, address := range []string{"/visits/new?household=" + h.ID, "/households/" + h.ID + "/visits", "/households/" + h.ID + "/level"} {
			assert.Equal(t, 404, other.Get(address).Status, address)
		}
		g := s.Supplier()
		for _, address := range []string{"/visits", "/visit-plan", "/households/" + h.ID + "/visits", "/child-reports"} {
			assert.Equal(t, 403, s.As(g.Admin).Get(address).Status, address)
		}
		assert.Equal(t, 403, s.As(s.Aide).Get("/child-reports").Status)
		assert.Equal(t, 403, s.As(s.Operator).Get("/visits/new?household="+h.ID).Status)
		clerk := s.As(s.Clerk)
		history := clerk.Get("/households/" + h.ID + "/visits")
		done := history.Submit(`form[action*="`+w.ID+`/exempt"]`, "code", "institution", "reason", "全月住院")
		assert.Equal(t, "/households/"+h.ID+"/visits", done.Address)
		assert.Contains(t, done.Text(), "已豁免")
		ordered := done.Submit(`form[action*="/event-visit"]`, "event", "fire")
		assert.Equal(t, 1, strings.Count(ordered.Text(), "须入户")-strings.Count(history.Text(), "须入户"))
	})
}

func TestAChildAtRiskReachesTownAndCountyAtOnce(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, _ := visited(s)
		town, county := s.As(s.Clerk), s.As(s.Staff)
		s.As(s.Aide).Get("/visits/new?household="+h.ID).Submit(`form[data-visit]`, "duration_min", "20", "all_fine", "true", "paper_signature", "true",
			"child_at_risk", "true", "child_note", "孩子独自在家，有伤")
		require.NoError(t, s.Notices.TellAll(context.Background()))
		for _, b := range []*pagetest.Browser{town, county} {
			inbox := b.Get("/inbox")
			assert.Contains(t, inbox.Text(), "儿童可能面临风险")
			assert.NotContains(t, inbox.Text(), "有伤", "a notice tells of nobody")
			assert.Contains(t, b.Get("/visit-plan").Text(), "儿童风险待报告")
		}
		list := town.Get("/child-reports")
		way := list.Find(`a.row[href^="/child-reports/"]`).AttrOr("href", "")
		page := town.Get(way)
		assert.Contains(t, page.Text(), "有伤")
		crossed := page.Submit(`form[action*="/report"]`, "done", "已电话报告")
		assert.Equal(t, 422, crossed.Status)
		told := town.Get(way).Submit(`form[action*="/report"]`, "done", "已电话报告", "reported_to", "police")
		assert.Contains(t, told.Text(), "公安")
		closed := told.Submit(`form[action*="/close"]`, "done", "已安置")
		assert.Contains(t, closed.Text(), "已办结")
		assert.Empty(t, town.Get("/needs").Find(`a[href^="/needs/0"]`).Nodes)
	})
}

func TestLevelsAndRoundsHaveTheirPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		swept(s)
		clerk, aide := s.As(s.Clerk), s.As(s.Aide)
		list := clerk.Get("/levels")
		require.NotEmpty(t, list.Find(`a.row[href="/households/`+h.ID+`/level"]`).Nodes)
		page := aide.Get("/households/" + h.ID + "/level")
		assert.Equal(t, 8, page.Find("tbody tr").Length())
		assert.Empty(t, page.Find(`form[action*="/confirm"]`).Nodes, "an aide proposes")
		sent := page.Submit(`form[action*="/level"]`, "housing", "3", "health", "3", "reason", "房屋鉴定为D级")
		assert.Contains(t, sent.Text(), "房屋鉴定为D级")
		confirmed := clerk.Get("/households/" + h.ID + "/level").Submit(`form[action*="/confirm"]`)
		assert.Contains(t, confirmed.Text(), "等级已确认")
		row, err := s.Store.Household(context.Background(), store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Positive(t, row.Level)
		rounds := s.As(s.Staff).Get("/visit-rounds")
		crossed := rounds.Submit(`main form`, "cause", "typhoon")
		assert.Equal(t, 422, crossed.Status)
		ordered := rounds.Submit(`main form`, "cause", "typhoon", "towns", testdb.Town, "starts_on", "2026-03-03", "ends_on", "2026-03-05")
		assert.Contains(t, ordered.Text(), "1 户")
		for _, lang := range locales.Langs() {
			for _, address := range []string{"/visits", "/visits?tab=missed", "/visits?tab=asked", "/visit-plan", "/visit-rounds", "/levels", "/child-reports", "/households/" + h.ID + "/visits"} {
				page := clerk.In(lang).Get(address)
				require.Equal(t, 200, page.Status, address)
				require.Equal(t, 1, page.Find("h1").Length(), address)
			}
		}
	})
}
