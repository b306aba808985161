package outreach_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/errands"
	"zhulian/intake"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// bureau is a department with its lists and the county that takes them in.
type bureau struct {
	*outreach.Desk
	t *testing.T
	y *testdb.Tale
}

func eachBureau(t *testing.T, test func(o bureau)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		runner := errands.New(s, 1, slog.New(slog.DiscardHandler))
		t.Cleanup(runner.Close)
		test(bureau{&outreach.Desk{Store: s, Errands: runner}, t, testdb.Story(t, s)})
	})
}

func someone(serial int) string {
	return models.SyntheticCitizenNo("330199", time.Date(1975, 8, 20, 0, 0, 0, 0, time.UTC), serial)
}

// bill is one row of a list of medical bills: number, name, village, day, amount, serial number.
func bill(cells ...string) string { return strings.Join(cells, ",") + "\n" }

const billHead = "身份证号,姓名,村社区代码,结算日期,自付金额,结算流水号\n"

func bills(rows ...string) []byte { return []byte(billHead + strings.Join(rows, "")) }

func (o bureau) upload(content []byte) outreach.Upload {
	return outreach.Upload{Feed: "medical", FileName: "医保.csv", Content: content, Lang: locales.Chinese}
}

// brings takes a list in whole, bad rows kept aside.
func (o bureau) brings(content []byte) *outreach.Imported {
	o.t.Helper()
	got, err := o.ImportBatch(context.Background(), o.y.DeptSource, o.upload(content), outreach.ImportHow{KeepAside: true})
	require.NoError(o.t, err)
	require.True(o.t, got.Applied)
	got.Counts.Alerts = 0 // what rules make of it is asked elsewhere
	return got
}

func (o bureau) signals() []models.Signal {
	o.t.Helper()
	rows, _, err := o.Store.Signals(context.Background(), store.SignalFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 1000, Oldest: true})
	require.NoError(o.t, err)
	return rows
}

func (o bureau) newest() models.FeedBatch {
	o.t.Helper()
	rows, _, err := o.Batches(context.Background(), o.y.Staff, outreach.BatchFilter{}, store.Page{Limit: 1})
	require.NoError(o.t, err)
	require.Len(o.t, rows, 1)
	return rows[0]
}

func (o bureau) today(ago int) string { return string(o.y.Today().AddDays(-ago)) }

func (o bureau) home(serial int, name string) *models.Household {
	return o.y.Household(func(d *models.HouseholdDraft) {
		d.Persons[0].CitizenNo, d.Persons[0].Name = someone(serial), name
	})
}

func TestRowsOfPeopleOnFileBecomeSignalsOfTheirHouseholds(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		got := o.brings(bills(bill(someone(3), "李建国", testdb.Village, o.today(5), "21300", "S1")))
		assert.Equal(t, models.BatchCounts{Rows: 1, Known: 1, Households: 1}, got.Counts)
		g := o.signals()[0]
		assert.Equal(t, []string{h.ID, h.Persons[0].ID, h.RegionCode}, []string{*g.HouseholdID, *g.PersonID, g.RegionCode})
		assert.Equal(t, int64(21_300_00), *g.AmountFen)
		assert.Equal(t, []any{"医保", 2, o.y.Today().AddDays(-5), o.y.Today().AddDays(391), models.RemarkNone}, []any{g.SourceDept, g.Line, g.EventOn, g.KeepUntil, g.Remark})
		assert.Equal(t, map[string]string{"serial_no": "S1"}, g.Facts)
		b := o.newest()
		assert.Equal(t, []any{models.BatchApplied, "", o.y.DeptSource.AccountID}, []any{b.Status, b.FileID, b.AppliedBy}, "the file is not kept")
	})
}

