package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// waiting makes an alert of a household that is due soon, with why and who has it.
func waiting(t *testing.T, s *pagetest.Site, h *models.Household, with ...func(*models.Alert)) *models.Alert {
	t.Helper()
	amount, soon := int64(2_130_000), s.Store.Now().Add(3*time.Hour)
	a := s.Alert(h, append([]func(*models.Alert){func(a *models.Alert) {
		a.AmountFen, a.ContactDueAt, a.NextDueAt, a.Family = &amount, &soon, &soon, "medical"
	}}, with...)...)
	require.NoError(t, s.Store.InTx(context.Background(), func(st *store.Store) error {
		return st.PutReasons(context.Background(), []models.AlertReason{{CountyCode: a.CountyCode, AlertID: a.ID, RuleCode: "W01", RuleVersion: 1,
			Severity: a.Severity, EventOn: a.EventOn, AmountFen: a.AmountFen, FoundAt: s.Store.Now()}})
	}))
	return a
}

func TestAnAideWorksAnAlertOnThePhone(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		a := waiting(t, s, h)
		b := s.As(s.Aide)
		assert.Equal(t, "1", b.Get("/").Find(`.tile[href="/alerts"] b`).First().Text())
		list := b.Get("/alerts")
		require.Equal(t, 200, list.Status)
		keyless(t, list)
		assert.Equal(t, 1, list.Find("tbody tr").Length())
		assert.Contains(t, list.Text(), "王*英", "names are masked in a list")
		assert.Contains(t, list.Text(), "21,300 元")
		file := b.Get("/alerts/" + a.ID)
		keyless(t, file)
		assert.Contains(t, file.Text(), "王秀英")
		assert.True(t, file.Has(`a[href="tel:13800138000"]`))
		assert.Contains(t, file.Text(), "20,000 元", "the rule's sentence with its threshold")
		assert.Len(t, disclosuresOf(t, s, h.ID), 1, "the view is logged")

		done := file.Submit(`form[action*="/contact"]`, "reached", "true")
		assert.Contains(t, done.Text(), "已登记联系情况")
		assert.False(t, done.Has(`form[action*="/contact"]`), "once is enough")
		again := done.Submit(`form[action*="/verify"]`, "result_code", "A6", "note", "")
		assert.Equal(t, 422, again.Status)
		assert.True(t, again.Has("#f-verify-note-fault"))
		assert.True(t, again.Has(`form[action*="/verify"] input[value="A6"][checked]`), "what was chosen comes back")
		seen := again.Submit(`form[action*="/verify"]`, "result_code", "A6", "note", "邻居说已搬走")
		assert.Contains(t, seen.Text(), "A6")
		closed := seen.Submit(`form[action*="/close"]`)
		assert.Contains(t, closed.Text(), "已办结")
		assert.Equal(t, 1, b.Get("/alerts?group=ended").Find("tbody tr").Length())
		assert.Equal(t, "0", b.Get("/").Find(`.tile[href="/alerts"] b`).First().Text())
	})
}

func disclosuresOf(t *testing.T, s *pagetest.Site, household string) []models.Disclosure {
	t.Helper()
	rows, _, err := s.Store.Disclosures(context.Background(), testdb.CountyCode, household, store.Page{Limit: 100})
	require.NoError(t, err)
	var out []models.Disclosure
	for _, r := range rows {
		if r.Purpose == "view" && r.NeedID == "" {
			out = append(out, r)
		}
	}
	return out
}

func TestTheQueueShowsEveryGroupAndPagesBeyondThirty(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		for i := range 33 {
			due := s.Store.Now().Add(time.Duration(i-3) * time.Hour)
			waiting(t, s, h, func(a *models.Alert) { a.NextDueAt = &due })
		}
		waiting(t, s, h, func(a *models.Alert) {
			a.Status, a.AssignedAideID, a.StatusReason = models.AlertReturned, nil, "不是本村人"
		})
		at := s.Store.Now()
		waiting(t, s, h, func(a *models.Alert) {
			a.Status, a.EscalatedTo, a.EscalatedAt = models.AlertEscalated, models.EscalatedToTown, &at
		})
		clerk := s.As(s.Clerk)
		for group, n := range map[string]int{"open": 30, "overdue": 4, "unrouted": 1, "escalated": 1, "verified": 0, "ended": 0} {
			p := clerk.Get("/alerts?group=" + group)
			require.Equal(t, 200, p.Status, group)
			assert.Equal(t, n, p.Find("tbody tr").Length(), group)
		}
		first := clerk.Get("/alerts")
		rest := clerk.Get(first.Find(`.pager a[rel="next"]`).AttrOr("href", ""))
		assert.Equal(t, 5, rest.Find("tbody tr").Length(), "the second part of the list")
		assert.Equal(t, 0, clerk.Get("/alerts?severity=red").Find("tbody tr").Length())
		assert.Equal(t, 30, clerk.Get("/alerts?severity=yellow&rule=W01&region="+testdb.Village).Find("tbody tr").Length())
		assert.Equal(t, 0, s.As(s.OtherClerk).Get("/alerts").Find("tbody tr").Length())
		for _, role := range []models.Actor{s.Staff, s.Operator} {
			assert.Equal(t, 200, s.As(role).Get("/alerts").Status, role.Role)
		}
		assert.Equal(t, "4", s.As(s.Staff).Get("/").Find(`.tile[href="/alerts?group=overdue"] b`).Text())
	})
}

