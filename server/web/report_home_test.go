package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestTheDashboardShowsWhatStandsInTheRows(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		worked(t, s)
		b := s.As(s.Staff)
		p := b.Get("/reports")
		rates := p.Find(".rates .card")
		require.Equal(t, 3, rates.Length())
		assert.Equal(t, []string{"–", "33.3%", "–"}, rates.Find(".figure b").Map(text))
		assert.Contains(t, rates.Eq(1).Text(), "3件中1件")
		lever := rates.Eq(1).Find(".levers a").First()
		assert.Contains(t, lever.Text(), "米面粮油：还有2件", "what both towns lack")
		assert.Equal(t, 2, b.Get(lever.AttrOr("href", "")).Find("tbody tr").Length(), "the lever leads to the very cases")
		assert.Equal(t, []string{"清河镇", "白沙镇"}, p.Find("#rank-K2-title").Closest("figure").Find("tbody th").Map(text), "the best first")
		funnel := p.Find("#funnel-title").Closest("figure").Find("tbody td").Map(text)
		assert.Equal(t, []string{"3 · 100%", "3 · 100%"}, funnel[:2])
		assert.Equal(t, "1 · 33%", funnel[6])
		wanted := p.Find("#missing-title").Closest("figure")
		assert.Equal(t, []string{"清河镇", "白沙镇"}, wanted.Find("thead th").Map(text)[1:])
		assert.Equal(t, 2, wanted.Find("td.h5").Length(), "in each town one need that nobody can meet")
		assert.Zero(t, p.Find("[style]").Length())
		p.Find(`svg[role="img"]`).Each(func(_ int, svg *goquerySelection) {
			assert.NotEmpty(t, svg.Find("title").Text())
			assert.NotEmpty(t, svg.Find("desc").Text())
		})
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/reports"))
			keyless(t, b.In(lang).Get("/reports?period=2025-Q1"))
			keyless(t, b.In(lang).Get("/reports?region="+testdb.Town))
		}
	})
}

func text(_ int, n *goquerySelection) string { return words(n.Text()) }

func TestATownSeesItsVillagesAndAnAuditorTheCounty(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		worked(t, s)
		s.Need(s.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.NextVillage }))
		p := s.As(s.Clerk).Get("/reports")
		assert.Equal(t, []string{"柳树村", "桥头村"}, p.Find("#rank-K2-title").Closest("figure").Find("tbody th").Map(text))
		assert.NotContains(t, p.Text(), "白沙镇")
		assert.Equal(t, []string{"全部", "柳树村", "桥头村"}, p.Find(`[name="region"] option`).Map(text))
		other := s.As(s.OtherClerk).Get("/reports")
		assert.Equal(t, "0.0%", other.Find(".rates .figure b").Eq(1).Text())
		auditor := s.As(s.Auditor).Get("/reports")
		assert.Equal(t, 200, auditor.Status)
		assert.False(t, auditor.Has(`main a[href="/reports/base"]`))
		assert.True(t, s.As(s.Staff).Get("/reports").Has(`main a[href="/reports/base"]`))
	})
}

func TestTheBoardShowsTheThreeRates(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		worked(t, s)
		for _, a := range []models.Actor{s.Staff, s.Clerk} {
			p := s.As(a).Get("/")
			assert.Equal(t, 3, p.Find(".rates .card").Length(), a.Role)
			assert.True(t, p.Has(`a[href="/reports"]`))
		}
		assert.Equal(t, "50.0%", s.As(s.Clerk).Get("/").Find(".rates .figure b").Eq(1).Text(), "the own town's")
		s.Clock.Advance(100 * 24 * time.Hour)
		p := s.As(s.Staff).Get("/")
		assert.Equal(t, "–", p.Find(".rates .figure b").Eq(1).Text())
		assert.Contains(t, p.Find(".rates .card").Eq(1).Text(), "2026年第一季度为33.3%", "a young quarter without needs names the last")
	})
}
