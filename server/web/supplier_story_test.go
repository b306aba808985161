package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

func scan(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 4, 4))))
	return out.Bytes()
}

// silent fails the test where a page says what its reader may not know.
func silent(t *testing.T, p *pagetest.Page, secrets ...string) {
	t.Helper()
	html, err := p.Html()
	require.NoError(t, err)
	for _, s := range secrets {
		assert.NotContains(t, html, s, "%s tells %s", p.Address, s)
	}
}

// secretsOf is what identifies a household of the story, from the village down.
func secretsOf(h *models.Household) []string {
	return []string{"王秀英", "秀英", "13800138000", h.Address, "溪边路", h.Persons[0].CitizenNo, h.No, h.ID, "柳树村", "桥头村", testdb.Village, testdb.NextVillage}
}

func TestASupplierAppliesIsSeenByStaffAndLogsIn(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.Anyone()
		uscc := models.SyntheticUSCC("52", testdb.CountyCode, 4711)
		form := b.Get("/apply")
		given := []string{"uscc", " " + strings.ToLower(uscc), "name", "清泉助老服务中心", "region_code", testdb.Town, "contact.name", "李联络", "contact.phone", "13900139000",
			"user.username", "spring", "user.password", "a long password", "licences[0].kind", "food", "licences[0].number", "JY-1", "licences[0].valid_to", "2029-01-31"}
		bad := form.Upload("main form", "scan", "a.svg", []byte("<svg onload=alert(1)>"), given...)
		require.Equal(t, 422, bad.Status)
		assert.NotEmpty(t, bad.Fault("scan"))
		assert.Equal(t, "清泉助老服务中心", bad.Find(`[name="name"]`).AttrOr("value", ""), "what was typed is still there")
		assert.Empty(t, bad.Find(`[name="user.password"]`).AttrOr("value", ""))
		done := bad.Upload("main form", "scan", "a.png", scan(t), given...)
		require.Equal(t, "/apply/done", done.Address, done.Text())
		login := b.Get("/login").Submit("main form", "username", "spring", "password", "a long password")
		assert.Equal(t, 401, login.Status, "pending")

		ask := func(code, password string) *pagetest.Page {
			return b.Get("/apply/status").Submit("main form", "uscc", code, "username", "spring", "password", password)
		}
		assert.Contains(t, ask(uscc, "a long password").Text(), "等待工作人员核对")
		wrongCode, wrongWord := ask(models.SyntheticUSCC("52", testdb.CountyCode, 1), "a long password"), ask(uscc, "another password")
		assert.Equal(t, 401, wrongCode.Status)
		assert.Equal(t, wrongCode.Find("[role=alert]").Text(), wrongWord.Find("[role=alert]").Text(), "neither tells which was wrong")

		a, err := s.Store.AccountByName(context.Background(), "spring")
		require.NoError(t, err)
		files, err := s.Web.Casework.SupplierFiles(context.Background(), s.Staff, *a.SupplierID)
		require.NoError(t, err)
		require.Len(t, files, 1)
		staff := s.As(s.Staff)
		got := staff.Script("GET", "/files/"+files[0].ID, "", "")
		raw, err := io.ReadAll(got.Body)
		require.NoError(t, err)
		_, err = jpeg.DecodeConfig(bytes.NewReader(raw))
		require.NoError(t, err, "drawn anew")
		assert.Equal(t, "nosniff", got.Header.Get("X-Content-Type-Options"))
		assert.Contains(t, got.Header.Get("Content-Disposition"), "attachment")
		assert.Contains(t, got.Header.Get("Content-Security-Policy"), "sandbox")
		assert.Equal(t, 404, s.As(s.Aide).Get("/files/"+files[0].ID).Status)
		assert.Equal(t, "/login?next="+url.QueryEscape("/files/"+files[0].ID), s.Anyone().Get("/files/"+files[0].ID).Address)

		_, err = s.Web.Casework.ReviewSupplier(context.Background(), s.Staff, *a.SupplierID, "approve", "")
		require.NoError(t, err)
		home := b.Get("/login").Submit("main form", "username", "spring", "password", "a long password")
		assert.Equal(t, "清泉助老服务中心", home.Find("h1").Text())
		own := b.Get("/supplier")
		for _, part := range []string{uscc, "食品经营许可", "JY-1", "13900139000", "spring"} {
			assert.Contains(t, own.Text(), part)
		}
	})
}