func TestAClerkGivesAnAlertOutAndAnAbsenceHandsItOver(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.As(s.Aide)
		sub := s.Actor(models.RoleAide, testdb.NextVillage)
		s.As(sub)
		h := s.Household()
		a := waiting(t, s, h, func(a *models.Alert) { a.Status, a.AssignedAideID = models.AlertNew, nil })
		clerk := s.As(s.Clerk)
		given := clerk.Get("/alerts/"+a.ID).Submit(`form[action*="/assign"]`, "aide_id", s.Aide.AccountID)
		assert.Contains(t, given.Text(), "已分派")
		today := string(s.Today())
		page := clerk.Get("/absences")
		bad := page.Submit(`form[action^="/absences"]`, "aide_id", s.Aide.AccountID, "substitute_id", s.Aide.AccountID, "from_on", today, "to_on", today, "reason", "sick")
		assert.Equal(t, 422, bad.Status)
		assert.NotEmpty(t, bad.Fault("substitute_id"))
		away := bad.Submit(`form[action^="/absences"]`, "aide_id", s.Aide.AccountID, "substitute_id", sub.AccountID, "from_on", today, "to_on", today, "reason", "sick")
		assert.Equal(t, 200, away.Status, away.Text())
		keyless(t, away)
		assert.Equal(t, 1, s.As(sub).Get("/alerts").Find("tbody tr").Length(), "the substitute has it, and sees the village")
		assert.Equal(t, 0, s.As(s.Aide).Get("/alerts").Find("tbody tr").Length())
		back := clerk.Get("/absences").Submit(`form[action*="/end"]`)
		assert.Equal(t, 200, back.Status)
		assert.Equal(t, 0, s.As(sub).Get("/alerts?group=open").Find("tbody tr").Length(), "and no longer sees it")
		assert.Equal(t, 1, s.As(s.Aide).Get("/alerts").Find("tbody tr").Length())
	})
}

func TestNothingIsAskedForAHouseholdThatHasLeft(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		a := waiting(t, s, h)
		ways := func() (n int) {
			p := s.As(s.Aide).Get("/alerts/" + a.ID)
			require.Equal(t, 200, p.Status)
			return p.Find(`main a[href^="/needs/new?"], main a[href^="/applications/new?"]`).Length()
		}
		assert.Equal(t, 2, ways())
		left, why := models.HouseholdLeft, "全家迁出"
		_, err := s.Tale.Desk.EditHousehold(context.Background(), s.Aide, h.ID, h.Version, models.HouseholdPatch{Status: &left, StatusReason: &why})
		require.NoError(t, err)
		assert.Zero(t, ways(), "no way leads to a form that is not there")
	})
}

func TestPagesOfAlertsSpeakBothLanguagesAndKnowWhoseTheyAre(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		a := waiting(t, s, h, func(a *models.Alert) { a.Downward = true })
		s.Alert(h, testdb.Verified(s.Store.Now(), "A3"))
		for who, pages := range map[*models.Actor][]string{
			&s.Aide:    {"/alerts", "/alerts/" + a.ID},
			&s.Clerk:   {"/alerts", "/alerts/" + a.ID, "/alerts/fatigue", "/absences", "/reports/alert-rules"},
			&s.Staff:   {"/alerts", "/alerts/fatigue", "/absences", "/reports/alert-rules", "/reports/alert-rules?by=feed", "/reports/alert-rules?by=both&period=2026"},
			&s.Auditor: {"/reports/alert-rules"},
		} {
			b := s.As(*who)
			for _, lang := range locales.Langs() {
				for _, address := range pages {
					p := b.In(lang).Get(address)
					require.Equal(t, 200, p.Status, "%s %s", who.Role, address)
					keyless(t, p)
				}
			}
		}
		assert.Contains(t, s.As(s.Aide).Get("/alerts/"+a.ID).Text(), "现有待遇不因此停发")
		assert.Equal(t, 422, s.As(s.Staff).Get("/reports/alert-rules?period=2026-13").Status)
		assert.Equal(t, 404, s.As(s.OtherAide).Get("/alerts/"+a.ID).Status)
		assert.Equal(t, 404, s.As(s.Aide).Get("/alerts/"+s.ID()).Status)
		for _, by := range []models.Actor{s.Auditor, s.Resident, s.DeptSource} {
			assert.Equal(t, 403, s.As(by).Get("/alerts").Status, by.Role)
		}
		assert.Equal(t, 403, s.As(s.Aide).Get("/absences").Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/reports/alert-rules").Status)
	})
}
