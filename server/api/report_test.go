package api_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// answer reads the JSON of an address as an actor.
func answer(t *testing.T, s *pagetest.Site, by models.Actor, address string) (status int, body map[string]any) {
	t.Helper()
	p := s.As(by).Get("/api/v1" + address)
	require.NoError(t, json.Unmarshal([]byte(p.Find("body").Text()), &body), address)
	return p.Status, body
}

// worked is a county with a resolved need and an open one in one town, and a void one in the other.
func worked(t *testing.T, s *pagetest.Site) (done *models.Need) {
	t.Helper()
	h, ctx := s.Household(), context.Background()
	done = s.Need(h)
	s.Need(h)
	void := s.Need(s.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
	s.Clock.Advance(48 * time.Hour)
	_, err := s.Tale.Desk.ResolveNeed(ctx, s.Staff, done.ID, models.Closing{ResolutionCode: "R4"})
	require.NoError(t, err)
	_, err = s.Tale.Desk.CancelNeed(ctx, s.Staff, void.ID, models.Closing{ResolutionCode: "V2"})
	require.NoError(t, err)
	return done
}

// items are the objects of a list by one of their fields.
func items(body map[string]any, field string) map[string]map[string]any {
	out := map[string]map[string]any{}
	list, _ := body["items"].([]any)
	for _, x := range list {
		if row, ok := x.(map[string]any); ok {
			key, _ := row[field].(string)
			out[key] = row
		}
	}
	return out
}

func TestReportsOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		done := worked(t, s)
		status, body := answer(t, s, s.Staff, "/reports/indicators")
		require.Equal(t, 200, status)
		k2, k1 := items(body, "code")["K2"], items(body, "code")["K1"]
		assert.Equal(t, []any{1.0, 2.0, 0.5, "task"}, []any{k2["numerator"], k2["denominator"], k2["rate"], k2["base"]})
		assert.Equal(t, map[string]any{"V2": 1.0}, k2["exclusions"])
		assert.Nil(t, k1["rate"], "nothing to count is no 100 %")
		status, body = answer(t, s, s.Staff, "/reports/indicators/K2?group_by=town")
		require.Equal(t, 200, status)
		town := items(body, "key")[testdb.Town]
		assert.Equal(t, []any{"清河镇", 1.0, 2.0}, []any{town["label"], town["numerator"], town["denominator"]})
		status, body = answer(t, s, s.Staff, "/reports/indicators/K2/cases?part=met")
		require.Equal(t, 200, status)
		assert.Contains(t, items(body, "id"), done.ID)
		status, body = answer(t, s, s.Auditor, "/reports/three-rates")
		require.Equal(t, 200, status)
		require.Len(t, items(body, "code"), 3)
		rate := items(body, "code")["K2"]
		assert.InDelta(t, 0.5, rate["rate"], 1e-12)
		assert.Len(t, rate["trend"], 6)
		assert.NotEmpty(t, rate["levers"])
		status, body = answer(t, s, s.Clerk, "/reports/dashboard")
		require.Equal(t, 200, status)
		assert.Len(t, body["funnel"], 7)
		assert.Len(t, body["ageing"], 5)
		assert.Len(t, body["equity"], 1, "the own town alone")
	})
}

func TestReportsOverHTTPRefuse(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, address := range []string{"/reports/indicators", "/reports/indicators/K2", "/reports/indicators/K2/cases", "/reports/three-rates", "/reports/dashboard"} {
			for _, by := range []models.Actor{s.Aide, s.Sysadmin} {
				status, body := answer(t, s, by, address)
				assert.Equal(t, 403, status, "%s as %s", address, by.Role)
				assert.NotEmpty(t, body["detail"], address)
			}
			status, body := answer(t, s, s.Staff, address+"?period=2026-13")
			assert.Equal(t, 422, status, address)
			assert.Contains(t, items(map[string]any{"items": body["errors"]}, "field"), "period", address)
		}
		for _, address := range []string{"/reports/dashboard", "/reports/indicators/K2/cases"} {
			status, _ := answer(t, s, s.Province, address)
			assert.Equal(t, 403, status, address)
		}
		for address, want := range map[string]int{
			"/reports/indicators/K99": 404, "/reports/indicators/K2?group_by=moon": 422, "/reports/indicators/K2?region=" + testdb.FarVillage: 404,
			"/reports/indicators/K2/cases?part=moon": 422, "/reports/indicators/K9/cases": 422, "/reports/indicators?aide=x&period=2026": 200,
		} {
			status, _ := answer(t, s, s.Staff, address)
			assert.Equal(t, want, status, address)
		}
	})
}
