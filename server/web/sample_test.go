package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

// lastMonthsWork resolves a need and lets the month end; it answers the month.
func lastMonthsWork(t *testing.T, s *pagetest.Site) string {
	t.Helper()
	n := s.Need(s.Household())
	_, err := s.Tale.Desk.ResolveNeed(context.Background(), s.Staff, n.ID, models.Closing{ResolutionCode: "R4"})
	require.NoError(t, err)
	month := s.Today().Month()
	s.Clock.Advance(month.AddMonths(1).Start().Sub(s.Store.Now()))
	return string(month[:7])
}

func TestASampleIsDrawnAndItsResultRecordedOnce(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		month := lastMonthsWork(t, s)
		staff := s.As(s.Staff)
		p := staff.Get("/reports/samples")
		require.Equal(t, 200, p.Status)
		p = p.Submit(`form[method="post"][action*="/reports/samples"]`)
		assert.Equal(t, "/reports/samples?month="+month, p.Address)
		assert.Equal(t, "1", p.Find(".tile b").First().Text())
		assert.False(t, p.Has(`form[action*="/reports/samples?"]`), "it is drawn once")
		one := p.Find(".rows a").AttrOr("href", "")
		form := staff.Get(one)
		assert.Equal(t, 422, form.Submit(`form[action*="/record"]`, "note", "电话没有人接").Status)
		done := staff.Get(one).Submit(`form[action*="/record"]`, "result", "wrong", "note", "家里说没有收到")
		assert.Contains(t, done.Text(), "不属实")
		assert.False(t, done.Has(`form[action*="/record"]`), "what was found stays")
		assert.Equal(t, "1", staff.Get("/reports/samples?month="+month).Find(".tile.bad b").Text())
		auditor := s.As(s.Auditor)
		seen := auditor.Get(one)
		assert.Equal(t, 200, seen.Status)
		assert.NotContains(t, seen.Text(), "没有收到", "an auditor reads nothing personal")
		assert.Equal(t, 403, s.As(s.Clerk).Get("/reports/samples").Status)
		assert.Equal(t, 422, staff.Get("/reports/samples?month=soon").Status)
		assert.Equal(t, 404, staff.Get("/reports/samples/"+s.ID()).Status)
		for _, address := range []string{"/reports/samples?month=" + month, one, "/reports/outliers"} {
			keyless(t, staff.In(locales.English).Get(address))
		}
	})
}

func TestAMonthThatRunsIsNotDrawn(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		month := string(s.Today()[:7])
		p := b.Get("/reports/samples?month=" + month).Submit(`form[method="post"][action*="/reports/samples"]`)
		assert.Equal(t, 409, p.Status)
		assert.Contains(t, p.Find("[role=alert]").Text(), "还没有结束")
	})
}

func TestSamplesThroughTheAPI(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		month := lastMonthsWork(t, s)
		staff, operator, clerk := s.As(s.Staff), s.As(s.Operator), s.As(s.Clerk)
		token := tokenOf(staff)
		assert.EqualValues(t, 1, sent(t, staff, 200, "POST", "/api/v1/reports/samples", token, `{"month":"`+month+`"}`)["cases"])
		sent(t, staff, 422, "POST", "/api/v1/reports/samples", token, `{"month":"2026"}`)
		sent(t, operator, 403, "POST", "/api/v1/reports/samples", tokenOf(operator), `{"month":"`+month+`"}`)
		rows := sent(t, operator, 200, "GET", "/api/v1/reports/samples?month="+month, "", "")["items"].([]any)
		require.Len(t, rows, 1)
		at := "/api/v1/reports/samples/" + rows[0].(map[string]any)["id"].(string) + "/record"
		sent(t, operator, 422, "POST", at, tokenOf(operator), `{}`)
		sent(t, clerk, 403, "POST", at, tokenOf(clerk), `{"result":"true"}`)
		assert.Equal(t, "recorded", sent(t, operator, 200, "POST", at, tokenOf(operator), `{"result":"true"}`)["status"])
		sent(t, staff, 409, "POST", at, token, `{"result":"wrong"}`)
		sent(t, staff, 404, "POST", "/api/v1/reports/samples/"+s.ID()+"/record", token, `{"result":"true"}`)
		sent(t, clerk, 403, "GET", "/api/v1/reports/samples", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/samples?month=soon", "", "")
	})
}

func TestTheMonthlyReportHoldsFiguresAndNobody(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		month := lastMonthsWork(t, s)
		giver := s.Supplier()
		giver.Promise(s.Need(s.Household()), giver.Offer(), 1)
		staff := s.As(s.Staff)
		p := staff.Get("/reports/monthly")
		require.Equal(t, 200, p.Status)
		assert.Equal(t, 3, p.Find(".tile").Length(), "three rates")
		assert.Contains(t, p.Text(), "已解决1项")
		assert.Greater(t, p.Find("svg[role=img]").Length(), 1)
		assert.Contains(t, p.Text(), month)
		h := s.Household()
		p = staff.Get("/reports/monthly?month=" + string(s.Today()[:7]))
		assert.NotContains(t, p.Text(), h.Persons[0].Name, "nobody is named")
		assert.Contains(t, p.Text(), "本月未结束")
		for _, wrong := range []string{"2026", "soon", "2026-Q3", "2099-01"} {
			assert.Equal(t, 422, staff.Get("/reports/monthly?month="+wrong).Status, wrong)
		}
		assert.Equal(t, 200, s.As(s.Clerk).Get("/reports/monthly").Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/reports/monthly").Status)
		assert.Equal(t, 403, s.As(s.Province).Get("/reports/monthly").Status)
		keyless(t, staff.In(locales.English).Get("/reports/monthly"))
	})
}
