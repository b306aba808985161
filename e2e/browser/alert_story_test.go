package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// TestABillIsSeenBeforeAnybodyAsks tells how trouble is found: the medical office's list brings one bill of 21,300 yuan, the aide of the village
// has the alert on the phone and nobody else has, the aide visits, what was found becomes a need and a request for relief, the alert is closed,
// and the county's numbers have moved by exactly that.
func TestABillIsSeenBeforeAnybodyAsks(t *testing.T) {
	needChromium(t)
	plays := map[string]play{store.SQLite: {lang: locales.Chinese, serial: 81}, store.Postgres: {lang: locales.English, serial: 82}}
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			p := plays[dialect]
			p.field, p.office, p.scripts = phone, desk, true
			site := open(t, dialect)
			// Days and months turn at midnight, and what a month counts with them: a story that midnight came into is told once more.
			for told := false; !told; p.serial += 10 {
				s := &alertStory{story: &story{t: t, play: p, site: site, people: map[string]*visitor{}}, today: day(0)}
				s.tell()
				told = day(0) == s.today
				if told {
					s.numbersMoved()
				}
			}
		})
	}
}

type alertStory struct {
	*story
	today                string
	home                 models.Household
	before, after        numbers
	alert, visit, relief string // paths of their pages
}

func (s *alertStory) tell() {
	s.t.Helper()
	aide := s.as("aide")
	s.household = aide.register(s.serial)
	s.home = s.missedYesterday(strings.TrimPrefix(s.household, "/households/"))
	s.before = s.as("staff").numbers(s.home.RegionCode, s.today)
	s.as("dept").bringsBills(s.t, fmt.Sprintf("参保人身份证号,姓名,结算日期,个人自付金额,就医方式\n%s,欧阳守仁,%s,\"21,300\",住院\n%[1]s,欧阳守仁,20261301,80,门诊\n", citizen(s.serial), day(-2)))
	s.reachesOneAide()
	s.visit = aide.visitsFor(s.alert, func() { aide.look("alert.visit") })
	s.needIsFound()
	s.reliefIsAskedFor()
	s.alertIsClosed()
	aide.writesDownACall(s.home.ID, s.yesterday())
	s.needIsAccepted()
	s.needIsMet()
	s.after = s.as("staff").numbers(s.home.RegionCode, s.today)
}

// citizen is the number of whom register puts on file.
func citizen(serial int) string {
	return models.SyntheticCitizenNo("330199", models.Date("1948-03-15").Time(), serial)
}

// yesterday is the day before the one on which the story began.
func (s *alertStory) yesterday() models.Date { return models.Date(s.today).AddDays(-1) }

// missedYesterday says that the household was to be visited once in two days, of which the second was yesterday.
func (s *alertStory) missedYesterday(household string) models.Household {
	s.t.Helper()
	ctx := context.Background()
	rows, err := store.Open(ctx, s.site.address, store.Options{Vault: testdb.Vault(s.t), Clock: clock.System{}})
	require.NoError(s.t, err)
	defer func() { assert.NoError(s.t, rows.Close()) }()
	h, err := rows.Household(ctx, store.Key{County: "330199", ID: household})
	require.NoError(s.t, err)
	now := rows.Now()
	n, err := rows.AddWindows(ctx, []models.VisitWindow{{
		CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.VisitRoutine, Mode: models.WindowAny,
		StartsOn: s.yesterday().AddDays(-1), EndsOn: s.yesterday(), Status: models.WindowMissed, CreatedAt: now, UpdatedAt: now, Version: 1,
	}})
	require.NoError(s.t, err)
	require.Equal(s.t, 1, n)
	return *h
}

// bringsBills brings a list of the medical office, looks at it, and applies it.
func (v *visitor) bringsBills(t *testing.T, list string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "医保自付.csv")
	require.NoError(t, os.WriteFile(file, []byte(list), 0o600))
	v.open("/batches", 200)
	v.field("feed").choose("medical")
	v.field("file").attach(file)
	v.loads(func() { v.press("page.batch.do_bring") })
	require.Regexp(t, `^/batches/0`, v.path())
	v.says("status.feed_batch.checked")
	v.says("page.batch.do_apply")
	v.look("batch.preview")
	v.loads(func() { v.press("page.batch.do_apply") })
	v.says("status.feed_batch.applied")
}

