package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zhulian/channels"
	"zhulian/jobs"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
	"zhulian/vault"
)

// Doctor is `zhulian doctor`: it looks at everything that an installation stands on and changes nothing.
type Doctor struct {
	Pool     `embed:""`
	Secure   `embed:""`
	Behind   `embed:""`
	Channels `embed:""`
	Scanner  `embed:""`
}

// Help tells what the flags cannot.
func (*Doctor) Help() string {
	return `A line for each thing: ok, look (works, but should be seen to) or FAIL, with what to do. It exits 1 when something fails. Give it the
environment of the server.`
}

// health is how one thing is.
type health string

const (
	well  health = "ok"
	look  health = "look"
	fails health = "FAIL"
)

// check is one thing that was looked at.
type check struct {
	name string
	is   health
	says string
}

// visit is one look round.
type visit struct {
	e     *Env
	as    *Doctor
	found []check
}

func (v *visit) note(name string, is health, says string, args ...any) {
	v.found = append(v.found, check{name, is, fmt.Sprintf(says, args...)})
}

// Run looks round and prints what it found.
func (d *Doctor) Run(ctx context.Context, e *Env) error {
	v := &visit{e: e, as: d}
	v.configuration()
	v.https()
	if keys, ok := v.keys(); ok {
		v.database(ctx, keys)
	}
	v.passwords()
	v.disk()
	v.letters(ctx)
	v.otherWays()
	v.scanner(ctx)
	return v.print(e.Out)
}

func (v *visit) print(to io.Writer) error {
	bad := 0
	for _, c := range v.found {
		if c.is == fails {
			bad++
		}
		if _, err := fmt.Fprintf(to, "%-4s  %-13s %s\n", c.is, c.name, c.says); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d checks failed", bad, len(v.found))
	}
	return nil
}

func (v *visit) configuration() {
	if _, err := v.e.Logger(io.Discard); err != nil {
		v.note("log", fails, "%v: correct ZHULIAN_LOG", err)
	}
	switch {
	case v.e.BaseURL == "":
		v.note("base url", look, "not set: messages carry no links; set ZHULIAN_BASE_URL")
	case checkBase(v.e.BaseURL) != nil:
		v.note("base url", fails, "ZHULIAN_BASE_URL is no address, and the server will not start: want https://HOST")
	case !strings.HasPrefix(v.e.BaseURL, "https://"):
		v.note("base url", look, "plain http: no offline work, and passwords can be read on the way; see https in docs/operations.md")
	default:
		v.note("base url", well, "https")
	}
	if err := v.as.Pool.check(); err != nil {
		v.note("database", fails, "the server will not start: %v", err)
	}
}

func (v *visit) keys() (vault.Keys, bool) {
	path, err := v.e.Secret()
	if err != nil {
		v.note("secret file", fails, "%v", err)
		return vault.Keys{}, false
	}
	keys, err := vault.ReadKeys(path)
	if err != nil {
		v.note("secret file", fails, "%v", err)
		return vault.Keys{}, false
	}
	if older := keys.Older(); older > 0 {
		v.note("secret file", look, "a change of keys is not ended, %d older ones are there: zhulian keys reseal, then zhulian keys drop", older)
		return keys, true
	}
	v.note("secret file", well, "readable by its owner alone; have a copy apart from the database")
	return keys, true
}

func (v *visit) database(ctx context.Context, keys vault.Keys) {
	vlt, err := vault.New(keys)
	if err != nil {
		v.note("secret file", fails, "%v", err)
		return
	}
	if path, ok := v.e.sqlite(); ok && absent(path) {
		v.note("database", fails, "there is no file %s yet: run zhulian migrate up, or correct ZHULIAN_DATABASE_URL", path)
		return
	}
	s, err := store.Open(ctx, v.e.DatabaseURL, store.Options{Vault: vlt, Clock: v.e.Clock})
	if err != nil {
		v.note("database", fails, "%s (ZHULIAN_DATABASE_URL)", strings.TrimPrefix(err.Error(), "database: "))
		return
	}
	defer func() { _ = s.Close() }()
	current, err := s.SchemaCurrent(ctx)
	switch {
	case errors.Is(err, store.ErrNewerSchema):
		v.note("schema", fails, "%v", err)
		return
	case err != nil:
		v.note("schema", fails, "cannot be read (%v)", withoutAddress(err))
		return
	case !current:
		v.note("schema", fails, "not up to date: run zhulian migrate up")
		return
	}
	v.note("schema", well, "up to date")
	if err := s.CheckKeys(ctx); err != nil {
		v.note("keys", fails, "%v", err)
		return
	}
	v.note("keys", well, "those that the database was written with")
	v.checkup(ctx, s)
	v.replicas(ctx, vlt)
	v.rights(ctx, s)
	v.retention(ctx, s)
}

