package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// What reports count is read here: one declared source per kind of row (count_source.go), each with its formulas written once. A count
// and the list of the very cases behind it are made from the same formula.

// Dimension is what a count is broken down by.
type Dimension string

// The dimensions of counts. Not every source has every one.
const (
	DimCounty   Dimension = "county"
	DimTown     Dimension = "town"
	DimVillage  Dimension = "village"
	DimAide     Dimension = "aide"
	DimCategory Dimension = "category"
	DimSupplier Dimension = "supplier"
	DimMonth    Dimension = "month"
)

// CountAsk says what is counted: whose rows, of which period, as of when, and broken down by what. A scope without a county spans the
// counties of its regions.
type CountAsk struct {
	Scope    Scope
	Counties []string    // of a scope without a county, those that are counted; nil means all under its regions
	From, To models.Date // inclusive
	AsOf     time.Time
	By       Dimension // "" for one line
	Category string    // a category or its group; "" does not narrow
	Aide     string
	Supplier string
	Month    string   // YYYY-MM
	Only     []string // measures that are wanted; the others come out as 0. Empty means all
}

// Case is one row behind a count: what it is, by its id and public title.
type Case struct {
	ID       string
	Noun     string `gorm:"-"`
	Title    string
	Region   string
	Status   string
	Excluded string
	Met      bool
	Owner    string // of a case without a page of its own, what it stands on: the household of a visit window, the need of a promise
}

// Part says which rows behind a number are listed.
type Part string

// The parts of a number: what fulfils it, what belongs to it and does not, and what was left out.
const (
	PartMet      Part = "met"
	PartUnmet    Part = "unmet"
	PartExcluded Part = "excluded"
)

// CountSources lists the sources, with the codes of their measures in order.
func CountSources() map[string][]string {
	out := map[string][]string{}
	for name, src := range countSources {
		for _, m := range src.measures {
			out[name] = append(out[name], m.code)
		}
	}
	return out
}

// SourceHas tells whether a source can be broken down by a dimension.
func SourceHas(source string, by Dimension) bool {
	_, ok := countSources[source].dims[by]
	return ok
}

// Tallies counts every measure of a source in one pass, line by line, sorted by key.
func (s *Store) Tallies(ctx context.Context, source string, ask CountAsk) ([]Tally, error) {
	src, ok := countSources[source]
	if !ok {
		return nil, fmt.Errorf("count: no source %q", source)
	}
	q, err := s.counted(ctx, src, &ask)
	if err != nil {
		return nil, err
	}
	sql, listed := q.tallying()
	rows, err := s.read.WithContext(ctx).Raw(sql, q.args).Rows()
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = rows.Close() }()
	out, err := gather(rows, len(src.measures), listed)
	if err == nil {
		err = rows.Err()
	}
	return out, translate(err)
}

// tallying is the statement that counts. SQLite sorts every row that it groups, whatever by; where the lines are counties, or one, the index
// has them in order already, so only what is excluded is grouped by its code there. Where listed, the codes come as a list instead.
func (q *counting) tallying() (sql string, listed bool) {
	key, code, from := q.key(), q.text(q.src.excluded), " FROM "+q.from()+" WHERE "+q.where()
	row := func(key, code, sums string) string {
		return "SELECT " + key + " AS k, " + code + " AS x, " + sums + ", COUNT(*) AS n"
	}
	ordered := q.s.dialect == SQLite && (q.ask.By == "" || q.ask.By == DimCounty)
	group := " GROUP BY 1 ORDER BY 1"
	if q.ask.By == "" {
		group = " HAVING COUNT(*) > 0"
	}
	switch {
	case q.src.excluded == nobody:
		return q.with() + row(key, nobody, q.sums(false)) + from + group, false
	case ordered && q.src.grouped:
		return q.with() + row(key, "COALESCE(GROUP_CONCAT(NULLIF("+code+", '')), '')", q.sums(false)) + from + group, true
	case ordered:
		counted, left := " AND ("+code+") = ''", " AND ("+code+") <> '' GROUP BY 1, 2 ORDER BY 1, 2"
		group, _, _ = strings.Cut(group, " ORDER BY")
		return q.with() + row(key, nobody, q.sums(false)) + from + counted + group + " UNION ALL " + row(key, code, q.sums(true)) + from + left, false
	}
	return q.with() + row(key, code, q.sums(false)) + from + " GROUP BY 1, 2 ORDER BY 1, 2", false
}

// key is what a line is called by.
func (q *counting) key() string {
	if q.ask.By == "" {
		return "''"
	}
	return q.text(q.src.dims[q.ask.By])
}

