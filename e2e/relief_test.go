package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
)

// The days of the story, all at nine in the morning: the bill comes, the days of publicity are over, the quarter is over.
var (
	billDay     = time.Date(2026, 3, 10, 9, 0, 0, 0, clock.Shanghai)
	decisionDay = time.Date(2026, 3, 18, 9, 0, 0, 0, clock.Shanghai)
	listDay     = time.Date(2026, 4, 2, 9, 0, 0, 0, clock.Shanghai)
)

// TestHelpComesBeforeAnybodyAsks tells what the newspapers reported of one county: a large bill raises an alert, the aide is at the door before
// anyone applied, relief of a little over ten thousand yuan is proposed, made known, decided and paid, and stands on the household's next happiness
// list, which is handed over.
func TestHelpComesBeforeAnybodyAsks(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			s := &reliefStory{county: openAt(t, testdb.Address(t, dialect), billDay), t: t}
			s.standardsHold()
			s.billRaisesAnAlert()
			s.aideIsAtTheDoor()
			s.reliefIsProposed()
			s.villageIsTold()
			s.daysPass(decisionDay)
			s.anotherDecides()
			s.paymentIsRecorded()
			s.daysPass(listDay)
			s.listIsMade()
			s.listIsHandedOver()
			s.nothingIsTold()
			require.Contains(t, s.installation.run("", "audit", "verify"), "whole")
		})
	}
}

type reliefStory struct {
	*county
	t                 *testing.T
	household, person string
	alert, visit      string
	relief            string // path of the request
	notice            string // address of the notice
	list              string // path of the happiness list
}

// daysPass ends the server and starts it again on a later day, on which everybody logs in again.
func (s *reliefStory) daysPass(to time.Time) {
	s.t.Helper()
	s.process.stop()
	s.installation.at = to
	s.run(s.installation.start())
}

// standardsHold has one propose and another adopt the numbers by which relief is worked out.
func (s *reliefStory) standardsHold() {
	for code, fen := range map[string]int{"dibao_line": 114_900, "relief_town": 500_000} {
		made := s.staff.post("/settings/standards", m{"code": code, "value": fen, "effective_from": "2026-01-01", "source": "民发〔2026〕1号"})
		s.second.step("/settings/standards/"+made.word("id")+"/adopt", nil)
	}
}

func (s *reliefStory) billRaisesAnAlert() {
	s.household, s.person = s.county.household(1)
	office := s.medicalOffice()
	batch := office.bring("medical", "三月.csv", fmt.Sprintf(bills, citizen(3), "2026-03-08", citizen(2), "2026-03-07", citizen(9), "2026-03-09"))
	office.eventually("/alerts/batches/"+batch, "checked")
	office.applies("/alerts/batches/" + batch + "/apply")
	office.eventually("/alerts/batches/"+batch, "applied")
	mine := s.aide.get("/alerts").items()
	require.Len(s.t, mine, 1)
	require.Equal(s.t, []any{"W01", s.household, 2_138_000}, []any{mine[0].word("rule_code"), mine[0].word("household_id"), mine[0].number("amount_fen")})
	s.alert = mine[0].word("id")
}

func (s *reliefStory) aideIsAtTheDoor() {
	require.Empty(s.t, s.town.get("/applications?household_id="+s.household).items(), "nobody has applied")
	s.aide.step("/alerts/"+s.alert+"/accept", nil)
	s.visit = s.aide.post("/visits", m{
		"household_id": s.household, "alert_id": s.alert, "mode": "home", "reached": true, "duration_min": 40, "paper_signature": true,
		"persons_seen": []string{s.person}, "health": 0, "mood": 1, "safety": 2, "hygiene": 2, "living": 1, "wants": "住院花费大，钱是借来的",
	}).word("id")
	made := s.aide.post("/applications", m{"household_id": s.household, "person_id": s.person, "kind": "temp_relief", "channel": "aide", "given_by": "self", "consent": true,
		"source": "alert", "source_id": s.alert, "story": "住院自付两万一千三百元，借了邻居的钱", "self_paid_fen": 2_130_000})
	require.Equal(s.t, false, made.at("merged"))
	s.relief = "/applications/" + made.word("id")
	s.aide.step("/alerts/"+s.alert+"/verify", m{"result_code": "A2", "application_id": made.word("id"), "note": "已代为申请临时救助"})
	require.Equal(s.t, "closed", s.aide.step("/alerts/"+s.alert+"/close", nil).word("status"))
}