func TestAFailingCheckDigitIsTakenAndSaid(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		uscc := models.SyntheticUSCC("52", testdb.CountyCode, 12)
		last := "0"
		if uscc[17] == '0' {
			last = "1"
		}
		says := map[locales.Lang]string{locales.Chinese: "第二位工作人员", locales.English: "second person"}
		for _, lang := range []locales.Lang{locales.Chinese, locales.English} { // the second meets what the first has left
			p := s.Anyone().In(lang).Get("/apply").Upload("main form", "scan", "a.pdf", []byte("%PDF-1.7\n%%EOF"), "uscc", uscc[:17]+last, "name", "老牌协会",
				"region_code", testdb.Town, "contact.name", "李联络", "contact.phone", "13900139000", "user.username", "old-"+strings.ToLower(string(lang)), "user.password", "a long password")
			if lang == locales.Chinese {
				assert.Equal(t, "/apply/done?check=second", p.Address)
			} else {
				assert.Equal(t, 409, p.Status, "the code is known by now")
			}
			assert.Contains(t, p.Text(), says[lang])
		}
	})
}

func TestApplicationsOfOneAddressAreSlowedDown(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b, status := s.Anyone(), 0
		for range 12 {
			p := b.Get("/apply").Upload("main form", "scan", "a.pdf", []byte("%PDF-1.7\n%%EOF"), "uscc", "x")
			if status = p.Status; status != 422 {
				break
			}
		}
		assert.Equal(t, 429, status)
	})
}

func TestAnOfferIsWrittenWithItsReachPublishedChangedAndWithdrawn(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g, h := s.Supplier(), s.Household()
		for range casework.LeastTold {
			s.Need(h)
		}
		b := s.As(g.Admin)
		form := b.Get("/offers/new")
		given := []string{"category", "A01", "title", "爱心米面", "unit", "袋", "quantity", "20", "regions", testdb.Town}
		look := form.Submit("main form", append(given, "then", "look")...)
		require.Equal(t, 200, look.Status, look.Text())
		assert.Contains(t, look.Text(), "约 5 件待对接需求")
		assert.Equal(t, "爱心米面", look.Find(`[name="title"]`).AttrOr("value", ""))
		rows, _, err := s.Web.Casework.Offers(context.Background(), g.Admin, casework.OfferFilter{}, casework.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, rows, "looking makes nothing")
		silent(t, look, secretsOf(h)...)

		res := b.Script("GET", "/offers/reach?category=A01&regions="+testdb.OtherTown, "", "")
		var told struct {
			Text  string
			Fixes []string
		}
		require.NoError(t, json.NewDecoder(res.Body).Decode(&told))
		assert.Equal(t, "目前没有适合的待对接需求", told.Text)
		assert.Contains(t, told.Fixes, "扩大服务区域后可对接")

		wrong := look.Submit("main form", append(given, "valid_to", "2001-01-01", "then", "publish")...)
		assert.Equal(t, 422, wrong.Status)
		assert.NotEmpty(t, wrong.Fault("valid_to"))
		show := wrong.Submit("main form", append(given, "valid_to", string(s.Today().AddDays(60)), "then", "publish")...)
		require.Equal(t, 200, show.Status, show.Text())
		assert.Contains(t, show.Text(), "资源已发布")
		assert.Contains(t, show.Text(), "清河镇")

		edit, old := b.Get(show.Address+"/edit"), b.Get(show.Address+"/edit")
		changed := edit.Submit("main form", "title", "爱心大米", "quantity", "30", "description", "")
		assert.Equal(t, "爱心大米", changed.Find("h1").Text(), changed.Text())
		stale := old.Submit("main form", "title", "又一个名字")
		assert.Equal(t, 412, stale.Status)
		assert.Equal(t, "又一个名字", stale.Find(`[name="title"]`).AttrOr("value", ""))
		gone := changed.Submit(`form:has([value="withdraw"])`, "step", "withdraw")
		assert.Contains(t, gone.Text(), "资源已撤回")
		assert.False(t, gone.Has(`[name="step"]`), "nothing is left to do with it")

		other := s.As(s.Supplier().Admin)
		assert.Equal(t, 404, other.Get(show.Address).Status)
		assert.Equal(t, 403, s.As(s.Clerk).Get("/offers/new").Status)
	})
}

