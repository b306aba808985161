package models

// Step is one allowed change of a status: its name and from where to where it leads.
type Step[S ~string] struct {
	Name string
	From []S
	To   S
}

// Steps is the declared table of all the steps that a noun can take; nothing else changes a status.
type Steps[S ~string] struct {
	Noun  string
	Table []Step[S]
}

// Next returns the status that a named step leads to from the present one, or a Conflict "step_not_allowed".
func (s Steps[S]) Next(name string, from S) (S, error) {
	for _, step := range s.Table {
		if step.Name != name {
			continue
		}
		for _, f := range step.From {
			if f == from {
				return step.To, nil
			}
		}
	}
	return "", Conflict("step_not_allowed").With("noun", s.Noun).With("step", name).With("status", string(from))
}

// Allows tells whether a named step may follow the present status.
func (s Steps[S]) Allows(name string, from S) bool {
	_, err := s.Next(name, from)
	return err == nil
}

// From lists the statuses from which a named step may be taken.
func (s Steps[S]) From(name string) []S {
	var out []S
	for _, step := range s.Table {
		if step.Name == name {
			out = append(out, step.From...)
		}
	}
	return out
}

// Statuses lists every status that the table mentions, once each, in order of first mention.
func (s Steps[S]) Statuses() []S {
	var out []S
	seen := map[S]bool{}
	add := func(v S) {
		if v != "" && !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	for _, step := range s.Table {
		for _, f := range step.From {
			add(f)
		}
		add(step.To)
	}
	return out
}
