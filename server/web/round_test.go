package web_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/rounds"
)

// ended looks at a round's page until the round has ended, as its reader does.
func ended(t *testing.T, b *pagetest.Browser, address string) *pagetest.Page {
	t.Helper()
	var p *pagetest.Page
	require.Eventually(t, func() bool {
		p = b.Get(address)
		return p.Header.Get("Refresh") == ""
	}, 20*time.Second, 10*time.Millisecond)
	return p
}

func TestARoundIsTriedThenRunThenSent(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		a, b := s.Need(h), s.Need(s.Household())
		gap := s.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "B04", "理发" })
		g := s.Supplier()
		g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(30) })
		g.Offer(func(d *models.OfferDraft) { d.Category, d.Title = "J01", "手机课" })
		staff := s.As(s.Staff)
		tried := staff.Get("/rounds").Submit(`form[action^="/rounds"]`, "dry_run", "true")
		require.Contains(t, tried.Address, "/rounds/")
		tried = ended(t, staff, tried.Address)
		assert.Contains(t, tried.Text(), "试算")
		assert.False(t, tried.Has(`[name="match"]`), "a trial has nothing to send")
		assert.Equal(t, models.NeedOpen, s.NeedNow(a.ID).Status)

		ran := tried.Submit(`main form[action^="/rounds"]`, "dry_run", "false")
		ran = ended(t, staff, ran.Address)
		assert.Equal(t, 2, ran.Find(`[name="match"]`).Length())
		assert.Equal(t, 0, ran.Find(`[name="match"][checked]`).Length(), "nobody is chosen unseen")
		assert.Equal(t, 2, staff.Get(ran.Address+"?select=all").Find(`[name="match"][checked]`).Length())
		for _, lang := range locales.Langs() {
			for _, show := range rounds.Parts() {
				p := staff.In(lang).Get(ran.Address + "?show=" + string(show))
				assert.Equal(t, 200, p.Status)
				keyless(t, p)
			}
			keyless(t, staff.In(lang).Get("/rounds"))
		}
		staff.In(locales.Chinese)
		assert.Contains(t, staff.Get(ran.Address+"?show=unmet").Text(), "没有同类资源")
		assert.Equal(t, "/needs?group=match&category=B04&region="+testdb.Town, staff.Get(ran.Address+"?show=gaps").Find("tbody a").AttrOr("href", ""))
		assert.Contains(t, staff.Get(ran.Address+"?show=idle").Text(), "手机课")
		_ = gap

		nothing := ran.Submit("form[data-candidates]")
		assert.Equal(t, http.StatusUnprocessableEntity, nothing.Status)
		first := ran.Find(`[name="match"]`).First().AttrOr("value", "")
		for range 2 {
			sent := nothing.Submit("form[data-candidates]", "match", first)
			assert.Contains(t, sent.Address, "/rounds/")
			assert.Equal(t, 200, sent.Status)
		}
		assert.Equal(t, models.MatchInvited, s.MatchNow(first).Status)
		assert.Equal(t, []string{"propose", "invite"}, s.Steps("match", first))
		_ = b
		other := staff.Get(ran.Address).Find(`[name="match"]`).First().AttrOr("value", "")
		_, err := s.Tale.Desk.CancelMatch(context.Background(), s.Staff, other, "不合适")
		require.NoError(t, err)
		stale := staff.Post(ran.Address+"/send", "_token", ran.Find(`[name="_token"]`).First().AttrOr("value", ""), "match", other)
		assert.Equal(t, 200, stale.Status)
		assert.Contains(t, stale.Find("[role=alert]").Text(), "爱心米面", "what was not sent, and why")
		assert.Contains(t, staff.Get("/lists").Text(), "试算", "long work is found again")
	})
}

func TestOnlyOneRoundRunsAndALostOneSaysSo(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		now := s.Store.Now()
		row := &models.Allocation{CountyCode: testdb.CountyCode, ID: s.ID(), Status: models.AllocationRunning, StartedBy: s.SecondStaff.AccountID, StartedAt: now,
			LeaseUntil: now.Add(5 * time.Minute), CreatedAt: now, UpdatedAt: now, Version: 1}
		require.NoError(t, s.Store.InsertAllocation(context.Background(), row))
		staff := s.As(s.Staff)
		running := staff.Get("/rounds/" + row.ID)
		assert.Equal(t, "2", running.Header.Get("Refresh"), "it looks again by itself")
		assert.True(t, running.Has("progress"))
		keyless(t, running)
		p := staff.Get("/rounds").Submit(`form[action^="/rounds"]`, "dry_run", "false")
		assert.Equal(t, http.StatusConflict, p.Status)
		assert.Contains(t, p.Find("[role=alert]").Text(), "正在进行")
		s.Clock.Advance(6 * time.Minute)
		lost := staff.Get("/rounds/" + row.ID)
		assert.Empty(t, lost.Header.Get("Refresh"))
		assert.Contains(t, lost.Text(), "中断")
	})
}

func TestRoundsAreTheCountyStaffsOwn(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, a := range []models.Actor{s.Operator, s.Clerk, s.Aide, s.Auditor, s.Province} {
			assert.Equal(t, http.StatusForbidden, s.As(a).Get("/rounds").Status, a.Role)
		}
		assert.Equal(t, http.StatusNotFound, s.As(s.Staff).Get("/rounds/"+s.ID()).Status)
	})
}
