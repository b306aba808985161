package entitlement_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func asError(err error, into **models.Error) bool { return errors.As(err, into) }

func TestARequestGoesItsWayFromTheAideToTheBank(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.asked(w.Household())
		assert.Equal(t, models.ApplicationSubmitted, a.Status)
		require.NotNil(t, a.DueAt)
		a = w.published(w.Household(), proposal(600_000, 6, models.EventHeavy))
		assert.Equal(t, models.ApplicationPublicity, a.Status)
		assert.Equal(t, w.Today(), a.PublicityFrom)
		assert.Equal(t, w.Today().AddDays(7), a.PublicityTo)

		_, err := w.desk.Approve(ctx, w.Staff, a.ID, models.ReliefStep{})
		assert.Equal(t, "publicity_running", code(err))
		w.days(7)
		_, err = w.desk.Approve(ctx, w.Staff, a.ID, models.ReliefStep{})
		assert.Equal(t, "publicity_running", code(err), "the last day belongs to the seven")
		w.days(1)
		_, err = w.desk.Approve(ctx, w.Clerk, a.ID, models.ReliefStep{})
		assert.Equal(t, "proposer_decides", code(err))
		a = w.do(w.desk.Approve, w.Staff, a.ID, models.ReliefStep{})
		assert.Equal(t, "approved", a.Decision)
		assert.Equal(t, w.Staff.AccountID, *a.DecidedBy)
		assert.False(t, a.DecidedAt.After(*a.DecideBy), "decided within its limit")

		pay := models.ReliefStep{PaidOn: w.Today(), PayeeName: "王秀英", PayeeAccount: "6228480402564890018"}
		a = w.do(w.desk.Pay, w.Staff, a.ID, pay)
		assert.Equal(t, models.ApplicationPaid, a.Status)
		assert.Equal(t, "王秀英 ***************0018", a.Payee, "no more than four digits are kept")
		lines, _, err := w.Store.Benefits(ctx, store.PaperFilter{Scope: store.Scope{County: testdb.CountyCode}, Household: a.HouseholdID}, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Len(t, lines, 1)
		assert.Equal(t, int64(600_000), *lines[0].AmountFen)
		assert.Equal(t, a.ID, lines[0].SourceRef)
		w.do(w.desk.ArchiveApplication, w.Clerk, a.ID, models.ReliefStep{})
		assert.Equal(t, []string{"submit", "accept", "verify", "propose", "publicise", "approve", "pay", "archive"}, w.Steps("application", a.ID))
	})
}

func TestTheLimitsOfAnAmountHoldToTheFen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		a := w.asked(h)
		w.do(w.desk.AcceptApplication, w.Clerk, a.ID, models.ReliefStep{})
		w.do(w.desk.VerifyApplication, w.Aide, a.ID, models.ReliefStep{})
		advice, err := w.desk.Advice(ctx, w.Clerk, a.ID, models.ReliefStep{})
		require.NoError(t, err)
		assert.Equal(t, int64(689_400), advice.UsualFen, "6 × 1,149 = 6,894")
		assert.Equal(t, int64(1_378_800), advice.LimitFen, "12 × 1,149 = 13,788")
		propose := func(fen int64, factor int, class models.EventClass, with ...func(*models.ReliefStep)) error {
			in := proposal(fen, factor, class)
			for _, f := range with {
				f(&in)
			}
			_, err := w.desk.ProposeRelief(ctx, w.Clerk, a.ID, in)
			return err
		}
		assert.Equal(t, "over_usual", fault(propose(689_401, 6, models.EventHeavy), "amount_fen"))
		assert.Equal(t, "over_cap", fault(propose(1_378_801, 12, models.EventExtreme), "amount_fen"))
		assert.Equal(t, "special_needed", fault(propose(900_000, 8, models.EventExtreme, func(s *models.ReliefStep) { s.Special = false }), "special"))
		assert.Equal(t, "factor_of_class", fault(propose(100, 5, models.EventLight), "factor"))
		bill := int64(500_000)
		assert.Equal(t, "over_bill", fault(propose(500_001, 6, models.EventHeavy, func(s *models.ReliefStep) { s.SelfPaidFen = &bill }), "amount_fen"))
		two := 2
		assert.Equal(t, "over_members", fault(propose(100, 1, models.EventLight, func(s *models.ReliefStep) { s.Persons = &two }), "persons"))
		assert.Equal(t, "visit_needed", fault(propose(100, 1, models.EventLight, func(s *models.ReliefStep) { s.NoVisitWhy = "" }), "visit_id"))
		assert.Equal(t, models.ApplicationVerifying, w.now(a.ID).Status, "nothing of that had an effect")
		require.NoError(t, propose(1_378_800, 12, models.EventExtreme))
		got := w.now(a.ID)
		assert.Equal(t, int64(114_900), *got.StdFen, "the standard of the day stands with the proposal")
		_, err = w.desk.Approve(ctx, w.OtherClerk, a.ID, models.ReliefStep{})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestSmallSumsAreTheTownsWhereTheCountySaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		second := w.Actor(models.RoleTown, testdb.Town)
		small := w.proposed(w.Household(), proposal(200_000, 2, models.EventLight))
		_, err := w.desk.Approve(ctx, w.Clerk, small.ID, models.ReliefStep{})
		assert.Equal(t, "proposer_decides", code(err), "small or not, two people")
		w.do(w.desk.Approve, second, small.ID, models.ReliefStep{})

		large := w.proposed(w.Household(), proposal(200_001, 2, models.EventLight))
		_, err = w.desk.Approve(ctx, second, large.ID, models.ReliefStep{})
		assert.Equal(t, "over_delegated", code(err), "one fen more is the county's")
		_, err = w.desk.Approve(ctx, w.Staff, large.ID, models.ReliefStep{})
		assert.Equal(t, "publicity_needed", code(err))
		less := int64(150_000)
		_, err = w.desk.Approve(ctx, w.Staff, small.ID, models.ReliefStep{AmountFen: &less, Reason: "x"})
		assert.Equal(t, models.KindConflict, models.KindOf(err), "decided once")
	})
}

