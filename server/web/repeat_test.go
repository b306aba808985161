package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/models"
	"zhulian/store"
)

func TestANeedOfWhichThereWasHelpLatelyIsSubmittedAfterAWarning(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		ctx, h := context.Background(), s.Household()
		require.NoError(t, s.Store.InTx(ctx, func(st *store.Store) error {
			return st.InsertBenefit(ctx, &models.Benefit{CountyCode: h.CountyCode, ID: s.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitOneOff,
				Name: "慰问大米", Category: "A01", ProviderKind: "dept", Provider: "民政局", GrantedOn: s.Today().AddDays(-2), Visibility: "shown", CreatedAt: st.Now(),
				UpdatedAt: st.Now(), Version: 1})
		}))
		aide := s.As(s.Aide)
		form := aide.Get("/needs/new?household=" + h.ID)
		assert.False(t, form.Has("#repeats"), "no category is chosen yet")
		warned := form.Submit(`form[enctype]`, "category", "A01", "title", "两袋大米", "quantity", "2", "unit", "袋")
		assert.Equal(t, 200, warned.Status)
		assert.Contains(t, warned.Find("#repeats").Text(), "慰问大米 · 民政局")
		assert.Equal(t, "两袋大米", warned.Find(`[name="title"]`).AttrOr("value", ""), "what was typed is still there")
		assert.Contains(t, warned.Find("button.big").Text(), "仍要提交")
		none, _, err := s.Store.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: h.CountyCode}}, store.Page{Limit: 5})
		require.NoError(t, err)
		assert.Empty(t, none)
		done := warned.Submit(`form[enctype]`)
		assert.Equal(t, "/households/"+h.ID, done.Address)
		made, _, err := s.Store.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: h.CountyCode}}, store.Page{Limit: 5})
		require.NoError(t, err)
		require.Len(t, made, 1)
		assert.Contains(t, done.Text(), "已有同类帮扶", "and it stands beside the need")
		assert.Contains(t, s.As(s.Clerk).Get("/needs/"+made[0].ID).Find("#repeats").Text(), "慰问大米")
		other := aide.Get("/needs/new?household="+h.ID).Submit(`form[enctype]`, "category", "A02", "title", "油", "quantity", "1", "unit", "桶")
		assert.Equal(t, "/households/"+h.ID, other.Address, "another category is nobody's repetition")
	})
}