func TestALargeBillRaisesAnAlertForTheAideOfTheVillageInTheSameTransaction(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		got, err := o.ImportBatch(context.Background(), o.y.DeptSource, o.upload(bills(bill(someone(3), "李建国", "", o.today(5), "21300", "S1"))), outreach.ImportHow{})
		require.NoError(t, err)
		assert.Equal(t, 1, got.Counts.Alerts)
		alerts, _, err := o.Store.Alerts(context.Background(), store.AlertFilter{Scope: store.Scope{County: h.CountyCode}, Household: h.ID}, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Len(t, alerts, 1)
		assert.Equal(t, []any{"W01", h.RegionCode, int64(21_300_00)}, []any{alerts[0].RuleCode, alerts[0].RegionCode, *alerts[0].AmountFen})
		signals, err := o.Store.SignalsOfAlert(context.Background(), store.Key{County: h.CountyCode, ID: alerts[0].ID})
		require.NoError(t, err)
		require.Len(t, signals, 1)
		require.NoError(t, o.RollBackBatch(context.Background(), o.y.DeptSource, signals[0].BatchID, "报错了"))
		assert.Equal(t, models.AlertClosed, o.alert(alerts[0].ID).Status)
	})
}

func TestSomebodyUnknownIsPutOnFileInTheNamedVillageOnce(t *testing.T) {
	eachBureau(t, func(o bureau) {
		no := someone(5)
		got := o.brings(bills(bill(no, "赵铁柱", testdb.Village, o.today(9), "100", "S1"), bill(no, "赵铁柱", testdb.Village, o.today(5), "200", "S2"),
			bill(someone(7), "钱二", "", o.today(5), "300", "S3")))
		assert.Equal(t, models.BatchCounts{Rows: 3, New: 2, Stubs: 1, Unplaced: 1}, got.Counts)
		rows := o.signals()
		require.Len(t, rows, 3)
		require.Equal(t, *rows[0].HouseholdID, *rows[1].HouseholdID)
		h, err := o.Store.Household(context.Background(), store.Key{County: testdb.CountyCode, ID: *rows[0].HouseholdID})
		require.NoError(t, err)
		assert.Equal(t, []any{models.BeneficiaryMonitored, testdb.Village, "赵铁柱", no, models.Date("1975-08-20"), models.HouseholdActive},
			[]any{h.Category, h.RegionCode, h.Persons[0].Name, h.Persons[0].CitizenNo, h.Persons[0].BirthDate, h.Status})
		assert.Equal(t, models.Signal{RegionCode: testdb.County, Facts: map[string]string{"name": "钱二", "serial_no": "S3"}},
			models.Signal{RegionCode: rows[2].RegionCode, HouseholdID: rows[2].HouseholdID, Facts: rows[2].Facts})
		assert.NotEmpty(t, rows[2].PersonIndex, "known again by the index")
		stays, err := o.Store.Listings(context.Background(), store.Key{County: testdb.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Len(t, stays, 1)
		again := o.brings(bills(bill(no, "赵铁柱", testdb.Village, o.today(1), "100", "S9")))
		assert.Equal(t, models.BatchCounts{Rows: 1, Known: 1, Households: 1}, again.Counts)
	})
}

func TestOnePersonUnderTwoNamesIsKnownByTheNumber(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		got := o.brings(bills(bill(someone(3), "李建囯", testdb.Village, o.today(5), "100", "S1"), bill(someone(3), "李建国", testdb.OtherVillage, o.today(4), "100", "S2"),
			bill(someone(9), "周小明", testdb.Village, o.today(5), "1", "S3"), bill(someone(9), "周晓明", testdb.Village, o.today(4), "1", "S4")))
		assert.Equal(t, models.BatchCounts{Rows: 4, Known: 2, New: 2, Remarked: 3, Households: 1, Stubs: 1}, got.Counts)
		rows := o.signals()
		assert.Equal(t, []models.SignalRemark{"other_name", "other_village", "other_name", ""}, []models.SignalRemark{rows[0].Remark, rows[1].Remark, rows[2].Remark, rows[3].Remark})
		assert.Equal(t, "李建囯", rows[0].Facts["name"])
		assert.Equal(t, []string{h.ID, h.RegionCode}, []string{*rows[1].HouseholdID, rows[1].RegionCode})
	})
}

