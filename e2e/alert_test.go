package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// TestFromABillToHelp tells how trouble is found before anybody asks: the department's list brings one bill of 21,300 yuan, an alert reaches the
// aide of the village, the aide visits, what was found becomes needs and a request for relief, the alert is closed, and the rates move.
func TestFromABillToHelp(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			s := &alertStory{county: c, t: t}
			s.billsAreBrought()
			s.alertReachesTheAide()
			s.aideVisits()
			s.needsAreRegistered()
			s.reliefIsAskedFor()
			s.alertIsClosed()
			s.ratesMove()
			s.othersLearnNothing()
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

type alertStory struct {
	*county
	t                      *testing.T
	medical                *client
	household, person      string
	batch, alert, visit    string
	ofTheVisit, ofTheAlert string // needs
	relief                 string // the request
}

const bills = `参保人身份证号,姓名,结算日期,个人自付金额,就医方式,结算流水号
%s,欧阳守仁,%s,"21,300",住院,S0001
%s,孙桂芬,%s,80元,门诊,S0002
%s,路过人,%s,1.2万,住院,S0003
`

func citizen(serial int) string {
	return models.SyntheticCitizenNo("330199", models.Date("1948-03-15").Time(), serial)
}

// medicalOffice is the login of the department that brings bills.
func (c *county) medicalOffice() *client {
	c.process.t.Helper()
	c.installation.run(password, "user", "add", "medical", "--role", "dept_source", "--department", "医保", "--county", "330199", "--password-stdin")
	return c.login("medical", password)
}

func (s *alertStory) billsAreBrought() {
	s.household, s.person = s.county.household(1)
	s.medical = s.medicalOffice()
	list := fmt.Sprintf(bills, citizen(3), day(-2), citizen(2), day(-3), citizen(9), day(-1))
	s.aide.refused(403, "role_may_not", "GET", "/alerts/batches", nil)
	s.batch = s.medical.bring("medical", "七月.csv", list)
	s.medical.eventually("/alerts/batches/"+s.batch, "checked")
	require.Empty(s.t, s.aide.get("/alerts").items(), "a list that was only looked at raises nothing")
	s.medical.applies("/alerts/batches/" + s.batch + "/apply")
	s.medical.eventually("/alerts/batches/"+s.batch, "applied")
	done := s.staff.get("/alerts/batches/" + s.batch)
	require.Equal(s.t, [4]int{3, 2, 1, 1}, [4]int{done.number("counts", "rows"), done.number("counts", "known"), done.number("counts", "unplaced"), done.number("counts", "alerts")})
	s.medical.refused(409, "step_not_allowed", "POST", "/alerts/batches/"+s.batch+"/apply", nil)
	_, again := s.medical.upload("medical", "again.csv", list)
	require.Equal(s.t, 409, again.status, "%s", again.raw)
}

// applies has a list applied, once whoever looked through it has put it down: what it found stands a moment before that.
func (c *client) applies(path string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		a, err := c.send("POST", path, nil)
		require.NoError(c.t, err)
		if a.status == 409 && a.word("code") == "batch_busy" {
			return false
		}
		require.Equal(c.t, 202, a.status, "%s", a.raw)
		return true
	}, time.Minute, 20*time.Millisecond)
}

// bring sends a list and answers its id.
func (c *client) bring(feed, name, list string) string {
	c.t.Helper()
	id, a := c.upload(feed, name, list)
	require.Equal(c.t, 201, a.status, "%s", a.raw)
	return id
}

func (c *client) upload(feed, name, list string) (id string, a answer) {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(c.t, w.WriteField("feed", feed))
	part, err := w.CreateFormFile("file", name)
	require.NoError(c.t, err)
	_, err = part.Write([]byte(list))
	require.NoError(c.t, err)
	require.NoError(c.t, w.Close())
	req, err := http.NewRequest(http.MethodPost, c.base+"/api/v1/alerts/batches", &body)
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := web.Do(req)
	require.NoError(c.t, err)
	defer func() { _ = res.Body.Close() }()
	a = answer{status: res.StatusCode, header: res.Header}
	a.raw, err = io.ReadAll(res.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(a.raw, &a.body))
	return a.word("id"), a
}

// eventually waits until an object that is worked on has a status.
func (c *client) eventually(path, status string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool { return c.get(path).word("status") == status }, time.Minute, 20*time.Millisecond, "%s", status)
}

func (s *alertStory) alertReachesTheAide() {
	mine := s.aide.get("/alerts").items()
	require.Len(s.t, mine, 1)
	s.alert = mine[0].word("id")
	a := s.aide.get("/alerts/" + s.alert)
	// The bills of husband and wife count together.
	require.Equal(s.t, []any{"W01", "assigned", s.household, 2_138_000, "医保"},
		[]any{a.word("rule_code"), a.word("status"), a.word("household_id"), a.number("amount_fen"), a.word("source")})
	require.Equal(s.t, s.aide.get("/me").word("id"), a.word("assigned_aide_id"))
	s.otherTown.refused(404, "not_found", "GET", "/alerts/"+s.alert, nil)
	s.medical.refused(403, "role_may_not", "GET", "/alerts", nil)
	s.aide.step("/alerts/"+s.alert+"/accept", nil)
}

