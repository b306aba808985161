package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
	"zhulian/vault"
)

// everything is all that a database holds, as text.
func everything(t *testing.T, s *store.Store) string {
	t.Helper()
	var out strings.Builder
	for name, tab := range schemaOf(t, s) {
		for column := range tab.Columns {
			as := fmt.Sprintf(`SELECT COALESCE(encode(convert_to("%s"::text, 'UTF8'), 'escape'), '') FROM "%s"`, column, name)
			if tab.Columns[column].Kind == "bytes" {
				as = fmt.Sprintf(`SELECT COALESCE(encode("%s", 'hex'), '') FROM "%s"`, column, name)
			}
			if s.Dialect() == store.SQLite {
				as = fmt.Sprintf(`SELECT COALESCE(hex("%s"), '') FROM "%s"`, column, name)
			}
			for _, r := range rows(t, s, as, 1) {
				out.WriteString(r[0] + "\n")
			}
		}
	}
	return out.String()
}

// spellings are the ways in which everything might show a text.
func spellings(secret string) []string {
	escaped := ""
	for _, b := range []byte(secret) {
		if b < 0x80 {
			escaped += string(rune(b))
		} else {
			escaped += fmt.Sprintf(`\%03o`, b)
		}
	}
	return []string{secret, escaped, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)}
}

func TestNothingThatNamesABeneficiaryIsReadableAtRest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		g := y.Supplier()
		h := y.Household(func(d *models.HouseholdDraft) {
			d.Persons[0].Profile = models.Profile{HealthState: "肺癌晚期", DisabilityCertNo: "33019919480501002X41"}
		})
		n := y.Need(h, func(d *models.NeedDraft) { d.Title, d.Detail = "给王秀英送米", "住溪边路,行动不便" })
		m := g.Promise(n, g.Offer(), 10)
		f := g.Deliver(m, 10)
		_, err := y.Desk.DisputeFulfilment(context.Background(), y.Aide, f.ID, models.Confirmation{Note: "王秀英说没有收到"})
		require.NoError(t, err)
		_, err = y.Desk.AttachProof(context.Background(), g.Admin, f.ID, []byte("%PDF-1.7 receipt of granny\n%%EOF\n"))
		require.NoError(t, err)
		held := everything(t, s)
		for _, open := range spellings("柳树村") { // what is not secret is found, so the search does work
			if strings.Contains(held, open) {
				held += "FOUND"
			}
		}
		require.True(t, strings.HasSuffix(held, "FOUND"))
		p := h.Persons[0]
		for _, secret := range []string{"王秀英", p.CitizenNo, p.Phone, h.Address, "肺癌", "33019919480501002X41", "行动不便", "说没有收到", "receipt of granny",
			"李联络", "13900139000"} {
			for _, spelling := range spellings(secret) {
				assert.NotContains(t, held, spelling, secret)
			}
		}
	})
}

func TestASealedValueOpensOnlyInItsPlace(t *testing.T) {
	for name, sql := range map[string]string{
		"another row":    "UPDATE person SET name_sealed = (SELECT name_sealed FROM person WHERE id <> '%[1]s' AND county_code = '330199') WHERE id = '%[1]s'",
		"another column": "UPDATE person SET name_sealed = phone_sealed WHERE id = '%[1]s'",
		"another county": "UPDATE person SET name_sealed = (SELECT name_sealed FROM person WHERE county_code = '330198') WHERE id = '%[1]s'",
		"a cut value":    "UPDATE person SET name_sealed = substr(name_sealed, 1, 20) WHERE id = '%[1]s'",
	} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, s *store.Store) {
				y := testdb.Story(t, s)
				h := y.Household()
				y.Household()
				y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.FarVillage })
				tamper(t, s, fmt.Sprintf(sql, h.Persons[0].ID))
				_, err := s.Household(context.Background(), store.Key{County: h.CountyCode, ID: h.ID})
				require.ErrorIs(t, err, vault.ErrUnsealable)
				assert.Empty(t, models.KindOf(err), "a damaged value is no answer to a person")
				assert.NotContains(t, err.Error(), "王秀英")
			})
		})
	}
}

func TestBlindIndexesOfTwoCountiesDiffer(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		same := h.Persons[0].CitizenNo
		y.Household(func(d *models.HouseholdDraft) { d.RegionCode, d.Persons[0].CitizenNo = testdb.FarVillage, same })
		distinct := rows(t, s, "SELECT COUNT(DISTINCT citizen_index), COUNT(*) FROM person", 2)
		assert.Equal(t, []string{"2", "2"}, distinct[0], "the same number cannot be linked across counties")
		found, _, err := s.Households(context.Background(), store.HouseholdFilter{Scope: store.Scope{County: testdb.CountyCode}, CitizenNo: same}, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, h.ID, found[0].ID)
	})
}
