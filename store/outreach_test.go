package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func stays(t *testing.T, y *testdb.Tale, h *models.Household) (out [][3]string) {
	t.Helper()
	rows, err := y.Store.Listings(context.Background(), store.Key{County: h.CountyCode, ID: h.ID})
	require.NoError(t, err)
	for _, r := range rows {
		category := string(r.Category)
		if r.PersonID != nil {
			category = "person " + category
		}
		out = append(out, [3]string{category, string(r.ListedFrom), string(r.ListedTo)})
	}
	return out
}

func TestStaysFollowAHouseholdInTheSameTransaction(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons[0].Profile.Tags = []string{"elderly_alone"} })
		require.ElementsMatch(t, [][3]string{{"D1", "2026-03-02", ""}, {"person P1", "2026-03-02", ""}}, stays(t, y, h))

		edit := func(version int, p models.HouseholdPatch) {
			_, err := y.Desk.EditHousehold(context.Background(), y.Staff, h.ID, version, p)
			require.NoError(t, err)
		}
		e1, left := models.Beneficiary("E1"), models.HouseholdLeft
		edit(1, models.HouseholdPatch{Category: &e1}) // the very day: the stay is mended
		y.Clock.Advance(10 * 24 * time.Hour)
		y.Level(h, 3, 30) // nothing of the lists
		d1 := models.Beneficiary("D1")
		edit(3, models.HouseholdPatch{Category: &d1})
		window := y.Window(h, "2026-04-01", "2026-04-30")
		past := y.Miss(y.Window(h, "2026-03-03", "2026-03-09"))
		y.Clock.Advance(24 * time.Hour)
		edit(4, models.HouseholdPatch{Status: &left})
		require.ElementsMatch(t, [][3]string{{"E1", "2026-03-02", "2026-03-11"}, {"person P1", "2026-03-02", "2026-03-13"},
			{"D1", "2026-03-12", "2026-03-13"}}, stays(t, y, h))

		now, err := s.VisitWindow(context.Background(), store.Key{County: h.CountyCode, ID: window.ID})
		require.NoError(t, err)
		require.Equal(t, []string{"exempt", "left"}, []string{string(now.Status), string(now.ExemptCode)})
		now, err = s.VisitWindow(context.Background(), store.Key{County: h.CountyCode, ID: past.ID})
		require.NoError(t, err)
		require.Equal(t, models.WindowMissed, now.Status, "what was due before stays due")
	})
}

func TestAPersonsStayGoesOverToAnotherVillageAndEndsWithTheirLife(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons[0].Profile.Tags = []string{"elderly_alone"} })
		y.Clock.Advance(10 * 24 * time.Hour)
		next := testdb.NextVillage
		_, err := y.Desk.EditHousehold(ctx, y.Staff, h.ID, 1, models.HouseholdPatch{RegionCode: &next})
		require.NoError(t, err)
		require.Contains(t, stays(t, y, h), [3]string{"person P1", "2026-03-02", "2026-03-11"}, "what was counted of a village stays there")
		require.Contains(t, stays(t, y, h), [3]string{"person P1", "2026-03-12", ""})

		y.Clock.Advance(10 * 24 * time.Hour)
		unlist := func() (n int) {
			require.NoError(t, s.InTx(ctx, func(s *store.Store) (err error) { n, err = s.UnlistDeceased(ctx, h.CountyCode); return err }))
			return n
		}
		require.Zero(t, unlist())
		pool, err := s.Pool()
		require.NoError(t, err)
		_, err = pool.Exec(testdb.ByHand + "UPDATE person SET deceased_on = '2026-03-15'")
		require.NoError(t, err)
		require.Equal(t, 1, unlist())
		require.Contains(t, stays(t, y, h), [3]string{"person P1", "2026-03-12", "2026-03-15"})
		require.Zero(t, unlist())
	})
}