func TestLessThanProposedIsGrantedWithReasonsAndNeverMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.published(w.Household(), proposal(500_000, 5, models.EventHeavy))
		w.days(8)
		more, less := int64(500_001), int64(400_000)
		_, err := w.desk.Approve(ctx, w.Staff, a.ID, models.ReliefStep{AmountFen: &more})
		assert.Equal(t, "over_proposed", fault(err, "amount_fen"))
		_, err = w.desk.Approve(ctx, w.Staff, a.ID, models.ReliefStep{AmountFen: &less})
		assert.Equal(t, "required", fault(err, "reason"))
		a = w.do(w.desk.Approve, w.Staff, a.ID, models.ReliefStep{AmountFen: &less, Reason: "部分费用已由医疗救助支付"})
		assert.Equal(t, less, *a.AmountFen)
	})
}

func TestAnObjectionHoldsTheDecisionUntilItIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.published(w.Household(), proposal(500_000, 5, models.EventHeavy))
		w.do(w.desk.Object, w.Aide, a.ID, models.ReliefStep{Reason: "村民反映该户在城里有房"})
		w.days(8)
		_, err := w.desk.Object(ctx, w.Aide, a.ID, models.ReliefStep{Reason: "还有"})
		assert.Equal(t, "publicity_over", code(err))
		_, err = w.desk.Approve(ctx, w.Staff, a.ID, models.ReliefStep{})
		assert.Equal(t, "objection_open", code(err))
		w.do(w.desk.AnswerObjection, w.Clerk, a.ID, models.ReliefStep{Reason: "经查询不动产登记，无房"})
		w.do(w.desk.Approve, w.Staff, a.ID, models.ReliefStep{})
		_, err = w.desk.AnswerObjection(ctx, w.Clerk, a.ID, models.ReliefStep{Reason: "再答"})
		assert.Equal(t, models.KindConflict, models.KindOf(err))
	})
}

