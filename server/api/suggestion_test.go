package api_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/models"
)

func TestSuggestionsOfAHouseholdOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household(func(d *models.HouseholdDraft) {
			d.Persons = []models.PersonDraft{{Name: "周大海", NoNumberWhy: "未带证件", BirthDate: "1930-05-01", Relation: "head"}}
		})
		status, body := answer(t, s, s.Aide, "/households/"+h.ID+"/suggestions")
		require.Equal(t, 200, status)
		items, ok := body["items"].([]any)
		require.True(t, ok)
		require.NotEmpty(t, items)
		first, ok := items[0].(map[string]any)
		require.True(t, ok)
		for _, name := range []string{"rule_code", "kind", "title", "basis", "reasons", "missing", "strength"} {
			assert.Contains(t, first, name)
		}
		assert.Equal(t, "R28", first["rule_code"], "a weekly visit for whoever lives alone at ninety")
		status, _ = answer(t, s, s.OtherAide, "/households/"+h.ID+"/suggestions")
		assert.Equal(t, 404, status)
		status, _ = answer(t, s, s.Operator, "/households/"+h.ID+"/suggestions")
		assert.Equal(t, 403, status)
	})
}
