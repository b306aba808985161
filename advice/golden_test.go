package advice_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/advice"
	"zhulian/models"
	"zhulian/rules"
)

var update = flag.Bool("update", false, "write what the rules say into testdata/households.md, for a person to read")

const (
	goldenFile = "testdata/households.md"
	goldenDay  = models.Date("2026-06-01")
)

// yardsticks are the numbers that stand at the head of the document.
func yardsticks() models.Yardsticks {
	return models.Yardsticks{Lines: models.Lines{Dibao: new(int64(114_900)), Dibian: new(int64(172_350))}, IncomePerHeadFen: new(int64(6_500_000)),
		RigidPermille: new(int64(600)), LowIncomeFen: new(int64(10_000_000))}
}

func shipped(t testing.TB, day models.Date) *advice.Rules {
	t.Helper()
	r := advice.Compile(models.ShippedSuggestionRules(), day)
	require.Empty(t, r.Broken())
	return r
}

// said reads facts as the document writes them into the facts that hold when nothing is written.
func said(t testing.TB, line string, into rules.Facts) {
	t.Helper()
	for part := range strings.SplitSeq(line, "；") {
		f := named(t, part)
		value := strings.TrimSpace(strings.TrimPrefix(part, f.NameZH))
		if value == "不清楚" {
			delete(into, f.Name)
			continue
		}
		parsed, known, flaw := f.Parse(raw(f, value))
		require.Empty(t, flaw, part)
		require.True(t, known, part)
		into[f.Name] = parsed
	}
}

// named finds the fact with whose name a part begins; of several the longest name.
func named(t testing.TB, part string) advice.Fact {
	t.Helper()
	var best advice.Fact
	for _, f := range advice.Tellable() {
		if strings.HasPrefix(part, f.NameZH+" ") && len(f.NameZH) > len(best.NameZH) {
			best = f
		}
	}
	require.NotEmpty(t, best.Name, part)
	return best
}

// raw is a value of the document as a form would send it.
func raw(f advice.Fact, value string) string {
	switch f.Kind {
	case rules.KindBool:
		return map[string]string{"是": "true", "否": "false"}[value]
	case rules.KindMoney:
		return strings.TrimSpace(strings.TrimSuffix(value, "元"))
	case rules.KindCode:
		for code, words := range f.Words {
			if words[0] == value {
				return code
			}
		}
	}
	return value
}

// answer writes what is said of a household as the document has it.
func answer(t testing.TB, r *advice.Rules, f rules.Facts) string {
	t.Helper()
	full := advice.Complete(f, yardsticks())
	class := models.Classify(advice.MeansOf(full), yardsticks())
	var out strings.Builder
	fmt.Fprintf(&out, "应属类别：%s\n", categories(class))
	items, _, err := r.Suggest(full, advice.Held{}, nil)
	require.NoError(t, err)
	if len(items) == 0 {
		out.WriteString("建议：无\n")
	}
	for i, item := range items {
		fmt.Fprintf(&out, "%d. %s %s〔%s〕因为：%s", i+1, item.Rule.Code, item.Rule.NameZH, strengthZH[item.Strength], because(item.Facts))
		if len(item.Missing) > 0 {
			var names []string
			for _, name := range item.Missing {
				d, _ := advice.FactBy(name)
				names = append(names, d.NameZH)
			}
			out.WriteString("。还需核实：" + strings.Join(names, "、"))
		}
		out.WriteString("。依据：" + item.Rule.Basis + "\n")
	}
	return out.String()
}

var strengthZH = map[models.Strength]string{models.StrengthEntitled: "应当享有", models.StrengthLikely: "很可能", models.StrengthExplore: "可以了解"}

func categories(c models.Classified) string {
	var names []string
	for _, b := range c.Holds {
		names = append(names, string(b)+" "+b.NameZH())
	}
	out := strings.Join(names, "、")
	if out == "" {
		out = "M0 监测对象"
	}
	var open []string
	for _, b := range models.Beneficiaries() {
		if missing, ok := c.Open[b]; ok {
			var facts []string
			for _, name := range missing {
				if d, known := advice.FactBy(name); known {
					name = d.NameZH
				}
				facts = append(facts, name)
			}
			open = append(open, string(b)+" "+b.NameZH()+"（不清楚："+strings.Join(facts, "、")+"）")
		}
	}
	if len(open) > 0 {
		out += "；未排除 " + strings.Join(open, "、")
	}
	return out
}

func because(facts map[string]string) string {
	var parts []string
	for _, d := range advice.AllFacts() {
		if value, there := facts[d.Name]; there {
			parts = append(parts, d.NameZH+" "+d.Text(value, true))
		}
	}
	return strings.Join(parts, "，")
}

func TestEveryHouseholdOfTheDocumentGetsWhatItSays(t *testing.T) {
	data, err := os.ReadFile(goldenFile)
	require.NoError(t, err)
	head, rest, found := strings.Cut(string(data), "\n## ")
	require.True(t, found)
	base := rules.Facts{}
	_, standing, found := strings.Cut(head, "未写明时：")
	require.True(t, found)
	said(t, strings.TrimSpace(standing), base)
	r := shipped(t, goldenDay)
	out := head
	sections := strings.Split(rest, "\n## ")
	require.GreaterOrEqual(t, len(sections), 40)
	seen := map[string]bool{}
	for _, s := range sections {
		title, body, _ := strings.Cut(s, "\n")
		line, want, _ := strings.Cut(strings.TrimSpace(body), "\n")
		f := rules.Facts{}
		for name, value := range base {
			f[name] = value
		}
		said(t, strings.TrimPrefix(line, "事实："), f)
		got := answer(t, r, f)
		out += "\n## " + title + "\n" + line + "\n" + got
		for _, rule := range models.ShippedSuggestionRules() {
			seen[rule.Code] = seen[rule.Code] || strings.Contains(got, rule.Code+" ")
		}
		if !*update {
			t.Run(title, func(t *testing.T) { assert.Equal(t, strings.TrimSpace(want), strings.TrimSpace(got)) })
		}
	}
	for _, code := range slices.Sorted(maps.Keys(seen)) {
		assert.True(t, seen[code], "no household of the document shows rule %s", code)
	}
	if *update {
		require.NoError(t, os.WriteFile(goldenFile, []byte(out), 0o600))
	}
}
