package web_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func photo(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
	return out.Bytes()
}

// needsOf lists the needs of a household as they stand.
func needsOf(t *testing.T, s *pagetest.Site, household string) []models.Need {
	t.Helper()
	rows, _, err := s.Tale.Desk.Needs(context.Background(), s.Staff, casework.NeedFilter{Household: household}, casework.Page{Limit: 50})
	require.NoError(t, err)
	return rows
}

func TestAideSeesFirstWhatWaits(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		g := s.Supplier()
		g.Deliver(g.Promise(s.Need(h), g.Offer(), 10), 10)
		returned := s.NeedSubmitted(h, func(d *models.NeedDraft) { d.Category, d.Title = "B03", "打扫" })
		_, err := s.Tale.Desk.ReturnNeed(context.Background(), s.Clerk, returned.ID, "写清楚")
		require.NoError(t, err)
		p := s.As(s.Aide).Get("/")
		tile := func(href string) string { return p.Find(`a.tile[href="` + href + `"] b`).First().Text() }
		assert.Equal(t, "1", tile("/fulfilments?status=waiting"))
		assert.Equal(t, "1", tile("/needs?group=aide"))
		assert.Equal(t, "0", tile("/needs?due=overdue"))
		assert.Contains(t, p.Text(), "我的家庭（1 户）")
		assert.Contains(t, p.Text(), "柳树村")
		other := s.As(s.OtherAide).Get("/")
		assert.Contains(t, other.Text(), "我的家庭（0 户）")
	})
}

func TestAideWritesDownANeedInFewTaps(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		p := s.As(s.Aide).Get("/needs/new?household=" + h.ID)
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "王秀英")
		const form = `form[action^="/needs"]`
		out := p.Submit(form, "category", "B01")
		assert.Equal(t, "/households/"+h.ID, out.Address)
		assert.Contains(t, out.Text(), "需求已提交")
		rows := needsOf(t, s, h.ID)
		require.Len(t, rows, 1)
		assert.Equal(t, "送餐/助餐", rows[0].TitlePublic, "the title is the category's name")
		assert.Equal(t, "份", rows[0].Unit)
		assert.Equal(t, int64(1), *rows[0].Quantity)
		p.Submit(form, "category", "B01")
		assert.Len(t, needsOf(t, s, h.ID), 1, "pressing twice makes one")
		again := s.As(s.Aide).Get("/needs/new?household=" + h.ID)
		assert.Equal(t, "B01", again.Find("[data-recent] input").First().AttrOr("value", ""), "recent categories come first")
	})
}

func TestNeedWithoutAHouseholdIsChosenFromTheOnesInScope(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		far := s.HouseholdUnasked(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage })
		b := s.As(s.Aide)
		p := b.Get("/needs/new")
		assert.Contains(t, p.Find("#f-household_id").Text(), h.No)
		assert.Equal(t, "提需求", p.Find(`nav.menu [aria-current]`).Text(), "one entry of the menu is where the reader is")
		assert.NotContains(t, p.Find("#f-household_id").Text(), far.No)
		out := p.Submit(`form[action^="/needs"]`, "household_id", h.ID, "category", "A01", "amount", "unknown")
		assert.Equal(t, "/households/"+h.ID, out.Address)
		assert.Nil(t, needsOf(t, s, h.ID)[0].Quantity, "said to be unknown")
		assert.Equal(t, 404, b.Get("/needs/new?household="+far.ID).Status)
		assert.Equal(t, 403, s.As(s.Auditor).Get("/needs/new").Status)
	})
}

func TestNeedFormComesBackWithWhatWasTyped(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		p := s.As(s.Aide).In(locales.English).Get("/needs/new?household=" + h.ID)
		const form = `form[action^="/needs"]`
		out := p.Submit(form, "category", "A01", "quantity", "", "title", "a warm title", "needed_by", "2000-01-01")
		assert.Equal(t, http.StatusUnprocessableEntity, out.Status)
		assert.Contains(t, out.Fault("quantity"), "not known")
		assert.Equal(t, "a warm title", out.Find(`[name=title]`).AttrOr("value", ""))
		assert.True(t, out.Has(`[name=category][value=A01][checked]`))
		out = out.Submit(form, "quantity", "2")
		assert.NotEmpty(t, out.Fault("needed_by"))
		assert.True(t, out.Has("details[open] [name=needed_by]"), "what is wrong is not folded away")
		out = out.Submit(form, "needed_by", "", "frequency.every", "week")
		assert.NotEmpty(t, out.Fault("frequency.until"))
		assert.Empty(t, needsOf(t, s, h.ID))
		out = out.Submit(form, "frequency.until", string(s.Today().AddDays(30)))
		assert.Equal(t, 200, out.Status, out.Text())
		assert.NotNil(t, needsOf(t, s, h.ID)[0].Frequency)
	})
}

