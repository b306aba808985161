package notices_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/channels"
	"zhulian/internal/smtptest"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/store"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testdb.Main(m) }

const base = "https://portal.example.org"

// world is a story whose people have accounts, with a real mail server, a real gateway and real robots outside.
type world struct {
	*testdb.Tale
	t    *testing.T
	desk *notices.Desk
	mail *smtptest.Server
	web  *receiver
}

// receiver takes what the gateway and the robots are sent, by path.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies map[string][]string
	status int
}

func (r *receiver) got(path string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies[path]...)
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{bodies: map[string][]string{}, status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.status == 200 {
			r.bodies[q.URL.Path] = append(r.bodies[q.URL.Path], string(body))
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, `{"errcode":0}`)
	}))
	t.Cleanup(r.Close)
	return r
}

// each runs a test of a fresh world on every database and then checks that the chain is whole.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		w := &world{Tale: testdb.Story(t, s), t: t, mail: smtptest.Start(t), web: receive(t)}
		email, err := channels.NewMail(channels.MailConfig{URL: "smtp://" + w.mail.Address(), From: "notice@example.org", TLS: w.mail.TLS()})
		require.NoError(t, err)
		sms, err := channels.NewSMS(channels.SMSConfig{URL: w.web.URL + "/sms", Body: `{"to":{{json .Phone}},"text":{{json .Text}}}`})
		require.NoError(t, err)
		w.desk = &notices.Desk{Store: s, Email: email, SMS: sms, BaseURL: base, Prove: func(_ context.Context, _ models.Actor, password string) error {
			if password != testdb.StoryPassword {
				return models.InvalidField("password", "password_wrong")
			}
			return nil
		}}
		for _, who := range []models.Actor{w.Staff, w.SecondStaff, w.Operator, w.Clerk, w.OtherClerk, w.Aide, w.OtherAide} {
			w.account(who)
		}
		test(t, w)
		w.Whole()
	})
}

// robots gives the county a robot of each program, which tell some kinds.
func (w *world) robots(kinds ...models.NoticeKind) {
	w.t.Helper()
	for _, kind := range []string{channels.WeCom, channels.DingTalk, channels.Feishu} {
		b, err := channels.NewRobot(channels.RobotConfig{Kind: kind, URL: w.web.URL + "/" + kind})
		require.NoError(w.t, err)
		w.desk.Robots = append(w.desk.Robots, notices.Robot{County: testdb.CountyCode, Name: kind, Kinds: kinds, Sender: b})
	}
}

// account makes an account of somebody of the story.
func (w *world) account(who models.Actor) {
	w.t.Helper()
	now := w.Store.Now()
	a := &models.Account{ID: who.AccountID, CountyCode: who.CountyCode, Username: "u" + strings.ReplaceAll(who.AccountID, "-", "")[8:], PasswordHash: "-", Role: who.Role,
		Regions: who.Regions, Status: models.AccountActive, CreatedAt: now, UpdatedAt: now, Version: 1}
	require.NoError(w.t, w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertAccount(ctx, a) }))
}

// reach has somebody say where to be reached.
func (w *world) reach(who models.Actor, email, phone string, kinds ...models.KindChoice) {
	w.t.Helper()
	_, err := w.desk.SetPreferences(ctx, who, models.PreferenceDraft{Email: email, Phone: phone, Lang: "zh-CN", Kinds: kinds, Password: testdb.StoryPassword})
	require.NoError(w.t, err)
}

func (w *world) work() {
	w.t.Helper()
	require.NoError(w.t, w.once())
}

// once does all that is due, as the server does.
func (w *world) once() error {
	return errors.Join(w.desk.TellAll(ctx), w.desk.Remind(ctx, testdb.CountyCode), w.desk.SendAll(ctx))
}

// inbox lists the kinds of somebody's notices, oldest first.
func (w *world) inbox(who models.Actor) []models.NoticeKind {
	w.t.Helper()
	rows, _, err := w.desk.Inbox(ctx, who, notices.Filter{}, notices.Page{Limit: 100, Oldest: true})
	require.NoError(w.t, err)
	out := []models.NoticeKind{}
	for _, r := range rows {
		out = append(out, r.Kind)
	}
	return out
}

// out lists the messages on their way out.
func (w *world) out(status models.DeliveryStatus) []models.Delivery {
	w.t.Helper()
	rows, _, err := w.desk.Deliveries(ctx, w.Staff, notices.DeliveryFilter{Status: status}, notices.Page{Limit: 100, Oldest: true})
	require.NoError(w.t, err)
	return rows
}

func body(t *testing.T, l smtptest.Letter) string {
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
	return string(raw)
}

func subject(t *testing.T, l smtptest.Letter) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(l.Header.Get("Subject"))
	require.NoError(t, err)
	return s
}

var linkShape = regexp.MustCompile(regexp.QuoteMeta(base) + `/answer/([0-9]{6}[A-Za-z0-9_-]{43})\s`)

// tokenIn is the token of the link in a mail.
func tokenIn(t *testing.T, l smtptest.Letter) string {
	t.Helper()
	found := linkShape.FindStringSubmatch(body(t, l))
	require.NotNil(t, found, "the mail has a link")
	return found[1]
}

func assertKinds(t *testing.T, want []models.NoticeKind, got []models.NoticeKind, who string) {
	t.Helper()
	assert.ElementsMatch(t, want, got, who) // the story's clock stands still, and within an instant there is no order
}

func kinds(list ...models.NoticeKind) []models.NoticeKind { return list }
