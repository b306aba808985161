package outreach_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/reports"
	"zhulian/store"
)

// A golden year of a small village, worked by hand. It begins on Monday 2 March 2026, when all five households come on file.
//
//	     who                                      plan                                    why
//	An   D1, 77, lives alone, on the elderly list  key, every month, home in even months   elderly_in_hardship
//	Bo   D1, 81, lives alone, on the elderly list  high, every week, home every other      alone_80
//	Chen E1, 45 and able                           stable, every half year                 stable
//	Ding D1, 45 and able; level II from 1 October  general, every quarter; then every month minimum_living; level_2
//	En   T1, 70, cares for himself                 key, every month                        destitute
//
// Every visit is at home, twenty minutes long, with a signed paper. Windows of the plans that end in a quarter, and what becomes of them:
//
//	      Q2 2026 (April to June)            Q3 2026 (July to September)       Q4 2026 (October to December)
//	An    3 of 3                             July, September; not August: 2/3  3 of 3
//	Bo    12 of 13, not that of 18–24 May    13 of 13                          13 of 13
//	Chen  none ends                          none ends                         0 of 1 (July to December)
//	Ding  1 of 1                             1 of 1                            3 of 3: the quarter that had begun, November, December
//	En    2 of 2, June left out: in hospital  3 of 3                           3 of 3
//
//	K1    An Ding En of An Bo Ding En = 3/4   Bo Ding En of four = 3/4          An Bo Ding En of five = 4/5
//	K1b   3+12+1+2 of 3+13+1+2 = 18/19        2+13+1+3 of 3+13+1+3 = 19/20      3+13+0+3+3 of 3+13+1+3+3 = 22/23
//	K1c   An and Bo each month = 6/6          August without An = 5/6           6/6
var goldenYear = map[string][3][2]int64{
	"2026-Q2": {{3, 4}, {18, 19}, {6, 6}},
	"2026-Q3": {{3, 4}, {19, 20}, {5, 6}},
	"2026-Q4": {{4, 5}, {22, 23}, {6, 6}},
}

// village is the golden village with the desk that looks after it.
type village struct {
	*testdb.Tale
	t    *testing.T
	ctx  context.Context
	desk *outreach.Desk
	home map[string]*models.Household
}

func settle(t *testing.T, s *store.Store) *village {
	v := &village{Tale: testdb.Story(t, s), t: t, ctx: context.Background(), desk: &outreach.Desk{Store: s}, home: map[string]*models.Household{}}
	account := models.Account{ID: v.Aide.AccountID, CountyCode: testdb.CountyCode, Username: "aide", PasswordHash: "x", Role: models.RoleAide, Regions: v.Aide.Regions,
		Status: models.AccountActive, CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1}
	require.NoError(t, s.InTx(v.ctx, func(s *store.Store) error { return s.InsertAccount(v.ctx, &account) }))
	return v
}

// comes registers a household of one person.
func (v *village) comes(name string, category models.Beneficiary, birth models.Date, tags ...string) *models.Household {
	h := v.Household(func(d *models.HouseholdDraft) {
		d.Category = category
		d.Persons = []models.PersonDraft{{Name: "王" + name, NoNumberWhy: "未办理", BirthDate: birth, Relation: "head",
			Profile: models.Profile{CareAbility: "self_reliant", Tags: tags}}}
	})
	v.home[name] = h
	return h
}

func (v *village) sweep() {
	v.t.Helper()
	for range 2 { // what the first makes, the second steps
		require.NoError(v.t, v.desk.Sweep(v.ctx, testdb.CountyCode))
	}
}

// at sets the clock to ten in the morning of a day, and lets the program do what the days since ask for.
func (v *village) at(day models.Date) {
	v.t.Helper()
	for next := v.Today().Week().AddDays(7); next <= day; next = next.AddDays(7) {
		v.Clock.Set(next.Start().Add(time.Hour))
		v.sweep()
	}
	v.Clock.Set(day.Start().Add(10 * time.Hour))
	v.sweep()
}

func ptr[T any](v T) *T { return &v }

// fine is a visit at home at which all is well.
func fine(h *models.Household) models.VisitDraft {
	return models.VisitDraft{HouseholdID: h.ID, Mode: models.VisitAtHome, DurationMin: ptr(20), Reached: ptr(true), PaperSignature: true, AllFine: true}
}

func (v *village) visited(name string) *models.Visit {
	v.t.Helper()
	out, err := v.desk.RecordVisit(v.ctx, v.Aide, fine(v.home[name]))
	require.NoError(v.t, err)
	return out
}

func (v *village) windows(name string) []models.VisitWindow {
	v.t.Helper()
	h := v.home[name]
	rows, err := v.Store.WindowsOf(v.ctx, store.Key{County: h.CountyCode, ID: h.ID}, "2026-01-01", "2027-12-31")
	require.NoError(v.t, err)
	return rows
}

