package notices_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/rounds"
	"zhulian/store"
	"zhulian/weighing"
)

func TestEveryStepIsToldToThoseWhomItConcerns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g := w.Supplier()
		h := w.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		n := w.Need(h)
		m := g.Promise(n, o, 10)
		f := g.Deliver(m, 10)
		_, err := w.Desk.DisputeFulfilment(ctx, w.Aide, f.ID, models.Confirmation{Note: "少了一袋"})
		require.NoError(t, err)
		_, err = w.Desk.SettleDispute(ctx, w.Clerk, f.ID, true, models.Confirmation{})
		require.NoError(t, err)
		satisfied := 5
		_, err = w.Desk.ResolveNeed(ctx, w.Clerk, n.ID, models.Closing{ResolutionCode: "R1", Satisfaction: &satisfied})
		require.NoError(t, err)
		_, err = w.Desk.ReopenNeed(ctx, w.Staff, n.ID, "又缺了", testdb.Units(1))
		require.NoError(t, err)
		w.work()
		assertKinds(t, kinds(models.NoticeApproved, models.NoticeInvited, models.NoticeDisputed), w.inbox(g.Admin), "supplier")
		assertKinds(t, kinds(), w.inbox(g.Worker), "worker")
		assertKinds(t, kinds(models.NoticeNeedAccepted, models.NoticeAccepted, models.NoticeFulfilled, models.NoticeNeedResolved, models.NoticeNeedReopened), w.inbox(w.Aide), "aide")
		assertKinds(t, kinds(models.NoticeNeedSubmitted, models.NoticeAccepted, models.NoticeDisputed, models.NoticeNeedReopened), w.inbox(w.Clerk), "clerk")
		assertKinds(t, kinds(models.NoticeSupplierApplied), w.inbox(w.Staff), "staff")
		assertKinds(t, kinds(), w.inbox(w.OtherClerk), "the clerk of another town")
		assertKinds(t, kinds(), w.inbox(w.OtherAide), "the aide of another village")
	})
}

func TestWhatComesToNothingIsToldToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g, h := w.Supplier(), w.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		w.work()
		declined := w.Invite(w.Need(h), o, nil)
		_, err := w.Desk.DeclineMatch(ctx, g.Admin, declined.ID, models.Answer{})
		require.NoError(t, err)
		returned := w.NeedSubmitted(h)
		_, err = w.Desk.ReturnNeed(ctx, w.Clerk, returned.ID, "请写明数量")
		require.NoError(t, err)
		cancelled := g.Promise(w.Need(h), o, 2)
		_, err = w.Desk.CancelMatch(ctx, w.Staff, cancelled.ID, "搞错了")
		require.NoError(t, err)
		late := w.Need(h)
		w.Invite(late, o, nil)
		_, err = w.Desk.CloseUnmet(ctx, w.Clerk, w.Need(h).ID, models.Closing{ResolutionCode: "U1"})
		require.NoError(t, err)
		w.Clock.Advance(96 * time.Hour)
		_, err = w.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		w.work()
		for _, kind := range kinds(models.NoticeDeclined, models.NoticeExpired) {
			assert.Contains(t, w.inbox(w.Aide), kind)
			assert.Contains(t, w.inbox(w.Clerk), kind)
		}
		assert.Contains(t, w.inbox(w.Aide), models.NoticeNeedReturned)
		assert.Contains(t, w.inbox(w.Aide), models.NoticeNeedUnmet)
		assert.Contains(t, w.inbox(g.Admin), models.NoticeCancelled)
		assert.NotContains(t, w.inbox(g.Admin), models.NoticeDeclined, "who declined knows it")
	})
}

func TestStaffAreToldOfTheCountysAffairs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g := w.Supplier()
		refused, err := w.Desk.ApplySupplier(ctx, w.Application())
		require.NoError(t, err)
		_, err = w.Desk.ReviewSupplier(ctx, w.Staff, refused.ID, "reject", "资料不全")
		require.NoError(t, err)
		o, err := w.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		_, err = w.Desk.StepOffer(ctx, g.Admin, o.ID, "submit", "")
		require.NoError(t, err)
		round := &rounds.Desk{Store: w.Store, Market: &market.Market{}}
		_, err = round.Run(ctx, w.Staff, testdb.CountyCode, true)
		require.NoError(t, err)
		_, err = round.Run(ctx, w.Staff, testdb.CountyCode, false)
		require.NoError(t, err)
		d := matching.DefaultWeights()
		_, err = (&weighing.Desk{Store: w.Store}).Propose(ctx, w.Staff, models.WeightDraft{WeightsVersion: "试行", Category: &d.Category, Geography: &d.Geography,
			Capacity: &d.Capacity, Time: &d.Time, Group: &d.Group, Track: &d.Track, Text: &d.Text, Reach: &d.Reach, Continuity: &d.Continuity, Freshness: &d.Freshness,
			Declines: &d.Declines, Show: &d.Show})
		require.NoError(t, err)
		_, err = (&exchange.Desk{Store: w.Store}).AskIdentified(ctx, w.Staff, models.ExportDraft{Kind: "households", Format: "csv", Purpose: "年度核查"})
		require.NoError(t, err)
		w.work()
		assertKinds(t, kinds(models.NoticeSupplierApplied, models.NoticeSupplierApplied, models.NoticeOfferReview, models.NoticeRoundFinished, models.NoticeWeightsProposed,
			models.NoticeExportAsked),
			w.inbox(w.SecondStaff), "a trial round is nobody's news")
		assertKinds(t, kinds(models.NoticeSupplierApplied, models.NoticeSupplierApplied, models.NoticeOfferReview), w.inbox(w.Staff), "nobody is told of what they did")
		assertKinds(t, kinds(models.NoticeOfferReview), w.inbox(w.Operator), "operator")
		logins, err := w.Store.Recipients(ctx, store.RecipientFilter{County: testdb.CountyCode, Supplier: refused.ID})
		require.NoError(t, err)
		assertKinds(t, kinds(models.NoticeRejected), w.inbox(logins[0].Actor("")), "turned down")
	})
}

func TestTwoDispatchersTellEachEventOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g, h := w.Supplier(), w.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(1000) })
		for range 20 {
			w.Invite(w.Need(h), o, testdb.Units(1))
		}
		w.reach(g.Admin, "ngo@example.org", "")
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { errs[i] = w.once() })
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		w.work()
		assert.Len(t, w.inbox(g.Admin), 21)
		assert.Len(t, w.inbox(w.Clerk), 20)
		assert.Len(t, w.mail.Letters(), 21, "20 invitations and the approval")
		numbers := map[string]bool{}
		for _, l := range w.mail.Letters() {
			numbers[l.Header.Get("Message-ID")] = true
		}
		assert.Len(t, numbers, 21)
	})
}

func TestWhatALongStoppedServerFindsIsNoNews(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		w.NeedSubmitted(h)
		w.Clock.Advance(8 * 24 * time.Hour)
		w.NeedSubmitted(h)
		w.work()
		assertKinds(t, kinds(models.NoticeNeedSubmitted), w.inbox(w.Clerk), "only the newer")
		w.NeedSubmitted(h)
		w.Clock.Advance(8 * 24 * time.Hour)
		w.work()
		assert.Len(t, w.inbox(w.Clerk), 1, "what the cursor has not reached in a week is passed over too")
		seq, known, err := w.Store.NoticeCursor(ctx, testdb.CountyCode)
		require.NoError(t, err)
		head, err := w.Store.Head(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.True(t, known)
		assert.Equal(t, head.Seq, seq)
	})
}

func TestSuppliersAreRemindedOnceWhileTheyCanStillAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g, h := w.Supplier(), w.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		open, answered := w.Invite(w.Need(h), o, testdb.Units(1)), w.Invite(w.Need(h), o, testdb.Units(1))
		w.work()
		assert.NotContains(t, w.inbox(g.Admin), models.NoticeExpiring, "not at once")
		_, err := w.Desk.AcceptMatch(ctx, g.Admin, answered.ID, models.Answer{})
		require.NoError(t, err)
		w.Clock.Set(models.RemindAt(*open.InvitedAt, *open.RespondBy).Add(-time.Minute))
		w.work()
		assert.NotContains(t, w.inbox(g.Admin), models.NoticeExpiring, "not too early")
		w.Clock.Advance(time.Minute)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { assert.NoError(t, w.desk.Remind(ctx, testdb.CountyCode)) })
		}
		wg.Wait()
		w.work()
		w.Clock.Advance(time.Hour)
		w.work()
		rows, _, err := w.desk.Inbox(ctx, g.Admin, notices.Filter{Kind: models.NoticeExpiring}, notices.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 1)
		assert.Equal(t, open.ID, rows[0].ObjectID)
	})
}

func TestAnInboxIsItsOwnersAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.NeedSubmitted(w.Household())
		w.NeedSubmitted(w.Household())
		w.work()
		rows, _, err := w.desk.Inbox(ctx, w.Clerk, notices.Filter{Unread: true}, notices.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 2)
		_, err = w.desk.Read(ctx, w.OtherClerk, rows[0].ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		n, err := w.desk.Read(ctx, w.Clerk, rows[0].ID)
		require.NoError(t, err)
		require.NotNil(t, n.ReadAt)
		first := *n.ReadAt
		w.Clock.Advance(time.Hour)
		n, err = w.desk.Read(ctx, w.Clerk, rows[0].ID)
		require.NoError(t, err)
		assert.Equal(t, first, *n.ReadAt, "reading it again changes nothing")
		unread, err := w.desk.Unread(ctx, w.Clerk)
		require.NoError(t, err)
		assert.Equal(t, 1, unread)
		require.NoError(t, w.desk.ReadAll(ctx, w.OtherClerk))
		unread, err = w.desk.Unread(ctx, w.Clerk)
		require.NoError(t, err)
		assert.Equal(t, 1, unread)
		require.NoError(t, w.desk.ReadAll(ctx, w.Clerk))
		unread, err = w.desk.Unread(ctx, w.Clerk)
		require.NoError(t, err)
		assert.Zero(t, unread)
		_, _, err = w.desk.Inbox(ctx, models.Actor{Role: models.RoleAnonymous}, notices.Filter{}, notices.Page{})
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err))
		w.Clock.Advance(366 * 24 * time.Hour)
		require.NoError(t, w.desk.Forget(ctx, testdb.CountyCode))
		assert.Empty(t, w.inbox(w.Clerk))
	})
}
