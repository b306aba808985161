package casework_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/flow"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func dies(y *testdb.Tale, h *models.Household, person int, day models.Date) (*models.Household, error) {
	return y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, h.Persons[person].ID, models.DeathDraft{DiedOn: day, Proof: models.DeathByVillage})
}

// told writes down how windows that a builder made came to where they stand.
func told(t *testing.T, y *testdb.Tale, windows ...*models.VisitWindow) {
	t.Helper()
	require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
		for _, w := range windows {
			at, from := flow.Subject{Noun: "visit_window", ID: w.ID, County: w.CountyCode, Region: w.RegionCode}, string(models.WindowPlanned)
			flow.Log(s, models.System(w.CountyCode), at, "plan", "", from, nil)
			if w.Status == models.WindowMissed {
				flow.Log(s, models.System(w.CountyCode), at, "miss", from, string(w.Status), nil)
			}
		}
		return nil
	}))
}

// given is a benefit that has no end yet.
func given(t *testing.T, y *testdb.Tale, h *models.Household) models.Benefit {
	t.Helper()
	b := models.Benefit{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitCash, Name: "低保金", ProviderKind: "dept",
		Provider: "民政", PeriodFrom: y.Today().AddDays(-90), GrantedOn: y.Today().AddDays(-90), Visibility: models.Shown, CreatedAt: y.Store.Now(), UpdatedAt: y.Store.Now(), Version: 1}
	require.NoError(t, y.Store.InsertBenefit(ctx, &b))
	return b
}

func TestADeathEndsTheVisitsOfWhoLivedAloneAndNoBenefit(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, today := y.Household(), y.Today()
		before := y.Window(h, today.AddDays(-40), today.AddDays(-34))
		missed := y.Miss(y.Window(h, today.AddDays(-9), today.AddDays(-3)))
		ahead := y.Window(h, today.AddDays(1), today.AddDays(7))
		told(t, y, missed, ahead)
		b := given(t, y, h)
		got, err := dies(y, h, 0, today.AddDays(-9))
		require.NoError(t, err)
		assert.Equal(t, []any{models.HouseholdClosed, models.HouseholdDied, today.AddDays(-9)}, []any{got.Status, got.StatusReason, got.Persons[0].DeceasedOn})
		for _, c := range []struct {
			w    *models.VisitWindow
			code models.ExemptCode
		}{{before, ""}, {missed, models.ExemptDied}, {ahead, models.ExemptDied}} {
			w, err := y.Store.VisitWindow(ctx, store.Key{County: h.CountyCode, ID: c.w.ID})
			require.NoError(t, err)
			assert.Equal(t, c.code, w.ExemptCode, c.w.EndsOn)
		}
		left, err := y.Store.RunningBenefits(ctx, store.Key{County: h.CountyCode, ID: h.ID}, today)
		require.NoError(t, err)
		require.Len(t, left, 1, "no benefit ends by itself")
		assert.Equal(t, []any{b.ID, models.Date(""), (*string)(nil)}, []any{left[0].ID, left[0].PeriodTo, left[0].PersonID})
		f, err := y.Desk.HouseholdFile(ctx, y.Clerk, h.ID)
		require.NoError(t, err)
		assert.Len(t, f.Recheck, 1, "it is listed for the re-check")
		assert.Contains(t, y.Steps("household", h.ID), "confirm_death")
		_, err = dies(y, h, 0, today)
		assert.Equal(t, "dead_already", models.CodeOf(err))
		y.Whole()
	})
}

func TestNeedsOfWhoLivedAloneEndAsVoidUnlessSomethingWasDelivered(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, g := y.Household(), y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
		two := func(d *models.NeedDraft) { d.Quantity = units(2) }
		promised, served := y.Need(h, two), y.Need(h, two, func(d *models.NeedDraft) { d.Category, d.Title = "A02", "要一床棉被" })
		neighbour := y.Need(y.Household(), two)
		m := g.Promise(promised, o, 2)
		warm := g.Offer(func(d *models.OfferDraft) { d.Quantity, d.Category = units(100), "A02" })
		g.Deliver(g.Promise(served, warm, 2), 1)
		_, err := dies(y, h, 0, y.Today())
		require.NoError(t, err)
		for _, c := range []struct {
			need *models.Need
			code string
		}{{promised, "V3"}, {served, ""}, {neighbour, ""}} {
			n, err := y.Store.Need(ctx, store.Key{County: h.CountyCode, ID: c.need.ID})
			require.NoError(t, err)
			assert.Equal(t, c.code, n.ResolutionCode, c.need.Title)
			assert.Equal(t, c.code != "", n.Status == models.NeedVoid)
		}
		now, err := y.Store.Match(ctx, store.Key{County: h.CountyCode, ID: m.ID})
		require.NoError(t, err)
		assert.Equal(t, []any{models.MatchCancelled, int64(0)}, []any{now.Status, now.Reserved}, "what was promised is free for others")
		y.Whole()
	})
}

