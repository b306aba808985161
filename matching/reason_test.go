package matching

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLocaleFilesHoldEveryPhrase(t *testing.T) {
	for place, file := range []string{"../locales/matching.zh-CN.json", "../locales/matching.en.json"} {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var catalogue map[string]string
		require.NoError(t, json.Unmarshal(raw, &catalogue))
		want := map[string]string{}
		for key, words := range wording {
			want[key] = words[place]
		}
		assert.Equal(t, want, catalogue, file)
	}
}

func TestBothLanguagesTakeTheSameArguments(t *testing.T) {
	argument := regexp.MustCompile(`\{\{\.\w+\}\}`)
	for key, words := range wording {
		assert.ElementsMatch(t, argument.FindAllString(words[0], -1), argument.FindAllString(words[1], -1), key)
		assert.NotEmpty(t, words[0], key)
		assert.NotEmpty(t, words[1], key)
	}
}

func TestReasonsAreFewAndTheWeightiestFirst(t *testing.T) {
	got := Rank(aNeed(), []Offer{anOffer()}, DefaultWeights(), 1).Ranked[0]
	assert.Equal(t, []string{"same category", "same town", "licence `food` valid to 2027-03-31", "free"}, words(got.Reasons, "en"))
	assert.Equal(t, []string{"类别一致", "同乡镇（街道）", "食品经营许可有效期至2027-03-31", "免费"}, words(got.Reasons, "zh-CN"))
}

func TestReasonsNameWhatSpeaksAgainst(t *testing.T) {
	n, o := aNeed(), anOffer()
	n.History = []Encounter{{SupplierID: "s1", DeclineCode: "D2", On: "2026-11-01"}, {SupplierID: "s1", Served: true, Satisfaction: 5}}
	o.CreatedOn = "2026-11-20"
	o.Capacity.Left = Units(10)
	got := Rank(n, []Offer{o}, DefaultWeights(), 1).Ranked[0]
	assert.Equal(t, []string{"declined this household lately", "same category", "served this household well before", "same town"}, words(got.Reasons, "en"))
}

func TestSupplierReasonsNameNobody(t *testing.T) {
	got := Rank(aNeed(), []Offer{anOffer()}, DefaultWeights(), 1).Ranked[0]
	assert.Equal(t, []string{"just what you offer", "in a town that you serve", "within what you have left", "fits your times"},
		words(SupplierReasons(got), "en"))
}

func TestAnUnknownKeyComesBackAsItIs(t *testing.T) {
	assert.Equal(t, "reason.none", Phrase{Key: "reason.none"}.In("en"))
}

func words(ps []Phrase, language string) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.In(language))
	}
	return out
}
