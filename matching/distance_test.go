package matching

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/models"
)

func TestRegionsCoverAsTheTreeSays(t *testing.T) {
	for _, c := range []struct {
		wide, narrow string
		want         bool
	}{
		{"33", homeVillage, true}, {"330100000000", homeVillage, true}, {"330199", homeVillage, true}, {homeCounty, homeVillage, true}, {homeTown, homeVillage, true},
		{homeVillage, homeVillage, true}, {homeVillage, homeTown, false}, {otherTown, homeVillage, false}, {"330182", homeVillage, false},
		{"", homeVillage, false}, {homeCounty, "", false}, {"bad", homeVillage, false}, {"3301991012011", homeVillage, false},
	} {
		assert.Equal(t, c.want, parseRegion(c.wide).covers(parseRegion(c.narrow)), "%s covers %s", c.wide, c.narrow)
	}
}

func TestRegionsCoverAsModelsDoes(t *testing.T) {
	digits := rapid.SampledFrom([]string{"330199000000", "330199101000", "330199101201", "330199101202", "330199102000", "330182000000", "330182101201", "330100000000", "330000000000"})
	rapid.Check(t, func(rt *rapid.T) {
		a, b := digits.Draw(rt, "a"), digits.Draw(rt, "b")
		require.Equal(rt, models.Covers(a, b), parseRegion(a).covers(parseRegion(b)), "%s %s", a, b)
	})
}

func TestProximity(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want proximity
	}{
		{homeVillage, homeVillage, sameVillage}, {homeVillage, nextVillage, sameTown}, {homeVillage, homeTown, sameTown}, {homeVillage, otherTown, sameCounty},
		{homeVillage, homeCounty, sameCounty}, {homeVillage, "330182101201", elsewhere}, {homeVillage, "33", sameCounty}, {"32", homeVillage, elsewhere}, {"", homeVillage, sameCounty},
	} {
		assert.Equal(t, c.want, near(parseRegion(c.a), parseRegion(c.b)), "%s %s", c.a, c.b)
		assert.Equal(t, c.want, near(parseRegion(c.b), parseRegion(c.a)), "%s %s", c.b, c.a)
	}
}

func TestMetresBetweenPlaces(t *testing.T) {
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{At(30, 120), At(30, 120), 0},
		{At(30, 120), At(30.1, 120), 11_120},
		{At(30, 120), At(30, 120.1), 9_630},
		{At(0, 179.95), At(0, -179.95), 11_120},
	} {
		a, b := spotOf(c.a), spotOf(c.b)
		assert.InDelta(t, c.want, a.metresTo(b, a.cosine()), c.want*0.003+1)
	}
	assert.False(t, spotOf(At(91, 0)).known)
	assert.False(t, spotOf(Point{Lat: 30, Lng: 120}).known)
}

func TestTheWayIsEstimatedFromTheRegionTreeWithoutCoordinates(t *testing.T) {
	for home, want := range map[string]int64{homeVillage: 1_000, nextVillage: 5_000, otherTown: 15_000} {
		o := anOffer()
		o.Home, o.Place = home, Point{}
		got := Rank(aNeed(), []Offer{o}, BaseWeights(), 1).Ranked[0]
		assert.Equal(t, want, got.Metres, home)
		assert.False(t, got.Measured)
	}
}

func TestDaysCountAsTheCalendarDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		date := models.Date(fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1970, 2199).Draw(rt, "y"), rapid.IntRange(1, 12).Draw(rt, "m"), rapid.IntRange(1, 28).Draw(rt, "d")))
		require.Equal(rt, date.Time().Unix()/86400, int64(dayOf(date)))
	})
	for _, bad := range []models.Date{"", "2026-13-01", "2026-1-01", "20a6-01-01", "2026/01/01"} {
		assert.Zero(t, dayOf(bad), bad)
	}
}
