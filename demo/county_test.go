package demo_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/models"
)

// now is a Tuesday morning in late autumn.
var now = time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC)

var county = sync.OnceValue(func() *demo.Data { return build(now, demo.DefaultSeed) })

func build(at time.Time, seed uint64) *demo.Data {
	return demo.Build(demo.Scene{Now: at, Seed: seed, PasswordHash: "$argon2id$", Calendar: models.Calendar{"2026-10-01": false}})
}

func TestTheSameSceneMakesTheSameCountyToTheByte(t *testing.T) {
	a, err := json.Marshal(county())
	require.NoError(t, err)
	b, err := json.Marshal(build(now, demo.DefaultSeed))
	require.NoError(t, err)
	assert.Equal(t, string(a), string(b))
	other, err := json.Marshal(build(now, 7).Households)
	require.NoError(t, err)
	assert.NotContains(t, string(a), string(other))
}

func TestTheCountyIsAsLargeAsACounty(t *testing.T) {
	sum := county().Summary()
	assert.Equal(t, 1+1+8+60, sum.Regions)
	assert.Equal(t, 26+35, sum.Suppliers)
	assert.Equal(t, 1200, sum.Households)
	assert.Equal(t, 4000, sum.Needs)
	assert.InDelta(t, 3000, sum.Persons, 60)
	assert.InDelta(t, 400, sum.Offers, 40)
	assert.Greater(t, sum.Fulfilments, 4000)
	ngos := 0
	for _, s := range county().Suppliers {
		if s.Kind.IsNGO() {
			ngos++
		}
	}
	assert.Equal(t, 26, ngos)
	assert.Contains(t, county().Regions[1].Name, "虚构")
}

func TestEveryStatusOfEveryNounOccurs(t *testing.T) {
	seen := map[string]bool{}
	d := county()
	for _, r := range d.Suppliers {
		seen["supplier "+string(r.Status)] = true
	}
	for _, r := range d.Offers {
		seen["offer "+string(r.Status)] = true
	}
	for _, r := range d.Needs {
		seen["need "+string(r.Status)] = true
		seen["code "+r.ResolutionCode] = true
	}
	for _, r := range d.Matches {
		seen["match "+string(r.Status)] = true
		seen["decline "+r.DeclineCode] = true
	}
	for _, r := range d.Fulfilments {
		seen["fulfilment "+string(r.Status)] = true
	}
	for _, want := range strings.Split("supplier applied,supplier checking,supplier rejected,supplier active,supplier suspended,"+
		"offer draft,offer reviewing,offer published,offer paused,offer exhausted,offer expired,offer withdrawn,"+
		"need submitted,need returned,need merged,need open,need matched,need agreed,need in_service,need delivered,need resolved,"+
		"need reopened,need referred_gov,need suspended,need closed_unmet,need withdrawn,need void,"+
		"match invited,match active,match completed,match declined,match expired,match cancelled,match failed,"+
		"fulfilment planned,fulfilment done,fulfilment confirmed,fulfilment disputed,fulfilment overturned,fulfilment refused,"+
		"fulfilment no_show_supplier,fulfilment no_show_beneficiary,"+
		"code R1,code R2,code R3,code R4,code U1,code U2,code U3,code U4,code V1,code V2,code V3,code V4,code V5,"+
		"decline D1,decline D2,decline D3,decline D4,decline D6,decline D7", ",") {
		assert.True(t, seen[want], want)
	}
}

// met and valid count the resolved and the accepted, not void needs of a town, or of all with town "".
func met(d *demo.Data, town string) (met, valid int) {
	for _, n := range d.Needs {
		void := models.ResolutionCode(n.ResolutionCode).IsVoid()
		if n.AcceptedAt == nil || void || !strings.HasPrefix(n.RegionCode, town) {
			continue
		}
		valid++
		if n.Status == models.NeedResolved {
			met++
		}
	}
	return met, valid
}

