// Package pagetest reads the pages as a browser without JavaScript would: it keeps cookies, follows redirects, fills in forms and looks
// for elements by selector. For tests only.
package pagetest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/entitlement"
	"zhulian/errands"
	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/market"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/outreach"
	"zhulian/passwords"
	"zhulian/reports"
	"zhulian/retention"
	"zhulian/rounds"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/server/web"
	"zhulian/settings"
	"zhulian/store"
	"zhulian/weighing"
)

// Site is the pages over a fresh database with a story's county and people.
type Site struct {
	*testdb.Tale
	T    *testing.T
	Desk *accounts.Desk
	Web  *web.Web
	// Notices is what a server does beside answering: its Work makes notices of what happened.
	Notices *notices.Desk
	// Routes are the calls of the API that the site answers, and Handler answers them and the pages without a connection between.
	Routes  []api.Route
	Handler http.Handler
	URL     string
	Log     *bytes.Buffer
}

// Each runs a test over the pages on every database.
func Each(t *testing.T, test func(t *testing.T, s *Site)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) { test(t, Open(t, s)) })
}

// One runs a test over the pages on SQLite, for what no database takes part in.
func One(t *testing.T, test func(t *testing.T, s *Site)) {
	t.Helper()
	test(t, Open(t, testdb.Open(t, testdb.Address(t, store.SQLite))))
}

// Open makes the site over a database, with the options of its server where they are not to be the usual ones.
func Open(t *testing.T, db *store.Store, options ...server.Options) *Site {
	t.Helper()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 4)
	require.NoError(t, err)
	s := &Site{Tale: testdb.Story(t, db), T: t, Log: &bytes.Buffer{}}
	clock, supply := testdb.Clock(db), &market.Market{}
	s.Desk = accounts.New(db, hasher, clock)
	work := &casework.Desk{Store: db, HashPassword: hasher.Choose, Market: supply}
	runner := errands.New(db, 1, slog.New(slog.DiscardHandler))
	t.Cleanup(runner.Close)
	face := &api.API{Accounts: s.Desk, Casework: work, Reports: &reports.Desk{Store: db}, Outreach: &outreach.Desk{Store: db, Errands: runner},
		Entitlement: &entitlement.Desk{Store: db, Errands: runner}, Rounds: &rounds.Desk{Store: db, Market: supply, Errands: runner},
		Weighing: &weighing.Desk{Store: db, Market: supply}, Settings: &settings.Desk{Store: db},
		Exchange: &exchange.Desk{Store: db, Errands: runner}, Clock: clock}
	tell := &notices.Desk{Store: db, Prove: s.Desk.Prove}
	face.Notices, s.Notices = tell, tell
	s.Web = &web.Web{Notices: tell, Errands: runner, Exchange: face.Exchange,
		Accounts: s.Desk, Casework: work, Reports: face.Reports, Outreach: face.Outreach, Entitlement: face.Entitlement,
		Rounds: face.Rounds, Weighing: face.Weighing, Settings: face.Settings, Retention: &retention.Desk{Store: db}, Keys: db, Clock: clock}
	s.Routes = face.Routes()
	deps := server.Deps{
		Routes: s.Routes, Who: s.Desk, Keys: db, Database: db, Clock: clock, Pages: s.Web, Cookies: s.Desk,
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	}
	if len(options) > 0 {
		deps.Options = options[0]
	}
	s.Handler, err = server.New(deps)
	require.NoError(t, err)
	run := httptest.NewServer(s.Handler)
	t.Cleanup(run.Close)
	s.URL = run.URL
	return s
}

// Browser is somebody's browser. Nobody is logged in at first; it asks for Chinese.
type Browser struct {
	t    *testing.T
	site *Site
	web  *http.Client
	lang locales.Lang
}

// Anyone opens a browser.
func (s *Site) Anyone() *Browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.T, err)
	return &Browser{t: s.T, site: s, web: &http.Client{Jar: jar}, lang: locales.Chinese}
}

// As opens a browser in which an account of the actor's role and scope is logged in; further pages see the same actor again.
func (s *Site) As(a models.Actor) *Browser {
	s.T.Helper()
	name := "u" + strings.ReplaceAll(a.AccountID, "-", "")[16:]
	if had, err := s.Store.Account(context.Background(), store.Key{County: a.CountyCode, ID: a.AccountID}); err == nil {
		name = had.Username
		require.NoError(s.T, s.Store.SetPassword(context.Background(), store.Key{County: a.CountyCode, ID: a.AccountID}, s.hash(), nil))
	} else {
		s.account(a, name)
	}
	b := s.Anyone()
	p := b.Get("/login").Submit("main form", "username", name, "password", testdb.StoryPassword)
	require.Equal(s.T, 200, p.Status, p.Text())
	return b
}

// hash is the story's password as it is kept.
func (s *Site) hash() string {
	s.T.Helper()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 1)
	require.NoError(s.T, err)
	hash, err := hasher.Hash(context.Background(), testdb.StoryPassword)
	require.NoError(s.T, err)
	return hash
}