func absent(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// withoutAddress is an error without a database's address, which may hold a password.
func withoutAddress(err error) string {
	words := strings.Fields(err.Error())
	for i, w := range words {
		if strings.Contains(w, "://") || strings.Contains(w, "password=") {
			words[i] = "…"
		}
	}
	return strings.Join(words, " ")
}

// A clock may differ by so much, and a message wait for so long, before somebody should look.
const (
	clockSlack   = 2 * time.Second
	messageSlack = time.Hour
	roomLeast    = 2 << 30 // bytes
)

func (v *visit) checkup(ctx context.Context, s *store.Store) {
	c, err := s.Checkup(ctx)
	if err != nil {
		v.note("database", fails, "does not answer (%v)", withoutAddress(err))
		return
	}
	switch {
	case c.Fault != "":
		v.note("database", fails, "damaged (%s): stop the server, keep the file, restore the newest backup", c.Fault)
	case c.Foreign:
		v.note("database", fails, "%v", store.ErrEncoding)
	case c.Old:
		v.note("database", fails, "%s is too old: 14 is the least", c.Version)
	default:
		v.note("database", well, "%s", c.Version)
	}
	v.clock(c)
	v.messages(c)
	v.calendar(c)
}

// rights looks at what the server's role may do to a PostgreSQL beside reading and writing rows.
func (v *visit) rights(ctx context.Context, s *store.Store) {
	if s.Dialect() != store.Postgres {
		return
	}
	r, err := s.Rights(ctx, jobs.Schema)
	const how = "(docs/operations.md, A role for the servers)"
	switch {
	case err != nil:
		v.note("rights", fails, "cannot be read (%v)", withoutAddress(err))
	case len(r.Lacks) > 0:
		v.note("rights", fails, "the role cannot read and write %s and %d others: under the tables' owner run zhulian migrate rights %s --run", r.Lacks[0], len(r.Lacks)-1, r.Role)
	case r.Super:
		v.note("rights", look, "the server's role is a superuser: it needs only rows; give it a role of its own "+how)
	case r.Owns:
		v.note("rights", look, "the server's role owns the tables and could change them: it needs only rows; give it a role of its own "+how)
	case r.Creates:
		v.note("rights", look, "the server's role may make tables: REVOKE CREATE ON SCHEMA public FROM PUBLIC "+how)
	default:
		v.note("rights", well, "the server's role reads and writes rows, and changes no table")
	}
}

func (v *visit) clock(c store.Checkup) {
	now := v.e.Clock.Now()
	switch {
	case c.NewestEvent.After(now.Add(clockSlack)):
		v.note("clock", fails, "the newest event lies %s ahead: this machine's clock went back, set it right before the server starts", c.NewestEvent.Sub(now).Round(time.Second))
	case c.Ahead.Abs() > clockSlack:
		v.note("clock", fails, "the database's clock differs by %s: let both follow one time server (chrony)", c.Ahead.Round(time.Millisecond))
	default:
		v.note("clock", well, "agrees with the database")
	}
}

func (v *visit) messages(c store.Checkup) {
	late := v.e.Clock.Now().Sub(c.OldestDue)
	switch {
	case c.Waiting > 0 && late > messageSlack:
		v.note("messages", fails, "%d wait, the oldest for %s: is the server running, does the mail server answer?", c.Waiting, late.Round(time.Minute))
	case c.Unsure > 0:
		v.note("messages", look, "%d of which nobody knows whether they arrived: send them again or leave them (docs/operations.md, Notices)", c.Unsure)
	default:
		v.note("messages", well, "none is late")
	}
}

func (v *visit) calendar(c store.Checkup) {
	today := models.DateOf(v.e.Clock.Now())
	soon := string(today.AddMonths(1))[:4]
	if c.LastDay < soon {
		v.note("calendar", look, "the year %s is not laid down: do it as the State Council announced it (Settings, calendar)", soon)
		return
	}
	v.note("calendar", well, "the holidays of %s are known", soon)
}

// retentionSlack is after how many days without a deletion somebody should look.
const retentionSlack = 2

// retention tells whether what is over its time was deleted in every county.
func (v *visit) retention(ctx context.Context, s *store.Store) {
	counties, err := s.Counties(ctx)
	oldest := models.Date("")
	for _, c := range counties {
		var last []models.RetentionRun
		if err == nil {
			last, err = s.LastRetention(ctx, c.CountyCode, 1)
		}
		switch {
		case err != nil:
		case len(last) == 0:
			v.note("retention", look, "%s: nothing was deleted yet that is over its time: a server does it at once", c.CountyCode)
			return
		case last[0].OverCount > 0:
			v.note("retention", fails, "%s: %d rows are over their time and still there since %s: see the log of the server (docs/operations.md, Retention)", c.CountyCode,
				last[0].OverCount, last[0].RanOn)
			return
		case oldest == "" || last[0].RanOn < oldest:
			oldest = last[0].RanOn
		}
	}
	switch {
	case err != nil:
		v.note("retention", fails, "cannot be read (%v)", withoutAddress(err))
	case oldest != "" && oldest < models.DateOf(v.e.Clock.Now()).AddDays(-retentionSlack):
		v.note("retention", fails, "nothing was deleted since %s: is the server running, what does its log say?", oldest)
	default:
		v.note("retention", well, "nothing is over its time")
	}
}

// passwords looks at the list of passwords that nobody may choose.
func (v *visit) passwords() {
	if v.e.Breached == "" {
		v.note("passwords", look, "no list of those known from breaches: name one with ZHULIAN_BREACHED_PASSWORDS (docs/operations.md, Passwords known from breaches)")
		return
	}
	b, err := passwords.OpenBreached(v.e.Breached)
	if err != nil {
		v.note("passwords", fails, "the list of those known from breaches cannot be used, and the server will not start: %v", err)
		return
	}
	defer func() { _ = b.Close() }()
	switch held, err := b.Holds("password"); {
	case err != nil:
		v.note("passwords", fails, "the list of those known from breaches is damaged, fetch it anew: %v", err)
	case !held:
		v.note("passwords", look, "the list of those known from breaches lacks the commonest of all: is it whole?")
	default:
		v.note("passwords", well, "those known from breaches are refused")
	}
}

func (v *visit) disk() {
	dir := os.TempDir()
	if path, ok := v.e.sqlite(); ok {
		for dir = filepath.Dir(path); absent(dir) && dir != filepath.Dir(dir); {
			dir = filepath.Dir(dir)
		}
	}
	free, all, err := diskSpace(dir)
	switch {
	case err != nil:
		v.note("disk", look, "%s: %v", dir, err)
	case cramped(free, all):
		v.note("disk", fails, "%s has %d MB free of %d: make room", dir, free>>20, all>>20)
	default:
		v.note("disk", well, "%s has %d MB free of %d", dir, free>>20, all>>20)
	}
}

// cramped tells whether so little is free that the database may soon stop.
func cramped(free, all uint64) bool { return free < roomLeast || free < all/20 }

func (v *visit) letters(ctx context.Context) {
	if v.as.SMTPURL == "" {
		v.note("mail", look, "not configured: notices stay in the inboxes")
		return
	}
	m, err := channels.NewMail(channels.MailConfig{URL: v.as.SMTPURL, From: v.as.SMTPFrom})
	if err != nil {
		v.note("mail", fails, "%v", err)
		return
	}
	if err := m.Probe(ctx); err != nil {
		v.note("mail", fails, "the server did not let us in: is it up, are name and password right? (%v)", withoutAddress(err))
		return
	}
	v.note("mail", well, "the server answers")
}