// sums are the two numbers of each measure; those that nobody asked for are 0.
func (q *counting) sums(none bool) string {
	cols := make([]string, len(q.src.measures))
	for i, m := range q.src.measures {
		if none || len(q.ask.Only) > 0 && !slices.Contains(q.ask.Only, m.code) {
			cols[i] = fmt.Sprintf("0 AS o%d, 0 AS m%d", i, i)
			continue
		}
		of, met := q.text(m.of), q.text(m.met)
		cols[i] = fmt.Sprintf("SUM(CASE WHEN %s THEN 1 ELSE 0 END) AS o%d, SUM(CASE WHEN (%s) AND (%s) THEN 1 ELSE 0 END) AS m%d", of, i, of, met, i)
	}
	return strings.Join(cols, ", ")
}

// mostOfOne is how often one household may count in a period, at least: once a month for three years.
const mostOfOne = 40

// Cases lists the very rows behind a number, by id.
func (s *Store) Cases(ctx context.Context, source, measure string, part Part, ask CountAsk, p Page) ([]Case, string, error) {
	src, ok := countSources[source]
	i := slices.IndexFunc(src.measures, func(m formula) bool { return m.code == measure })
	if !ok || i < 0 {
		return nil, "", fmt.Errorf("count: no measure %q of %q", measure, source)
	}
	q, err := s.counted(ctx, src, &ask)
	if err != nil {
		return nil, "", err
	}
	m := src.measures[i]
	q.cases = true
	of, met, excluded := q.text(m.of), q.text(m.met), q.text(src.excluded)
	cond := map[Part]string{
		PartMet:      fmt.Sprintf("(%s) = '' AND (%s) AND (%s)", excluded, of, met),
		PartUnmet:    fmt.Sprintf("(%s) = '' AND (%s) AND NOT COALESCE((%s), FALSE)", excluded, of, met),
		PartExcluded: fmt.Sprintf("(%s) <> ''", excluded),
	}[part]
	id := q.text(src.id)
	if p.After != "" {
		cond += " AND " + id + " > @after"
		q.args["after"] = p.After
	}
	q.args["limit"] = max(1, p.Limit) + mostOfOne
	columns := fmt.Sprintf("%s AS id, %s AS title, f.region_code AS region, %s AS status, %s AS excluded, COALESCE((%s), FALSE) AS met, %s AS owner",
		id, q.text(src.title), q.text(src.status), excluded, met, q.text(cmp.Or(src.owner, "''")))
	sql := q.with() + fmt.Sprintf("SELECT %s FROM %s WHERE %s AND %s ORDER BY 1, 2 LIMIT @limit", columns, q.from(), q.where(), cond)
	var out []Case
	if err := s.read.WithContext(ctx).Raw(sql, q.args).Scan(&out).Error; err != nil {
		return nil, "", translate(err)
	}
	next := ""
	if n := max(1, p.Limit); len(out) > n {
		for n < len(out) && out[n].ID == out[n-1].ID {
			n++ // a household counts once a month or quarter; a page never ends between two of these
		}
		if n < len(out) {
			out, next = out[:n], out[n-1].ID
		}
	}
	for i := range out {
		out[i].Noun = src.noun
	}
	return out, next, nil
}

// counting is one question on its way to SQL.
type counting struct {
	s     *Store
	src   countSource
	ask   CountAsk
	cases bool   // the rows themselves are asked for
	spans []span // of a source that looks at each end of a month or quarter, those of the period
	args  map[string]any
}

func (s *Store) counted(ctx context.Context, src countSource, ask *CountAsk) (*counting, error) {
	if ask.By != "" {
		if _, ok := src.dims[ask.By]; !ok {
			return nil, models.InvalidField("group_by", "oneof")
		}
	}
	counties := []string{ask.Scope.County}
	if ask.Scope.County == "" && ask.Counties != nil {
		counties = ask.Counties
	} else if ask.Scope.County == "" {
		var err error
		if counties, err = s.countiesUnder(ctx, ask.Scope.Regions); err != nil {
			return nil, err
		}
	}
	today := models.DateOf(ask.AsOf)
	q := &counting{s: s, src: src, ask: *ask, args: map[string]any{
		"counties": counties, "from": ask.From, "to": ask.To, "from_at": ask.From.Start(), "to_at": ask.To.End(),
		"as_of": ask.AsOf.UTC(), "today": today, "ago30": ask.AsOf.AddDate(0, 0, -30).UTC(), "ago60": ask.AsOf.AddDate(0, 0, -60).UTC(),
		"ago90": ask.AsOf.AddDate(0, 0, -90).UTC(), "ago7": ask.AsOf.AddDate(0, 0, -7).UTC(), "due_lists": models.BeneficiariesListDue(),
	}}
	if src.spans != "" {
		q.spans = spansOf(src.spans, ask.From, ask.To, today)
	}
	return q, nil
}

