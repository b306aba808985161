package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestAHouseholdIsRegisteredWithItsPersons(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		draft := models.HouseholdDraft{RegionCode: testdb.Village, Address: " 柳树村  8号 ", Persons: []models.PersonDraft{y.Granny(), y.Child()}}
		h, err := y.Desk.RegisterHousehold(ctx, y.Aide, draft)
		require.NoError(t, err)
		seen, err := y.Desk.Household(ctx, y.Aide, h.ID)
		require.NoError(t, err)
		assert.Equal(t, "柳树村 8号", seen.Address)
		require.Len(t, seen.Persons, 2)
		head := seen.Persons[0]
		assert.True(t, head.IsHead)
		assert.Equal(t, []any{"王秀英", models.Date("1948-05-01"), models.SexFemale, "13800138000"}, []any{head.Name, head.BirthDate, head.Sex, head.Phone})
		assert.Equal(t, models.Beneficiary("M0"), seen.Category)
	})
}

func TestAHouseholdIsCheckedWithAllItsFaults(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		register := func(with func(*models.HouseholdDraft)) error {
			d := models.HouseholdDraft{RegionCode: testdb.Village, Address: "柳树村9号", Persons: []models.PersonDraft{y.Granny()}}
			with(&d)
			_, err := y.Desk.RegisterHousehold(ctx, y.Aide, d)
			return err
		}
		faulty(t, register(func(d *models.HouseholdDraft) { d.Address = "　" }), "address", "required")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].Name = "\t" }), "persons[0].name", "required")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons = nil }), "persons", "required")
		faulty(t, register(func(d *models.HouseholdDraft) { d.RegionCode = testdb.Town }), "region_code", "village")
		faulty(t, register(func(d *models.HouseholdDraft) { d.RegionCode = "330199001099" }), "region_code", "region_unknown")
		faulty(t, register(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }), "region_code", "region_outside_scope")
		faulty(t, register(func(d *models.HouseholdDraft) { d.RegionCode = testdb.FarVillage }), "region_code", "region_outside_scope")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].Relation = "son" }), "persons", "one_head")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, d.Persons[0]) }), "persons[1].citizen_no", "twice")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].BirthDate = "1950-01-01" }), "persons[0].birth_date", "differs_from_citizen_no")
		for no, flaw := range map[string]string{"33019919500101": "citizen_length", "330199500101001": "citizen_15", "330199195013010015": "citizen_date"} {
			faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].CitizenNo = no }), "persons[0].citizen_no", flaw)
			_, err := y.Desk.AddPerson(ctx, y.Aide, y.Household().ID, models.PersonDraft{Name: "陈小妹", Relation: "daughter", CitizenNo: no})
			faulty(t, err, "citizen_no", flaw)
		}
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].Sex = models.SexMale }), "persons[0].sex", "differs_from_citizen_no")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Lat = ptr(30.1) }), "lng", "coordinates_pair")
		faulty(t, register(func(d *models.HouseholdDraft) { d.Persons[0].CitizenNo = "" }), "persons[0].no_number_reason", "required")
		faulty(t, register(func(d *models.HouseholdDraft) {
			d.Persons[0].CitizenNo, d.Persons[0].NoNumberWhy, d.Persons[0].BirthDate = "", "未上户口", "2026-03-03"
		}), "persons[0].birth_date", "past_date")
		faulty(t, register(func(d *models.HouseholdDraft) { d.MonthlyIncomeFen = ptr(int64(-1)) }), "monthly_income_fen", "min")
	})
}