func (s *alertStory) aideVisits() {
	s.aide.refused(422, "invalid", "POST", "/visits", m{"household_id": s.household, "mode": "home", "alert_id": s.household, "reached": true})
	v := s.aide.post("/visits", m{
		"household_id": s.household, "alert_id": s.alert, "mode": "home", "reached": true, "duration_min": 25, "paper_signature": true, "persons_seen": []string{s.person},
		"health": 0, "mood": 1, "safety": 2, "hygiene": 2, "living": 1, "wants": "药费太贵，想要轮椅",
	})
	require.Equal(s.t, []any{true, "alert"}, []any{v.at("valid"), v.word("kind")})
	s.visit = v.word("id")
	a := s.aide.get("/alerts/" + s.alert)
	require.Equal(s.t, "visiting", a.word("status"))
	require.NotEmpty(s.t, a.word("contacted_at"))
	require.Equal(s.t, []any{s.visit}, a.at("visit_ids"))
}

func (s *alertStory) needsAreRegistered() {
	draft := func(source, id string) m {
		d := needDraft(s.household, s.person, 1)
		d["source"], d["source_id"] = source, id
		return d
	}
	s.aide.want(422, "POST", "/needs", draft("alert", s.visit))
	s.ofTheVisit = s.aide.post("/needs", draft("visit", s.visit)).word("id")
	s.ofTheAlert = s.aide.post("/needs", draft("alert", s.alert)).word("id")
	require.Equal(s.t, []any{s.ofTheVisit}, s.aide.get("/visits/"+s.visit).at("issues_created"), "the visit knows what came of it")
	require.ElementsMatch(s.t, []any{s.ofTheVisit, s.ofTheAlert}, s.aide.get("/alerts/"+s.alert).at("need_ids"), "and so does the alert")
	n := s.aide.get("/needs/" + s.ofTheAlert)
	require.Equal(s.t, []string{"alert", s.alert}, []string{n.word("source"), n.word("source_id")})
	s.town.step("/needs/"+s.ofTheVisit+"/accept", nil)
	s.town.step("/needs/"+s.ofTheAlert+"/accept", nil)
}

func (s *alertStory) reliefIsAskedFor() {
	draft := m{"household_id": s.household, "person_id": s.person, "kind": "temp_relief", "channel": "aide", "given_by": "self", "consent": true,
		"source": "alert", "source_id": s.visit, "story": "住院自付两万一千三百元，借了邻居的钱", "self_paid_fen": 2_130_000}
	s.aide.want(422, "POST", "/applications", draft)
	draft["source_id"] = s.alert
	s.relief = s.aide.post("/applications", draft).word("id")
	require.Equal(s.t, []any{s.relief}, s.aide.get("/alerts/"+s.alert).at("application_ids"))
	require.Equal(s.t, "accepted_for_processing", s.town.step("/applications/"+s.relief+"/accept", m{}).word("status"))
}

// rate reads an indicator of the year in which a day lies.
func (s *alertStory) rate(code string) (met, of int) {
	s.t.Helper()
	for _, i := range s.staff.get("/reports/indicators?period=" + day(0)[:4]).items() {
		if i.word("code") == code {
			return i.number("numerator"), i.number("denominator")
		}
	}
	s.t.Fatalf("no indicator %s", code)
	return 0, 0
}

func (s *alertStory) alertIsClosed() {
	_, verified := s.rate("K5")
	require.Zero(s.t, verified)
	path := "/alerts/" + s.alert
	s.aide.refused(409, "step_not_allowed", "POST", path+"/close", nil)
	s.aide.want(422, "POST", path+"/verify", m{"result_code": "A3", "application_id": s.relief})
	a := s.aide.step(path+"/verify", m{"result_code": "A2", "application_id": s.relief, "need_ids": []string{s.ofTheAlert}, "note": "已申请临时救助"})
	require.Equal(s.t, "verified", a.word("status"))
	require.Equal(s.t, "closed", s.aide.step(path+"/close", nil).word("status"))
}

func (s *alertStory) ratesMove() {
	met, of := s.rate("K5")
	require.Equal(s.t, []int{1, 1}, []int{met, of})
	met, of = s.rate("K2")
	require.Equal(s.t, []int{0, 2}, []int{met, of})
	s.staff.step("/needs/"+s.ofTheVisit+"/resolve", m{"resolution_code": "R4"})
	met, of = s.rate("K2")
	require.Equal(s.t, []int{1, 2}, []int{met, of})
	hits := s.staff.get("/reports/alert-rules?period=" + day(0)[:4])
	require.Equal(s.t, [4]int{1, 1, 1, 1}, [4]int{hits.number("total", "flagged"), hits.number("total", "verified"), hits.number("total", "found"), hits.number("total", "helped")})
}

func (s *alertStory) othersLearnNothing() {
	s.process.stop()
	for _, secret := range []string{"欧阳守仁", "路过人", "枫杨路", "轮椅", citizen(3), citizen(9)} {
		require.False(s.t, strings.Contains(s.said(), secret), "the log holds personal data")
	}
}
