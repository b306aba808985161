package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/intake"
	"zhulian/models"
	"zhulian/store"
)

// said is what a row of a list says of whom, from which its blind indexes are made when the county is loaded.
type said struct{ citizenNo, row string }

// lister tells, with dice of its own, which lists the departments brought in the year: what led to an alert as it happened, and all of a month
// in the month after.
type lister struct {
	*outreach
	d       dice
	feeds   map[string]models.Feed
	dept    *models.Account // who brings the medical ones
	serials int
	said    map[string]bool   // what rows that led to alerts say
	here    map[string]bool   // what signals say
	files   map[string]bool   // a file counts once
	alerted map[string]bool   // household and family that have had an alert
	told    map[string][]line // rows that led to alerts, by feed
	reasons map[string]*models.AlertReason
	lent    map[string]int // rows of a household that led to nothing, by feed

	strangers int
}

// line is a row of a list before it is written.
type line struct {
	h      *home // nil for somebody who is not on file
	p      *models.Person
	region string // where somebody unknown lives, as the row says
	no     string
	name   string
	phone  string
	on     models.Date
	fen    int64
	code   string
	facts  map[models.FeedField]string
	spoilt map[models.FeedField]string
	alert  *models.Alert
	at     time.Time // when it was applied first
}

// bringing is one list on its way: by when it was applied, or looked at where nobody has applied it.
type bringing struct {
	feed  string
	at    time.Time
	month bool
	lines []line
}

func (o *outreach) bringLists() {
	l := &lister{outreach: o, d: newDice(o.Seed + 40), feeds: map[string]models.Feed{}, said: map[string]bool{}, here: map[string]bool{},
		files: map[string]bool{}, alerted: map[string]bool{},
		told: map[string][]line{}, reasons: map[string]*models.AlertReason{}, lent: map[string]int{}}
	for _, f := range models.ShippedFeeds() {
		l.feeds[f.Code] = f
	}
	l.dept = o.accounts[slices.IndexFunc(o.accounts, func(a *models.Account) bool { return a.Username == deptLogin })]
	for _, a := range o.out.Alerts {
		if a.HouseholdID != nil {
			l.alerted[*a.HouseholdID+a.Family] = true
		}
	}
	l.mistake() // first: it adds to the alerts
	for i := range o.out.Reasons {
		l.reasons[o.out.Reasons[i].AlertID] = &o.out.Reasons[i]
	}
	for i := range o.out.Alerts {
		if a := &o.out.Alerts[i]; a.Feed != "" && a.BatchID == nil {
			l.pushed(a)
		}
	}
	l.months()
	l.preview()
}

// bring takes a list in: received, checked and, but for one to be looked at, applied.
func (l *lister) bring(in bringing, to models.BatchStatus) *models.FeedBatch {
	f := l.feeds[in.feed]
	content := written(f, in.lines)
	if in.month && l.files[f.Code+string(content)] {
		return nil // all of it was told at once, in one file
	}
	l.files[f.Code+string(content)] = true
	read, err := intake.Read(intake.Order{Feed: f, Name: "list.csv", Content: content, Today: models.DateOf(in.at)})
	if err != nil {
		panic("demo: " + err.Error()) // it was written by the declaration that it is read by
	}
	by, received := l.broughtBy(f), in.at.Add(-l.d.span(3*time.Minute, 15*time.Minute))
	b := models.FeedBatch{CountyCode: County, ID: l.d.id(received), Feed: f.Code, FeedEdition: f.Edition, SourceDept: f.SourceDept, FileName: fileName(f, in),
		SHA256: models.SumOf(content), Size: int64(len(content)), Status: to, ReceivedBy: by.ID, ReceivedAt: received,
		KeepUntil: models.DateOf(received).AddDays(90), UpdatedAt: in.at, Version: 2}
	aside := l.rows(&b, in, read)
	if b.KeepUntil >= l.today {
		packed, err := aside.Pack()
		if err != nil {
			panic("demo: " + err.Error()) // plain data always packs
		}
		b.BadFileID = l.file(&b, "application/gzip", packed)
	}
	steps := []models.BatchStatus{"", models.BatchReceived, models.BatchChecked}
	l.tellBatch(&b, by, received, "receive", steps[0], steps[1])
	if to == models.BatchChecked {
		b.FileID = l.file(&b, "application/octet-stream", content)
		l.tellBatch(&b, by, in.at, "check", steps[1], steps[2])
	} else {
		l.tellBatch(&b, by, received.Add(20*time.Second), "check", steps[1], steps[2])
		l.tellBatch(&b, by, in.at, "apply", steps[2], models.BatchApplied)
		b.AppliedBy, b.AppliedAt, b.Version = by.ID, &in.at, 3
	}
	l.out.Batches = append(l.out.Batches, b)
	return &l.out.Batches[len(l.out.Batches)-1]
}