func TestACitizenNumberIsHeldOnceInACounty(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		same := models.PersonDraft{Name: "王秀英", CitizenNo: h.Persons[0].CitizenNo, Relation: "head"}
		_, err := y.Desk.RegisterHousehold(ctx, y.Aide, models.HouseholdDraft{RegionCode: testdb.Village, Address: "别处", Persons: []models.PersonDraft{same}})
		conflict(t, err, "person_known")
		found, _, err := y.Desk.Households(ctx, y.Aide, store.HouseholdFilter{Address: "别处"}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, found, "nothing is half written")
		far := y.HouseholdUnasked(func(d *models.HouseholdDraft) {
			d.RegionCode, d.Persons = testdb.FarVillage, []models.PersonDraft{same}
		})
		assert.Equal(t, testdb.OtherCounty, far.CountyCode, "another county keeps its own people")
		same.Relation = "other"
		_, err = y.Desk.AddPerson(ctx, y.Aide, h.ID, same)
		conflict(t, err, "person_known")
	})
}

func TestAHouseholdIsFoundByWhatIsSealed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, other := y.Household(), y.Household(func(d *models.HouseholdDraft) { d.Persons[0].Name, d.Persons[0].Phone = "陈桂花", "13700137000" })
		for name, f := range map[string]store.HouseholdFilter{
			"citizen number": {CitizenNo: h.Persons[0].CitizenNo}, "name": {Name: "王秀英"}, "phone": {Phone: "13800138000"}, "address": {Address: h.Address},
		} {
			rows, _, err := y.Desk.Households(ctx, y.Aide, f, store.Page{Limit: 5})
			require.NoError(t, err, name)
			require.Len(t, rows, 1, name)
			assert.Equal(t, h.ID, rows[0].ID, name)
			rows, _, err = y.Desk.Households(ctx, y.OtherAide, f, store.Page{Limit: 5})
			require.NoError(t, err, name)
			assert.Empty(t, rows, "%s: not in the other town", name)
		}
		_ = other
	})
}

func TestAPersonIsAddedAndAHouseholdEdited(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		head := y.Granny()
		_, err := y.Desk.AddPerson(ctx, y.Aide, h.ID, head)
		faulty(t, err, "relation", "one_head")
		p, err := y.Desk.AddPerson(ctx, y.Aide, h.ID, y.Child())
		require.NoError(t, err)
		assert.Equal(t, models.SexMale, p.Sex)
		r, err := y.Desk.EditHousehold(ctx, y.Aide, h.ID, h.Version, models.HouseholdPatch{Address: ptr("新址1号"), RegionCode: ptr(testdb.NextVillage)})
		require.NoError(t, err)
		assert.Equal(t, "新址1号", r.Address)
		_, err = y.Desk.EditHousehold(ctx, y.Aide, h.ID, h.Version, models.HouseholdPatch{Address: ptr("旧版本")})
		refused(t, err, models.KindStale, "stale_version")
		_, err = y.Desk.EditHousehold(ctx, y.Aide, h.ID, r.Version, models.HouseholdPatch{Address: ptr(" ")})
		faulty(t, err, "address", "required")
		_, err = y.Desk.EditHousehold(ctx, y.Aide, h.ID, r.Version, models.HouseholdPatch{RegionCode: ptr(testdb.OtherVillage)})
		faulty(t, err, "region_code", "region_outside_scope")
		_, err = y.Desk.EditHousehold(ctx, y.Staff, h.ID, r.Version, models.HouseholdPatch{RegionCode: ptr(testdb.FarVillage)})
		faulty(t, err, "region_code", "region_outside_county")
	})
}

func TestEveryLookAtAHouseholdIsLogged(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		_, err := y.Desk.Household(ctx, y.Clerk, h.ID)
		require.NoError(t, err)
		_, _, err = y.Desk.Households(ctx, y.Aide, store.HouseholdFilter{}, store.Page{Limit: 5})
		require.NoError(t, err)
		_, err = y.Desk.Household(ctx, y.OtherAide, h.ID)
		absent(t, err)
		log, _, err := y.Desk.Disclosures(ctx, y.Auditor, h.ID, store.Page{Limit: 10})
		require.NoError(t, err)
		var who []string
		for _, d := range log {
			assert.Equal(t, 4, d.Tier)
			who = append(who, string(d.Role)+" "+d.Purpose)
		}
		assert.ElementsMatch(t, []string{"town_clerk view", "aide list"}, who)
	})
}