func TestPressingTwiceMakesOneOffer(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		form := s.As(g.Admin).Get("/offers/new")
		given := []string{"category", "A01", "title", "爱心米面", "unit", "袋", "then", "keep"}
		first, second := form.Submit("main form", given...), form.Submit("main form", given...)
		assert.Equal(t, first.Address, second.Address)
		rows, _, err := s.Web.Casework.Offers(context.Background(), g.Admin, casework.OfferFilter{}, casework.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, rows, 1)
	})
}

func TestReachIsSlowedDown(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b, status := s.As(s.Supplier().Admin), 0
		for range 40 {
			if status = b.Script("GET", "/offers/reach?category=A01", "", "").StatusCode; status != 200 {
				break
			}
		}
		assert.Equal(t, 429, status)
	})
}

func TestAnOpenNeedIsFoundAndClaimed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g, h := s.Supplier(), s.Household()
		g.Offer()
		n := s.Need(h, func(d *models.NeedDraft) { d.PersonID = h.Persons[0].ID })
		b := s.As(g.Admin)
		for _, lang := range locales.Langs() {
			list := b.In(lang).Get("/open-needs")
			require.True(t, list.Has(`a[href="/open-needs/`+n.ID+`"]`), list.Text())
			assert.Contains(t, list.Text(), "清河镇")
			silent(t, list, secretsOf(h)...)
			silent(t, b.Get("/open-needs?all=true&category=A01&urgency=normal&town="+testdb.Town), secretsOf(h)...)
		}
		b.In(locales.Chinese)
		page := b.Get("/open-needs/" + n.ID)
		silent(t, page, secretsOf(h)...)
		undeclared := page.Submit("main form")
		assert.Equal(t, 422, undeclared.Status)
		assert.NotEmpty(t, undeclared.Fault("no_conflict"))
		taken := undeclared.Submit("main form", "quantity", "4", "no_conflict", "true")
		require.Contains(t, taken.Address, "/matches/", taken.Text())
		assert.Contains(t, taken.Text(), "已认领")
		assert.EqualValues(t, 4, s.NeedNow(n.ID).Reserved)
		assert.Equal(t, 404, b.Get("/open-needs/"+s.ID()).Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/open-needs").Status)
	})
}

