package walls

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/models"
)

// filler fills in what calls take, out of a place, with some values of another.
type filler struct {
	own, other *place
	// foreign tells of which fields the value is the other's.
	foreign func(path string) bool
	// text makes what is typed into a field of free text of at most so many characters.
	text func(path string, most int) string
	// whole fills in what may be left out as well.
	whole bool
	now   time.Time
	count *int
	ids   []string // the fields that hold an id or a place, as they were met
	free  []string // the fields that hold free text
	dark  []string // the fields that hold an id of which nobody has said what it is of
}

// of is where a field's value comes from.
func (f *filler) of(path string) *place {
	f.ids = append(f.ids, path)
	if f.foreign != nil && f.foreign(path) {
		return f.other
	}
	return f.own
}

// body is the object that a call takes.
func (f *filler) body(in any) map[string]any {
	out := f.object(reflect.TypeOf(in), "", f.whole)
	for name, value := range special(in, models.DateOf(f.now)) {
		if _, typed := out[name].(string); !typed || !slices.Contains(f.free, name) {
			out[name] = value
		}
	}
	return out
}

// special are drafts that hold together only as a whole; what is free text in them is typed all the same.
func special(in any, today models.Date) map[string]any {
	var draft any
	switch in.(type) {
	case models.RuleDraft:
		r := models.DraftOf(models.ShippedRules()[0])
		r.EffectiveFrom = today
		draft = r
	case models.SuggestionRuleDraft:
		r := models.SuggestionDraftOf(models.ShippedSuggestionRules()[0])
		r.EffectiveFrom = today
		draft = r
	case models.FeedDraft:
		f, on := models.ShippedFeeds()[0], true
		draft = models.FeedDraft{Code: f.Code, NameZH: f.NameZH, NameEN: f.NameEN, SourceDept: f.SourceDept, Columns: f.Columns, Codes: f.Codes, AmountUnit: f.AmountUnit,
			KeepDays: f.KeepDays, Enabled: &on}
	case models.WeightDraft:
		draft = map[string]int{"category": 25, "geography": 20, "capacity": 15, "time": 15, "group": 15, "track": 10, "text": 5, "reach": 5, "continuity": 5, "freshness": 5,
			"declines": 5, "show": 30}
	case models.StandardDraft:
		draft = map[string]any{"effective_from": today.AddDays(40), "value": 90000, "code": "dibao_line", "region_code": ""}
	case models.SLADraft:
		draft = map[string]any{"effective_from": today.AddDays(40), "amount": 3, "unit": "workday", "subject": ""}
	default:
		return nil
	}
	raw, err := json.Marshal(draft)
	if err != nil {
		panic(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	for name, value := range out {
		if value == "" || value == nil {
			delete(out, name)
		}
	}
	return out
}

func (f *filler) object(t reflect.Type, path string, whole bool) map[string]any {
	out := map[string]any{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous || !field.IsExported() || name == "-" || name == "" || name == "id" {
			continue
		}
		rules := strings.Split(field.Tag.Get("validate"), ",")
		must := field.Tag.Get("required") == "true" || slices.ContainsFunc(rules, func(r string) bool { return r == "required" || r == "filled" }) &&
			!slices.Contains(rules, "omitempty") || slices.Contains(needed, name) || field.Type.Kind() == reflect.Struct
		if !must && !whole {
			continue
		}
		if value := f.value(field.Type, name, path+name, rules); value != nil {
			out[name] = value
		}
	}
	return out
}

// needed are fields that may be left out and are not: without them little would be looked at.
var needed = []string{"quantity", "household_id", "region_code", "county_code", "reason", "note", "consent", "channel", "period", "resolution_code", "occurred_at", "planned_at",
	"decline_code", "satisfaction", "email", "text", "result_code", "description", "detail", "story", "carer", "wants", "answer", "citizen_no", "q", "month"}

func (f *filler) value(t reflect.Type, name, path string, rules []string) any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v, ok := f.known(t, name, path, rules); ok {
		return v
	}
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			at := f.now
			if strings.HasPrefix(name, "ends") {
				at = at.Add(time.Hour)
			}
			return at.Format(time.RFC3339)
		}
		return f.object(t, path+".", f.whole)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return nil
		}
		of := rules
		if i := slices.Index(rules, "dive"); i >= 0 {
			of = rules[i+1:]
		}
		return []any{f.value(t.Elem(), name, path+"[]", of)}
	case reflect.Bool:
		return name == "consent" || name == "reached" || name == "enabled" || name == "active" || name == "dry_run" || name == "completed"
	case reflect.Int, reflect.Int64, reflect.Float64:
		if name == "sensitivity" {
			return 0 // more would keep the needs of the category from suppliers
		}
		return max(1, number(rules, "min"))
	case reflect.String:
		return f.freeText(path, rules)
	default:
		return nil
	}
}

