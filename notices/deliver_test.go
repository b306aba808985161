package notices_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/channels"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/store"
)

func TestAnInvitationGoesOutByEveryWayThatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.robots(models.NoticeInvited)
		g := w.Supplier()
		w.work()
		w.reach(g.Admin, "ngo@example.org", "13900139000")
		before := len(w.web.got("/sms"))
		m := w.Invite(w.Need(w.Household()), g.Offer(), testdb.Units(4))
		w.work()
		require.Len(t, w.mail.Letters(), 1)
		l := w.mail.Letters()[0]
		assert.Equal(t, []string{"ngo@example.org"}, l.To)
		assert.Equal(t, "【助联】有新的对接邀请", subject(t, l))
		text := body(t, l)
		assert.Contains(t, text, "清河镇有困难家庭需要：米面粮油 4袋")
		assert.Contains(t, text, "2026-03-04 24:00")
		assert.Contains(t, text, base+"/inbox")
		x, err := w.Desk.InvitationByLink(ctx, tokenIn(t, l))
		require.NoError(t, err)
		assert.Equal(t, m.ID, x.Match.ID)

		require.Len(t, w.web.got("/sms"), before+1)
		var sms map[string]string
		require.NoError(t, json.Unmarshal([]byte(w.web.got("/sms")[before]), &sms))
		assert.Equal(t, "13900139000", sms["to"])
		assert.Contains(t, sms["text"], "米面粮油 4袋")
		assert.NotContains(t, sms["text"], "/answer/", "only a mail carries the link")
		for _, kind := range []string{channels.WeCom, channels.DingTalk, channels.Feishu} {
			require.Len(t, w.web.got("/"+kind), 1, kind)
			assert.Contains(t, w.web.got("/" + kind)[0], "米面粮油 4袋")
			assert.NotContains(t, w.web.got("/" + kind)[0], "/answer/")
		}
		w.work()
		assert.Len(t, w.mail.Letters(), 1)
		for _, r := range w.out("") {
			assert.Equal(t, models.DeliverySent, r.Status)
			assert.Equal(t, 1, r.Attempts)
			assert.NotNil(t, r.SentAt)
		}
	})
}

func TestAServerThatIsAwayForAWhileGetsTheMailOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g := w.Supplier()
		w.work()
		w.reach(g.Admin, "ngo@example.org", "")
		w.mail.Stop()
		w.Invite(w.Need(w.Household()), g.Offer(), nil)
		w.work()
		waiting := w.out(models.DeliveryWaiting)
		require.Len(t, waiting, 1)
		assert.Equal(t, "smtp_connect", waiting[0].Reason)
		assert.Equal(t, w.Store.Now().Add(time.Minute), waiting[0].DueAt.UTC())
		w.Clock.Advance(59 * time.Second)
		w.work()
		assert.Equal(t, 1, w.out(models.DeliveryWaiting)[0].Attempts, "not before its time")
		w.Clock.Advance(time.Second)
		w.work()
		assert.Equal(t, w.Store.Now().Add(2*time.Minute), w.out(models.DeliveryWaiting)[0].DueAt.UTC(), "twice as long each time")
		w.mail.Again()
		w.Clock.Advance(2 * time.Minute)
		w.work()
		w.Clock.Advance(24 * time.Hour)
		w.work()
		var invitations int
		for _, l := range w.mail.Letters() {
			if subject(t, l) == "【助联】有新的对接邀请" {
				invitations++
				assert.Equal(t, "<"+waiting[0].ID+"@example.org>", l.Header.Get("Message-ID"))
				_, err := w.Desk.InvitationByLink(ctx, tokenIn(t, l))
				assert.NoError(t, err, "the link of the attempt that arrived works")
			}
		}
		assert.Equal(t, 1, invitations)
		sent, err := w.Store.Delivery(ctx, store.Key{County: testdb.CountyCode, ID: waiting[0].ID})
		require.NoError(t, err)
		assert.Equal(t, models.DeliverySent, sent.Status)
		assert.Equal(t, 3, sent.Attempts)
		assert.Empty(t, sent.Reason)
	})
}