// goldenVisits are all visits of the year, by day.
func goldenVisits() map[models.Date][]string {
	out := map[models.Date][]string{}
	for month := models.Date("2026-03-01"); month < "2027-01-01"; month = month.AddMonths(1) {
		day := month.AddDays(10) // the 11th
		if month == "2026-03-01" {
			day = "2026-03-05"
		}
		if month != "2026-08-01" {
			out[day] = append(out[day], "安")
		}
		if month != "2026-06-01" {
			out[day] = append(out[day], "恩")
		}
	}
	for monday := models.Date("2026-03-02"); monday < "2027-01-01"; monday = monday.AddDays(7) {
		if monday != "2026-05-18" {
			out[monday.AddDays(1)] = append(out[monday.AddDays(1)], "薄")
		}
	}
	for _, day := range []models.Date{"2026-03-06", "2026-05-20", "2026-08-20", "2026-11-10", "2026-12-08", "2026-12-20"} {
		out[day] = append(out[day], "丁")
	}
	out["2026-03-06"] = append(out["2026-03-06"], "陈", "薄") // one visit of Bo answers one window: that of the week, and the first visit, take two
	return out
}

func TestAGoldenYearOfAVillage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		v := settle(t, s)
		v.comes("安", "D1", "1948-05-01", "elderly_alone")
		v.comes("薄", "D1", "1945-01-01", "elderly_alone")
		v.comes("陈", "E1", "1980-06-01")
		v.comes("丁", "D1", "1980-06-01")
		v.comes("恩", "T1", "1955-06-01")
		v.sweep()
		visits := goldenVisits()
		days := make([]models.Date, 0, len(visits))
		for day := range visits {
			days = append(days, day)
		}
		for _, day := range append(days, "2026-06-30", "2026-10-01", "2027-01-04") {
			if visits[day] == nil {
				visits[day] = []string{}
			}
		}
		days = days[:0]
		for day := range visits {
			days = append(days, day)
		}
		slices.Sort(days)
		for _, day := range days {
			v.at(day)
			for _, name := range visits[day] {
				v.visited(name)
			}
			switch day {
			case "2026-06-30":
				v.leaveJuneOut()
			case "2026-10-01":
				v.Level(v.home["丁"], 2, 50)
				v.sweep()
			}
		}
		v.lookAtPlans()
		r := &reports.Desk{Store: s}
		for quarter, want := range goldenYear {
			values, err := r.Indicators(v.ctx, v.Staff, reports.Query{Period: quarter})
			require.NoError(t, err)
			got := map[string][2]int64{}
			for _, value := range values {
				got[value.Code] = [2]int64{value.Numerator, value.Denominator}
			}
			require.Equal(t, want, [3][2]int64{got["K1"], got["K1b"], got["K1c"]}, quarter)
		}
	})
}

// leaveJuneOut takes En's window of June out of the rates: the aide asks, the clerk grants.
func (v *village) leaveJuneOut() {
	for _, w := range v.windows("恩") {
		if w.StartsOn == "2026-06-01" {
			in := models.ExemptDraft{Code: models.ExemptInstitution, Reason: "整月住院，有出院记录"}
			require.NoError(v.t, v.desk.AskExempt(v.ctx, v.Aide, w.ID, in))
			require.NoError(v.t, v.desk.GrantExempt(v.ctx, v.Clerk, w.ID, in))
		}
	}
}

// lookAtPlans holds the plans and the windows against the table.
func (v *village) lookAtPlans() {
	t := v.t
	plans := map[string][][3]string{}
	for name, h := range v.home {
		rows, err := v.Store.Plans(v.ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		for _, p := range rows {
			plans[name] = append(plans[name], [3]string{string(p.PlanGroup), string(p.Span), string(p.EndsOn)})
		}
	}
	require.Equal(t, map[string][][3]string{
		"安": {{"key", "month", ""}}, "薄": {{"high", "week", ""}}, "陈": {{"stable", "half_year", ""}},
		"丁": {{"key", "month", ""}, {"general", "quarter", "2026-09-30"}}, "恩": {{"key", "month", ""}},
	}, plans)
	var first, ding []string
	for name := range v.home {
		for _, w := range v.windows(name) {
			if w.Kind == models.VisitFollowUp {
				require.Equal(t, [3]string{"2026-03-02", "2026-03-16", "home"}, [3]string{string(w.StartsOn), string(w.EndsOn), w.Mode}, "ten working days")
				require.Equal(t, models.WindowDone, w.Status, name)
				first = append(first, name)
			}
		}
	}
	require.Len(t, first, 5)
	for _, w := range v.windows("丁") {
		if w.Kind == models.VisitRoutine && w.StartsOn < "2027-01-01" {
			ding = append(ding, string(w.StartsOn)+" "+string(w.EndsOn)+" "+w.Mode+" "+string(w.Status))
		}
	}
	require.ElementsMatch(t, []string{"2026-04-01 2026-06-30 home done", "2026-07-01 2026-09-30 home done", "2026-10-01 2026-12-31 home done",
		"2026-11-01 2026-11-30 home done", "2026-12-01 2026-12-31 any done"}, ding)
	before := len(v.windows("薄"))
	v.sweep()
	require.Len(t, v.windows("薄"), before, "made twice it is the same")
}
