package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestAProvinceHoldsCountiesAgainstEachOther(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		for range 6 {
			s.Need(s.Household())
			s.Need(s.Household(func(h *models.HouseholdDraft) { h.RegionCode = testdb.FarVillage }))
		}
		b := s.As(s.Province)
		p := b.Get("/province")
		assert.Contains(t, p.Find(".rates .card").Eq(1).Text(), "12件中0件")
		assert.Equal(t, []string{"不比较", "邻县(虚构)", "云溪县(虚构)"}, p.Find(`[name="county"] option`).Map(text))
		way := p.Find("tbody th a").Last().AttrOr("href", "")
		for _, lang := range locales.Langs() {
			q := b.In(lang).Get(way)
			assert.Equal(t, 200, q.Status)
			keyless(t, q)
			assert.Equal(t, 11, q.Find("#compare tbody tr").Length())
			assert.Equal(t, "0.0% 0 / 6", cells(q.Find("#compare tbody tr").Eq(2).Find("td"))[0])
			assert.Equal(t, "–", cells(q.Find("#compare tbody tr").Eq(2).Find("td"))[1], "two counties have no middle")
		}
		assert.Equal(t, 404, b.Get("/province?county=110101000000").Status)
		assert.Equal(t, 422, b.Get("/province?county=moon").Status)
	})
}
