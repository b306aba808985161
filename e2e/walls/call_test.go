package walls

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/server/api"
	"zhulian/server/web"
)

// asking is one request as it will be made.
type asking struct {
	method, route, path string
	page                bool
	body                any        // of the API: nil, an object, or a file
	form                url.Values // of a page
	upload              *file      // of a page
	headers             []string
	foreign             []string // the slots that hold what is another's
	inPath              bool     // one of them is in the path
}

func (q asking) String() string {
	if len(q.foreign) > 6 {
		return fmt.Sprintf("%s %s with foreign ids in every field", q.method, q.route)
	}
	return fmt.Sprintf("%s %s with a foreign %s", q.method, q.route, strings.Join(q.foreign, ", "))
}

// asked is all that the question itself says.
func (q asking) asked() string {
	path, _ := url.QueryUnescape(q.path)
	return fmt.Sprint(path, " ", q.body, " ", q.form)
}

// by has a person ask.
func (q asking) by(p *person) answer {
	switch {
	case !q.page:
		return p.call(q.method, q.path, q.body, q.headers...)
	case q.method == http.MethodGet:
		return p.read(q.path)
	default:
		return p.send(q.path, q.form, q.upload)
	}
}

// maker makes the requests of a route out of a place's values and another's.
type maker struct {
	own, other *place
	count      *int
	may        func(table string) bool // whether an id of a table may be another's
	text       func(path string, most int) string
	whole      bool
}

// uploads are the routes that take a file, by what else goes with it.
var uploads = map[string]map[string]string{
	"/alerts/batches": {"feed": "medical"}, "/batches": {"feed": "medical"}, "/lists/import": {"kind": "households"},
}

// words are the names of fields in which something is looked for.
var words = []string{"q", "name", "phone", "citizen_no", "address", "search", "exact"}

// word is what is looked for.
func (l *place) word(name string) string {
	switch name {
	case "phone":
		return l.phone
	case "citizen_no":
		return l.citizen
	case "name":
		return l.mark + "秀英"
	case "address":
		return l.mark + "溪边路1号"
	default:
		return l.mark
	}
}

