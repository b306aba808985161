package models

import (
	"slices"
	"strings"
)

// SuggestionRule is a rule of one household, one policy (一户一策; domain report §10): a condition over the facts of a household, and what it
// suggests. It grants nothing: a person decides (个保法 24).
type SuggestionRule struct {
	Code        string
	Version     int
	NameZH      string // what is suggested, without anything of the household
	NameEN      string
	Basis       string // the law with its article
	BasisEN     string
	Kind        SuggestionKind
	Strength    Strength // where it holds and everything in SureWhen is known to hold
	OwnerDept   string
	Urgency     int    // 1 now, 2 this week, 3 this month, 4 when there is time
	Expression  string // must hold
	SureWhen    string // where it does not surely hold, the strength is a step lower
	Explore     bool   // where facts of Expression are missing, it is a thing to look into
	Shows       []string
	AmountFact  string // the fact of money that says what it is worth
	ValueFen    int64  // what it is worth by common experience, for the order alone
	Application ApplicationKind
	Needs       []string // categories of the marketplace, the likeliest first
	Benefits    []string // parts of the names of what a household has received lately that make it needless
	Term
}

// SuggestionRules are versions of the rules.
type SuggestionRules []SuggestionRule

// On lists the rules that hold on a day, of each the newest version, in the order of their codes.
func (all SuggestionRules) On(day Date) SuggestionRules {
	best := map[string]SuggestionRule{}
	for _, r := range all {
		if b, there := best[r.Code]; r.Holds(day) && (!there || r.Version > b.Version) {
			best[r.Code] = r
		}
	}
	out := make(SuggestionRules, 0, len(best))
	for _, r := range best {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b SuggestionRule) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// ByCode finds the newest version of a rule.
func (all SuggestionRules) ByCode(code string) (out SuggestionRule, ok bool) {
	for _, r := range all {
		if r.Code == code && (!ok || r.Version > out.Version) {
			out, ok = r, true
		}
	}
	return out, ok
}

// Weaker is the strength a step lower.
func (s Strength) Weaker() Strength {
	if s == StrengthEntitled {
		return StrengthLikely
	}
	return StrengthExplore
}

// Rank is the place of a strength, 1 the surest.
func (s Strength) Rank() int { return slices.Index(Strengths(), s) + 1 }
