package demo

import (
	"fmt"
	"strconv"
	"time"

	"zhulian/models"
)

// home is a household with what the stories need to know of it.
type home struct {
	row       *models.Household
	place     *place
	people    []*models.Person
	kind      *homeKind
	consents  []*models.Consent
	gone      time.Time // nothing is asked for from then on; zero while it lives here
	surname   string
	situation string

	found, seen models.Assessment // by the program alone, and as its aide sees it
}

// target is a person of a household that a need may be about.
type target struct {
	home   *home
	person *models.Person
}

// homeKind is a kind of household in hardship, and how common it is in a hundred.
type homeKind struct {
	share      int
	situation  string
	categories []models.Beneficiary // the likelier ones several times
	levels     [4]int               // weights of levels I to IV
	build      func(*builder, *home)
}

func homeKinds() []homeKind {
	const (
		t1, d1, d2, e1 = models.BeneficiaryDestitute, models.BeneficiaryMinimumLiving, models.BeneficiaryOnePerson, models.BeneficiaryMarginal
		x1, x2, l1     = models.BeneficiaryRigidSpending, models.BeneficiaryMedicalPoverty, models.BeneficiaryTemporary
		c1, c2, p1, p2 = models.BeneficiaryOrphan, models.BeneficiaryChildInNeed, models.BeneficiaryElderlyInNeed, models.BeneficiarySeverelyDisabled
		s1, m0         = models.BeneficiaryLowIncome, models.BeneficiaryMonitored
	)
	type c = []models.Beneficiary
	return []homeKind{
		{18, "独自居住,子女长期在外地", c{p1, p1, d1, e1, e1}, [4]int{14, 30, 40, 16}, (*builder).buildAlone},
		{12, "与老伴同住,子女不在身边", c{p1, e1, e1, d1, s1}, [4]int{3, 18, 45, 34}, (*builder).buildCouple},
		{6, "特困分散供养,无子女照料", c{t1}, [4]int{22, 50, 26, 2}, (*builder).buildDestitute},
		{19, "家中有重度残疾人,需专人照顾", c{d1, d1, d2, e1, p2}, [4]int{6, 38, 44, 12}, (*builder).buildDisabled},
		{16, "家中有重病患者,医疗支出大", c{d1, e1, x1, x1, x2, l1, d2}, [4]int{5, 36, 46, 13}, (*builder).buildIll},
		{8, "单亲家庭,一人抚养孩子", c{d1, e1, e1, c2, s1}, [4]int{2, 20, 52, 26}, (*builder).buildSingleParent},
		{6, "父母外出务工,由祖辈照料孩子", c{c2, c2, e1, d1, c1}, [4]int{5, 30, 48, 17}, (*builder).buildGrandparents},
		{15, "主要劳动力失业,收入不稳定", c{e1, s1, s1, d1, l1, m0}, [4]int{0, 8, 42, 50}, (*builder).buildJobless},
	}
}

func (b *builder) settleHouseholds() {
	b.birthdays = map[models.Date]*[2]int{}
	kinds := homeKinds()
	weights := make([]int, len(kinds))
	for i, k := range kinds {
		weights[i] = k.share
	}
	places := make([]int, len(b.places))
	for i, p := range b.places {
		places[i] = p.weight
	}
	for i := range householdCount / max(1, b.Share) {
		b.settle(i, &kinds[b.dice.weighted(weights)], &b.places[b.dice.weighted(places)])
	}
}

func (b *builder) settle(i int, kind *homeKind, at *place) {
	d := b.dice
	// The whole county came on file before the year that is told.
	created := d.at(b.ago(d.between(380, 900)), 9, 17)
	category := pick(d, kind.categories)
	lat, lng := offset(*at.region.Lat, *at.region.Lng, d.Float64()*1.4-0.7, d.Float64()*1.4-0.7)
	h := &home{place: at, kind: kind, surname: b.surname(), situation: kind.situation}
	h.row = &models.Household{
		CountyCode: County, ID: d.id(created), No: fmt.Sprintf("YX%s%04d", at.region.Code[6:9], i+1), RegionCode: at.region.Code,
		Address: b.address(at), Lat: &lat, Lng: &lng, HukouKind: urbanRural(at.urban), Category: category,
		Level: d.weighted(kind.levels[:]) + 1, MonthlyIncomeFen: b.income(category), Status: models.HouseholdActive,
		CreatedBy: b.aides[at.aide].ID, CreatedAt: created, UpdatedAt: created, Version: 1,
	}
	if d.chance(5) {
		h.row.ResidenceState = 2
	}
	kind.build(b, h)
	b.homes = append(b.homes, h)
	b.record(created, b.aides[at.aide], step{noun: "household", id: h.row.ID, name: "register", to: string(models.HouseholdActive), region: h.row.RegionCode,
		data: map[string]string{"persons": strconv.Itoa(len(h.people))}})
	b.consent(h)
	b.fileAudiences(h)
	b.leave(h)
}

// leave lets a few households move away or drop out; nothing is asked for them any more.
func (b *builder) leave(h *home) {
	if !b.dice.chance(3) {
		return
	}
	at := b.dice.at(b.ago(b.dice.between(1, 300)), 9, 17)
	to, why := models.HouseholdLeft, "全家迁往外县"
	if b.dice.chance(40) {
		to, why = models.HouseholdClosed, "家庭收入好转,退出帮扶"
	}
	b.depart(h, at, to, why)
	h.gone = at.AddDate(0, -3, 0) // what was asked for before has come to its end by then
}

func (b *builder) depart(h *home, at time.Time, to models.HouseholdStatus, why string) {
	h.row.Status, h.row.StatusReason, h.row.UpdatedAt, h.gone = to, why, at, at
	h.row.Version++
	b.record(at, b.aides[h.place.aide], step{
		noun: "household", id: h.row.ID, name: "edit", from: string(models.HouseholdActive), to: string(to), region: h.row.RegionCode,
	})
}

// lives tells whether the household is helped here at an instant.
func (h *home) lives(at time.Time) bool {
	return h.gone.IsZero() || at.Before(h.gone)
}

// income is per head and month, in keeping with the category: the county's minimum-living standard is 1,149 yuan.
func (b *builder) income(c models.Beneficiary) *int64 {
	lo, hi := 1150, 1723
	switch c {
	case models.BeneficiaryDestitute:
		lo, hi = 0, 400
	case models.BeneficiaryMinimumLiving, models.BeneficiaryOnePerson:
		lo, hi = 320, 1148
	case models.BeneficiaryRigidSpending, models.BeneficiaryMedicalPoverty, models.BeneficiaryTemporary:
		lo, hi = 1750, 3900
	case models.BeneficiaryElderlyInNeed, models.BeneficiaryLowIncome, models.BeneficiarySeverelyDisabled:
		lo, hi = 1730, 2760
	case models.BeneficiaryMonitored:
		return nil
	}
	return ptr(int64(b.dice.between(lo, hi)) * 100)
}

func (b *builder) address(at *place) string {
	town, village, d := townTable[at.town].name, at.region.Name, b.dice
	if !at.urban {
		return fmt.Sprintf("%s%s%s%d号", town, village, pick(d, ruralPlaces), d.between(1, 180))
	}
	street := pick(d, urbanStreets)
	if d.chance(40) {
		return fmt.Sprintf("%s%s%s%d号", town, village, street, d.between(1, 260))
	}
	return fmt.Sprintf("%s%s%s%s%d幢%d单元%d0%d室", town, village, street, pick(d, estates),
		d.between(1, 24), d.between(1, 4), d.between(1, 6), d.between(1, 4))
}
