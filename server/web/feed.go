package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) feedRoutes() []Route {
	staff := models.RoleStaff
	return []Route{
		get("/settings/feeds", w.feedList, settingReaders...), get("/settings/feeds/new", w.feedNew, staff), post("/settings/feeds", w.declareFeed, staff),
		get("/settings/feeds/:code", w.feed, settingReaders...), post("/settings/feeds/:code", w.changeFeed, staff),
	}
}

type feedListPage struct {
	Page
	Departments []feedsOf
	Staff       bool
}

// feedsOf are the feeds of one department.
type feedsOf struct {
	Name  string
	Feeds []models.Feed
}

func (w *Web) feedList(c *Call) error {
	feeds, err := w.Outreach.Feeds(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := feedListPage{Page: c.settingPage("page.feed.title"), Staff: c.isStaff()}
	for _, f := range feeds {
		i := slices.IndexFunc(p.Departments, func(d feedsOf) bool { return d.Name == f.SourceDept })
		if i < 0 {
			i = len(p.Departments)
			p.Departments = append(p.Departments, feedsOf{Name: f.SourceDept})
		}
		p.Departments[i].Feeds = append(p.Departments[i].Feeds, f)
	}
	return c.Show("feed/list", p)
}

// FeedName is the name of a feed.
func (p Page) FeedName(f models.Feed) string { return feedNames{f.Code: f}.Of(p, f.Code) }

// FieldName is what a field of a feed is called.
func (p Page) FieldName(field models.FeedField) string {
	if locales.Has(p.Lang, "feed_field."+string(field)) {
		return p.T("feed_field." + string(field))
	}
	return string(field)
}

type feedPage struct {
	Page
	Feed    models.Feed
	History []models.Feed
	Names   who
	Units   []templates.Option
	Uses    []templates.Option
	Staff   bool
	New     bool
}

func (w *Web) feed(c *Call) error { return w.showFeed(c, http.StatusOK, nil) }

func (w *Web) showFeed(c *Call, status int, form *templates.Form) error {
	history, err := w.Outreach.FeedHistory(c.Ctx(), c.Actor, c.Param("code"))
	if err != nil {
		return err
	}
	p := feedPage{History: history, Staff: c.isStaff()}
	p.Feed, _ = models.FeedList(history).In(c.Param("code"), c.Today())
	if p.Feed.Code == "" {
		p.Feed = history[len(history)-1] // it has not begun yet
	}
	var ids []string
	for _, f := range history {
		ids = append(ids, f.CreatedBy)
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, ids); err != nil {
		return err
	}
	if form == nil {
		form = &templates.Form{Values: feedValues(p.Feed)}
	}
	base := c.settingPage("page.feed.title", "/settings/feeds", c.T("page.feed.title"))
	base.Title = base.FeedName(p.Feed)
	return w.showFeedForm(c, status, p, base.Holds("", form))
}

func (w *Web) feedNew(c *Call) error { return w.showNewFeed(c, http.StatusOK, nil) }

func (w *Web) showNewFeed(c *Call, status int, form *templates.Form) error {
	if form == nil {
		draft := models.Feed{KeepDays: 365, Enabled: true, Columns: []models.FeedColumn{
			{Field: models.FeedCitizenNo, Names: []string{"身份证号"}, Required: true}, {Field: models.FeedName, Names: []string{"姓名"}, Required: true},
			{Field: models.FeedVillage, Names: []string{"村社区代码"}}, {Field: models.FeedAddress, Names: []string{"地址"}},
			{Field: models.FeedEventOn, Names: []string{"日期"}, Required: true}}}
		form = &templates.Form{Values: feedValues(draft)}
	}
	page := c.settingPage("page.feed.new", "/settings/feeds", c.T("page.feed.title"))
	return w.showFeedForm(c, status, feedPage{New: true, Staff: true}, page.Holds("", form))
}

func (w *Web) showFeedForm(c *Call, status int, p feedPage, page Page) error {
	p.Page = page
	p.Units = options(c, "amount_unit", models.AmountUnits()[1:])
	p.Units = empty(c.T("page.feed.no_amount"), p.Units)
	p.Uses = []templates.Option{{Value: "true", Text: c.T("page.setting.in_use")}, {Value: "false", Text: c.T("page.setting.out_of_use")}}
	return c.ShowAs(status, "feed/show", p)
}

func (w *Web) declareFeed(c *Call) error {
	return w.saveFeed(c, "", func(status int, form *templates.Form) error { return w.showNewFeed(c, status, form) })
}

func (w *Web) changeFeed(c *Call) error {
	return w.saveFeed(c, c.Param("code"), func(status int, form *templates.Form) error { return w.showFeed(c, status, form) })
}

// saveFeed declares what the form says; without a code the form names a new one.
func (w *Web) saveFeed(c *Call, code string, again func(int, *templates.Form) error) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	draft := feedDraft(values)
	if code != "" {
		draft.Code = code
	}
	f, err := w.Outreach.DeclareFeed(c.Ctx(), c.Actor, draft)
	if form, status, ok := c.Crossed(err); ok {
		gatherFaults(form, "columns")
		gatherFaults(form, "codes")
		return again(status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/feeds/"+f.Code, "feed_declared")
}

// gatherFaults puts what is wrong with single lines of a field under the field itself.
func gatherFaults(form *templates.Form, field string) {
	var lines []string
	for _, name := range slices.Sorted(keysOf(form.Faults)) {
		if n, ok := strings.CutPrefix(name, field+"["); ok {
			at, _, _ := strings.Cut(n, "]")
			i, _ := strconv.Atoi(at)
			lines = append(lines, strconv.Itoa(i+1)+": "+form.Faults[name])
			delete(form.Faults, name)
		}
	}
	if whole := form.Faults[field]; whole != "" {
		lines = append([]string{whole}, lines...)
	}
	if len(lines) > 0 {
		form.Faults[field] = strings.Join(lines, " · ")
	}
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Columns and codes are written a line each, their parts between bars: field | kind | * | heading、heading.
const (
	partMark = "|"
	nameMark = "、"
)

// feedValues are a declaration as its form holds it.
func feedValues(f models.Feed) url.Values {
	var columns, codes []string
	for _, c := range f.Columns {
		must := ""
		if c.Required {
			must = "*"
		}
		columns = append(columns, strings.Join([]string{string(c.Field), string(c.Kind), must, strings.Join(c.Names, nameMark)}, " "+partMark+" "))
	}
	for _, w := range f.Codes {
		codes = append(codes, strings.Join([]string{w.Code, w.NameZH, w.NameEN, strings.Join(w.Also, nameMark)}, " "+partMark+" "))
	}
	return url.Values{"code": {f.Code}, "name_zh": {f.NameZH}, "name_en": {f.NameEN}, "source_dept": {f.SourceDept}, "amount_unit": {string(f.AmountUnit)},
		"keep_days": {strconv.Itoa(f.KeepDays)}, "enabled": {strconv.FormatBool(f.Enabled)}, "columns": {strings.Join(columns, "\n")},
		"codes": {strings.Join(codes, "\n")}}
}

// feedDraft reads the form of a declaration.
func feedDraft(v url.Values) models.FeedDraft {
	enabled := v.Get("enabled") == "true"
	days, _ := strconv.Atoi(v.Get("keep_days"))
	out := models.FeedDraft{Code: v.Get("code"), NameZH: v.Get("name_zh"), NameEN: v.Get("name_en"), SourceDept: v.Get("source_dept"),
		AmountUnit: models.AmountUnit(v.Get("amount_unit")), KeepDays: days, Enabled: &enabled, EffectiveFrom: models.Date(v.Get("effective_from")), Reason: v.Get("reason")}
	for _, p := range parts(v.Get("columns")) {
		out.Columns = append(out.Columns, models.FeedColumn{Field: models.FeedField(p[0]), Kind: models.FactKind(p[1]), Required: p[2] != "", Names: names(p[3])})
	}
	for _, p := range parts(v.Get("codes")) {
		out.Codes = append(out.Codes, models.FeedWord{Code: p[0], NameZH: p[1], NameEN: p[2], Also: names(p[3])})
	}
	return out
}

// parts are the four parts of each line.
func parts(text string) (out [][4]string) {
	for line := range strings.Lines(strings.ReplaceAll(text, "｜", partMark)) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var p [4]string
		for i, cell := range strings.SplitN(line, partMark, len(p)) {
			p[i] = strings.TrimSpace(cell)
		}
		out = append(out, p)
	}
	return out
}

func names(text string) (out []string) {
	for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("、,，;；", r) }) {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}
