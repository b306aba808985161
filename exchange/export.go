package exchange

import (
	"context"
	"io"
	"strconv"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Demand is one export: a kind, the county, and for households and needs what for. Citizen numbers are masked unless Identified.
type Demand struct {
	Kind       string
	County     string // 6 digits; "" for the only one served
	Format     string // sheet.CSV or sheet.XLSX; hsds is always JSON
	Purpose    string
	By         string                                                     // who runs it, as the log is to say
	Actor      models.Actor                                               // the login that runs it; the zero Actor is the installation's operator
	Mark       string                                                     // stands in every row and on every printed page; "" for none
	With       func(ctx context.Context, in *store.Store, rows int) error // is done in the very transaction, or nothing goes out
	Lang       locales.Lang
	Identified bool
	Progress   Progress
}

// Export writes the rows of a kind, oldest first, and answers how many they were. A list written by Export is read by Import; one of
// households only when it is identified. An export of households or needs writes every household that it shows into the disclosure log
// at tier 4 with the purpose, and an event, in the transaction that reads them; nothing reaches w before that is committed.
func Export(ctx context.Context, st *store.Store, d Demand, w io.Writer) (rows int, err error) {
	if d.Kind == HSDS {
		return exportHSDS(ctx, st, d, w)
	}
	k, known := kindOf(d.Kind)
	if !known || k.oneWay {
		return 0, unknownKind(ExportKinds())
	}
	if err := permitted(k, d); err != nil {
		return 0, err
	}
	if d.County, err = countyOf(ctx, st, d.County); err != nil {
		return 0, err
	}
	var held spool
	err = st.InTx(ctx, func(in *store.Store) error {
		held = spool{}
		e := &export{kind: k, demand: d, in: in, shown: map[string]bool{}}
		if err := e.write(ctx, &held); err != nil {
			return err
		}
		rows = e.rows
		if err := e.log(ctx); err != nil || d.With == nil {
			return err
		}
		return d.With(ctx, in, rows)
	})
	if err == nil {
		err = held.drain(w)
	}
	return rows, err
}

func permitted(k *kind, d Demand) error {
	if k.view != "" {
		if _, err := models.Authorise(models.System(d.County), k.view); err != nil {
			return err
		}
	}
	purpose := models.CleanText(d.Purpose)
	if k.personal && (purpose == "" || models.CheckText(purpose, 200) != "") {
		return problem("purpose", nil)
	}
	return nil
}

// export is one list on its way out.
type export struct {
	kind   *kind
	demand Demand
	in     *store.Store
	out    sheet.Writer
	rows   int
	shown  map[string]bool // households whose data went out
	unsaid []string        // those of them that are not in the disclosure log yet
}

func (e *export) write(ctx context.Context, w io.Writer) error {
	e.out = sheet.NewCSV(w)
	if e.demand.Format == sheet.XLSX {
		e.out = sheet.NewXLSX(w)
	}
	if err := e.head(); err != nil {
		return err
	}
	if err := rowsOf[e.kind.name](ctx, e); err != nil {
		return err
	}
	if e.kind.personal && e.demand.Format == sheet.XLSX {
		if err := e.note(); err != nil {
			return err
		}
	}
	return e.out.Close()
}

// head writes the headings. A csv of personal data begins with a line that says whose it is; readers look for the header below it.
func (e *export) head() error {
	headings := make([]sheet.Heading, 0, len(e.kind.columns)+1)
	for _, c := range e.kind.columns {
		headings = append(headings, sheet.Heading{Title: c.title(e.demand.Lang)})
	}
	if e.demand.Mark != "" {
		headings = append(headings, sheet.Heading{Title: locales.T(e.demand.Lang, "import.mark_column", nil), Width: 40})
	}
	if !e.kind.personal || e.demand.Format == sheet.XLSX {
		if err := e.out.Sheet(e.kind.name, headings...); err != nil {
			return err
		}
		return e.out.Margins(e.demand.Mark)
	}
	titles := make([]any, len(headings))
	for i, h := range headings {
		titles[i] = h.Title
	}
	text := ""
	for _, line := range e.notes() {
		text += line[0] + " " + line[1] + "  "
	}
	if err := e.out.Sheet(e.kind.name, sheet.Heading{Title: models.CleanText(text)}); err != nil {
		return err
	}
	return e.out.Row(titles...)
}

// notes say who took the data out, when and what for.
func (e *export) notes() [][2]string {
	say := func(key string) string { return locales.T(e.demand.Lang, "import.note_"+key, nil) }
	masked := say("masked")
	if e.demand.Identified {
		masked = say("identified")
	}
	return [][2]string{
		{say("title"), masked}, {say("kind"), e.kind.name}, {say("county"), e.demand.County}, {say("by"), e.demand.By},
		{say("at"), e.in.Now().Format("2006-01-02T15:04:05Z07:00")}, {say("purpose"), models.CleanText(e.demand.Purpose)},
	}
}

// note puts them on a sheet of their own behind the list, so that the list stays the first.
func (e *export) note() error {
	err := e.out.Sheet(locales.T(e.demand.Lang, "import.note_sheet", nil), sheet.Heading{Title: e.notes()[0][0], Width: 24}, sheet.Heading{Title: e.notes()[0][1], Width: 60})
	if err != nil {
		return err
	}
	for _, line := range append(e.notes()[1:], [2]string{locales.T(e.demand.Lang, "import.note_rows", nil), strconv.Itoa(e.rows)}) {
		if err := e.out.Row(line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}

// put writes one row from its values by field.
func (e *export) put(values map[string]any) error {
	cells := make([]any, len(e.kind.columns), len(e.kind.columns)+1)
	for i, c := range e.kind.columns {
		cells[i] = c.cell(values[c.field], e.demand.Lang)
	}
	if e.demand.Mark != "" {
		cells = append(cells, e.demand.Mark)
	}
	if e.rows++; e.rows%1000 == 0 {
		e.demand.Progress.tell("export", e.rows, 0)
	}
	return e.out.Row(cells...)
}

// show notes that a household's data goes out, and writes the disclosure log as it goes, so that it never stands in memory whole.
func (e *export) show(ctx context.Context, household string) error {
	if e.shown[household] {
		return nil
	}
	e.shown[household] = true
	if e.unsaid = append(e.unsaid, household); len(e.unsaid) < disclosedAtOnce {
		return nil
	}
	return e.disclose(ctx)
}

const disclosedAtOnce = 500

func (e *export) disclose(ctx context.Context) error {
	if len(e.unsaid) == 0 {
		return nil
	}
	now, fields := e.in.Now(), e.disclosed()
	views := make([]models.Disclosure, len(e.unsaid))
	for i, id := range e.unsaid {
		views[i] = models.Disclosure{CountyCode: e.demand.County, ID: models.NewID(now), At: now, AccountID: e.demand.account(), Role: e.demand.role(), HouseholdID: id,
			Tier: 4, Purpose: models.CleanText(e.demand.Purpose), Fields: fields}
	}
	e.unsaid = e.unsaid[:0]
	return e.in.InsertAll(ctx, views)
}

// log ends the disclosure log and writes the event of the export.
func (e *export) log(ctx context.Context) error {
	if err := e.disclose(ctx); err != nil {
		return err
	}
	now, purpose := e.in.Now(), models.CleanText(e.demand.Purpose)
	data := map[string]string{"kind": e.kind.name, "rows": strconv.Itoa(e.rows), "by": e.demand.By, "format": e.demand.Format}
	if e.kind.personal {
		data["purpose"], data["identified"] = purpose, strconv.FormatBool(e.demand.Identified)
	}
	e.in.Record(models.Event{
		CountyCode: e.demand.County, At: now, ActorID: e.demand.Actor.AccountID, ActorRole: e.demand.role(), Noun: e.kind.noun, Step: "export",
		RegionCode: e.demand.County + "000000", Data: data,
	})
	return nil
}

// disclosed names the personal columns that went out.
func (e *export) disclosed() []string {
	out := []string{}
	for _, c := range e.kind.columns {
		if c.personal && (e.demand.Identified || !hidden[c.field]) {
			out = append(out, c.field)
		}
	}
	return out
}

// account and role are whose the export is in the logs.
func (d Demand) account() string {
	if d.Actor.AccountID != "" {
		return d.Actor.AccountID
	}
	return d.By
}

func (d Demand) role() models.Role {
	if d.Actor.Role != "" {
		return d.Actor.Role
	}
	return models.RoleSystem
}

// hidden are the columns that are masked unless the export is identified: a disability certificate's number holds the citizen number
// (domain report §16.6).
var hidden = map[string]bool{"citizen_no": true, "disability_cert_no": true}
