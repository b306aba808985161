package planner

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// kin judges two names among the usual names of a hospital's list.
func kin(a, b string) int {
	c := rarity{in: map[uint64]int{}}
	for _, title := range []string{"医用外科口罩", "一次性医用口罩", "医用防护口罩 | N95口罩", "普通医用口罩", "护目镜/防护眼镜", "防护服", "防护面罩",
		"防护帽/医用帽", "手术衣", "隔离衣", "乳胶手套", "84消毒液", "手部消毒液", "床罩", "N95", "医用口罩", "红外测温仪"} {
		c.count(namesOf(title))
	}
	return c.kinship(namesOf(a), namesOf(b))
}

func TestJudgesNamesOfGoodsSensibly(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		least, most int
	}{
		{"医用外科口罩", "医用外科口罩", 100, 100},
		{"医用外科口罩", "一次性医用口罩", 60, 75},         // alike, not the same
		{"医用防护口罩 | N95口罩", "一次性医用口罩", 40, 59}, // a mask, but no respirator
		{"医用防护口罩 | N95口罩", "医用口罩", 40, 59},
		{"医用防护口罩 | N95口罩", "N95", 90, 100},
		{"普通医用口罩", "医用口罩", 85, 99},
		{"防护眼镜/护目镜", "护目镜", 100, 100}, // one alternative is enough
		{"护目镜", "医用口罩", 0, 20},
		{"防冲击眼罩/护目镜/防护眼镜", "医用口罩", 0, 20}, // 眼罩 and 口罩 end alike and are not
		{"防护服", "防护面罩", 0, 45},
		{"防护服", "防护帽", 0, 45},
		{"床罩", "口罩", 0, 30},
		{"乳胶手套", "鞋套", 0, 30},
		{"隔离衣", "手术衣", 0, 30},
		{"84消毒液", "手部消毒液", 40, 59}, // bleach is nothing for hands
		{"轮椅（成人）", "轮椅", 100, 100}, // remarks in brackets do not count
		{"上门理发服务甲型", "理发服务", 80, 95},
		{"电动轮椅", "轮椅", 70, 99},
		{"KN95口罩", "N95", 0, 59},
	} {
		got := kin(c.a, c.b)
		assert.True(t, got >= c.least && got <= c.most, "%s and %s: %d, not %d to %d", c.a, c.b, got, c.least, c.most)
	}
}

func TestSentencesAndOtherLanguagesAreLeftToTheMatcher(t *testing.T) {
	for _, title := range []string{"wheelchair", "为独居老人提供每周三次的助餐服务", "se necesita agua", ""} {
		assert.Nil(t, namesOf(title), title)
	}
	assert.NotNil(t, namesOf("N95"), "a code is a name in any language")
}

func TestANameIsLookedUpInASentence(t *testing.T) {
	c := rarity{in: map[uint64]int{}}
	for _, title := range []string{"医用口罩", "轮椅", "棉被"} {
		c.count(namesOf(title))
	}
	name, sentence := calledOf("医用口罩"), calledOf("本公司可以捐赠一批全新的医用口罩给社区")
	assert.Equal(t, 80, c.likeness(&name, &sentence, 80))
	hotel := calledOf("示例大酒店医学院通衢路地铁站店")
	assert.Less(t, c.likeness(&name, &hotel, 80), 20, "one shared character is no likeness")
	assert.Less(t, c.likeness(&hotel, &name, 80), 20)
	foreign := calledOf("masks for the hospital")
	assert.Equal(t, 33, c.likeness(&foreign, &name, 33), "left to the matcher")
}

func TestKinshipIsSymmetricAndBounded(t *testing.T) {
	word := rapid.StringMatching(`[医用口罩防护服护目镜N95/|]{1,10}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		one, other := kin(a, b), kin(b, a)
		if one < 0 || one > 100 {
			t.Fatalf("%d", one)
		}
		if len(namesOf(a)) != len(namesOf(b)) {
			if one != other {
				t.Fatalf("%q and %q: %d one way, %d the other", a, b, one, other)
			}
		}
		if namesOf(a) != nil && kin(a, a) != 100 {
			t.Fatalf("%q is not itself: %d", a, kin(a, a))
		}
	})
}
