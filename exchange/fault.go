package exchange

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

// BadRows is what is wrong with the rows of a file: all of it, in the order of the file. The texts never repeat what a cell holds.
type BadRows struct {
	File   string
	Faults sheet.Faults
}

// Error says in one English line how many there are.
func (b *BadRows) Error() string { return b.Summary(string(locales.English)) }

// Say lists every fault, a line each, in zh-CN or en; the reasons are in the language of the import.
func (b *BadRows) Say(lang string) string { return b.Faults.Say(lang) }

// Lines counts the rows that are wrong.
func (b *BadRows) Lines() int {
	lines := map[int]bool{}
	for _, f := range b.Faults {
		lines[f.Line] = true
	}
	return len(lines)
}

// Summary says in one line how many rows are wrong and that nothing was changed.
func (b *BadRows) Summary(lang string) string {
	return locales.T(locales.Lang(lang), "import.bad_rows", models.Args{"file": b.File, "lines": b.Lines(), "faults": len(b.Faults)})
}

// columnOf maps what a draft calls a field to the column it came from, where the two differ.
var columnOf = map[string]string{
	"monthly_income_fen": "monthly_income", "value_est_fen": "value_est", "household_id": "household_no", "person_id": "person_name",
	"supplier_id": "uscc", "contact.name": "contact_name", "contact.phone": "contact_phone", "frequency.every": "frequency",
	"frequency.weekdays": "weekdays", "frequency.until": "frequency_until", "capacity_kind": "period", "persons": "relation",
	"licences.kind": "licences", "licences.number": "licences", "licences.valid_to": "licences",
}

var (
	indexText  = regexp.MustCompile(`\[\d+\]`)
	personText = regexp.MustCompile(`^persons\[(\d+)\]\.`)
)

// fieldOf answers the column that a draft's field came from.
func fieldOf(path string) string {
	path = indexText.ReplaceAllString(personText.ReplaceAllString(path, ""), "")
	if column, named := columnOf[path]; named {
		return column
	}
	return path[strings.LastIndex(path, ".")+1:]
}

// personOf answers which person of a household a draft's field is about, counted from 0.
func personOf(path string) (int, bool) {
	found := personText.FindStringSubmatch(path)
	if found == nil {
		return 0, false
	}
	i := 0
	_, err := fmt.Sscanf(found[1], "%d", &i)
	return i, err == nil
}

// reason puts a fault into words.
func reason(lang locales.Lang, code string, args models.Args) string {
	for _, room := range []string{"import.row.", "fault."} {
		if locales.Has(lang, room+code) {
			return locales.T(lang, room+code, args)
		}
	}
	return code
}

// spoken puts faults into words and into the order of the file. What is said twice of one cell is kept once.
func (s *session) spoken(faults []fault) sheet.Faults {
	out := slices.Clone(s.table.Faults)
	for _, f := range faults {
		out = append(out, s.inWords(f))
	}
	slices.SortStableFunc(out, func(a, b sheet.Fault) int {
		return cmp.Or(a.Line-b.Line, len(a.Column)-len(b.Column), strings.Compare(a.Column, b.Column), strings.Compare(a.Code, b.Code))
	})
	return slices.CompactFunc(out, func(a, b sheet.Fault) bool {
		return a.Line == b.Line && a.Field == b.Field && a.Column == b.Column && a.Code == b.Code
	})
}

func (s *session) inWords(f fault) sheet.Fault {
	args := f.args
	c, known := s.kind.column(f.field)
	if known && c.words != nil && f.code == "word" {
		args = models.Args{"words": c.words.list(s.lang)}
	}
	text := reason(s.lang, f.code, args)
	if known && !s.table.Has(f.field) {
		text = c.title(s.lang) + locales.T(s.lang, "import.colon", nil) + text
	}
	return s.table.Fault(sheet.Row{Line: f.line}, f.field, f.code, text)
}

// title is the heading of a column in a language.
func (c column) title(lang locales.Lang) string {
	if lang == locales.English {
		return c.field
	}
	return c.zh
}
