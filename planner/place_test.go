package planner

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPlacesAreOneHoweverTheyAreWritten(t *testing.T) {
	g := &gazetteer{chinese: map[string]bool{}}
	g.learn([][]string{{"黄石市", "Wuhan"}})
	for key, names := range map[string][]string{
		"wuhan": {"武汉市", "武汉", "wuhanshi", "Wuhan", "WUHAN shi"}, "huangshi": {"黄石市", "黄石", "huangshi", "huangshishi"},
		"qingshi": {"青石镇", "青石"}, "hongshan": {"洪山区", "hongshanqu"}, "chengguan": {"城关街道", "城关镇"},
	} {
		for _, name := range names {
			assert.Equal(t, key, g.key(name), name)
		}
	}
	chinese := &gazetteer{chinese: map[string]bool{}}
	assert.NotEqual(t, chinese.key("清石镇"), chinese.key("青石镇"), "alike in sound only")
}

func TestTheNarrowestPlaceInUseBecomesTheTown(t *testing.T) {
	needs := []Need{{Place: []string{"", "武汉市", "洪山区", "", ""}}, {Place: []string{"", "武汉市", "江岸区", "", ""}}, {Place: []string{"", "黄石市", "", "", ""}}}
	offers := []Offer{{Place: []string{"湖北", "wuhanshi", "洪山区", "", ""}}, {Place: []string{"湖北", "黄石", "", "", ""}, Area: []string{"武汉"}}}
	assignPlaces(needs, offers)
	assert.Equal(t, needs[0].Region, offers[0].Region, "the province is learnt from the other file")
	assert.Len(t, needs[0].Region, 9)
	assert.Equal(t, needs[0].Region[:6], needs[1].Region[:6], "one city")
	assert.NotEqual(t, needs[0].Region, needs[1].Region)
	assert.Equal(t, needs[2].Region, offers[1].Region)
	assert.Equal(t, []string{needs[0].Region[:6]}, offers[1].AreaCodes)
}

func TestRegionCodesAreTakenAsTheyAre(t *testing.T) {
	p := plan(t, "item,qty,region\nrice,5,330199001000\nrice,5,330199002000\n", "item,qty,region,regions\nrice,20,330199001000,330199001000\n", Options{})
	assert.Equal(t, "330199001000", p.Needs[0].Region)
	assert.Equal(t, []State{Full, Nobody}, []State{p.Outcomes[0].State, p.Outcomes[1].State}, "the area served is a gate")
	require.Contains(t, p.Outcomes[0].Gifts[0].Reasons, "same place")
}

func TestAnAreaListIsReadWithEverywhereMeaningNoLimit(t *testing.T) {
	assert.Nil(t, splitArea("全国"))
	assert.Nil(t, splitArea(""))
	assert.Equal(t, []string{"青石镇", "白云镇", "A"}, splitArea("青石镇、白云镇; A"))
	p := plan(t, "item,qty,town\nrice,5,青石镇\n", "item,qty,服务范围\nrice,20,远方镇\n", Options{})
	assert.Equal(t, "gate", p.Outcomes[0].Code, "a place that no need is in")
}