func TestTheResolutionRateLooksRealAndDiffersByTown(t *testing.T) {
	part, all := met(county(), "")
	assert.InDelta(t, 84, 100*float64(part)/float64(all), 4)
	lowest, highest := 100.0, 0.0
	for _, r := range county().Regions {
		if r.Level == models.RegionTown {
			part, all := met(county(), r.Code[:9])
			require.Greater(t, all, 60, r.Name)
			rate := 100 * float64(part) / float64(all)
			lowest, highest = min(lowest, rate), max(highest, rate)
		}
	}
	assert.Greater(t, lowest, 68.0)
	assert.Less(t, highest, 93.0)
	assert.Greater(t, highest-lowest, 5.0)
}

func TestNeedsFollowTheSeasons(t *testing.T) {
	byMonth := map[string]map[time.Month]int{}
	for _, n := range county().Needs {
		for _, word := range []string{"棉被", "电风扇", "开学"} {
			if strings.Contains(n.Title, word) {
				if byMonth[word] == nil {
					byMonth[word] = map[time.Month]int{}
				}
				byMonth[word][n.CreatedAt.Month()]++
			}
		}
	}
	sum := func(word string, months ...time.Month) (n int) {
		for _, m := range months {
			n += byMonth[word][m]
		}
		return n
	}
	assert.Greater(t, sum("棉被", time.November, time.December, time.January), 4*(sum("棉被", time.June, time.July, time.August)+1))
	assert.Greater(t, sum("电风扇", time.June, time.July, time.August), 10)
	assert.Zero(t, byMonth["电风扇"][time.January])
	assert.Greater(t, byMonth["开学"][time.August]+byMonth["开学"][time.September], byMonth["开学"][time.March])
	assert.Zero(t, byMonth["开学"][time.May])
}

func TestDelaysAreSkewedAndSomeAreLate(t *testing.T) {
	var hours []float64
	late, inTime := 0, 0
	for _, n := range county().Needs {
		if n.AcceptedAt != nil {
			hours = append(hours, n.AcceptedAt.Sub(*n.SubmittedAt).Hours())
		}
		if n.Status == models.NeedResolved {
			if models.DateOf(*n.ResolvedAt) > n.DueOn {
				late++
			} else {
				inTime++
			}
		}
	}
	slices.Sort(hours)
	mean := 0.0
	for _, h := range hours {
		mean += h / float64(len(hours))
	}
	assert.Greater(t, mean, hours[len(hours)/2], "a long tail pulls the mean over the middle")
	assert.Greater(t, late, 200)
	assert.Greater(t, inTime, 2*late)
}

func TestTheCountyLooksAliveOnAnyDay(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2026, 1, 1, 16, 5, 0, 0, time.UTC), // just after midnight in China
		time.Date(2026, 2, 17, 4, 0, 0, 0, time.UTC), // in the Spring Festival
		time.Date(2027, 8, 29, 23, 30, 0, 0, time.UTC),
	} {
		d := build(at, 3)
		assert.Len(t, d.Needs, 4000)
		desk := desk(d)
		assert.GreaterOrEqual(t, desk[models.NeedSubmitted], 3, at)
		assert.GreaterOrEqual(t, desk[models.NeedDelivered], 3, at)
		for _, e := range d.Events {
			require.False(t, e.At.After(at), "%s %s %s", e.Noun, e.Step, e.At)
		}
	}
}

// desk counts the needs of the demo aide's villages by status.
func desk(d *demo.Data) map[models.NeedStatus]int {
	out := map[models.NeedStatus]int{}
	aide := account(d, "aide")
	for _, n := range d.Needs {
		if slices.Contains(aide.Regions, n.RegionCode) {
			out[n.Status]++
		}
	}
	return out
}

func account(d *demo.Data, username string) models.Account {
	return d.Accounts[slices.IndexFunc(d.Accounts, func(a models.Account) bool { return a.Username == username })]
}
