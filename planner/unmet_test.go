package planner

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSaysWhereTheCapacityWentWithoutNames(t *testing.T) {
	needs := "item,qty,urgency,household\n" + strings.Repeat("rice,1,critical,示例户甲\n", 7) + "rice,1,normal,示例户乙\n"
	why := plan(t, needs, "item,qty\nrice,7\n", Options{}).Outcomes[7].Why
	assert.Equal(t, "the capacity of rice went to lines 2 (more urgent), 3 (more urgent), 4 (more urgent), 5 (more urgent), 6 (more urgent) and 2 more", why)
	assert.NotContains(t, why, "示例户")
}

func TestSaysThatSeveralOffersAreUsedUp(t *testing.T) {
	why := plan(t, "item,qty,urgency\nrice,5,critical\nrice,2,critical\nrice,3,normal\n", "item,qty,org\nrice,5,A\nrice,2,B\n", Options{}).Outcomes[2].Why
	assert.Equal(t, "the capacity of rice of A and 1 more that fit went to line 2 (more urgent), 3 (more urgent)", why)
}

func TestTheReasonIsTheMostHelpfulOneThatHolds(t *testing.T) {
	for name, c := range map[string]struct{ needs, offers, code, why string }{
		"nothing like it": {"物资\n轮椅配件\n", "物资\n医用口罩\n", "no_offer", "没有同类或相近的资源"},
		"a little alike":  {"物资\n防护面罩\n", "物资,机构\n防护服,示例公司\n", "not_alike", "最接近的是防护服（示例公司），但相似度仅"},
		"out of area":     {"物资,数量,镇\n棉被,1,青石镇\n", "物资,数量,服务范围\n棉被,5,白云镇\n", "gate", "棉被不能对接：不在服务范围内；扩大服务区域后可对接"},
		"nothing left":    {"物资,数量\n棉被,1\n", "物资,数量\n棉被,0\n", "gate", "棉被不能对接：数量已用完；补充数量后可对接"},
		"partly covered":  {"物资,数量\n棉被,9\n", "物资,数量\n棉被,5\n", "capacity", "棉被的数量不够"},
		"related only":    {"物资,类别,数量\n午餐,B01,9\n", "物资,类别,数量\n理发,B04,5\n", "not_alike", "最接近的是理发"},
	} {
		outcome := plan(t, c.needs, c.offers, Options{Lang: "zh-CN"}).Outcomes[0]
		assert.Equal(t, c.code, outcome.Code, name)
		assert.Contains(t, outcome.Why, c.why, name)
	}
}

func TestASentenceThatIsRuledOutIsStillNamedAsTheNearest(t *testing.T) {
	needs := "text,town\nwe need blankets for the night at the school,A\n"
	outcome := plan(t, needs, "text,regions\nblankets for tonight,B\ndrinking water,A\n", Options{}).Outcomes[0]
	assert.Equal(t, []any{"gate", 0}, []any{outcome.Code, outcome.Nearest})
	assert.Contains(t, outcome.Why, "outside the area served")
}

func TestDuplicatesAreMarkedByBeneficiaryOrNearlyTheSameText(t *testing.T) {
	long := "独居老人家中水管破裂需要尽快上门维修并更换厨房水龙头"
	needs := "户号,物资,类别\nH1,棉被,\nH1,棉被,\nH2,棉被,\nH1,大米,\n,棉被,\n,棉被,\nH3,轮椅,C05\nH3,拐杖,C05\n," + long + ",\n," + long + ",\n"
	p := plan(t, needs, "物资\n棉被\n", Options{})
	var lines []int
	for _, outcome := range p.Outcomes {
		lines = append(lines, outcome.DuplicateOf)
	}
	assert.Equal(t, []int{0, 2, 0, 0, 0, 0, 0, 8, 0, 10}, lines)
	assert.Equal(t, "same household and category within 30 days", p.Outcomes[7].DuplicateBy)
	assert.Equal(t, "likely the same need as line 10: nearly the same text (100 %)", p.duplicate(9))
}

func TestWhatIsAlikeInTwoPlacesIsNoDuplicate(t *testing.T) {
	p := plan(t, "医院,物资,城市,区县\n红十字会,棉被,甲市,东区\n红十字会,棉被,甲市,西区\n红十字会,棉被,乙市,东区\n", "物资\n棉被\n", Options{})
	assert.Equal(t, []int{0, 0, 2}, []int{p.Outcomes[0].DuplicateOf, p.Outcomes[1].DuplicateOf, p.Outcomes[2].DuplicateOf},
		"one district listed under two cities is one")
}

func TestUnusedOffersAreToldApart(t *testing.T) {
	p := plan(t, "物资,数量\n棉被,1\n", "物资,数量\n棉被,5\n棉被,5\n棉被,0\n轮椅,3\n", Options{})
	keys := map[string]int{}
	for i := range p.uses {
		if p.uses[i].units == 0 {
			keys[p.unusedBecause(i)]++
		}
	}
	assert.Equal(t, map[string]int{"sum.unused_spare": 1, "sum.unused_empty": 1, "sum.unused_unasked": 1}, keys)
}

func TestALicenceThatTheFileCannotShowIsForPeopleToCheck(t *testing.T) {
	p := plan(t, "物资,类别,数量\n午餐,B01,9\n", "物资,数量\n午餐,20\n", Options{})
	assert.Equal(t, Full, p.Outcomes[0].State)
	assert.Contains(t, p.Outcomes[0].Gifts[0].Reasons, "licence to be checked by hand: food")
}
