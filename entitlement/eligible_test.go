package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/models"
)

// chances are what a household whose phone is 13800138000 may apply for, by kind, after it said these.
func (w *world) chances(means models.ResidentMeans, event models.ResidentEvent) map[models.ApplicationKind]entitlement.Chance {
	w.t.Helper()
	pass := w.verifiedPass()
	require.NoError(w.t, w.desk.SayWho(ctx, pass, models.ResidentWho{Name: "王秀英", GivenBy: "self", Consent: true}))
	require.NoError(w.t, w.desk.SayMeans(ctx, pass, means))
	require.NoError(w.t, w.desk.SayEvent(ctx, pass, event, nil))
	list, err := w.desk.Chances(ctx, pass)
	require.NoError(w.t, err)
	out := map[models.ApplicationKind]entitlement.Chance{}
	for _, c := range list {
		_, twice := out[c.Kind]
		assert.False(w.t, twice, "%s stands twice", c.Kind)
		assert.NotEmpty(w.t, c.Reasons, c.Kind)
		out[c.Kind] = c
	}
	return out
}

func TestWhatAHouseholdMayApplyForFollowsFromWhatItSays(t *testing.T) {
	fen := func(yuan int64) *int64 { return new(yuan * 100) }
	for name, c := range map[string]struct {
		category models.Beneficiary
		income   *int64 // a head and month, as the county holds it
		means    models.ResidentMeans
		event    models.ResidentEvent
		want     map[models.ApplicationKind]models.Strength
		never    []models.ApplicationKind
	}{
		"a fen below the standard, property none": {"M0", new(int64(114_899)), models.ResidentMeans{Property: "none"}, models.ResidentEvent{Event: "other", Story: "困难"},
			map[models.ApplicationKind]models.Strength{"dibao": models.StrengthLikely, "unknown": models.StrengthExplore}, []models.ApplicationKind{"dibian", "medical"}},
		"below it, property unsaid": {"M0", new(int64(114_899)), models.ResidentMeans{}, models.ResidentEvent{Event: "other", Story: "困难"},
			map[models.ApplicationKind]models.Strength{"dibao": models.StrengthExplore}, []models.ApplicationKind{"dibian"}},
		"at the standard": {"M0", new(int64(114_900)), models.ResidentMeans{Property: "none"}, models.ResidentEvent{Event: "other", Story: "困难"},
			map[models.ApplicationKind]models.Strength{"unknown": models.StrengthExplore}, []models.ApplicationKind{"dibao"}},
		"on minimum living already": {"D1", fen(900), models.ResidentMeans{Property: "none"}, models.ResidentEvent{Event: "other", Story: "困难"},
			map[models.ApplicationKind]models.Strength{"temp_relief": models.StrengthLikely}, []models.ApplicationKind{"dibao", "dibian", "tekun"}},
		"an accident": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "accident", Story: "车祸"},
			map[models.ApplicationKind]models.Strength{"temp_relief": models.StrengthLikely}, []models.ApplicationKind{"dibao", "medical", "education"}},
		"illness with bills": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "illness", Story: "住院", SelfPaidFen: fen(8000)},
			map[models.ApplicationKind]models.Strength{"medical": models.StrengthLikely, "temp_relief": models.StrengthLikely}, []models.ApplicationKind{"education"}},
		"illness, bills not known": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "illness", Story: "住院"},
			map[models.ApplicationKind]models.Strength{"medical": models.StrengthExplore}, nil},
		"school, recognised": {"D1", fen(900), models.ResidentMeans{}, models.ResidentEvent{Event: "education", Story: "学费"},
			map[models.ApplicationKind]models.Strength{"education": models.StrengthLikely}, []models.ApplicationKind{"housing", "medical"}},
		"school, not recognised": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "education", Story: "学费"},
			map[models.ApplicationKind]models.Strength{"education": models.StrengthExplore}, nil},
		"job lost": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "job_lost", Story: "失业"},
			map[models.ApplicationKind]models.Strength{"employment": models.StrengthLikely}, []models.ApplicationKind{"housing"}},
		"nothing to eat": {"M0", fen(5000), models.ResidentMeans{}, models.ResidentEvent{Event: "other", Story: "断粮", Urgent: true},
			map[models.ApplicationKind]models.Strength{"temp_relief": models.StrengthLikely}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				w.Household(func(d *models.HouseholdDraft) { d.Category, d.MonthlyIncomeFen = c.category, c.income })
				got := w.chances(c.means, c.event)
				for kind, strength := range c.want {
					assert.Equal(t, strength, got[kind].Strength, kind)
				}
				for _, kind := range c.never {
					assert.NotContains(t, got, kind)
				}
				assert.Contains(t, got, models.ApplicationUnknown, "not knowing is always a choice")
			})
		})
	}
}

func TestWhatIsNotToldIsNamedAsMissing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Household(func(d *models.HouseholdDraft) { d.Category, d.MonthlyIncomeFen = "M0", nil })
		got := w.chances(models.ResidentMeans{}, models.ResidentEvent{Event: "illness", Story: "住院"})
		missing := func(kind models.ApplicationKind) (out []string) {
			for _, m := range got[kind].Missing {
				out = append(out, m.Key)
			}
			return out
		}
		assert.Contains(t, missing("dibao"), "chance.missing.income")
		assert.Contains(t, missing("medical"), "chance.missing.bill")
	})
}
