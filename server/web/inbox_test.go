package web_test

import (
	"context"
	"crypto/rand"
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

func tell(t *testing.T, s *pagetest.Site) {
	t.Helper()
	require.NoError(t, s.Notices.TellAll(context.Background()))
}

func TestInboxTellsWhatWaitsAndForgetsNothing(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Clerk)
		empty := b.Get("/inbox")
		assert.True(t, empty.Has(".empty"))
		assert.True(t, empty.Has("[data-unread] .count[hidden]"))
		n := s.NeedSubmitted(s.Household())
		s.NeedSubmitted(s.Household())
		tell(t, s)
		p := b.Get("/inbox")
		assert.Equal(t, 2, p.Find(".rows > li").Length())
		assert.Equal(t, "2", p.Find("[data-unread] .count").Text())
		assert.Contains(t, p.Text(), "有新需求待受理")
		assert.NotContains(t, p.Text(), "王秀英")
		require.True(t, p.Has(`.rows a[href="/needs/`+n.ID+`"]`), "it leads to what it is about")
		assert.Equal(t, 200, b.Get("/needs/"+n.ID).Status)

		p = p.Submit(`.rows form`)
		assert.Equal(t, "/inbox", p.Address)
		assert.Equal(t, 1, p.Find(".row[data-new]").Length())
		assert.Equal(t, 1, b.Get("/inbox?unread=true").Find(".rows > li").Length())
		assert.Zero(t, b.Get("/inbox?kind=need_returned").Find(".rows > li").Length())
		p = p.Submit(`form[action^="/inbox/read"]`)
		assert.Contains(t, p.Text(), "已全部标为已读")
		assert.Equal(t, 2, p.Find(".rows > li").Length())
		assert.False(t, p.Has(".row[data-new]"))
		assert.Contains(t, b.In(locales.English).Get("/inbox").Text(), "A need waits for acceptance")
		assert.Equal(t, "/login?next=%2Finbox", s.Anyone().Get("/inbox").Address)
	})
}

func TestNobodyReadsAnothersNotice(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		clerk, other := s.As(s.Clerk), s.As(s.OtherClerk)
		s.NeedSubmitted(s.Household())
		tell(t, s)
		to, _ := clerk.Get("/inbox").Find(".rows form").Attr("action")
		token := other.Get("/inbox").Find(`[name="_token"]`).AttrOr("value", "")
		assert.Equal(t, 404, other.Post(to, "_token", token).Status)
		assert.True(t, clerk.Get("/inbox").Has(".row[data-new]"))
	})
}

func TestWhatIsSentIsChosenOnAPage(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Clerk)
		p := b.Get("/settings/notices")
		assert.True(t, p.Has(`[name="by_email"][value="need_returned"][checked]`), "what is usual stands there")
		assert.False(t, p.Has(`[name="by_email"][value="need_submitted"][checked]`))
		assert.False(t, p.Has(`[value="invitation_sent"]`), "what never comes to the role is not offered")
		p = p.Submit("main form", "email", "nobody", "phone", "0571-88888888", "by_email", "need_submitted")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("email"))
		assert.True(t, p.Has(`[name="by_email"][value="need_submitted"][checked]`), "what was typed is still there")
		assert.False(t, p.Has(`[name="by_email"][value="need_returned"][checked]`))
		p = p.Submit("main form", "email", "clerk@example.org", "phone", "138 0013 8001", "lang", "en", "password", "not the password")
		assert.Equal(t, 422, p.Status)
		assert.Equal(t, "密码不正确", p.Fault("password"))
		assert.Empty(t, p.Find(`[name="password"]`).AttrOr("value", ""))
		p = p.Submit("main form", "password", testdb.StoryPassword)
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "通知方式已保存")
		assert.Equal(t, "13800138001", p.Find(`[name="phone"]`).AttrOr("value", ""))
		assert.True(t, p.Has(`[name="by_email"][value="need_submitted"][checked]`))
		assert.False(t, p.Has(`[name="by_email"][value="need_returned"][checked]`))
		p = p.Submit("main form", "lang", "zh-CN")
		require.Equal(t, 200, p.Status, "all else is chosen without the password")
	})
}

// linkTo makes the link of an invitation as a mail carries it.
func linkTo(t *testing.T, s *pagetest.Site, m *models.Match, to models.Actor) string {
	t.Helper()
	ctx, secret := context.Background(), make([]byte, models.TokenBytes)
	_, err := rand.Read(secret)
	require.NoError(t, err)
	token := models.NewAnswerToken(m.CountyCode, secret)
	require.NoError(t, s.Store.InTx(ctx, func(db *store.Store) error {
		return db.InsertAnswerLink(ctx, &models.AnswerLink{CountyCode: m.CountyCode, ID: s.ID(), TokenHash: token.Hash(), MatchID: m.ID, AccountID: to.AccountID,
			ExpiresAt: *m.RespondBy, CreatedAt: db.Now()})
	}))
	return "/answer/" + string(token)
}

func TestAnInvitationIsAnsweredFromTheMailWithoutALogin(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		m := s.Invite(s.Need(s.Household()), g.Offer(), testdb.Units(4))
		address := linkTo(t, s, m, g.Admin)
		b := s.Anyone()
		p := b.Get(address)
		require.Equal(t, 200, p.Status)
		assert.Contains(t, p.Text(), "清河镇")
		assert.Contains(t, p.Text(), "米面粮油")
		assert.NotContains(t, p.Text(), "王秀英")
		assert.NotContains(t, p.Text(), "柳树村")
		assert.Equal(t, "no-referrer", p.Header.Get("Referrer-Policy"))
		assert.Equal(t, "no-store", p.Header.Get("Cache-Control"))
		p = p.Submit(`form[action*="/accept"]`, "quantity", "9")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("quantity"))
		p = p.Submit(`form[action*="/accept"]`, "quantity", "3")
		assert.Equal(t, "/answered", p.Address, p.Text())
		assert.Contains(t, p.Text(), "已接受邀请")
		assert.EqualValues(t, 3, s.MatchNow(m.ID).Reserved)
		over := b.Get(address)
		assert.Equal(t, 409, over.Status)
		assert.Contains(t, over.Text(), "链接不再有效")
	})
}

func TestAnInvitationIsDeclinedFromTheMail(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		m := s.Invite(s.Need(s.Household()), g.Offer(), nil)
		p := s.Anyone().In(locales.English).Get(linkTo(t, s, m, g.Admin)).Submit(`form[action*="/decline"]`, "decline_code", "D2")
		assert.Contains(t, p.Text(), "You have declined")
		now := s.MatchNow(m.ID)
		assert.Equal(t, models.MatchDeclined, now.Status)
		assert.Equal(t, "D2", now.DeclineCode)
	})
}

func TestALinkThatIsWrongOrOverSaysSo(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		m := s.Invite(s.Need(s.Household()), g.Offer(), nil)
		address, b := linkTo(t, s, m, g.Admin), s.Anyone()
		assert.Equal(t, 404, b.Get("/answer/330199").Status)
		p := b.Get(address)
		s.Clock.Set(m.RespondBy.Add(time.Second))
		assert.Equal(t, 409, b.Get(address).Status)
		assert.Equal(t, 409, p.Submit(`form[action*="/accept"]`).Status)
		assert.Equal(t, models.MatchInvited, s.MatchNow(m.ID).Status)
	})
}
