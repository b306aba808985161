package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/sheet"
)

// madeUp draws two small lists of a few kinds of goods with known and unknown quantities.
func madeUp(t *rapid.T) (needs, offers []string) {
	kind := rapid.SampledFrom([]string{"大米", "棉被", "轮椅", "医用口罩", "一次性医用口罩", "书包"})
	quantity := rapid.SampledFrom([]string{"", "1", "2", "3", "5", "8", "20"})
	town := rapid.SampledFrom([]string{"青石镇", "白云镇", ""})
	urgency := rapid.SampledFrom([]string{"特急", "高", "一般", "低"})
	for i := range rapid.IntRange(1, 12).Draw(t, "needs") {
		needs = append(needs, fmt.Sprintf("N%d,%s,%s,%s,%s", i, kind.Draw(t, "kind"), quantity.Draw(t, "quantity"), town.Draw(t, "town"),
			urgency.Draw(t, "urgency")))
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "offers") {
		offers = append(offers, fmt.Sprintf("O%d,%s,%s,%s", i, kind.Draw(t, "kind"), quantity.Draw(t, "quantity"), town.Draw(t, "town")))
	}
	return needs, offers
}

func planOf(t *rapid.T, needs, offers []string, options Options) *Plan {
	read := func(header string, lines []string) *sheet.Grid {
		g, err := sheet.Read(strings.NewReader(header+"\n"+strings.Join(lines, "\n")), "list.csv", sheet.DefaultLimits())
		require.NoError(t, err)
		return g
	}
	p, err := Make(context.Background(), read("编号,物资,数量,乡镇,紧急程度", needs), read("编号,物资,数量,乡镇", offers), options)
	require.NoError(t, err)
	return p
}

func TestNoUnitIsPromisedTwiceAndNoNeedGetsMoreThanItAsks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		needs, offers := madeUp(t)
		p := planOf(t, needs, offers, Options{})
		given := make([]int64, len(p.Offers))
		for i, outcome := range p.Outcomes {
			known, got := p.Needs[i].Quantity, int64(0)
			for _, gift := range outcome.Gifts {
				require.True(t, gift.Fits)
				if !gift.Quantity.Known {
					continue
				}
				require.True(t, known.Known && p.Offers[gift.Offer].Quantity.Known, "units need two known quantities")
				require.Positive(t, gift.Quantity.Units)
				given[gift.Offer] += gift.Quantity.Units
				got += gift.Quantity.Units
			}
			require.Equal(t, got, outcome.Units)
			require.True(t, !known.Known || got <= known.Units)
			require.LessOrEqual(t, len(outcome.Gifts), DefaultMaxOffers+1)
		}
		for i, units := range given {
			require.True(t, units == 0 || units <= p.Offers[i].Quantity.Units)
		}
		require.Equal(t, p.Bound, p.Value, "small lists are solved exactly")
	})
}

func TestEveryNeedIsEitherServedOrToldWhyNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		needs, offers := madeUp(t)
		p := planOf(t, needs, offers, Options{Lang: rapid.SampledFrom([]string{"en", "zh-CN"}).Draw(t, "lang")})
		states := 0
		for i, outcome := range p.Outcomes {
			switch outcome.State {
			case Full, Agree:
				require.NotEmpty(t, outcome.Gifts)
				require.Empty(t, outcome.Why)
			case Part, Nobody:
				require.Contains(t, words, "code."+outcome.Code)
				require.NotEmpty(t, outcome.Why)
				require.NotContains(t, outcome.Why, "%!")
			}
			for _, gift := range outcome.Gifts {
				require.NotEmpty(t, gift.Reasons)
				require.LessOrEqual(t, len(gift.Reasons), 4)
			}
			if p.Needs[i].Quantity.Known && outcome.State == Full {
				require.Equal(t, p.Needs[i].Quantity.Units, outcome.Units)
			}
			states++
		}
		require.Len(t, p.Needs, states)
	})
}

func TestTheOrderOfTheRowsChangesNothingThatCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		needs, offers := madeUp(t)
		first := planOf(t, needs, offers, Options{})
		slices.Reverse(needs)
		slices.Reverse(offers)
		second := planOf(t, needs, offers, Options{})
		one, unitsOne := first.Count()
		other, unitsOther := second.Count()
		require.Equal(t, first.Value, second.Value)
		require.Equal(t, unitsOne, unitsOther)
		require.Equal(t, one[Nobody]+one[Part] == 0, other[Nobody]+other[Part] == 0)
	})
}

func TestNoUrgentNeedWaitsWhileALessUrgentOneHoldsWhatFitsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		needs, offers := madeUp(t)
		p := planOf(t, needs, offers, Options{MaxOffers: 20})
		for i, outcome := range p.Outcomes {
			if p.Needs[i].Urgency != models.UrgencyCritical || !p.Needs[i].Quantity.Known || outcome.State == Full {
				continue
			}
			for _, pair := range p.matcher.pairsOf(i, &matching.Scratch{}) {
				if !pair.Fits || !pair.Countable {
					continue
				}
				for _, holder := range p.uses[pair.Offer].lines {
					require.Equal(t, models.UrgencyCritical, p.Needs[holder].Urgency, "line %d waits for line %d", p.Needs[i].Line, p.Needs[holder].Line)
				}
			}
		}
	})
}
