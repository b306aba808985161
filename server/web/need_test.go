package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// keyless fails where a text's key stands instead of the text.
func keyless(t *testing.T, p *pagetest.Page) {
	t.Helper()
	assert.NotRegexp(t, `\b(page|menu|status|done|error|fault|role|step|need_[a-z]+|urgency|reason|fix|gate|unmet|idle)\.[a-z_]+\.?[a-z_]*\b`, p.Text(), "a key without its text on %s", p.Address)
}

func TestNeedsAreListedByWhomTheyWaitFor(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		open := s.Need(h, func(d *models.NeedDraft) { d.Category, d.Title, d.Urgency = "A03", "电风扇", models.UrgencyHigh })
		s.NeedSubmitted(h)
		b := s.As(s.Clerk)
		p := b.Get("/needs")
		require.Equal(t, 200, p.Status)
		assert.Equal(t, 2, p.Find("tbody tr").Length())
		assert.Contains(t, p.Find("tbody tr").First().Text(), "电风扇", "the more urgent first")
		assert.Contains(t, p.Find(".tabs").Text(), "待受理 1")
		p = b.Get("/needs?group=town")
		assert.Equal(t, 1, p.Find("tbody tr").Length())
		assert.Equal(t, 1, b.Get("/needs?category=A03").Find("tbody tr").Length())
		assert.Equal(t, 2, b.Get("/needs?category=A&region="+testdb.Village).Find("tbody tr").Length())
		assert.Equal(t, 1, b.Get("/needs?q="+open.No).Find("tbody tr").Length())
		none := b.Get("/needs?urgency=low")
		assert.Contains(t, none.Text(), "没有符合筛选条件的需求")
		assert.Equal(t, "/needs", none.Find(".empty a").AttrOr("href", ""))
		assert.Equal(t, "low", none.Find(`[name="urgency"] option[selected]`).AttrOr("value", ""), "the filter stays chosen")
		s.Clock.Advance(25 * time.Hour)
		assert.Equal(t, 1, s.As(s.Staff).Get("/needs?due=waiting&group=town").Find("tbody tr").Length())
		assert.Equal(t, 0, s.As(s.OtherClerk).Get("/needs").Find("tbody tr").Length(), "another town sees nothing")
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/needs"))
		}
	})
}

func TestALongListGoesOnPageByPage(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		for range 32 {
			s.Need(h)
		}
		p := s.As(s.Clerk).Get("/needs?urgency=normal")
		assert.Equal(t, 30, p.Find("tbody tr").Length())
		rest := s.As(s.Clerk).Get(p.Find(`a[rel="next"]`).AttrOr("href", ""))
		assert.Equal(t, 2, rest.Find("tbody tr").Length())
		assert.Contains(t, rest.Address, "urgency=normal")
		assert.False(t, rest.Has(`a[rel="next"]`))
	})
}

func TestNeedsAreNoPagesOfSuppliersAndOthersAreAbsent(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		n := s.NeedSubmitted(s.Household())
		giver := s.Actor(models.RoleSupplierAdmin, testdb.County)
		giver.SupplierID = s.Supplier().ID
		for _, address := range []string{"/needs", "/needs/" + n.ID} {
			assert.Equal(t, http.StatusForbidden, s.As(giver).Get(address).Status, address)
			assert.Equal(t, http.StatusForbidden, s.As(s.Province).Get(address).Status, address)
		}
		for name, b := range map[string]*pagetest.Browser{"other town": s.As(s.OtherClerk), "other county": s.As(s.FarStaff)} {
			p := b.Get("/needs/" + n.ID)
			assert.Equal(t, http.StatusNotFound, p.Status, name)
			assert.NotContains(t, p.Text(), n.No)
		}
		assert.Equal(t, http.StatusNotFound, s.As(s.Staff).Get("/needs/nonsense").Status)
		far := s.As(s.OtherClerk)
		token := far.Get("/needs").Find(`[name="_token"]`).First().AttrOr("value", "")
		assert.Equal(t, http.StatusNotFound, far.Post("/needs/"+n.ID+"/accept", "_token", token).Status)
	})
}