// reliefIsProposed works two persons × 1,149 yuan × 5 out and holds the proposal to its limits.
func (s *reliefStory) reliefIsProposed() {
	s.town.step(s.relief+"/accept", m{})
	s.aide.step(s.relief+"/verify", m{"visit_id": s.visit})
	advice := s.town.get(s.relief + "/advice?persons=2&factor=5")
	require.Equal(s.t, [5]int{114_900, 1_149_000, 1_378_800, 2_757_600, 1_149_000}, [5]int{advice.number("standard_fen"), advice.number("sum_fen"),
		advice.number("usual_most_fen"), advice.number("special_most_fen"), advice.number("advice_fen")})
	require.Equal(s.t, "verifying", s.town.get(s.relief).word("status"), "working a sum out decides nothing")
	proposal := m{"amount_fen": 1_378_801, "event_class": "heavy", "persons": 2, "factor": 5, "self_paid_fen": 2_130_000, "note": "大病住院，自付两万一千三百元"}
	s.faulty("amount_fen", "over_usual", s.town.want(422, "POST", s.relief+"/propose", proposal))
	proposal["special"], proposal["amount_fen"] = true, 2_757_601
	s.faulty("amount_fen", "over_cap", s.town.want(422, "POST", s.relief+"/propose", proposal))
	proposal["amount_fen"] = 2_130_001
	s.faulty("amount_fen", "over_bill", s.town.want(422, "POST", s.relief+"/propose", proposal))
	proposal["special"], proposal["amount_fen"] = false, 1_149_000
	s.aide.want(403, "POST", s.relief+"/propose", proposal)
	require.Equal(s.t, "proposed", s.town.step(s.relief+"/propose", proposal).word("status"))
	s.staff.refused(409, "publicity_needed", "POST", s.relief+"/approve", m{})
}

// faulty expects one fault of a field.
func (s *reliefStory) faulty(field, code string, a answer) {
	s.t.Helper()
	faults, _ := a.at("errors").([]any)
	require.True(s.t, slices.ContainsFunc(faults, func(f any) bool {
		at := answer{body: f.(m)}
		return at.word("field") == field && at.word("code") == code
	}), "%s", a.raw)
}

// private is what no notice and no stranger may read of the household.
var private = []string{"欧阳守仁", "守仁", "孙桂芬", citizen(2), citizen(3), "13800001234", "枫杨路", "住院", "21,300", "2130000", "6222021234567890"}

// villageIsTold reads the notice as anybody in the village does, and finds nothing on it but a masked name, the village and the amount.
func (s *reliefStory) villageIsTold() {
	require.Equal(s.t, "publicity", s.town.step(s.relief+"/publicise", m{}).word("status"))
	notice := s.town.get(s.relief + "/notice")
	require.Equal(s.t, []any{"云溪街道桥东社区", 1_149_000, "2026-03-10", "2026-03-17"},
		[]any{notice.word("village"), notice.number("amount_fen"), notice.word("from"), notice.word("to")})
	require.ElementsMatch(s.t, []string{"name", "village", "amount_fen", "from", "to", "path"}, keysOf(notice.body))
	s.notice = notice.word("path")
	status, said := s.read(s.notice)
	require.Equal(s.t, 200, status)
	require.Contains(s.t, said, notice.word("name"))
	require.Contains(s.t, said, "11,490")
	for _, secret := range append(private, s.household, s.person, s.relief) {
		require.NotContains(s.t, said+notice.word("name"), secret)
	}
	s.staff.refused(409, "publicity_running", "POST", s.relief+"/approve", m{})
}

func keysOf(body m) []string {
	var out []string
	for k := range body {
		out = append(out, k)
	}
	return out
}

// read opens a page as somebody who is not logged in.
func (s *reliefStory) read(path string) (status int, said string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.process.base+path, nil)
	require.NoError(s.t, err)
	res, err := web.Do(req)
	require.NoError(s.t, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	return res.StatusCode, string(raw)
}

func (s *reliefStory) anotherDecides() {
	status, _ := s.read(s.notice)
	require.Equal(s.t, 404, status, "the notice ends with its days")
	s.town.refused(409, "proposer_decides", "POST", s.relief+"/approve", m{})
	s.otherTown.refused(404, "not_found", "POST", s.relief+"/approve", m{})
	s.aide.refused(403, "role_may_not", "POST", s.relief+"/approve", m{})
	done := s.staff.step(s.relief+"/approve", m{})
	require.Equal(s.t, []any{"approved", 1_149_000}, []any{done.word("decision"), done.number("amount_fen")})
	require.Empty(s.t, done.word("paid_on"), "a decision is not a payment")
}

