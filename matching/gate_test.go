package matching

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

const (
	homeCounty  = "330199000000"
	homeTown    = "330199101000"
	homeVillage = "330199101201"
	nextVillage = "330199101202"
	otherTown   = "330199102000"
)

// aNeed and anOffer fit each other; the tables below change one thing at a time.
func aNeed() Need {
	return Need{
		ID: "n1", HouseholdID: "h1", Category: "B01", Title: "独居老人午餐", Quantity: Units(20), Unit: "餐", Urgency: "normal",
		Class: "D1", Tags: []string{"独居老人"}, Ages: []int{81}, Region: homeVillage, AsOf: "2026-11-23", NeededBy: "2026-12-01",
		Delivery: "to_home", Consent: ConsentGiven, Place: At(30.100, 119.800),
	}
}

func anOffer() Offer {
	return Offer{
		ID: "o1", SupplierID: "s1", Categories: []string{"B01"}, Title: "老年食堂送餐", Status: models.OfferPublished,
		ValidFrom: "2026-01-01", ValidTo: "2026-12-31", CreatedOn: "2026-03-01", Regions: []string{homeCounty}, Home: homeTown,
		Capacity: Capacity{Left: Units(40)}, Unit: "餐", FeeMode: "free", SupplierStatus: models.SupplierActive,
		Licences: []models.Licence{{Kind: "food", Number: "JY1", ValidTo: "2027-03-31"}}, Deliveries: []string{"to_home", "pick_up"},
		Accepted: 20, Fulfilled: 19,
	}
}

func TestAFittingOfferPassesEveryGate(t *testing.T) {
	got := Rank(aNeed(), []Offer{anOffer()}, BaseWeights(), 5)
	require.Len(t, got.Ranked, 1)
	assert.Equal(t, Parts{Category: 100, Geography: 80, Capacity: 100, Time: 100, Group: 50, Track: 92}, got.Ranked[0].Parts)
	assert.Equal(t, 90, got.Ranked[0].Score)
	assert.Empty(t, got.Excluded)
}

type gateCase struct {
	name   string
	change func(*Need, *Offer)
	gate   Gate // empty when the pair still fits
	fix    string
}

func checkGates(t *testing.T, cases []gateCase) {
	t.Helper()
	for _, c := range cases {
		n, o := aNeed(), anOffer()
		c.change(&n, &o)
		got := Rank(n, []Offer{o}, BaseWeights(), 0)
		if c.gate == "" {
			assert.Empty(t, got.Exclusions, c.name)
			continue
		}
		if assert.Len(t, got.Exclusions, 1, c.name) {
			assert.Equal(t, c.gate, got.Exclusions[0].Gate, c.name)
			assert.Equal(t, c.fix, got.Exclusions[0].Fix.In("en"), c.name)
			assert.Equal(t, map[Gate]int{c.gate: 1}, got.Excluded, c.name)
		}
	}
}

func TestGatesAboutTheOffer(t *testing.T) {
	checkGates(t, []gateCase{
		{"paused", func(_ *Need, o *Offer) { o.Status = models.OfferPaused }, GatePublished, "fits once the offer is published"},
		{"suspended", func(_ *Need, o *Offer) { o.SupplierStatus = models.SupplierSuspended }, GateSupplier, "fits once the supplier is active again"},
		{"ended", func(_ *Need, o *Offer) { o.ValidTo = "2026-11-22" }, GateDates, "ended on 2026-11-22; fits once renewed"},
		{"last day", func(_ *Need, o *Offer) { o.ValidTo = "2026-11-23" }, "", ""},
		{"starts too late", func(_ *Need, o *Offer) { o.ValidFrom = "2026-12-02" }, GateDates, "available from 2026-12-02"},
		{"starts in time", func(_ *Need, o *Offer) { o.ValidFrom = "2026-12-01" }, "", ""},
		{"other category", func(_ *Need, o *Offer) { o.Categories = []string{"G01"} }, GateCategory, "needs an offer of the same or a sibling category"},
		{"same kind", func(_ *Need, o *Offer) { o.Categories = []string{"B03"} }, "", ""},
		{"used up", func(_ *Need, o *Offer) { o.Capacity.Left = Units(0) }, GateStock, "fits once replenished"},
		{"unknown stock", func(_ *Need, o *Offer) { o.Capacity.Left = Quantity{} }, "", ""},
		{"stock frees", func(_ *Need, o *Offer) { o.Capacity = Capacity{Left: Units(0), FreesOn: "2026-12-03"} }, GateStock, "capacity frees on 2026-12-03"},
		{"rate full until later", func(_ *Need, o *Offer) {
			o.Capacity = Capacity{Kind: models.CapacityRate, Left: Units(0), FreesOn: "2026-12-03"}
		}, GateCapacity, "capacity frees on 2026-12-03"},
		{"rate frees in time", func(_ *Need, o *Offer) {
			o.Capacity = Capacity{Kind: models.CapacityRate, Left: Units(0), FreesOn: "2026-12-01"}
		}, "", ""},
		{"goods expire", func(_ *Need, o *Offer) { o.GoodsExpiry = "2026-12-07" }, GateExpiry, "goods expire on 2026-12-07; needs a fresher batch"},
		{"goods keep", func(_ *Need, o *Offer) { o.GoodsExpiry = "2026-12-08" }, "", ""},
		{"pick-up only", func(_ *Need, o *Offer) { o.Deliveries = []string{"pick_up"} }, GateDelivery, "fits once it comes to the home"},
		{"any delivery", func(_ *Need, o *Offer) { o.Deliveries = nil }, "", ""},
		{"too slow", func(_ *Need, o *Offer) { o.LeadTimeDays = 9 }, GateLead, "needs 9 days' notice"},
		{"just in time", func(_ *Need, o *Offer) { o.LeadTimeDays = 8 }, "", ""},
	})
}

