package walls

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/server/api"
	"zhulian/store"
)

// What is typed: each would do something where it were taken for more than text. The short ones go where little fits.
var (
	markup = []string{`"><zl zl=1>'<img src=x onerror=zl()><script>zl()</script>{{.zl}}${zl}`, `'"><zl onload=zl()>{{zl}}`, `"><zl>'`, `<zl>`}
	scheme = []string{`javascript:zl()`}
	sums   = []string{`=HYPERLINK("https://zl.example","zl")`, `=zl()+1`, `=zl`}
	hidden = []string{"甲\u202e乙\u0007丙", "\u2066甲"}
)

// typing types the longest of some texts that fits.
func typing(texts []string) func(string, int) string {
	return func(_ string, most int) string {
		for _, text := range texts {
			if len([]rune(text)) <= most {
				return text
			}
		}
		return "甲"
	}
}

// reading reads all that a county's people can read, and says what is wrong with it.
type reading struct {
	w     *world
	count int // of values that nobody had before
	pages int
	seen  int // pages on which what was typed stands
	found []string
}

func (x *reading) told(p *person, where, what string) {
	if len(x.found) < 60 {
		x.found = append(x.found, fmt.Sprintf("%s: %s: %s", p.Role, where, what))
	}
}

// all reads every page and list with the objects of the places.
func (x *reading) all(p *person, of ...*place) {
	n := 400_000
	for _, l := range of {
		k := maker{own: l, other: l, count: &n, may: func(string) bool { return false }}
		for _, r := range x.w.Web.Routes() {
			if r.Method == http.MethodGet {
				x.page(p, k.path(r.Path, slotsOf(r.Path), nil))
			}
		}
		for _, r := range x.w.Routes {
			if r.Method == http.MethodGet && r.Path != "/events" {
				x.object(p, k.path(r.Path, slotsOf(r.Path), nil), r.Query)
			}
		}
	}
	for _, typed := range []string{markup[1], scheme[0]} {
		for _, at := range []string{"/search", "/needs", "/offers", "/suppliers", "/open-needs", "/households", "/audit/events", "/login"} {
			x.page(p, at+"?"+url.Values{"q": {typed}, "next": {typed}, "status": {typed}, "region": {typed}}.Encode())
		}
	}
}

// ofCourse reads all that there is of what a course led through, as whoever took the steps and others.
func (x *reading) ofCourse(l *place, things []driven, others ...*person) {
	n := 700_000
	k := maker{own: l, other: l, count: &n, may: func(string) bool { return false }}
	for _, d := range things {
		if d.table == byCode {
			x.ofCode(d)
			continue
		}
		usual := l.main[d.table]
		l.main[d.table] = d.id
		people := slices.Compact(append([]*person{d.by}, others...))
		about := func(path string) bool {
			return slices.ContainsFunc(slotsOf(path), func(s slot) bool { return s.table == d.table })
		}
		for _, p := range people {
			for _, r := range x.w.Web.Routes() {
				if r.Method == http.MethodGet && about(r.Path) {
					x.page(p, k.path(r.Path, slotsOf(r.Path), nil))
				}
			}
			for _, r := range x.w.Routes {
				if r.Method == http.MethodGet && about(r.Path) {
					x.object(p, k.path(r.Path, slotsOf(r.Path), nil), r.Query)
				}
			}
		}
		l.main[d.table] = usual
	}
}

// ofCode reads what a household sees that has no login, and shows its code.
func (x *reading) ofCode(d driven) {
	pages := []string{"/relief/at/" + d.id}
	for _, group := range []string{"who", "members", "means", "event", "check"} {
		pages = append(pages, "/relief/form/"+d.id+"/"+group)
	}
	for _, path := range pages {
		x.page(d.by, path)
	}
	for _, r := range x.w.Routes {
		if r.Coded && r.Method == http.MethodGet && !strings.Contains(r.Path, ":") {
			x.other(d.by, r.Path, d.by.call(http.MethodGet, r.Path, nil, api.CodeHeader, d.id))
		}
	}
}

