package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// lack has so many households of a town want food that nobody offers.
func lack(s *pagetest.Site, n int, village string) {
	for range n {
		s.Need(s.Household(func(d *models.HouseholdDraft) { d.RegionCode = village }))
	}
}

func TestTheGapBoardShowsWhatIsMissingAndCallsForItWithoutSmallCells(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		lack(s, 6, testdb.Village)
		staff, giver := s.As(s.Staff), s.Supplier()
		call := staff.Get("/reports/gaps/call")
		assert.Equal(t, 1, call.Find("tbody tr").Length())
		assert.Contains(t, call.Text(), "清河镇 60")
		theirs := s.As(giver.Admin).Get("/reports/gaps")
		assert.Equal(t, 1, theirs.Find(".cards tbody tr").Length())
		lack(s, 2, testdb.OtherVillage)
		p := staff.Get("/reports/gaps")
		require.Equal(t, 200, p.Status)
		assert.Equal(t, 2, p.Find(".cards tbody tr").Length(), "the county sees its own small cells")
		assert.Contains(t, p.Text(), "清河镇")
		assert.Equal(t, 1, staff.Get("/reports/gaps?town="+testdb.OtherTown).Find(".cards tbody tr").Length())
		assert.Contains(t, staff.Get("/reports/gaps/call").Find("tbody").Text(), "全县 80", "what is smaller than five leaves the county within its sum alone")
		theirs = s.As(giver.Admin).Get("/reports/gaps")
		require.Equal(t, 200, theirs.Status)
		assert.NotContains(t, theirs.Find("tbody").Text(), "白沙镇")
		assert.Contains(t, theirs.Text(), "没有显示")
		assert.Equal(t, 403, s.As(giver.Admin).Get("/reports/gaps/call").Status)
		assert.Equal(t, 403, s.As(s.Aide).Get("/reports/gaps").Status)
		assert.Equal(t, 1, s.As(s.OtherClerk).Get("/reports/gaps").Find(".cards tbody tr").Length(), "a town sees its own")
		for _, address := range []string{"/reports/gaps", "/reports/gaps/call"} {
			keyless(t, staff.In(locales.English).Get(address))
		}
	})
}

func TestASuppliersOwnFiguresAreItsOwn(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		one, other := s.Supplier(), s.Supplier()
		f := one.Deliver(one.Promise(s.Need(s.Household()), one.Offer(), 1), 1)
		s.Confirm(f)
		lack(s, 5, testdb.Village)
		b := s.As(one.Admin)
		p := b.Get("/figures")
		require.Equal(t, 200, p.Status)
		assert.Equal(t, "1", p.Find(".facts dd").First().Text())
		assert.Contains(t, p.Find(".rows").Text(), "6件需求缺59份")
		assert.Equal(t, "0", s.As(other.Admin).Get("/figures").Find(".facts dd").First().Text())
		assert.Equal(t, 403, s.As(s.Staff).Get("/figures").Status)
		keyless(t, b.In(locales.English).Get("/figures"))
	})
}

func TestReportsThroughTheAPI(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		giver := s.Supplier()
		giver.Promise(s.Need(s.Household()), giver.Offer(), 1)
		lack(s, 3, testdb.OtherVillage)
		staff, town, supplier, aide, province := s.As(s.Staff), s.As(s.OtherClerk), s.As(giver.Admin), s.As(s.Aide), s.As(s.Province)
		gaps := sent(t, staff, 200, "GET", "/api/v1/reports/gaps", "", "")
		require.Len(t, gaps["items"], 2, "nine of ten are still wanted where one is promised")
		assert.EqualValues(t, 30, gaps["items"].([]any)[1].(map[string]any)["needed"])
		assert.Empty(t, sent(t, supplier, 200, "GET", "/api/v1/reports/gaps", "", "")["items"], "fewer than five")
		sent(t, aide, 403, "GET", "/api/v1/reports/gaps", "", "")
		sent(t, province, 403, "GET", "/api/v1/reports/gaps", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/gaps?format=doc", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/gaps?format=csv&table=moon", "", "")

		kept := sent(t, staff, 200, "GET", "/api/v1/reports/suppliers", "", "")["items"].([]any)[0].(map[string]any)
		assert.Equal(t, giver.Name, kept["name"])
		assert.EqualValues(t, 1, kept["accepted"])
		assert.Empty(t, sent(t, town, 200, "GET", "/api/v1/reports/suppliers", "", "")["items"], "another town's promises")
		sent(t, supplier, 403, "GET", "/api/v1/reports/suppliers", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/suppliers?period=soon", "", "")

		assert.Contains(t, sent(t, staff, 200, "GET", "/api/v1/reports/alert-rules?period=2026", "", ""), "items")
		sent(t, province, 403, "GET", "/api/v1/reports/alert-rules", "", "")
		sent(t, aide, 403, "GET", "/api/v1/reports/alert-rules", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/alert-rules?period=2026-13", "", "")

		assert.Empty(t, sent(t, staff, 200, "GET", "/api/v1/reports/outliers", "", "")["items"])
		sent(t, town, 403, "GET", "/api/v1/reports/outliers", "", "")
		sent(t, staff, 422, "GET", "/api/v1/reports/outliers?period=x", "", "")
	})
}
