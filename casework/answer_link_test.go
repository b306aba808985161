package casework_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// mailedLink makes the link of an invitation as a mail to an account carries it, and returns its token.
func mailedLink(t *testing.T, y *testdb.Tale, m *models.Match, to models.Actor) string {
	t.Helper()
	secret := make([]byte, models.TokenBytes)
	_, err := rand.Read(secret)
	require.NoError(t, err)
	token := models.NewAnswerToken(m.CountyCode, secret)
	require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
		return s.InsertAnswerLink(ctx, &models.AnswerLink{CountyCode: m.CountyCode, ID: y.ID(), TokenHash: token.Hash(), MatchID: m.ID, AccountID: to.AccountID,
			ExpiresAt: *m.RespondBy, CreatedAt: s.Now()})
	}))
	return string(token)
}

func TestALinkShowsOneInvitationAndChangesNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household()
		m := y.Invite(y.Need(h), g.Offer(), units(4))
		token := mailedLink(t, y, m, g.Admin)
		head, err := y.Store.Head(ctx, testdb.CountyCode)
		require.NoError(t, err)
		for range 3 { // mail scanners look too
			x, err := y.Desk.InvitationByLink(ctx, token)
			require.NoError(t, err)
			assert.Equal(t, m.ID, x.Match.ID)
			assert.EqualValues(t, 4, *x.Match.Quantity)
			assert.Equal(t, g.Name, x.Supplier)
			assert.Equal(t, "爱心米面", x.Offer)
			assert.Equal(t, "清河镇", x.TownName, "tier 1: the town and no nearer")
			assert.Equal(t, testdb.Town, x.TownCode)
		}
		after, err := y.Store.Head(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, head.Seq, after.Seq)
		assert.Equal(t, models.MatchInvited, y.MatchNow(m.ID).Status)
	})
}

func TestALinkAnswersOnceAsTheAccountItWasMailedTo(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := y.Invite(y.Need(y.Household()), g.Offer(), units(4))
		token, reminder := mailedLink(t, y, m, g.Admin), mailedLink(t, y, m, g.Admin)
		_, err := y.Desk.AnswerByLink(ctx, token, true, models.Answer{Quantity: units(5)})
		faulty(t, err, "quantity", "over_invited")
		taken, err := y.Desk.AnswerByLink(ctx, token, true, models.Answer{Quantity: units(3)})
		require.NoError(t, err, "an answer that was refused has not used it up")
		assert.Equal(t, models.MatchActive, taken.Status)
		assert.EqualValues(t, 3, taken.Reserved)
		assert.Equal(t, g.Admin.AccountID, *taken.RespondedBy)
		for _, again := range []string{token, reminder} {
			_, err = y.Desk.AnswerByLink(ctx, again, false, models.Answer{})
			conflict(t, err, "link_used")
			_, err = y.Desk.InvitationByLink(ctx, again)
			conflict(t, err, "link_used")
		}
		assert.EqualValues(t, 3, y.MatchNow(m.ID).Reserved)
		events, err := y.Store.Events(ctx, store.EventFilter{CountyCode: testdb.CountyCode, Noun: "answer_link", Limit: 10})
		require.NoError(t, err)
		require.Len(t, events, 1)
		assert.Equal(t, "use", events[0].Step)
		assert.Equal(t, g.Admin.AccountID, events[0].ActorID)
		assert.Equal(t, m.ID, events[0].Data["match_id"])
	})
}

func TestALinkDeclinesWithACode(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := y.Invite(y.Need(y.Household()), g.Offer(), units(4))
		declined, err := y.Desk.AnswerByLink(ctx, mailedLink(t, y, m, g.Admin), false, models.Answer{DeclineCode: "D2"})
		require.NoError(t, err)
		assert.Equal(t, models.MatchDeclined, declined.Status)
		assert.Equal(t, "D2", declined.DeclineCode)
	})
}