func TestGatesAboutThePeople(t *testing.T) {
	checkGates(t, []gateCase{
		{"other town", func(_ *Need, o *Offer) { o.Regions = []string{otherTown} }, GateArea, "fits once the area served is extended"},
		{"anywhere", func(_ *Need, o *Offer) { o.Regions = nil }, "", ""},
		{"4 km outside", func(_ *Need, o *Offer) {
			o.Regions, o.RadiusKM, o.Place = []string{otherTown}, 5, At(30.180, 119.800)
		}, GateArea, "4 km outside the area"},
		{"within the radius", func(_ *Need, o *Offer) { o.Regions, o.RadiusKM, o.Place = []string{otherTown}, 9, At(30.180, 119.800) }, "", ""},
		{"no licence", func(_ *Need, o *Offer) { o.Licences = nil }, GateLicence, "licence `food` missing"},
		{"licence ends before", func(_ *Need, o *Offer) { o.Licences[0].ValidTo = "2026-11-30" }, GateLicence, "licence `food` ends on 2026-11-30"},
		{"licence ends on the day", func(_ *Need, o *Offer) { o.Licences[0].ValidTo = "2026-12-01" }, "", ""},
		{"too young", func(_ *Need, o *Offer) { o.MinAge = 85 }, GateAge, "only for ages 85 and over"},
		{"too old", func(_ *Need, o *Offer) { o.MinAge, o.MaxAge = 60, 80 }, GateAge, "only for ages 60 to 80"},
		{"excluded group", func(_ *Need, o *Offer) { o.ExcludeTags = []string{"独居老人"} }, GateTags, "not meant for 独居老人"},
		{"low fee for D1", func(_ *Need, o *Offer) { o.FeeMode = "low_fee" }, GateFee, "fits once given free of charge"},
		{"low fee for S1", func(n *Need, o *Offer) { n.Class, o.FeeMode = "S1", "low_fee" }, "", ""},
		{"purchased by government", func(_ *Need, o *Offer) { o.FeeMode = "purchased_by_gov" }, "", ""},
		{"sensitive", func(n *Need, _ *Offer) { n.Sensitivity = 1 }, GateSensitivity, "supplier needs clearance level 1"},
		{"cleared", func(n *Need, o *Offer) { n.Sensitivity, o.Clearance = 2, 2 }, "", ""},
		{"level 3", func(n *Need, o *Offer) { n.Sensitivity, o.Clearance = 3, 3 }, GateSensitivity, "needs a named referral by staff"},
		{"named referral", func(n *Need, o *Offer) { n.Sensitivity, o.Referrals = 3, []string{"n1"} }, "", ""},
		{"gender", func(n *Need, o *Offer) { n.Gender, o.Genders = "female", []string{"male"} }, GateGender, "needs a woman helper"},
		{"gender unknown", func(n *Need, _ *Offer) { n.Gender = "female" }, "", ""},
		{"minor", func(n *Need, _ *Offer) { n.Ages = []int{17} }, GateChild, "licence `child` missing"},
		{"minor, cleared", func(n *Need, o *Offer) {
			n.Ages = []int{17}
			o.Licences = append(o.Licences, models.Licence{Kind: "child", ValidTo: "2027-01-01"})
		}, "", ""},
		{"conflict", func(n *Need, _ *Offer) { n.Conflicts = []string{"s1"} }, GateConflict, "choose another supplier"},
		{"no consent yet", func(n *Need, _ *Offer) { n.Consent = ConsentNone }, "", ""},
		{"consent withdrawn", func(n *Need, _ *Offer) { n.Consent = ConsentWithdrawn }, GateConsent, "fits once consent is given again"},
		{"declined before", func(n *Need, _ *Offer) { n.DeclinedBy = []string{"s1"} }, GateDeclined, "choose another supplier"},
	})
}

func TestEveryGateHasACase(t *testing.T) {
	assert.Len(t, Gates(), 20)
	seen := map[Gate]bool{}
	for _, g := range Gates() {
		assert.False(t, seen[g], "gate %s is declared twice", g)
		seen[g] = true
		assert.Contains(t, GateKeys(), g.Key())
	}
	assert.Len(t, GateKeys(), len(Gates()))
}
