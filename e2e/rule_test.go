package e2e

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// TestWrongRulesOverHTTP proposes rules that are wrong in type, that would run for ever or cost too much: each is refused at once with the place
// of its fault in the language asked for, wherever it is sent, and nothing is written.
func TestWrongRulesOverHTTP(t *testing.T) {
	c := open(t, testdb.Address(t, store.SQLite))
	for name, wrong := range map[string]struct {
		change          m
		field, code     string
		says, saysInEng string
	}{
		"an amount with a number":    {m{"expression": "medical_fen > 20000"}, "expression", "rule_money_with_number", "第 1 行第 13 个字符：金额只能与金额比较", "character 13: an amount goes with an amount"},
		"a number with a text":       {m{"expression": "elder_alone_age > \"80\""}, "expression", "rule_kinds_differ", "不是同一类数据", "not of one kind"},
		"no condition":               {m{"expression": "elder_alone_age"}, "expression", "rule_not_yes_or_no", "成立或不成立", "must be true or false"},
		"a fact that is none":        {m{"expression": "elder_alone and\n  gossip > 1"}, "expression", "rule_unknown_fact", "第 2 行第 3 个字符：没有名为 gossip 的事实", "line 2, character 3: there is no fact gossip"},
		"a fact in place of a list":  {m{"expression": "elder_alone in elder_alone_age"}, "expression", "rule_in", "第 1 行", "line 1"},
		"loops within loops":         {m{"expression": "all(1..1000000000, {all(1..1000000000, {# > 0})})"}, "expression", "rule_not_taken", "不支持循环", "loops"},
		"a sum without an end":       {m{"expression": "reduce(1..1000000000, {#acc + #}, 0) > 0"}, "expression", "rule_not_taken", "不支持循环", "loops"},
		"a text without an end":      {m{"expression": `repeat("x", 1000000000) == "y"`}, "expression", "rule_not_taken", "不支持循环", "loops"},
		"a pattern that backtracks":  {m{"expression": `"aaaaaaaaaaaaaaaaaaaa!" matches "(a+)+$"`}, "expression", "rule_not_taken", "不支持循环", "loops"},
		"too many parts":             {m{"expression": "elder_alone_age > " + strings.Repeat("1 + ", 400) + "1"}, "expression", "rule_too_long", "300 个组成部分", "300 parts"},
		"far too long":               {m{"expression": strings.Repeat("elder_alone or ", 4000) + "elder_alone"}, "expression", "max_length", "2000", "2000"},
		"too deep":                   {m{"expression": strings.Repeat("(", 900) + "elder_alone"}, "expression", "rule_syntax", "无法识别", "cannot be read"},
		"red when for ever":          {m{"red_when": "all(1..1000000000, {# > 0})"}, "red_when", "rule_not_taken", "不支持循环", "loops"},
		"nothing that asks":          {m{"nightly": false, "feeds": []string{}}, "feeds", "rule_never_asked", "数据源", "feed"},
		"a feed that is none":        {m{"feeds": []string{"gossip"}}, "feeds[0]", "rule_no_such_feed", "没有这个数据源", "no such feed"},
		"a window of no days":        {m{"window_days": 0}, "window_days", "min", "1", "1"},
		"a severity that is none":    {m{"severity": "purple"}, "severity", "oneof", "", ""},
		"a threshold below nothing":  {m{"params": []m{{"name": "least", "kind": "int", "value": -1, "name_zh": "至少"}}}, "params[0].value", "min", "", ""},
		"a threshold named as facts": {m{"params": []m{{"name": "elder_alone", "kind": "int", "value": 1, "name_zh": "独居"}}}, "params[0].name", "rule_name_of_fact", "与已有事实同名", "name of a fact already"},
	} {
		t.Run(name, func(t *testing.T) {
			staff, draft := *c.staff, ruleDraft()
			staff.t = t
			maps.Copy(draft, wrong.change)
			for _, path := range []string{"", "/check", "/dry-run"} {
				for lang, says := range map[string]string{"zh-CN": wrong.says, "en": wrong.saysInEng} {
					began := time.Now()
					a := staff.want(422, "POST", "/alert-rules"+path, draft, "Accept-Language", lang)
					require.Less(t, time.Since(began), 20*time.Second, "it answers at once")
					require.Equal(t, "invalid", a.word("code"))
					faults, _ := a.at("errors").([]any)
					require.NotEmpty(t, faults, "%s", a.raw)
					first, _ := faults[0].(m)
					if wrong.code != "" {
						assert.Equal(t, []any{wrong.field, wrong.code}, []any{first["field"], first["code"]})
					}
					assert.Contains(t, first["message"], says)
					assert.NotContains(t, first["message"], "fault.", "it is worded")
				}
			}
		})
	}
	c.unreadableRules(t)
	require.Empty(t, c.staff.get("/alert-rules/versions?status=proposed").items(), "nothing was written")
	c.rightRuleIsTaken(t)
	c.process.stop()
	require.NotContains(t, c.said(), `"status":5`)
}

func ruleDraft() m {
	return m{"code": "Z01", "family": "lonely", "kind": "trigger", "name_zh": "独居老人", "expression": "elder_alone and elder_alone_age >= 90", "params": []m{}, "severity": "yellow",
		"window_days": 365, "rest_days": 90, "nightly": true, "feeds": []string{}, "source_dept": "民政", "sentence_zh": "独居老人满 90 周岁。", "source": "会议纪要", "effective_from": day(1)}
}

// unreadableRules sends what is no rule at all.
func (c *county) unreadableRules(t *testing.T) {
	t.Helper()
	for field, value := range map[string]any{"window_days": "一年", "nightly": "yes", "feeds": "medical", "params": m{"a": 1}, "expression": 7, "effective_from": true} {
		draft := ruleDraft()
		draft[field] = value
		for _, lang := range []string{"zh-CN", "en"} {
			a := c.staff.want(400, "POST", "/alert-rules", draft, "Accept-Language", lang)
			require.Contains(t, a.word("detail"), field, "the field is named: %s", a.raw)
		}
	}
	draft := ruleDraft()
	draft["colour"] = "blue"
	require.Contains(t, c.staff.want(400, "POST", "/alert-rules", draft).word("detail"), "colour")
	for _, by := range []*client{c.aide, c.town, c.auditor} {
		by.refused(403, "role_may_not", "POST", "/alert-rules", ruleDraft())
		by.refused(403, "role_may_not", "POST", "/alert-rules/dry-run", ruleDraft())
	}
	c.anyone().refused(401, "login_required", "POST", "/alert-rules/check", ruleDraft())
}

// rightRuleIsTaken shows that the draft is right but for what was changed in it, and that two people decide.
func (c *county) rightRuleIsTaken(t *testing.T) {
	t.Helper()
	c.staff.want(200, "POST", "/alert-rules/check", ruleDraft())
	require.Equal(t, 0, c.staff.want(200, "POST", "/alert-rules/dry-run", ruleDraft()).number("would", "alerts"))
	made := c.staff.post("/alert-rules", ruleDraft())
	require.Equal(t, "proposed", made.word("decision", "status"))
	path := "/alert-rules/versions/" + made.word("id") + "/adopt"
	c.staff.refused(409, "setting_own", "POST", path, nil)
	require.Equal(t, "adopted", c.second.step(path, nil).word("decision", "status"))
	c.second.want(409, "POST", path, nil)
}
