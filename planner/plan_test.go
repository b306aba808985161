package planner

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/matching"
	"zhulian/sheet"
)

func grid(t testing.TB, text string) *sheet.Grid {
	t.Helper()
	g, err := sheet.Read(strings.NewReader(text), "list.csv", sheet.DefaultLimits())
	require.NoError(t, err)
	return g
}

func plan(t testing.TB, needs, offers string, options Options) *Plan {
	t.Helper()
	p, err := Make(context.Background(), grid(t, needs), grid(t, offers), options)
	require.NoError(t, err)
	return p
}

func county(t testing.TB, options Options) *Plan {
	t.Helper()
	needs, err := sheet.Open("testdata/needs.csv", sheet.DefaultLimits())
	require.NoError(t, err)
	offers, err := sheet.Open("testdata/offers.csv", sheet.DefaultLimits())
	require.NoError(t, err)
	p, err := Make(context.Background(), needs, offers, options)
	require.NoError(t, err)
	return p
}

// outcome finds a need by its id.
func outcome(t testing.TB, p *Plan, id string) *Outcome {
	t.Helper()
	for i := range p.Needs {
		if p.Needs[i].ID == id {
			return &p.Outcomes[i]
		}
	}
	t.Fatalf("no need %s", id)
	return nil
}

func TestThePlanOfASmallCounty(t *testing.T) {
	p := county(t, Options{Lang: "en", Candidates: 3})
	for id, want := range map[string]struct {
		state State
		units int64
		code  string
	}{
		"N-01": {Full, 30, ""}, // critical: first at the canteen
		"N-02": {Part, 10, "capacity"},
		"N-03": {Agree, 0, ""}, // the barber's capacity is unknown
		"N-04": {Agree, 0, ""}, // the need's quantity is unknown
		"N-05": {Nobody, 0, "gate"},
		"N-06": {Nobody, 0, "gate"},
		"N-08": {Nobody, 0, "no_offer"},
	} {
		got := outcome(t, p, id)
		assert.Equal(t, []any{want.state, want.units, want.code}, []any{got.State, got.Units, got.Code}, id)
	}
	assert.Equal(t, matching.GateArea, outcome(t, p, "N-05").Gate)
	assert.Equal(t, matching.GateSensitivity, outcome(t, p, "N-06").Gate, "counselling goes by named referral")
	assert.Contains(t, outcome(t, p, "N-02").Why, "社区食堂助餐 of 示例社区食堂 went to line 2 (more urgent)")
	assert.Equal(t, 6, outcome(t, p, "N-07").DuplicateOf)
	assert.Equal(t, p.Bound, p.Value, "the allocation is proven to be the best")
}

func TestAnUnknownQuantityGetsAProposalAndNoUnits(t *testing.T) {
	gifts := outcome(t, county(t, Options{}), "N-04").Gifts
	require.Len(t, gifts, 1)
	assert.False(t, gifts[0].Quantity.Known)
	p := plan(t, "item,qty\nrice,1\nrice,7\n", "item,qty\nrice,7\n", Options{UnknownQuantity: []string{"1"}})
	assert.Equal(t, []State{Nobody, Full}, []State{p.Outcomes[0].State, p.Outcomes[1].State}, "known quantities come first")
	p = plan(t, "item,qty\nrice,1\nrice,7\n", "item,qty\nrice,8\n", Options{UnknownQuantity: []string{"1"}})
	assert.Equal(t, []State{Agree, Full}, []State{p.Outcomes[0].State, p.Outcomes[1].State}, "what is left may be asked for")
	p = plan(t, "item,qty\nrice,1\nrice,7\n", "item,qty\nrice,8\n", Options{})
	assert.Equal(t, []State{Full, Full}, []State{p.Outcomes[0].State, p.Outcomes[1].State}, "without the flag a 1 is a 1")
}

func TestAKnownNeedBeyondTheStockIsAlsoProposedToAnUnknownOffer(t *testing.T) {
	p := plan(t, "item,qty\nrice,10\n", "item,qty\nrice,4\nrice,\n", Options{})
	require.Len(t, p.Outcomes[0].Gifts, 2)
	assert.Equal(t, matching.Units(4), p.Outcomes[0].Gifts[0].Quantity)
	assert.False(t, p.Outcomes[0].Gifts[1].Quantity.Known)
	assert.Equal(t, Part, p.Outcomes[0].State)
	assert.Equal(t, matching.Units(6), p.Missing(0))
}

func TestDifferentUnitsAreNeverCountedAgainstEachOther(t *testing.T) {
	p := plan(t, "物资,数量,单位\n大米,10,袋\n", "物资,数量,单位\n大米,10,吨\n", Options{})
	assert.Equal(t, Agree, p.Outcomes[0].State)
	p = plan(t, "物资,数量（袋）\n大米,10\n", "物资,数量\n大米,10袋\n", Options{})
	assert.Equal(t, Full, p.Outcomes[0].State)
}

