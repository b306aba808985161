package models

import (
	"slices"
	"strings"
	"time"
)

// RuleVersion is one version of a rule as data: AlertRule and SuggestionRule. Two people decide on it, it holds in its term, and it is never changed.
type RuleVersion[T any] interface {
	ruleHead() ruleHead
	placed(county, id string) T // in a county's rows
}

// ruleHead is what every version of a rule has.
type ruleHead struct {
	Code    string
	Number  int
	Enabled bool
	Term
	Decision
}

// before tells whether a version goes before another that holds on the same day.
func (h ruleHead) before(other ruleHead) bool {
	return laterDecision(h.Term, other.Term, h.Decision, other.Decision)
}

// RuleStanding is how a rule stands on a day: In is the version that holds, nil where none does; Waiting counts the proposals of it.
type RuleStanding[T any] struct {
	Code    string
	In      *T
	Newest  T
	Waiting int
}

// RuleStandings answers how every rule stands on a day, in the order of the codes.
func RuleStandings[T RuleVersion[T]](all []T, day Date) []RuleStanding[T] {
	codes := ruleCodes(all)
	out := make([]RuleStanding[T], len(codes))
	for i, code := range codes {
		history := RuleHistory(all, code)
		out[i] = RuleStanding[T]{Code: code, In: inForce(history, code, day), Newest: history[0]}
		for _, r := range history {
			if r.ruleHead().Status == DecisionProposed {
				out[i].Waiting++
			}
		}
	}
	return out
}

// RuleHistory lists the versions of one rule, the newest first.
func RuleHistory[T RuleVersion[T]](all []T, code string) []T {
	var out []T
	for _, r := range all {
		if r.ruleHead().Code == code {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b T) int { return b.ruleHead().Number - a.ruleHead().Number })
	return out
}

// NextRuleVersion is the number of the version that comes after those of a rule.
func NextRuleVersion[T RuleVersion[T]](own []T) int {
	next := 1
	for _, r := range own {
		next = max(next, r.ruleHead().Number+1)
	}
	return next
}

// ShippedRule is what of the versions that came with the software is of one rule, as rows of a county.
func ShippedRule[T RuleVersion[T]](shipped []T, county, code string, now time.Time) []T {
	var out []T
	for _, r := range shipped {
		if r.ruleHead().Code == code {
			out = append(out, r.placed(county, NewID(now)))
		}
	}
	return out
}

// RuleDeciders are the ids of those who proposed and adopted versions.
func RuleDeciders[T RuleVersion[T]](list []T) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.ruleHead().CreatedBy, r.ruleHead().AdoptedBy)
	}
	return out
}

// withShipped answers a county's own versions, and those that came with the software of rules that the county has no version of.
func withShipped[T RuleVersion[T]](county string, own, shipped []T) []T {
	out, has := own, map[string]bool{}
	for _, r := range own {
		has[r.ruleHead().Code] = true
	}
	for _, r := range shipped {
		if !has[r.ruleHead().Code] {
			out = append(out, r.placed(county, ""))
		}
	}
	return out
}

// inForce is the version of a rule that holds on a day: the latest beginning, then the latest adoption. It is nil where none holds.
func inForce[T RuleVersion[T]](all []T, code string, day Date) *T {
	return bestOn(all, day)[code]
}

// enabledOn lists the versions that are asked on a day, in the order of their codes.
func enabledOn[T RuleVersion[T]](all []T, day Date) []T {
	best := bestOn(all, day)
	out := make([]T, 0, len(best))
	for _, r := range best {
		if (*r).ruleHead().Enabled {
			out = append(out, *r)
		}
	}
	slices.SortFunc(out, func(a, b T) int { return strings.Compare(a.ruleHead().Code, b.ruleHead().Code) })
	return out
}

// bestOn are the versions that hold on a day, by the codes of their rules.
func bestOn[T RuleVersion[T]](all []T, day Date) map[string]*T {
	best := map[string]*T{}
	for i := range all {
		h := all[i].ruleHead()
		if !h.KnownAt(time.Time{}) || !h.Holds(day) {
			continue
		}
		if b := best[h.Code]; b == nil || h.before((*b).ruleHead()) {
			best[h.Code] = &all[i]
		}
	}
	return best
}

// ruleCodes lists the codes of rules, sorted.
func ruleCodes[T RuleVersion[T]](all []T) []string {
	var out []string
	for _, r := range all {
		out = append(out, r.ruleHead().Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