func TestAWayThatIsDownIsTriedOnceARound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g, h := w.Supplier(), w.Household()
		w.work()
		w.reach(g.Admin, "ngo@example.org", "")
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		for range 5 {
			w.Invite(w.Need(h), o, testdb.Units(1))
		}
		w.mail.Reply(func(string) string { return "hang up" })
		w.work()
		assert.Equal(t, 1, w.mail.Connections())
		tried := 0
		for _, r := range w.out(models.DeliveryWaiting) {
			tried += r.Attempts
		}
		assert.Equal(t, 1, tried)
	})
}

func TestAMessageIsGivenUpWithItsReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "", models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true})
		w.mail.Reply(func(command string) string {
			if strings.HasPrefix(command, "RCPT") {
				return "451 4.7.1 come back later"
			}
			return ""
		})
		w.NeedSubmitted(w.Household())
		w.work()
		for range notices.MaxAttempts + 2 {
			w.Clock.Advance(8 * time.Hour)
			w.work()
		}
		failed := w.out(models.DeliveryFailed)
		require.Len(t, failed, 1)
		assert.Equal(t, "smtp_to 451", failed[0].Reason)
		assert.Equal(t, notices.MaxAttempts, failed[0].Attempts)
		assert.Equal(t, notices.MaxAttempts, w.mail.Connections())

		w.mail.Reply(func(command string) string {
			if strings.HasPrefix(command, "RCPT") {
				return "550 5.1.1 <clerk@example.org> unknown"
			}
			return ""
		})
		w.NeedSubmitted(w.Household())
		w.work()
		failed = w.out(models.DeliveryFailed)
		require.Len(t, failed, 2)
		assert.Equal(t, 1, failed[1].Attempts, "a refusal is not tried again")
		assert.Equal(t, "smtp_to 550", failed[1].Reason, "and the reason names nobody")
	})
}

func TestBackoffGrowsIsSpreadAndEnds(t *testing.T) {
	assert.Equal(t, 48*time.Second, notices.Backoff(1, 0))
	assert.Equal(t, time.Minute, notices.Backoff(1, 0.5))
	assert.Equal(t, 4*time.Minute, notices.Backoff(3, 0.5))
	assert.Equal(t, 6*time.Hour, notices.Backoff(10, 0.5))
	assert.Equal(t, 6*time.Hour, notices.Backoff(1000, 0.5))
	for attempt := 1; attempt < notices.MaxAttempts; attempt++ {
		assert.Less(t, notices.Backoff(attempt, 0), notices.Backoff(attempt, 0.99))
	}
}

func TestTwoSendersSendEachMessageOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g, h := w.Supplier(), w.Household()
		w.work()
		w.reach(g.Admin, "ngo@example.org", "")
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		for range 8 {
			w.Invite(w.Need(h), o, testdb.Units(1))
		}
		_, err := w.desk.Dispatch(ctx, testdb.CountyCode)
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() { assert.NoError(t, w.desk.Deliver(ctx, testdb.CountyCode)) })
		}
		wg.Wait()
		assert.Len(t, w.mail.Letters(), 8)
		assert.Len(t, w.out(models.DeliverySent), 9, "with the word of the approval, to the phone that the supplier gave")
	})
}

func TestACrashBetweenClaimAndMarkIsShownAndNotSentAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "", models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true})
		w.NeedSubmitted(w.Household())
		_, err := w.desk.Dispatch(ctx, testdb.CountyCode)
		require.NoError(t, err)
		r := w.out(models.DeliveryWaiting)[0]
		require.NoError(t, w.Store.InTx(ctx, func(s *store.Store) error { // what a server does just before it dies
			return s.StepDelivery(ctx, &r, "claim", store.Change{"attempts": 1, "lease_until": s.Now().Add(2 * time.Minute)})
		}))
		w.Clock.Advance(2 * time.Minute)
		w.work()
		assert.Len(t, w.out(models.DeliverySending), 1, "its claim still holds")
		w.Clock.Advance(time.Second)
		w.work()
		w.Clock.Advance(48 * time.Hour)
		w.work()
		assert.Empty(t, w.mail.Letters(), "what may have gone out is not sent again by itself")
		unsure := w.out(models.DeliveryUnsure)
		require.Len(t, unsure, 1)
		assert.Equal(t, "lease_over", unsure[0].Reason)

		_, err = w.desk.Resend(ctx, w.Clerk, r.ID)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		_, err = w.desk.Resend(ctx, w.FarStaff, r.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.desk.Resend(ctx, w.Sysadmin, r.ID)
		require.NoError(t, err)
		w.work()
		assert.Len(t, w.mail.Letters(), 1, "a person decided")
		assert.Equal(t, []string{"resend"}, w.Steps("notice_delivery", r.ID))
		_, err = w.desk.Resend(ctx, w.Sysadmin, r.ID)
		assert.Equal(t, models.KindConflict, models.KindOf(err))
	})
}

