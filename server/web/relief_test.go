package web_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// lines sets the county's minimum living standard to 1,149 yuan.
func lines(t *testing.T, s *pagetest.Site) {
	t.Helper()
	now := s.Store.Now()
	require.NoError(t, s.Store.InTx(context.Background(), func(tx *store.Store) error {
		return tx.InsertStandard(context.Background(), &models.Standard{CountyCode: testdb.CountyCode, ID: models.NewID(now), Code: models.StandardDibao, RegionCode: testdb.County,
			Value: 114_900, Unit: models.UnitFen, Term: models.Term{EffectiveFrom: "2020-01-01"}, Decision: models.Decision{Status: models.DecisionAdopted,
				CreatedBy: s.Staff.AccountID, CreatedAt: now, AdoptedBy: s.SecondStaff.AccountID, AdoptedAt: &now, UpdatedAt: now, Version: 1}})
	}))
}

func TestARequestForReliefGoesThroughThePages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		lines(t, s)
		h := s.Household()
		aide, clerk, staff := s.As(s.Aide), s.As(s.Clerk), s.As(s.Staff)
		form := aide.Get("/applications/new?household=" + h.ID)
		require.Equal(t, 200, form.Status, form.Text())
		bad := form.Submit("main form.stack", "kind", "temp_relief", "story", "")
		require.Equal(t, 422, bad.Status)
		made := bad.Submit("main form.stack", "kind", "temp_relief", "story", "突发脑梗住院，自付两万多元", "self_paid_fen", "20000.50", "consent", "true")
		require.Equal(t, 200, made.Status, made.Text())
		at := made.Address
		require.Regexp(t, `^/applications/[0-9a-f-]{36}$`, at)
		again := form.Submit("main form.stack", "kind", "temp_relief", "story", "还要复查", "consent", "true")
		assert.Equal(t, at, again.Address, "the same kind is added to")

		list := clerk.Get("/applications")
		assert.Contains(t, list.Text(), "王秀英")
		clerk.Get(at).Submit(`form[action*="/accept"]`)
		aide.Get(at).Submit(`form[action*="/verify"]`)
		propose := clerk.Get(at + "?persons=1&factor=6")
		assert.Contains(t, propose.Text(), "6,894 元")
		over := propose.Submit(`form[action*="/propose"]`, "event_class", "heavy", "persons", "1", "factor", "6",
			"amount_fen", "6894.01", "note", "属实", "no_visit_reason", "住院中")
		require.Equal(t, 422, over.Status)
		assert.Contains(t, over.Text(), "超过每人六倍低保标准")
		assert.Equal(t, "6894.01", over.Find(`form[action*="/propose"] [name=amount_fen]`).AttrOr("value", ""), "what was typed comes back")
		done := over.Submit(`form[action*="/propose"]`, "amount_fen", "6894")
		require.Equal(t, 200, done.Status, done.Text())
		clerk.Get(at).Submit(`form[action*="/publicise"]`)
		assert.Zero(t, clerk.Get(at).Find(`form[action*="/approve"]`).Length(), "the proposer is offered no decision")
		early := staff.Get(at)
		assert.Zero(t, early.Find(`form[action*="/approve"]`).Length())
		assert.Contains(t, early.Text(), "公示期满后才能决定")
		s.Clock.Advance(8 * 24 * time.Hour)
		staff = s.As(s.Staff)
		granted := staff.Get(at).Submit(`form[action*="/approve"]`)
		require.Equal(t, 200, granted.Status, granted.Text())
		letter := staff.Get(at + "/letter")
		assert.Contains(t, letter.Text(), "予以批准")
		paid := staff.Get(at).Submit(`form[action*="/pay"]`, "paid_on", string(s.Today()), "payee_name", "王秀英", "payee_account", "6228480402564890018")
		require.Equal(t, 200, paid.Status, paid.Text())
		assert.NotContains(t, paid.Text(), "6228480402564890018")
		assert.Equal(t, 404, s.As(s.OtherClerk).Get(at).Status)
		assert.Equal(t, 403, s.As(s.Operator).Get(at).Status)
	})
}