func TestPhotoOfANeedLosesItsPlace(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		b := s.As(s.Aide)
		plain := photo(t)
		told := append(append(append([]byte{}, plain[:2]...), "\xff\xe1\x00\x0bplace 30N"...), plain[2:]...)
		p := b.Get("/needs/new?household=" + h.ID)
		out := p.Upload(`form[action^="/needs"]`, "photo", "home.jpg", told, "category", "G01")
		require.Equal(t, 200, out.Status, out.Text())
		rows := needsOf(t, s, h.ID)
		require.Len(t, rows, 1)
		p.Upload(`form[action^="/needs"]`, "photo", "home.jpg", told, "category", "G01")
		assert.Len(t, needsOf(t, s, h.ID), 1, "once, whatever boundary the browser chooses")
		list, err := s.Tale.Desk.NeedPictures(context.Background(), s.Clerk, rows[0].ID)
		require.NoError(t, err)
		require.Len(t, list, 1)
		whole, err := s.Tale.Desk.Proof(context.Background(), s.Clerk, list[0].ID)
		require.NoError(t, err)
		assert.NotContains(t, string(whole.Content), "30N")
		_, err = jpeg.DecodeConfig(bytes.NewReader(whole.Content))
		require.NoError(t, err)
		assert.True(t, b.Get("/needs/"+rows[0].ID).Has(`img[src="/proofs/`+list[0].ID+`"]`), "the need's page shows it")
		assert.False(t, s.As(s.Auditor).Get("/needs/"+rows[0].ID).Has("img"))
		seen := b.Get("/proofs/" + list[0].ID)
		assert.Equal(t, "image/jpeg", seen.Header.Get("Content-Type"))
		assert.Contains(t, seen.Header.Get("Content-Disposition"), "attachment")
		assert.Contains(t, seen.Header.Get("Content-Security-Policy"), "sandbox")
		assert.Equal(t, 404, s.As(s.OtherAide).Get("/proofs/"+list[0].ID).Status)
		assert.Equal(t, 404, s.As(s.Auditor).Get("/proofs/"+list[0].ID).Status)
		bad := b.Get("/needs/new?household="+h.ID).Upload(`form[action^="/needs"]`, "photo", "x.jpg", []byte("no picture"), "category", "G02")
		assert.Equal(t, http.StatusUnsupportedMediaType, bad.Status)
		assert.True(t, bad.Has(`[name=category][value=G02][checked]`))
		assert.Len(t, needsOf(t, s, h.ID), 1, "and no need without its picture")
	})
}

func TestHouseholdIsRegisteredShownAndChanged(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Aide)
		form := `form[action^="/households?"]`
		p := b.Get("/households/new").Submit(form, "persons[0].name", "李桂兰", "persons[0].citizen_no", "330199194805010")
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
		assert.NotEmpty(t, p.Fault("persons[0].citizen_no"))
		assert.NotEmpty(t, p.Fault("address"))
		assert.Equal(t, "李桂兰", p.Find(`[name="persons[0].name"]`).AttrOr("value", ""))
		p = p.Submit(form, "persons[0].citizen_no", s.Granny().CitizenNo, "address", "柳树村溪边路90号", "monthly_income", "800", "category", "D1")
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "家庭已登记")
		assert.Equal(t, "李桂兰", p.Find("h1").Text())
		assert.NotContains(t, p.Find("title").Text(), "李桂兰", "no name in the browser's history")
		assert.NotContains(t, p.Text(), s.Granny().CitizenNo)
		home := p.Address

		edit := b.Get(home + "/edit")
		assert.Equal(t, "800", edit.Find(`[name=monthly_income]`).AttrOr("value", ""))
		stale := b.Get(home + "/edit")
		p = edit.Submit(`form[action^="`+home+`/edit"]`, "address", "柳树村溪边路91号")
		assert.Contains(t, p.Text(), "溪边路91号")
		p = stale.Submit(`form[action^="`+home+`/edit"]`, "address", "柳树村溪边路92号")
		assert.Equal(t, http.StatusPreconditionFailed, p.Status)
		assert.Equal(t, "柳树村溪边路92号", p.Find(`[name=address]`).AttrOr("value", ""), "what was typed is still there")

		p = b.Get(home+"/persons/new").Submit(`form[action^="`+home+`/persons"]`, "name", "李小明", "citizen_no", s.Child().CitizenNo, "relation", "grandchild")
		assert.Contains(t, p.Text(), "李小明")
		assert.Equal(t, 404, s.As(s.OtherAide).Get(home).Status)
		assert.Equal(t, 403, s.As(s.Auditor).Get("/households").Status)
	})
}

