package web_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestAnAuditorSeesCountsFirstThenTheLogsAndChangesNothing(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		s.Need(h)
		s.As(s.Aide).Get("/households/" + h.ID)
		b := s.As(s.Auditor)
		p := b.Get("/audit")
		assert.Equal(t, 200, p.Status)
		assert.Contains(t, p.Find(".tiles").Text(), "次查看困难家庭")
		assert.False(t, p.Has(".note.good"), "nothing was done")
		needs := b.Get(p.Find(`tbody a:contains("需求")`).First().AttrOr("href", ""))
		assert.Contains(t, needs.Find("tbody").Text(), "受理")
		assert.NotContains(t, needs.Find("tbody").Text(), "家庭登记", "only what was asked for")
		assert.Equal(t, "need", needs.Find(`[name="noun"] [selected]`).AttrOr("value", ""), "the filters stand in the address")
		looks := b.In(locales.English).Get("/audit/disclosures?role=aide")
		assert.Contains(t, looks.Find("tbody").Text(), h.No)
		assert.Contains(t, looks.Find("tbody").Text(), "测试aide")
		assert.NotContains(t, looks.Text(), h.Persons[0].Name)
		assert.Empty(t, b.Get("/audit/disclosures?role=province").Find("tbody tr").Length())
		assert.Equal(t, 422, b.Get("/audit/events?from=2026-02-01&to=2026-01-01").Status)
		for _, address := range []string{"/audit", "/audit/events", "/audit/disclosures"} {
			page := b.Get(address)
			assert.Zero(t, page.Find(`main form[method="post"]`).Length(), address)
			assert.Equal(t, 403, s.As(s.Aide).Get(address).Status, address)
			assert.Equal(t, 403, s.As(s.Province).Get(address).Status, address)
			assert.NotContains(t, s.As(s.FarStaff).Get(address).Find("main tbody").Text(), h.No, "another county's logs are its own")
		}
	})
}

func TestTheEventLogGoesOnPageByPage(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		for range 12 {
			s.Need(s.Household())
		}
		b := s.As(s.Auditor)
		p, seen := b.Get("/audit/events"), map[string]bool{}
		for pages := 0; ; pages++ {
			p.Find("tbody th").Each(func(_ int, x *goquerySelection) {
				assert.False(t, seen[x.Text()], "twice")
				seen[x.Text()] = true
			})
			next := p.Find(`[rel="next"]`).AttrOr("href", "")
			if next == "" {
				assert.Positive(t, pages)
				break
			}
			p = b.Get(next)
		}
		assert.Greater(t, len(seen), 30)
	})
}

func TestAProvinceSeesCountiesAndNoSmallCount(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		for range 6 {
			s.Need(s.Household())
		}
		s.Need(s.Household(func(h *models.HouseholdDraft) { h.RegionCode = testdb.FarVillage }))
		b := s.As(s.Province)
		p := b.Get("/province")
		assert.Equal(t, "–", strings.TrimSpace(b.Get("/reports/resolution").Find(".tile b").Last().Text()), "who is not told of what was left out does not read that it is none")
		assert.Equal(t, 200, p.Status)
		assert.NotContains(t, p.Find("tbody").Text(), "邻县", "one need could point at somebody")
		assert.Zero(t, p.Find(`main form[method="post"]`).Length())
		assert.Equal(t, 422, b.In(locales.English).Get("/province?period=moon").Status)
		for range 20 {
			s.Need(s.Household(func(h *models.HouseholdDraft) { h.RegionCode = testdb.FarVillage }))
		}
		assert.Contains(t, b.In(locales.Chinese).Get("/province").Text(), "各县情况")
		assert.Equal(t, 403, s.As(s.Staff).Get("/province").Status)
	})
}
