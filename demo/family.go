package demo

import (
	"slices"

	"zhulian/models"
)

// The families by kind. The head comes first.

func (b *builder) buildAlone(h *home) {
	p := b.person(h, who{age: b.dice.between(66, 93), sex: b.mostly(female, 62), relation: "head"})
	tag(p, "elderly_alone")
	if b.dice.chance(18) {
		tag(p, "elderly_dependent")
		p.Profile.CareAbility = pick(b.dice, []string{"semi", "disabled"})
	}
	if h.place.rural && b.dice.chance(50) {
		tag(p, "elderly_left_behind")
	}
}

func (b *builder) buildCouple(h *home) {
	age := b.dice.between(66, 88)
	he := b.person(h, who{age: age, sex: male, relation: "head"})
	she := b.person(h, who{age: max(60, age-b.dice.between(-2, 6)), sex: female, relation: "spouse", surname: b.surname()})
	tag(he, "elderly_empty_nest")
	tag(she, "elderly_empty_nest")
	if b.dice.chance(30) {
		weak := pick(b.dice, []*models.Person{he, she})
		tag(weak, "elderly_dependent")
		weak.Profile.CareAbility = pick(b.dice, []string{"semi", "disabled", "fully_disabled"})
	}
	if b.dice.chance(6) {
		tag(he, "elderly_one_child_lost")
		tag(she, "elderly_one_child_lost")
	}
}

func (b *builder) buildDestitute(h *home) {
	p := b.person(h, who{age: b.dice.between(58, 88), sex: b.mostly(male, 82), relation: "head"})
	tag(p, "destitute", "elderly_no_family")
	unable(p)
	if b.dice.chance(35) {
		b.disable(p, pick(b.dice, []int{1, 2, 4, 4, 5}), b.dice.between(1, 3))
	}
}

func (b *builder) buildDisabled(h *home) {
	d := b.dice
	if d.chance(30) { // a disabled child with both parents
		b.couple(h, d.between(34, 48))
		c := b.person(h, who{age: d.between(4, 17), sex: b.coin(), relation: "son"})
		kin(c)
		b.disable(c, pick(d, []int{4, 5, 5, 7, 2}), d.between(1, 3))
		tag(c, "child_in_need")
		return
	}
	age := d.between(34, 66)
	p := b.person(h, who{age: age, sex: b.mostly(male, 58), relation: "head"})
	b.disable(p, pick(d, []int{1, 2, 4, 4, 4, 5, 6, 7}), pick(d, []int{1, 1, 2, 2, 2, 3, 4}))
	father := h.surname
	if d.chance(62) {
		spouse := who{age: age - d.between(-3, 5), sex: other(p.Sex), relation: "spouse", surname: b.surname()}
		if spouse.sex == male {
			father = spouse.surname
		}
		b.person(h, spouse)
	}
	if d.chance(45) {
		b.parent(h, min(92, age+d.between(22, 30)), 66)
	}
	if age < 56 && d.chance(62) {
		kin(b.person(h, who{age: max(3, age-d.between(25, 33)), sex: b.coin(), relation: "son", surname: father}))
	}
}

func (b *builder) buildIll(h *home) {
	d := b.dice
	he, she := b.couple(h, d.between(38, 64))
	sick := pick(d, []*models.Person{he, he, she})
	sick.Profile.HealthState = pick(d, seriousAilments)
	unable(sick)
	tag(sick, "serious_illness")
	if d.chance(28) {
		sick.Profile.CareAbility = "semi"
	}
	for range d.weighted([]int{22, 52, 26}) {
		kin(b.person(h, who{age: max(3, he.AgeOn(b.today)-d.between(24, 32)), sex: b.coin(), relation: "son"}))
	}
	if d.chance(35) {
		b.parent(h, min(93, he.AgeOn(b.today)+d.between(22, 29)), 70)
	}
	if h.row.Category == models.BeneficiaryRigidSpending {
		tag(sick, "rigid_spending")
	}
}

func (b *builder) buildSingleParent(h *home) {
	d := b.dice
	p := b.person(h, who{age: d.between(29, 47), sex: b.mostly(female, 74), relation: "head"})
	father := h.surname
	if p.Sex == female {
		tag(p, "single_mother")
		father = b.surname()
	}
	for i := range 1 + d.weighted([]int{56, 38, 6}) {
		age := max(1, min(p.AgeOn(b.today)-23, d.between(2, 17)))
		c := b.person(h, who{age: max(0, age-2*i), sex: b.coin(), relation: "son", surname: father})
		kin(c)
		tag(c, "child_in_need")
		if c.AgeOn(b.today) < 2 && p.Sex == female {
			tag(p, "maternity")
		}
	}
	if d.chance(40) {
		b.parent(h, d.between(60, 74), 100)
	}
}

