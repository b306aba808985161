package outreach

import (
	"slices"
	"time"

	"zhulian/models"
	"zhulian/rules"
)

// The ages that rules go by: elderly from 60 (老年人权益保障法 2), children up to 17 (未成年人保护法 2), and who can be expected to work.
const (
	elderlyFrom = 60
	childUpTo   = 17
	workingFrom = 16
	workingUpTo = 59
)

// memberFacts are what may be asked of the members of a household who are alive.
func memberFacts() []fact {
	tags := declared("tags", rules.KindCodes, "成员标签", "marks of members")
	for _, t := range models.PersonTags() {
		if !t.Hidden {
			tags.Codes = append(tags.Codes, t.Code)
		}
	}
	return []fact{
		{Fact: declared("members_n", rules.KindInt, "家庭人数", "members"), of: onFile(func(k *known) (any, bool) { return len(k.living()), true })},
		{Fact: declared("children_n", rules.KindInt, "未成年人数", "children"), of: aged(0, childUpTo)},
		{Fact: declared("elderly_n", rules.KindInt, "60 周岁以上人数", "members of 60 and more"), of: aged(elderlyFrom, 200)},
		{Fact: declared("severely_disabled_n", rules.KindInt, "一、二级残疾人数", "members disabled at level 1 or 2"), of: onFile(func(k *known) (any, bool) {
			n := 0
			for _, p := range k.living() {
				if p.Profile.DisabilityLevel == 1 || p.Profile.DisabilityLevel == 2 {
					n++
				}
			}
			return n, true
		})},
		{Fact: tags, of: onFile(func(k *known) (any, bool) { return tagsOf(k, tags.Codes), true })},
		{Fact: declared("elder_alone", rules.KindBool, "独居老人", "an elderly person living alone"), whom: elderID, of: onFile(func(k *known) (any, bool) {
			_, alone, sure := k.elderAlone()
			return alone, sure
		})},
		{Fact: declared("elder_alone_age", rules.KindInt, "独居老人年龄", "age of an elderly person living alone"), whom: elderID, of: onFile(func(k *known) (any, bool) {
			p, alone, _ := k.elderAlone()
			return p.AgeOn(k.day), alone
		})},
		{Fact: declared("elder_alone_birthday_days", rules.KindInt, "独居老人距上次生日天数", "days since that person's birthday"), whom: elderID,
			of: onFile(func(k *known) (any, bool) {
				p, alone, _ := k.elderAlone()
				if !alone {
					return nil, false
				}
				return k.at - dayNumber(birthdayBefore(p.BirthDate, k.day)), true
			}), when: func(k *known, _ int) (models.Date, bool) {
				p, alone, _ := k.elderAlone()
				if !alone {
					return "", false
				}
				return birthdayBefore(p.BirthDate, k.day), true
			}},
	}
}

// aged counts the living members of an age. Where somebody's age is not known, none found is not known either.
func aged(from, to int) func(*known, int) (any, bool) {
	return onFile(func(k *known) (any, bool) {
		n, sure := 0, true
		for _, p := range k.living() {
			switch age := p.AgeOn(k.day); {
			case age < 0:
				sure = false
			case from <= age && age <= to:
				n++
			}
		}
		return n, sure || n > 0
	})
}

func tagsOf(k *known, shown []string) []string {
	out := []string{}
	for _, p := range k.living() {
		for _, t := range p.Profile.Tags {
			if slices.Contains(shown, t) && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	slices.Sort(out)
	return out
}

// elderAlone is the elderly person who lives alone: the only living member, or one whose file says so. It is not sure where the age of the
// only member is not known.
func (k *known) elderAlone() (p models.Person, alone, sure bool) {
	living := k.living()
	for _, p := range living {
		if p.AgeOn(k.day) >= elderlyFrom && (len(living) == 1 || slices.Contains(p.Profile.Tags, "elderly_alone")) {
			return p, true, true
		}
	}
	return p, false, k.household != nil && (len(living) != 1 || living[0].AgeOn(k.day) >= 0)
}

func elderID(k *known, _ int) *string {
	p, alone, _ := k.elderAlone()
	if !alone {
		return nil
	}
	return &p.ID
}

// birthdayBefore is the last birthday up to a day; who was born on 29 February has it on 1 March of other years.
func birthdayBefore(born, day models.Date) models.Date {
	b, d := born.Time(), day.Time()
	at := time.Date(d.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	if at.After(d) {
		at = time.Date(d.Year()-1, b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	}
	return models.Date(at.Format(time.DateOnly))
}
