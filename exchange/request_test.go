package exchange_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

func TestIdentifiedDataTakesASecondPersonAndGoesOutOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk := &exchange.Desk{Store: s}
		h := y.Household()
		ask := func() *models.ExportRequest {
			r, err := desk.AskIdentified(ctx, y.Staff, models.ExportDraft{Kind: "households", Format: "csv", Purpose: "年度核查"})
			require.NoError(t, err)
			return r
		}
		r := ask()
		_, _, err := desk.TakeIdentified(ctx, y.Staff, r.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err), "nobody has approved it")
		_, err = desk.DecideIdentified(ctx, y.Staff, r.ID, true, "")
		require.Equal(t, "second_person_required", models.CodeOf(err))
		for _, by := range []models.Actor{y.Clerk, y.Aide, y.Operator, y.Auditor, y.Province} {
			_, err = desk.DecideIdentified(ctx, by, r.ID, true, "")
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		r, err = desk.DecideIdentified(ctx, y.SecondStaff, r.ID, true, "同意")
		require.NoError(t, err)
		require.Equal(t, models.ExportApproved, r.Status)
		_, _, err = desk.TakeIdentified(ctx, y.SecondStaff, r.ID, locales.Chinese)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "only who asked takes it")
		taken, content, err := desk.TakeIdentified(ctx, y.Staff, r.ID, locales.Chinese)
		require.NoError(t, err)
		require.Equal(t, models.ExportTaken, taken.Status)
		require.Equal(t, int64(1), *taken.Rows)
		require.Contains(t, string(content), h.Persons[0].CitizenNo)
		for _, mark := range []string{y.Staff.AccountID, y.SecondStaff.AccountID, "年度核查"} {
			require.Contains(t, string(content), mark, "the file says who took it, who approved, and for what")
		}
		_, _, err = desk.TakeIdentified(ctx, y.Staff, r.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err), "once")
		log, _, err := s.Disclosures(ctx, testdb.CountyCode, h.ID, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Contains(t, log[0].Fields, "citizen_no")
		require.Equal(t, []string{"ask", "approve", "take"}, y.Steps("export_request", r.ID))

		late := ask()
		y.Clock.Advance(8 * 24 * time.Hour)
		_, err = desk.DecideIdentified(ctx, y.SecondStaff, late.ID, true, "")
		require.Equal(t, "export_lapsed", models.CodeOf(err))
		refused := ask()
		_, err = desk.DecideIdentified(ctx, y.SecondStaff, refused.ID, false, "用途不清")
		require.NoError(t, err)
		_, _, err = desk.TakeIdentified(ctx, y.Staff, refused.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err))
		rows, _, err := desk.Requests(ctx, y.SecondStaff, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 3)
		_, err = desk.AskIdentified(ctx, y.Staff, models.ExportDraft{Kind: "moons", Format: "csv", Purpose: "x"})
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		y.Whole()
	})
}
