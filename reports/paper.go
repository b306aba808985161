package reports

import (
	"context"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Paper is a table of a report that somebody takes away as a spreadsheet: which report, in which format and language, and the questions that
// the report is asked. It holds what the reader sees on the page and nothing more; free notes and names of beneficiaries are never in it.
type Paper struct {
	Report, Format string
	Lang           locales.Lang
	Query
	Code     string    // of the indicator, for breakdown and cases
	Dim      Dimension // of a breakdown
	Part     Part      // of the cases
	From, To models.Date
	Group    Grouping // of the resolution report
	Month    string   // of the samples
}

// grid is a report's heads and its rows; each row is put as it is read, so that a long table never stands in memory.
type grid struct {
	heads    []string // keys of their texts, behind "paper."
	from, to models.Date
	rows     func(put func(cells ...any) error) error
}

type makesTable func(*Desk, context.Context, models.Actor, Paper) (grid, error)

// papers are the reports that can be taken away.
var papers = map[string]makesTable{
	"indicators": (*Desk).indicatorTable, "breakdown": (*Desk).breakdownTable, "cases": (*Desk).caseTable, "resolution": (*Desk).resolutionTable,
	"three-rates": (*Desk).rankingTable, "ageing": (*Desk).ageingTable, "pace": (*Desk).paceTable, "funnel": (*Desk).funnelTable,
	"months": (*Desk).monthTable, "equity": (*Desk).equityTable, "gaps": (*Desk).gapTable, "idle": (*Desk).idleTable, "suppliers": (*Desk).supplierTable,
	"alert-rules": (*Desk).ruleTable, "outliers": (*Desk).outlierTable, "samples": (*Desk).sampleTable,
	"formulas": (*Desk).formulaTable, "training": (*Desk).trainedTable,
}

// Papers lists the reports that can be taken away.
func Papers() []string {
	out := make([]string, 0, len(papers))
	for name := range papers {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// PaperOf reads from an address's parameters what is asked of a report. Errors: NotFound for a report that there is not, Invalid.
func PaperOf(report, format string, lang locales.Lang, said func(string) string) (Paper, error) {
	if papers[report] == nil {
		return Paper{}, models.NotFound("report")
	}
	p := Paper{Report: report, Format: format, Lang: lang, Code: said("code"), Dim: Dimension(said("group_by")), Part: Part(said("part")),
		From: models.Date(said("from")), To: models.Date(said("to")), Group: Grouping(said("group_by")), Month: said("month"),
		Query: Query{Period: said("period"), Region: said("region"), Category: said("category"), Aide: said("aide"), Supplier: said("supplier")}}
	if format != sheet.CSV && format != sheet.XLSX {
		return p, models.Invalid(models.FieldError{Field: "format", Code: "oneof", Args: models.Args{"param": "csv xlsx"}})
	}
	for name, day := range map[string]models.Date{"from": p.From, "to": p.To} {
		if _, ok := models.ParseDate(string(day)); day != "" && !ok {
			return p, models.InvalidField(name, "date")
		}
	}
	if p.Part != "" && !slices.Contains(Parts(), p.Part) {
		return p, models.InvalidField("part", "oneof")
	}
	return p, nil
}

// Name is what the file is called: the report, the county or "all", and the moment of its data in China.
func (p Paper) Name(by models.Actor, at time.Time) string {
	where := by.CountyCode
	if models.ScopeOf(by, models.ReportView) == models.ScopeCounts {
		where = "all"
	}
	return "zhulian-" + p.Report + "-" + where + "-" + models.InChina(at).Format("20060102-1504") + "." + p.Format
}

// TakePaper writes a report's table: its heads, its rows one by one, and in every row the period and the moment of its data. It answers how many
// rows there were. Errors: those of the report; nothing is written before the report is there.
func (d *Desk) TakePaper(ctx context.Context, by models.Actor, p Paper, w io.Writer) (rows int, err error) {
	at := d.Store.DataTime(ctx)
	t, err := papers[p.Report](d, ctx, by, p)
	if err != nil {
		return 0, err
	}
	out := sheet.NewCSV(w)
	if p.Format == sheet.XLSX {
		out = sheet.NewXLSX(w)
	}
	heads := make([]sheet.Heading, 0, len(t.heads)+3)
	for _, key := range append(slices.Clone(t.heads), "from", "to", "as_of") {
		heads = append(heads, sheet.Heading{Title: p.say("paper." + key)})
	}
	if err := out.Sheet(p.say("paper_title."+p.Report), heads...); err != nil {
		return 0, err
	}
	stamp := []any{string(t.from), string(t.to), models.InChina(at).Format("2006-01-02 15:04")}
	err = t.rows(func(cells ...any) error {
		if rows++; rows%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return out.Row(append(cells, stamp...)...)
	})
	if err != nil {
		return rows, err
	}
	return rows, out.Close()
}

func (p Paper) say(key string) string { return locales.T(p.Lang, key, nil) }

// word is a word of the house, or the code itself where there is none.
func (p Paper) word(room, code string) string {
	if code == "" || !locales.Has(p.Lang, room+"."+code) {
		return code
	}
	return p.say(room + "." + code)
}

func (p Paper) category(code string) string {
	return models.CategoryName(code, p.Lang == locales.English)
}

// name is an indicator's in the paper's language.
func (p Paper) name(i Indicator) string {
	if p.Lang == locales.English {
		return i.NameEN
	}
	return i.NameZH
}

// number is a figure, or an empty cell where there is none: never a nought that was not counted. Shares go out with four decimals.
func number[N int64 | float64 | int](v *N) any {
	if v == nil {
		return nil
	}
	if f, ok := any(*v).(float64); ok {
		return math.Round(f*1e4) / 1e4
	}
	return *v
}

// left says what was left out of a count, by code: V1: 2; V4: 1.
func left[N int | int64](exclusions map[string]N) string {
	out := ""
	for _, code := range sortedKeys(exclusions) {
		if out != "" {
			out += "; "
		}
		out += code + ": " + strconv.FormatInt(int64(exclusions[code]), 10)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// each puts the rows of a list that is at hand.
func each[T any](list []T, cells func(T) []any) func(func(...any) error) error {
	return func(put func(...any) error) error {
		for _, v := range list {
			if err := put(cells(v)...); err != nil {
				return err
			}
		}
		return nil
	}
}

// pages reads a long list part by part and puts its rows as they come.
func pages[T any](read func(store.Page) ([]T, string, error), cells func(T) []any) func(func(...any) error) error {
	return func(put func(...any) error) error {
		for page := (store.Page{Limit: 5000, Oldest: true}); ; {
			list, next, err := read(page)
			if err != nil {
				return err
			}
			if err := each(list, cells)(put); err != nil || next == "" {
				return err
			}
			page.After = next
		}
	}
}
