package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// faultOf is what is wrong with a field, on pages that have several forms.
func faultOf(p *pagetest.Page, name string) string {
	return p.Find(`.wrong:has([name="` + name + `"]) .fault`).Text()
}

func TestAStandardIsProposedPreviewedAndAdoptedOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		income := int64(110_000)
		s.HouseholdUnasked(func(h *models.HouseholdDraft) { h.MonthlyIncomeFen = &income })
		one, two := s.As(s.Staff), s.As(s.SecondStaff)
		crossed := one.Get("/settings/standards").Submit(`form[action^="/settings/standards?"]`, "code", "dibao_line", "value", "1149元多", "effective_from", "2026-01-01")
		assert.Equal(t, 422, crossed.Status)
		assert.NotEmpty(t, faultOf(crossed, "source"))
		assert.Contains(t, faultOf(crossed, "value"), "2位小数")
		assert.Equal(t, "1149元多", crossed.Find(`[name="value"]`).AttrOr("value", ""), "what was typed is still there")
		made := one.Get("/settings/standards").Submit(`form[action^="/settings/standards?"]`, "code", "dibao_line", "value", "1,149", "effective_from", "2026-01-01", "source", "民发〔2026〕1号")
		require.Contains(t, made.Text(), "已提出", made.Text())
		assert.Contains(t, made.Text(), "1,149 元")
		assert.Contains(t, made.Text(), "须由另一名县级工作人员启用")
		assert.False(t, made.Has(`form[action*="/adopt"]`), "nobody adopts the own proposal")
		look := two.Get(made.Address)
		assert.Contains(t, look.Text(), "1,723.50 元", "the marginal line that follows")
		done := look.Submit(`form[action*="/adopt"]`)
		assert.Contains(t, done.Text(), "已启用")
		assert.False(t, done.Has(`form[action*="/adopt"]`))
		day := s.As(s.Auditor).Get("/settings/standards?day=2026-01-01")
		assert.Contains(t, day.Text(), "1,149 元")
		assert.False(t, day.Has(`form[method="post"][action^="/settings"]`), "an auditor changes nothing")
		assert.Contains(t, s.As(s.Clerk).Get("/settings/standards?day=2025-12-31").Text(), "未设置")
		wrong := one.Get("/settings/standards").Submit(`form[action^="/settings/standards?"]`, "code", "rigid_ratio", "value", "0.9", "effective_from", "2026-01-01", "source", "误")
		back := wrong.Submit(`form[action*="/withdraw"]`, "reason", "写错了")
		assert.Contains(t, back.Text(), "写错了")
	})
}

func TestALimitIsProposedAndAdoptedOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		one := s.As(s.Staff).In(locales.English)
		crossed := one.Get("/settings/sla").Submit(`form[action^="/settings/sla?"]`, "target", "supplier_reply:high", "amount", "", "effective_from", "2026-01-01", "source", "x")
		assert.Equal(t, 422, crossed.Status)
		assert.NotEmpty(t, faultOf(crossed, "amount"))
		made := one.Get("/settings/sla").Submit(`form[action^="/settings/sla?"]`, "target", "supplier_reply:high", "amount", "6", "unit", "hour", "effective_from", "2026-01-01",
			"source", "minutes")
		assert.Contains(t, made.Text(), "6 hours")
		done := s.As(s.SecondStaff).In(locales.English).Get(made.Address).Submit(`form[action*="/adopt"]`)
		assert.Contains(t, done.Text(), "Adopted")
		row := one.Get("/settings/sla?day=2026-02-01").Find(`tbody tr:contains("Supplier's reply"):contains("High")`)
		assert.Contains(t, row.First().Text(), "6 hours")
	})
}