func (l *lister) broughtBy(f models.Feed) *models.Account {
	if f.SourceDept == l.dept.Department {
		return l.dept
	}
	return l.staff[0]
}

func fileName(f models.Feed, in bringing) string {
	day := strings.ReplaceAll(string(models.DateOf(in.at)), "-", "")
	if in.month {
		day = string(models.DateOf(in.at).AddDays(-10))[:len("2006-01")]
	}
	return f.SourceDept + "_" + f.NameZH + "_" + day + ".csv"
}

func (l *lister) tellBatch(b *models.FeedBatch, by *models.Account, at time.Time, name string, from, to models.BatchStatus) {
	l.record(at, by, step{noun: "feed_batch", id: b.ID, name: name, from: string(from), to: string(to), region: countyRegion,
		data: map[string]string{"feed": b.Feed, "department": b.SourceDept, "sha256": b.SHA256, "rows": strconv.Itoa(b.Counts.Rows)}})
}

// file keeps bytes with a batch.
func (l *lister) file(b *models.FeedBatch, kind string, content []byte) string {
	a := models.Attachment{CountyCode: County, ID: l.d.id(b.ReceivedAt), Noun: "feed_batch", ObjectID: b.ID, CreatedBy: b.ReceivedBy, CreatedAt: b.ReceivedAt}.
		Holding(kind, content)
	l.out.Attachments = append(l.out.Attachments, *a)
	return a.ID
}

// written is the list as the department writes it.
func written(f models.Feed, lines []line) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	head := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		head[i] = c.Names[0]
	}
	rows := [][]string{head}
	for _, r := range lines {
		rows = append(rows, r.cells(f))
	}
	if err := w.WriteAll(rows); err != nil {
		panic("demo: " + err.Error()) // a buffer takes everything
	}
	return out.Bytes()
}

func (r line) cells(f models.Feed) []string {
	out := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		out[i] = r.cell(c.Field)
	}
	return out
}

func (r line) cell(field models.FeedField) string {
	if cell, spoilt := r.spoilt[field]; spoilt {
		return cell
	}
	switch field {
	case models.FeedCitizenNo:
		return r.no
	case models.FeedName:
		return r.name
	case models.FeedPhone:
		return r.phone
	case models.FeedVillage:
		return r.region
	case models.FeedEventOn:
		return string(r.on)
	case models.FeedAmount:
		if r.fen == 0 {
			return ""
		}
		return models.DecimalText(r.fen, 2)
	case models.FeedCode:
		return r.code
	}
	return r.facts[field]
}

