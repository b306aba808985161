package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
)

const ruleForm = `form.card[method="post"]`

func TestARuleIsCheckedTriedOutProposedAndAdoptedOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Signal(s.Batch(), s.Household()) // a bill of 21,300 yuan, today
		one, two := s.As(s.Staff), s.As(s.SecondStaff)
		list := one.Get("/rules")
		assert.Contains(t, list.Text(), "W01 医疗自付费用较高")
		assert.Contains(t, list.Text(), "近 365 天家庭自付医疗费用达到 20,000 元")
		assert.Equal(t, 23, list.Find("tbody tr").Length())
		edit := one.Get("/rules/W01/edit")
		assert.Equal(t, "20000", edit.Find(`[name="params[0].value"]`).AttrOr("value", ""), "money is written in yuan")
		crossed := edit.Submit(ruleForm, "expression", "medical_fen >= 25000", "source", "会议纪要", "do", "check")
		assert.Equal(t, 422, crossed.Status)
		assert.Contains(t, faultOf(crossed, "expression"), "第 1 行第 13 个字符：金额只能与金额比较")
		assert.Equal(t, "medical_fen >= 25000", crossed.Find(`[name="expression"]`).Text(), "what was typed is still there")
		const endless = "all(1..1000000000, {all(1..1000000000, {# > 0})})"
		for _, do := range []string{"check", "try", "propose"} {
			never := edit.Submit(ruleForm, "expression", endless, "source", "会议纪要", "params[0].value", "两万", "do", do)
			assert.Equal(t, 422, never.Status, do)
			assert.Equal(t, endless, never.Find(`[name="expression"]`).Text(), "what was typed is still there")
			assert.Equal(t, "两万", never.Find(`[name="params[0].value"]`).AttrOr("value", ""))
			assert.NotEmpty(t, faultOf(never, "params[0].value"))
		}
		never := edit.Submit(ruleForm, "expression", endless, "source", "会议纪要", "do", "try")
		assert.Contains(t, faultOf(never, "expression"), "不支持循环")
		checked := crossed.Submit(ruleForm, "expression", "medical_fen >= limit_fen", "params[0].value", "21300", "params[1].name", "", "params[2].name", "",
			"sentence_zh", "自付达到 {limit_fen}。", "do", "check")
		assert.Equal(t, 200, checked.Status)
		assert.Contains(t, checked.Text(), "规则可以识别。触发条件： 自付达到 21,300 元。")
		tried := checked.Submit(ruleForm, "do", "try")
		assert.Contains(t, tried.Text(), "将生成 1 条预警，涉及 1 户，其中 0 户后来得到帮扶")
		assert.Contains(t, tried.Text(), "现行版本将生成 1 条预警")
		made := tried.Submit(ruleForm, "do", "propose")
		require.Equal(t, "/rules/W01/versions/2", made.Address)
		assert.Contains(t, made.Text(), "须由另一名县级工作人员启用")
		assert.False(t, made.Has(`form[action*="/adopt"]`), "nobody adopts the own proposal")
		assert.Contains(t, made.Text(), "触发时机医疗费用 medical", "a feed is called by its name")
		assert.Contains(t, two.Get("/settings").Text(), "1项预警规则待启用")
		assert.Contains(t, two.Get("/rules").Text(), "有 1 项提议待另一名工作人员启用")
		look := two.Get("/rules/W01/versions/2?try=1")
		assert.Contains(t, look.Text(), "将生成 1 条预警")
		done := look.Submit(`form[action*="/adopt"]`)
		assert.Contains(t, done.Text(), "第 2 版为今日有效版本")
		assert.Contains(t, one.Get("/rules/W01").Text(), "自付达到 21,300 元。")
		assert.Contains(t, one.Get("/rules/W01/versions/1").Text(), "20,000 元", "the version before is kept")
	})
}

func TestANewRuleIsProposedAndTakenBackOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		one := s.As(s.Staff).In(locales.English)
		crossed := one.Get("/rules/new").Submit(ruleForm, "code", "z1", "do", "propose")
		assert.Equal(t, 422, crossed.Status)
		for _, field := range []string{"code", "name_zh", "family", "expression", "source_dept", "sentence_zh", "source"} {
			assert.NotEmpty(t, faultOf(crossed, field), field)
		}
		made := crossed.Submit(ruleForm, "code", "Z01", "name_zh", "独居老人", "family", "lonely", "expression", "elder_alone and elder_alone_age >= 90", "nightly", "true",
			"source_dept", "民政", "sentence_zh", "独居老人满 90 周岁。", "source", "county meeting", "do", "propose")
		require.Equal(t, "/rules/Z01/versions/1", made.Address, made.Text())
		back := made.Submit(`form[action*="/withdraw"]`, "reason", "written twice")
		assert.Contains(t, back.Text(), "written twice")
		assert.Contains(t, one.Get("/rules").Text(), "no version holds")
	})
}

func TestWhoMaySeeAndChangeRules(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, reader := range []*pagetest.Browser{s.As(s.Auditor), s.As(s.Clerk)} {
			page := reader.Get("/rules/W12")
			assert.Equal(t, 200, page.Status)
			assert.False(t, page.Has(`a[href="/rules/W12/edit"]`))
			assert.Equal(t, 403, reader.Get("/rules/W12/edit").Status)
		}
		assert.Equal(t, 403, s.As(s.Aide).Get("/rules").Status)
		staff := s.As(s.Staff)
		for _, address := range []string{"/rules/W99", "/rules/W12/versions/7", "/rules/W12/versions/x", "/rules/W99/edit"} {
			assert.Equal(t, 404, staff.Get(address).Status, address)
		}
		states, err := s.Web.Outreach.Rules(context.Background(), s.Staff)
		require.NoError(t, err)
		for _, r := range states {
			assert.Equal(t, 200, staff.Get("/rules/"+r.Code).Status, r.Code)
			assert.Equal(t, 200, staff.Get("/rules/"+r.Code+"/edit").Status, r.Code)
		}
	})
}