func TestALinkEndsWithItsTimeAndWithAnyAnswer(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
		h := y.Household()
		late, answered, cancelled := y.Invite(y.Need(h), o, units(1)), y.Invite(y.Need(h), o, units(1)), y.Invite(y.Need(h), o, units(1))
		tokens := map[string]string{}
		for _, m := range []*models.Match{late, answered, cancelled} {
			tokens[m.ID] = mailedLink(t, y, m, g.Admin)
		}
		_, err := y.Desk.AcceptMatch(ctx, g.Admin, answered.ID, models.Answer{})
		require.NoError(t, err)
		_, err = y.Desk.CancelMatch(ctx, y.Staff, cancelled.ID, "")
		require.NoError(t, err)
		for _, m := range []*models.Match{answered, cancelled} {
			_, err = y.Desk.InvitationByLink(ctx, tokens[m.ID])
			conflict(t, err, "link_used")
		}
		y.Clock.Set(late.RespondBy.Add(time.Microsecond))
		_, err = y.Desk.InvitationByLink(ctx, tokens[late.ID])
		conflict(t, err, "invitation_expired")
		_, err = y.Desk.AnswerByLink(ctx, tokens[late.ID], true, models.Answer{})
		conflict(t, err, "invitation_expired")
		_, err = y.Desk.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		_, err = y.Desk.AnswerByLink(ctx, tokens[late.ID], true, models.Answer{})
		conflict(t, err, "invitation_expired")
	})
}

func TestAWrongTokenLeadsNowhere(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := y.Invite(y.Need(y.Household()), g.Offer(), units(4))
		token := mailedLink(t, y, m, g.Admin)
		for _, wrong := range []string{"", "x", token[:48], token + "A", "330198" + token[6:], testdb.CountyCode + strings.Repeat("A", 43), strings.ToUpper(token) + "!"} {
			_, err := y.Desk.InvitationByLink(ctx, wrong)
			absent(t, err)
			_, err = y.Desk.AnswerByLink(ctx, wrong, true, models.Answer{})
			absent(t, err)
		}
		require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
			return s.StepAccount(ctx, store.Key{County: testdb.CountyCode, ID: g.Admin.AccountID}, models.AccountActive, models.AccountDisabled)
		}))
		_, err := y.Desk.AnswerByLink(ctx, token, true, models.Answer{})
		absent(t, err)
	})
}

func TestOnlyTheHashOfATokenIsKept(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		token, ok := models.ParseAnswerToken(mailedLink(t, y, y.Invite(y.Need(y.Household()), g.Offer(), nil), g.Admin))
		require.True(t, ok)
		row, err := y.Store.AnswerLink(ctx, token.County(), token.Hash())
		require.NoError(t, err)
		assert.Len(t, row.TokenHash, 32)
		assert.False(t, bytes.Contains([]byte(token), row.TokenHash))
	})
}

func TestOfManyAnswersByLinkAtOnceOneCounts(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
		m := y.Invite(y.Need(y.Household()), o, units(4))
		tokens := []string{mailedLink(t, y, m, g.Admin), mailedLink(t, y, m, g.Admin)}
		errs := make([]error, 10)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = y.Desk.AnswerByLink(ctx, tokens[i%2], i%3 != 0, models.Answer{}) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			conflict(t, err, "link_used")
		}
		assert.Equal(t, 1, won)
		now := y.MatchNow(m.ID)
		assert.Equal(t, now.Reserved, y.Held(o.ID))
		assert.Contains(t, []models.MatchStatus{models.MatchActive, models.MatchDeclined}, now.Status)
	})
}

func TestOfTheMostSensitiveNeedsALinkShowsNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := y.Invite(y.Need(y.Household()), g.Offer(), units(4))
		token := mailedLink(t, y, m, g.Admin)
		pool, err := y.Store.Pool()
		require.NoError(t, err)
		_, err = pool.Exec(testdb.ByHand + "UPDATE need SET sensitivity = 3") // as where the category's level was raised after the mail
		require.NoError(t, err)
		_, err = y.Desk.InvitationByLink(ctx, token)
		absent(t, err)
		_, err = y.Desk.AnswerByLink(ctx, token, true, models.Answer{})
		absent(t, err)
	})
}
