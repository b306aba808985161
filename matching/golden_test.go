package matching

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// TestTheGoldenCounty ranks the 60 needs of testdata/golden over its 40 offers and compares with expected.md, which is meant to
// be read. After a change that is meant, write it anew with UPDATE_GOLDEN=1 and read the difference.
func TestTheGoldenCounty(t *testing.T) {
	needs, offers := goldenNeeds(t), goldenOffers(t)
	require.Len(t, needs, 60)
	require.Len(t, offers, 40)
	got := goldenReport(needs, offers)
	path := filepath.Join("testdata", "golden", "expected.md")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, strings.Split(string(want), "\n"), strings.Split(got, "\n"))
}

func goldenReport(needs []Need, offers []Offer) string {
	var out strings.Builder
	out.WriteString("# Golden county: who fits whom\n\nThe three best offers of every need with score, parts (category, geography, capacity, time, group, track), points of the finer\n" +
		"signals and reasons; then how many offers each gate excluded and the nearest miss with what would make it fit.\n")
	index := NewIndex(offers)
	for _, n := range needs {
		got := index.Rank(n, DefaultWeights(), 3)
		fmt.Fprintf(&out, "\n## %s %s %s (%s, %s)\n\n", n.ID, n.Category, n.Title, n.Urgency, n.Class)
		for i, c := range got.Ranked {
			p, a := c.Parts, c.Adjust
			fmt.Fprintf(&out, "%d. %s %d = (%d, %d, %d, %d, %d, %d) %+d: %s / %s\n", i+1, c.OfferID, c.Score, p.Category, p.Geography, p.Capacity, p.Time,
				p.Group, p.Track, a.Points(), strings.Join(words(c.Reasons, "zh"), ";"), strings.Join(words(c.Reasons, "en"), "; "))
		}
		if len(got.Ranked) == 0 {
			fmt.Fprintf(&out, "Nobody; %d scored too low.\n", got.Below)
		}
		out.WriteString("\nExcluded:")
		for _, g := range Gates() {
			if k := got.Excluded[g]; k > 0 {
				fmt.Fprintf(&out, " %s %d", g, k)
			}
		}
		miss := got.Exclusions[0]
		fmt.Fprintf(&out, ". Nearest: %s, %s (%s / %s).\n", miss.OfferID, miss.Gate, miss.Fix.In("zh"), miss.Fix.In("en"))
	}
	return out.String()
}

// goldenRows reads the cells of a markdown table.
func goldenRows(t *testing.T, file string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "golden", file))
	require.NoError(t, err)
	var rows [][]string
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.HasPrefix(line, "| O") || strings.HasPrefix(line, "| N") {
			rows = append(rows, cells)
		}
	}
	return rows
}

func goldenNeeds(t *testing.T) []Need {
	var needs []Need
	for _, c := range goldenRows(t, "needs.md") {
		n := Need{
			ID: c[0], HouseholdID: "H" + c[0], Category: c[1], Title: c[2], Urgency: c[4], Region: c[5], Class: c[6], Tags: strings.Fields(c[7]),
			NeededBy: models.Date(c[9]), AsOf: "2026-11-23", Consent: ConsentGiven, Sensitivity: number(t, c[11]),
		}
		n.Quantity, n.Unit = goldenQuantity(t, c[3])
		for _, age := range strings.Fields(c[8]) {
			n.Ages = append(n.Ages, number(t, age))
		}
		n.Slots = goldenSlots(t, c[10])
		needs = append(needs, n)
	}
	return needs
}

func goldenOffers(t *testing.T) []Offer {
	var offers []Offer
	for _, c := range goldenRows(t, "offers.md") {
		o := Offer{
			ID: c[0], SupplierID: strings.Fields(c[1])[0], Categories: strings.Split(c[2], ","), Title: c[3], Regions: strings.Fields(c[4]), Home: c[5],
			Slots: goldenSlots(t, c[7]), FeeMode: c[8], TargetTags: strings.Fields(c[10]), ExcludeTags: strings.Fields(c[11]), Clearance: number(t, c[13]),
			LoadPerMille: number(t, c[15]), ValidFrom: "2026-01-01", ValidTo: "2026-12-31", CreatedOn: "2026-03-01",
			Status: models.OfferPublished, SupplierStatus: models.SupplierActive,
		}
		o.goldenCapacity(t, c[6])
		if kind, to, found := strings.Cut(c[9], " "); found {
			o.Licences = []models.Licence{{Kind: kind, ValidTo: models.Date(to)}}
		}
		low, high, _ := strings.Cut(c[12], "-")
		o.MinAge, o.MaxAge = number(t, low), number(t, high)
		accepted, fulfilled, _ := strings.Cut(c[14], "/")
		o.Accepted, o.Fulfilled = number(t, accepted), number(t, fulfilled)
		o.goldenState(c[16])
		offers = append(offers, o)
	}
	return offers
}

func (o *Offer) goldenCapacity(t *testing.T, cell string) {
	left, rest, _ := strings.Cut(cell, " frees ")
	left, isRate := strings.CutSuffix(left, "/month")
	o.Capacity.Left, o.Unit = goldenQuantity(t, left)
	o.Capacity.FreesOn = models.Date(rest)
	if isRate {
		o.Capacity.Kind = models.CapacityRate
	}
}

func (o *Offer) goldenState(state string) {
	switch {
	case state == "paused":
		o.Status = models.OfferPaused
	case state == "suspended supplier":
		o.SupplierStatus = models.SupplierSuspended
	case state == "online":
		o.Deliveries = []string{"online"}
	case strings.HasPrefix(state, "goods keep to "):
		o.GoodsExpiry = models.Date(strings.TrimPrefix(state, "goods keep to "))
	}
}

func goldenQuantity(t *testing.T, cell string) (Quantity, string) {
	amount, unit, found := strings.Cut(cell, " ")
	if !found {
		return Quantity{}, ""
	}
	return Units(int64(number(t, amount))), unit
}

func goldenSlots(t *testing.T, cell string) Slots {
	slots, unknown := ParseSlots(strings.Fields(cell)...)
	require.Empty(t, unknown)
	return slots
}

func number(t *testing.T, cell string) int {
	if cell == "" {
		return 0
	}
	n, err := strconv.Atoi(cell)
	require.NoError(t, err)
	return n
}
