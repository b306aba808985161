package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// rates are numerator and denominator of some indicators of a month, as they stand now.
func rates(t *testing.T, s *pagetest.Site, month string, codes ...string) map[string][2]int64 {
	t.Helper()
	values, err := s.Web.Reports.Indicators(context.Background(), s.Staff, reports.Query{Period: month})
	require.NoError(t, err)
	out := map[string][2]int64{}
	for _, v := range values {
		for _, code := range codes {
			if v.Code == code {
				out[code] = [2]int64{v.Numerator, v.Denominator}
			}
		}
	}
	return out
}

// It is the 2nd of March 2026, and one visit is planned for March.
func TestABillLeadsThroughTheAidesPagesToHelpAndMovesTheRates(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		s.Window(h, "2026-03-01", "2026-03-31", func(w *models.VisitWindow) { w.Status = models.WindowDue })
		dept, aide := s.As(s.DeptSource), s.As(s.Aide)
		list := []byte("身份证号,姓名,结算日期,自付金额\n" + h.Persons[0].CitizenNo + "," + h.Persons[0].Name + ",2026-02-27,21300\n")
		atRest(t, dept, atRest(t, dept, dept.Get("/batches").Upload(bringForm, "file", "医保.csv", list, "feed", "medical")).Submit(`form[action*="/apply"]`))

		inbox := aide.Get("/alerts")
		link := inbox.Find(`main a[href^="/alerts/0"]`)
		require.Equal(t, 1, link.Length(), inbox.Text())
		alert := link.AttrOr("href", "")
		file := aide.Get(alert)
		assert.Contains(t, file.Text(), "21,300")
		early := file.Submit(`form[action^="`+alert+`/verify"]`, "result_code", "A3")
		assert.Equal(t, 422, early.Status, "nothing has come of it yet")
		assert.Contains(t, early.Text(), "还没有由这条预警")

		visit := aide.Get(file.Find(`a[href^="/visits/new?alert="]`).AttrOr("href", ""))
		assert.Equal(t, alert, "/alerts/"+visit.Find("input[name=alert_id]").AttrOr("value", ""))
		seen := visit.Submit(`form[data-visit]`, "mode", "home", "reached", "true", "all_fine", "true", "health", "0", "duration_min", "20", "paper_signature", "true")
		require.Contains(t, seen.Address, "/visits/", seen.Text())
		file = aide.Get(alert)
		assert.Contains(t, file.Text(), "核实中")

		need := aide.Get(file.Find(`a[href^="/needs/new?"]`).AttrOr("href", ""))
		made := need.Submit(`form[action^="/needs?"]`, "category", "A02", "title", "棉被", "quantity", "1", "urgency", "high")
		require.Equal(t, 200, made.Status, made.Text())
		asked := aide.Get(file.Find(`a[href^="/applications/new?"]`).AttrOr("href", "")).Submit(`form[action^="/applications"]`,
			"kind", "temp_relief", "story", "住院花了两万多", "consent", "true", "given_by", "self", "channel", "aide")
		require.Regexp(t, "^/applications/0", asked.Address, asked.Text())
		assert.True(t, asked.Has(`main dd a[href="`+alert+`"]`), "the request says what it came of")
		file = aide.Get(alert)
		assert.True(t, file.Has(`main a[href^="/needs/0"]`) && file.Has(`main a[href^="/applications/0"]`), "both hang on the alert")
		assert.True(t, aide.Get(file.Find(`main a[href^="/needs/0"]`).AttrOr("href", "")).Has(`main dd a[href="`+alert+`"]`), "and the need says so too")
		done := file.Submit(`form[action^="`+alert+`/verify"]`, "result_code", "A2", "note", "已帮助申请临时救助").Submit(`form[action^="` + alert + `/close"]`)
		assert.Contains(t, done.Text(), "已办结")

		assert.Equal(t, map[string][2]int64{"K1": {0, 0}, "K2": {0, 0}, "K4": {0, 0}, "K5": {1, 1}}, rates(t, s, "2026-03", "K1", "K2", "K4", "K5"))
		found, _, err := s.Store.Needs(context.Background(), store.NeedFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, store.Page{Limit: 9})
		require.NoError(t, err)
		require.Len(t, found, 1)
		_, err = s.Tale.Desk.AcceptNeed(context.Background(), s.Clerk, found[0].ID)
		require.NoError(t, err)
		assert.Equal(t, [2]int64{0, 1}, rates(t, s, "2026-03", "K2")["K2"])
		_, err = s.Tale.Desk.ResolveNeed(context.Background(), s.Staff, found[0].ID, models.Closing{ResolutionCode: "R4"})
		require.NoError(t, err)
		s.Clock.Advance(31 * 24 * time.Hour)
		assert.Equal(t, map[string][2]int64{"K1": {1, 1}, "K2": {1, 1}, "K4": {1, 1}, "K5": {1, 1}}, rates(t, s, "2026-03", "K1", "K2", "K4", "K5"))
	})
}