func TestBadRowsAreKeptAsideAndTheRestIsApplied(t *testing.T) {
	eachBureau(t, func(o bureau) {
		o.home(3, "李建国")
		got := o.brings(bills(bill(someone(3), "李建国", testdb.Village, "20261301", "100", "S1"), bill("330199197508200035", "王五", testdb.Village, o.today(5), "100", "S2"),
			bill(someone(3), "李建国", "330199001999", o.today(5), "100", "S3"), bill(someone(3), "李建国", testdb.Village, o.today(5), `"2,130.50"`, "S4"),
			bill(someone(3), "李建国", "", o.today(5), "2.13万", "S5"), bill(someone(3), "李建国", "330198001001", o.today(5), "5", "S6")))
		assert.Equal(t, models.BatchCounts{Rows: 6, Bad: 4, Known: 2, Households: 1}, got.Counts)
		var why []string
		for _, b := range got.Bad {
			why = append(why, fmt.Sprint(b.Line, b.Faults[0].Column, b.Faults[0].Code))
		}
		assert.Equal(t, []string{"2Dfeed_day", "3Acitizen_check_digit", "4Cregion_unknown", "7Cregion_outside_county"}, why)
		assert.Equal(t, []int64{2_130_50, 21_300_00}, []int64{*o.signals()[0].AmountFen, *o.signals()[1].AmountFen})
		file, err := o.BadRows(context.Background(), o.y.DeptSource, o.newest().ID, locales.Chinese)
		require.NoError(t, err)
		text := string(file.Content)
		assert.Contains(t, text, "行号")
		assert.Contains(t, text, "20261301", "what was brought comes back to be mended")
		assert.Contains(t, text, "校验码")
	})
}

func TestAListOfAnotherCountyIsRefusedAsAWhole(t *testing.T) {
	eachBureau(t, func(o bureau) {
		rows := bills(bill(someone(3), "李建国", "330198001001", o.today(5), "100", "S1"), bill(someone(5), "王五", "330198001001", o.today(5), "100", "S2"),
			bill(someone(7), "钱二", testdb.Village, o.today(5), "100", "S3"))
		_, err := o.ImportBatch(context.Background(), o.y.DeptSource, o.upload(rows), outreach.ImportHow{KeepAside: true})
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		assert.Empty(t, o.signals())
		b, err := o.ReceiveBatch(context.Background(), o.y.DeptSource, o.upload(rows))
		require.NoError(t, err)
		got := o.settled(b.ID)
		assert.Equal(t, models.BatchRefused, got.Status)
		assert.Contains(t, got.StatusReason, "330199")
		_, err = o.ReceiveBatch(context.Background(), o.y.DeptSource, o.upload(rows))
		require.NoError(t, err, "a file that was refused may come again")
	})
}

// settled waits until no errand works on a batch.
func (o bureau) settled(id string) *outreach.BatchView {
	o.t.Helper()
	var b *outreach.BatchView
	require.Eventually(o.t, func() bool {
		var err error
		b, err = o.Batch(context.Background(), o.y.Staff, id)
		return err == nil && b.Errand != nil && b.Errand.Status != models.ErrandRunning
	}, 20*time.Second, 5*time.Millisecond)
	return b
}

func TestAListIsCheckedLookedAtAppliedOnceAndTheSameFileIsKnown(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		o.home(3, "李建国")
		file := bills(bill(someone(3), "李建国", testdb.Village, o.today(5), "21300", "S1"), bill(someone(5), "赵铁柱", testdb.Village, "2026-13-01", "1", "S2"))
		b, err := o.ReceiveBatch(ctx, o.y.DeptSource, o.upload(file))
		require.NoError(t, err)
		seen := o.settled(b.ID)
		require.Equal(t, models.BatchChecked, seen.Status)
		assert.Equal(t, models.BatchCounts{Rows: 2, Bad: 1, Known: 1, Households: 1}, seen.Counts)
		assert.Empty(t, o.signals(), "looking changes nothing")
		aside, err := o.Aside(ctx, o.y.Staff, b.ID)
		require.NoError(t, err)
		require.Len(t, aside.Sample, 1)
		assert.Equal(t, []any{"李*国", intake.FateKnown}, []any{aside.Sample[0].Name, aside.Sample[0].Fate})

		_, err = o.ReceiveBatch(ctx, o.y.DeptSource, o.upload(file))
		require.Equal(t, "batch_file_known", models.CodeOf(err))
		require.NoError(t, o.ApplyBatch(ctx, o.y.DeptSource, b.ID, locales.Chinese))
		require.Equal(t, models.BatchApplied, o.settled(b.ID).Status)
		before := o.signals()
		require.Len(t, before, 1)
		assert.Equal(t, models.KindConflict, models.KindOf(o.ApplyBatch(ctx, o.y.DeptSource, b.ID, locales.Chinese)))
		assert.Equal(t, models.KindConflict, models.KindOf(o.DiscardBatch(ctx, o.y.DeptSource, b.ID)))
		assert.Equal(t, before, o.signals(), "applied twice changes nothing")
		_, err = o.ReceiveBatch(ctx, o.y.DeptSource, o.upload(file))
		require.Equal(t, "batch_file_known", models.CodeOf(err))
	})
}

