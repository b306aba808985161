package walls

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/server"
	"zhulian/store"
)

const prefix = "/api/v1"

// world is a server with its database, and how many requests were made of it.
type world struct {
	*pagetest.Site
	t     *testing.T
	hash  string
	asked int
	names int
}

// unhurried lets the walk ask as fast as it can.
var unhurried = server.Options{AccountRate: 1e9, AddressRate: 1e9}

func open(t *testing.T, db *store.Store) *world {
	t.Helper()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 1)
	require.NoError(t, err)
	hash, err := hasher.Hash(t.Context(), testdb.StoryPassword)
	require.NoError(t, err)
	return &world{Site: pagetest.Open(t, db, unhurried), t: t, hash: hash}
}

// answer is what a request came to.
type answer struct {
	status int
	header http.Header
	text   string
}

func (a answer) object() map[string]any {
	out := map[string]any{}
	_ = json.Unmarshal([]byte(a.text), &out)
	return out
}

// readable is what an answer says, of a workbook all that is packed in it.
func (a answer) readable() string {
	packed, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text)))
	if err != nil {
		return a.text
	}
	var out strings.Builder
	for _, f := range packed.File {
		if in, err := f.Open(); err == nil {
			_, _ = io.Copy(&out, io.LimitReader(in, 1<<24))
			_ = in.Close()
		}
	}
	return out.String()
}

// person is an account that is logged in at the API and at the pages; without a role it is somebody who is not.
type person struct {
	models.Actor
	w       *world
	name    string
	bearer  string
	cookies map[string]string
	token   string // of forms
}

// anybody is whoever has no account.
func (w *world) anybody() *person {
	p := &person{w: w, Actor: models.Actor{Role: models.RoleAnonymous}, cookies: map[string]string{}}
	p.token = p.tokenOf("/login")
	return p
}

// hire opens an account of a role and scope and logs it in.
func (w *world) hire(county string, role models.Role, supplier string, regions ...string) *person {
	w.t.Helper()
	w.names++
	now := w.Store.Now()
	row := models.Account{ID: models.NewID(now), CountyCode: county, Username: fmt.Sprintf("person%03d", w.names), PasswordHash: w.hash, Role: role,
		DisplayName: "测试" + string(role), Regions: append([]string{}, regions...), Status: models.AccountActive, CreatedAt: now, UpdatedAt: now, Version: 1}
	if supplier != "" {
		row.SupplierID = &supplier
	}
	if role == models.RoleDeptSource {
		row.Department = "医保"
	}
	require.NoError(w.t, w.Store.InTx(w.t.Context(), func(s *store.Store) error { return s.InsertAccount(w.t.Context(), &row) }))
	return w.login(row.Username)
}

// login logs an account in whose password is the story's.
func (w *world) login(name string) *person {
	w.t.Helper()
	row, err := w.Store.AccountByName(w.t.Context(), name)
	require.NoError(w.t, err)
	p := &person{w: w, Actor: row.Actor(""), name: name}
	p.enter()
	return p
}

// enter logs the person in, again where its session has ended.
func (p *person) enter() {
	p.w.t.Helper()
	key := store.Key{County: p.CountyCode, ID: p.AccountID}
	require.NoError(p.w.t, p.w.Store.SetPasswordHash(context.Background(), key, p.w.hash))
	p.w.exec("UPDATE account SET failed_count = 0, locked_until = NULL") // calls that take a password were made with a wrong one
	p.cookies, p.bearer, p.token = map[string]string{}, "", ""
	a := p.once(http.MethodPost, prefix+"/auth/login", jsonOf(map[string]any{"username": p.name, "password": testdb.StoryPassword}), "application/json")
	require.Equal(p.w.t, http.StatusOK, a.status, a.text)
	p.bearer, _ = a.object()["access_token"].(string)
	in := url.Values{"username": {p.name}, "password": {testdb.StoryPassword}, "_token": {p.tokenOf("/login")}}
	a = p.once(http.MethodPost, "/login", strings.NewReader(in.Encode()), "application/x-www-form-urlencoded")
	require.Equal(p.w.t, http.StatusSeeOther, a.status, a.text)
	p.token, _ = p.once(http.MethodGet, "/session/token", nil, "").object()["token"].(string)
	require.NotEmpty(p.w.t, p.token)
}

