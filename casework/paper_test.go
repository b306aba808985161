package casework_test

import (
	"image"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestPapersOfAnApplicationAreKeptAndSeenByStaffAlone(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		other := y.Supplier()
		r, err := y.Desk.ApplySupplier(ctx, y.Application(), casework.Paper{Kind: models.PaperRegistration, Field: "a", Content: picture(t)},
			casework.Paper{Kind: "food", Field: "b", Content: []byte("%PDF-1.7\n%%EOF")})
		require.NoError(t, err)
		list, err := y.Desk.SupplierFiles(ctx, y.Staff, r.ID)
		require.NoError(t, err)
		require.Len(t, list, 2)
		if list[0].Kind == "food" { // made in the same instant
			slices.Reverse(list)
		}
		assert.Equal(t, []string{"registration", "image/jpeg", "food", "application/pdf"}, []string{list[0].Kind, list[0].ContentType, list[1].Kind, list[1].ContentType})
		assert.Empty(t, list[0].Content, "a list carries no content")
		whole, err := y.Desk.File(ctx, y.Staff, list[0].ID)
		require.NoError(t, err)
		assert.Equal(t, image.Pt(4, 4), shown(t, whole.Content), "drawn anew")
		assert.NotContains(t, string(whole.Sealed), string(whole.Content[:16]), "sealed at rest")
		for _, by := range []models.Actor{other.Admin, other.Worker, y.Aide, y.Clerk, y.FarStaff, y.Auditor} {
			_, err = y.Desk.File(ctx, by, list[0].ID)
			absent(t, err)
		}
		_, err = y.Desk.File(ctx, y.Sysadmin, list[0].ID)
		refused(t, err, models.KindForbidden, "role_may_not")
		_, err = y.Desk.SupplierFiles(ctx, other.Admin, r.ID)
		absent(t, err)
		assert.Equal(t, []string{"apply", "attach", "attach"}, y.Steps("supplier", r.ID))
	})
}

func TestAnApplicationWithABadPaperIsNotMade(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		draft := y.Application()
		many := make([]casework.Paper, casework.MostPapers+1)
		for i := range many {
			many[i] = casework.Paper{Kind: "food", Field: "one too many", Content: picture(t)}
		}
		for code, papers := range map[string][]casework.Paper{
			"file_kind":      {{Kind: "food", Field: "scan", Content: []byte("<svg onload=alert(1)>")}},
			"file_too_large": {{Kind: "food", Field: "scan", Content: append(picture(t), make([]byte, casework.MaxUpload)...)}},
			"unknown":        {{Kind: "passport", Field: "scan", Content: picture(t)}},
		} {
			_, err := y.Desk.ApplySupplier(ctx, draft, papers...)
			faulty(t, err, "scan", code)
		}
		_, err := y.Desk.ApplySupplier(ctx, draft, many...)
		faulty(t, err, "one too many", "too_many_files")
		_, err = y.Store.AccountByName(ctx, draft.User.Username)
		absent(t, err)
	})
}

func TestProofOfAFulfilmentIsAFileToo(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		now := y.Store.Now()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 10)
		bad := models.FulfilmentDraft{Quantity: 4, OccurredAt: &now}
		_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, bad, []byte("no picture"))
		refused(t, err, models.KindUnsupported, "file_kind")
		assert.Zero(t, y.MatchNow(m.ID).Delivered, "neither is kept")
		f, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, bad, picture(t))
		require.NoError(t, err)
		planned := g.Plan(m, 6, y.Today())
		_, err = y.Desk.FinishFulfilment(ctx, g.Worker, planned.ID, models.FulfilmentDraft{Quantity: 6, OccurredAt: &now}, picture(t))
		require.NoError(t, err)
		for id, readers := range map[string][]models.Actor{f.ID: {g.Admin, y.Aide}, planned.ID: {g.Worker, g.Admin}} {
			list, err := y.Desk.Proofs(ctx, g.Admin, id)
			require.NoError(t, err)
			require.Len(t, list, 1)
			for _, by := range readers {
				a, err := y.Desk.File(ctx, by, list[0].ID)
				require.NoError(t, err)
				assert.Equal(t, image.Pt(4, 4), shown(t, a.Content))
			}
			_, err = y.Desk.File(ctx, y.OtherAide, list[0].ID)
			absent(t, err)
		}
	})
}

func TestATeamIsTheSuppliersOwn(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		team, err := y.Desk.Team(ctx, g.Admin, g.ID)
		require.NoError(t, err)
		require.Len(t, team, 2)
		assert.Equal(t, []models.Role{models.RoleSupplierAdmin, models.RoleSupplierWorker}, []models.Role{team[0].Role, team[1].Role})
		_, err = y.Desk.Team(ctx, other.Admin, g.ID)
		absent(t, err)
	})
}

func TestImpactAddsUpWhatWasDeliveredInAYear(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
		m := g.Promise(y.Need(h, func(d *models.NeedDraft) { d.Quantity = units(50) }), o, 50)
		give := func(m *models.Match, units int64, minutes int, fen int64, outcome models.FulfilmentStatus) {
			now := y.Store.Now()
			_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: units, OccurredAt: &now, Minutes: &minutes, ValueFen: &fen, Outcome: outcome})
			require.NoError(t, err)
		}
		give(m, 3, 30, 1200, "")
		give(m, 4, 20, 800, "partial")
		give(m, 0, 5, 0, "no_show_beneficiary")
		give(g.Promise(y.Need(y.Household()), o, 10), 10, 0, 0, "")
		got, err := y.Desk.Impact(ctx, g.Admin, 0)
		require.NoError(t, err)
		month := got.Months[y.Today().Time().Month()-1]
		for _, s := range []casework.Sum{got.Whole, month} {
			assert.Equal(t, []any{3, 2, int64(50), int64(2000)}, []any{s.Deliveries, s.Households, s.Minutes, s.ValueFen})
		}
		require.Len(t, got.Kinds, 1)
		assert.Equal(t, []any{"A01", "袋", int64(17), 2}, []any{got.Kinds[0].Category, got.Kinds[0].Unit, got.Kinds[0].Quantity, got.Kinds[0].Households})
		assert.Equal(t, []int{y.Today().Time().Year()}, got.Years)
		before, err := y.Desk.Impact(ctx, g.Admin, got.Year-1)
		require.NoError(t, err)
		assert.Zero(t, before.Whole.Deliveries)
		for _, year := range []int{1999, got.Year + 1} {
			_, err = y.Desk.Impact(ctx, g.Admin, year)
			absent(t, err)
		}
		other, err := y.Desk.Impact(ctx, y.Supplier().Admin, 0)
		require.NoError(t, err)
		assert.Zero(t, other.Whole.Deliveries)
		for _, by := range []models.Actor{y.Staff, g.Worker} {
			_, err = y.Desk.Impact(ctx, by, 0)
			refused(t, err, models.KindForbidden, "role_may_not")
		}
	})
}