func TestACriticalNeedIsNeverLeftForANormalOneThatASwapCouldFree(t *testing.T) {
	needs := "item,qty,urgency,town\nrice,5,normal,A\nrice,5,critical,B\n"
	p := plan(t, needs, "item,qty,town\nrice,5,A\n", Options{})
	assert.Equal(t, []State{Nobody, Full}, []State{p.Outcomes[0].State, p.Outcomes[1].State})
	assert.Equal(t, "critical", string(p.Needs[1].Urgency))
}

func TestOfEquallyGoodNeedsTheSmallerAreServedFirst(t *testing.T) {
	p := plan(t, "item,qty\nrice,40\nrice,10\nrice,10\nrice,10\n", "item,qty\nrice,40\n", Options{})
	states, units := p.Count()
	assert.Equal(t, 3, states[Full])
	assert.EqualValues(t, 40, units)
}

func TestProposalsArespreadOverEquallyGoodOffersAndLimited(t *testing.T) {
	needs := "item\nrice\nrice\nrice\nrice\n"
	p := plan(t, needs, "item\nrice\nrice\n", Options{})
	assert.Equal(t, []int{2, 2}, []int{p.uses[0].links, p.uses[1].links})
	p = plan(t, needs, "item\nrice\nrice\n", Options{MaxLinks: 1})
	assert.Equal(t, []int{1, 1}, []int{p.uses[0].links, p.uses[1].links})
	assert.Equal(t, "links", p.Outcomes[3].Code)
}

func TestLimitsOfOffersPerNeedAndPerHouseholdHold(t *testing.T) {
	p := plan(t, "item,qty\nrice,9\n", "item,qty\nrice,3\nrice,3\nrice,3\n", Options{MaxOffers: 2})
	assert.Len(t, p.Outcomes[0].Gifts, 2)
	assert.Equal(t, "offers_limit", p.Outcomes[0].Code)
	p = plan(t, "item,qty,household\nrice,5,H1\nrice,5,H1\n", "item,qty,per_household_limit\nrice,100,6\n", Options{})
	_, units := p.Count()
	assert.EqualValues(t, 6, units)
}

func TestTheSameListsInAnotherOrderServeTheSameNeeds(t *testing.T) {
	needs := "id,item,qty\na,rice,3\nb,rice,4\nc,oil,5\n"
	offers := "item,qty\nrice,5\noil,4\n"
	first, second := plan(t, needs, offers, Options{}), plan(t, "id,item,qty\nc,oil,5\nb,rice,4\na,rice,3\n", "item,qty\noil,4\nrice,5\n", Options{})
	for _, id := range []string{"a", "b", "c"} {
		assert.Equal(t, outcome(t, first, id).Units, outcome(t, second, id).Units, id)
	}
}

func TestEveryBadRowOfBothFilesIsListed(t *testing.T) {
	needs := "物资,数量,紧急程度,截止日期\n大米,-1,一般,\n,,,\n大米,3,马上,2026-02-30\n,5,,\n大米,0,,\n"
	_, err := Make(context.Background(), grid(t, needs), grid(t, "物资,数量\n大米,一些吧\n"), Options{Lang: "zh-CN"})
	var bad *BadRows
	require.ErrorAs(t, err, &bad)
	assert.Equal(t, []string{
		"list.csv 第 2 行 B 列 (数量)：数量不能为负",
		"list.csv 第 4 行 C 列 (紧急程度)：紧急程度无法识别（可用：特急、高、一般、低）",
		"list.csv 第 4 行 D 列 (截止日期)：日期无法识别（例：2026-11-24）",
		"list.csv 第 5 行 A 列 (物资)：没有名称",
		"list.csv 第 6 行 B 列 (数量)：需求数量为 0（若表示未知，请加 --unknown-quantity 0）",
		"list.csv 第 2 行 B 列 (数量)：数量无法识别",
	}, strings.Split(bad.Say("zh-CN"), "\n"))
	p := plan(t, needs+"大米,4,,\n", "物资,数量\n大米,一些吧\n大米,9\n", Options{SkipBadRows: true})
	assert.Equal(t, []any{1, 1, 6}, []any{len(p.Needs), len(p.Offers), len(p.Bad)})
	assert.Equal(t, Full, p.Outcomes[0].State)
}

