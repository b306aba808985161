package web_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// more puts counties into the province, each with needs of this quarter of which so many are resolved.
func more(t *testing.T, s *pagetest.Site, needs ...[2]int) (codes []string) {
	t.Helper()
	var land []models.Region
	var homes []models.Household
	var wants []models.Need
	for c, n := range needs {
		county := fmt.Sprintf("3302%02d", 1+c)
		codes = append(codes, county)
		land = append(land, models.Region{Code: county + "000000", CountyCode: county, Name: "甲县" + county[4:], Level: models.RegionCounty, ParentCode: "330200000000"})
		h := models.Household{CountyCode: county, ID: s.ID(), No: "N" + county, RegionCode: county + "001001", Address: "某处", Category: "D1",
			Status: models.HouseholdActive, CreatedAt: s.Store.Now(), UpdatedAt: s.Store.Now(), Version: 1}
		homes = append(homes, h)
		for i := range n[1] {
			found := s.Store.Now()
			w := models.Need{CountyCode: county, ID: s.ID(), No: fmt.Sprint("N", county, i), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: "A01", Title: "需求",
				TitlePublic: "需求", Unit: "件", Urgency: "normal", PublishScope: "county", Status: models.NeedOpen, SubmittedAt: &found, AcceptedAt: &found,
				DueOn: "2026-12-31", CreatedAt: found, UpdatedAt: found, Version: 1}
			if i < n[0] {
				w.Status, w.ResolvedAt, w.ResolutionCode = models.NeedResolved, &found, "R1"
			}
			wants = append(wants, w)
		}
	}
	require.NoError(t, s.Store.PutRegions(t.Context(), land))
	require.NoError(t, s.Store.InTx(t.Context(), func(in *store.Store) error {
		if err := in.InsertAll(t.Context(), homes); err != nil {
			return err
		}
		return in.InsertAll(t.Context(), wants)
	}))
	return codes
}

func TestAProvinceMeasuresACountyByTheMiddleOfThoseThatAreShown(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		codes := more(t, s, [2]int{10, 40}, [2]int{20, 40}, [2]int{30, 40}, [2]int{1, 3}, [2]int{8, 14})
		b := s.As(s.Province)
		p := b.Get("/province")
		counties := p.Find(`[name="county"] option`).Map(text)
		assert.Equal(t, []string{"不比较", "甲县01", "甲县02", "甲县03"}, counties, "the smallest, and the one that would give it away, are not named")
		assert.NotContains(t, p.Find("main").Text(), "甲县04")
		for _, o := range p.Find(`[name="period"] option`).Map(func(_ int, o *goquerySelection) string { return o.AttrOr("value", "") }) {
			assert.Contains(t, o, "-Q", "quarter by quarter")
		}
		for i, want := range []string{"低25.0个百分点", "与中间值相同", "高25.0个百分点"} {
			row := cells(b.Get("/province?county=" + codes[i] + "000000").Find("#compare tbody tr").Eq(2).Find("td"))
			assert.Equal(t, "50.0%", row[1])
			assert.Equal(t, want, row[2])
		}
		for _, hidden := range codes[3:] {
			row := cells(b.Get("/province?county=" + hidden + "000000").Find("#compare tbody tr").Eq(2).Find("td"))
			assert.Equal(t, []string{"数量太少，不显示", "50.0%", "–"}, row)
		}
		file := b.Get("/reports/file/breakdown?code=K2&group_by=county&format=csv")
		assert.Equal(t, 200, file.Status)
		for _, address := range []string{"/province?period=2026-03", "/province?period=2026", "/reports/indicators?period=2026-03",
			"/reports/resolution?from=2026-01-01&to=2026-02-28",
			"/reports/file/breakdown?code=K2&group_by=county&format=csv&period=2026-03"} {
			assert.Equal(t, 422, b.Get(address).Status, address)
		}
		assert.Equal(t, 200, b.Get("/reports/resolution?period=2026-Q1&group_by=county").Status)
	})
}

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