func TestWeightsCategoriesCalendarAndRegionsOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		one, two := s.As(s.Staff), s.As(s.SecondStaff)
		assert.Contains(t, one.Get("/settings").Text(), "项标准待启用")
		bad := one.Get("/settings/weights").Submit(`form[action^="/settings/weights?"]`, "weights_version", "2026-12", "category", "90")
		assert.Contains(t, faultOf(bad, "category"), "100")
		made := one.Get("/settings/weights").Submit(`form[action^="/settings/weights?"]`, "weights_version", "2026-12")
		assert.Contains(t, two.Get(made.Address).Submit(`form[action*="/adopt"]`).Text(), "现行")

		low := one.Get("/settings/categories/H02")
		assert.Equal(t, 1, low.Find(`[name="sensitivity"] option`).Length(), "what is not offered cannot be lowered")
		saved := one.Get("/settings/categories/A01").Submit(`form[action^="/settings/categories/A01"]`, "local_name", "爱心粮油", "reason", "县里叫法")
		assert.Contains(t, saved.Text(), "爱心粮油")
		assert.Equal(t, 404, one.Get("/settings/categories/Z99").Status)

		form := `form[action^="/settings/calendar/year"]`
		look := one.Get("/settings/calendar?year=2027").Submit(form, "days", "2027-01-01 休 元旦", "reason", "国办通知", "step", "look")
		assert.Contains(t, look.Find("#preview").Text(), "21个工作日变为20个")
		assert.Contains(t, look.Find(`[name="days"]`).Text(), "元旦")
		unread := one.Get("/settings/calendar?year=2027").Submit(form, "days", "元旦", "reason", "国办通知", "step", "apply")
		assert.Contains(t, faultOf(unread, "days"), "第1行")
		laid := one.Get("/settings/calendar?year=2027").Submit(form, "days", "2027-01-01 休 元旦\n2027-01-03 班", "reason", "国办通知", "step", "apply")
		assert.Equal(t, "/settings/calendar?year=2027", laid.Address)
		assert.Contains(t, laid.Find("table").Text(), "2027年1月3日")
		day := one.Get("/settings/calendar").Submit(`form[action^="/settings/calendar?"]`, "day", "2027-05-03", "kind", "holiday", "reason", "县里通知")
		assert.Contains(t, day.Text(), "2027年5月3日")

		village := one.Get("/settings/regions/" + testdb.Village)
		named := village.Submit(`form[action^="/settings/regions/`+testdb.Village+`?"]`, "name", "柳树新村", "node_kind", "point", "reason", "批复")
		assert.Equal(t, "柳树新村", named.Find("h1").Text())
		assert.Contains(t, named.Text(), "服务点")
		wrong := named.Submit(`form[action*="/merge"]`, "successor_code", testdb.NextVillage, "last_day", "2026-01-01")
		assert.Equal(t, 422, wrong.Status)
		merged := named.Submit(`form[action*="/merge"]`, "successor_code", testdb.NextVillage, "last_day", "2026-01-01", "reason", "村规模调整")
		assert.Contains(t, merged.Text(), "已撤并")
		assert.False(t, merged.Has(`form[action*="/merge"]`))
		assert.Equal(t, 404, one.Get("/settings/regions/"+testdb.FarVillage).Status)
		for _, address := range []string{"/settings", "/settings/standards", "/settings/sla", "/settings/categories", "/settings/categories/A01", "/settings/calendar",
			"/settings/regions", "/settings/regions/" + testdb.Town} {
			p := s.As(s.Auditor).In(locales.English).Get(address)
			assert.Equal(t, 200, p.Status, address)
			assert.False(t, p.Has(`form[method="post"][action^="/settings"]`), "%s: an auditor changes nothing", address)
			assert.Equal(t, 403, s.As(s.Aide).Get(address).Status, address)
		}
	})
}

func TestTheBoxOfTheBarFindsWhatTheReaderMaySee(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		s.Need(h, func(n *models.NeedDraft) { n.Title = "过冬厚棉被" })
		g := s.Supplier()
		g.Offer(func(o *models.OfferDraft) { o.Title = "新棉被" })
		b := s.As(s.Staff)
		p := b.Get("/needs").Submit(".seek", "q", "棉被")
		assert.Equal(t, "/search", p.Address, "what was looked for is not in the address")
		assert.Contains(t, p.Text(), "过冬厚棉被")
		assert.Contains(t, p.Text(), "新棉被")
		found := p.Submit("main form", "q", h.Persons[0].CitizenNo)
		assert.Contains(t, found.Text(), h.No)
		assert.NotContains(t, found.Find("main .rows").Text(), h.Persons[0].CitizenNo)
		assert.NotContains(t, found.Find("main .rows").Text(), h.Persons[0].Name, "the name is masked in a list")
		far := s.As(s.OtherAide).In(locales.English).Get("/search").Submit("main form", "q", h.No)
		assert.Contains(t, far.Text(), "Nothing was found")
		assert.Equal(t, 422, b.Get("/search").Submit("main form", "q", " ").Status)
		giver := s.As(models.Actor{AccountID: s.ID(), CountyCode: testdb.CountyCode, Role: models.RoleSupplierAdmin,
			Regions: []string{}, SupplierID: g.ID})
		assert.Contains(t, giver.Get("/search").Submit("main form", "q", "棉被").Text(), "新棉被")
	})
}
