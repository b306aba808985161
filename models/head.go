package models

import "slices"

// relationsTo say what members are to a new head, by what that one was to the head before and what they were. What is not here is "other": that
// somebody was the head's parent does not say what a brother of the head is to them.
var relationsTo = map[string]map[string]string{
	"spouse":   {"head": "spouse", "son": "son", "daughter": "daughter", "grandchild": "grandchild"},
	"son":      {"head": "parent", "spouse": "parent"},
	"daughter": {"head": "parent", "spouse": "parent"},
	"parent":   {"parent": "spouse", "son": "grandchild", "daughter": "grandchild"},
}

// HasHead tells whether a living member is the household's head.
func (h Household) HasHead() bool {
	return slices.ContainsFunc(h.Living(), func(p Person) bool { return p.IsHead })
}

// PutHead makes a member the head of the household, and everybody what they are to that one, as far as what they were says it. It answers those of
// whom something changed.
func (h *Household) PutHead(id string) (changed []Person) {
	i := slices.IndexFunc(h.Persons, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	was := h.Persons[i].Relation
	for at := range h.Persons {
		p, before := &h.Persons[at], h.Persons[at]
		switch {
		case at == i:
			p.Relation = "head"
		case was != "head":
			p.Relation = p.relationTo(was)
		}
		if p.IsHead = at == i; p.IsHead != before.IsHead || p.Relation != before.Relation {
			changed = append(changed, *p)
		}
	}
	return changed
}

// relationTo is what somebody is to a new head, who was this to the head before.
func (p Person) relationTo(was string) string {
	if was == "parent" && p.Relation == "head" {
		switch p.Sex {
		case SexMale:
			return "son"
		case SexFemale:
			return "daughter"
		}
	}
	if to, known := relationsTo[was][p.Relation]; known {
		return to
	}
	return "other"
}