// account writes the actor's account with its own id, so that what the actor did before is the account's.
func (s *Site) account(a models.Actor, name string) {
	s.T.Helper()
	row := models.Account{ID: a.AccountID, CountyCode: a.CountyCode, Username: name, PasswordHash: s.hash(), Role: a.Role, DisplayName: "测试" + string(a.Role),
		Regions: a.Regions, Department: a.Department, Status: models.AccountActive, CreatedAt: s.Store.Now(), UpdatedAt: s.Store.Now(), Version: 1}
	if a.SupplierID != "" {
		row.SupplierID = &a.SupplierID
	}
	require.NoError(s.T, s.Store.InTx(context.Background(), func(s *store.Store) error { return s.InsertAccount(context.Background(), &row) }))
}

// In asks for pages in a language from now on.
func (b *Browser) In(lang locales.Lang) *Browser {
	b.lang = lang
	return b
}

// Page is an answer, parsed.
type Page struct {
	*goquery.Document
	b       *Browser
	Status  int
	Address string // where the redirects ended: path and query
	Header  http.Header
}

// Get opens an address.
func (b *Browser) Get(address string) *Page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, b.site.URL+address, nil)
	require.NoError(b.t, err)
	return b.send(r)
}

// Post sends values to an address as a form would; pairs of names and values.
func (b *Browser) Post(address string, pairs ...string) *Page {
	b.t.Helper()
	return b.post(address, valuesOf(pairs))
}

func (b *Browser) post(address string, values url.Values) *Page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.site.URL+address, strings.NewReader(values.Encode()))
	require.NoError(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// Still sends values like Post and stays with the first answer, which may lead elsewhere.
func (b *Browser) Still(address string, pairs ...string) *Page {
	b.t.Helper()
	web := *b.web
	web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	stays := *b
	stays.web = &web
	return stays.Post(address, pairs...)
}

func (b *Browser) send(r *http.Request) *Page {
	b.t.Helper()
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", string(b.lang))
	res, err := b.web.Do(r)
	require.NoError(b.t, err)
	defer func() { _ = res.Body.Close() }()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	require.NoError(b.t, err)
	return &Page{doc, b, res.StatusCode, res.Request.URL.RequestURI(), res.Header}
}

func valuesOf(pairs []string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// Submit sends the form that a selector finds, with what it holds and what the pairs say instead. A field that the form does not have
// fails the test: nobody could have filled it in.
func (p *Page) Submit(selector string, pairs ...string) *Page {
	p.b.t.Helper()
	form := p.form(selector)
	values := fieldsOf(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		require.NotZero(p.b.t, form.Find(`[name="`+pairs[i]+`"]`).Length(), "the form has no field %s", pairs[i])
		values.Del(pairs[i])
	}
	for name, list := range valuesOf(pairs) {
		values[name] = list
	}
	return p.b.post(p.target(form), values)
}

// Upload sends a form like Submit, with a file in one of its fields.
func (p *Page) Upload(selector, field, name string, content []byte, pairs ...string) *Page {
	p.b.t.Helper()
	form := p.form(selector)
	require.NotZero(p.b.t, form.Find(`input[type=file][name="`+field+`"]`).Length(), "the form takes no file %s", field)
	values := fieldsOf(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, list := range values {
		for _, v := range list {
			require.NoError(p.b.t, w.WriteField(key, v))
		}
	}
	part, err := w.CreateFormFile(field, name)
	require.NoError(p.b.t, err)
	_, err = part.Write(content)
	require.NoError(p.b.t, err)
	require.NoError(p.b.t, w.Close())
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.b.site.URL+p.target(form), &body)
	require.NoError(p.b.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return p.b.send(r)
}

func (p *Page) form(selector string) *goquery.Selection {
	p.b.t.Helper()
	form := p.Find(selector).First()
	require.Equal(p.b.t, 1, form.Length(), "there is no form %s on %s: %s", selector, p.Address, p.Text())
	return form
}

func (p *Page) target(form *goquery.Selection) string {
	address, err := url.Parse(p.Address)
	require.NoError(p.b.t, err)
	to, err := address.Parse(form.AttrOr("action", ""))
	require.NoError(p.b.t, err)
	return to.RequestURI()
}

// fieldsOf reads what a form would send as it stands.
func fieldsOf(form *goquery.Selection) url.Values {
	out := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		name := f.AttrOr("name", "")
		_, checked := f.Attr("checked")
		switch kind := f.AttrOr("type", ""); {
		case goquery.NodeName(f) == "textarea":
			out.Add(name, f.Text())
		case goquery.NodeName(f) == "select":
			chosen := f.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = f.Find("option").First()
			}
			chosen.Each(func(_ int, o *goquery.Selection) { out.Add(name, o.AttrOr("value", "")) })
		case kind == "file" || (kind == "checkbox" || kind == "radio") && !checked:
		default:
			out.Add(name, f.AttrOr("value", ""))
		}
	})
	return out
}

// Text is what the page's main part says, with single spaces.
func (p *Page) Text() string { return strings.Join(strings.Fields(p.Find("main").Text()), " ") }

// Has tells whether a selector finds something.
func (p *Page) Has(selector string) bool { return p.Find(selector).Length() > 0 }

// Fault is what the page says is wrong with a field.
func (p *Page) Fault(field string) string {
	id := "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(field)
	return strings.TrimSpace(p.Find("#" + id + "-fault").Text())
}

// Script sends a request as a script of the pages would: with the cookies, and the form token where there is one.
func (b *Browser) Script(method, address, token, body string) *http.Response {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.site.URL+address, strings.NewReader(body))
	require.NoError(b.t, err)
	r.Header.Set("Accept", "application/json")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("X-Form-Token", token)
	}
	res, err := b.web.Do(r)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}