// page reads one page.
func (x *reading) page(p *person, path string) {
	a := p.read(path)
	x.pages++
	x.look(p, path, a)
}

// look says what is wrong with a page.
func (x *reading) look(p *person, path string, a answer) {
	if a.status >= 500 {
		x.told(p, path, fmt.Sprint(a.status))
	}
	if to := a.header.Get("Location"); to != "" && foreignAddress(to) {
		x.told(p, path, "leads to "+to)
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		x.other(p, path, a)
		return
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.text))
	require.NoError(x.w.t, err)
	if strings.Contains(doc.Text(), "zl") {
		x.seen++
	}
	for _, what := range faultsOf(doc) {
		x.told(p, path, what)
	}
	x.unseen(p, path, a.text)
}

// unseen looks for characters that nobody sees and that turn what is read around.
func (x *reading) unseen(p *person, path, text string) {
	if i := strings.IndexFunc(text, func(r rune) bool { return r == '\u202e' || r == '\u2066' || r == '\u0007' }); i >= 0 {
		x.told(p, path, "a character that turns text around")
	}
}

// faultsOf is what of a page is more than text and should not be.
func faultsOf(doc *goquery.Document) (out []string) {
	doc.Find("*").Each(func(_ int, e *goquery.Selection) {
		node := e.Get(0)
		if node.Data == "zl" || node.Data == "script" && e.AttrOr("src", "") == "" && e.AttrOr("type", "") != "application/json" {
			out = append(out, "an element "+node.Data)
		}
		for _, at := range node.Attr {
			value := strings.ToLower(strings.TrimSpace(at.Val))
			switch {
			case at.Key == "zl" || strings.HasPrefix(at.Key, "on"), at.Key == "style", at.Key == "srcdoc":
				out = append(out, "an attribute "+at.Key)
			case slices.Contains([]string{"href", "src", "action", "formaction", "poster", "data", "xlink:href"}, at.Key) && foreignAddress(value):
				out = append(out, "an address "+value)
			}
		}
	})
	return out
}

var ownSchemes = regexp.MustCompile(`^(tel|mailto|sms|blob|data:image/)`)

// foreignAddress tells whether an address leads out of the house, or does something.
func foreignAddress(at string) bool {
	to, err := url.Parse(at)
	if err != nil {
		return true
	}
	return to.Scheme != "" && !ownSchemes.MatchString(at) || to.Host != ""
}

// object reads one answer of the API, and its tables where it has them.
func (x *reading) object(p *person, path string, query []string) {
	x.other(p, path, p.call(http.MethodGet, path, nil))
	if slices.Contains(query, "format") {
		for _, format := range []string{"csv", "xlsx"} {
			x.other(p, path+" "+format, p.call(http.MethodGet, path+"?format="+format, nil))
		}
	}
}

// other looks at what is no page.
func (x *reading) other(p *person, path string, a answer) {
	x.pages++
	kind := a.header.Get("Content-Type")
	switch {
	case a.status >= 500:
		x.told(p, path, fmt.Sprint(a.status, a.text))
	case strings.Contains(kind, "json"):
		if !json.Valid([]byte(a.text)) {
			x.told(p, path, "no JSON")
		}
		x.unseen(p, path, a.text)
	case strings.HasPrefix(kind, "text/csv"):
		x.table(p, path, a.text)
	case strings.Contains(kind, "spreadsheet"):
		if in := a.readable(); strings.Contains(in, "<f>") || strings.Contains(in, "<zl") || strings.Contains(in, "<hyperlink") {
			x.told(p, path, "a formula or markup in a workbook")
		}
	case strings.HasPrefix(kind, "text/html"), kind == "", a.status >= 300:
	default:
		if a.header.Get("X-Content-Type-Options") != "nosniff" {
			x.told(p, path, "may be taken for something else")
		}
	}
}

