package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// The days of the story, all at nine in the morning: the bill comes, the days of publicity are over, the quarter is over.
var (
	billDay     = time.Date(2026, 3, 10, 9, 0, 0, 0, clock.Shanghai)
	decisionDay = time.Date(2026, 3, 18, 9, 0, 0, 0, clock.Shanghai)
	listDay     = time.Date(2026, 4, 2, 9, 0, 0, 0, clock.Shanghai)
)

// TestHelpComesBeforeAnybodyAsks tells what the newspapers reported of one county, on the screens of those who did it: a large bill raises an alert,
// the aide is at the door before anyone applied, relief of a little over ten thousand yuan is proposed within its limits, made known, decided by
// somebody else and paid, and stands on the household's next happiness list, which it opens on its phone and is handed face to face.
func TestHelpComesBeforeAnybodyAsks(t *testing.T) {
	needChromium(t)
	plays := map[string]play{store.SQLite: {lang: locales.Chinese, serial: 91}, store.Postgres: {lang: locales.English, serial: 92}}
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			texts := make(chan string, 20)
			gateway := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				said, _ := io.ReadAll(r.Body)
				texts <- string(said)
			}))
			t.Cleanup(gateway.Close)
			p := plays[dialect]
			p.field, p.office, p.scripts = phone, desk, true
			h := build(t, dialect, billDay, "--sms-url", gateway.URL, "--sms-body", "{{.Text}}")
			s := &reliefStory{story: &story{t: t, play: p, site: h.site, people: map[string]*visitor{}}, house: h, texts: texts}
			s.isOnFile()
			s.billComes()
			s.aideIsAtTheDoor()
			s.reliefIsProposed()
			s.villageIsTold()
			s.daysPass(decisionDay)
			s.anotherDecides()
			s.daysPass(listDay)
			s.listIsThere()
			s.householdOpensIt()
			s.listIsHandedOver()
		})
	}
}

type reliefStory struct {
	*story
	house  *house
	texts  <-chan string
	alert  string // path of its page, as the next
	relief string
	notice string
	list   string
	mine   string // the private link
}

// daysPass lets the clock of the house jump; everybody logs in again.
func (s *reliefStory) daysPass(to time.Time) {
	s.t.Helper()
	for _, v := range s.people {
		v.leave()
	}
	s.house.pass(to)
	s.site, s.people = s.house.site, map[string]*visitor{}
}

// look judges a page in the first of the plays, and leaves a picture of it in the other.
func (s *reliefStory) look(v *visitor, name string) {
	s.t.Helper()
	if s.lang == locales.Chinese {
		v.look(name)
		return
	}
	v.snap(name)
}

const homeNo = "YX0000001"

// isOnFile has the household on file and the standard adopted by a person, before anything happens.
func (s *reliefStory) isOnFile() {
	s.t.Helper()
	second := models.SyntheticCitizenNo("330199", models.Date("1950-06-02").Time(), s.serial+1)
	s.house.brings("households", fmt.Sprintf("户编号,区划代码,住址,对象类别,姓名,与户主关系,公民身份号码,联系电话\n%[1]s,330199001001,枫杨路9号,低保,欧阳守仁,户主,%[2]s,13900139001\n%[1]s,,,,孙桂芬,配偶,%[3]s,\n",
		homeNo, citizen(s.serial), second))
	s.house.brings("standards", "标准,数值,生效日期,依据\n最低生活保障标准(每人每月),1149,2026-01-01,民发〔2026〕1号\n")
	v := s.as("staff")
	v.open("/settings/standards", 200)
	v.loads(func() { v.css(`main a[href^="/settings/standards/0"]`).click() })
	v.loads(func() { v.press("page.setting.adopt") })
	v.says("done.setting_adopted")
}

func (s *reliefStory) billComes() {
	s.t.Helper()
	s.as("dept").bringsBills(s.t, fmt.Sprintf("参保人身份证号,姓名,结算日期,个人自付金额,就医方式\n%s,欧阳守仁,2026-03-08,\"21,300\",住院\n", citizen(s.serial)))
	s.alert = s.as("aide").alertOf(homeNo)
	require.NotEmpty(s.t, s.alert, "the aide of the village has it")
}

