package entitlement_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// thirdQuarter is the period of most lists here.
const thirdQuarter = "2026-Q3"

// benefit writes what a household received.
func (w *world) benefit(h *models.Household, kind models.BenefitKind, name string, fen int64, on models.Date, with ...func(*models.Benefit)) *models.Benefit {
	w.t.Helper()
	now := w.Store.Now()
	b := &models.Benefit{CountyCode: h.CountyCode, ID: w.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: kind, Name: name, ProviderKind: "dept",
		Provider: "县民政局", AmountFen: &fen, PeriodFrom: on, PeriodTo: on, GrantedOn: on, Visibility: models.Shown, CreatedAt: now, UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(b)
	}
	require.NoError(w.t, w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertBenefit(ctx, b) }))
	return b
}

func (w *world) at(day models.Date) {
	w.t.Helper()
	w.Clock.Set(day.Start().Add(9 * time.Hour))
}

// household is a household that has been on file since the first of July.
func (w *world) householdSince(with ...func(*models.HouseholdDraft)) *models.Household {
	w.t.Helper()
	w.at("2026-07-01")
	return w.Household(with...)
}

func (w *world) made(h *models.Household, period string) *models.HappinessList {
	w.t.Helper()
	l, err := w.desk.MakeList(ctx, w.Aide, h.ID, models.ListDraft{Period: period})
	require.NoError(w.t, err)
	return l
}

type listStep = func(context.Context, models.Actor, string, models.ListStep) (*models.HappinessList, error)

func (w *world) step(v listStep, by models.Actor, id string, in models.ListStep) *models.HappinessList {
	w.t.Helper()
	l, err := v(ctx, by, id, in)
	require.NoError(w.t, err)
	return l
}

// fieldCode is the code of the first fault of an Invalid error.
func fieldCode(err error) string {
	var e *models.Error
	if !asError(err, &e) || len(e.Fields) == 0 {
		return ""
	}
	return e.Fields[0].Code
}

func slip(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 20, 10))))
	return out.Bytes()
}

// golden is a household with something in every block.
func (w *world) golden() *models.Household {
	w.t.Helper()
	h := w.householdSince(func(d *models.HouseholdDraft) { d.No = "H-330199-000042" })
	tail := func(b *models.Benefit) { b.AccountTail = "0018" }
	for _, day := range []models.Date{"2026-07-10", "2026-08-10", "2026-09-10"} {
		w.benefit(h, models.BenefitCash, "最低生活保障金", 98_000, day, tail)
	}
	w.benefit(h, models.BenefitSpecial, "医疗救助", 350_050, "2026-08-20", func(b *models.Benefit) { b.Provider = "县医保局" })
	w.benefit(h, models.BenefitReduction, "城乡居民医保费减免", 38_000, "2026-07-15", func(b *models.Benefit) { b.Provider = "县医保局" })
	w.benefit(h, models.BenefitOneOff, "临时救助金", 600_000, "2026-08-02")
	w.benefit(h, models.BenefitJob, "技能培训补贴", 80_000, "2026-09-01", func(b *models.Benefit) { b.Provider = "县人社局" })
	w.benefit(h, models.BenefitGoods, "棉被", 30_000, "2026-09-20", func(b *models.Benefit) { b.ProviderKind, b.HideProvider = "company", true })
	w.benefit(h, models.BenefitService, "心理疏导", 0, "2026-09-21", func(b *models.Benefit) { b.AmountFen = nil })
	w.benefit(h, models.BenefitSpecial, "艾滋病感染者生活补助", 60_000, "2026-09-22")
	w.benefit(h, models.BenefitCash, "最低生活保障金", 98_000, "2026-10-10", tail)
	w.at("2026-09-25")
	w.Suggestion(h, func(g *models.Suggestion) {
		g.Title, g.Strength, g.Priority = "无障碍改造", models.StrengthLikely, 2
	})
	w.Suggestion(h, func(g *models.Suggestion) {
		g.Title, g.Strength, g.Priority, g.Missing = "资助参加基本医疗保险", models.StrengthEntitled, 3, []string{"参保状态"}
	})
	w.Suggestion(h, func(g *models.Suggestion) { g.Title, g.Strength = "每周探访与陪聊", models.StrengthExplore })
	w.Suggestion(h, func(g *models.Suggestion) {
		g.Title, g.Strength, g.Priority = "送餐服务", models.StrengthExplore, 9
	})
	w.Visit(w.Window(h, "2026-07-01", "2026-07-31"), "2026-07-09")
	w.Visit(w.Window(h, "2026-08-01", "2026-08-31"), "2026-08-11")
	return h
}