func TestSilenceAfterTheWholeMailIsUnsure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "", models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true})
		w.mail.Reply(func(command string) string {
			if command == "." {
				return "hang up"
			}
			return ""
		})
		w.NeedSubmitted(w.Household())
		w.work()
		w.mail.Reply(nil)
		w.Clock.Advance(24 * time.Hour)
		w.work()
		assert.Len(t, w.mail.Letters(), 1, "it had arrived; a second try would have sent it twice")
		assert.Equal(t, "smtp_end", w.out(models.DeliveryUnsure)[0].Reason)
	})
}

func TestWhatIsChosenIsHonoured(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "13800138001", models.KindChoice{Kind: models.NoticeNeedSubmitted, SMS: true})
		w.reach(w.OtherClerk, "other@example.org", "")
		w.NeedSubmitted(w.Household())
		w.work()
		assert.Empty(t, w.mail.Letters())
		assert.Len(t, w.web.got("/sms"), 1)
		w.reach(w.Clerk, "", "", models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true, SMS: true})
		w.NeedSubmitted(w.Household())
		w.work()
		assert.Len(t, w.web.got("/sms"), 1, "nowhere to send to")
		assert.Len(t, w.inbox(w.Clerk), 2, "the inbox has everything")
		p, err := w.desk.Preferences(ctx, w.Clerk)
		require.NoError(t, err)
		assert.Contains(t, p.Choices, models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true, SMS: true})
		assert.Contains(t, p.Choices, models.KindChoice{Kind: models.NoticeNeedReturned, Email: true}, "what was not chosen is usual")
		assert.Empty(t, p.Email)
	})
}

func TestWrongChoicesAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for field, in := range map[string]models.PreferenceDraft{
			"email": {Email: "nobody"}, "phone": {Phone: "123"}, "lang": {Lang: "fr"},
			"kinds[0].kind": {Kinds: []models.KindChoice{{Kind: "weather"}}}, "kinds": {Kinds: []models.KindChoice{{Kind: models.NoticeInvited}}},
		} {
			_, err := w.desk.SetPreferences(ctx, w.Clerk, in)
			var e *models.Error
			require.ErrorAs(t, err, &e, field)
			require.Len(t, e.Fields, 1, field)
			assert.Equal(t, field, e.Fields[0].Field)
		}
		_, err := w.desk.SetPreferences(ctx, w.Clerk, models.PreferenceDraft{Phone: "0571-88888888"})
		assert.ErrorContains(t, err, "phone_mobile")
		twice := models.KindChoice{Kind: models.NoticeNeedSubmitted}
		_, err = w.desk.SetPreferences(ctx, w.Clerk, models.PreferenceDraft{Kinds: []models.KindChoice{twice, twice}})
		assert.ErrorContains(t, err, "twice")
	})
}

func TestMessagesGoElsewhereForThePasswordOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "13900139000")
		for _, in := range []models.PreferenceDraft{
			{Email: "other@example.org", Phone: "13900139000"}, {Email: "clerk@example.org", Phone: "13900139001"}, {}, {Email: "other@example.org", Password: "wrong"},
		} {
			_, err := w.desk.SetPreferences(ctx, w.Clerk, in)
			assert.Equal(t, models.InvalidField("password", "password_wrong"), err)
		}
		p, err := w.desk.SetPreferences(ctx, w.Clerk, models.PreferenceDraft{Email: "clerk@example.org", Phone: "139 0013 9000", Lang: "en"})
		require.NoError(t, err, "all else is chosen without it")
		assert.Equal(t, "en", p.Lang)
		p, err = w.desk.SetPreferences(ctx, w.Clerk, models.PreferenceDraft{Email: "other@example.org", Password: testdb.StoryPassword})
		require.NoError(t, err)
		assert.Equal(t, "other@example.org", p.Email)
		assert.Empty(t, p.Phone)
	})
}