// tokenOf is what the form of a page carries.
func (p *person) tokenOf(page string) string {
	p.w.t.Helper()
	found := formToken.FindStringSubmatch(p.once(http.MethodGet, page, nil, "").text)
	require.Len(p.w.t, found, 2)
	return found[1]
}

var formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// exec says something to the database that nobody could say over the web.
func (w *world) exec(sql string) {
	w.t.Helper()
	pool, err := w.Store.Pool()
	require.NoError(w.t, err)
	_, err = pool.ExecContext(w.t.Context(), sql)
	require.NoError(w.t, err)
}

// file is what is sent where a call takes a file.
type file struct {
	name    string
	content []byte
	with    map[string]string
}

// call asks the API. The body may be nil, an object, or a file.
func (p *person) call(method, path string, body any, headers ...string) answer {
	p.w.t.Helper()
	return p.try(method, prefix+path, func() (io.Reader, string) {
		switch b := body.(type) {
		case nil:
			return nil, ""
		case file:
			return b.form()
		default:
			return jsonOf(b), "application/json"
		}
	}, headers...)
}

// read opens a page.
func (p *person) read(path string) answer {
	p.w.t.Helper()
	return p.try(http.MethodGet, path, func() (io.Reader, string) { return nil, "" })
}

// send sends a form of a page, with a file where there is one.
func (p *person) send(path string, values url.Values, with *file) answer {
	p.w.t.Helper()
	return p.try(http.MethodPost, path, func() (io.Reader, string) {
		values.Set("_token", p.token)
		if with == nil {
			return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
		}
		f := file{with.name, with.content, map[string]string{}}
		for name := range values {
			f.with[name] = values.Get(name)
		}
		return f.form()
	})
}

// try asks, once more where the session had ended.
func (p *person) try(method, path string, body func() (io.Reader, string), headers ...string) answer {
	p.w.t.Helper()
	in, kind := body()
	a := p.once(method, path, in, kind, headers...)
	ended := a.status == http.StatusUnauthorized || a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/login") ||
		strings.Contains(a.text, "form_foreign")
	if ended && p.Role != models.RoleAnonymous {
		p.enter()
		in, kind = body()
		a = p.once(method, path, in, kind, headers...)
	}
	return a
}

// once makes one request, each from an address of its own since those who try out secrets are slowed down by address.
func (p *person) once(method, path string, body io.Reader, kind string, headers ...string) answer {
	p.w.asked++
	ctx, end := context.WithCancel(p.w.t.Context())
	defer end()
	r := httptest.NewRequestWithContext(ctx, method, path, body)
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1024", p.w.asked>>16&255, p.w.asked>>8&255, p.w.asked&255)
	r.Header.Set("Accept", "application/json")
	if !strings.HasPrefix(path, prefix) {
		r.Header.Set("Accept", "text/html")
		for name, value := range p.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	} else if p.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+p.bearer)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := &once{ResponseRecorder: httptest.NewRecorder(), end: end}
	p.w.Handler.ServeHTTP(w, r)
	res := w.Result()
	defer func() { _ = res.Body.Close() }()
	if !strings.HasPrefix(path, prefix) {
		for _, c := range res.Cookies() {
			p.cookies[c.Name] = c.Value
			if c.MaxAge < 0 {
				delete(p.cookies, c.Name)
			}
		}
	}
	return answer{w.Code, res.Header, w.Body.String()}
}

// once ends a stream of events when it has told what there is.
type once struct {
	*httptest.ResponseRecorder
	end context.CancelFunc
}

// Flush passes on what was written; with the unread notices a stream has told all.
func (o *once) Flush() {
	o.ResponseRecorder.Flush()
	if strings.Contains(o.Body.String(), "event: unread") {
		o.end()
	}
}

func jsonOf(v any) io.Reader {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return bytes.NewReader(raw)
}

func (f file) form() (io.Reader, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range f.with {
		_ = w.WriteField(name, value)
	}
	part, _ := w.CreateFormFile("file", cmp.Or(f.name, "picture.png"))
	_, _ = part.Write(f.content)
	_ = w.Close()
	return &body, w.FormDataContentType()
}