func TestTheNoticeHoldsNothingElse(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, s.Child()) })
		code := testdb.CountyCode + strings.Repeat("ab", 16)
		fen := int64(300_000)
		a := s.ReliefApplication(h, func(a *models.Application) {
			a.Status, a.PublicityFrom, a.PublicityTo, a.PublicityCode, a.AmountFen = models.ApplicationPublicity, s.Today(), s.Today().AddDays(7), code, &fen
			a.PersonID, a.Story, a.Payee = &h.Persons[0].ID, "白血病，孩子在清河小学上学", "王秀英 0018"
		})
		page := s.Anyone().Get("/publicity/" + code)
		require.Equal(t, 200, page.Status)
		assert.Equal(t, "noindex, nofollow, noarchive", page.Header.Get("X-Robots-Tag"))
		whole, err := page.Html()
		require.NoError(t, err)
		for _, secret := range []string{"王秀英", h.Persons[0].CitizenNo, h.Persons[0].CitizenNo[:6] + "1948", "13800138000", "138****", h.Address,
			"白血病", "小学", h.Persons[1].Name, "小宝", "0018",
			h.ID, a.ID, a.No, "临时救助金", "低保"} {
			assert.NotContains(t, whole, secret)
		}
		assert.NotRegexp(t, `\d{17}[0-9Xx]|1[3-9]\d{9}`, page.Find("main").Text())
		for _, told := range []string{"王*英", "清河镇柳树村", "3,000 元"} {
			assert.Contains(t, page.Text(), told)
		}
		s.Clock.Advance(8 * 24 * time.Hour)
		assert.Equal(t, 404, s.Anyone().Get("/publicity/"+code).Status)
	})
}

func jpegOf(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, 8, 6)), nil))
	return out.Bytes()
}

// asResident goes through the form as a household does, and answers where its requests stand.
func asResident(t *testing.T, s *pagetest.Site, b *pagetest.Browser, lang locales.Lang) *pagetest.Page {
	t.Helper()
	s.Web.Entitlement.ShowCodes = true
	sent := b.In(lang).Get("/relief").Submit(`form[action^="/relief?"]`, "phone", "138 0013 8000", "county_code", testdb.CountyCode)
	require.Equal(t, 200, sent.Status, sent.Text())
	code := regexp.MustCompile(`\d{6}`).FindString(sent.Find("main .note b").Text())
	require.NotEmpty(t, code)
	who := sent.Submit("main form", "code", code)
	require.Equal(t, 200, who.Status, who.Text())
	means := who.Submit("main form", "name", "王秀英", "consent", "true")
	require.Equal(t, 200, means.Status, means.Text())
	assert.Regexp(t, `/means$`, means.Address, "members are on file and not asked")
	event := means.Submit("main form")
	choose := event.Upload("main form", "pictures", "bill.jpg", jpegOf(t), "event", "illness", "story", "老伴住院", "self_paid_fen", "8000")
	require.Equal(t, 200, choose.Status, choose.Text())
	assert.Positive(t, choose.Find(`input[name=kinds][value=temp_relief][checked]`).Length())
	assert.Positive(t, choose.Find(`input[name=kinds][value=unknown]`).Length(), "not knowing is always a choice")
	done := choose.Submit("main form")
	require.Equal(t, 200, done.Status, done.Text())
	link, ok := done.Find(`a[href^="/relief/at/"]`).Attr("href")
	require.True(t, ok)
	return b.Get(link)
}

func TestAHouseholdAsksFromItsPhone(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		b := s.Anyone()
		progress := asResident(t, s, b, locales.Chinese)
		require.Equal(t, 200, progress.Status)
		assert.Equal(t, "no-referrer", progress.Header.Get("Referrer-Policy"))
		assert.Contains(t, progress.Text(), "最迟答复")
		open, err := s.Store.OpenApplications(context.Background(), store.Key{County: testdb.CountyCode, ID: h.ID})
		require.NoError(t, err)
		require.Len(t, open, 2, "temporary and medical relief, one press")
		clerk := s.As(s.Clerk)
		file := clerk.Get("/applications/" + open[0].ID)
		assert.Contains(t, file.Text(), "老伴住院")
		picture, ok := file.Find(`a[href*="/pictures/"]`).Attr("href")
		require.True(t, ok)
		assert.Equal(t, "image/jpeg", clerk.Get(picture).Header.Get("Content-Type"))

		complained := progress.Submit(`form[action*="`+open[0].ID+`/complain"]`, "note", "一直没人来")
		require.Equal(t, 200, complained.Status, complained.Text())
		assert.Contains(t, complained.Text(), "投诉已收到")
		gone := b.Get(progress.Address).Submit(`form[action*="` + open[0].ID + `/withdraw"]`)
		assert.Contains(t, gone.Text(), "申请已撤回")
		assert.Contains(t, s.As(s.Operator).Get("/complaints").Text(), "T")
		s.Clock.Advance(2 * time.Minute)
		english := asResident(t, s, s.Anyone(), locales.English)
		assert.Contains(t, english.Text(), "You will be answered by")
	})
}

