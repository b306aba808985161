package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestACountySetsItsNumbersLimitsAndDays tells how a county changes what it goes by: one proposes, another adopts, the auditor reads.
func TestACountySetsItsNumbersLimitsAndDays(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			standards(t, c)
			limits(t, c)
			daysAndPlaces(t, c)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

func standards(t *testing.T, c *county) {
	bad := c.staff.want(422, "POST", "/settings/standards", m{"code": "dibao_line"})
	require.Len(t, bad.at("errors"), 3, "everything that is missing, at once")
	c.town.want(403, "POST", "/settings/standards", m{"code": "dibao_line"})
	made := c.staff.post("/settings/standards", m{"code": "dibao_line", "value": 114900, "effective_from": "2026-01-01", "source": "民发〔2026〕1号"})
	path := "/settings/standards/" + made.word("id")
	require.Equal(t, "proposed", made.word("decision", "status"))
	require.Equal(t, 114900, c.second.want(200, "POST", path+"/preview", nil).number("after", "dibao_fen"))
	c.staff.refused(409, "setting_own", "POST", path+"/adopt", nil)
	require.Equal(t, "adopted", c.second.want(200, "POST", path+"/adopt", nil).word("decision", "status"))
	day := c.town.get("/settings/standards/in-force?day=2026-01-01")
	require.Equal(t, 172350, day.number("lines", "dibian_fen"))
	require.Equal(t, 114900, day.items()[0].number("value"))
	require.Len(t, c.staff.get("/settings/standards?code=dibao_line&status=adopted").items(), 1)
	wrong := c.staff.post("/settings/standards", m{"code": "rigid_ratio", "value": 900, "effective_from": "2026-01-01", "source": "误"})
	c.staff.want(422, "POST", "/settings/standards/"+wrong.word("id")+"/withdraw", m{"reason": ""})
	c.staff.want(200, "POST", "/settings/standards/"+wrong.word("id")+"/withdraw", m{"reason": "写错"})
	c.staff.want(422, "GET", "/settings/standards/in-force?day=tomorrow", nil)
	c.staff.want(404, "POST", "/settings/standards/nothing/adopt", nil)
}

func limits(t *testing.T, c *county) {
	made := c.staff.post("/settings/sla", m{"step": "supplier_reply", "subject": "", "amount": 3, "unit": "workday", "effective_from": "2026-01-01", "source": "办件规定"})
	path := "/settings/sla/" + made.word("id")
	require.Equal(t, 0, c.second.want(200, "POST", path+"/preview", nil).number("done"))
	c.staff.refused(409, "setting_own", "POST", path+"/adopt", nil)
	c.second.want(200, "POST", path+"/adopt", nil)
	found := false
	for _, l := range c.staff.get("/settings/sla/in-force").items() {
		if l.word("step") == "supplier_reply" && l.word("subject") == "normal" {
			found = true
			require.Equal(t, 3, l.number("amount"))
			require.Equal(t, made.word("id"), l.word("rule_id"))
		}
	}
	require.True(t, found)
	require.Len(t, c.staff.get("/settings/sla?step=supplier_reply").items(), 1)
	c.staff.want(422, "GET", "/settings/sla?step=sleep", nil)
}

func daysAndPlaces(t *testing.T, c *county) {
	c.staff.want(422, "POST", "/settings/categories/H02", m{"active": true, "sensitivity": 0, "reason": "试"})
	c.staff.want(200, "POST", "/settings/categories/A01", m{"active": true, "sensitivity": 1, "local_name": "爱心粮油", "reason": "县里叫法"})
	require.Equal(t, "爱心粮油", c.town.get("/settings/categories/A01/history").items()[0].word("local_name"))
	require.Equal(t, "爱心粮油", c.town.get("/settings/categories").items()[0].word("local_name"))
	change := m{"days": []m{{"day": "2027-05-03", "kind": "holiday", "name": "劳动节调休"}}, "reason": "国办通知"}
	months, _ := c.staff.want(200, "POST", "/settings/calendar/preview", change).at("months").([]any)
	require.Equal(t, []any{map[string]any{"month": "2027-05-01", "workdays_before": 21.0, "workdays_after": 20.0}}, months)
	c.staff.want(200, "POST", "/settings/calendar", change)
	c.staff.refused(409, "calendar_unchanged", "POST", "/settings/calendar", change)
	days, _ := c.town.get("/settings/calendar?year=2027").at("days").([]any)
	require.Len(t, days, 1)
	require.Len(t, c.town.get("/settings/calendar/history?year=2027").items(), 1)
	c.staff.want(200, "POST", "/settings/regions/330199001001", m{"name": "柳树新村", "node_kind": "point", "reason": "更名"})
	require.Equal(t, "change", c.town.get("/settings/regions/330199001001/history").items()[0].word("step"))
	c.staff.want(404, "POST", "/settings/regions/330198001001", m{"name": "别县", "reason": "试"})
	c.staff.want(422, "POST", "/settings/regions/330199001001/merge", m{"successor_code": "330199001001", "last_day": "2026-01-01", "reason": "并"})
}

// TestOneBoxOfSearchOverHTTP keeps what is looked for out of addresses: it is a POST.
func TestOneBoxOfSearchOverHTTP(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			ngo, _ := c.supplier("ngo", "虚构县暖冬公益服务中心", 1)
			c.offer(ngo, "冬季棉被十床", 10)
			c.household(1)
			got := c.staff.want(200, "POST", "/search", m{"q": "棉被"})
			require.Len(t, got.at("offers"), 1)
			require.Empty(t, got.at("households"))
			require.Len(t, c.staff.want(200, "POST", "/search", m{"q": "暖冬"}).at("suppliers"), 1)
			require.Equal(t, "冬季棉被十床", c.staff.get("/offers?q=棉被").items()[0].word("title"))
			c.staff.want(422, "POST", "/search", m{"q": " "})
			c.staff.want(405, "GET", "/search?q=棉被", nil)
		})
	}
}