func TestAGoldenHouseholdsListReadsAsItShould(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.golden()
		w.at("2026-10-02")
		l := w.made(h, thirdQuarter)
		name := models.MaskName(h.Persons[0].Name)
		assert.Equal(t, `2026年第3季度幸福清单
户编号H-330199-000042，户主`+name+`。
住在清河镇柳树村。
有意见、要投诉，请拨打12345。
1. 每月领到的钱
最低生活保障金，每次980元，3次，共2,940元，最近一次2026年9月10日，打到尾号0018的账户，来自县民政局。
2. 专项救助
医疗救助，3,500.50元，2026年8月20日，来自县医保局。
3. 少交、免交的费用
城乡居民医保费减免，380元，2026年7月15日，来自县医保局。
4. 收到的东西和服务
上门探访，上门2次，最近一次2026年8月11日。
棉被，300元，2026年9月20日，来自不愿留名的好心人。
关爱服务，2026年9月21日。
5. 一次性救助
临时救助金，6,000元，2026年8月2日，来自县民政局。
6. 就业和培训
技能培训补贴，800元，2026年9月1日，来自县人社局。
7. 您还可以申请的
资助参加基本医疗保险：您符合条件，可以申请，还要确认参保状态。
无障碍改造：您很可能符合条件。
每周探访与陪聊：可以问一问。
想申请，告诉助联员就行，由工作人员审核决定。
8. 有变化要告诉我们
家里收入、人口、住房有变化，请及时告诉助联员：比如有人找到工作、生病住院、出生或去世、搬家。
9. 合计
领到的钱一共13,240.50元。
少交的费用一共380元。
东西和服务折合300元。
服务一共1次。
10. 签收
我已收到并明白。签名、按手印，或者口头说明都可以。
`, entitlement.SheetOf(locales.Chinese, *l).ReadOut())
		english := entitlement.SheetOf(locales.English, *l)
		require.Len(t, english.Blocks, 10)
		assert.Equal(t, "Money paid every month", english.Blocks[0].Title)
		assert.Equal(t, "最低生活保障金, 980 yuan each, 3 times, 2,940 yuan in all, last on 10 September 2026, to the account that ends in 0018, from 县民政局.",
			english.Blocks[0].Lines[0].Text)
		assert.Equal(t, "Care, on 21 September 2026.", english.Blocks[3].Lines[2].Text)
		assert.Equal(t, "资助参加基本医疗保险: you qualify and may apply, still to be made sure of: 参保状态.", english.Blocks[6].Lines[0].Text)

		for _, line := range l.Lines {
			assert.NotEmpty(t, line.SourceNoun, "%s says where it comes from", line.Name)
			assert.NotEmpty(t, line.Sources, line.Name)
		}
		again, err := w.Store.HappinessList(ctx, store.Key{County: h.CountyCode, ID: l.ID})
		require.NoError(t, err)
		assert.Equal(t, l.Lines, again.Lines)
		assert.Equal(t, models.Date("2026-10-20"), again.Deadline)
	})
}

func TestANilListIsMadeToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince(func(d *models.HouseholdDraft) { d.Category = "T1" })
		w.at("2026-10-02")
		_, err := w.desk.StartListRun(ctx, w.Staff, models.ListDraft{Period: thirdQuarter})
		require.NoError(t, err)
		lists, _, err := w.desk.HouseholdLists(ctx, w.Aide, h.ID, entitlement.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, lists, 1)
		assert.Zero(t, lists[0].LinesCount)
		assert.Contains(t, entitlement.SheetOf(locales.Chinese, lists[0]).ReadOut(), "1. 每月领到的钱\n这段时间没有。\n")
	})
}

func TestAListIsHandedOverToAnAdultAndOnlyThatCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince(func(d *models.HouseholdDraft) {
			child := w.Child()
			d.Persons = append(d.Persons, child)
		})
		w.at("2026-10-02")
		l := w.made(h, thirdQuarter)
		_, err := w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		assert.Equal(t, "step_not_allowed", code(err), "it was not checked")
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		_, err = w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace})
		assert.Equal(t, "slip_needed", fieldCode(err))
		_, err = w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, Slip: []byte("no picture")})
		assert.Equal(t, "file_kind", fieldCode(err))
		_, err = w.desk.DeliverList(ctx, w.OtherAide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.desk.DeliverList(ctx, w.Clerk, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		for _, p := range h.Persons {
			if !p.IsHead {
				_, err = w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice, PersonID: p.ID})
				assert.Equal(t, "adult_only", fieldCode(err))
			}
		}
		_, err = w.desk.SlipPicture(ctx, w.Clerk, l.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "nothing was signed yet")
		done := w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckSignature, Slip: slip(t), ReadAloud: true})
		assert.Equal(t, models.ListAcknowledged, done.Status)
		assert.True(t, done.HandedOver())
		assert.Equal(t, h.Persons[0].ID, *done.ReceivedBy)
		picture, err := w.desk.SlipPicture(ctx, w.Clerk, l.ID)
		require.NoError(t, err)
		assert.Equal(t, "image/jpeg", picture.ContentType)
		assert.True(t, bytes.HasPrefix(picture.Content, []byte{0xff, 0xd8}), "it was drawn anew")
		assert.Equal(t, []string{"generate", "check", "deliver", "acknowledge"}, w.Steps("happiness_list", l.ID))
	})
}

