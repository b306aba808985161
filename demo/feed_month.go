package demo

import (
	"strconv"
	"time"

	"zhulian/models"
)

// monthly is how many rows that lead to nothing a department's list of a month has, by feed; the order is that in which they come.
var monthly = []struct {
	feed     string
	from, to int
}{
	{"medical", 24, 40}, {"illness", 0, 0}, {"disability", 2, 5}, {"unemployment", 1, 4}, {"education", 3, 8}, {"disaster", 0, 0}, {"housing", 2, 4},
	{"hotline", 0, 0},
}

// months brings, at the beginning of every month, what each department has of the month before: what it told at once then comes once more, and
// so counts as repeated.
func (l *lister) months() {
	for back := 12; back >= 1; back-- {
		first := l.today.Month()
		begin := models.Date(first.Time().AddDate(0, 1-back, 0).Format(time.DateOnly))
		for _, m := range monthly {
			at := daytime(l.d.at(begin.AddDays(l.d.between(2, 6)), 9, 16))
			if at.After(l.Now) {
				continue
			}
			from := models.Date(begin.Time().AddDate(0, -1, 0).Format(time.DateOnly))
			l.month(bringing{feed: m.feed, at: at, month: true}, from, l.d.between(m.from, m.to))
		}
	}
}

func (l *lister) month(in bringing, from models.Date, idle int) {
	to := models.Date(from.Time().AddDate(0, 1, 0).Format(time.DateOnly))
	for _, r := range l.told[in.feed] {
		if from <= r.on && r.on < to && r.at.Before(in.at) {
			r.alert = nil
			in.lines = append(in.lines, r)
		}
	}
	for range idle {
		in.lines = append(in.lines, l.idle(in.feed, from.AddDays(l.d.between(0, 27)), 1)...)
	}
	if len(in.lines) == 0 {
		return
	}
	if l.d.chance(55) {
		in.lines = append(in.lines, l.spoilt(in.lines[l.d.IntN(len(in.lines))], from))
	}
	l.bring(in, models.BatchApplied)
}

// spoilt is a row as departments get them wrong: a number with a wrong check digit, a day that does not exist, or none.
func (l *lister) spoilt(r line, from models.Date) line {
	r.alert = nil
	switch last := r.no[len(r.no)-1]; l.d.IntN(3) {
	case 0:
		wrong := byte('3')
		if last == wrong {
			wrong = '4'
		}
		r.spoilt = map[models.FeedField]string{models.FeedCitizenNo: r.no[:len(r.no)-1] + string(wrong)}
	case 1:
		r.spoilt = map[models.FeedField]string{models.FeedEventOn: string(from)[:4] + "1301"}
	default:
		r.spoilt = map[models.FeedField]string{models.FeedEventOn: ""}
	}
	return r
}

// mistake is a list of medical bills that its department took back the day after: the two alerts that it raised were withdrawn with it.
func (l *lister) mistake() {
	at := daytime(l.d.at(l.ago(18), 9, 12))
	in := bringing{feed: "medical", at: at}
	begun := len(l.out.Alerts)
	for _, h := range l.homes {
		if len(l.out.Alerts) == begun+2 {
			break
		}
		if key := h.row.ID + "medical"; h.lives(l.Now) && !l.alerted[key] {
			l.alerted[key] = true
			l.withdrawn(h, at)
		}
	}
	by, ended := l.dept, at.Add(25*time.Hour)
	for i := begun; i < len(l.out.Alerts); i++ {
		a := &l.out.Alerts[i]
		r := l.about(l.at[*a.HouseholdID], anybody, a)
		r.alert, r.fen, r.code, r.facts = a, *a.AmountFen, "住院", map[models.FeedField]string{"serial_no": l.serial()}
		a.PersonID = &r.p.ID
		in.lines = append(in.lines, r)
	}
	in.lines = append(in.lines, l.idle("medical", l.ago(25), 6)...)
	first := len(l.out.Signals)
	b := l.bring(in, models.BatchApplied)
	l.tellBatch(b, by, ended, "roll_back", models.BatchApplied, models.BatchRolledBack)
	l.dropFile(b.BadFileID)
	b.BadFileID, b.Status, b.StatusReason, b.EndedAt, b.UpdatedAt, b.Version = "", models.BatchRolledBack, "金额单位有误，更正后重报", &ended, ended, 4
	for i := first; i < len(l.out.Signals); i++ {
		l.out.Signals[i].WithdrawnAt = &ended
	}
	clear(l.here) // what was taken back may come again
	for i := begun; i < len(l.out.Alerts); i++ {
		a := l.out.Alerts[i]
		l.out.Reasons = append(l.out.Reasons, models.AlertReason{CountyCode: County, AlertID: a.ID, RuleCode: a.RuleCode, RuleVersion: a.RuleVersion,
			Severity: a.Severity, Feed: a.Feed, PersonID: a.PersonID, EventOn: a.EventOn, AmountFen: a.AmountFen, Facts: a.Evidence, FoundAt: a.RaisedAt})
	}
}

