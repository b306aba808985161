package testdb

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/clock"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// The invented county of every story, and a neighbour that must never see into it.
const (
	CountyCode    = "330199"
	County        = "330199000000"
	Town          = "330199001000"
	Village       = "330199001001"
	NextVillage   = "330199001002"
	OtherTown     = "330199002000"
	OtherVillage  = "330199002001"
	OtherCounty   = "330198"
	FarVillage    = "330198001001"
	StoryPassword = "a password of the story"
)

// Tale is an invented county with its people and the desk at which they work. Every method that cannot do what it says fails the test.
type Tale struct {
	t     testing.TB
	Desk  *casework.Desk
	Store *store.Store
	Clock *clock.Fake

	Staff, SecondStaff, Operator, Clerk, OtherClerk, Aide, OtherAide models.Actor
	Auditor, Province, Sysadmin, Resident, DeptSource                models.Actor
	FarStaff, FarAide                                                models.Actor // of the other county

	serial int
}

// Story begins a tale in a database: the regions and the actors of every government role.
func Story(t testing.TB, s *store.Store) *Tale {
	t.Helper()
	hash := func(_ context.Context, _, password string, _ ...string) (string, error) {
		return "hash of " + password, nil
	}
	y := &Tale{t: t, Store: s, Clock: Clock(s), Desk: &casework.Desk{Store: s, HashPassword: hash, Market: &market.Market{}}}
	require.NoError(t, s.PutRegions(context.Background(), storyRegions()))
	y.Staff, y.SecondStaff = y.Actor(models.RoleStaff, County), y.Actor(models.RoleStaff, County)
	y.Operator, y.Auditor = y.Actor(models.RoleOperator, County), y.Actor(models.RoleAuditor, County)
	y.Clerk, y.OtherClerk = y.Actor(models.RoleTown, Town), y.Actor(models.RoleTown, OtherTown)
	y.Aide, y.OtherAide = y.Actor(models.RoleAide, Village, NextVillage), y.Actor(models.RoleAide, OtherVillage)
	y.Province, y.Sysadmin = y.Actor(models.RoleProvince, "330000000000"), y.Actor(models.RoleSysadmin, County)
	y.Resident, y.DeptSource = y.Actor(models.RoleResident, Village), y.Actor(models.RoleDeptSource, County)
	y.DeptSource.Department = "医保"
	y.FarStaff, y.FarAide = y.Actor(models.RoleStaff, "330198000000"), y.Actor(models.RoleAide, FarVillage)
	y.FarStaff.CountyCode, y.FarAide.CountyCode = OtherCounty, OtherCounty
	return y
}

// Actor is somebody of a role, with the regions of a government scope.
func (y *Tale) Actor(role models.Role, regions ...string) models.Actor {
	return models.Actor{AccountID: y.ID(), CountyCode: CountyCode, Role: role, Regions: regions}
}

// ID is a fresh id.
func (y *Tale) ID() string { return models.NewID(y.Store.Now()) }

// Today is the civil day of the story's clock.
func (y *Tale) Today() models.Date { return models.DateOf(y.Store.Now()) }

func (y *Tale) next() int {
	y.serial++
	return y.serial
}

func storyRegions() []models.Region {
	row := func(code, name string, level models.RegionLevel, parent string) models.Region {
		return models.Region{Code: code, CountyCode: models.CountyOf(code), Name: name, Level: level, ParentCode: parent, ActiveFrom: "2000-01-01"}
	}
	return []models.Region{
		row(County, "云溪县(虚构)", models.RegionCounty, "330100000000"),
		row(Town, "清河镇", models.RegionTown, County),
		row(Village, "柳树村", models.RegionVillage, Town),
		row(NextVillage, "桥头村", models.RegionVillage, Town),
		row(OtherTown, "白沙镇", models.RegionTown, County),
		row(OtherVillage, "沙湾村", models.RegionVillage, OtherTown),
		row("330198000000", "邻县(虚构)", models.RegionCounty, "330100000000"),
		row("330198001000", "邻镇", models.RegionTown, "330198000000"),
		row(FarVillage, "邻村", models.RegionVillage, "330198001000"),
	}
}

