package matching

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const longText = "老人独居在三楼,双腿行走不便,每天中午没有人做饭,希望有人送午餐上门"

func TestTheSameHouseholdAndCategoryWithinTheDaysIsADuplicate(t *testing.T) {
	needs := []Need{
		{ID: "a", HouseholdID: "h1", Category: "B01", Title: "送午餐", SubmittedOn: "2026-11-01"},
		{ID: "b", HouseholdID: "h1", Category: "B01", Title: "想要有人做饭", SubmittedOn: "2026-11-20"},
		{ID: "c", HouseholdID: "h1", Category: "B04", Title: "理发", SubmittedOn: "2026-11-20"},
		{ID: "d", HouseholdID: "h2", Category: "B01", Title: "送午餐", SubmittedOn: "2026-11-20"},
		{ID: "e", HouseholdID: "h1", Category: "B01", Title: "送午餐", SubmittedOn: "2027-01-20"},
	}
	got := Duplicates(needs, DefaultDuplicateRules())
	require.Len(t, got, 1)
	assert.Equal(t, "b", got[0].NeedID)
	assert.Equal(t, "a", got[0].EarlierID)
	assert.Equal(t, "same household and category within 30 days", got[0].Reason.In("en"))
}

func TestNearlyTheSameTextIsADuplicate(t *testing.T) {
	for name, c := range map[string]struct {
		a, b Need
		want bool
	}{
		"same household, other category": {Need{HouseholdID: "h", Category: "B01", Title: "送饭上门每天"}, Need{HouseholdID: "h", Category: "B05", Title: "每天送饭上门"}, true},
		"same household, other text":     {Need{HouseholdID: "h", Category: "B01", Title: "送饭上门"}, Need{HouseholdID: "h", Category: "G04", Title: "水管漏水"}, false},
		"other household, long text":     {Need{HouseholdID: "h", Detail: longText}, Need{HouseholdID: "i", Detail: longText + "。"}, true},
		"no household, long text":        {Need{Detail: longText}, Need{Detail: longText}, true},
		"other household, short text":    {Need{HouseholdID: "h", Title: "需要大米"}, Need{HouseholdID: "i", Title: "需要大米"}, false},
		"other town":                     {Need{Detail: longText, Region: homeVillage}, Need{Detail: longText, Region: otherTown}, false},
		"same town":                      {Need{Detail: longText, Region: homeVillage}, Need{Detail: longText, Region: nextVillage}, true},
	} {
		c.a.ID, c.b.ID, c.a.SubmittedOn, c.b.SubmittedOn = "a", "b", "2026-11-01", "2026-11-02"
		assert.Equal(t, c.want, len(Duplicates([]Need{c.b, c.a}, DefaultDuplicateRules())) == 1, name)
	}
}

// bySight compares every text with every earlier one, without the shortcut by rare features.
func bySight(needs []Need, rules DuplicateRules) int {
	d := newDuplicateSearch(needs, rules)
	found := 0
	for i := range d.texts {
		hit := false
		for j := range i {
			a, b := &d.texts[i], &d.texts[j]
			apart := near(a.region, b.region) < sameTown && a.region.known() && b.region.known()
			long := a.length >= rules.LeastLength && b.length >= rules.LeastLength
			hit = hit || long && !apart && a.on-b.on <= day(rules.Days) && common(a.features, b.features) >= rules.Elsewhere
		}
		if hit {
			found++
		}
	}
	return found
}

func TestTheShortcutFindsWhatComparingAllFinds(t *testing.T) {
	total := 0
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		runes := []rune(longText)
		var needs []Need
		for i := range 30 {
			text := append([]rune{}, runes[random.IntN(8):len(runes)-random.IntN(8)]...)
			for range random.IntN(3) {
				text[random.IntN(len(text))] = rune('一' + random.IntN(500))
			}
			needs = append(needs, Need{ID: fmt.Sprint(i), Detail: string(text), SubmittedOn: "2026-11-01"})
		}
		want := bySight(needs, DefaultDuplicateRules())
		require.Len(rt, Duplicates(needs, DefaultDuplicateRules()), want)
		total += want
	})
	assert.Positive(t, total)
}

// story is a sentence of a title and thirty characters drawn at random from six hundred.
func (m *made) story() string {
	var out []rune
	for range 30 {
		out = append(out, rune('一'+m.random.IntN(600)))
	}
	return m.title() + string(out)
}

func BenchmarkDuplicatesOf20000(b *testing.B) {
	m := newMade(8)
	needs := make([]Need, 20_000)
	for i := range needs {
		needs[i] = m.need()
		needs[i].ID, needs[i].HouseholdID = fmt.Sprint(i), fmt.Sprint("h", m.random.IntN(12_000))
		needs[i].Detail = m.story()
		needs[i].SubmittedOn = "2026-11-01"
	}
	for b.Loop() {
		Duplicates(needs, DefaultDuplicateRules())
	}
}
