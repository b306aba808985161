package models

import (
	"math"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPersonTagsAreThoseOfTheReport(t *testing.T) {
	var names, hidden []string
	for _, tag := range PersonTags() {
		names = append(names, tag.NameZH)
		if tag.Hidden {
			hidden = append(hidden, tag.NameZH)
		}
	}
	assert.Equal(t, []string{
		"低保", "低边", "特困", "其他困境儿童", "留守老人", "孤寡老人", "特殊困难重度残疾人", "独居老人", "刚性支出困难家庭", "残疾人",
		"流浪乞讨", "农村留守儿童", "单身特困母亲", "留守妇女", "空巢老人", "失能老人", "重残老人", "计生特殊家庭老人", "孤儿",
		"事实无人抚养儿童", "重病", "慢性病", "失业", "在校生", "孕产", "退役军人/优抚", "矫正/刑释", "精神障碍",
	}, names)
	assert.Equal(t, []string{"矫正/刑释", "精神障碍"}, hidden)
}

func TestPersonTagCodesAreStableWords(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	seen := map[string]bool{}
	for _, tag := range PersonTags() {
		assert.Regexp(t, word, tag.Code)
		assert.NotEmpty(t, tag.NameEN)
		assert.False(t, seen[tag.Code], tag.Code)
		seen[tag.Code] = true
		found, known := PersonTagByCode(tag.Code)
		require.True(t, known)
		assert.Equal(t, tag, found)
	}
	_, known := PersonTagByCode("低保")
	assert.False(t, known)
}

func TestPersonTagsCannotBeChangedFromOutside(t *testing.T) {
	PersonTags()[0].Code = "other"
	assert.Equal(t, "minimum_living", PersonTags()[0].Code)
}

func TestBrowsingShowsNoIllness(t *testing.T) {
	want := map[PersonGroup]PersonGroup{
		GroupElderly: GroupElderly, GroupChild: GroupChild, GroupDisabled: GroupDisabled,
		GroupIllness: GroupGeneral, GroupGeneral: GroupGeneral,
	}
	require.Len(t, PersonGroups(), len(want))
	for _, g := range PersonGroups() {
		assert.Equal(t, want[g], g.Browsable())
	}
	assert.Equal(t, GroupGeneral, PersonGroup("??").Browsable())
}

func TestAgeBand(t *testing.T) {
	cases := []struct {
		age, width int
		band       string
	}{
		{0, 10, "0-9"}, {9, 10, "0-9"}, {10, 10, "10-19"}, {65, 10, "60-69"}, {65, 5, "65-69"}, {64, 5, "60-64"},
		{89, 10, "80-89"}, {90, 10, "90+"}, {107, 5, "90+"}, {88, 20, "80-89"}, {13, 1, "13-13"}, {50, 200, "0-89"},
		{-1, 10, ""}, {30, 0, ""}, {30, -5, ""}, {math.MaxInt, 10, "90+"}, {30, math.MaxInt, "0-89"},
	}
	for _, c := range cases {
		assert.Equal(t, c.band, AgeBand(c.age, c.width), "%d by %d", c.age, c.width)
	}
}