// slots are all names of a route in which something of another can be put: its path's, its query's, its body's.
func (k maker) slots(path []slot, query []string, in any) (out []string) {
	for i, s := range path {
		if s.table != "" && k.may(s.table) {
			out = append(out, fmt.Sprintf("path %d", i))
		}
	}
	for _, name := range query {
		if k.isSlot(name) || slices.Contains(words, name) {
			out = append(out, "query "+name)
		}
	}
	if in != nil {
		f := k.filler(nil)
		f.whole = true
		f.body(in)
		for _, name := range f.ids {
			last := name[strings.LastIndex(name, ".")+1:]
			if s := "body " + name; k.isSlot(strings.TrimSuffix(last, "[]")) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// anybodys are the calls with which anybody turns to any county, whose code is no secret.
var anybodys = []string{"/suppliers", "/relief/codes", "/apply", "/relief"}

func (k maker) isSlot(name string) bool {
	if table, ok := fields[name]; ok {
		return k.may(table)
	}
	_, ok := places[name]
	return ok && k.may("region")
}

func (k maker) filler(foreign func(string) bool) *filler {
	return &filler{own: k.own, other: k.other, foreign: foreign, now: k.own.w.Store.Now(), count: k.count, text: k.text, whole: k.whole}
}

// path fills in the slots of a path; those of foreign with what is the other's.
func (k maker) path(route string, slots []slot, foreign []string) string {
	i := -1
	return parameter.ReplaceAllStringFunc(route, func(string) string {
		i++
		s := slots[i]
		if s.table == "" {
			return s.word
		}
		of := k.own
		if slices.Contains(foreign, fmt.Sprintf("path %d", i)) {
			of = k.other
		}
		return of.id(s.table)
	})
}

// sets are the ways in which slots are foreign: all at once, and each alone.
func sets(slots []string) [][]string {
	out := [][]string{slots}
	if len(slots) > 1 {
		for _, s := range slots {
			out = append(out, []string{s})
		}
	}
	return out
}

// but leaves out what may be another county's on a route.
func but(route string, slots []string) []string {
	if !slices.Contains(anybodys, route) {
		return slots
	}
	return slices.DeleteFunc(slots, func(s string) bool { return strings.HasSuffix(s, " county_code") })
}

// ofAPI are the requests of a call of the API.
func (k maker) ofAPI(r api.Route) (out []asking) {
	path := slotsOf(r.Path)
	for _, foreign := range sets(but(r.Path, k.slots(path, r.Query, r.In))) {
		out = append(out, k.askAPI(r, path, foreign))
	}
	return out
}

func (k maker) askAPI(r api.Route, path []slot, foreign []string) asking {
	q := asking{method: r.Method, route: r.Path, path: k.path(r.Path, path, foreign), foreign: foreign}
	f := k.filler(func(name string) bool { return slices.Contains(foreign, "body "+name) })
	query := url.Values{}
	for _, s := range foreign {
		kind, name, _ := strings.Cut(s, " ")
		q.inPath = q.inPath || kind == "path"
		if kind == "query" {
			query.Set(name, fmt.Sprint(k.valueOf(name, k.other)))
		}
		if kind == "body" && !k.whole {
			f.whole = f.whole || len(foreign) == 1
		}
	}
	if len(query) > 0 {
		q.path += "?" + query.Encode()
	}
	switch {
	case r.In != nil:
		q.body = adapted(r.Path, f.body(r.In))
	case r.MaxBody > 0:
		q.body = upload(r.Path)
	}
	if r.IfMatch {
		q.headers = []string{"If-Match", `"1"`}
	}
	if r.Path == "/events" {
		q.headers = []string{"Accept", "text/event-stream"}
	}
	return q
}

func (k maker) valueOf(name string, l *place) any {
	if table, ok := fields[name]; ok {
		return l.id(table)
	}
	if slices.Contains(words, name) {
		return l.word(name)
	}
	return l.region(places[name])
}

func upload(route string) file {
	with, ok := uploads[route]
	if !ok {
		return picture()
	}
	return file{name: "list.csv", content: []byte("身份证号,结算日期,自付金额\n"), with: with}
}

// adapted are the bodies of which one struct serves several steps.
func adapted(route string, body map[string]any) map[string]any {
	switch {
	case strings.HasSuffix(route, "/close-unmet"):
		body["resolution_code"] = "U1"
	case strings.HasSuffix(route, "/needs/:id/cancel"):
		body["resolution_code"] = "V2"
	case strings.HasSuffix(route, "/fulfilments"):
		delete(body, "planned_at")
	case route == "/offers":
		delete(body, "period")
	case route == "/me/sessions/:id/end":
		body["password"] = testdb.StoryPassword
	case strings.HasSuffix(route, "/happiness-lists/:id/send"):
		body["channel"] = "post"
	case strings.HasSuffix(route, "/happiness-lists/:id/deliver"):
		body["channel"] = "post"
	case strings.HasSuffix(route, "/happiness-lists/:id/acknowledge"):
		body["ack_method"] = "voice"
	case strings.HasSuffix(route, "/persons"):
		body["relation"] = "other"
	}
	return body
}

// ofPage are the requests of a page. A form is filled in with everything that any draft knows: a page reads of it what is its own.
func (k maker) ofPage(r web.Route, all url.Values, ids []string) (out []asking) {
	path := slotsOf(r.Path)
	slots := k.slots(path, nil, nil)
	one := func(foreign []string) asking {
		q := asking{method: r.Method, route: r.Path, page: true, path: k.path(r.Path, path, foreign), foreign: foreign}
		in := url.Values{}
		for name, list := range all {
			in[name] = slices.Clone(list)
		}
		for _, s := range foreign {
			kind, name, _ := strings.Cut(s, " ")
			q.inPath = q.inPath || kind == "path"
			if kind == "field" {
				in.Set(name, fmt.Sprint(k.valueOf(name, k.other)))
			}
		}
		if r.Method == http.MethodGet {
			only := url.Values{}
			for name := range in {
				if slices.Contains(foreign, "field "+name) {
					only.Set(name, in.Get(name))
				}
			}
			if len(only) > 0 {
				q.path += "?" + only.Encode()
			}
			return q
		}
		if strings.HasPrefix(r.Path, "/visit-windows/") {
			in.Set("code", "institution")
		}
		q.form = in
		if r.MaxBody > 0 {
			f := upload(r.Path)
			q.upload = &f
		}
		return q
	}
	var named []string
	for _, name := range ids {
		if k.isSlot(name) {
			named = append(named, "field "+name)
		}
	}
	if len(slots) > 0 {
		out = append(out, one(slots))
	}
	if r.Method == http.MethodGet {
		named = append(named, "field q")
	}
	return append(out, one(but(r.Path, named)))
}

// everything is what any draft of the API knows, as a form, and the names of its ids.
func (k maker) everything(routes []api.Route) (all url.Values, ids []string) {
	all = url.Values{}
	for _, r := range routes {
		if r.In == nil || r.Method == http.MethodGet || reflect.TypeOf(r.In) == reflect.TypeFor[models.RuleDraft]() {
			continue
		}
		f := k.filler(nil)
		f.whole = true
		for name, value := range f.body(r.In) {
			if all.Has(name) || name == "password" || name == "username" {
				continue
			}
			switch v := value.(type) {
			case []any:
				if len(v) == 1 {
					if _, nested := v[0].(map[string]any); !nested {
						all.Set(name, fmt.Sprint(v[0]))
					}
				}
			case map[string]any:
			default:
				all.Set(name, fmt.Sprint(v))
			}
		}
	}
	for _, of := range []map[string]string{fields, places} {
		for name := range of {
			if !all.Has(name) {
				all.Set(name, fmt.Sprint(k.valueOf(name, k.own)))
			}
			ids = append(ids, name)
		}
	}
	slices.Sort(ids)
	return all, ids
}