func TestCodesCannotBeTriedOut(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		s.Web.Entitlement.ShowCodes = true
		known, unknown := s.Anyone(), s.Anyone()
		s.Household()
		one := known.Get("/relief").Submit(`form[action^="/relief?"]`, "phone", "13800138000", "county_code", testdb.CountyCode)
		two := unknown.Get("/relief").Submit(`form[action^="/relief?"]`, "phone", "13900139000", "county_code", testdb.CountyCode)
		assert.Equal(t, regexp.MustCompile(`\d{6}`).ReplaceAllString(one.Find("main").Text(), ""), regexp.MustCompile(`\d{6}`).ReplaceAllString(two.Find("main").Text(), ""),
			"nothing tells whether a phone is known")
		right := regexp.MustCompile(`\d{6}`).FindString(one.Find("main .note b").Text())
		wrong := "000000"
		if right == wrong {
			wrong = "000001"
		}
		page := one
		for range models.PassCodeTries {
			page = page.Submit("main form", "code", wrong)
			require.Equal(t, 422, page.Status)
		}
		page = page.Submit("main form", "code", right)
		assert.Equal(t, 409, page.Status, "after five tries even the right one is over")
		limited := false
		for range 40 {
			if s.Anyone().Get("/relief/at/0123456789ABCDEF").Status == 429 {
				limited = true
			}
		}
		assert.True(t, limited, "whoever tries codes out is slowed down")
	})
}

func TestAVisitVerifiesARequest(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		aide, clerk := s.As(s.Aide), s.As(s.Clerk)
		alert := s.Alert(h)
		form := aide.Get("/applications/new?household=" + h.ID + "&source=alert&source_id=" + alert.ID)
		assert.Equal(t, alert.ID, form.Find("[name=source_id]").AttrOr("value", ""))
		made := form.Submit("main form.stack", "kind", "temp_relief", "story", "大额医疗支出", "consent", "true")
		require.Equal(t, 200, made.Status, made.Text())
		at, id := made.Address, strings.TrimPrefix(made.Address, "/applications/")
		assert.Contains(t, aide.Get("/alerts/"+alert.ID).Text(), "S", "the alert tells what came of it")
		require.Zero(t, aide.Get(at).Find(`a[href*="/visits/new"]`).Length(), "nothing to verify before it is accepted")
		clerk.Get(at).Submit(`form[action*="/accept"]`)
		link, ok := aide.Get(at).Find(`a[href*="/visits/new"]`).Attr("href")
		require.True(t, ok)
		require.Contains(t, link, "application="+id)
		back := aide.Get(link).Submit(`form[data-visit]`, "duration_min", "20", "all_fine", "true", "paper_signature", "true")
		require.Equal(t, at, back.Address, back.Text())
		assert.Contains(t, back.Text(), "核查中")
		visit, ok := back.Find(`a[href^="/visits/0"]`).Attr("href")
		require.True(t, ok, "the request leads to its visit")
		assert.Equal(t, 1, aide.Get(visit).Find(`a[href="`+at+`"]`).Length(), "and the visit to the request")
		short := aide.Get(link).Submit(`form[data-visit]`, "duration_min", "1", "reached", "false")
		assert.Regexp(t, `^/visits/`, short.Address, "a visit that does not count is kept, and verifies nothing")
		assert.Equal(t, visit, aide.Get(at).Find(`a[href^="/visits/0"]`).AttrOr("href", ""))
	})
}
