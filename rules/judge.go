package rules

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/vm"
)

// Truth is an answer where not everything is known (Kleene's three values).
type Truth string

// The answers.
const (
	Yes     Truth = "yes"
	No      Truth = "no"
	Unknown Truth = "unknown"
)

// Verdict is the answer of a program on some facts, and what it rests on.
type Verdict struct {
	Truth   Truth
	Used    []string // of a yes or no: the facts that decided it, by name
	Missing []string // of an unknown: the facts that are not known and could decide it, by name
}

// Holds tells whether the expression is surely true. What is unknown does not hold. An error says that a fact is of the wrong kind.
func (p *Program) Holds(facts Facts) (bool, error) {
	v, err := p.Judge(facts)
	return v.Truth == Yes, err
}

// Judge answers an expression with the facts that decided it. Every condition that agrees with the answer counts, not only the first, so
// that the reasons do not depend on the order in which they are written.
func (p *Program) Judge(facts Facts) (Verdict, error) {
	for _, name := range p.uses {
		if value, known := facts[name]; known && !p.kinds[name].fits(value) {
			return Verdict{}, fmt.Errorf("rules: the fact %s is no %s", name, p.kinds[name].Kind)
		}
	}
	j := judging{facts: facts}
	truth, by := j.part(&p.root)
	if j.err != nil {
		return Verdict{}, j.err
	}
	slices.Sort(by)
	by = slices.Compact(by)
	if truth == Unknown {
		return Verdict{Truth: truth, Missing: by}, nil
	}
	return Verdict{Truth: truth, Used: by}, nil
}

// judging is one run over the parts, with one machine for all conditions.
type judging struct {
	facts   Facts
	machine vm.VM
	err     error
}

// part answers a part, with the facts that decided it, or the missing ones where it is unknown.
func (j *judging) part(p *part) (Truth, []string) {
	switch p.op {
	case "and":
		return j.all(p.of, No, Yes)
	case "or":
		return j.all(p.of, Yes, No)
	case "not":
		truth, by := j.part(&p.of[0])
		return turned(truth), by
	case "known":
		_, known := j.facts[p.uses[0]]
		return truthOf(known), slices.Clone(p.uses)
	}
	return j.leaf(p)
}

// all puts parts together: one that is decisive decides, and only where none is, unknown ones leave it open.
func (j *judging) all(parts []part, decisive, otherwise Truth) (Truth, []string) {
	by := map[Truth][]string{}
	seen := map[Truth]bool{}
	for i := range parts {
		truth, names := j.part(&parts[i])
		seen[truth], by[truth] = true, append(by[truth], names...)
	}
	switch {
	case seen[decisive]:
		return decisive, by[decisive]
	case seen[Unknown]:
		return Unknown, by[Unknown]
	}
	return otherwise, by[otherwise]
}

func (j *judging) leaf(p *part) (Truth, []string) {
	var missing []string
	for _, name := range p.uses {
		if _, known := j.facts[name]; !known {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return Unknown, missing
	}
	out, err := j.machine.Run(p.code, map[string]any(j.facts))
	if err != nil && j.err == nil {
		j.err = fmt.Errorf("rules: %w", err)
	}
	yes, _ := out.(bool)
	return truthOf(yes), slices.Clone(p.uses)
}

func truthOf(yes bool) Truth {
	if yes {
		return Yes
	}
	return No
}

func turned(t Truth) Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}