func (s *reliefStory) paymentIsRecorded() {
	payment := m{"paid_on": "2026-03-17", "payee_name": "欧阳守仁", "payee_account": "6222021234567890"}
	s.faulty("paid_on", "before_decision", s.staff.want(422, "POST", s.relief+"/pay", payment))
	payment["paid_on"] = "2026-03-18"
	require.Equal(s.t, "paid", s.staff.step(s.relief+"/pay", payment).word("status"))
	s.staff.refused(409, "step_not_allowed", "POST", s.relief+"/pay", payment)
	require.Contains(s.t, s.staff.get(s.relief).word("payee"), "7890")
	require.NotContains(s.t, string(s.staff.get(s.relief).raw), "6222021234567890")
	var received []any
	for _, e := range s.aide.get("/households/" + s.household + "/benefits").items() {
		if e.word("source") == "benefit" {
			received = append(received, e.word("kind"), e.number("amount_fen"), e.word("on"))
		}
	}
	require.Equal(s.t, []any{"one_off", 1_149_000, "2026-03-18"}, received, "it stands in the ledger once")
}

// listIsMade waits for the list that the end of the quarter brings without anybody asking.
func (s *reliefStory) listIsMade() {
	ofTheQuarter := func() (found answer) {
		for _, l := range s.aide.get("/households/" + s.household + "/happiness-lists").items() {
			if l.word("period") == "2026-Q1" {
				found = l
			}
		}
		return found
	}
	require.Eventually(s.t, func() bool { return ofTheQuarter().word("status") == "generated" }, time.Minute, 50*time.Millisecond)
	l := ofTheQuarter()
	s.list = "/happiness-lists/" + l.word("id")
	require.Equal(s.t, []any{1_149_000, "2026-04-20"}, []any{l.number("total_cash_fen"), l.word("deadline")})
	lines, _ := l.at("lines").([]any)
	require.True(s.t, slices.ContainsFunc(lines, func(each any) bool {
		line := answer{body: each.(m)}
		return line.word("block") == "one_off" && line.number("amount_fen") == 1_149_000 && line.word("source_noun") == "benefit"
	}), "%s", l.raw)
	s.staff.refused(409, "list_run_there", "POST", "/list-runs", m{"period": "2026-Q1"})
	require.Equal(s.t, [2]int{0, 1}, s.handed())
}

// handed is the third rate of the quarter: lists handed over in time, of those that are owed.
func (s *reliefStory) handed() [2]int {
	s.t.Helper()
	for _, i := range s.staff.get("/reports/indicators?period=2026-Q1").items() {
		if i.word("code") == "K3" {
			return [2]int{i.number("numerator"), i.number("denominator")}
		}
	}
	require.Fail(s.t, "no indicator K3")
	return [2]int{}
}

func (s *reliefStory) listIsHandedOver() {
	s.aide.refused(409, "step_not_allowed", "POST", s.list+"/deliver", m{"channel": "face_to_face", "slip": signed(s.t)})
	s.aide.step(s.list+"/check", m{})
	s.aide.step(s.list+"/send", m{"channel": "post"})
	require.Equal(s.t, [2]int{0, 1}, s.handed(), "what was sent was not delivered")
	s.faulty("slip", "slip_needed", s.aide.want(422, "POST", s.list+"/deliver", m{"channel": "face_to_face"}))
	done := s.aide.step(s.list+"/deliver", m{"channel": "face_to_face", "person_id": s.person, "slip": signed(s.t), "read_aloud": true})
	require.Equal(s.t, []any{"delivered", true}, []any{done.word("status"), done.at("handed_over")})
	require.Equal(s.t, [2]int{1, 1}, s.handed())
	require.Equal(s.t, "acknowledged", s.aide.step(s.list+"/acknowledge", m{"ack_method": "signature"}).word("status"))
	require.Equal(s.t, [2]int{1, 1}, s.handed(), "and it counts once")
}

// signed is a picture of the slip.
func signed(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 60, 30))))
	return out.Bytes()
}

func (s *reliefStory) nothingIsTold() {
	s.process.stop()
	for _, secret := range private {
		require.False(s.t, strings.Contains(s.said(), secret), "the log holds personal data")
	}
}
