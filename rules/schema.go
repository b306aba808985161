// Package rules judges typed facts by expressions that a county keeps as data. It is pure: the same facts and the same expression give the
// same answer, with the facts that it rests on. An expression has no loops, functions or members, so that its cost is bounded by its length;
// what is not known stays unknown and is never taken for no.
package rules

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what a fact is.
type Kind string

// The kinds of facts. Money is in fen, and no number can be compared with it unless it is written as yuan(…).
const (
	KindBool  Kind = "bool"
	KindInt   Kind = "int"
	KindMoney Kind = "money"
	KindCode  Kind = "code"
	KindCodes Kind = "codes" // several codes, in no order
	KindDate  Kind = "date"  // YYYY-MM-DD
)

// Fact declares what an expression may ask for.
type Fact struct {
	Name   string // English snake_case, as it stands in expressions
	Kind   Kind
	NameZH string
	NameEN string
	Codes  []string // the values that a code can have; empty: any
}

// Facts are what is known, by name: bool, int (also money), string (codes and dates) or []string. What is not there is not known.
type Facts map[string]any

// Written is the value of a fact as what rests on it keeps it: an alert or a suggestion.
func Written(value any) string {
	switch v := value.(type) {
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case string:
		return v
	case []string:
		return strings.Join(v, " ")
	}
	return ""
}

// Schema is what expressions may ask for: facts, and values given beforehand such as thresholds. The zero Schema knows nothing.
type Schema struct {
	facts []Fact
	index map[string]int
	given map[string]any
}

// NewSchema answers a schema of facts. Of two facts of one name the later counts.
func NewSchema(facts ...Fact) Schema {
	s := Schema{index: make(map[string]int, len(facts)), given: map[string]any{}}
	for _, f := range facts {
		s.put(f)
	}
	return s
}

func (s *Schema) put(f Fact) {
	if i, there := s.index[f.Name]; there {
		s.facts[i] = f
		return
	}
	s.index[f.Name] = len(s.facts)
	s.facts = append(s.facts, f)
}

// Given answers a schema that also knows a value under the name of a fact, such as a threshold. It is part of what is compiled and never
// counts as a fact used.
func (s Schema) Given(f Fact, value any) Schema {
	out := NewSchema(s.facts...)
	for name, v := range s.given {
		out.given[name] = v
	}
	out.put(f)
	out.given[f.Name] = value
	return out
}

// Facts lists the facts in their order, without what is given.
func (s Schema) Facts() []Fact {
	return slices.DeleteFunc(slices.Clone(s.facts), func(f Fact) bool { _, given := s.given[f.Name]; return given })
}

// Fact finds a fact by its name.
func (s Schema) Fact(name string) (Fact, bool) {
	i, ok := s.index[name]
	if !ok {
		return Fact{}, false
	}
	return s.facts[i], true
}

// Numbers beyond these are no facts but mistakes; within them nothing an accepted expression counts can overflow.
const (
	mostInt     = 1_000_000         // either way
	mostMoney   = 10_000_000_000_00 // fen
	mostProduct = 4_000_000_000_000_000_000
)

// fits tells whether a value is one of the kind.
func (f Fact) fits(value any) bool {
	switch v := value.(type) {
	case bool:
		return f.Kind == KindBool
	case int:
		return f.Kind == KindInt && within(v, mostInt) || f.Kind == KindMoney && within(v, mostMoney)
	case string:
		return f.Kind == KindCode || f.Kind == KindDate
	case []string:
		return f.Kind == KindCodes
	}
	return false
}

func within(v, most int) bool { return -most <= v && v <= most }