func TestOthersOfTheHouseholdAreLookedAfterOn(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons = []models.PersonDraft{y.Granny(), y.Child()} })
		w := y.Window(h, y.Today().AddDays(1), y.Today().AddDays(7))
		got, err := y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID, models.DeathDraft{DiedOn: y.Today(), Proof: models.DeathByVillage, NewHead: h.Persons[1].ID})
		require.NoError(t, err)
		assert.Equal(t, models.HouseholdActive, got.Status)
		assert.Greater(t, got.Version, h.Version, "its plan is looked at again")
		now, err := y.Store.VisitWindow(ctx, store.Key{County: h.CountyCode, ID: w.ID})
		require.NoError(t, err)
		assert.Equal(t, w.Status, now.Status)
		f, err := y.Desk.HouseholdFile(ctx, y.Clerk, h.ID)
		require.NoError(t, err)
		assert.Empty(t, f.Recheck)
	})
}

func TestAHouseholdWhoseHeadHasDiedIsGivenAnother(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, other := grown(y), y.Household()
		died := models.DeathDraft{DiedOn: y.Today(), Proof: models.DeathByFamily}
		for head, code := range map[string]string{"": "required", h.Persons[0].ID: "unknown", other.Persons[0].ID: "unknown", "x": "uuid"} {
			died.NewHead = head
			_, err := y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID, died)
			faulty(t, err, "new_head", code)
		}
		now, err := y.Store.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Len(t, now.Living(), 3, "nothing is written in part")

		died.NewHead = h.Persons[1].ID
		_, err = y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID, died)
		require.NoError(t, err)
		heads := func() []string {
			now, err := y.Store.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID})
			require.NoError(t, err)
			out := make([]string, len(now.Persons))
			for _, p := range now.Persons {
				assert.Equal(t, p.IsHead, p.Relation == "head")
				out[slices.IndexFunc(h.Persons, func(had models.Person) bool { return had.ID == p.ID })] = p.Relation
			}
			return out
		}
		assert.Equal(t, []string{"spouse", "head", "son"}, heads())
		_, err = dies(y, h, 2, y.Today())
		require.NoError(t, err, "the head lives")
		_, err = y.Desk.TakeBackDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID)
		require.NoError(t, err)
		assert.Equal(t, []string{"spouse", "head", "son"}, heads(), "who became the head stays it")
		_, err = dies(y, h, 0, y.Today())
		require.NoError(t, err)
		got, err := dies(y, h, 1, y.Today())
		require.NoError(t, err, "nobody is left to be the head")
		assert.Equal(t, models.HouseholdClosed, got.Status)
		y.Whole()
	})
}

func TestADeathIsConfirmedByAClerkOfThePlaceAndChecked(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		for _, who := range []models.Actor{y.Aide, y.Auditor, y.DeptSource, y.Operator} {
			_, err := y.Desk.ConfirmDeath(ctx, who, h.ID, h.Persons[0].ID, models.DeathDraft{DiedOn: y.Today(), Proof: models.DeathByFamily})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), who.Role)
		}
		_, err := y.Desk.ConfirmDeath(ctx, y.OtherClerk, h.ID, h.Persons[0].ID, models.DeathDraft{DiedOn: y.Today(), Proof: models.DeathByFamily})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, y.ID(), models.DeathDraft{DiedOn: y.Today(), Proof: models.DeathByFamily})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = dies(y, h, 0, y.Today().AddDays(1))
		faulty(t, err, "died_on", "past_date")
		_, err = dies(y, h, 0, h.Persons[0].BirthDate.AddDays(-1))
		faulty(t, err, "died_on", "before_birth")
		_, err = y.Desk.ConfirmDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID, models.DeathDraft{DiedOn: y.Today(), Proof: "rumour"})
		faulty(t, err, "proof", "oneof")
		_, err = y.Desk.TakeBackDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID)
		assert.Equal(t, "not_dead", models.CodeOf(err))
	})
}

func TestADeathThatWasAMistakeIsTakenBack(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons[0].Profile.Tags = []string{"elderly_alone"} })
		w := y.Window(h, y.Today().AddDays(1), y.Today().AddDays(7))
		told(t, y, w)
		at := store.Key{County: h.CountyCode, ID: h.ID}
		before := open(t, y, at)
		require.Equal(t, 2, before, "the household, and the person on the list of the elderly")
		_, err := dies(y, h, 0, y.Today())
		require.NoError(t, err)
		require.Zero(t, open(t, y, at))
		got, err := y.Desk.TakeBackDeath(ctx, y.Clerk, h.ID, h.Persons[0].ID)
		require.NoError(t, err)
		assert.Equal(t, []any{models.HouseholdActive, "", models.Date("")}, []any{got.Status, got.StatusReason, got.Persons[0].DeceasedOn})
		assert.Equal(t, before, open(t, y, at))
		_, err = y.Store.VisitWindow(ctx, store.Key{County: h.CountyCode, ID: w.ID})
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "what had left the rates is planned anew")
		y.Whole()
	})
}

// open counts the stays of a household and its members that go on.
func open(t *testing.T, y *testdb.Tale, at store.Key) (n int) {
	t.Helper()
	stays, err := y.Store.Listings(ctx, at)
	require.NoError(t, err)
	for _, l := range stays {
		if l.ListedTo == "" {
			n++
		}
	}
	return n
}
