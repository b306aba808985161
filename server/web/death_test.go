package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

func TestAClerkConfirmsADeathAndTakesItBackOnPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, now := s.Household(), s.Store.Now()
		require.NoError(t, s.Store.InsertBenefit(context.Background(), &models.Benefit{CountyCode: h.CountyCode, ID: s.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode,
			Kind: models.BenefitCash, Name: "最低生活保障金", ProviderKind: "dept", Provider: "民政", PeriodFrom: s.Today().AddDays(-60), GrantedOn: s.Today().AddDays(-60),
			Visibility: models.Shown, CreatedAt: now, UpdatedAt: now, Version: 1}))
		clerk, address := s.As(s.Clerk), "/households/"+h.ID+"/persons/"+h.Persons[0].ID+"/death"
		file := clerk.Get("/households/" + h.ID)
		assert.True(t, file.Has(`a[href="`+address+`"]`))
		assert.NotContains(t, file.Text(), "待复核的待遇")
		form := clerk.Get(address)
		assert.Contains(t, form.Text(), "待遇不会自动停发")
		assert.Contains(t, form.Text(), "最后一名成员")
		crossed := form.Submit("main form", "died_on", string(s.Today().AddDays(1)), "proof", "village")
		assert.Equal(t, http.StatusUnprocessableEntity, crossed.Status)
		assert.NotEmpty(t, crossed.Fault("died_on"))
		assert.Equal(t, string(s.Today().AddDays(1)), crossed.Find(`[name="died_on"]`).AttrOr("value", ""), "what was typed is there")
		done := crossed.Submit("main form", "died_on", string(s.Today()), "proof", "village")
		require.Equal(t, "/households/"+h.ID, done.Address, done.Text())
		assert.Contains(t, done.Text(), "待复核的待遇")
		assert.Contains(t, done.Text(), "最低生活保障金")
		assert.Contains(t, done.Text(), "家庭成员均已去世")
		back := s.As(s.Staff).In(locales.English).Get(address).Submit("main form")
		assert.Contains(t, back.Text(), "The record of the death is taken back.")
		assert.NotContains(t, back.Text(), "Benefits to be re-checked")
		assert.Equal(t, http.StatusForbidden, s.As(s.Aide).Get(address).Status)
		assert.False(t, form.Has(`[name="new_head"]`), "nobody is left to be the head")
		assert.False(t, s.As(s.Aide).Get("/households/"+h.ID).Has(`a[href="`+address+`"]`))
		assert.Equal(t, http.StatusNotFound, s.As(s.OtherClerk).Get(address).Status)
		assert.Equal(t, http.StatusNotFound, clerk.Get("/households/"+h.ID+"/persons/"+s.ID()+"/death").Status)
	})
}

func TestWhoConfirmsTheDeathOfTheHeadNamesAnother(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household(func(d *models.HouseholdDraft) { d.Persons = []models.PersonDraft{s.Granny(), s.Child()} })
		clerk := s.As(s.Clerk)
		of := func(i int) string { return "/households/" + h.ID + "/persons/" + h.Persons[i].ID + "/death" }
		assert.False(t, clerk.Get(of(1)).Has(`[name="new_head"]`), "the head lives")
		form := clerk.Get(of(0))
		crossed := form.Submit("main form", "died_on", string(s.Today()), "proof", "village")
		assert.Equal(t, http.StatusUnprocessableEntity, crossed.Status)
		assert.NotEmpty(t, crossed.Fault("new_head"))
		done := crossed.Submit("main form", "died_on", string(s.Today()), "proof", "village", "new_head", h.Persons[1].ID)
		require.Equal(t, "/households/"+h.ID, done.Address, done.Text())
		now, err := s.Store.Household(context.Background(), store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Equal(t, []any{h.Persons[1].ID, true}, []any{now.Persons[0].ID, now.Persons[0].IsHead}, "the head stands first")
		assert.False(t, now.Persons[1].IsHead)
	})
}