func TestADepartmentDoesNotLearnWhoIsOnFileAndSeesItsOwnListsOnly(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		o.home(3, "李建国")
		o.brings(bills(bill(someone(3), "李建囯", testdb.Village, o.today(5), "1", "S1"), bill(someone(5), "王五", testdb.Village, o.today(5), "1", "S2")))
		id := o.newest().ID
		own, err := o.Batch(ctx, o.y.DeptSource, id)
		require.NoError(t, err)
		assert.Equal(t, models.BatchCounts{Rows: 2}, own.Counts)
		aside, err := o.Aside(ctx, o.y.DeptSource, id)
		require.NoError(t, err)
		for _, r := range aside.Sample {
			assert.Equal(t, []any{intake.FateGood, models.RemarkNone}, []any{r.Fate, r.Remark})
		}
		list, _, err := o.Batches(ctx, o.y.DeptSource, outreach.BatchFilter{}, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, models.BatchCounts{Rows: 2}, list[0].Counts)

		other := o.y.DeptSource
		other.Department = "残联"
		_, err = o.Batch(ctx, other, id)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		list, _, err = o.Batches(ctx, other, outreach.BatchFilter{Department: "医保"}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, list)
		_, err = o.ReceiveBatch(ctx, other, o.upload(bills("x")))
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		other.Department = ""
		_, err = o.ReceiveBatch(ctx, other, o.upload(bills("x")))
		assert.Equal(t, "no_department", models.CodeOf(err))
		for _, nobody := range []models.Actor{o.y.Aide, o.y.Clerk, o.y.Auditor, o.y.Province, o.y.Sysadmin} {
			_, err = o.ReceiveBatch(ctx, nobody, o.upload(bills("x")))
			assert.Equal(t, models.KindForbidden, models.KindOf(err), nobody.Role)
		}
		_, err = o.Batch(ctx, o.y.FarStaff, id)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		feeds, err := o.Feeds(ctx, o.y.DeptSource)
		require.NoError(t, err)
		for _, f := range feeds {
			assert.Equal(t, "医保", f.SourceDept)
		}
	})
}

func TestAListThatCannotBeUsedSaysWhy(t *testing.T) {
	eachBureau(t, func(o bureau) {
		for content, want := range map[string]string{"%PDF-1.7 x": "csv", "甲,乙\n1,2\n": "表头", billHead: "没有数据"} {
			b, err := o.ReceiveBatch(context.Background(), o.y.DeptSource, o.upload([]byte(content)))
			require.NoError(t, err)
			got := o.settled(b.ID)
			assert.Equal(t, models.BatchRefused, got.Status, content)
			assert.Contains(t, got.StatusReason, want)
		}
		for name, up := range map[string]outreach.Upload{"feed": {Feed: "no_such", Content: []byte("x")}, "file": {Feed: "medical"}} {
			_, err := o.ReceiveBatch(context.Background(), o.y.Staff, up)
			require.Equal(t, models.KindInvalid, models.KindOf(err), name)
		}
	})
}