func TestWhatIsNotWantedAnyMoreIsDropped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g := w.Supplier()
		w.work()
		w.reach(g.Admin, "ngo@example.org", "")
		m := w.Invite(w.Need(w.Household()), g.Offer(), nil)
		_, err := w.desk.Dispatch(ctx, testdb.CountyCode)
		require.NoError(t, err)
		_, err = w.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{})
		require.NoError(t, err)
		w.work()
		assert.Empty(t, w.mail.Letters())
		assert.Equal(t, "answered", w.out(models.DeliveryDropped)[0].Reason)
		w.Invite(w.Need(w.Household()), g.Offer(), nil)
		_, err = w.desk.Dispatch(ctx, testdb.CountyCode)
		require.NoError(t, err)
		w.reach(g.Admin, "", "")
		w.work()
		assert.Empty(t, w.mail.Letters())
		reasons := []string{}
		for _, r := range w.out(models.DeliveryDropped) {
			reasons = append(reasons, r.Reason)
		}
		assert.ElementsMatch(t, []string{"answered", "no_address"}, reasons)
	})
}

// TestNoMessageTellsOfAPerson goes through a whole story with everything switched on and looks for what its people are called and where they live.
func TestNoMessageTellsOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.robots(models.NoticeKinds()...)
		everything := func(who models.Actor) {
			var all []models.KindChoice
			for _, kind := range models.NoticeKindsFor(who.Role) {
				all = append(all, models.KindChoice{Kind: kind, Email: true, SMS: true})
			}
			w.reach(who, "somebody@example.org", "13900139001", all...)
		}
		for _, who := range []models.Actor{w.Staff, w.SecondStaff, w.Clerk, w.Aide} {
			everything(who)
		}
		g := w.Supplier()
		everything(g.Admin)
		h := w.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, w.Child()) })
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		n := w.Need(h, func(d *models.NeedDraft) {
			d.Title, d.Detail = "王秀英家要米", "王秀英 13800138000 柳树村溪边路1号,孙子王小宝在实验小学"
		})
		_, err := w.Desk.DeclineMatch(ctx, g.Admin, w.Invite(n, g.Offer(), testdb.Units(1)).ID, models.Answer{DeclineCode: "D7", Reason: "王秀英拒绝过"})
		require.NoError(t, err)
		f := g.Deliver(g.Promise(w.Need(h), o, 10), 10)
		_, err = w.Desk.DisputeFulfilment(ctx, w.Aide, f.ID, models.Confirmation{Note: "王秀英说少了"})
		require.NoError(t, err)
		_, err = w.Desk.ReturnNeed(ctx, w.Clerk, w.NeedSubmitted(h).ID, "王秀英的证件不清楚")
		require.NoError(t, err)
		w.work()
		w.work()
		var all strings.Builder
		for _, l := range w.mail.Letters() {
			all.WriteString(subject(t, l) + body(t, l))
		}
		for _, path := range []string{"/sms", "/wecom", "/dingtalk", "/feishu"} {
			require.NotEmpty(t, w.web.got(path))
			for _, sent := range w.web.got(path) {
				all.WriteString(strings.ReplaceAll(sent, `"to":"13900139001"`, ""))
			}
		}
		assert.GreaterOrEqual(t, len(w.mail.Letters()), 8)
		assert.NotRegexp(t, `\bD1\b`, all.String(), "the household's class; a need's number may hold the two letters")
		rows := w.out("")
		kept, err := json.Marshal(rows)
		require.NoError(t, err)
		all.Write(kept)
		for _, private := range append([]string{"王", "秀英", "小宝", "13800138000", "溪边路", "柳树村", "实验小学", "低保", "13900139000", "李联络", "somebody@"},
			h.Persons[0].CitizenNo, h.Persons[1].CitizenNo) {
			require.NotEmpty(t, private)
			assert.NotContains(t, all.String(), private)
		}
	})
}

