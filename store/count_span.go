package store

import (
	"fmt"
	"strings"

	"zhulian/models"
)

// span is a month or quarter of which a source looks at the end.
type span struct{ from, to models.Date }

// spansOf lists the whole months, or quarters, that end between two days and before today.
func spansOf(unit string, from, to, today models.Date) []span {
	months := 1
	if unit == "quarter" {
		months = 3
	}
	var out []span
	start := from.Month()
	if unit == "quarter" {
		start = models.PeriodWith(models.PeriodOfQuarter, from).From
	}
	for ; ; start = start.AddMonths(months) {
		end := start.AddMonths(months).AddDays(-1)
		if end > to || end >= today {
			return out
		}
		if end >= from {
			out = append(out, span{start, end})
		}
	}
}

// with lists the spans of the period: months or quarters that have ended by the day of the question. A single one needs no list: its days stand
// in the formulas themselves, which is quicker.
func (q *counting) with() string {
	if q.src.spans == "" || len(q.spans) == 1 {
		return ""
	}
	rows := make([]string, 0, len(q.spans))
	for i := range q.spans {
		values := make([]string, len(spanColumns))
		for j, c := range spanColumns {
			values[j] = q.spanned(i, c)
		}
		rows = append(rows, "("+strings.Join(values, ", ")+")")
	}
	if len(rows) == 0 {
		// Nothing has ended yet: a row that nothing lies in, so that there is nothing to count and not 0 of everybody.
		rows = append(rows, q.text("({date:NULL}, {date:NULL}, {instant:NULL}, {instant:NULL}, {instant:NULL}, '', {date:NULL})"))
	}
	return "WITH span (" + strings.Join(spanColumns, ", ") + ") AS (VALUES " + strings.Join(rows, ", ") + ") "
}

// spanColumns are what formulas say of a span: its first and last day, the instants at which it begins and ends and at which its lists are late, its
// last month, and the day from which somebody on a list is to be seen in it.
var spanColumns = []string{"a", "b", "a_at", "b_at", "late_at", "month", "listed_by"}

// spanned is a column of one span in SQL.
func (q *counting) spanned(i int, column string) string {
	sp, arg := q.spans[i], fmt.Sprintf("span%d_%s", i, column)
	put := func(kind string, v any) string {
		q.args[arg] = v
		return q.text("{" + kind + ":@" + arg + "}")
	}
	switch column {
	case "a":
		return put("date", sp.from)
	case "b":
		return put("date", sp.to)
	case "a_at":
		return put("instant", sp.from.Start())
	case "b_at":
		return put("instant", sp.to.End())
	case "late_at":
		return put("instant", models.ListDeadline(sp.to).End())
	case "listed_by":
		return put("date", sp.to.AddDays(-14))
	default:
		return "'" + string(sp.to[:7]) + "'"
	}
}

// word says in SQL what depends on the question, and else what a dialect says in its own words. {spans:} is the list of spans that rows are joined to
// and {span:x} a column of it. {within:x} holds for a day of the period: SQLite looks a whole quarter up by its number, in an index that has its rows
// together. {any:x} is false where a table has nothing of a single span, so that nothing is looked up in it row by row; {known:x} lets PostgreSQL put such
// rows together beforehand, where it sorts the others anyway. {place:x} and {aide:x} are x where somebody asks for it.
func (q *counting) word(word, arg string) string {
	single := len(q.spans) == 1
	switch word {
	case "spans":
		if single {
			return ""
		}
		return "span, "
	case "span":
		if single {
			return q.spanned(0, arg)
		}
		return "span." + arg
	case "within":
		if q.s.dialect == Postgres || !models.WholeQuarter(q.ask.From, q.ask.To) {
			return arg + " >= @from AND " + arg + " <= @to"
		}
		q.args["quarter"] = quarterNumber(q.ask.From)
		return "(substr(" + arg + ", 1, 4) * 4 + (substr(" + arg + ", 6, 2) + 2) / 3) = @quarter"
	case "any":
		if !single {
			return ""
		}
		return "EXISTS (SELECT 1 FROM " + arg + " WHERE county_code IN @counties AND period_to = " + q.spanned(0, "b") + ") AND "
	case "ours":
		if q.s.dialect == SQLite {
			return ""
		}
		return arg + ".county_code IN @counties AND "
	case "known":
		if q.s.dialect == SQLite || q.ask.By == "" || q.ask.By == DimCounty {
			return ""
		}
		return arg + ".county_code IN @counties AND "
	case "place", "aide":
		if q.wants(word) {
			return arg
		}
		return "''"
	default:
		return q.s.sqlWord(word, arg)
	}
}

// wants tells whether a question needs the place or the aide of grouped rows: SQLite works out whatever a group has a formula for.
func (q *counting) wants(word string) bool {
	if word == "aide" {
		return q.cases || q.ask.By == DimAide || q.ask.Aide != ""
	}
	return q.cases || q.ask.By == DimTown || q.ask.By == DimVillage || q.regions("f.region_code") != ""
}

// quarterNumber numbers the quarters of the calendar, as the index visit_window_quarter does.
func quarterNumber(day models.Date) int {
	t := day.Time()
	return t.Year()*4 + (int(t.Month())+2)/3
}
