package demo_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func TestCodesAreSyntheticAndValid(t *testing.T) {
	d := county()
	citizens, codes := map[string]bool{}, map[string]bool{}
	for _, p := range d.Persons {
		no, flaw := models.ParseCitizenNo(p.CitizenNo, now)
		require.Empty(t, flaw, p.CitizenNo)
		require.True(t, strings.HasPrefix(no, "330199"))
		require.False(t, citizens[no], "twice: "+no)
		citizens[no] = true
		sex, _ := models.SexOf(no)
		birth, _ := models.BirthDateOf(no)
		require.Equal(t, p.Sex, sex)
		require.Equal(t, string(p.BirthDate), birth.Format("2006-01-02"))
	}
	legacy := 0
	for _, s := range d.Suppliers {
		code, check, flaw := models.ParseUSCC(s.USCC)
		require.Empty(t, flaw)
		require.Equal(t, check, s.USCCCheck)
		require.False(t, codes[code])
		codes[code] = true
		if check == models.USCCLegacyOverride {
			legacy++
			assert.NotEqual(t, s.CheckedBy, s.ApprovedBy, "a second person confirms")
		}
	}
	assert.Equal(t, 1, legacy)
}

func TestRegionsAreWellFormedAndVillagesHaveTheirTown(t *testing.T) {
	known := map[string]bool{}
	for _, r := range county().Regions {
		code, flaw := models.ParseRegionCode(r.Code)
		require.Empty(t, flaw)
		require.Equal(t, r.Level, models.LevelOf(code))
		require.False(t, known[code])
		known[code] = true
		require.True(t, r.ParentCode == "" || known[r.ParentCode], r.Name)
		kind := map[byte]string{'0': "街道", '1': "镇", '2': "乡"}[r.Code[6]]
		if r.Level == models.RegionTown {
			assert.Equal(t, kind, r.Kind)
		}
	}
}

func TestLicencesMatchTheCategoriesOffered(t *testing.T) {
	suppliers := map[string]models.Supplier{}
	for _, s := range county().Suppliers {
		suppliers[s.ID] = s
	}
	for _, o := range county().Offers {
		c, found := models.CategoryByCode(o.Category)
		require.True(t, found, o.Category)
		require.False(t, c.GovernmentOnly(), o.Title)
		s := suppliers[o.SupplierID]
		if c.Licence != "" {
			has := slices.ContainsFunc(s.Licences, func(l models.Licence) bool { return l.Kind == c.Licence })
			assert.True(t, has, "%s offers %s", s.Name, o.Category)
		}
		assert.LessOrEqual(t, o.ValidFrom, o.ValidTo)
		assert.Equal(t, o.CapacityKind == models.CapacityRate, o.Period != nil)
		assert.False(t, o.CapacityKind == models.CapacityRate && o.Quantity == nil, o.Title)
	}
}

func TestHouseholdsAreConsistentWithTheirMembers(t *testing.T) {
	today := models.DateOf(now)
	members := map[string][]models.Person{}
	for _, p := range county().Persons {
		members[p.HouseholdID] = append(members[p.HouseholdID], p)
		age, f := p.AgeOn(today), p.Profile
		require.True(t, age >= 0 && age < 100, age)
		require.True(t, f.Employment != "employed" || age >= 16 && age < 75)
		require.True(t, f.SchoolStage != "primary" || age >= 5 && age < 13)
		require.Equal(t, f.DisabilityLevel == 0, f.DisabilityCertNo == "")
		for _, code := range f.Tags {
			_, known := models.PersonTagByCode(code)
			require.True(t, known, code)
		}
	}
	kinds := map[models.Beneficiary]int{}
	for _, h := range county().Households {
		require.True(t, h.Category.Valid())
		require.GreaterOrEqual(t, h.Level, 1)
		kinds[h.Category]++
		heads := 0
		for _, p := range members[h.ID] {
			if p.IsHead {
				heads++
				require.Equal(t, "head", p.Relation)
			}
		}
		require.Equal(t, 1, heads)
	}
	assert.Greater(t, kinds[models.BeneficiaryMinimumLiving], 200)
	assert.GreaterOrEqual(t, len(kinds), 12)
}

