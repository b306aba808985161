package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestStaffSeeWhatIsKeptHowLongAndWhatWent(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		page := s.As(s.Staff).Get("/settings/retention")
		assert.Equal(t, 200, page.Status)
		assert.Contains(t, page.Text(), "尚未执行过到期删除")
		assert.Contains(t, page.Text(), "120个月")
		assert.Contains(t, page.Text(), "90天")
		assert.Equal(t, len(models.KeepingsOwn()), page.Find("tbody tr").Length())
		assert.True(t, s.As(s.Staff).Get("/settings").Has(`a[href="/settings/retention"]`))
		h := s.HouseholdUnasked()
		s.ReliefApplication(h, testdb.Decided(s.Store.Now(), "refused"))
		s.Clock.Advance(models.Date("2036-03-03").Start().Sub(s.Today().Start()))
		_, err := s.Web.Retention.Sweep(context.Background(), testdb.CountyCode)
		require.NoError(t, err)
		auditor := s.As(s.Auditor).In(locales.English).Get("/settings/retention")
		assert.Contains(t, auditor.Text(), "The last deletions")
		assert.Contains(t, auditor.Find("h2 ~ .table tbody").Text(), "done")
		assert.Equal(t, 403, s.As(s.Aide).Get("/settings/retention").Status)
		log := s.As(s.Staff).In(locales.English).Get("/audit")
		assert.Equal(t, 200, log.Status)
		assert.Contains(t, log.Text(), "deletion of what is over its time", "the log tells it in words")
	})
}

func TestAPeriodIsProposedWithWhatItWouldDelete(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		s.Window(h, s.Today(), s.Today())
		s.Clock.Advance(models.Date("2029-03-02").Start().Sub(s.Today().Start()))
		one := s.As(s.Staff)
		crossed := one.Get("/settings/standards").Submit(`form[action^="/settings/standards?"]`, "code", "keep_log", "value", "35", "effective_from", "2029-01-01", "source", "县局通知")
		assert.Equal(t, 422, crossed.Status)
		assert.Contains(t, faultOf(crossed, "value"), "36")
		made := one.Get("/settings/standards").Submit(`form[action^="/settings/standards?"]`, "code", "keep_visit", "value", "24", "effective_from", "2029-01-01", "source", "县局通知")
		require.Equal(t, 200, made.Status, made.Text())
		assert.Contains(t, made.Text(), "24个月")
		assert.Equal(t, "探访时段及其探访记录01", strings.Join(strings.Fields(made.Find(`table.sides tr:has(th:contains("探访时段"))`).Text()), ""), "none goes now, one would")
		assert.NotContains(t, made.Text(), "低保标准")
		done := s.As(s.SecondStaff).Get(made.Address).Submit(`form[action*="/adopt"]`)
		assert.Contains(t, done.Text(), "已启用")
		_, err := s.Web.Retention.Sweep(context.Background(), testdb.CountyCode)
		require.NoError(t, err)
		assert.Contains(t, s.As(s.Staff).Get("/settings/retention").Find(`tr:has(th:contains("探访时段"))`).Text(), "24个月")
	})
}

func TestAPhotoWhoseTimeIsOverIsSaidToBeGone(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		w := s.Window(s.HouseholdUnasked(), s.Today(), s.Today())
		v := s.Visit(w, s.Today())
		s.Picture("visit", v.ID)
		page := s.As(s.Clerk).Get("/visits/" + v.ID)
		require.Equal(t, 200, page.Status)
		assert.True(t, page.Has("img.proof"))
		s.Clock.Advance(models.Date("2028-03-03").Start().Sub(s.Today().Start()))
		_, err := s.Web.Retention.Sweep(context.Background(), testdb.CountyCode)
		require.NoError(t, err)
		page = s.As(s.Clerk).Get("/visits/" + v.ID)
		assert.False(t, page.Has("img.proof"))
		assert.Contains(t, page.Text(), "照片已按保存期限删除")
	})
}
