package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/settings"
	"zhulian/templates"
)

type calendarPage struct {
	Page
	*settings.Year
	History  []models.CalendarEntry
	Names    who
	Kinds    []templates.Option
	Staff    bool
	Preview  *settings.CalendarPreview
	One, All Page // the forms of one day and of a whole year
}

func (w *Web) calendar(c *Call) error { return w.showCalendar(c, http.StatusOK, 0, calendarForms{}) }

// calendarForms are the two forms as they come back, and what a change would do.
type calendarForms struct {
	one, all *templates.Form
	preview  *settings.CalendarPreview
}

func (w *Web) showCalendar(c *Call, status, year int, forms calendarForms) error {
	if year == 0 {
		year, _ = strconv.Atoi(c.said("year"))
	}
	p := calendarPage{Page: c.settingPage("page.setting.calendar"), Staff: c.isStaff(), Preview: forms.preview}
	var err error
	if p.Year, err = w.Settings.Year(c.Ctx(), c.Actor, year); err != nil {
		return err
	}
	if p.History, err = w.Settings.CalendarHistory(c.Ctx(), c.Actor, p.Year.Year); err != nil {
		return err
	}
	var ids []string
	for _, e := range p.History {
		ids = append(ids, e.CreatedBy)
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, ids); err != nil {
		return err
	}
	p.Kinds = options(c, "page.setting.day", []models.DayKind{models.DayHoliday, models.DayWorking, models.DayPlain})
	if forms.all == nil {
		forms.all = Holding("year", strconv.Itoa(p.Year.Year), "days", p.lines())
	}
	p.One, p.All = p.Page.Holds("one", forms.one), p.Page.Holds("all", forms.all)
	return c.ShowAs(status, "setting/calendar", p)
}

// lines writes the special days of the year as the form takes them.
func (p *calendarPage) lines() string {
	words := map[models.DayKind]string{models.DayHoliday: p.T("page.setting.day_short.holiday"), models.DayWorking: p.T("page.setting.day_short.working")}
	var b strings.Builder
	for _, d := range p.Days {
		fmt.Fprintf(&b, "%s %s %s\n", d.Day, words[d.Kind], d.Name)
	}
	return strings.TrimSpace(b.String())
}

// Before and After are the years beside the one shown.
func (p calendarPage) Before() int { return p.Year.Year - 1 }

// After is the next year.
func (p calendarPage) After() int { return p.Year.Year + 1 }

// dayForm is one day as the form says it.
type dayForm struct {
	Day    models.Date    `json:"day"`
	Kind   models.DayKind `json:"kind"`
	Name   string         `json:"name"`
	Reason string         `json:"reason"`
}

func (w *Web) changeDay(c *Call) error {
	in, err := Bind[dayForm](c)
	change := models.CalendarChange{Reason: in.Reason, Days: []models.DayDraft{{Day: in.Day, Kind: in.Kind, Name: in.Name}}}
	if err == nil {
		_, err = w.Settings.ChangeCalendar(c.Ctx(), c.Actor, change)
	}
	year := 0
	if day, ok := models.ParseDate(string(in.Day)); ok {
		year, _ = strconv.Atoi(string(day[:4]))
	}
	if form, status, ok := c.Crossed(err); ok {
		for name, text := range form.Faults {
			form.Faults[strings.TrimPrefix(name, "days[0].")] = text
		}
		return w.showCalendar(c, status, year, calendarForms{one: form})
	} else if err != nil {
		return err
	}
	return c.Go(fmt.Sprintf("/settings/calendar?year=%d", year), "setting_changed")
}

// yearForm is a whole year as the form says it: a day a line.
type yearForm struct {
	Year   int    `json:"year"`
	Days   string `json:"days"`
	Reason string `json:"reason"`
	Step   string `json:"step"`
}

// changeYear lays down a whole year; first it shows what that would do.
func (w *Web) changeYear(c *Call) error {
	in, err := Bind[yearForm](c)
	var change models.CalendarChange
	if err == nil {
		change, err = calendarOf(in)
	}
	forms := calendarForms{}
	switch {
	case err != nil:
	case in.Step == "look":
		forms.preview, err = w.Settings.PreviewCalendar(c.Ctx(), c.Actor, change)
	default:
		_, err = w.Settings.ChangeCalendar(c.Ctx(), c.Actor, change)
	}
	if forms.preview != nil {
		values, _ := c.Values()
		forms.all = &templates.Form{Values: values}
		return w.showCalendar(c, http.StatusOK, in.Year, forms)
	}
	if form, status, ok := c.Crossed(err); ok {
		for name, text := range form.Faults {
			if strings.HasPrefix(name, "days[") {
				form.Faults["days"] = text
			}
		}
		return w.showCalendar(c, status, in.Year, calendarForms{all: form})
	} else if err != nil {
		return err
	}
	return c.Go(fmt.Sprintf("/settings/calendar?year=%d", in.Year), "setting_changed")
}

var dayWords = map[string]models.DayKind{"休": models.DayHoliday, "free": models.DayHoliday, "holiday": models.DayHoliday, "班": models.DayWorking,
	"work": models.DayWorking, "working": models.DayWorking}

// calendarOf reads the lines of the form: a day, 休 or 班, and a name. What cannot be read is Invalid with its line.
func calendarOf(in yearForm) (models.CalendarChange, error) {
	out := models.CalendarChange{Year: in.Year, Reason: in.Reason, Days: []models.DayDraft{}}
	for i, line := range strings.Split(in.Days, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		day, ok := models.ParseDate(words[0])
		kind := models.DayKind("")
		if len(words) > 1 {
			kind = dayWords[strings.ToLower(words[1])]
		}
		if !ok || kind == "" {
			return out, models.Invalid(models.FieldError{Field: "days", Code: "calendar_line", Args: models.Args{"param": i + 1}})
		}
		out.Days = append(out.Days, models.DayDraft{Day: day, Kind: kind, Name: strings.Join(words[2:], " ")})
	}
	return out, nil
}