func (b *builder) buildGrandparents(h *home) {
	d := b.dice
	age := d.between(60, 74)
	b.couple(h, age)
	for range 1 + d.weighted([]int{58, 34, 8}) {
		c := b.person(h, who{age: d.between(5, 15), sex: b.coin(), relation: "grandchild"})
		tag(c, "child_left_behind")
		if h.row.Category == models.BeneficiaryOrphan {
			tag(c, pick(d, []string{"orphan", "child_without_carer", "child_without_carer"}))
		}
	}
}

func (b *builder) buildJobless(h *home) {
	d := b.dice
	he, she := b.couple(h, d.between(33, 57))
	for _, p := range []*models.Person{he, she} {
		if p == he || d.chance(35) {
			p.Profile.Employment = "unemployed"
			tag(p, "unemployed")
		}
	}
	for range d.weighted([]int{14, 52, 34}) {
		c := b.person(h, who{age: max(1, he.AgeOn(b.today)-d.between(25, 33)), sex: b.coin(), relation: "son"})
		kin(c)
		if c.AgeOn(b.today) < 2 {
			tag(she, "maternity")
		}
	}
	if d.chance(30) {
		b.parent(h, d.between(64, 84), 100)
	}
}

func (b *builder) couple(h *home, age int) (he, she *models.Person) {
	he = b.person(h, who{age: age, sex: male, relation: "head"})
	she = b.person(h, who{age: age - b.dice.between(-1, 5), sex: female, relation: "spouse", surname: b.surname()})
	return he, she
}

// parent adds the head's father or, mostly, mother, who bears another name.
func (b *builder) parent(h *home, age, motherPercent int) {
	w := who{age: age, sex: b.mostly(female, motherPercent), relation: "parent"}
	if w.sex == female {
		w.surname = b.surname()
	}
	b.person(h, w)
}

// unable is a person who can no longer work, and so is not looking for work either.
func unable(p *models.Person) {
	p.Profile.Employment = "unable"
	p.Profile.Tags = slices.DeleteFunc(p.Profile.Tags, func(t string) bool { return t == "unemployed" })
}

func (b *builder) mostly(sex models.Sex, percent int) models.Sex {
	if b.dice.chance(percent) {
		return sex
	}
	return other(sex)
}

func other(sex models.Sex) models.Sex {
	if sex == male {
		return female
	}
	return male
}

// kin turns a child into a son or a daughter.
func kin(p *models.Person) {
	if p.Sex == female {
		p.Relation = "daughter"
	}
}

// fileAudiences notes for whom of a household which things may be asked.
func (b *builder) fileAudiences(h *home) {
	file := func(a audience, p *models.Person) { b.audiences[a] = append(b.audiences[a], target{h, p}) }
	file(anyone, h.people[0])
	frail := false
	for _, p := range h.people {
		f, age := p.Profile, p.AgeOn(b.today)
		weak := f.CareAbility == "disabled" || f.CareAbility == "fully_disabled" || f.CareAbility == "semi" && age >= 60
		frail = frail || weak
		for a, fits := range map[audience]bool{elder: age >= 62, dependent: weak, disabled: f.DisabilityKind != "" && age >= 6, ill: has(p, "serious_illness"),
			child: age >= 6 && age < 15, student: f.SchoolStage != "" && f.SchoolStage != "preschool", infant: age < 2,
			jobless: f.Employment == "unemployed" && age < 58, alone: age >= 66 && len(h.people) == 1} {
			if fits {
				file(a, p)
			}
		}
	}
	if age := h.people[0].AgeOn(b.today); !h.place.urban && age >= 30 && age < 72 {
		file(farmer, h.people[0])
	}
	if frail && len(h.people) > 1 {
		for _, p := range h.people {
			if age := p.AgeOn(b.today); age >= 25 && age < 62 && p.Profile.CareAbility == "self_reliant" {
				file(carer, p)
				break
			}
		}
	}
}

func has(p *models.Person, code string) bool {
	for _, t := range p.Profile.Tags {
		if t == code {
			return true
		}
	}
	return false
}