// TestOfTheMostSensitiveNeedsAMessageTellsNothing holds level 3 to named referral.
func TestOfTheMostSensitiveNeedsAMessageTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reach(w.Clerk, "clerk@example.org", "", models.KindChoice{Kind: models.NoticeNeedSubmitted, Email: true})
		w.NeedSubmitted(w.Household(), func(d *models.NeedDraft) { d.Category, d.Unit, d.Quantity = "H02", "次", testdb.Units(3) })
		w.work()
		require.Len(t, w.mail.Letters(), 1)
		text := body(t, w.mail.Letters()[0])
		c, _ := models.CategoryByCode("H02")
		assert.NotContains(t, text, c.NameZH)
		assert.NotContains(t, text, "3次")
		assert.Contains(t, text, "详情请登录查看")
	})
}

func TestWithoutChannelsNothingLeavesTheHouse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		g := w.Supplier()
		w.reach(g.Admin, "ngo@example.org", "13900139000")
		w.desk.Email, w.desk.SMS = nil, nil
		w.Invite(w.Need(w.Household()), g.Offer(), nil)
		w.work()
		assert.Empty(t, w.out(""))
		assert.Contains(t, w.inbox(g.Admin), models.NoticeInvited)
	})
}

func TestAMailSpeaksItsReadersLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.desk.SetPreferences(ctx, w.Clerk, models.PreferenceDraft{Email: "clerk@example.org", Lang: "en", Password: testdb.StoryPassword,
			Kinds: []models.KindChoice{{Kind: models.NoticeNeedSubmitted, Email: true}}})
		require.NoError(t, err)
		w.NeedSubmitted(w.Household())
		w.work()
		l := w.mail.Letters()[0]
		assert.Equal(t, "[Zhulian] A need waits for acceptance", subject(t, l))
		assert.Contains(t, body(t, l), "staple food, 10 袋")
	})
}

// away is a way out that cannot be reached.
type away struct{ asked int }

func (a *away) Send(context.Context, string, channels.Message) error {
	a.asked++
	return &channels.Failure{Verdict: channels.Again, Reason: "smtp_connect", Down: true}
}

func TestAMailServerThatIsAwayIsTriedOnceForAllCounties(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		out := &away{}
		w.desk.Email = out
		near, far := w.Staff, models.Actor{AccountID: w.ID(), Role: models.RoleStaff, CountyCode: "330198", Regions: []string{"330198"}}
		w.account(far)
		for _, who := range []models.Actor{near, far} {
			w.reach(who, "staff@example.org", "")
			require.NoError(t, w.Store.InTx(ctx, func(s *store.Store) error {
				s.Record(models.Event{CountyCode: who.CountyCode, ActorRole: models.RoleSystem, Noun: "retention", ObjectID: w.ID(), Step: "finish", RegionCode: who.CountyCode + "000000"})
				return s.PutDeliveries(ctx, []models.Delivery{{CountyCode: who.CountyCode, ID: w.ID(), AccountID: who.AccountID, Channel: models.ChannelEmail,
					Kind: models.NoticeNeedSubmitted, Noun: "need", ObjectID: w.ID(), Args: map[string]string{}, Status: models.DeliveryWaiting, DueAt: s.Now(),
					CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1}})
			}))
		}
		counties, err := w.Store.CountiesToSend(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"330198", testdb.CountyCode}, counties)
		require.NoError(t, w.desk.SendAll(ctx))
		assert.Equal(t, 1, out.asked, "the others need not wait to find out")
		require.NoError(t, w.desk.SendAll(ctx))
		assert.Equal(t, 2, out.asked, "the next look tries again")

		told, err := w.Store.CountiesToTell(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"330198", testdb.CountyCode}, told)
		require.NoError(t, w.desk.TellAll(ctx))
		told, err = w.Store.CountiesToTell(ctx)
		require.NoError(t, err)
		assert.Empty(t, told, "nothing is left to tell, whatever becomes of the mail")
	})
}