func TestHouseholdsAreFoundExactlyAndNotByAddressLine(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, second := s.HouseholdUnasked(), s.HouseholdUnasked()
		b := s.As(s.Aide)
		list := b.Get("/households?region=" + testdb.NextVillage)
		assert.Contains(t, list.Text(), "没有符合条件的家庭")
		list = b.Get("/households")
		for _, exact := range []string{h.No, h.Persons[0].CitizenNo, h.Address} {
			p := list.Submit(`form[action="/households/find"]`, "exact", exact)
			assert.Equal(t, "/households/"+h.ID, p.Address)
		}
		p := list.Submit(`form[action="/households/find"]`, "exact", "王秀英")
		assert.Equal(t, 2, p.Find("a.row").Length())
		assert.Contains(t, p.Text(), second.No)
		p = list.Submit(`form[action="/households/find"]`, "exact", "王秀")
		assert.Contains(t, p.Text(), "没有找到")
		assert.Equal(t, "/households/find", p.Address)
	})
}

func TestConsentIsRecordedAndWithdrawn(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		b := s.As(s.Aide)
		home := "/households/" + h.ID
		p := b.Get(home + "/consents/new")
		form := `form[action^="` + home + `/consents"]`
		bad := p.Submit(form, "person_id", h.Persons[0].ID)
		assert.NotEmpty(t, bad.Fault("text_version"))
		p = p.Submit(form, "person_id", h.Persons[0].ID, "text_version", "2026-01", "categories", "A")
		assert.Contains(t, p.Text(), "同意已登记")
		assert.Contains(t, p.Text(), "有效")
		p = p.Submit(`form[action*="/withdraw"]`)
		assert.Contains(t, p.Text(), "已撤回")
		assert.False(t, p.Has(`form[action*="/withdraw"]`))
	})
}

func TestStaffSeeWhoHasSeenAHousehold(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		assert.NotContains(t, s.As(s.Aide).Get("/households/"+h.ID).Text(), "谁看过这户的信息")
		p := s.As(s.Staff).Get("/households/" + h.ID)
		assert.Contains(t, p.Text(), "谁看过这户的信息")
		assert.Contains(t, p.Text(), "测试aide")
	})
}

func TestDeliveryIsConfirmedOrDisputed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		offer := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		one := g.Deliver(g.Promise(s.Need(s.Household()), offer, 10), 10)
		two := g.Deliver(g.Promise(s.Need(s.Household()), offer, 10), 10)
		a, err := s.Tale.Desk.AttachProof(context.Background(), g.Admin, one.ID, photo(t))
		require.NoError(t, err)
		b := s.As(s.Aide)
		list := b.Get("/fulfilments")
		assert.Equal(t, 2, list.Find("a.row").Length())
		assert.Contains(t, list.Text(), "王秀英")
		p := b.Get("/fulfilments/" + one.ID)
		assert.True(t, p.Has(`img[src="/proofs/`+a.ID+`"]`))
		p = p.Submit(`form[action*="/confirm"]`, "satisfaction", "5", "note", "收到了")
		assert.Contains(t, p.Text(), "已确认收到")
		assert.Contains(t, p.Text(), "非常满意")
		assert.False(t, p.Has(`form[action*="/confirm"]`))
		other := b.Get("/fulfilments/" + two.ID)
		bad := other.Submit(`form[action*="/dispute"]`)
		assert.Equal(t, http.StatusUnprocessableEntity, bad.Status)
		p = other.Submit(`form[action*="/dispute"]`, "note", "只收到一半")
		assert.Contains(t, p.Text(), "异议已提出")
		assert.Equal(t, 1, b.Get("/fulfilments?status=disputed").Find("a.row").Length())
		assert.Contains(t, b.Get("/fulfilments").Text(), "这里没有服务记录")
		assert.Equal(t, 404, s.As(s.OtherAide).Get("/fulfilments/"+one.ID).Status)
		auditor := s.As(s.Auditor).Get("/fulfilments/" + two.ID)
		assert.NotContains(t, auditor.Text(), "只收到一半", "auditors read no free text")
		assert.NotContains(t, auditor.Text(), "王秀英")
		seller := s.Actor(models.RoleSupplierAdmin, testdb.Town)
		seller.SupplierID = g.ID
		supplier := s.As(seller).Get("/fulfilments/" + two.ID)
		assert.Equal(t, 200, supplier.Status)
		assert.NotContains(t, supplier.Text(), "王秀英")
	})
}

func TestPagesOfAnAideSpeakBothLanguages(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		b := s.As(s.Aide)
		for _, lang := range locales.Langs() {
			for _, address := range []string{"/", "/households", "/households/new", "/households/" + h.ID, "/households/" + h.ID + "/edit",
				"/households/" + h.ID + "/persons/new", "/households/" + h.ID + "/consents/new", "/needs/new", "/needs/new?household=" + h.ID, "/fulfilments"} {
				p := b.In(lang).Get(address)
				assert.Equal(t, 200, p.Status, address)
				assert.Equal(t, 1, p.Find("h1").Length(), address)
				assert.NotRegexp(t, `\b(page|menu|status|relation|care|consent_kind|given_by|household_level|residence|hukou|every|content)\.[a-z0-9_]+`, p.Text(), address)
			}
		}
	})
}
