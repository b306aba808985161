package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
)

func TestIdentifiedDataIsAskedForApprovedAndTakenOnItsPages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Household()
		b, second := s.As(s.Staff), s.As(s.SecondStaff)
		form := `form[action*="/exports"]`
		missing := b.Get("/exports").Submit(form, "kind", "households", "format", "xlsx")
		assert.Equal(t, 422, missing.Status)
		assert.NotEmpty(t, missing.Fault("purpose"))
		p := b.Get("/exports").Submit(form, "kind", "households", "format", "csv", "purpose", "年度核查")
		assert.Contains(t, p.Text(), "等待另一位工作人员审批")
		assert.False(t, p.Has(`form[action*="/approve"]`), "nobody approves the own request")
		assert.Contains(t, second.Get("/exports?status=asked").Text(), "等待您审批")
		theirs := second.Get(p.Address)
		assert.NotEmpty(t, theirs.Submit(`form[action*="/refuse"]`).Fault("reason"))
		assert.Contains(t, theirs.Submit(`form[action*="/approve"]`).Text(), "已批准")
		assert.False(t, second.Get(p.Address).Has(`form[action*="/take"]`))
		done := settled(t, b, b.Get(p.Address).Submit(`form[action*="/take"]`))
		_, grid := fileAt(t, b, done.Find(`a[download]`).AttrOr("href", ""))
		assert.Contains(t, grid.Rows[0].Cells[0], "年度核查")
		again := b.Get(p.Address)
		assert.False(t, again.Has(`form[action*="/take"]`), "once")
		assert.Contains(t, again.Text(), "文件可下载至")
		auditor := s.As(s.Auditor)
		assert.Contains(t, auditor.Get("/exports").Text(), "年度核查")
		assert.False(t, auditor.Get("/exports").Has(form), "an auditor asks for nothing")
		assert.Equal(t, 403, s.As(s.Clerk).Get("/exports").Status)
		keyless(t, b.In(locales.English).Get(p.Address))
		keyless(t, b.Get("/exports"))
	})
}

func TestIdentifiedDataThroughTheAPI(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Household()
		b, second := s.As(s.Staff), s.As(s.SecondStaff)
		mine, theirs := tokenOf(b), tokenOf(second)
		made := sent(t, b, 201, "POST", "/api/v1/exports", mine, `{"kind":"households","format":"csv","purpose":"年度核查"}`)
		at := "/api/v1/exports/" + made["id"].(string)
		assert.Equal(t, "asked", made["status"])
		sent(t, b, 422, "POST", "/api/v1/exports", mine, `{"kind":"moons","format":"csv","purpose":"x"}`)
		sent(t, b, 403, "POST", at+"/approve", mine, "")
		sent(t, second, 422, "POST", at+"/refuse", theirs, `{"reason":""}`)
		assert.Equal(t, "approved", sent(t, second, 200, "POST", at+"/approve", theirs, "")["status"])
		sent(t, second, 404, "POST", at+"/take", theirs, "")
		sent(t, b, 404, "GET", at+"/file", "", "")
		assert.NotNil(t, sent(t, b, 202, "POST", at+"/take", mine, "")["making"])
		require.Eventually(t, func() bool { return sent(t, b, 200, "GET", at, "", "")["status"] == "taken" }, waitMost, waitStep)
		require.Eventually(t, func() bool { return b.Script("GET", at+"/file", "", "").StatusCode == 200 }, waitMost, waitStep)
		sent(t, b, 409, "POST", at+"/take", mine, "")
		sent(t, second, 404, "GET", at+"/file", "", "")
		sent(t, s.As(s.Clerk), 403, "GET", "/api/v1/exports", "", "")
		sent(t, b, 422, "GET", "/api/v1/exports?status=moon", "", "")
		assert.Len(t, sent(t, s.As(s.Auditor), 200, "GET", "/api/v1/exports?status=taken", "", "")["items"], 1)
	})
}
