package channels_test

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/channels"
	"zhulian/internal/smtptest"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	what = channels.Message{ID: "0195-id", Subject: "【助联】有新的对接邀请", Text: "请于 2026-03-04 24:00 前答复。\n", At: noon}
)

func mailer(t *testing.T, s *smtptest.Server, address string) *channels.Mail {
	t.Helper()
	m, err := channels.NewMail(channels.MailConfig{URL: strings.Replace(address, "HOST", s.Address(), 1), From: "助联 <notice@example.org>", TLS: s.TLS()})
	require.NoError(t, err)
	return m
}

func verdict(t *testing.T, err error) channels.Failure {
	t.Helper()
	var f *channels.Failure
	require.ErrorAs(t, err, &f)
	return *f
}

func decoded(t *testing.T, l smtptest.Letter) string {
	t.Helper()
	var in io.Reader = strings.NewReader(string(l.Body))
	switch strings.ToLower(l.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		in = quotedprintable.NewReader(in)
	case "base64":
		in = base64.NewDecoder(base64.StdEncoding, in)
	}
	raw, err := io.ReadAll(in)
	require.NoError(t, err)
	return strings.ReplaceAll(string(raw), "\r\n", "\n")
}

func TestMailArrivesOverTLSWithItsOwnNumber(t *testing.T) {
	s := smtptest.Start(t)
	s.Password = "p@ss"
	require.NoError(t, mailer(t, s, "smtp://notice:p%40ss@HOST").Send(ctx, "ngo@example.org", what))
	require.Len(t, s.Letters(), 1)
	l := s.Letters()[0]
	assert.True(t, l.Secure)
	assert.Equal(t, "notice", l.User)
	assert.Equal(t, "notice@example.org", l.From)
	assert.Equal(t, []string{"ngo@example.org"}, l.To)
	assert.Equal(t, "<0195-id@example.org>", l.Header.Get("Message-ID"))
	assert.Equal(t, "auto-generated", l.Header.Get("Auto-Submitted"))
	at, err := l.Header.Date()
	require.NoError(t, err)
	assert.True(t, noon.Equal(at))
	subject, err := new(mime.WordDecoder).DecodeHeader(l.Header.Get("Subject"))
	require.NoError(t, err)
	assert.Equal(t, what.Subject, subject)
	assert.Equal(t, what.Text, decoded(t, l))
}

func TestMailGoesInTheClearOnlyWhereThatIsSaid(t *testing.T) {
	s := smtptest.Start(t)
	require.NoError(t, mailer(t, s, "smtp://HOST?starttls=off").Send(ctx, "ngo@example.org", what))
	assert.False(t, s.Letters()[0].Secure)
	s.Reply(func(command string) string {
		if strings.HasPrefix(command, "EHLO") {
			return "250 localhost" // no STARTTLS
		}
		return ""
	})
	f := verdict(t, mailer(t, s, "smtp://HOST").Send(ctx, "ngo@example.org", what))
	assert.Equal(t, channels.Again, f.Verdict, "an operator can put it right")
	assert.Len(t, s.Letters(), 1)
}

func TestMailServerThatFailsIsJudgedByWhere(t *testing.T) {
	for name, c := range map[string]struct {
		command, reply string
		want           channels.Verdict
		reason         string
		down           bool
	}{
		"a greylisted recipient":       {"RCPT", "451 4.7.1 later", channels.Again, "smtp_to 451", false},
		"an unknown recipient":         {"RCPT", "550 5.1.1 <ngo@example.org> unknown", channels.Refused, "smtp_to 550", false},
		"a refused sender":             {"MAIL", "553 not you", channels.Refused, "smtp_from 553", false},
		"no data now":                  {"DATA", "452 full", channels.Again, "smtp_data 452", false},
		"a mail taken back":            {".", "451 try again", channels.Again, "smtp_end 451", false},
		"a mail refused":               {".", "554 spam", channels.Refused, "smtp_end 554", false},
		"silence after the whole mail": {".", "hang up", channels.Unsure, "smtp_end", false},
		"silence before the mail":      {"DATA", "hang up", channels.Again, "smtp_data", false},
		"silence at the beginning":     {"EHLO", "hang up", channels.Again, "smtp_connect", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := smtptest.Start(t)
			s.Reply(func(command string) string {
				if strings.HasPrefix(command, c.command) {
					return c.reply
				}
				return ""
			})
			f := verdict(t, mailer(t, s, "smtp://HOST").Send(ctx, "ngo@example.org", what))
			assert.Equal(t, channels.Failure{Verdict: c.want, Reason: c.reason, Down: c.down}, f)
		})
	}
}

func TestMailServerThatIsAwayIsDown(t *testing.T) {
	s := smtptest.Start(t)
	m := mailer(t, s, "smtp://HOST")
	s.Stop()
	f := verdict(t, m.Send(ctx, "ngo@example.org", what))
	assert.Equal(t, channels.Failure{Verdict: channels.Again, Reason: "smtp_connect", Down: true}, f)
	s.Again()
	require.NoError(t, m.Send(ctx, "ngo@example.org", what))
}

func TestWrongMailConfigurationIsSaidWithoutItsPassword(t *testing.T) {
	for _, c := range []channels.MailConfig{
		{URL: "http://u:secret@host", From: "a@example.org"}, {URL: "smtp://", From: "a@example.org"}, {URL: "smtp://u:secret@host", From: "nobody"},
		{URL: "smtp://u:secret@host:0x1", From: "a@example.org"}, {URL: "", From: ""},
	} {
		_, err := channels.NewMail(c)
		require.Error(t, err, c.URL)
		assert.NotContains(t, err.Error(), "secret")
	}
}
