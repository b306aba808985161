package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
)

func TestAPolicyRuleIsChangedByTwoPeopleOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		one, two := s.As(s.Staff), s.As(s.SecondStaff)
		list := one.Get("/suggestion-rules")
		assert.Equal(t, 35, list.Find("tbody tr").Length())
		assert.Contains(t, list.Text(), "R01 申请最低生活保障")
		edit := one.Get("/suggestion-rules/R01/edit")
		assert.Equal(t, "dibao", edit.Find(`[name="application"] [selected]`).AttrOr("value", ""))
		crossed := edit.Submit(ruleForm, "expression", "income_fen < 900", "needs", "B01，Z99", "source", "会议纪要", "value_fen", "x", "do", "check")
		assert.Equal(t, 422, crossed.Status)
		assert.NotEmpty(t, faultOf(crossed, "value_fen"))
		crossed = crossed.Submit(ruleForm, "value_fen", "498.50", "do", "check")
		assert.Contains(t, faultOf(crossed, "expression"), "金额只能与金额比较")
		assert.Contains(t, faultOf(crossed, "needs"), "没有这个类别")
		assert.Equal(t, "income_fen < 900", crossed.Find(`[name="expression"]`).Text(), "what was typed is still there")
		checked := crossed.Submit(ruleForm, "expression", "income_fen < yuan(900)", "needs", "A01、B01", "name_zh", "申请低保（试行）", "strength", "explore", "do", "check")
		assert.Contains(t, checked.Text(), "规则可以识别")
		made := checked.Submit(ruleForm, "do", "propose")
		require.Equal(t, "/suggestion-rules/R01/versions/2", made.Address)
		assert.False(t, made.Has(`form[action*="/adopt"]`), "nobody adopts the own proposal")
		assert.Contains(t, made.Text(), "A01")
		assert.Contains(t, two.Get("/suggestion-rules").Text(), "有 1 项提议待另一名工作人员启用")
		done := two.Get("/suggestion-rules/R01/versions/2").Submit(`form[action*="/adopt"]`)
		assert.Contains(t, done.Text(), "第 2 版为今日有效版本")
		assert.Contains(t, one.Get("/suggestions").Text(), "申请低保（试行）")
		assert.Contains(t, one.Get("/suggestion-rules/R01/versions/1").Text(), "income_fen < dibao_fen", "the version before is kept")
		back := one.Get("/suggestion-rules/R02/edit").Submit(ruleForm, "source", "试", "enabled", "", "do", "propose").Submit(`form[action*="/withdraw"]`, "reason", "写重了")
		assert.Contains(t, back.Text(), "写重了")
	})
}

func TestWhoMaySeeAndChangePolicyRules(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, reader := range []*pagetest.Browser{s.As(s.Auditor), s.As(s.Clerk).In(locales.English)} {
			page := reader.Get("/suggestion-rules/R12")
			assert.Equal(t, 200, page.Status)
			assert.False(t, page.Has(`a[href="/suggestion-rules/R12/edit"]`))
			assert.Equal(t, 403, reader.Get("/suggestion-rules/R12/edit").Status)
		}
		aide := s.As(s.Aide)
		assert.Equal(t, 403, aide.Get("/suggestion-rules").Status)
		assert.False(t, aide.Get("/suggestions").Has(`a[href^="/suggestion-rules"]`))
		staff := s.As(s.Staff).In(locales.English)
		for _, address := range []string{"/suggestion-rules/R99", "/suggestion-rules/R12/versions/7", "/suggestion-rules/R12/versions/x", "/suggestion-rules/R99/edit"} {
			assert.Equal(t, 404, staff.Get(address).Status, address)
		}
		for _, address := range []string{"/suggestion-rules", "/suggestion-rules/new", "/suggestion-rules/R12/edit"} {
			assert.Equal(t, 200, staff.Get(address).Status, address)
		}
	})
}
