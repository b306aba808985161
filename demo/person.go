package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhulian/models"
)

const (
	male   = models.SexMale
	female = models.SexFemale
)

func (b *builder) surname() string { return pick(b.dice, surnames) }

// phone answers a number of one invented block, so that none is met twice.
func (b *builder) phone() string {
	b.phones++
	return fmt.Sprintf("199000%05d", (b.phones*7919+13)%100_000)
}

func (b *builder) coin() models.Sex {
	if b.dice.chance(50) {
		return male
	}
	return female
}

// who is what is said of a person before it has a name.
type who struct {
	age      int
	sex      models.Sex
	relation string
	surname  string
}

func (b *builder) person(h *home, w who) *models.Person {
	d := b.dice
	birth := b.birthday(w.age)
	if w.surname == "" {
		w.surname = h.surname
	}
	generation := 0
	for _, year := range []models.Date{"1955", "1979", "1999"} {
		if birth >= year {
			generation++
		}
	}
	p := &models.Person{
		CountyCode: County, ID: d.id(h.row.CreatedAt), HouseholdID: h.row.ID, BirthDate: birth, Sex: w.sex, Relation: w.relation,
		Name: w.surname + pick(d, givenNames[generation][string(w.sex)]), CitizenNo: b.citizenNo(birth, w.sex),
		IsHead: len(h.people) == 0, CreatedAt: h.row.CreatedAt, UpdatedAt: h.row.CreatedAt, Version: 1,
	}
	if w.age >= 12 && (w.age < 78 || d.chance(70)) {
		p.Phone = b.phone()
	}
	b.work(p, w.age)
	b.ail(p, w.age)
	h.people = append(h.people, p)
	return p
}

// birthday answers a day of birth that makes the age today and lies before the household came on file, where it can.
func (b *builder) birthday(age int) models.Date {
	today := b.today.Time()
	day := today.AddDate(-age, 0, -b.dice.between(0, 364))
	return models.Date(day.Format(time.DateOnly))
}

// citizenNo answers the next free number of a day of birth, odd serials for men.
func (b *builder) citizenNo(birth models.Date, sex models.Sex) string {
	given := b.birthdays[birth]
	if given == nil {
		given = &[2]int{}
		b.birthdays[birth] = given
	}
	kind := 0
	if sex == male {
		kind = 1
	}
	given[kind]++
	return models.SyntheticCitizenNo(County, birth.Time(), 2*given[kind]+kind+20)
}

func (b *builder) work(p *models.Person, age int) {
	f := &p.Profile
	f.CareAbility = "self_reliant"
	switch {
	case age < 3:
	case age < 6:
		f.SchoolStage = "preschool"
	case age < 22:
		b.school(p, age)
	case age >= 60:
		f.Employment = "retired"
	case b.dice.chance(62):
		f.Employment = "employed"
	default:
		f.Employment = "unemployed"
		tag(p, "unemployed")
	}
}

func (b *builder) school(p *models.Person, age int) {
	f := &p.Profile
	f.Employment = "student"
	switch {
	case age < 12:
		f.SchoolStage = "primary"
	case age < 15:
		f.SchoolStage = "junior"
	case age < 18:
		f.SchoolStage = pick(b.dice, []string{"senior", "senior", "vocational"})
	default:
		f.SchoolStage = pick(b.dice, []string{"college", "university"})
	}
	tag(p, "student")
}

func (b *builder) ail(p *models.Person, age int) {
	switch {
	case age >= 60 && b.dice.chance(72):
		p.Profile.HealthState = pick(b.dice, elderAilments)
		tag(p, "chronic_illness")
		if age >= 82 && b.dice.chance(30) {
			p.Profile.CareAbility = "semi"
		}
	case age >= 40 && b.dice.chance(25):
		p.Profile.HealthState = pick(b.dice, mildAilments)
	default:
		p.Profile.HealthState = "健康"
	}
	if age >= 60 && age < 82 && b.dice.chance(3) {
		tag(p, "veteran")
	}
}

func tag(p *models.Person, codes ...string) {
	for _, c := range codes {
		if !slices.Contains(p.Profile.Tags, c) {
			p.Profile.Tags = append(p.Profile.Tags, c)
		}
	}
}

// disabilities are the kinds of the certificate, in the order of their digits.
var disabilities = []string{"visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"}

// disable puts a disability certificate on file: its number is the citizen number, the kind and the level.
func (b *builder) disable(p *models.Person, kind, level int) {
	f := &p.Profile
	f.DisabilityKind, f.DisabilityLevel = disabilities[kind-1], level
	f.DisabilityCertNo = fmt.Sprintf("%s%d%d", p.CitizenNo, kind, level)
	tag(p, "disabled")
	if kind == 6 {
		tag(p, "mental_disorder")
	}
	if level <= 2 {
		tag(p, "severely_disabled")
		f.CareAbility = pick(b.dice, []string{"semi", "disabled", "disabled", "fully_disabled"})
		if f.Employment != "student" && f.Employment != "retired" {
			unable(p)
		}
	}
}

// calledBy is how an aide calls a person in a title: the name, or surname and what one calls the old.
func calledBy(p *models.Person, age int) string {
	if age < 65 {
		return p.Name
	}
	runes := []rune(p.Name)
	surname := string(runes[:1])
	for _, double := range []string{"诸葛", "欧阳"} {
		if strings.HasPrefix(p.Name, double) {
			surname = double
		}
	}
	return surname + callNames[string(p.Sex)]
}
