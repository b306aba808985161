package models

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// FeedDraft is what staff say of a feed: a new one, or a new edition of one that is there.
type FeedDraft struct {
	Code          string       `json:"code" validate:"required"`
	NameZH        string       `json:"name_zh" validate:"required,filled,text=40"`
	NameEN        string       `json:"name_en" validate:"omitempty,text=60"`
	SourceDept    string       `json:"source_dept" validate:"required,filled,text=20"`
	Columns       []FeedColumn `json:"columns" validate:"required,min=1,max=30"`
	Codes         []FeedWord   `json:"codes" validate:"max=100"`
	AmountUnit    AmountUnit   `json:"amount_unit" validate:"omitempty,oneof=yuan wan fen"`
	KeepDays      int          `json:"keep_days" validate:"required,min=30,max=1830"`
	Enabled       *bool        `json:"enabled" validate:"required"`
	EffectiveFrom Date         `json:"effective_from" validate:"omitempty,date"` // today where left out
	Reason        string       `json:"reason" validate:"filled,text=300"`
}

var feedWord = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

// CheckFeed finds every fault of a draft: those of Check, a day that is over, columns that do not say whom or when a row is about, and
// names that mean two things.
func CheckFeed(in FeedDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	add := func(field, code string, args Args) {
		faults = append(faults, FieldError{Field: field, Code: code, Args: args})
	}
	if in.Code != "" && !feedWord.MatchString(in.Code) {
		add("code", "feed_word", nil)
	}
	if in.EffectiveFrom != "" && in.EffectiveFrom < today {
		add("effective_from", "in_past", nil)
	}
	_, amount := (Feed{Columns: in.Columns}).Column(FeedAmount)
	if amount && in.AmountUnit == AmountNone {
		add("amount_unit", "required", nil)
	}
	_, coded := (Feed{Columns: in.Columns}).Column(FeedCode)
	if coded && len(in.Codes) == 0 {
		add("codes", "required", nil)
	}
	faults = append(faults, columnFaults(in.Columns)...)
	return append(faults, wordFaults(in.Codes)...)
}

// columnFaults finds what is wrong with the columns of a feed, each and together.
func columnFaults(columns []FeedColumn) (faults []FieldError) {
	fields, heads := map[FeedField]bool{}, map[string]bool{}
	for i, c := range columns {
		add := func(part, code string) {
			faults = append(faults, FieldError{Field: fmt.Sprintf("columns[%d].%s", i, part), Code: code})
		}
		common := slices.Contains(FeedFields(), c.Field)
		switch {
		case !feedWord.MatchString(string(c.Field)):
			add("field", "feed_word")
		case fields[c.Field]:
			add("field", "twice")
		case !common && !slices.Contains(FactKinds(), c.Kind), common && c.Kind != "":
			add("kind", "feed_kind")
		}
		fields[c.Field] = true
		if len(c.Names) == 0 {
			add("names", "required")
		}
		for _, name := range c.Names {
			head := strings.ToLower(CleanText(name))
			if head == "" || heads[head] || CheckText(name, 40) != "" {
				add("names", "feed_heading")
				break
			}
			heads[head] = true
		}
	}
	if !fields[FeedEventOn] {
		faults = append(faults, FieldError{Field: "columns", Code: "feed_no_date"})
	}
	if !fields[FeedCitizenNo] && (!fields[FeedName] || !fields[FeedVillage] && !fields[FeedAddress]) {
		faults = append(faults, FieldError{Field: "columns", Code: "feed_nobody"})
	}
	return faults
}

// wordFaults finds what is wrong with a code list.
func wordFaults(words []FeedWord) (faults []FieldError) {
	seen := map[string]string{}
	for i, w := range words {
		if !feedWord.MatchString(strings.ToLower(w.Code)) || CleanText(w.NameZH) == "" || CheckText(w.NameZH, 40) != "" || CheckText(w.NameEN, 60) != "" {
			faults = append(faults, FieldError{Field: fmt.Sprintf("codes[%d]", i), Code: "feed_word"})
			continue
		}
		if alsoFlawed(w.Also) {
			faults = append(faults, FieldError{Field: fmt.Sprintf("codes[%d].also", i), Code: "feed_also"})
			continue
		}
		for _, name := range append([]string{w.Code, w.NameZH}, w.Also...) {
			name = strings.ToLower(CleanText(name))
			if other, taken := seen[name]; taken && other != w.Code {
				faults = append(faults, FieldError{Field: fmt.Sprintf("codes[%d]", i), Code: "twice"})
				break
			}
			seen[name] = w.Code
		}
	}
	return faults
}

// alsoMost is how many other writings of a value a feed knows at most.
const alsoMost = 40

func alsoFlawed(names []string) bool {
	return len(names) > alsoMost || slices.ContainsFunc(names, func(name string) bool { return CleanText(name) == "" || CheckText(name, 40) != "" })
}
