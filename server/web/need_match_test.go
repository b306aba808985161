package web_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestTheMatchDeskShowsScoresReasonsAndWhyNot(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		n := s.Need(s.Household())
		g := s.Supplier()
		g.Offer()
		g.Offer(func(d *models.OfferDraft) { d.Title, d.Regions = "只在白沙镇", []string{testdb.OtherTown} })
		month := models.PeriodMonth
		rate := g.Offer(func(d *models.OfferDraft) {
			d.Title, d.CapacityKind, d.Period, d.Regions = "每月米面", models.CapacityRate, month, []string{testdb.OtherTown}
		})
		assert.Contains(t, s.As(s.Clerk).In(locales.English).Get("/offers/"+rate.ID).Text(), "10 袋 a month")
		b := s.As(s.Clerk)
		assert.Equal(t, "/needs/"+n.ID+"/match", b.Get("/needs/"+n.ID).Find(`a[href$="/match"]`).AttrOr("href", ""))
		for _, lang := range locales.Langs() {
			p := b.In(lang).Get("/needs/" + n.ID + "/match")
			require.Equal(t, 200, p.Status)
			keyless(t, p)
			assert.Equal(t, 6, p.Find(".candidate svg rect.ground").Length(), "six parts")
			assert.Contains(t, p.Find(".candidate svg").AttrOr("aria-label", ""), "100")
			assert.Equal(t, 7, p.Find(".candidate details tbody tr").Length(), "and a table behind")
			assert.NotZero(t, p.Find(".reasons li").Length())
			assert.Contains(t, p.Text(), "只在白沙镇")
			assert.Contains(t, p.Text(), "default-1")
			assert.False(t, p.Has("[style]"))
		}
		assert.Equal(t, http.StatusForbidden, s.As(s.Auditor).Get("/needs/"+n.ID+"/match").Status)
		assert.Equal(t, http.StatusNotFound, s.As(s.OtherClerk).Get("/needs/"+n.ID+"/match").Status)
	})
}

func TestInvitingFromTheMatchDesk(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		n := s.Need(s.Household(), func(d *models.NeedDraft) { d.Quantity = testdb.Units(18) })
		a, b := s.Supplier().Offer(), s.Supplier().Offer()
		clerk := s.As(s.Clerk)
		p := clerk.Get("/needs/" + n.ID + "/match")
		assert.Equal(t, "10", p.Find(`[name="quantity.`+a.ID+`"]`).AttrOr("value", ""))
		nothing := p.Submit("form[data-candidates]")
		assert.Equal(t, http.StatusUnprocessableEntity, nothing.Status, "nothing was ticked")
		assert.NotEmpty(t, nothing.Find("[role=alert]").Text())
		tooMuch := nothing.Submit("form[data-candidates]", "offer", a.ID, "quantity."+a.ID, "19")
		assert.Equal(t, http.StatusConflict, tooMuch.Status)
		assert.Equal(t, "19", tooMuch.Find(`[name="quantity.`+a.ID+`"]`).AttrOr("value", ""), "what was typed is there")
		assert.True(t, tooMuch.Has(`[name="offer"][value="`+a.ID+`"][checked]`))
		assert.Contains(t, tooMuch.Find("[role=alert]").Text(), "爱心米面")
		for range 2 { // pressed twice
			done := pressOne(tooMuch, "offer", a.ID, "quantity."+a.ID, "10")
			assert.Equal(t, "/needs/"+n.ID, done.Address)
			assert.Contains(t, done.Text(), "已邀请")
		}
		again := clerk.Get("/needs/" + n.ID + "/match")
		assert.False(t, again.Has(`[name="quantity.`+a.ID+`"]`), "who is asked is not asked again")
		both := clerk.Post("/needs/"+n.ID+"/match", "_token", again.Find(`[name="_token"]`).First().AttrOr("value", ""), "offer", a.ID, "offer", b.ID, "quantity."+b.ID, "8")
		assert.Equal(t, 200, both.Status)
		assert.Contains(t, both.Find("[role=alert]").Text(), "已发送1份")
		file := clerk.Get("/needs/" + n.ID)
		assert.Equal(t, 2, file.Find(`a[href^="/offers/"]`).Length())
	})
}

func pressOne(p *pagetest.Page, pairs ...string) *pagetest.Page {
	return p.Submit("form[data-candidates]", pairs...)
}

func TestANeedThatTakesNoOffersHasNoCandidates(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		n := s.NeedSubmitted(s.Household())
		o := s.Supplier().Offer()
		clerk := s.As(s.Clerk)
		p := clerk.Get("/needs/" + n.ID + "/match")
		assert.Equal(t, 200, p.Status)
		assert.Contains(t, p.Text(), "不接受对接")
		stale := clerk.Post("/needs/"+n.ID+"/match", "_token", clerk.Get("/needs").Find(`[name="_token"]`).First().AttrOr("value", ""), "only", o.ID)
		assert.Equal(t, http.StatusConflict, stale.Status)
		assert.NotEmpty(t, stale.Find("[role=alert]").Text())
	})
}
