package models

import (
	"fmt"
	"slices"
)

// PersonTag is a mark that a social-work file sets on a person (domain report §5.3). Code is stable. A hidden tag has
// sensitivity 3: it is never shown to suppliers and never used in what they are told.
type PersonTag struct {
	Code   string
	NameZH string
	NameEN string
	Hidden bool
}

var personTags = []PersonTag{
	{Code: "minimum_living", NameZH: "低保", NameEN: "minimum living"},
	{Code: "marginal", NameZH: "低边", NameEN: "marginal family"},
	{Code: "destitute", NameZH: "特困", NameEN: "extreme hardship"},
	{Code: "child_in_need", NameZH: "其他困境儿童", NameEN: "other child in hardship"},
	{Code: "elderly_left_behind", NameZH: "留守老人", NameEN: "elderly left behind"},
	{Code: "elderly_no_family", NameZH: "孤寡老人", NameEN: "elderly without family"},
	{Code: "severely_disabled", NameZH: "特殊困难重度残疾人", NameEN: "severely disabled in special hardship"},
	{Code: "elderly_alone", NameZH: "独居老人", NameEN: "elderly living alone"},
	{Code: "rigid_spending", NameZH: "刚性支出困难家庭", NameEN: "family with rigid spending"},
	{Code: "disabled", NameZH: "残疾人", NameEN: "disabled"},
	{Code: "homeless", NameZH: "流浪乞讨", NameEN: "homeless or begging"},
	{Code: "child_left_behind", NameZH: "农村留守儿童", NameEN: "rural child left behind"},
	{Code: "single_mother", NameZH: "单身特困母亲", NameEN: "single mother in extreme hardship"},
	{Code: "woman_left_behind", NameZH: "留守妇女", NameEN: "woman left behind"},
	{Code: "elderly_empty_nest", NameZH: "空巢老人", NameEN: "elderly in an empty nest"},
	{Code: "elderly_dependent", NameZH: "失能老人", NameEN: "dependent elderly"},
	{Code: "elderly_severely_disabled", NameZH: "重残老人", NameEN: "severely disabled elderly"},
	{Code: "elderly_one_child_lost", NameZH: "计生特殊家庭老人", NameEN: "elderly of a special family-planning family"},
	{Code: "orphan", NameZH: "孤儿", NameEN: "orphan"},
	{Code: "child_without_carer", NameZH: "事实无人抚养儿童", NameEN: "child in fact without carer"},
	{Code: "serious_illness", NameZH: "重病", NameEN: "serious illness"},
	{Code: "chronic_illness", NameZH: "慢性病", NameEN: "chronic illness"},
	{Code: "unemployed", NameZH: "失业", NameEN: "unemployed"},
	{Code: "student", NameZH: "在校生", NameEN: "at school"},
	{Code: "maternity", NameZH: "孕产", NameEN: "pregnant or newly delivered"},
	{Code: "veteran", NameZH: "退役军人/优抚", NameEN: "veteran or entitled group"},
	{Code: "released", NameZH: "矫正/刑释", NameEN: "under correction or released", Hidden: true},
	{Code: "mental_disorder", NameZH: "精神障碍", NameEN: "mental disorder", Hidden: true},
}

// PersonTags lists every tag in the order in which forms offer them; the caller may change the answer.
func PersonTags() []PersonTag { return slices.Clone(personTags) }

// PersonTagByCode finds a tag by its exact code.
func PersonTagByCode(code string) (PersonTag, bool) {
	for _, tag := range personTags {
		if tag.Code == code {
			return tag, true
		}
	}
	return PersonTag{}, false
}

// PersonGroup is the broad group of a person.
type PersonGroup string

// The person groups.
const (
	GroupElderly  PersonGroup = "elderly"
	GroupChild    PersonGroup = "child"
	GroupDisabled PersonGroup = "disabled"
	GroupIllness  PersonGroup = "illness"
	GroupGeneral  PersonGroup = "general"
)

// PersonGroups lists every group in order.
func PersonGroups() []PersonGroup {
	return []PersonGroup{GroupElderly, GroupChild, GroupDisabled, GroupIllness, GroupGeneral}
}

// Browsable answers the group that an approved supplier may read while browsing (domain report §17.2, tier 1: 老人, 儿童,
// 残疾, 家庭). Illness is health data (PIPL art. 28) and reads as general there.
func (g PersonGroup) Browsable() PersonGroup {
	switch g {
	case GroupElderly, GroupChild, GroupDisabled:
		return g
	default:
		return GroupGeneral
	}
}

// oldestBand is where bands end: few people are older, so a narrower band would point at one of them.
const oldestBand = 90

// AgeBand blurs an age in full years into a band such as "60-69" for a width of 10; 90 and older is "90+". It answers ""
// for a negative age or a width below 1.
func AgeBand(age, width int) string {
	switch {
	case age < 0 || width < 1:
		return ""
	case age >= oldestBand:
		return fmt.Sprintf("%d+", oldestBand)
	}
	low := age - age%width
	return fmt.Sprintf("%d-%d", low, min(low+width, oldestBand)-1)
}