func TestARefusalIsInWritingAndMayBeAppealedAgainst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.published(w.Household(), proposal(500_000, 5, models.EventHeavy))
		_, err := w.desk.Refuse(ctx, w.Staff, a.ID, models.ReliefStep{})
		assert.Equal(t, "required", fault(err, "reason"))
		a = w.do(w.desk.Refuse, w.Staff, a.ID, models.ReliefStep{Reason: "自付费用已由医疗救助全额支付"})
		assert.Equal(t, "自付费用已由医疗救助全额支付", a.Reasons)
		w.do(w.desk.AppealApplication, w.Aide, a.ID, models.ReliefStep{Reason: "还有门诊费用没有算"})
		_, err = w.desk.ResumeApplication(ctx, w.Staff, a.ID, models.ReliefStep{Reason: "重新核查"})
		assert.Equal(t, "same_decider", code(err))
		a = w.do(w.desk.ResumeApplication, w.SecondStaff, a.ID, models.ReliefStep{Reason: "门诊费用需要核查"})
		assert.Equal(t, models.ApplicationVerifying, a.Status)
		assert.Nil(t, a.DecidedAt)
		assert.True(t, a.DecideBy.After(w.Store.Now()), "with a new time")
		w.do(w.desk.ProposeRelief, w.Clerk, a.ID, proposal(200_000, 2, models.EventLight))
		a = w.do(w.desk.Refuse, w.Staff, a.ID, models.ReliefStep{Reason: "仍不符合"})
		w.days(61)
		_, err = w.desk.AppealApplication(ctx, w.Aide, a.ID, models.ReliefStep{Reason: "不服"})
		assert.Equal(t, "appeal_late", code(err))
	})
}

func TestAnAppealThatChangesNothingLeavesTheDecisionAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		granted := w.proposed(w.Household(), proposal(200_000, 2, models.EventLight))
		w.do(w.desk.Approve, w.Staff, granted.ID, models.ReliefStep{})
		w.do(w.desk.AppealApplication, w.Aide, granted.ID, models.ReliefStep{Reason: "金额太少"})
		granted = w.do(w.desk.UpholdDecision, w.SecondStaff, granted.ID, models.ReliefStep{Reason: "按标准计算无误"})
		assert.Equal(t, models.ApplicationApproved, granted.Status)
		away := w.asked(w.Household())
		w.do(w.desk.TurnAway, w.Clerk, away.ID, models.ReliefStep{Reason: "不属本地受理"})
		w.do(w.desk.AppealApplication, w.Aide, away.ID, models.ReliefStep{Reason: "我住在这里"})
		away = w.do(w.desk.UpholdDecision, w.Staff, away.ID, models.ReliefStep{Reason: "应向居住地申请"})
		assert.Equal(t, models.ApplicationNotAccepted, away.Status)
		assert.Equal(t, "应向居住地申请", away.AppealAnswer)
	})
}

func TestInAnEmergencyHelpComesFirstAndThePapersAfterByAnotherHand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.asked(w.Household(), func(d *models.ReliefDraft) { d.Emergency = true })
		assert.Equal(t, w.Store.Now().Add(24*time.Hour), a.DecideBy.UTC())
		fen, more := int64(200_000), int64(300_000)
		pay := models.ReliefStep{AmountFen: &more, PaidOn: w.Today(), PayeeName: "王秀英", Reason: "房屋失火"}
		_, err := w.desk.FirstAid(ctx, w.Clerk, a.ID, pay)
		assert.Equal(t, "over_delegated", code(err))
		pay.AmountFen = &fen
		a = w.do(w.desk.FirstAid, w.Clerk, a.ID, pay)
		assert.Equal(t, models.ApplicationFirstAid, a.Status)
		assert.Equal(t, "approved", a.Decision)
		due := models.DateOf(a.DueAt.Add(-time.Second))
		assert.Equal(t, 10, models.Calendar{}.Workdays(w.Today(), due), "the papers within ten working days")
		_, err = w.desk.CompletePaperwork(ctx, w.Clerk, a.ID, models.ReliefStep{Note: "齐"})
		assert.Equal(t, "decider_completes", code(err))
		a = w.do(w.desk.CompletePaperwork, w.Staff, a.ID, models.ReliefStep{Note: "消防证明、申请表已补齐"})
		assert.Equal(t, models.ApplicationPaperwork, a.Status)
	})
}

func TestWhoCannotTellTheKindIsTakenInAndTransferred(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		a := w.asked(h, func(d *models.ReliefDraft) { d.Kind = models.ApplicationUnknown })
		_, err := w.desk.TurnAway(ctx, w.Clerk, a.ID, models.ReliefStep{Reason: "不清楚"})
		assert.Equal(t, "kind_unknown", code(err), "nobody is turned away for not knowing (浙江省社会救助条例 53)")
		_, err = w.desk.AcceptApplication(ctx, w.Clerk, a.ID, models.ReliefStep{})
		assert.Equal(t, "kind_unknown", code(err))
		other := w.asked(h)
		_, err = w.desk.TransferApplication(ctx, w.Clerk, a.ID, models.ReliefStep{Kind: models.ApplicationTempRelief})
		assert.Equal(t, "same_kind_open", code(err), "%s is open", other.No)
		a = w.do(w.desk.TransferApplication, w.Clerk, a.ID, models.ReliefStep{Kind: models.ApplicationMedical})
		assert.Equal(t, models.ApplicationMedical, a.Kind)
		w.do(w.desk.AcceptApplication, w.Clerk, a.ID, models.ReliefStep{})
	})
}

func TestTheSameRequestTwiceBecomesOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		first := w.asked(h)
		alert := w.Alert(h)
		again, err := w.desk.SubmitApplication(ctx, w.Aide, models.ReliefDraft{HouseholdID: h.ID, Kind: models.ApplicationTempRelief, Story: "又住院了一次", Consent: true,
			Source: "alert", SourceID: alert.ID})
		require.NoError(t, err)
		assert.True(t, again.Merged)
		assert.Equal(t, first.ID, again.ID)
		assert.Contains(t, again.Story, "又住院了一次")
		assert.Contains(t, again.Story, first.Story)
		log, err := w.Store.EventsAbout(ctx, h.CountyCode, map[string][]string{"application": {first.ID}}, 1)
		require.NoError(t, err)
		assert.Equal(t, []string{"merge", alert.ID}, []string{log[0].Step, log[0].Data["source_id"]}, "of what the second came is not lost")
		other := w.asked(h, func(d *models.ReliefDraft) { d.Kind = models.ApplicationMedical })
		assert.NotEqual(t, first.ID, other.ID, "another kind is another request")
		w.do(w.desk.WithdrawApplication, w.Aide, first.ID, models.ReliefStep{})
		assert.NotEqual(t, first.ID, w.asked(h).ID, "what has ended takes nothing in")
	})
}

func TestOfManyAtOnceOneRequestIsMade(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				_, err := w.desk.SubmitApplication(ctx, w.Aide, models.ReliefDraft{HouseholdID: h.ID, Kind: models.ApplicationTempRelief, Story: "住院", Consent: true})
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		open, err := w.Store.OpenApplications(ctx, store.Key{County: testdb.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Len(t, open, 1)
	})
}

func TestTheMeansAreVerifiedOnlyWithTheHouseholdsWord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household()
		draft := models.ReliefDraft{HouseholdID: h.ID, Kind: models.ApplicationDibao, Story: "收入减少"}
		_, err := w.desk.SubmitApplication(ctx, w.Aide, draft)
		assert.Equal(t, "consent_needed", fault(err, "consent"))
		draft.Consent = true
		made, err := w.desk.SubmitApplication(ctx, w.Aide, draft)
		require.NoError(t, err)
		require.NotNil(t, made.ConsentID)
		next, err := w.desk.SubmitApplication(ctx, w.Aide, models.ReliefDraft{HouseholdID: h.ID, Kind: models.ApplicationHousing, Story: "漏雨"})
		require.NoError(t, err, "one that is live is not asked for again")
		assert.Equal(t, *made.ConsentID, *next.ConsentID)
	})
}

func TestAChildAsksThroughAGuardianAndEveryLookIsLogged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, w.Child()) })
		child := h.Persons[1]
		draft := models.ReliefDraft{HouseholdID: h.ID, PersonID: child.ID, Kind: models.ApplicationEducation, Story: "学费有困难", Consent: true}
		_, err := w.desk.SubmitApplication(ctx, w.Aide, draft)
		assert.Equal(t, "guardian_required", fault(err, "given_by"))
		draft.GivenBy = "guardian"
		made, err := w.desk.SubmitApplication(ctx, w.Aide, draft)
		require.NoError(t, err)
		_, err = w.desk.ReliefFile(ctx, w.Clerk, made.ID)
		require.NoError(t, err)
		rows, _, err := w.Store.Disclosures(ctx, testdb.CountyCode, h.ID, store.Page{Limit: 10})
		require.NoError(t, err)
		require.NotEmpty(t, rows)
		assert.Equal(t, child.ID, rows[0].PersonID)
		assert.Equal(t, w.Clerk.AccountID, rows[0].AccountID)
		assert.Contains(t, rows[0].Fields, "minor")
	})
}

func TestNoticesKeepToWhatAVillageMayRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, w.Child()) })
		made, err := w.desk.SubmitApplication(ctx, w.Aide, models.ReliefDraft{HouseholdID: h.ID, PersonID: h.Persons[1].ID, GivenBy: "guardian", Kind: models.ApplicationTempRelief,
			Story: "白血病，在清河小学上学", Consent: true})
		require.NoError(t, err)
		w.do(w.desk.AcceptApplication, w.Clerk, made.ID, models.ReliefStep{})
		w.do(w.desk.VerifyApplication, w.Clerk, made.ID, models.ReliefStep{})
		w.do(w.desk.ProposeRelief, w.Clerk, made.ID, proposal(300_000, 3, models.EventMedium))
		a := w.do(w.desk.Publicise, w.Clerk, made.ID, models.ReliefStep{})
		n, err := w.desk.PublicNotice(ctx, a.PublicityCode)
		require.NoError(t, err)
		assert.Equal(t, "王*英", n.Name, "the grown-up, masked, and never the child")
		assert.Equal(t, "清河镇柳树村", n.Village)
		assert.Equal(t, int64(300_000), *n.AmountFen)
		_, err = w.desk.PublicNotice(ctx, a.PublicityCode[:len(a.PublicityCode)-1]+"0")
		if a.PublicityCode[len(a.PublicityCode)-1] != '0' {
			assert.Equal(t, models.KindNotFound, models.KindOf(err))
		}
		w.days(7)
		_, err = w.desk.PublicNotice(ctx, a.PublicityCode)
		require.NoError(t, err, "the seventh day is one of the seven")
		w.days(1)
		_, err = w.desk.PublicNotice(ctx, a.PublicityCode)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "and the eighth is not")
		_, err = w.desk.NoticeToPrint(ctx, w.Clerk, a.ID)
		assert.Equal(t, "not_in_publicity", code(err))
	})
}

func TestLimitsCountWorkingDaysAndAreToldBeforeTheyAreBroken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.asked(w.Household())
		calendar, err := w.Store.Calendar(ctx, testdb.CountyCode, w.Today(), w.Today().AddDays(90))
		require.NoError(t, err)
		assert.False(t, calendar.Working("2026-04-06"), "a holiday lies within the time")
		assert.Equal(t, calendar.AddWorkdays(w.Today(), 2).End(), a.DueAt.UTC(), "two working days to accept")
		proposed := calendar.AddWorkdays(w.Today(), 15)
		assert.Equal(t, calendar.AddWorkdays(proposed.AddDays(7), 5).End(), a.DecideBy.UTC(), "15 working days, 7 days, 5 working days")
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.NotContains(t, w.Steps("application", a.ID), "remind", "not yet")
		w.Clock.Set(a.DueAt.Add(-time.Hour))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, []string{"submit", "remind"}, w.Steps("application", a.ID), "once")
		w.Clock.Set(a.DueAt.Add(time.Second))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, []string{"submit", "remind", "escalate"}, w.Steps("application", a.ID))
		a = w.do(w.desk.AcceptApplication, w.Clerk, a.ID, models.ReliefStep{})
		assert.Nil(t, a.RemindedAt, "the next step has its own time")
		assert.Equal(t, calendar.AddWorkdays(w.Today(), 5).End(), a.DueAt.UTC(), "a recognised household is verified in five")
	})
}

func TestWaitingForPapersStopsTheClock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.asked(w.Household())
		before := models.DateOf(a.DecideBy.Add(-time.Second))
		w.do(w.desk.AskMaterials, w.Clerk, a.ID, models.ReliefStep{Reason: "请补交出院小结"})
		asked := w.Today()
		w.days(9)
		a = w.do(w.desk.SupplementApplication, w.Aide, a.ID, models.ReliefStep{Note: "出院小结已交"})
		waited := models.Calendar{}.Workdays(asked, w.Today())
		assert.Equal(t, models.Calendar{}.AddWorkdays(before, waited).End(), a.DecideBy.UTC())
		assert.Contains(t, a.Story, "出院小结已交")
		assert.Nil(t, a.AskedAt)
	})
}

