package casework_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func ids(items []models.Need) (out []string) {
	for i := range items {
		out = append(out, items[i].ID)
	}
	return out
}

func TestTheQueueBeginsWithWhatIsOverdueAndUrgent(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		urgency := func(u models.Urgency, category string) *models.Need {
			return y.Need(h, func(d *models.NeedDraft) { d.Urgency, d.Category, d.Title = u, category, category })
		}
		late := urgency(models.UrgencyLow, "A05") // three working days
		y.Clock.Advance(10 * 24 * time.Hour)
		normal, high, critical := urgency(models.UrgencyNormal, "A01"), urgency(models.UrgencyHigh, "A03"), urgency(models.UrgencyCritical, "G01")
		waiting := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Category, d.Title = "B04", "理发" })
		want := []string{late.ID, critical.ID, high.ID, normal.ID, waiting.ID}

		ctx := context.Background()
		all, err := y.Desk.NeedQueue(ctx, y.Staff, "", casework.NeedFilter{}, casework.Page{Limit: 20})
		require.NoError(t, err)
		require.Equal(t, want, ids(all.Items))
		require.Empty(t, all.Next)
		require.Equal(t, map[models.NeedGroup]int{"town": 1, "match": 4, "supplier": 0, "confirm": 0, "aide": 0, "gov": 0, "rest": 0, "ended": 0}, all.Counts)

		var paged []string
		for after := ""; ; {
			q, err := y.Desk.NeedQueue(ctx, y.Staff, "", casework.NeedFilter{}, casework.Page{Limit: 2, After: after})
			require.NoError(t, err)
			paged = append(paged, ids(q.Items)...)
			if after = q.Next; after == "" {
				break
			}
		}
		require.Equal(t, want, paged, "page by page the same")

		due, err := y.Desk.NeedQueue(ctx, y.Staff, models.NeedsForMatch, casework.NeedFilter{DueBefore: y.Today()}, casework.Page{Limit: 20})
		require.NoError(t, err)
		require.Equal(t, []string{late.ID}, ids(due.Items))
		elsewhere, err := y.Desk.NeedQueue(ctx, y.OtherClerk, "", casework.NeedFilter{}, casework.Page{Limit: 20})
		require.NoError(t, err)
		require.Empty(t, elsewhere.Items)
		require.Equal(t, []string{"330199002000", "330199002001"}, codesOf(elsewhere.Regions))
		aide, err := y.Desk.NeedQueue(ctx, y.Aide, "", casework.NeedFilter{Region: testdb.NextVillage}, casework.Page{Limit: 20})
		require.NoError(t, err)
		require.Empty(t, aide.Items)
		require.Equal(t, []string{"330199001000", "330199001001", "330199001002"}, codesOf(aide.Regions), "the town stands above the villages")
		_, err = y.Desk.NeedQueue(ctx, y.Province, "", casework.NeedFilter{}, casework.Page{})
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}

func codesOf(list []models.Region) (out []string) {
	for _, r := range list {
		out = append(out, r.Code)
	}
	return out
}

func TestTheFileOfANeedHoldsAllThatBelongsToIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		n := y.Need(y.Household())
		g := y.Supplier()
		m := g.Promise(n, g.Offer(), 10)
		y.Confirm(g.Deliver(m, 4))
		f, err := y.Desk.NeedFile(context.Background(), y.Staff, n.ID)
		require.NoError(t, err)
		require.Len(t, f.Matches, 1)
		assert.Equal(t, g.Name, f.Matches[0].SupplierName)
		assert.Equal(t, "爱心米面", f.Matches[0].OfferTitle)
		assert.Equal(t, casework.MatchCan{Cancel: true, Fail: true}, f.Matches[0].Can)
		require.Len(t, f.Records, 1)
		assert.Equal(t, []string{"清河镇", "柳树村"}, []string{f.Town, f.Village})
		assert.NotEmpty(t, f.Household.No)
		assert.Greater(t, len(f.Events), 6)
		assert.Greater(t, f.Events[0].Seq, f.Events[1].Seq)

		audited, err := y.Desk.NeedFile(context.Background(), y.Auditor, n.ID)
		require.NoError(t, err)
		assert.Nil(t, audited.Household)
		assert.Equal(t, audited.TitlePublic, audited.Title)
		assert.Empty(t, audited.Detail)
		assert.False(t, audited.Can.Any())
		_, err = y.Desk.NeedFile(context.Background(), y.OtherClerk, n.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestWhatMayBeDoneIsWhatTheVerbsAllow(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		submitted := y.NeedSubmitted(h)
		can := func(by models.Actor, id string) casework.NeedCan {
			f, err := y.Desk.NeedFile(context.Background(), by, id)
			require.NoError(t, err)
			return f.Can
		}
		assert.Equal(t, casework.NeedCan{Accept: true, Return: true, Cancel: true, Void: true, Retitle: true}, can(y.Clerk, submitted.ID))
		assert.Equal(t, casework.NeedCan{Cancel: true}, can(y.Aide, submitted.ID), "an aide takes back what nobody has accepted")
		assert.Equal(t, casework.NeedCan{Accept: true, Return: true, Retitle: true}, can(y.Operator, submitted.ID))
		_, err := y.Desk.AcceptNeed(context.Background(), y.Clerk, submitted.ID)
		require.NoError(t, err)
		assert.Equal(t, casework.NeedCan{Resolve: true, Look: true, Invite: true}, can(y.Aide, submitted.ID))
		assert.Equal(t, casework.NeedCan{Cancel: true, Void: true, CloseUnmet: true, Suspend: true, Resolve: true, Retitle: true, Look: true, Invite: true},
			can(y.Clerk, submitted.ID))
		_, err = y.Desk.ResolveNeed(context.Background(), y.Aide, submitted.ID, models.Closing{ResolutionCode: "R4"})
		require.NoError(t, err)
		assert.Equal(t, casework.NeedCan{Void: true, Reopen: true}, can(y.Clerk, submitted.ID))
		y.Clock.Advance(31 * 24 * time.Hour)
		assert.Equal(t, casework.NeedCan{Void: true}, can(y.Clerk, submitted.ID))
	})
}

func TestALikelyDuplicateIsKeptOrMergedByAPerson(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		ctx, h := context.Background(), y.Household()
		first, again := y.Need(h), y.NeedSubmitted(h)
		f, err := y.Desk.NeedFile(ctx, y.Clerk, again.ID)
		require.NoError(t, err)
		require.NotNil(t, f.Earlier)
		require.Equal(t, first.ID, f.Earlier.ID)
		require.True(t, f.Can.Keep && f.Can.Merge)
		_, err = y.Desk.KeepNeed(ctx, y.Aide, again.ID)
		require.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = y.Desk.KeepNeed(ctx, y.OtherClerk, again.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		kept, err := y.Desk.KeepNeed(ctx, y.Clerk, again.ID)
		require.NoError(t, err)
		require.Nil(t, kept.LikelyDuplicateOf)
		require.Equal(t, models.NeedSubmitted, kept.Status)
		require.Contains(t, y.Steps("need", again.ID), "keep")
		_, err = y.Desk.KeepNeed(ctx, y.Clerk, again.ID)
		require.Equal(t, "no_likely_duplicate", models.CodeOf(err))
	})
}