// withdrawn raises an alert that is withdrawn the day after, when nobody has looked into it yet.
func (l *lister) withdrawn(h *home, raised time.Time) {
	full, amount := ruleOf("W01"), int64(l.d.between(22_000, 39_000))*100
	ended := raised.Add(25 * time.Hour)
	a := models.Alert{CountyCode: County, ID: l.d.id(raised), RuleCode: full.Code, RuleVersion: 1, SourceDept: full.SourceDept, Feed: "medical",
		HouseholdID: &h.row.ID, RegionCode: h.row.RegionCode, EventOn: models.DateOf(raised).AddDays(-7), AmountFen: &amount,
		Evidence: map[string]string{"medical_fen": strconv.FormatInt(amount, 10)}, Severity: full.Severity, AssignedAideID: &l.aides[h.place.aide].ID,
		Family: full.Family, RestDays: full.RestDays, Status: models.AlertClosed, StatusReason: "batch_withdrawn", ClosedAt: &ended, RaisedAt: raised,
		CreatedAt: raised, UpdatedAt: ended, Version: 3}
	a.Tighten(models.AlertLimitsOf(nil, l.Calendar, a.Severity, raised))
	l.tellAlert(&a, nil, raised, "raise", "", models.AlertNew)
	l.tellAlert(&a, nil, raised, "assign", models.AlertNew, models.AlertAssigned)
	l.tellAlert(&a, l.dept, ended, "withdraw", models.AlertAssigned, models.AlertClosed)
	l.out.Alerts = append(l.out.Alerts, a)
}

// dropFile throws an attachment away again.
func (l *lister) dropFile(id string) {
	for i, a := range l.out.Attachments {
		if a.ID == id {
			l.out.Attachments = append(l.out.Attachments[:i], l.out.Attachments[i+1:]...)
			return
		}
	}
}

// preview is the list that waits for somebody to look at it and apply it: bills of people on file, two people who are not, one whom no row
// gives a place, one bill that would raise an alert, one that came before, and two that cannot be read.
func (l *lister) preview() {
	at := earlier(l.Now.Add(-2 * time.Hour))
	in := bringing{feed: "medical", at: at}
	for range 14 {
		in.lines = append(in.lines, l.idle("medical", models.DateOf(at).AddDays(-l.d.between(1, 20)), 1)...)
	}
	in.lines[0].fen = 21_300_00
	for i := range 3 {
		r := l.stranger(line{on: models.DateOf(at).AddDays(-3 - i), fen: int64(l.d.between(200, 900)) * 100, code: "门诊"})
		r.facts = map[models.FeedField]string{"serial_no": l.serial()}
		if i < 2 {
			r.region = pick(l.d, l.places).region.Code
		}
		in.lines = append(in.lines, r)
	}
	if told := l.told["medical"]; len(told) > 0 {
		again := told[len(told)-1]
		again.alert = nil
		in.lines = append(in.lines, again)
	}
	for i := range 2 {
		in.lines = append(in.lines, l.spoilt(in.lines[i+1], models.DateOf(at)))
	}
	l.bring(in, models.BatchChecked)
}
