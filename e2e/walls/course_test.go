package walls

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/server/api"
)

// ready is a step that may be taken now and takes free text: who takes it, on what, and what goes with the text.
type ready struct {
	by      *person
	ids     []string // of the path, in their order
	with    m        // by path, as licences[].kind; nil leaves a field out
	headers []string
}

// stage drives something to where a step may be taken, as whoever may.
type stage func(c *course) ready

// courses are the steps with free text that nothing allows as it stands at first, with how it gets there.
var courses = joined(needCourses, supplyCourses, reliefCourses, residentCourses, settingCourses, otherCourses)

func joined(all ...map[string]stage) map[string]stage {
	out := map[string]stage{}
	for _, part := range all {
		for route, way := range part {
			if out[route] != nil {
				panic("two courses to " + route)
			}
			out[route] = way
		}
	}
	return out
}

// course is a place in which things are driven on.
type course struct {
	*place
	k      maker
	texts  []string
	driven []driven
}

// driven is something that a course led through, and by whom.
type driven struct {
	table, id string
	by        *person
}

// byCode stands for a table where something is a household's that shows its code.
const byCode = "code"

// heedless are the steps that have no use for the text that may be sent along, and do not look at it.
var heedless = map[string]bool{
	"POST /needs/:id/submit": true, "POST /needs/:id/accept": true, "POST /needs/:id/resume": true, "POST /matches/:id/invite": true,
	"POST /applications/:id/verify": true, "POST /applications/:id/publicise": true, "POST /complaints/:id/take": true, "POST /complaints/:id/close": true,
	"POST /applications/:id/accept": true, "POST /happiness-lists/:id/check": true, "POST /happiness-lists/:id/renew-link": true,
}

// take drives to a step and takes it, after trying it with texts that are to be refused. It names the fields whose text was taken.
func (c *course) take(x *reading, r api.Route, way stage) (taken []string) {
	at := r.Method + " " + r.Path
	now := way(c)
	for _, wrong := range []struct {
		what string
		text func(string, int) string
	}{{"characters that turn text around", typing(hidden)}, {"a text without end", endless}} {
		c.k.text = wrong.text
		body, _ := c.body(r, now.with)
		switch a := now.ask(r, body); {
		case a.status >= 500:
			x.told(now.by, at, fmt.Sprint(a.status, a.text))
		case a.status < 300:
			if !heedless[at] {
				x.told(now.by, at, "takes "+wrong.what)
			}
			now = way(c)
		case heedless[at]:
			x.told(now.by, at, "looks at its text, and is not to be listed")
		}
	}
	c.k.text = typing(c.texts)
	body, free := c.body(r, now.with)
	a := now.ask(r, body)
	if a.status >= 300 {
		x.told(now.by, at, fmt.Sprint("the course does not lead there: ", a.status, a.text))
		return nil
	}
	c.leads(now, r.Path, a)
	return typedIn(body, free, c.texts)
}

// leads notes what a step was about and what it made.
func (c *course) leads(now ready, path string, a answer) {
	for i, s := range slotsOf(path) {
		if s.table != "" {
			c.driven = append(c.driven, driven{s.table, now.ids[i], now.by})
		}
	}
	if i := slices.Index(now.headers, api.CodeHeader); i >= 0 {
		c.driven = append(c.driven, driven{byCode, now.headers[i+1], now.by})
	}
	id, _ := a.object()["id"].(string)
	if table := nouns[path[strings.LastIndex(path, "/")+1:]]; table != "" && id != "" {
		c.driven = append(c.driven, driven{table, id, now.by})
	}
}

func endless(string, int) string { return strings.Repeat("甲", 5000) }

func (r ready) ask(of api.Route, body m) answer {
	return r.by.call(of.Method, r.path(of.Path), body, r.headers...)
}

func (r ready) path(route string) string {
	i := -1
	return parameter.ReplaceAllStringFunc(route, func(string) string {
		i++
		return r.ids[i]
	})
}

// body is what a step is told: text in every field that takes text, and what goes with it.
func (c *course) body(r api.Route, with m) (body m, free []string) {
	f := c.k.filler(nil)
	f.whole = true
	all := f.object(reflect.TypeOf(r.In), "", true)
	body = special(r.In, models.DateOf(f.now))
	if body == nil {
		body = m{}
	}
	for name, value := range all {
		if slices.ContainsFunc(f.free, func(path string) bool { return top(path) == name }) {
			body[name] = value
		}
	}
	for path, value := range with {
		put(body, path, value)
	}
	return adapted(r.Path, body), f.free
}

// top is the field of a body in which a path begins.
func top(path string) string {
	return path[:len(path)-len(strings.TrimLeft(path, "abcdefghijklmnopqrstuvwxyz_0123456789"))]
}

// put sets what stands at a path, in every element of a list on the way; nil takes it away.
func put(in any, path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	list := strings.HasSuffix(name, "[]")
	name = strings.TrimSuffix(name, "[]")
	for _, of := range objects(in) {
		switch {
		case nested || list && rest != "":
			put(of[name], rest, value)
		case value == nil:
			delete(of, name)
		default:
			of[name] = value
		}
	}
}

func objects(in any) (out []m) {
	switch v := in.(type) {
	case m:
		return []m{v}
	case []any:
		for _, each := range v {
			out = append(out, objects(each)...)
		}
	}
	return out
}

// typedIn names the fields of a body in which one of some texts stands.
func typedIn(body any, free, texts []string) (out []string) {
	for _, path := range free {
		if slices.ContainsFunc(at(body, path), func(text string) bool { return slices.Contains(texts, text) }) {
			out = append(out, path)
		}
	}
	return out
}

// at is what stands at a path.
func at(in any, path string) (out []string) {
	if path == "" {
		switch v := in.(type) {
		case string:
			return []string{v}
		case []string:
			return v
		case []any:
			for _, each := range v {
				out = append(out, at(each, "")...)
			}
		}
		return out
	}
	name, rest, _ := strings.Cut(path, ".")
	for _, of := range objects(in) {
		out = append(out, at(of[strings.TrimSuffix(name, "[]")], rest)...)
	}
	return out
}

// said is a value by the name of its field, one that nobody had before.
func (c *course) said(name string) any {
	v, _ := c.k.filler(nil).byName(name)
	return v
}

func (c *course) today() models.Date { return models.DateOf(c.w.Store.Now()) }

// version is what an If-Match must say of an object.
func (c *course) version(p *person, path string) []string {
	return []string{"If-Match", fmt.Sprintf(`"%v"`, p.call(http.MethodGet, path, nil).object()["version"])}
}

// family registers a household of which nothing else is known yet.
func (c *course) family() (household, person string) {
	a := c.aide.call(http.MethodPost, "/households", m{"region_code": c.village, "address": c.mark + "溪边路2号", "category": "D1", "persons": []m{
		{"name": c.mark + "秀兰", "relation": "head", "citizen_no": c.said("citizen_no"), "phone": c.phone},
	}})
	h := a.object()
	household, _ = h["id"].(string)
	if members, ok := h["persons"].([]any); ok && len(members) > 0 {
		person, _ = members[0].(m)["id"].(string)
	}
	c.aide.made("/households/"+household+"/consents", m{"person_id": person, "kind": "share_to_supplier", "text_version": "2026-01", "given_by": "self"})
	return household, person
}