// freeText is free text.
func (f *filler) freeText(path string, rules []string) string {
	most := number(rules, "text")
	if most == 0 {
		most = number(rules, "max")
	}
	if most == 0 {
		most = 300
	}
	if number(rules, "text") > 0 || most == 300 {
		f.free = append(f.free, path)
	}
	if f.text != nil {
		return f.text(path, most)
	}
	return f.own.mark
}

func number(rules []string, name string) int {
	for _, r := range rules {
		if v, ok := strings.CutPrefix(r, name+"="); ok {
			n, _ := strconv.Atoi(v)
			return n
		}
	}
	return 0
}

// known is the value of a field that is no free text.
func (f *filler) known(t reflect.Type, name, path string, rules []string) (any, bool) {
	if table, ok := fields[name]; ok && t.Kind() == reflect.String {
		return f.of(path).id(table), true
	}
	if kind, ok := places[name]; ok && t.Kind() == reflect.String {
		return f.of(path).region(kind), true
	}
	if t.Kind() != reflect.String {
		return nil, false
	}
	if v, ok := f.byName(name); ok && !slices.ContainsFunc(rules, func(r string) bool { return strings.HasPrefix(r, "oneof") }) {
		return v, true
	}
	today := models.DateOf(f.now)
	for _, r := range rules {
		rule, words, _ := strings.Cut(r, "=")
		switch rule {
		case "oneof":
			return strings.Trim(strings.Fields(words)[0], "'"), true
		case "date":
			if strings.Contains(name, "to") || strings.Contains(name, "end") || strings.Contains(name, "until") || strings.Contains(name, "expir") {
				return today.AddDays(30), true
			}
			return today, true
		case "past_date":
			return today, true
		case "uuid", "client_id":
			f.dark = append(f.dark, path)
			return "", true
		}
		if v, ok := passing[rule]; ok {
			return v, true
		}
	}
	return nil, false
}

// passing are a value that each check of a text lets pass.
var passing = map[string]string{
	"category": "A01", "category_or_group": "A", "tag": "elderly_alone", "role": "aide", "supplier_kind": "service_org", "beneficiary": "D1", "standard": "dibao_line", "resolution": "R1",
	"decline": "D1", "notice_kind": "invitation_sent", "alert_result": "A1", "sla_step": "need_response", "fact_name": "zl_fact", "rule_code": "W91",
}

// byName are values of fields by their name alone.
func (f *filler) byName(name string) (any, bool) {
	*f.count++
	n := *f.count
	switch name {
	case "citizen_no":
		born := models.Date("1950-01-01").AddDays(n / 400)
		return models.SyntheticCitizenNo(f.own.code, born.Time(), n%400*2), true
	case "uscc":
		return models.SyntheticUSCC("52", f.own.code, n), true
	case "phone":
		return f.own.phone, true
	case "username":
		return "login" + strconv.Itoa(n), true
	case "password":
		return "not the password of anybody", true
	case "otp", "code", "digits", "refresh_token":
		return "123456", true
	case "email":
		return "zl@example.org", true
	case "period":
		return "2025-Q4", true
	case "month":
		return "2026-02", true
	case "birth_date":
		return "1950-01-01", true
	case "id_token":
		return "", true
	default:
		return nil, false
	}
}
