package web_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

func TestTheResolutionReportSaysWhatItCounts(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		staff := s.As(s.Staff)
		empty := staff.Get("/reports/resolution")
		assert.Equal(t, "–", empty.Find(".tile b").First().Text(), "nothing to count is no 100 %")
		done, void := s.Need(h), s.Need(h)
		s.Need(h)
		s.Clock.Advance(48 * time.Hour)
		_, err := s.Tale.Desk.ResolveNeed(context.Background(), s.Staff, done.ID, models.Closing{ResolutionCode: "R4"})
		require.NoError(t, err)
		_, err = s.Tale.Desk.CancelNeed(context.Background(), s.Staff, void.ID, models.Closing{ResolutionCode: "V2"})
		require.NoError(t, err)
		p := staff.Get("/reports/resolution?group_by=town")
		assert.Equal(t, "50.0%", p.Find(".tile b").First().Text())
		assert.Contains(t, p.Text(), "2项有效需求中已解决1项")
		assert.Contains(t, p.Text(), "V2 信息有误")
		assert.Equal(t, "清河镇", p.Find("tbody th").First().Text())
		assert.Equal(t, "50%", p.Find("figure.chart rect.s1").AttrOr("width", ""))
		assert.Equal(t, "town", p.Find(`[name="group_by"] option[selected]`).AttrOr("value", ""))
		for _, lang := range locales.Langs() {
			for _, g := range []string{"", "town", "category", "supplier", "aide", "month"} {
				q := staff.In(lang).Get("/reports/resolution?group_by=" + g)
				assert.Equal(t, 200, q.Status, g)
				keyless(t, q)
			}
		}
		staff.In(locales.Chinese)
		assert.Contains(t, s.As(s.OtherClerk).Get("/reports/resolution").Text(), "0项有效需求", "another town's clerk sees the own town")
	})
}

func TestAReportOfNonsenseSaysWhatIsWrong(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Clerk)
		p := b.Get("/reports/resolution?from=2026-02-01&to=2026-01-01")
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
		assert.NotEmpty(t, p.Fault("to"))
		assert.Equal(t, "2026-02-01", p.Find(`[name="from"]`).AttrOr("value", ""), "what was asked is there")
		p = b.Get("/reports/resolution?from=yesterday")
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
		assert.NotEmpty(t, p.Fault("from"))
		assert.Equal(t, http.StatusUnprocessableEntity, b.Get("/reports/resolution?group_by=moon").Status)
		assert.Equal(t, http.StatusForbidden, s.As(s.Aide).Get("/reports/resolution").Status)
		province := s.As(s.Province).Get("/reports/resolution")
		assert.Equal(t, 200, province.Status)
		assert.False(t, province.Has(`option[value="aide"]`), "a province sees no single person")
		assert.Equal(t, http.StatusForbidden, s.As(s.Province).Get("/reports/resolution?group_by=aide").Status)
	})
}