// aideIsAtTheDoor has the aide visit while there is no request, and hand one in at the household's table.
func (s *reliefStory) aideIsAtTheDoor() {
	s.t.Helper()
	town, v := s.as("town"), s.as("aide")
	town.open("/applications?group=open", 200)
	town.says("page.relief.none")
	v.open(s.alert, 200)
	v.loads(func() { v.press("page.alert.accept") })
	v.visitsFor(s.alert, func() { v.snap("relief.visit") })
	ask := &alertStory{story: s.story, alert: s.alert}
	ask.reliefIsAskedFor()
	s.relief = ask.relief
	v.snap("relief.asked")
}

// reliefIsProposed works two persons × 1,149 yuan × 5 out, and the clerk writes down what is proposed.
func (s *reliefStory) reliefIsProposed() {
	s.t.Helper()
	town, aide := s.as("town"), s.as("aide")
	town.open(s.relief, 200)
	town.loads(func() { town.press("page.relief.do.accept") })
	aide.open(s.relief, 200)
	aide.loads(func() { aide.press("page.relief.do.verify") })
	town.open(s.relief, 200)
	town.css("#a-persons").write("2")
	town.css("#a-factor").write("5")
	town.loads(func() { town.press("page.relief.recount") })
	town.reads("11,490")
	town.reads("13,788")
	town.snap("relief.propose")
	town.seen.expect(run[string](town, `document.querySelector("main form[action*='/propose']").action`))
	town.proposes("13789")
	town.says("fault.over_usual")
	s.look(town, "relief.over")
	town.proposes("11490")
	town.says("status.application.proposed")
	require.NotContains(s.t, town.mainText(), town.T("page.relief.do.approve"), "who proposes does not decide")
}

// proposes fills in the form of a proposal and sends it.
func (v *visitor) proposes(yuan string) {
	v.t.Helper()
	v.field("event_class").choose("heavy")
	form := func(name string) element { return v.css(fmt.Sprintf(`main form[action*="/propose"] [name=%s]`, name)) }
	form("persons").write("2")
	form("factor").write("5")
	form("amount_fen").write(yuan)
	form("self_paid_fen").write("21300")
	form("visit_id").chooseFirst()
	form("note").write("大病住院自付两万一千三百元，入户核实属实")
	v.loads(func() { v.press("page.relief.do.propose") })
}

// villageIsTold reads the notice as anybody in the village does.
func (s *reliefStory) villageIsTold() {
	s.t.Helper()
	town := s.as("town")
	town.loads(func() { town.press("page.relief.do.publicise") })
	town.says("status.application.publicity")
	town.loads(func() { town.link(town.T("page.relief.print")).click() })
	s.look(town, "relief.notice")
	s.notice = run[string](town, `document.querySelector("main a[href^='/publicity/']").getAttribute("href")`)
	v := s.villager()
	v.open(s.notice, 200)
	s.look(v, "relief.public")
	v.reads("11,490")
	for _, secret := range []string{"欧阳守仁", "孙桂芬", citizen(s.serial), "13900139001", "枫杨路", "住院", "21,300", homeNo} {
		assert.NotContains(s.t, run[string](v, `document.documentElement.outerHTML`), secret)
	}
	staff := s.as("staff")
	staff.open(s.relief, 200)
	assert.False(s.t, staff.css(`main form[action*="/approve"]`).there(), "nothing is decided while it is made known")
}

// villager is the phone of somebody without an account.
func (s *reliefStory) villager() *visitor {
	s.t.Helper()
	v := s.anybody()
	v.resize(phone)
	return v
}

