package planner

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/matching"
	"zhulian/models"
)

// oneNeed reads a list of a single need.
func oneNeed(t *testing.T, header, row string) Need {
	t.Helper()
	return plan(t, header+"\n"+row+"\n", "item\nrice\n", Options{}).Needs[0]
}

func TestReadsUrgencyInBothLanguages(t *testing.T) {
	for word, want := range map[string]models.Urgency{
		"特急": models.UrgencyCritical, "Critical": models.UrgencyCritical, "紧急": models.UrgencyCritical, "１": models.UrgencyCritical,
		"高": models.UrgencyHigh, "HIGH": models.UrgencyHigh, "一般": models.UrgencyNormal, "": models.UrgencyNormal, "低": models.UrgencyLow,
	} {
		assert.Equal(t, want, oneNeed(t, "item,紧急程度", "rice,"+word).Urgency, word)
	}
}

func TestReadsDatesAsPeopleWriteThem(t *testing.T) {
	for _, cell := range []string{"2026-11-24", "2026/11/24", "2026.11.24", "2026年11月24日", "2026-11-24 08:00:00", "2026-11-24T08:00"} {
		assert.Equal(t, models.Date("2026-11-24"), oneNeed(t, "item,deadline", "rice,"+cell).NeededBy, cell)
	}
	assert.Equal(t, models.Date("2026-01-02"), oneNeed(t, "item,earliest", "rice,2026/1/2").Earliest)
}

func TestReadsACategoryByCodeNameOrTitle(t *testing.T) {
	for row, want := range map[string]string{
		"午餐,B01": "B01", "午餐,送餐": "B01", "午餐,meals": "B01", "理发,": "B04", "午餐,餐饮类产能": "", "x,b01": "B01",
	} {
		assert.Equal(t, want, oneNeed(t, "物资,类别", row).Category, row)
	}
	need := oneNeed(t, "物资,类别,说明", "棉衣,冬装类,加厚")
	assert.Equal(t, []string{"冬装类", "加厚 冬装类"}, []string{need.Kind, need.Detail}, "an unknown category is more description")
}

func TestWhatStandsInForAMissingTitleGoesByRank(t *testing.T) {
	p := plan(t, "item\nrice\n", "org,class,spec\n示例公司,口罩类,医用口罩\n示例公司,防护类,\n示例公司,,\n", Options{})
	titles := []string{}
	for _, offer := range p.Offers {
		titles = append(titles, offer.Title)
	}
	assert.Equal(t, []string{"医用口罩", "防护类", "示例公司"}, titles)
	assert.Equal(t, map[string]string{"list.csv": "spec"}, p.StandIn)
}

func TestReadsPlacesUnitsAndLimitsOfAnOffer(t *testing.T) {
	p := plan(t, "item\nrice\n", "物资,数量（袋）,纬度,经度,服务半径,每户限量,有效期至,服务范围\n大米,3万,30.5,120.2,15,2,2027-01-31,青石镇、白云镇\n", Options{})
	offer := p.Offers[0]
	assert.Equal(t, matching.At(30.5, 120.2), offer.Point)
	assert.Equal(t, []any{matching.Units(30_000), "袋", 15, int64(2), models.Date("2027-01-31"), []string{"青石镇", "白云镇"}},
		[]any{offer.Quantity, offer.Unit, offer.RadiusKM, offer.PerHousehold, offer.ValidTo, offer.Area})
}

func TestEveryUnreadableCellHasItsCode(t *testing.T) {
	needs := "item,qty,lat,lng,deadline\nrice,x,,,\nrice,1,91,0,\nrice,1,30,,\nrice,1,,,soon\nrice,1,NaN,1,\n"
	offers := "item,qty,radius,per_household_limit\nrice,1,-2,\nrice,1,,many\nrice,1,99999,\nrice,0,,\n"
	_, err := Make(t.Context(), grid(t, needs), grid(t, offers), Options{Lang: "en"})
	var bad *BadRows
	require.ErrorAs(t, err, &bad)
	var codes []string
	for _, fault := range append(bad.InNeeds, bad.InOffers...) {
		codes = append(codes, fault.Code)
	}
	assert.Equal(t, []string{"quantity_unreadable", "point_unreadable", "point_unreadable", "date_unreadable", "point_unreadable",
		"number_unreadable", "number_unreadable", "number_unreadable"}, codes, "an offer of nothing is no fault")
	assert.Equal(t, "5 bad cells in list.csv, 3 in list.csv", bad.Error())
	assert.Equal(t, 7, strings.Count(bad.Say("en"), "\n"))
}

func TestARowWithTooManyCellsIsBad(t *testing.T) {
	_, err := Make(t.Context(), grid(t, "item,qty\nrice,1,3\n"), grid(t, "item\nrice\n"), Options{})
	assert.ErrorContains(t, err, "1 bad cells")
}

func TestAListOfNothingButBadRowsIsAPlanOfNothing(t *testing.T) {
	p := plan(t, "item,qty\nrice,x\n", "item,qty\nrice,y\n", Options{SkipBadRows: true})
	states, units := p.Count()
	assert.Empty(t, states)
	assert.Zero(t, units)
	files, err := p.Write(t.TempDir())
	require.NoError(t, err)
	assert.Len(t, files, 3)
}
