package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

func TestAStaffMemberAsksToSeeAChildAndTheTownApproves(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, s.Child()) })
		name, address := h.Persons[1].Name, "/households/"+h.ID
		one, town, ask := s.As(s.Staff), s.As(s.Clerk), `form[action*="/minor-access"]`
		page := one.Get(address)
		assert.NotContains(t, page.Text(), name)
		assert.Contains(t, page.Text(), "有 1 名未成年人的姓名")
		assert.Contains(t, s.As(s.Aide).Get(address).Text(), name, "the aide meets the child")
		crossed := page.Submit(ask, "purpose", "", "ends_on", string(s.Today().AddDays(100)))
		assert.Equal(t, 422, crossed.Status)
		assert.NotEmpty(t, faultOf(crossed, "purpose"))
		assert.Contains(t, faultOf(crossed, "ends_on"), "最多 90 天")
		asked := crossed.Submit(ask, "purpose", "核对教育救助", "ends_on", string(s.Today()))
		assert.Contains(t, asked.Text(), "申请已提交")
		assert.False(t, asked.Has(`form[action*="/approve"]`), "nobody approves the own request")
		waits := town.Get("/minor-access?status=asked")
		refusal := waits.Submit(`form[action*="/refuse"]`, "reason", "")
		assert.Equal(t, 422, refusal.Status)
		done := town.Get("/minor-access").Submit(`form[action*="/approve"]`)
		assert.Equal(t, address, done.Address)
		assert.NotContains(t, done.Text(), name, "who approves does not see more by it")
		seen := one.Get(address)
		assert.Contains(t, seen.Text(), name)
		ended := seen.Submit(`form[action*="/end"]`)
		assert.NotContains(t, ended.Text(), name)
	})
}

func TestWhoMayOpenRequestsAboutMinors(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		assert.Equal(t, 200, s.As(s.Operator).In(locales.English).Get("/minor-access").Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/minor-access").Status)
		assert.Equal(t, 403, s.As(s.Auditor).Get("/minor-access").Status)
		h := s.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, s.Child()) })
		status, answered := s.As(s.OtherClerk).Get("/households/"+h.ID).Status, s.As(s.Operator).Get("/households/"+h.ID)
		assert.Equal(t, 404, status)
		assert.Equal(t, 200, answered.Status)
	})
}