func TestAnAuditorSeesNothingPersonalAndDoesNothing(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		n := s.Need(h, func(d *models.NeedDraft) { d.Title, d.Detail = "王秀英家缺米", "膝盖不好,住在三楼" })
		m := s.Supplier()
		f := m.Deliver(m.Promise(n, m.Offer(), 10), 4)
		_, err := s.Tale.Desk.DisputeFulfilment(context.Background(), s.Aide, f.ID, models.Confirmation{Note: "王秀英说没收到"})
		require.NoError(t, err)
		b := s.As(s.Auditor)
		for _, lang := range locales.Langs() {
			p := b.In(lang).Get("/needs/" + n.ID)
			require.Equal(t, 200, p.Status)
			html, err := p.Html()
			require.NoError(t, err)
			for _, personal := range []string{"王秀英", "膝盖", h.No, "溪边路"} {
				assert.NotContains(t, html, personal)
			}
			assert.False(t, p.Has(`main form`), "nothing to press")
			keyless(t, p)
		}
		token := b.Get("/needs").Find(`[name="_token"]`).First().AttrOr("value", "")
		assert.Equal(t, http.StatusForbidden, b.Post("/needs/"+n.ID+"/cancel", "_token", token, "resolution_code", "V2").Status)
	})
}

func TestTheTownAcceptsAndPressingTwiceIsOnce(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		n := s.NeedSubmitted(s.Household())
		b := s.As(s.Clerk)
		p := b.Get("/needs/" + n.ID)
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/needs/"+n.ID))
		}
		b.In(locales.Chinese)
		for range 2 {
			after := p.Submit(`form[action*="/accept"]`)
			assert.Equal(t, "/needs/"+n.ID, after.Address)
			assert.Equal(t, 200, after.Status)
		}
		assert.Equal(t, models.NeedOpen, s.NeedNow(n.ID).Status)
		assert.Equal(t, []string{"submit", "accept", "open"}, s.Steps("need", n.ID))
		late := s.As(s.Staff).Get("/needs")
		stale := b.Post("/needs/"+n.ID+"/accept", "_token", p.Find(`[name="_token"]`).First().AttrOr("value", ""))
		assert.Equal(t, http.StatusConflict, stale.Status, "a step that is no longer there")
		assert.Contains(t, stale.Find("[role=alert]").Text()+stale.Text(), "待对接")
		assert.Equal(t, 200, late.Status)
	})
}

func TestReturningTakesAReasonAndLosesNothing(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		n := s.NeedSubmitted(s.Household())
		b := s.As(s.Clerk)
		p := b.Get("/needs/" + n.ID)
		back := p.Submit(`form[action*="/return"]`, "reason", strings.Repeat("长", 301))
		assert.Equal(t, http.StatusUnprocessableEntity, back.Status)
		form := back.Find(`form[action*="/return"]`)
		assert.Equal(t, strings.Repeat("长", 301), form.Find("textarea").Text(), "what was typed is there")
		assert.NotEmpty(t, form.Find(".fault").Text())
		assert.Equal(t, 1, back.Find(".fault").Length(), "and no other form is crossed")
		after := back.Submit(`form[action*="/return"]`, "reason", "请写明数量")
		assert.Equal(t, "/needs/"+n.ID, after.Address)
		assert.Contains(t, after.Text(), "请写明数量")
		assert.Equal(t, models.NeedReturned, s.NeedNow(n.ID).Status)
	})
}

func TestEveryWayInWhichANeedCanEnd(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		b := s.As(s.Staff)
		act := func(n *models.Need, step string, pairs ...string) *pagetest.Page {
			return b.Get("/needs/"+n.ID).Submit(`form[action*="/`+step+`"]`, pairs...)
		}
		n := s.Need(h)
		act(n, "suspend", "reason", "住院")
		assert.Equal(t, models.NeedSuspended, s.NeedNow(n.ID).Status)
		act(n, "resume")
		assert.Equal(t, models.NeedOpen, s.NeedNow(n.ID).Status)
		wrong := act(n, "resolve", "resolution_code", "R1")
		assert.Equal(t, http.StatusConflict, wrong.Status)
		assert.NotEmpty(t, wrong.Find("[role=alert]").Text())
		act(n, "resolve", "resolution_code", "R4", "satisfaction", "4")
		now := s.NeedNow(n.ID)
		assert.Equal(t, models.NeedResolved, now.Status)
		assert.Equal(t, 4, *now.Satisfaction)
		reopened := act(n, "reopen", "reason", "又缺了", "quantity", "3")
		assert.Equal(t, 200, reopened.Status)
		assert.Equal(t, models.NeedReopened, s.NeedNow(n.ID).Status)
		act(n, "close-unmet", "resolution_code", "U1")
		assert.Equal(t, models.NeedClosedUnmet, s.NeedNow(n.ID).Status)
		void := s.Need(h)
		act(void, "cancel", "resolution_code", "V2", "reason", "录错了")
		assert.Equal(t, models.NeedVoid, s.NeedNow(void.ID).Status)
		assert.False(t, b.Get("/needs/"+void.ID).Has("main form"), "what has ended has nothing to press")
	})
}