func TestAHouseholdWithoutAnAdultIsReachedThroughItsGuardian(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.at("2026-07-01")
		h := w.HouseholdUnasked(func(d *models.HouseholdDraft) {
			child := w.Child()
			child.Relation = "head"
			d.Persons = []models.PersonDraft{child}
		})
		w.at("2026-10-02")
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		_, err := w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListPost})
		assert.Equal(t, "no_adult", fieldCode(err))
		_, err = w.desk.DeliverList(ctx, w.Aide, l.ID, models.ListStep{Channel: models.ListGuardian})
		assert.Equal(t, "guardian_named", fieldCode(err))
		got := w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListGuardian, Reason: "祖母"})
		assert.Equal(t, models.ListDelivered, got.Status)
		assert.False(t, got.HandedOver(), "through somebody else is not face to face, until it is acknowledged")
		assert.NotContains(t, l.Head.Name, []rune(h.Persons[0].Name)[:1], "a child's surname stands nowhere")
	})
}

func TestAMessageIsSentIsOpenedAndIsAcknowledged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince(func(d *models.HouseholdDraft) { d.Persons[0].Phone = "13800000001" })
		w.at("2026-10-02")
		w.desk.Site = "https://zhulian.example"
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		l = w.step(w.desk.SendList, w.Aide, l.ID, models.ListStep{Channel: models.ListMessage})
		assert.Equal(t, models.ListSent, l.Status)
		assert.Nil(t, l.DeliveredAt, "sent is not delivered")
		require.Len(t, w.sent, 1)
		_, link, _ := strings.Cut(w.sent[0], "https://zhulian.example/l/")
		secret := link[:16]
		assert.NotContains(t, w.sent[0], h.Persons[0].Name)

		for _, wrong := range []string{"", "x", "0000000000000000", secret[:15], secret[:15] + "0"} {
			if wrong != secret {
				_, err := w.desk.ListByLink(ctx, wrong)
				assert.Equal(t, models.KindNotFound, models.KindOf(err), wrong)
			}
		}
		seen, err := w.desk.ListByLink(ctx, strings.ToLower(secret))
		require.NoError(t, err)
		assert.Equal(t, l.ID, seen.ID)
		assert.True(t, seen.CanAcknowledge)
		_, err = w.desk.ListByLink(ctx, secret)
		require.NoError(t, err)
		require.NoError(t, w.desk.AcknowledgeByLink(ctx, secret))
		assert.Equal(t, "step_not_allowed", code(w.desk.AcknowledgeByLink(ctx, secret)))
		assert.Equal(t, []string{"generate", "check", "send", "open", "acknowledge"}, w.Steps("happiness_list", l.ID))

		w.step(w.desk.RenewListLink, w.Aide, l.ID, models.ListStep{})
		_, err = w.desk.ListByLink(ctx, secret)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "the old link has ended")
		fresh, err := w.Store.HappinessList(ctx, store.Key{County: h.CountyCode, ID: l.ID})
		require.NoError(t, err)
		renewed := strings.TrimPrefix(w.desk.ListLink(fresh), "https://zhulian.example/l/")
		_, err = w.desk.ListByLink(ctx, renewed)
		require.NoError(t, err)
		w.days(91)
		_, err = w.desk.ListByLink(ctx, renewed)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "its time is over")
	})
}

func TestAMessageThatFailsIsNoDelivery(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince(func(d *models.HouseholdDraft) { d.Persons[0].Phone = "13800000001" })
		w.at("2026-10-02")
		w.desk.Text = func(context.Context, string, string) error { return context.DeadlineExceeded }
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		l = w.step(w.desk.SendList, w.Aide, l.ID, models.ListStep{Channel: models.ListMessage})
		assert.Equal(t, models.ListFailed, l.Status)
		l = w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		assert.True(t, l.HandedOver())
		w.desk.Text = nil
		other := w.made(w.Household(), "2026-10")
		w.step(w.desk.CheckList, w.Aide, other.ID, models.ListStep{})
		_, err := w.desk.SendList(ctx, w.Aide, other.ID, models.ListStep{Channel: models.ListMessage})
		assert.Equal(t, "sms_off", code(err))
	})
}