var digits = regexp.MustCompile(`[0-9]{7}`)

func TestPublicTitlesNameNobody(t *testing.T) {
	names, members := map[string][]string{}, map[string]models.Person{}
	for _, p := range county().Persons {
		names[p.HouseholdID] = append(names[p.HouseholdID], p.Name)
		members[p.ID] = p
	}
	named := 0
	for _, n := range county().Needs {
		require.NotEmpty(t, n.TitlePublic)
		require.NotContains(t, n.TitlePublic, "{n}")
		require.False(t, digits.MatchString(n.TitlePublic), n.TitlePublic)
		for _, name := range names[n.HouseholdID] {
			require.NotContains(t, n.TitlePublic, name)
			if strings.Contains(n.Title+n.Detail, name) {
				named++
			}
		}
		category, _ := models.CategoryByCode(n.Category)
		if n.Sensitivity >= 3 {
			require.Equal(t, category.NameZH, n.TitlePublic)
		}
		if n.PersonID != nil && members[*n.PersonID].AgeOn(models.DateOf(now)) < 14 && n.Sensitivity < 3 {
			require.Equal(t, "儿童:"+category.NameZH, n.TitlePublic)
		}
		require.Empty(t, models.CheckText(n.Title, 80))
	}
	assert.Greater(t, named, 1000, "the sealed texts do name people")
}

func TestEverythingRefersToWhatIsThere(t *testing.T) {
	d := county()
	ids := map[string]string{}
	put := func(noun, id string) {
		require.Empty(t, ids[id], "an id twice")
		parsed, ok := models.ParseID(id)
		require.True(t, ok, parsed)
		ids[id] = noun
	}
	for _, r := range d.Households {
		put("household", r.ID)
	}
	for _, r := range d.Persons {
		put("person", r.ID)
		require.Equal(t, "household", ids[r.HouseholdID])
	}
	for _, r := range d.Suppliers {
		put("supplier", r.ID)
	}
	for _, r := range d.Offers {
		put("offer", r.ID)
		require.Equal(t, "supplier", ids[r.SupplierID])
	}
	for _, r := range d.Needs {
		put("need", r.ID)
		require.Equal(t, "household", ids[r.HouseholdID])
		require.True(t, r.PersonID == nil || ids[*r.PersonID] == "person")
	}
	for _, r := range d.Needs {
		require.True(t, r.DuplicateOf == nil || ids[*r.DuplicateOf] == "need")
	}
	for _, r := range d.Matches {
		put("match", r.ID)
		require.Equal(t, "need", ids[r.NeedID])
		require.Equal(t, "offer", ids[r.OfferID])
	}
	for _, r := range d.Fulfilments {
		put("fulfilment", r.ID)
		require.Equal(t, "match", ids[r.MatchID])
	}
}

func TestDisclosuresRestOnALiveConsent(t *testing.T) {
	d := county()
	consents := map[string]models.Consent{}
	for _, c := range d.Consents {
		consents[c.ID] = c
	}
	withdrawn, expired := 0, 0
	for _, c := range d.Consents {
		if c.WithdrawnAt != nil {
			withdrawn++
		}
		if c.ExpiresAt != nil && c.ExpiresAt.Before(now) {
			expired++
		}
	}
	assert.Positive(t, withdrawn)
	assert.Positive(t, expired)
	require.Greater(t, len(d.Disclosures), 1000)
	for _, r := range d.Disclosures {
		c := consents[r.ConsentID]
		require.Equal(t, r.HouseholdID, c.HouseholdID)
		require.False(t, c.GivenAt.After(r.At))
		require.True(t, c.ExpiresAt == nil || r.At.Before(*c.ExpiresAt))
		require.True(t, c.WithdrawnAt == nil || r.At.Before(*c.WithdrawnAt))
	}
}