// TestEveryStepIsOfWhoMayTakeIt tries every step as every role that may not, and from outside.
func TestEveryStepIsOfWhoMayTakeIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.asked(w.Household())
		fen := int64(100)
		in := models.ReliefStep{Reason: "理由", Note: "说明", Kind: models.ApplicationMedical, AmountFen: &fen, PaidOn: w.Today(), PayeeName: "王秀英"}
		for name, step := range map[string]struct {
			do  verb
			may []models.Role
		}{
			"accept": {w.desk.AcceptApplication, []models.Role{models.RoleTown}}, "transfer": {w.desk.TransferApplication, []models.Role{models.RoleTown}},
			"ask": {w.desk.AskMaterials, []models.Role{models.RoleTown}}, "turn away": {w.desk.TurnAway, []models.Role{models.RoleTown}},
			"propose": {w.desk.ProposeRelief, []models.Role{models.RoleTown}}, "publicise": {w.desk.Publicise, []models.Role{models.RoleTown}},
			"supplement": {w.desk.SupplementApplication, []models.Role{models.RoleAide, models.RoleTown}},
			"verify":     {w.desk.VerifyApplication, []models.Role{models.RoleAide, models.RoleTown}},
			"object":     {w.desk.Object, []models.Role{models.RoleAide, models.RoleTown}}, "appeal": {w.desk.AppealApplication, []models.Role{models.RoleAide, models.RoleTown}},
			"withdraw": {w.desk.WithdrawApplication, []models.Role{models.RoleAide, models.RoleTown}},
			"approve":  {w.desk.Approve, []models.Role{models.RoleStaff, models.RoleTown}}, "refuse": {w.desk.Refuse, []models.Role{models.RoleStaff, models.RoleTown}},
			"first aid": {w.desk.FirstAid, []models.Role{models.RoleStaff, models.RoleTown}}, "pay": {w.desk.Pay, []models.Role{models.RoleStaff, models.RoleTown}},
			"resume": {w.desk.ResumeApplication, []models.Role{models.RoleStaff}}, "uphold": {w.desk.UpholdDecision, []models.Role{models.RoleStaff}},
			"archive": {w.desk.ArchiveApplication, []models.Role{models.RoleStaff, models.RoleTown}},
			"answer":  {w.desk.AnswerObjection, []models.Role{models.RoleStaff, models.RoleTown}}, "papers": {w.desk.CompletePaperwork, []models.Role{models.RoleStaff, models.RoleTown}},
		} {
			for _, by := range []models.Actor{w.Staff, w.Operator, w.Clerk, w.Aide, w.Auditor, w.Province, w.Sysadmin, w.Resident, w.DeptSource} {
				_, err := step.do(ctx, by, w.ID(), in)
				want := models.KindForbidden
				for _, role := range step.may {
					if role == by.Role {
						want = models.KindNotFound
					}
				}
				assert.Equal(t, want, models.KindOf(err), "%s by %s", name, by.Role)
			}
			for _, by := range []models.Actor{w.OtherClerk, w.OtherAide, w.FarStaff, w.FarAide} {
				_, err := step.do(ctx, by, a.ID, in)
				assert.Contains(t, []models.Kind{models.KindNotFound, models.KindForbidden}, models.KindOf(err), "%s from outside", name)
			}
			_, err := step.do(ctx, models.Actor{}, a.ID, in)
			assert.Equal(t, models.KindUnauthenticated, models.KindOf(err), name)
		}
		assert.Equal(t, models.ApplicationSubmitted, w.now(a.ID).Status)
	})
}

func TestAListShowsTheMostOverdueFirstAndPagesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.asked(w.Household())
		w.days(1)
		second := w.asked(w.Household())
		third := w.asked(w.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.NextVillage }))
		w.days(3)
		q, err := w.desk.ReliefQueue(ctx, w.Clerk, "mine", store.ReliefFilter{}, store.Page{Limit: 2})
		require.NoError(t, err)
		require.Len(t, q.Items, 2)
		assert.Equal(t, first.ID, q.Items[0].ID)
		assert.Equal(t, int64(3), q.Counts["mine"])
		assert.Positive(t, q.Overdue)
		assert.Empty(t, q.Items[0].Story, "what was told takes a look at the one request")
		rest, err := w.desk.ReliefQueue(ctx, w.Clerk, "mine", store.ReliefFilter{}, store.Page{Limit: 2, After: q.Next})
		require.NoError(t, err)
		require.Len(t, rest.Items, 1)
		assert.ElementsMatch(t, []string{second.ID, third.ID}, []string{q.Items[1].ID, rest.Items[0].ID})
		far, err := w.desk.ReliefQueue(ctx, w.OtherClerk, "open", store.ReliefFilter{}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, far.Items)
	})
}
