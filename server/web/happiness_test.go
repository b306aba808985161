package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// madeList is a list of a household, made by its aide.
func madeList(t *testing.T, s *pagetest.Site) (*models.Household, *models.HappinessList) {
	t.Helper()
	h := s.Household()
	now, fen := s.Store.Now(), int64(98_000)
	day := models.DateOf(now)
	b := models.Benefit{CountyCode: h.CountyCode, ID: s.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitCash, Name: "最低生活保障金",
		ProviderKind: "dept", Provider: "县民政局", AmountFen: &fen, PeriodFrom: day, PeriodTo: day, GrantedOn: day, Visibility: models.Shown, CreatedAt: now, UpdatedAt: now, Version: 1}
	require.NoError(t, s.Store.InTx(context.Background(), func(st *store.Store) error { return st.InsertBenefit(context.Background(), &b) }))
	l, err := s.Web.Entitlement.MakeList(context.Background(), s.Aide, h.ID, models.ListDraft{Period: string(day[:7])})
	require.NoError(t, err)
	return h, l
}

func TestAnAideHandsAListOverInAFewTaps(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		_, l := madeList(t, s)
		aide := s.As(s.Aide)
		p := aide.Get("/happiness?group=check")
		assert.Contains(t, p.Text(), "待核对")
		assert.NotEmpty(t, p.Find(`a[href="/happiness/`+l.ID+`"]`).Nodes)
		p = aide.Get("/happiness/" + l.ID).Submit(`form[action*="/check"]`)
		assert.Contains(t, p.Text(), "已核对")
		p = p.Submit(`form[action*="/deliver"]`, "channel", "face_to_face")
		assert.Equal(t, 422, p.Status, "the slip is missing")
		assert.Contains(t, p.Text(), "签收单")
		p = aide.Get("/happiness/"+l.ID).Submit(`form[action*="/deliver"]`, "channel", "face_to_face", "ack_method", "voice")
		assert.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "已签收")
		assert.Equal(t, 404, s.As(s.OtherAide).Get("/happiness/"+l.ID).Status)
		assert.Equal(t, 403, s.As(s.Operator).Get("/happiness/"+l.ID).Status)
	})
}

func TestTheListOnPaperIsLargeAndLeadsToThePrivatePage(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, l := madeList(t, s)
		aide := s.As(s.Aide)
		p := aide.Get("/happiness/" + l.ID + "/print")
		assert.Empty(t, p.Find("svg.qr").Nodes, "nobody has checked it")
		aide.Get("/happiness/" + l.ID).Submit(`form[action*="/check"]`)
		p = aide.Get("/happiness/" + l.ID + "/print")
		assert.Len(t, p.Find("section.sheet-block").Nodes, 10)
		assert.NotEmpty(t, p.Find("svg.qr path").Nodes)
		assert.NotContains(t, p.Find("article").Text(), h.Persons[0].Name, "the name stands masked")
		assert.Contains(t, p.Find("article").Text(), models.MaskName(h.Persons[0].Name))
		english := s.As(s.Aide).In(locales.English).Get("/happiness/" + l.ID + "/print")
		assert.Contains(t, english.Text(), "Money paid every month")
		clerk := s.As(s.Clerk).Get("/happiness/" + l.ID + "/print")
		assert.Empty(t, clerk.Find("svg.qr").Nodes, "who does not hand it over gets no link")
	})
}

func TestTheHouseholdReadsItsListWithoutALogin(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		_, l := madeList(t, s)
		d := s.Web.Entitlement
		ctx := context.Background()
		_, err := d.CheckList(ctx, s.Aide, l.ID, models.ListStep{})
		require.NoError(t, err)
		l, err = d.SendList(ctx, s.Aide, l.ID, models.ListStep{Channel: models.ListPost})
		require.NoError(t, err)
		path := d.ListLink(l)
		home := s.Anyone()
		p := home.Get(path)
		require.Equal(t, 200, p.Status)
		assert.Contains(t, p.Text(), "980元")
		assert.Equal(t, "noindex, nofollow, noarchive", p.Header.Get("X-Robots-Tag"))
		assert.Equal(t, "no-referrer", p.Header.Get("Referrer-Policy"))
		assert.NotEmpty(t, p.Find("[data-read][hidden]").Nodes, "the button that reads aloud waits for its script")
		p = p.Submit(`form[action*="/acknowledge"]`)
		assert.Contains(t, p.Text(), "您已经确认收到")
		p = p.Submit(`form[action*="/dispute"]`, "text", "")
		assert.Equal(t, 422, p.Status)
		p = home.Get(path).Submit(`form[action*="/dispute"]`, "text", "九月没有收到", "line", "0")
		assert.Contains(t, p.Text(), "最迟答复时间")
		assert.Equal(t, 404, home.Get("/l/"+strings.Repeat("0", 16)).Status)

		clerk := s.As(s.Clerk)
		p = clerk.Get("/happiness/"+l.ID).Submit(`form[action*="/answer"]`, "text", "核对无误", "amount_fen", "9.001", "correct", "true")
		assert.Equal(t, 422, p.Status)
		p = clerk.Get("/happiness/"+l.ID).Submit(`form[action*="/answer"]`, "text", "已核对，是900元", "correct", "true", "amount_fen", "900")
		assert.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "第2版")
		assert.Equal(t, 404, home.Get(path).Status, "the wrong issue is shown no more")
	})
}

func TestWhoeverTriesOutLinksIsSlowedDown(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.Anyone()
		for range 200 {
			if b.Get("/l/"+strings.Repeat("Z", 16)).Status == 429 {
				return
			}
		}
		t.Fatal("two hundred tries and never slowed down")
	})
}

func TestTheCountySeesItsRunsAndRatesAndAHouseholdsLedger(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, _ := madeList(t, s)
		staff := s.As(s.Staff)
		period := models.PeriodBefore(models.PeriodOfQuarter, s.Today()).Code()
		p := staff.Get("/happiness/runs").Submit(`form[action*="/happiness/runs"]`, "period", period)
		assert.Equal(t, 200, p.Status, p.Text())
		assert.Eventually(t, func() bool { return strings.Contains(staff.Get("/happiness/runs").Text(), "已完成") }, 20*time.Second, 20*time.Millisecond)
		p = staff.Get("/happiness/runs").Submit(`form[action*="/happiness/runs"]`, "period", period)
		assert.Equal(t, 409, p.Status)
		assert.Equal(t, 403, s.As(s.Operator).Get("/happiness/runs").Status)

		clerk := s.As(s.Clerk)
		p = clerk.Get("/households/" + h.ID + "/benefits")
		assert.Contains(t, p.Text(), "最低生活保障金")
		p = p.Submit(`form[action*="/happiness"]`, "period", string(s.Today()[:7]))
		assert.Equal(t, 409, p.Status, "there is one of this month")
	})
}