// rows makes signals of what was read, where the list is applied, and counts what became of each row.
func (l *lister) rows(b *models.FeedBatch, in bringing, read *intake.List) *intake.Aside {
	aside := &intake.Aside{Header: read.Header, Ignored: read.Ignored, Bad: read.Bad}
	b.Counts = models.BatchCounts{Rows: read.Total(), Bad: len(read.Bad)}
	homes, alerts := map[string]bool{}, map[string]bool{}
	for _, row := range read.Rows {
		r := in.lines[row.Line-2]
		says, region, fate := row.Identity(b.Feed), r.where(), r.fate()
		if l.here[says] {
			fate = intake.FateRepeated
		}
		switch fate {
		case intake.FateRepeated:
			b.Counts.Repeated++
		case intake.FateKnown:
			b.Counts.Known++
			homes[r.h.row.ID] = true
		case intake.FateNew:
			b.Counts.New++
			b.Counts.Stubs++
		default:
			b.Counts.Unplaced++
		}
		if len(aside.Sample) < 20 {
			aside.Sample = append(aside.Sample, row.Sample(region, fate, models.RemarkNone))
		}
		if fate == intake.FateRepeated || b.Status == models.BatchChecked {
			continue
		}
		if b.Status == models.BatchApplied {
			l.here[says] = true
		}
		l.signal(b, in, r, row)
		if r.alert != nil {
			alerts[r.alert.ID] = true
		}
	}
	b.Counts.Households, b.Counts.Alerts = len(homes), len(alerts)
	return aside
}

func (r line) where() string {
	switch {
	case r.h != nil:
		return r.h.row.RegionCode
	case r.alert != nil:
		return r.alert.RegionCode
	case r.region == "":
		return countyRegion
	}
	return r.region
}

func (r line) fate() intake.Fate {
	switch {
	case r.h != nil:
		return intake.FateKnown
	case r.no != "" && models.LevelOf(r.region) == models.RegionVillage:
		return intake.FateNew
	}
	return intake.FateUnplaced
}

// signal keeps a row, tied to the alert that it led to.
func (l *lister) signal(b *models.FeedBatch, in bringing, r line, row intake.Row) {
	g := models.Signal{CountyCode: County, ID: l.d.id(in.at), BatchID: b.ID, Feed: b.Feed, SourceDept: b.SourceDept, Line: row.Line, RegionCode: r.where(),
		EventOn: row.EventOn, AmountFen: row.AmountFen, Code: row.Code, Facts: row.Facts, KeepUntil: row.EventOn.AddDays(l.feeds[b.Feed].KeepDays), CreatedAt: in.at}
	if r.h != nil {
		g.HouseholdID, g.PersonID = &r.h.row.ID, &r.p.ID
	} else {
		g.Facts = map[string]string{string(models.FeedName): r.name}
		for field, text := range row.Facts {
			g.Facts[field] = text
		}
	}
	l.out.Signals = append(l.out.Signals, g)
	l.out.said = append(l.out.said, said{row.CitizenNo, row.Identity(b.Feed)})
	if a := r.alert; a != nil {
		l.out.Ties = append(l.out.Ties, models.AlertSignal{CountyCode: County, AlertID: a.ID, SignalID: g.ID, AttachedAt: in.at})
		a.Signals++
		a.BatchID = &b.ID
	}
}

// indexed gives the signals, and the alerts of people who are not on file, their blind indexes.
func (d *Data) indexed(s *store.Store) {
	unknown := map[string][]byte{}
	for i := range d.Signals {
		g := &d.Signals[i]
		g.RowIndex = s.RowIndex(County, d.said[i].row)
		if no := d.said[i].citizenNo; no != "" {
			g.PersonIndex = s.CitizenIndex(County, no)
		}
		if g.HouseholdID == nil {
			unknown[g.ID] = g.PersonIndex
		}
	}
	of := map[string][]byte{}
	for _, t := range d.Ties {
		if index := unknown[t.SignalID]; index != nil {
			of[t.AlertID] = index
		}
	}
	for i := range d.Alerts {
		d.Alerts[i].UnmatchedIndex = of[d.Alerts[i].ID]
	}
}

func (l *lister) serial() string {
	l.serials++
	return fmt.Sprintf("L%07d", l.serials)
}
