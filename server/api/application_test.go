package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

type object = map[string]any

// caller asks the API as an account by its token, or as a household by its code.
type caller struct {
	t           *testing.T
	site        *pagetest.Site
	token, code string
}

// calls logs an account of the actor's in, over the API.
func calls(t *testing.T, s *pagetest.Site, by models.Actor) caller {
	t.Helper()
	s.As(by)
	row, err := s.Store.Account(context.Background(), store.Key{County: by.CountyCode, ID: by.AccountID})
	require.NoError(t, err)
	c := caller{t: t, site: s}
	c.token = c.must(200, "POST", "/auth/login", object{"username": row.Username, "password": testdb.StoryPassword})["access_token"].(string)
	return c
}

func (c caller) send(method, path string, in any, headers ...string) (int, object) {
	c.t.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		require.NoError(c.t, err)
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, c.site.URL+"/api/v1"+path, body)
	require.NoError(c.t, err)
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.code != "" {
		r.Header.Set("Relief-Code", c.code)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	defer res.Body.Close() //nolint:errcheck // read to its end
	var out object
	raw, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(raw, &out), "%s %s: %s", method, path, raw)
	return res.StatusCode, out
}

func (c caller) must(status int, method, path string, in any, headers ...string) object {
	c.t.Helper()
	got, out := c.send(method, path, in, headers...)
	require.Equal(c.t, status, got, "%s %s: %v", method, path, out)
	return out
}

// refused is an answer with a code.
func (c caller) refused(status int, code, method, path string, in any) {
	c.t.Helper()
	assert.Equal(c.t, code, c.must(status, method, path, in)["code"], "%s %s", method, path)
}

// lines sets the county's minimum living standard to 1,149 yuan.
func lines(t *testing.T, s *pagetest.Site) {
	t.Helper()
	now := s.Store.Now()
	require.NoError(t, s.Store.InTx(context.Background(), func(tx *store.Store) error {
		return tx.InsertStandard(context.Background(), &models.Standard{CountyCode: testdb.CountyCode, ID: models.NewID(now), Code: models.StandardDibao,
			RegionCode: testdb.County, Value: 114_900, Unit: models.UnitFen, Term: models.Term{EffectiveFrom: "2020-01-01"}, Decision: models.Decision{
				Status: models.DecisionAdopted, CreatedBy: s.Staff.AccountID, CreatedAt: now, AdoptedBy: s.SecondStaff.AccountID, AdoptedAt: &now, UpdatedAt: now, Version: 1}})
	}))
}

func reliefOf(h *models.Household) object {
	return object{"household_id": h.ID, "kind": "temp_relief", "story": "突发脑梗住院，自付两万多元", "self_paid_fen": 2_000_050, "consent": true}
}

func TestARequestForReliefOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		lines(t, s)
		h := s.Household()
		aide, clerk, staff := calls(t, s, s.Aide), calls(t, s, s.Clerk), calls(t, s, s.Staff)
		made := aide.must(201, "POST", "/applications", reliefOf(h))
		at := "/applications/" + made["id"].(string)
		again := reliefOf(h)
		again["story"] = "还要复查"
		merged := aide.must(200, "POST", "/applications", again)
		assert.Equal(t, []any{made["id"], true}, []any{merged["id"], merged["merged"]})
		waiting := clerk.must(200, "GET", "/applications/waiting", nil)
		assert.Contains(t, items(waiting, "id"), made["id"])
		file := clerk.must(200, "GET", at, nil)
		assert.Contains(t, file["story"], "脑梗")
		assert.Contains(t, file["can"], "accept")
		assert.NotContains(t, file["can"], "approve")

		assert.Equal(t, "accepted_for_processing", clerk.must(200, "POST", at+"/accept", object{})["status"])
		clerk.refused(409, "step_not_allowed", "POST", at+"/accept", object{})
		assert.Equal(t, "materials_needed", clerk.must(200, "POST", at+"/ask", object{"reason": "请补交", "materials": []string{"费用清单"}})["status"])
		assert.Contains(t, aide.must(200, "GET", at, nil)["reasons"], "费用清单")
		aide.must(200, "POST", at+"/supplement", object{"note": "已交清单"})
		clerk.must(200, "POST", at+"/accept", object{})
		aide.must(200, "POST", at+"/verify", object{})
		advice := clerk.must(200, "GET", at+"/advice?persons=1&factor=6", nil)
		assert.Equal(t, []any{689_400.0, 114_900.0}, []any{advice["advice_fen"], advice["standard_fen"]})
		propose := object{"event_class": "heavy", "persons": 1, "factor": 6, "amount_fen": 689_401, "note": "属实", "no_visit_reason": "住院中"}
		clerk.refused(422, "invalid", "POST", at+"/propose", propose)
		propose["amount_fen"] = 689_400
		clerk.must(200, "POST", at+"/propose", propose)
		clerk.must(200, "POST", at+"/publicise", object{})
		notice := clerk.must(200, "GET", at+"/notice", nil)
		assert.Equal(t, "王*英", notice["name"])
		staff.refused(409, "publicity_running", "POST", at+"/approve", object{})
		s.Clock.Advance(8 * 24 * time.Hour)
		staff, clerk = calls(t, s, s.Staff), calls(t, s, s.Clerk)
		status, _ := clerk.send("POST", at+"/approve", object{})
		assert.Contains(t, []int{403, 409}, status, "the proposer decides nothing")
		granted := staff.must(200, "POST", at+"/approve", object{})
		assert.Equal(t, []any{"approved", 689_400.0}, []any{granted["status"], granted["amount_fen"]})
		pay := object{"paid_on": s.Today(), "payee_name": "王秀英", "payee_account": "6228480402564890018"}
		assert.Equal(t, "paid", staff.must(200, "POST", at+"/pay", pay)["status"])
		paid := staff.must(200, "GET", at, nil)
		assert.Contains(t, paid["payee"], "0018")
		assert.NotContains(t, paid["payee"], "6228480402564890018")
		assert.Equal(t, "archived", staff.must(200, "POST", at+"/archive", object{})["status"])
	})
}

