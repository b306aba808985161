package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEverybodyIsToTheNewHeadWhatTheyAreAsFarAsItIsKnown(t *testing.T) {
	home := func() Household {
		return Household{Persons: []Person{
			{ID: "0", Relation: "head", IsHead: true, Sex: SexMale}, {ID: "1", Relation: "spouse"}, {ID: "2", Relation: "son"}, {ID: "3", Relation: "daughter"},
			{ID: "4", Relation: "parent"}, {ID: "5", Relation: "parent"}, {ID: "6", Relation: "grandchild"}, {ID: "7", Relation: "other"},
		}}
	}
	for head, want := range map[string][]string{
		"1": {"spouse", "head", "son", "daughter", "other", "other", "grandchild", "other"},
		"2": {"parent", "parent", "head", "other", "other", "other", "other", "other"},
		"3": {"parent", "parent", "other", "head", "other", "other", "other", "other"},
		"4": {"son", "other", "grandchild", "grandchild", "head", "spouse", "other", "other"},
		"6": {"other", "other", "other", "other", "other", "other", "head", "other"},
		"7": {"other", "other", "other", "other", "other", "other", "other", "head"},
	} {
		h := home()
		h.PutHead(head)
		got, heads := []string{}, []string{}
		for _, p := range h.Persons {
			got = append(got, p.Relation)
			if p.IsHead {
				heads = append(heads, p.ID)
			}
		}
		assert.Equal(t, want, got, head)
		assert.Equal(t, []string{head}, heads)
	}
	h := home()
	assert.Len(t, h.PutHead("1"), 4, "who stays what they were is not written")
	assert.Empty(t, h.PutHead("1"), "nothing changes twice")
	assert.Empty(t, h.PutHead("nobody"))
}

func TestWhoHasDiedIsNoLongerTheHead(t *testing.T) {
	h := Household{Persons: []Person{{ID: "0", Relation: "head", IsHead: true}, {ID: "1", Relation: "spouse"}}}
	assert.True(t, h.HasHead())
	h.Persons[0].DeceasedOn = "2026-03-01"
	assert.False(t, h.HasHead())
}