func TestOneVisitSatisfiesOneWindow(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		w := y.Window(h, "2026-03-01", "2026-03-31")
		y.Visit(w, "2026-03-03", func(v *models.Visit) { v.Reached = false })
		require.Equal(t, models.WindowInvalid, w.Status)
		v := y.Visit(w, "2026-03-04", func(v *models.Visit) {
			v.Place, v.Found = &models.Place{Lat: 28.9, Lng: 123.6}, models.VisitFound{Health: 2, Wants: "轮椅"}
		})
		require.Equal(t, models.WindowDone, w.Status)
		again := *v
		again.ID = y.ID()
		err := s.InTx(context.Background(), func(s *store.Store) error { return s.InsertVisit(context.Background(), &again) })
		require.Equal(t, models.KindConflict, models.KindOf(err), "a second valid visit of one window")

		read, err := s.Visit(context.Background(), store.Key{County: h.CountyCode, ID: v.ID})
		require.NoError(t, err)
		require.Equal(t, v.Found, read.Found)
		require.Equal(t, v.Place, read.Place)
		require.NotContains(t, string(read.FoundSealed), "轮椅")
		rows, _, err := s.VisitWindows(context.Background(), store.WindowFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID,
			From: "2026-03-31", To: "2026-03-31", Statuses: []models.VisitWindowStatus{models.WindowDone}}, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 1)
	})
}

func TestPapersAreSealedAndReadBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, y := context.Background(), testdb.Story(t, s)
		h := y.Household()
		scope, page := store.Scope{County: h.CountyCode}, store.Page{Limit: 10}

		alert := y.Alert(h, testdb.Verified(s.Now(), "A3"))
		readAlert, err := s.Alert(ctx, store.Key{County: h.CountyCode, ID: alert.ID})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"amount": "21300"}, readAlert.Evidence)
		require.NotContains(t, string(readAlert.EvidenceSealed), "21300")
		require.NoError(t, s.StepAlert(ctx, store.Key{County: h.CountyCode, ID: alert.ID}, "verified", store.Change{"status": models.AlertClosed, "closed_at": s.Now()}))
		alerts, _, err := s.Alerts(ctx, store.AlertFilter{Scope: scope, RuleCode: "W01", Statuses: []models.AlertStatus{"closed"}}, page)
		require.NoError(t, err)
		require.Len(t, alerts, 1)

		application := y.ReliefApplication(h, func(a *models.Application) { a.Payee = "王秀英 尾号 1234" })
		applications, _, err := s.Applications(ctx, store.PaperFilter{Scope: scope, Household: h.ID}, page)
		require.NoError(t, err)
		require.Equal(t, []string{"突发大病", "王秀英 尾号 1234"}, []string{applications[0].Story, applications[0].Payee})
		require.NoError(t, s.StepApplication(ctx, store.Key{County: h.CountyCode, ID: application.ID}, "submitted", store.Change{"status": models.ApplicationAccepted}))
		err = s.StepApplication(ctx, store.Key{County: h.CountyCode, ID: application.ID}, "submitted", store.Change{"status": models.ApplicationAccepted})
		require.Equal(t, models.KindConflict, models.KindOf(err))

		suggestion := y.Suggestion(h, func(g *models.Suggestion) { g.Missing = []string{"asset_ok"} })
		read, err := s.Suggestion(ctx, store.Key{County: h.CountyCode, ID: suggestion.ID})
		require.NoError(t, err)
		require.Equal(t, suggestion.Facts, read.Facts)
		require.Equal(t, suggestion.Missing, read.Missing)

		fen := int64(114900)
		list := y.List(h, "2026-03-31", func(l *models.HappinessList) {
			l.Lines = []models.HappinessListLine{{Kind: models.BenefitCash, Name: "低保金", AmountFen: &fen, On: "2026-03-10"}}
		})
		readList, err := s.HappinessList(ctx, store.Key{County: h.CountyCode, ID: list.ID})
		require.NoError(t, err)
		require.Equal(t, list.Lines, readList.Lines)
		require.NotContains(t, string(readList.LinesSealed), "低保金")
		again := *list
		again.ID = y.ID()
		require.Equal(t, models.KindConflict, models.KindOf(s.InTx(ctx, func(s *store.Store) error { return s.InsertHappinessList(ctx, &again) })))
	})
}