func TestAPublicTitleIsReviewedAndNeverNamesAnybody(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		n := s.Need(s.Household())
		b := s.As(s.Operator)
		before := b.Get("/needs/" + n.ID)
		named := before.Submit(`form[action*="/title"]`, "title_public", "给王秀英的米面")
		assert.Equal(t, http.StatusUnprocessableEntity, named.Status)
		after := named.Submit(`form[action*="/title"]`, "title_public", "独居老人的米面")
		assert.Equal(t, "独居老人的米面", s.NeedNow(n.ID).TitlePublic)
		assert.Equal(t, 200, after.Status)
		_, err := s.Tale.Desk.EditNeed(context.Background(), s.Staff, n.ID, s.NeedNow(n.ID).Version, models.NeedPatch{Urgency: urgent()})
		require.NoError(t, err)
		stale := after.Submit(`form[action*="/title"]`, "title_public", "别的")
		assert.Equal(t, http.StatusPreconditionFailed, stale.Status)
		assert.NotEmpty(t, stale.Find("[role=alert]").Text())
		assert.Equal(t, "独居老人的米面", s.NeedNow(n.ID).TitlePublic)
	})
}

func urgent() *models.Urgency {
	u := models.UrgencyHigh
	return &u
}

func TestALikelyDuplicateStandsBesideTheEarlierNeed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		first, second, third := s.Need(h), s.NeedSubmitted(h), s.NeedSubmitted(h)
		b := s.As(s.Clerk)
		assert.Equal(t, 2, b.Get("/needs?dup=true").Find("tbody tr").Length())
		p := b.Get("/needs/" + second.ID)
		assert.Equal(t, "/needs/"+first.ID, p.Find("#duplicate a").AttrOr("href", ""))
		p.Submit(`form[action*="/merge"]`)
		merged := s.NeedNow(second.ID)
		assert.Equal(t, models.NeedMerged, merged.Status)
		assert.Equal(t, first.ID, *merged.DuplicateOf)
		kept := b.Get("/needs/" + third.ID).Submit(`form[action*="/keep"]`)
		assert.Equal(t, 200, kept.Status)
		assert.False(t, kept.Has("#duplicate"))
	})
}

func TestADisputeIsSettledOnItsNeed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		n := s.Need(s.Household())
		g := s.Supplier()
		m := g.Promise(n, g.Offer(), 10)
		f := g.Deliver(m, 4)
		_, err := s.Tale.Desk.DisputeFulfilment(context.Background(), s.Aide, f.ID, models.Confirmation{Note: "没有收到"})
		require.NoError(t, err)
		assert.False(t, s.As(s.Aide).Get("/needs/"+n.ID).Has(`form[action*="/settle"]`), "not the aide's to settle")
		p := s.As(s.Clerk).Get("/needs/" + n.ID)
		after := p.Submit(`form[action*="/settle"]`, "note", "司机送错了", "uphold", "false")
		assert.Contains(t, after.Text(), "异议成立")
		assert.False(t, after.Has(`form[action*="/cancel-match"]`), "a clerk does not cancel promises")
		cancelled := s.As(s.Staff).Get("/needs/"+n.ID).Submit(`form[action*="/cancel-match"]`, "reason", "换一家")
		assert.Equal(t, 200, cancelled.Status)
		assert.Equal(t, models.MatchCancelled, s.MatchNow(m.ID).Status)
	})
}