// countiesUnder lists the counties whose data lies at or under some regions.
func (s *Store) countiesUnder(ctx context.Context, regions []string) ([]string, error) {
	var out []string
	q := s.read.WithContext(ctx).Model(&models.Region{}).Where("level = ?", models.RegionCounty)
	or := q.Session(&gorm.Session{NewDB: true})
	for _, r := range regions {
		or = or.Or(under(q, "code", r))
	}
	err := q.Where(or).Distinct("county_code").Order("county_code").Pluck("county_code", &out).Error
	if len(out) == 0 {
		out = []string{""}
	}
	return out, translate(err)
}

// text puts words in for the marks of a formula: what depends on the question, as {span:x}, and what the dialects say differently, as {day:x}.
func (q *counting) text(formula string) string {
	for {
		j := strings.Index(formula, "}")
		if j < 0 {
			return formula
		}
		i := strings.LastIndex(formula[:j], "{") // the innermost first
		word, arg, _ := strings.Cut(formula[i+1:j], ":")
		formula = formula[:i] + q.word(word, arg) + formula[j+1:]
	}
}

// sqlWord says in a dialect: the civil day of an instant, its month, the second of an instant, a date or instant that is handed in, an id as
// text, and the first of two instants.
func (s *Store) sqlWord(word, arg string) string {
	if s.dialect == Postgres {
		return map[string]string{
			"day": "(" + arg + " AT TIME ZONE 'Asia/Shanghai')::date", "month": "to_char(" + arg + " AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",
			"seconds": "FLOOR(EXTRACT(EPOCH FROM " + arg + "))", "date": "CAST(" + arg + " AS date)", "instant": "CAST(" + arg + " AS timestamptz)",
			"text": "CAST(" + arg + " AS text)", "monthday": "to_char(" + arg + ", 'YYYY-MM')", "daytext": "to_char(" + arg + " AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
			"ids": "string_agg(CAST(" + arg + " AS text), ' ')",
		}[word]
	}
	return map[string]string{
		"day": "date(" + arg + ", '+8 hours')", "month": "strftime('%Y-%m', " + arg + ", '+8 hours')", "seconds": "unixepoch(" + arg + ")",
		"date": arg, "instant": arg, "text": arg, "monthday": "substr(" + arg + ", 1, 7)", "daytext": "date(" + arg + ", '+8 hours')",
		"ids": "group_concat(" + arg + ", ' ')",
	}[word]
}

func (q *counting) from() string {
	from := q.text(q.src.from)
	if q.ask.By == DimSupplier || q.ask.Supplier != "" {
		from += q.text(q.src.suppliers)
	}
	return from
}

func (q *counting) where() string {
	cond := []string{"f.county_code IN @counties", q.text(q.src.period)}
	if q.s.dialect == SQLite && strings.HasPrefix(q.src.from, "(") {
		cond[0] = "1 = 1" // such rows are of the counties by themselves; SQLite would look at each again, PostgreSQL estimates better by it
	}
	if r := q.regions("f.region_code"); r != "" {
		cond = append(cond, r)
	}
	for dim, said := range map[Dimension]string{DimAide: q.ask.Aide, DimSupplier: q.ask.Supplier, DimMonth: q.ask.Month} {
		if expr, ok := q.src.dims[dim]; ok && said != "" {
			q.args["only_"+string(dim)] = said
			cond = append(cond, q.text(expr)+" = @only_"+string(dim))
		}
	}
	if expr, ok := q.src.dims[DimCategory]; ok && q.ask.Category != "" {
		q.args["only_category"] = q.ask.Category + "%"
		cond = append(cond, q.text(expr)+" LIKE @only_category")
	}
	slices.Sort(cond[2:])
	return strings.Join(cond, " AND ")
}

// regions keeps the rows of the scope, unless it is a whole county.
func (q *counting) regions(column string) string {
	var or []string
	for i, r := range q.ask.Scope.Regions {
		if q.ask.Scope.County != "" && r == q.ask.Scope.County+"000000" {
			return ""
		}
		lo, hi := fmt.Sprintf("r%d_lo", i), fmt.Sprintf("r%d_hi", i)
		prefix := models.RegionPrefix(r)
		if _, flaw := models.ParseRegionCode(r); flaw != "" {
			return "1 = 0"
		}
		q.args[lo], q.args[hi] = padded(prefix, '0'), padded(prefix, '9')
		or = append(or, fmt.Sprintf("%s BETWEEN @%s AND @%s", column, lo, hi))
	}
	if len(or) == 0 || q.ask.Scope.County == "" {
		return ""
	}
	return "(" + strings.Join(or, " OR ") + ")"
}
