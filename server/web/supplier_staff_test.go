package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestStaffReviewSuppliers(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		applied, err := s.Tale.Desk.ApplySupplier(context.Background(), s.Application())
		require.NoError(t, err)
		s.Supplier()
		b := s.As(s.Staff)
		list := b.Get("/suppliers?status=applied")
		assert.Equal(t, 1, list.Find("tbody tr").Length())
		assert.Equal(t, "/suppliers/"+applied.ID, list.Find("tbody a").AttrOr("href", ""))
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/suppliers"))
			keyless(t, b.In(lang).Get("/suppliers/"+applied.ID))
		}
		b.In(locales.Chinese)
		p := b.Get("/suppliers/" + applied.ID)
		none := p.Submit(`form:has([value="reject"])`)
		assert.Equal(t, http.StatusUnprocessableEntity, none.Status)
		assert.NotEmpty(t, none.Find(`form:has([value="reject"]) .fault`).Text())
		for range 2 {
			p = none.Submit(`form:has(button[value="approve"])`, "step", "approve")
		}
		assert.Contains(t, p.Text(), "已启用")
		p = p.Submit(`form:has([value="suspend"])`, "reason", "年报未交")
		assert.Contains(t, p.Text(), "年报未交")
		p = p.Submit(`form:has(button[value="reinstate"])`, "step", "reinstate")
		assert.Contains(t, p.Text(), "已启用")
		stale := b.Post("/suppliers/"+applied.ID+"/review", "_token", p.Find(`[name="_token"]`).First().AttrOr("value", ""), "step", "approve")
		assert.Equal(t, http.StatusConflict, stale.Status)
	})
}

func TestAnOldCodeTakesTwoPeople(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		draft := s.Application()
		last := draft.USCC[len(draft.USCC)-1:]
		wrong := "0"
		if last == wrong {
			wrong = "1"
		}
		draft.USCC = draft.USCC[:len(draft.USCC)-1] + wrong
		applied, err := s.Tale.Desk.ApplySupplier(context.Background(), draft)
		require.NoError(t, err)
		first, second := s.As(s.Staff), s.As(s.SecondStaff)
		p := first.Get("/suppliers/"+applied.ID).Submit(`form:has(button[value="approve"])`, "step", "approve")
		assert.Contains(t, p.Text(), "另一位工作人员")
		assert.False(t, p.Has(`button[value="approve"]`), "the same person is not asked again")
		p = second.Get("/suppliers/"+applied.ID).Submit(`form:has(button[value="approve"])`, "step", "approve")
		assert.Contains(t, p.Text(), "已启用")
	})
}

func TestLicencesAreEnteredByStaffAndTheirEndIsSeen(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		b := s.As(s.Staff)
		p := b.Get("/suppliers/" + g.ID)
		wrong := p.Submit(`form[action*="/licence"]`, "kind", "food", "number", "", "valid_to", "2026-03-20")
		assert.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
		p = wrong.Submit(`form[action*="/licence"]`, "kind", "food", "number", "JY330199001", "valid_to", "2026-03-20")
		assert.Contains(t, p.Find("#licences").Text(), "JY330199001")
		assert.Contains(t, p.Find("#licences").Text(), "即将到期")
		p = p.Submit(`form[action*="/edit"]`, "sensitivity_clearance", "1")
		assert.Contains(t, p.Text(), "1 级")
		p = p.Submit(`form[action*="/unlicence"]`)
		assert.NotContains(t, p.Find("#licences").Text(), "JY330199001")
	})
}

func TestWhoSeesOfASupplierWhat(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		for _, a := range []models.Actor{s.Clerk, s.Aide, s.Operator} {
			p := s.As(a).Get("/suppliers/" + g.ID)
			require.Equal(t, 200, p.Status, a.Role)
			assert.Contains(t, p.Text(), "李联络")
			assert.False(t, p.Has("main form"), "%s only looks", a.Role)
			token := s.As(a).Get("/suppliers").Find(`[name="_token"]`).First().AttrOr("value", "")
			assert.Equal(t, http.StatusForbidden, s.As(a).Post("/suppliers/"+g.ID+"/review", "_token", token, "step", "suspend", "reason", "x").Status)
		}
		audited, err := s.As(s.Auditor).Get("/suppliers/" + g.ID).Html()
		require.NoError(t, err)
		assert.NotContains(t, audited, "李联络")
		assert.NotContains(t, audited, "13900139000")
		assert.Equal(t, http.StatusNotFound, s.As(s.FarStaff).Get("/suppliers/"+g.ID).Status)
		assert.Equal(t, http.StatusForbidden, s.As(s.Province).Get("/suppliers").Status)
	})
}

func TestOffersAreReviewed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		ctx := context.Background()
		o, err := s.Tale.Desk.PostOffer(ctx, g.Admin, g.Draft())
		require.NoError(t, err)
		_, err = s.Tale.Desk.StepOffer(ctx, g.Admin, o.ID, "submit", "")
		require.NoError(t, err)
		g.Offer(func(d *models.OfferDraft) { d.Title = "已经发布的" })
		b := s.As(s.Operator)
		queue := b.Get("/offers?status=reviewing")
		assert.Equal(t, 1, queue.Find("tbody tr").Length())
		assert.Contains(t, queue.Text(), g.Name)
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/offers"))
			keyless(t, b.In(lang).Get("/offers/"+o.ID))
		}
		b.In(locales.Chinese)
		p := b.Get("/offers/" + o.ID)
		bare := p.Submit(`form:has([value="return"])`)
		assert.Equal(t, http.StatusUnprocessableEntity, bare.Status, "a return takes a reason")
		p = bare.Submit(`form:has([value="return"])`, "reason", "请写明保质期")
		assert.Contains(t, p.Text(), "请写明保质期")
		assert.Equal(t, models.OfferDrafted, s.OfferNow(o.ID).Status)
		for range 2 { // pressed twice
			p.Submit(`form:has([value="publish"])`, "step", "publish")
		}
		assert.Equal(t, models.OfferPublished, s.OfferNow(o.ID).Status)
		n := s.Need(s.Household())
		s.Invite(n, s.OfferNow(o.ID), testdb.Units(2))
		assert.Contains(t, b.Get("/offers/"+o.ID).Text(), n.TitlePublic)
		clerk := s.As(s.Clerk).Get("/offers/" + o.ID)
		assert.Equal(t, 200, clerk.Status)
		assert.False(t, clerk.Has("main form"))
		assert.False(t, s.As(s.OtherClerk).Get("/offers/"+o.ID).Has(`main a[href^="/needs/"]`), "matches of another town")
		assert.Equal(t, http.StatusNotFound, s.As(s.FarStaff).Get("/offers/"+o.ID).Status)
	})
}