func TestRequestsOverHTTPRefuse(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		aide := calls(t, s, s.Aide)
		made := aide.must(201, "POST", "/applications", reliefOf(h), "Idempotency-Key", "once")
		assert.Equal(t, made["id"], aide.must(201, "POST", "/applications", reliefOf(h), "Idempotency-Key", "once")["id"], "one press")
		at := "/applications/" + made["id"].(string)
		operator, other := calls(t, s, s.Operator), calls(t, s, s.OtherClerk)
		operator.refused(403, "role_may_not", "GET", at, nil)
		aide.refused(403, "role_may_not", "POST", at+"/accept", object{})
		for _, step := range []string{"", "/advice", "/notice"} {
			other.must(404, "GET", at+step, nil)
		}
		other.must(404, "POST", at+"/accept", object{})
		caller{t: t, site: s}.must(401, "GET", at, nil)
		bad := aide.must(422, "POST", "/applications", object{"household_id": h.ID, "kind": "moon", "story": ""})
		assert.Contains(t, items(object{"items": bad["errors"]}, "field"), "kind")
		aide.must(422, "POST", "/applications", object{"household_id": h.ID, "kind": "dibao", "story": "x", "consent": true, "kinds": []string{"dibao"}})
		for _, query := range []string{"?status=moon", "?kind=moon", "?emergency=perhaps", "?region=1", "?moon=1"} {
			aide.must(422, "GET", "/applications"+query, nil)
		}
		aide.must(422, "GET", at+"/advice?persons=many", nil)
		aide.must(400, "POST", at+"/withdraw", object{"unknown": 1})
		other.must(200, "GET", "/applications?kind=temp_relief&status=submitted", nil)
		assert.Empty(t, items(other.must(200, "GET", "/applications", nil), "id"))
		assert.Len(t, items(aide.must(200, "GET", "/applications?emergency=false&household_id="+h.ID, nil), "id"), 1)
	})
}

// household fills a form in as a household that the county knows by phone and name, and answers the caller with the code of the form.
func household(t *testing.T, s *pagetest.Site) caller {
	t.Helper()
	s.Web.Entitlement.ShowCodes = true
	c := caller{t: t, site: s}
	begun := c.must(201, "POST", "/relief/codes", object{"phone": "138 0013 8000", "county_code": testdb.CountyCode})
	c.code = begun["code"].(string)
	c.refused(422, "invalid", "POST", "/relief/codes/verify", object{"digits": "x"})
	c.code = c.must(200, "POST", "/relief/codes/verify", object{"digits": begun["digits"]})["code"].(string)
	return c
}

func TestAHouseholdAsksOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		c := household(t, s)
		assert.Nil(t, c.must(200, "GET", "/relief/form", nil)["known"])
		c.refused(409, "form_unfinished", "GET", "/relief/form/chances", nil)
		c.must(422, "POST", "/relief/form/who", object{"name": "王秀英", "given_by": "self"})
		known := c.must(200, "POST", "/relief/form/who", object{"name": "王秀英", "given_by": "self", "consent": true})["known"].(object)
		assert.NotContains(t, known["members"].([]any)[0].(object)["name"], "王秀英", "masked")
		c.must(200, "POST", "/relief/form/means", object{"property": "none"})
		c.must(422, "POST", "/relief/form/event", object{"event": "moon"})
		c.must(200, "POST", "/relief/form/event", object{"event": "illness", "story": "老伴住院", "self_paid_fen": 800_000})
		chances := items(c.must(200, "GET", "/relief/form/chances", nil), "kind")
		assert.Contains(t, chances, "temp_relief")
		assert.Contains(t, chances, "unknown", "not knowing is always a choice")
		assert.NotEmpty(t, chances["medical"]["reasons"])
		c.must(422, "POST", "/applications", object{"kinds": []string{}})
		ask := object{"kinds": []string{"medical", "temp_relief", "medical"}}
		handed := c.must(201, "POST", "/applications", ask, "Idempotency-Key", "press")
		require.Len(t, handed["items"], 2, "one a kind, however often it is named")
		assert.Equal(t, handed, c.must(201, "POST", "/applications", ask, "Idempotency-Key", "press"), "pressed twice it was handed in once")
		c.must(404, "POST", "/applications", ask)

		c.code = handed["code"].(string)
		mine := items(c.must(200, "GET", "/applications", nil), "kind")
		require.Len(t, mine, 2)
		at := "/applications/" + mine["medical"]["id"].(string)
		own := c.must(200, "GET", at, nil)
		assert.NotNil(t, own["answer_by"])
		assert.Equal(t, []any{"withdraw"}, own["can"])
		assert.Nil(t, own["household_id"])
		c.refused(409, "step_not_allowed", "POST", at+"/supplement", object{"note": "发票"})
		complaint := c.must(201, "POST", at+"/complain", object{"text": "一直没人来"})
		assert.Equal(t, "filed", complaint["status"])
		assert.Equal(t, "withdrawn", c.must(200, "POST", at+"/withdraw", object{})["status"])
		c.must(401, "POST", at+"/accept", object{})
		foreign := s.ReliefApplication(h)
		c.must(404, "GET", "/applications/"+foreign.ID, nil)
		c.must(404, "POST", "/applications/"+foreign.ID+"/withdraw", object{})

		staff, clerk := calls(t, s, s.Staff), calls(t, s, s.Clerk)
		path := "/complaints/" + complaint["id"].(string)
		assert.Equal(t, "一直没人来", staff.must(200, "GET", path, nil)["text"])
		assert.Nil(t, items(staff.must(200, "GET", "/complaints?status=filed", nil), "id")[complaint["id"].(string)]["text"])
		clerk.must(403, "POST", path+"/answer", object{"answer": "x"})
		staff.must(200, "POST", path+"/take", object{})
		staff.must(422, "POST", path+"/answer", object{})
		assert.Equal(t, "answered", staff.must(200, "POST", path+"/answer", object{"answer": "已安排上门"})["status"])
		assert.Equal(t, "closed", staff.must(200, "POST", path+"/close", object{})["status"])
		staff.must(409, "POST", path+"/close", object{})
	})
}

func TestCodesOverHTTPCannotBeTriedOut(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		limited := false
		for range 60 {
			c := caller{t: t, site: s, code: "0123456789ABCDEF"}
			status, out := c.send("GET", "/applications", nil)
			limited = limited || status == 429
			assert.Contains(t, []int{404, 429}, status, out)
		}
		assert.True(t, limited)
		status, _ := calls(t, s, s.Clerk).send("GET", "/applications", nil)
		assert.Equal(t, 200, status, "officials behind the same address are not slowed down")
		texts := 0
		s.Web.Entitlement.ShowCodes = true
		for i := range 15 {
			phone := "1390000" + strings.Repeat("0", 2) + string(rune('0'+i/10)) + string(rune('0'+i%10))
			if status, _ := (caller{t: t, site: s}).send("POST", "/relief/codes", object{"phone": phone, "county_code": testdb.CountyCode}); status == 201 {
				texts++
			}
		}
		assert.Less(t, texts, 12, "one address cannot have messages sent without end")
	})
}