// Household registers a household of one old woman in the village, category D1, with her consent to be known to helpers.
func (y *Tale) Household(with ...func(*models.HouseholdDraft)) *models.Household {
	y.t.Helper()
	h := y.HouseholdUnasked(with...)
	y.Consent(h, models.ConsentShare)
	return h
}

// HouseholdUnasked is Household without any consent yet.
func (y *Tale) HouseholdUnasked(with ...func(*models.HouseholdDraft)) *models.Household {
	y.t.Helper()
	draft := models.HouseholdDraft{RegionCode: Village, Address: fmt.Sprintf("柳树村溪边路%d号", y.next()), Category: "D1", Persons: []models.PersonDraft{y.Granny()}}
	for _, f := range with {
		f(&draft)
	}
	h, err := y.Desk.RegisterHousehold(context.Background(), y.registrar(draft.RegionCode), draft)
	require.NoError(y.t, err)
	return h
}

func (y *Tale) registrar(region string) models.Actor {
	if models.CountyOf(region) == OtherCounty {
		return y.FarStaff
	}
	return y.Staff
}

// Granny is a woman born on 1 May 1948, head of her household.
func (y *Tale) Granny() models.PersonDraft {
	n := y.next()
	return models.PersonDraft{Name: "王秀英", CitizenNo: models.SyntheticCitizenNo("330199", models.Date("1948-05-01").AddDays(n/400).Time(), n%400*2),
		Relation: "head", Phone: "13800138000"}
}

// Child is a grandson who is eight years old.
func (y *Tale) Child() models.PersonDraft {
	n := y.next()
	return models.PersonDraft{Name: "王小宝", CitizenNo: models.SyntheticCitizenNo("330199", models.Date("2018-01-10").AddDays(n/400).Time(), n%400*2+1),
		Relation: "grandchild"}
}

// Consent records a consent of a household's head.
func (y *Tale) Consent(h *models.Household, kind models.ConsentKind, with ...func(*models.ConsentDraft)) *models.Consent {
	y.t.Helper()
	draft := models.ConsentDraft{PersonID: h.Persons[0].ID, Kind: kind, TextVersion: "2026-01", GivenBy: "self"}
	for _, f := range with {
		f(&draft)
	}
	c, err := y.Desk.RecordConsent(context.Background(), y.registrar(h.RegionCode), h.ID, draft)
	require.NoError(y.t, err)
	return c
}

// Need has the aide submit a need of a household and the clerk accept it: ten bags of staple food, unless said otherwise.
func (y *Tale) Need(h *models.Household, with ...func(*models.NeedDraft)) *models.Need {
	y.t.Helper()
	n := y.NeedSubmitted(h, with...)
	n, err := y.Desk.AcceptNeed(context.Background(), y.registrar(h.RegionCode), n.ID)
	require.NoError(y.t, err)
	return n
}

// NeedSubmitted has the aide submit a need that nobody has accepted yet.
func (y *Tale) NeedSubmitted(h *models.Household, with ...func(*models.NeedDraft)) *models.Need {
	y.t.Helper()
	draft := models.NeedDraft{HouseholdID: h.ID, Category: "A01", Title: "米面粮油", Quantity: Units(10), Unit: "袋", Urgency: models.UrgencyNormal}
	for _, f := range with {
		f(&draft)
	}
	by := y.Aide
	if !by.Covers(h.RegionCode) || by.CountyCode != h.CountyCode {
		by = y.registrar(h.RegionCode)
	}
	n, err := y.Desk.SubmitNeed(context.Background(), by, draft)
	require.NoError(y.t, err)
	return n
}

// Units is a known quantity.
func Units(n int64) *int64 { return &n }