// table looks for cells that a spreadsheet would work out.
func (x *reading) table(p *person, path, text string) {
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	in.FieldsPerRecord = -1
	records, err := in.ReadAll()
	if err != nil {
		x.told(p, path, err.Error())
	}
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && strings.ContainsAny(cell, "zl(") {
				x.told(p, path, "a formula in a table: "+cell)
			}
		}
	}
}

func TestNothingThatIsTypedBecomesMoreThanText(t *testing.T) {
	w := open(t, testdb.Open(t, testdb.Address(t, store.SQLite)))
	first := newPlace(w, testdb.Town, testdb.Village, markup[2], "13800138000")
	second := newPlace(w, testdb.Town, testdb.NextVillage, scheme[0], "13700137001", first.staff, first.second)
	third := newPlace(w, testdb.OtherTown, testdb.OtherVillage, sums[1], "13600136002", first.staff, first.second)
	first.others = append(first.others, w.hire("330000", models.RoleProvince, "", "330000000000"))
	second.others, third.others = first.others, first.others
	w.Web.Entitlement.ShowCodes = true // those without an account read their digits
	standards(first.staff, first.second, models.DateOf(w.Store.Now()))
	x, typed := &reading{w: w, count: 500_000}, 0
	for _, in := range []struct {
		l     *place
		texts []string
	}{{first, markup}, {second, scheme}, {third, sums}} {
		before, taken := w.rowsOf(in.l.code), map[string]bool{}
		things := in.l.types(x, in.texts, taken)
		in.l.note(before)
		x.ofCourse(in.l, things, in.l.staff, in.l.aide)
		if in.l != second { // a script's address is too long for the short ones
			assert.Empty(t, strings.Join(untyped(taken), "\n"), "what was typed was not taken, and it is not said why; or it was")
		}
		typed += len(taken)
	}
	for _, p := range append(first.people()[1:], w.anybody()) {
		x.all(p, first, second, third)
	}
	for _, p := range []*person{second.admin, third.clerk, third.aide, third.admin, third.worker} {
		x.all(p, second, third)
	}
	assert.Empty(t, strings.Join(x.found, "\n"))
	assert.Greater(t, x.seen, 1000, "on so few pages what was typed stands that the reading shows little")
	t.Logf("%d requests, typed in %d fields, %d pages and answers read, on %d of them stood what was typed", w.asked, typed, x.pages, x.seen)
}

// wordsAlone are the fields that look like free text and take none, with why.
var wordsAlone = map[string]string{
	"POST /applications kinds[]":  "one of the kinds of relief",
	"POST /feeds columns[].field": "the name of a fact: small letters, digits and underscores",
	"POST /feeds columns[].kind":  "one of the kinds of facts",
	"POST /settings/sla subject":  "an urgency or a category",
}

// untyped are the fields in which what was typed was not taken without a reason that is given, and those with one in which it was.
func untyped(taken map[string]bool) (out []string) {
	for name, done := range taken {
		if done == (wordsAlone[name] != "") {
			out = append(out, name)
		}
	}
	for name := range wordsAlone {
		if _, known := taken[name]; !known {
			out = append(out, name+" is nowhere")
		}
	}
	slices.Sort(out)
	return out
}

func TestMarkupOnAPageIsSeen(t *testing.T) {
	for page, fault := range map[string]string{
		`<p>&lt;zl&gt; {{zl}} javascript:zl()</p><a href="/needs?q=javascript:zl()">x</a><a href="tel:139">x</a>`: "",
		`<p><zl></p>`:                               "an element zl",
		`<script>zl()</script>`:                     "an element script",
		`<img src=x onerror=zl()>`:                  "an attribute onerror",
		`<input value="" zl="1">`:                   "an attribute zl",
		`<a href=" JavaScript:zl()">x</a>`:          "an address javascript:zl()",
		`<form action="https://zl.example"></form>`: "an address https://zl.example",
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		require.NoError(t, err)
		assert.Equal(t, fault, strings.Join(faultsOf(doc), ", "), page)
	}
}
