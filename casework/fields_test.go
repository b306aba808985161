package casework_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
)

// fieldRows are the rows of the table of docs/fields.md that begins with a column: the first cell of each, and the others.
func fieldRows(t *testing.T, first string) (head []string, rows map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("../docs/fields.md")
	require.NoError(t, err)
	_, text2, found := strings.Cut(string(text), "| "+first+" |")
	require.True(t, found, first)
	table, _, _ := strings.Cut("| "+first+" |"+text2, "\n\n")
	rows = map[string][]string{}
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for n := range cells {
			cells[n] = strings.TrimSpace(strings.ReplaceAll(cells[n], "`", ""))
		}
		switch i {
		case 0:
			head = cells
		case 1:
		default:
			require.Len(t, cells, len(head), line)
			rows[cells[0]] = cells[1:]
		}
	}
	return head, rows
}

// TestTheTableOfTiersIsWhatSuppliersSee holds each cell of the table to what is there at the tier, of an adult and of a child.
func TestTheTableOfTiersIsWhatSuppliersSee(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier(licensed)
		var seen []*casework.Beneficiary
		look := func(need func(h *models.Household) *models.Need, category string, with ...func(*models.HouseholdDraft)) {
			h := y.HouseholdUnasked(with...)
			y.Consent(h, models.ConsentShare)
			n := need(h)
			offer := g.Offer(func(d *models.OfferDraft) { d.Category = category })
			m := y.Invite(n, offer, units(10))
			seen = append(seen, seenBy(t, y, g.Admin, m.ID).Beneficiary)
			_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{Quantity: units(10)})
			require.NoError(t, err)
			seen = append(seen, seenBy(t, y, g.Admin, m.ID).Beneficiary)
			_, b, err := y.Desk.Task(ctx, g.Worker, g.Plan(m, 10, y.Today()).ID)
			require.NoError(t, err)
			seen = append(seen, b)
		}
		look(func(h *models.Household) *models.Need {
			return y.Need(h, func(d *models.NeedDraft) { d.PersonID, d.Detail = h.Persons[0].ID, "住二楼" })
		}, "A01")
		look(func(h *models.Household) *models.Need {
			y.Consent(h, models.ConsentShare, member(h, 1))
			y.Consent(h, models.ConsentMinor, member(h, 1))
			return y.Need(h, ofChild(h), func(d *models.NeedDraft) { d.Detail = "在阳光小学读二年级" })
		}, "D02", func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
		require.Equal(t, []int{1, 2, 3, 1, 2, 3}, []int{seen[0].Tier, seen[1].Tier, seen[2].Tier, seen[3].Tier, seen[4].Tier, seen[5].Tier})

		head, rows := fieldRows(t, "field of `Beneficiary`")
		require.Len(t, head, 7)
		kind := reflect.TypeFor[casework.Beneficiary]()
		assert.Len(t, rows, kind.NumField()-1, "every field but the tier")
		for name, cells := range rows {
			field, ok := kind.FieldByName(name)
			require.True(t, ok, name)
			for i, b := range seen {
				shown := !reflect.ValueOf(*b).FieldByIndex(field.Index).IsZero()
				assert.Equal(t, cells[i] != "–", shown, "%s, column %d", name, i+1)
			}
		}
		for i, want := range []string{testdb.Town, testdb.Village, testdb.Village, testdb.Town, testdb.Village, testdb.Village} {
			assert.Equal(t, want, seen[i].RegionCode)
			assert.Equal(t, map[string]string{testdb.Town: "the town", testdb.Village: "the village"}[want], rows["RegionCode"][i])
		}
	})
}

// TestTheTableOfRolesIsThePermissionTable holds each cell of the table to how far a role may read and write.
func TestTheTableOfRolesIsThePermissionTable(t *testing.T) {
	head, rows := fieldRows(t, "what is known")
	require.Greater(t, len(rows), 12)
	for what, cells := range rows {
		read, write := cells[0], strings.Split(cells[1], ", ")
		for i, role := range head[3:] {
			by := models.Actor{Role: models.Role(role)}
			said := "–"
			if s := models.ScopeOf(by, models.Action(read)); s != models.ScopeNone {
				said = fmt.Sprintf("r %s", s)
			}
			for _, act := range write {
				if s := models.ScopeOf(by, models.Action(act)); s != models.ScopeNone {
					said = strings.TrimPrefix(said+" w "+string(s), "– ")
					break
				}
			}
			assert.Equal(t, said, cells[2+i], "%s: %s", what, role)
		}
	}
	for _, role := range models.Roles() {
		if role != models.RoleSystem && role != models.RoleResident {
			assert.Contains(t, head, string(role))
		}
	}
}