func TestAnInvitationIsAcceptedInPartDeliveredWithProofAndCounted(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g, h := s.Supplier(), s.Household()
		n := s.Need(h, func(d *models.NeedDraft) { d.PersonID, d.Detail = h.Persons[0].ID, "王秀英牙不好,要软米" })
		m := s.Invite(n, g.Offer(), testdb.Units(10))
		b := s.As(g.Admin)
		home := b.Get("/")
		require.True(t, home.Has(`a[href="/matches/`+m.ID+`"]`), home.Text())
		silent(t, home, secretsOf(h)...)
		silent(t, b.Get("/matches"), secretsOf(h)...)
		asked := b.Get("/matches/" + m.ID)
		silent(t, asked, secretsOf(h)...)
		assert.Contains(t, asked.Text(), "谢绝没有任何代价")
		assert.Contains(t, asked.Text(), "正是您提供的类别", "why this supplier")
		undeclared := asked.Submit(`form[action*="/accept"]`)
		assert.Equal(t, 422, undeclared.Status)
		over := undeclared.Submit(`form[action*="/accept"]`, "quantity", "11", "no_conflict", "true")
		assert.Equal(t, 422, over.Status)
		accepted := over.Submit(`form[action*="/accept"]`, "quantity", "6", "no_conflict", "true")
		require.Contains(t, accepted.Text(), "已接受", accepted.Text())
		for _, part := range []string{"王女士", "柳树村", "查看已留痕"} {
			assert.Contains(t, accepted.Text(), part, "tier 2")
		}
		silent(t, accepted, "王秀英", "13800138000", h.Address, h.Persons[0].CitizenNo, h.No, h.ID)
		seen, _, err := s.Store.Disclosures(context.Background(), testdb.CountyCode, h.ID, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.NotEmpty(t, seen)
		silent(t, b.Get("/matches?show=going"), secretsOf(h)...)

		bad := accepted.Upload(`form[action*="/fulfilments"]`, "proof", "a.png", []byte("no picture"), "quantity", "2")
		assert.Equal(t, 415, bad.Status)
		assert.Zero(t, s.MatchNow(m.ID).Delivered)
		given := bad.Upload(`form[action*="/fulfilments"]`, "proof", "a.png", scan(t), "quantity", "2", "value_fen", "12.50", "minutes", "90", "note", "已送到")
		require.Contains(t, given.Text(), "已登记", given.Text())
		assert.EqualValues(t, 2, s.MatchNow(m.ID).Delivered)
		task := b.Get(given.Find(`a[href^="/fulfilments/"]`).First().AttrOr("href", ""))
		assert.Contains(t, task.Text(), "12.50 元")
		file := task.Find(`a[href^="/files/"]`).AttrOr("href", "")
		require.NotEmpty(t, file)
		assert.Equal(t, 200, b.Script("GET", file, "", "").StatusCode)
		assert.Equal(t, 404, s.As(s.Supplier().Admin).Get(file).Status)

		none := given.Submit(`form[action*="/fulfilments"]`, "outcome", "no_show_beneficiary", "quantity", "4")
		require.Equal(t, 200, none.Status, none.Text())
		assert.EqualValues(t, 2, s.MatchNow(m.ID).Delivered, "nobody was there")
		money := none.Submit(`form[action*="/fulfilments"]`, "value_fen", "a lot")
		assert.Equal(t, 422, money.Status)
		silent(t, b.Get("/fulfilments"), secretsOf(h)...)

		impact := b.Get("/impact")
		assert.Equal(t, "1", impact.Find(".tile b").First().Text())
		assert.Contains(t, impact.Text(), "1.5")
		assert.Equal(t, 12, impact.Find("svg.bars rect").Length())
		for lang, said := range map[locales.Lang]string{locales.Chinese: "不是公益事业捐赠票据", locales.English: "no donation receipt"} {
			letter := b.In(lang).Get(impact.Find(`a[href^="/impact/"]`).AttrOr("href", ""))
			assert.Contains(t, letter.Text(), said)
			assert.Contains(t, letter.Text(), g.Name)
			silent(t, letter, secretsOf(h)...)
		}
		assert.Equal(t, 404, b.Get("/impact/1999").Status)
		assert.Equal(t, 404, b.Get("/impact/x").Status)
	})
}

func TestDecliningTakesOnePressAndSaysThatItIsFree(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		m := s.Invite(s.Need(s.Household()), g.Offer(), nil)
		p := s.As(g.Admin).In(locales.English).Get("/matches/" + m.ID)
		assert.Contains(t, p.Text(), "Declining costs nothing")
		gone := p.Submit(`form[action*="/decline"]`, "decline_code", "D3")
		assert.Contains(t, gone.Text(), "it costs you nothing")
		assert.Equal(t, []any{models.MatchDeclined, "D3"}, []any{s.MatchNow(m.ID).Status, s.MatchNow(m.ID).DeclineCode})
		late := p.Submit(`form[action*="/accept"]`, "no_conflict", "true")
		assert.Equal(t, 409, late.Status)
		assert.Equal(t, 404, s.As(s.Supplier().Admin).Get("/matches/"+m.ID).Status)
		assert.Equal(t, 403, s.As(s.Clerk).Get("/matches/"+m.ID).Status)
	})
}