// alertOf is the path of the alert of a household on a list of alerts; "" where it is not on it.
func (v *visitor) alertOf(no string) string {
	v.t.Helper()
	v.open("/alerts", 200)
	return run[string](v, fmt.Sprintf(`Array.from(document.querySelectorAll("main tbody tr")).find((r) => r.innerText.includes(%q))
		?.querySelector("a[href^='/alerts/0']").getAttribute("href") ?? ""`, no))
}

func (s *alertStory) reachesOneAide() {
	s.t.Helper()
	aide, other := s.as("aide"), s.as("aide-02")
	s.alert = aide.alertOf(s.home.No)
	require.NotEmpty(s.t, s.alert, "the aide of the village has it")
	assert.Empty(s.t, other.alertOf(s.home.No), "the aide of other villages has not")
	other.open(s.alert, 404)
	aide.loads(func() { aide.css(fmt.Sprintf("main a[href=%q]", s.alert)).click() })
	aide.reads("21,300")
	aide.loads(func() { aide.press("page.alert.accept") })
	aide.says("status.alert.accepted")
	aide.look("alert.accepted")
}

// visitsFor goes to the household of an alert and fills in the five areas; it ends in the form of a need, and answers the path of the visit.
func (v *visitor) visitsFor(alert string, filled func()) string {
	v.t.Helper()
	v.open(alert, 200)
	v.loads(func() { v.link(v.T("page.alert.visit")).click() })
	for area, grade := range map[string]string{"health": "1", "mood": "1", "safety": "0", "hygiene": "0", "living": "2"} {
		v.css(fmt.Sprintf(`main input[name=%s][value="%s"]`, area, grade)).tick()
	}
	v.field("wants").write("药费太贵，冬天没有厚被子")
	v.field("duration_min").write("25")
	v.field("paper_signature").tick()
	filled()
	v.loads(func() { v.press("page.visit.save_need") })
	require.Regexp(v.t, `^/needs/new\?household=.*&source=visit&source_id=`, v.path())
	return "/visits/" + v.path()[strings.LastIndex(v.path(), "=")+1:]
}

// needIsFound writes down the need that the visit found; the form stands on the aide's phone.
func (s *alertStory) needIsFound() {
	s.t.Helper()
	v := s.as("aide")
	run[bool](v, `document.querySelector("[data-all]").open = true`)
	v.pressClear(`[data-all] label.choice:has([value="` + category + `"])`)
	v.field("title").write(s.title())
	v.field("quantity").write("1")
	v.css(`main input[name=urgency][value=high]`).tick()
	v.loads(func() { v.press("page.needs.submit") })
	v.says("done.need_submitted")
	v.open(s.visit, 200)
	v.loads(func() { v.link(s.title()).click() })
	s.need = v.path()
	v.css(fmt.Sprintf(`main dd a[href=%q]`, s.visit)).comes() // the need says which visit it came of
}

func (s *alertStory) reliefIsAskedFor() {
	s.t.Helper()
	v := s.as("aide")
	v.open(s.alert, 200)
	v.loads(func() { v.link(v.T("page.alert.new_application")).click() })
	v.css(`main input[name=kind][value=temp_relief]`).tick()
	v.field("story").write("住院自付两万一千三百元，向邻居借了钱")
	v.field("self_paid_fen").write("21300")
	v.field("consent").tick()
	v.loads(func() { v.press("page.relief.submit") })
	require.Regexp(s.t, `^/applications/0`, v.path())
	s.relief = v.path()
	v.css(fmt.Sprintf(`main dd a[href=%q]`, s.alert)).comes() // the request says which alert it came of
}