// TestAServerThatEndsInTheMiddleLeavesNothingOrAll ends the work at every step that it tells of.
func TestAServerThatEndsInTheMiddleLeavesNothingOrAll(t *testing.T) {
	eachBureau(t, func(o bureau) {
		var rows []string
		for i := range 1200 {
			rows = append(rows, bill(someone(i%900), "某人", testdb.Village, o.today(i%300), "100", fmt.Sprint("S", i)))
		}
		file := bills(rows...)
		for stop := 1; stop < 50; stop++ {
			o.y.Clock.Advance(time.Second)
			ctx, end := context.WithCancel(context.Background())
			told := 0
			_, err := o.ImportBatch(ctx, o.y.DeptSource, o.upload(file), outreach.ImportHow{Tell: func(phase string, _, _ int) {
				if phase == "write" {
					if told++; told == stop {
						end()
					}
				}
			}})
			end()
			homes, _, listed := o.Store.Households(context.Background(), store.HouseholdFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 1})
			require.NoError(t, listed)
			if err == nil {
				require.Greater(t, stop, 3, "it was ended in the middle several times")
				assert.Len(t, o.signals(), 1000, "a page of all")
				return
			}
			require.Empty(t, o.signals(), "ended at step %d: %v", stop, err)
			require.Empty(t, homes)
			b := o.newest()
			require.Equal(t, models.BatchChecked, b.Status)
			require.NoError(t, o.DiscardBatch(context.Background(), o.y.DeptSource, b.ID))
		}
		t.Fatal("it never came to its end")
	})
}

// say writes signals without what the order of a file may change.
func say(rows []models.Signal, person func(string) string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		whom := "nobody"
		if r.HouseholdID != nil {
			whom = person(*r.HouseholdID)
		}
		out[i] = fmt.Sprint(whom, r.RegionCode, r.EventOn, *r.AmountFen, r.Facts, r.Remark, r.KeepUntil)
	}
	slices.Sort(out)
	return out
}

func TestNeitherTheOrderOfTheRowsNorBringingThemAgainMatters(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		o := bureau{&outreach.Desk{Store: s}, t, y}
		o.home(3, "李建国")
		name := func(id string) string {
			h, err := s.Household(context.Background(), store.Key{County: testdb.CountyCode, ID: id})
			require.NoError(t, err)
			return h.Persons[0].Name + h.RegionCode
		}
		rapid.Check(t, func(rt *rapid.T) {
			rows := make([]string, rapid.IntRange(1, 8).Draw(rt, "n"))
			for i := range rows {
				rows[i] = bill(someone(rapid.SampledFrom([]int{3, 5, 7}).Draw(rt, "who")), rapid.SampledFrom([]string{"李建国", "王五", "王伍"}).Draw(rt, "name"),
					rapid.SampledFrom([]string{testdb.Village, testdb.OtherVillage, ""}).Draw(rt, "village"), o.today(rapid.IntRange(1, 3).Draw(rt, "day")),
					rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "amount"), rapid.SampledFrom([]string{"S1", "S2"}).Draw(rt, "serial"))
			}
			turned := rapid.Permutation(rows).Draw(rt, "turned")
			var said [2][]string
			for i, list := range [][]string{rows, turned} {
				first := o.brings(bills(list...))
				said[i] = say(o.signals(), name)
				again := o.brings(append(bills(list...), []byte(" \n")...)) // another file that says the same
				if again.Counts.Repeated != len(list) || !slices.Equal(said[i], say(o.signals(), name)) {
					rt.Fatalf("brought again: %+v after %+v", again.Counts, first.Counts)
				}
				for range 2 {
					require.NoError(t, o.RollBackBatch(context.Background(), y.Staff, o.applied(), "试一试"))
				}
				require.Empty(t, o.signals())
				y.Clock.Advance(time.Second)
			}
			if !slices.Equal(said[0], said[1]) {
				rt.Fatalf("%v\n%v", said[0], said[1])
			}
		})
	})
}

// applied is the newest batch that is applied.
func (o bureau) applied() string {
	o.t.Helper()
	rows, _, err := o.Batches(context.Background(), o.y.Staff, outreach.BatchFilter{Status: models.BatchApplied}, store.Page{Limit: 1})
	require.NoError(o.t, err)
	require.Len(o.t, rows, 1)
	return rows[0].ID
}