func (s *reliefStory) anotherDecides() {
	s.t.Helper()
	s.villager().open(s.notice, 404)
	v := s.as("staff")
	v.open("/applications", 200)
	v.snap("relief.waiting")
	v.loads(func() { v.css(fmt.Sprintf("main a[href=%q]", s.relief)).click() })
	v.snap("relief.decide")
	v.loads(func() { v.press("page.relief.do.approve") })
	v.says("status.application.approved")
	v.unfold("page.relief.do.pay")
	v.field("paid_on").write("2026-03-18")
	v.field("payee_name").write("欧阳守仁")
	v.field("payee_account").write("6222021234567890")
	v.loads(func() { v.press("page.relief.do.pay") })
	v.says("status.application.paid")
	assert.NotContains(s.t, v.mainText(), "6222021234567890", "no more than four digits of an account are kept")
	v.snap("relief.paid")
	v.loads(func() { v.link(v.T("page.relief.letter")).click() })
	s.look(v, "relief.letter")
}

// handed is the third rate of the quarter as staff read it.
func (s *reliefStory) handed() [2]int {
	s.t.Helper()
	v := s.as("staff")
	v.open("/reports/indicators?period=2026-Q1", 200)
	row := v.table()["K3"]
	require.GreaterOrEqual(s.t, len(row), 3)
	return [2]int{row[1], row[2]}
}

// listIsThere finds the list that the end of the quarter brought without anybody asking.
func (s *reliefStory) listIsThere() {
	s.t.Helper()
	staff := s.as("staff")
	staff.open("/happiness/runs", 200)
	// The work of this minute may have been done already, by the server before: then it comes with the next.
	for end := time.Now().Add(time.Minute + patience); !staff.css("main tbody th[scope=row]").there() && time.Now().Before(end); {
		pause(staff.ctx, pollEvery)
		staff.open("/happiness/runs", 200)
	}
	staff.says("status.list_run.done") // by itself: the page follows the run
	staff.snap("happiness.runs")
	assert.Equal(s.t, [2]int{0, 1}, s.handed())
	v := s.as("aide")
	v.open("/happiness?group=check", 200)
	v.snap("happiness.to_check")
	quarter, _ := models.ParseListPeriod("2026-Q1") // there may be one of the month too, for a household that is new on file
	v.loads(func() { v.holding("main a", entitlement.PeriodText(s.lang, quarter), "").click() })
	s.list = v.path()
	v.reads("11,490")
	v.snap("happiness.check")
	v.loads(func() { v.press("page.happiness.check") })
	v.loads(func() { v.link(v.T("page.happiness.paper")).click() })
	v.snap("happiness.paper")
}

var privateLink = regexp.MustCompile(`/l/[0-9A-Z]{16}`)

// householdOpensIt has the list sent to the household's phone, which opens it: sent is not delivered.
func (s *reliefStory) householdOpensIt() {
	s.t.Helper()
	v := s.as("aide")
	v.open(s.list, 200)
	v.unfold("page.happiness.send")
	v.css(`main form[action*="/send"] input[value=message]`).tick()
	v.loads(func() { v.css(`main form[action*="/send"] button`).click() })
	v.says("status.happiness_list.sent")
	for s.mine == "" {
		select {
		case text := <-s.texts:
			s.mine = privateLink.FindString(text)
		case <-time.After(time.Minute):
			require.Fail(s.t, "no text message brought the link")
		}
	}
	home := s.villager()
	home.open(s.mine, 200)
	home.reads("11,490")
	s.look(home, "happiness.own")
	s.villager().open("/l/1111111111111111", 404)
	assert.Equal(s.t, [2]int{0, 1}, s.handed(), "what was sent was not delivered")
}

func (s *reliefStory) listIsHandedOver() {
	s.t.Helper()
	v := s.as("aide")
	v.open(s.list, 200)
	form := func(what string) element { return v.css(`main form[action*="/deliver"] ` + what) }
	form(`input[name=channel][value=face_to_face]`).tick()
	form(`[name=slip]`).attach(photo(s.t))
	form(`[name=ack_method]`).choose("signature")
	form(`[name=read_aloud]`).tick()
	s.look(v, "happiness.hand_over")
	v.loads(func() { v.press("page.happiness.deliver_do") })
	v.says("status.happiness_list.acknowledged")
	v.snap("happiness.done")
	assert.Equal(s.t, [2]int{1, 1}, s.handed())
	v.loads(func() { v.link(v.T("page.ledger.title")).click() })
	v.snap("happiness.ledger")
}