func TestAnAgreementIsAskedForWhereItIsDue(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		n := s.Need(s.Household(), func(d *models.NeedDraft) {
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Weekdays: []int{1}, Until: s.Today().AddDays(70)}
		})
		o := g.Offer(func(d *models.OfferDraft) { d.CapacityKind, d.Period = models.CapacityRate, models.PeriodWeek })
		m := s.Invite(n, o, testdb.Units(10))
		b := s.As(g.Admin)
		p := b.Get("/matches/"+m.ID).Submit(`form[action*="/accept"]`, "no_conflict", "true")
		require.Equal(t, models.MatchCOIOk, s.MatchNow(m.ID).Status, p.Text())
		assert.Contains(t, b.Get("/").Text(), "待签协议")
		p = p.Submit(`form[action*="/sign"]`, "agreement_no", "XY-2026-001", "insurance_no", "BX-1")
		assert.Contains(t, p.Text(), "协议已登记", p.Text())
		assert.Equal(t, models.MatchActive, s.MatchNow(m.ID).Status)
	})
}

func TestAWorkerSeesTheNameOnTheDayAlone(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g, h := s.Supplier(), s.Household()
		m := g.Promise(s.Need(h, func(d *models.NeedDraft) { d.PersonID = h.Persons[0].ID }), g.Offer(), 6)
		b := s.As(g.Admin)
		planned := b.Get("/matches/"+m.ID).Submit(`form[action*="/plan"]`, "planned_at", string(s.Today())+"T15:30", "worker_id", g.Worker.AccountID, "quantity", "2")
		require.Contains(t, planned.Text(), "已安排", planned.Text())
		later := g.Plan(m, 2, s.Today().AddDays(3))
		worker := s.As(g.Worker)
		list := worker.Get("/")
		silent(t, list, secretsOf(h)...)
		address := list.Find(`a[href^="/tasks/"]:not([href$="`+later.ID+`"])`).AttrOr("href", "")
		task := worker.Get(address)
		assert.Contains(t, task.Text(), "王秀英", "tier 3, today")
		assert.Contains(t, task.Text(), h.Address)
		silent(t, task, "13800138000", h.Persons[0].CitizenNo, h.ID)
		silent(t, worker.Get("/tasks/"+later.ID), "王秀英", h.Address, "13800138000")
		owner := b.Get(strings.Replace(address, "/tasks/", "/fulfilments/", 1))
		require.Equal(t, 200, owner.Status)
		silent(t, owner, "王秀英", h.Address, "13800138000")
		begun := task.Submit(`form[action*="/check-in"]`)
		assert.Contains(t, begun.Text(), "已签到")
		ended := begun.Upload(`form[action*="/finish"]`, "proof", "a.png", scan(t), "quantity", "2")
		assert.Contains(t, ended.Text(), "任务已完成", ended.Text())
		assert.EqualValues(t, 2, s.MatchNow(m.ID).Delivered)
		more := ended.Upload(`form[action*="/proofs"]`, "proof", "b.png", scan(t))
		assert.Equal(t, 2, more.Find(`a[href^="/files/"]`).Length(), more.Text())
		assert.Equal(t, 403, worker.Get("/matches").Status)
		assert.Equal(t, 404, s.As(s.Supplier().Worker).Get(address).Status)
	})
}

func TestASupplierChangesWhatIsItsOwn(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		b := s.As(g.Admin)
		form, old := b.Get("/supplier/edit"), b.Get("/supplier/edit")
		bad := form.Submit("main form", "contact.phone", "12")
		assert.Equal(t, 422, bad.Status)
		assert.NotEmpty(t, bad.Fault("contact.phone"))
		p := bad.Submit("main form", "contact.phone", "13700137000", "description", "助老、助餐")
		assert.Contains(t, p.Text(), "13700137000")
		assert.Contains(t, p.Text(), "助老、助餐")
		assert.Equal(t, 412, old.Submit("main form", "description", "x").Status)
	})
}

func TestSuppliersMenusOpen(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		for _, a := range []models.Actor{g.Admin, g.Worker} {
			b := s.As(a)
			for _, lang := range locales.Langs() {
				require.Equal(t, 200, b.In(lang).Get("/").Status)
				for _, way := range b.Get("/menu").Find("main a.row").EachIter() {
					p := b.Get(way.AttrOr("href", ""))
					assert.Equal(t, 200, p.Status, p.Address)
					assert.Equal(t, 1, p.Find("h1").Length(), p.Address)
					assert.NotRegexp(t, `\b(page|menu|status|done|error|fault|role)\.[a-z_]+\.?[a-z_]*\b`, p.Text(), "a key without its text on %s", p.Address)
				}
			}
		}
	})
}