func (s *alertStory) alertIsClosed() {
	s.t.Helper()
	v := s.as("aide")
	v.open(s.alert, 200)
	for _, path := range []string{s.visit, s.need, s.relief} {
		v.css(fmt.Sprintf("main a[href=%q]", path)).comes() // the alert leads there
	}
	v.unfold("page.alert.verify")
	v.css(`main input[name=result_code][value=A2]`).tick()
	v.field("note").write("已代办临时救助申请")
	v.loads(func() { v.press("page.alert.verify_do") })
	v.says("status.alert.verified")
	v.look("alert.verified")
	v.loads(func() { v.press("page.alert.close") })
	v.says("status.alert.closed")
}

// writesDownACall writes down late that the household was called on a day.
func (v *visitor) writesDownACall(household string, on models.Date) {
	v.t.Helper()
	v.open("/visits", 200)
	v.loads(func() { v.css(fmt.Sprintf(`main a[href="/visits/new?household=%s"]`, household)).click() })
	v.css(`main input[name=mode][value=phone]`).tick()
	v.field("all_fine").tick()
	v.field("checked_in").write(string(on) + "T10:00")
	v.field("duration_min").write("8")
	v.loads(func() { v.press("page.visit.save") })
	v.says("page.visit.valid")
	v.says("status.visit_window.done")
}

// needIsMet ends the need: what was needed came by another way.
func (s *alertStory) needIsMet() {
	s.t.Helper()
	v := s.as("staff")
	v.open(s.need, 200)
	v.unfold("page.need.resolve")
	v.css(`main input[name=resolution_code][value=R4]`).tick()
	v.loads(func() { v.press("page.need.resolve") })
	v.says("status.need.resolved")
}

// numbers are what staff read: numerator and denominator of indicators of a village, and what became of the alerts of a rule.
type numbers struct {
	rates map[string][2]int
	hits  [4]int // raised, looked into, found in need, helped
}

// numbers reads the pages of staff. Visits are asked for in the month of yesterday, the rest in that of the day.
func (v *visitor) numbers(region, today string) numbers {
	v.t.Helper()
	out := numbers{rates: map[string][2]int{}}
	yesterday := models.Date(today).AddDays(-1)
	for _, ask := range []struct{ month, codes string }{{string(yesterday[:7]), "K1 K1b"}, {today[:7], "K2 K5"}} {
		v.open("/reports/indicators?period="+ask.month+"&region="+region, 200)
		rows := v.table()
		for _, code := range strings.Fields(ask.codes) {
			require.Len(v.t, rows[code], 5, "%s: %v", code, rows)
			out.rates[code] = [2]int{rows[code][1], rows[code][2]}
		}
	}
	v.open("/reports/alert-rules?period="+today[:4], 200)
	copy(out.hits[:], v.table()["W01"])
	return out
}

// table reads the numbers of a table by the first word of each line.
func (v *visitor) table() (rows map[string][]int) {
	v.t.Helper()
	raw := run[string](v, `JSON.stringify(Object.fromEntries(Array.from(document.querySelectorAll("main tbody tr")).map((r) => [r.querySelector("th").innerText.trim().split(/\s/)[0],
		Array.from(r.querySelectorAll("td")).map((c) => Number(c.innerText.split(/\s/)[0].replace(/[^\d.]/g, "") || 0)).map(Math.trunc)])))`)
	require.NoError(v.t, json.Unmarshal([]byte(raw), &rows))
	return rows
}

func (s *alertStory) numbersMoved() {
	s.t.Helper()
	for code, by := range map[string][2]int{"K1": {1, 0}, "K1b": {1, 0}, "K2": {1, 1}, "K5": {1, 1}} {
		was := s.before.rates[code]
		assert.Equal(s.t, [2]int{was[0] + by[0], was[1] + by[1]}, s.after.rates[code], "%s, which stood at %v", code, was)
	}
	for i, name := range []string{"raised", "looked into", "found in need", "helped"} {
		assert.Equal(s.t, s.before.hits[i]+1, s.after.hits[i], "alerts of W01 that were %s", name)
	}
}