func TestUnknownColumnsAreNamedWithTheFlagThatHelps(t *testing.T) {
	_, err := Make(context.Background(), grid(t, "x1,x2\nrice,3\n"), grid(t, "item\nrice\n"), Options{})
	var header *HeaderError
	require.ErrorAs(t, err, &header)
	assert.Contains(t, err.Error(), "x1, x2; name a column yourself with --need-column FIELD=HEADER")
	p, err := Make(context.Background(), grid(t, "x1,x2\nrice,3\n"), grid(t, "item\nrice\n"),
		Options{NeedColumns: map[string]string{"title": "x1", "quantity": "B"}})
	require.NoError(t, err)
	assert.Equal(t, matching.Units(3), p.Needs[0].Quantity)
}

func TestTheLongestTextsStandInForAMissingTitle(t *testing.T) {
	needs := "ref,words,n\n1,we need clean drinking water at the school,2\n2,a roof for three families tonight,1\n"
	p := plan(t, needs, "id,palabras\n7,we can bring drinking water\n8,roof and blankets for families\n", Options{Candidates: 1})
	assert.Equal(t, "a roof for three families tonight", p.Needs[1].Title)
	assert.Equal(t, []int{0, 1}, []int{p.Shortlists[0][0].Offer, p.Shortlists[1][0].Offer})
	_, err := Make(context.Background(), grid(t, "id,qty\n1,2\n"), grid(t, "item\nrice\n"), Options{})
	assert.ErrorContains(t, err, "lacks the column title")
}

func TestACancelledPlanStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Make(ctx, grid(t, "item\nrice\n"), grid(t, "item\nrice\n"), Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOffersOutOfDateAreLeftOut(t *testing.T) {
	p := plan(t, "item,qty\nrice,1\n", "item,qty,valid_to\nrice,9,2026-01-31\n", Options{Today: "2026-02-01"})
	assert.Equal(t, []any{"gate", matching.GateDates}, []any{p.Outcomes[0].Code, p.Outcomes[0].Gate})
	p = plan(t, "item,qty\nrice,1\n", "item,qty,valid_to\nrice,9,2026年1月31日\n", Options{})
	assert.Equal(t, Full, p.Outcomes[0].State, "without a day dates are not looked at")
}

func TestRecruitNextPutsTheUrgentFirstAndGroupsByKindAndTown(t *testing.T) {
	needs := "item,qty,urgency,town\n轮椅,2,normal,青石镇\n轮椅,3,normal,青石镇\n轮椅,1,normal,白云镇\n助听器,1,critical,白云镇\n大米,9,normal,白云镇\n"
	p := plan(t, needs, "item,qty,town\n大米,9,白云镇\n", Options{Lang: "zh-CN"})
	require.Len(t, p.Recruit, 2, "wheelchairs and hearing aids are one category")
	assert.Equal(t, []any{"C05 辅助器具(轮椅/助行器/助听器)", "白云镇", 2, int64(2)}, []any{p.Recruit[0].Kind, p.Recruit[0].Place, p.Recruit[0].Lines, p.Recruit[0].Units})
	assert.Equal(t, []any{"青石镇", 2, int64(5)}, []any{p.Recruit[1].Place, p.Recruit[1].Lines, p.Recruit[1].Units})
	assert.Greater(t, p.Recruit[0].Marginal, 80)
}

func TestTheSummarySaysWhatWasReadMatchedAndLeft(t *testing.T) {
	for lang, wanted := range map[string][]string{
		"zh-CN": {"读取需求 8 条（数量已知 7，未知 1）", "待商定数量 2", "疑似重复的需求 1 条", "下一步最该招募"},
		"en":    {"read 8 needs (7 of known quantity, 1 unknown)", "2 with the quantity to be agreed", "1 needs are likely duplicates", "recruit next:"},
	} {
		var out bytes.Buffer
		require.NoError(t, county(t, Options{Lang: lang}).Summary(&out))
		for _, text := range wanted {
			assert.Contains(t, out.String(), text)
		}
		assert.NotContains(t, out.String(), "%!")
		assert.LessOrEqual(t, strings.Count(out.String(), "\n"), 30, "a screenful")
	}
}

func TestTheSummarySuspectsAOneThatStandsForUnknown(t *testing.T) {
	many := strings.Repeat("口罩,1\n", 12)
	for needs, want := range map[string]bool{
		many + "口罩,500\n口罩,2000\n": true, many: false, many + "口罩,2\n口罩,3\n": false, "口罩,1\n口罩,500\n": false,
		many + strings.Repeat("口罩,500\n", 12): false,
	} {
		var out strings.Builder
		require.NoError(t, plan(t, "物资,数量\n"+needs, "物资,数量\n口罩,50\n", Options{}).Summary(&out))
		assert.Equal(t, want, strings.Contains(out.String(), "--unknown-quantity 1"), needs)
		assert.NotContains(t, out.String(), "%!")
	}
}