func TestADisputeIsAnsweredWithinTenWorkingDaysOverTheHolidays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince()
		b := w.benefit(h, models.BenefitCash, "最低生活保障金", 98_000, "2026-09-10")
		w.at("2026-09-30")
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		secret := strings.TrimPrefix(w.desk.ListLink(w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})), "/l/")
		line := 0
		assert.Equal(t, "required", fieldCode(w.desk.DisputeByLink(ctx, secret, models.ListStep{})))
		far := 7
		assert.Equal(t, "no_such_line", fieldCode(w.desk.DisputeByLink(ctx, secret, models.ListStep{Text: "不对", Line: &far})))
		require.NoError(t, w.desk.DisputeByLink(ctx, secret, models.ListStep{Line: &line, Text: "九月只收到900元"}))
		f, err := w.desk.HappinessList(ctx, w.Clerk, l.ID)
		require.NoError(t, err)
		assert.True(t, f.Can.Answer)
		assert.Equal(t, models.Date("2026-10-20").End(), f.DisputeDueAt.UTC(), "seven holidays do not count, the make-up Saturday does")
		assert.True(t, f.HandedOver(), "it was handed over, whatever is wrong with it")

		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		w.at("2026-10-19")
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		w.at("2026-10-22")
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, []string{"remind", "escalate"}, w.Steps("happiness_list", l.ID)[5:], "each once")

		right := int64(90_000)
		_, err = w.desk.AnswerDispute(ctx, w.Aide, l.ID, models.ListStep{Text: "已核实", Correct: true, AmountFen: &right})
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		next := w.step(w.desk.AnswerDispute, w.Clerk, l.ID, models.ListStep{Text: "已与银行核对，是900元", Correct: true, AmountFen: &right})
		assert.Equal(t, 2, next.Issue)
		assert.Equal(t, l.ID, *next.CorrectsID)
		assert.Equal(t, models.ListGenerated, next.Status)
		assert.Equal(t, int64(90_000), next.TotalCashFen)
		_, err = w.desk.ListByLink(ctx, secret)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "nobody is led to the wrong one any more")
		old, err := w.desk.HappinessList(ctx, w.Aide, l.ID)
		require.NoError(t, err)
		assert.Equal(t, models.ListCorrected, old.Status)
		assert.Equal(t, next.ID, old.Next.ID)
		put, err := w.Store.Benefit(ctx, store.Key{County: h.CountyCode, ID: b.ID})
		require.NoError(t, err)
		assert.Equal(t, right, *put.AmountFen)
	})
}

func TestADisputedLineThatWasRightStands(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince()
		w.benefit(h, models.BenefitCash, "最低生活保障金", 98_000, "2026-09-10")
		w.at("2026-10-02")
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		w.step(w.desk.DisputeList, w.Aide, l.ID, models.ListStep{Text: "没有收到"})
		l = w.step(w.desk.AnswerDispute, w.Staff, l.ID, models.ListStep{Text: "银行回单显示已到账"})
		assert.Equal(t, models.ListDelivered, l.Status)
		assert.Equal(t, "银行回单显示已到账", l.Answer)
		assert.True(t, l.HandedOver())
	})
}

func TestABenefitThatNeverCameLeavesTheList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince()
		w.benefit(h, models.BenefitGoods, "棉被", 30_000, "2026-09-10")
		w.at("2026-10-02")
		l := w.made(h, thirdQuarter)
		w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		w.step(w.desk.DeliverList, w.Aide, l.ID, models.ListStep{Channel: models.ListFaceToFace, AckMethod: models.AckVoice})
		line := 0
		w.step(w.desk.DisputeList, w.Aide, l.ID, models.ListStep{Text: "没有收到棉被", Line: &line})
		next := w.step(w.desk.AnswerDispute, w.Clerk, l.ID, models.ListStep{Text: "发放表上签的是别人", Correct: true, Remove: true})
		assert.Zero(t, next.LinesCount)
		assert.Zero(t, next.TotalInkindFen)
		ledger, err := w.desk.Ledger(ctx, w.Clerk, h.ID)
		require.NoError(t, err)
		require.Len(t, ledger.Entries, 1)
		assert.True(t, ledger.Entries[0].Voided, "what was recorded stays to be seen")
	})
}
