package web_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// learning is a household with a promised place in a training that begins in an hour.
func learning(t *testing.T, s *pagetest.Site) (*models.Household, *testdb.Giver, *models.Offer) {
	t.Helper()
	g, h := s.Supplier(), s.Household()
	o := g.Offer(func(d *models.OfferDraft) {
		d.Category, d.Title, d.Mode, d.Unit, d.Quantity = "E03", "养老护理员培训", "training", "人", testdb.Units(5)
	})
	n := s.Need(h, func(d *models.NeedDraft) {
		d.Category, d.Title, d.Unit, d.Quantity, d.PersonID = "E03", "想学一门手艺", "人", testdb.Units(1), h.Persons[0].ID
	})
	g.Promise(n, o, 1)
	return h, g, o
}

func TestAPersonGoesFromATrainingToWorkOnThePages(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, g, o := learning(t, s)
		aide, giver, worker := s.As(s.Aide), s.As(g.Admin), s.As(g.Worker)
		path := aide.Get("/households/"+h.ID).Submit("#work form", "person_id", h.Persons[0].ID)
		require.Contains(t, path.Address, "/work/", path.Text())
		again := aide.Get("/households/"+h.ID).Submit("#work form", "person_id", h.Persons[0].ID)
		assert.Equal(t, http.StatusConflict, again.Status)
		address := path.Address
		path = path.Submit("form[action*=enrol]", "match_id", path.Find(`[name="match_id"] option`).First().AttrOr("value", ""))
		require.Contains(t, path.Text(), "养老护理员培训", path.Text())

		at := models.InChina(s.Store.Now().Add(time.Hour))
		course := giver.Get("/courses/" + o.ID)
		bad := course.Submit("main form", "starts_at", "tomorrow", "ends_at", at.Format("2006-01-02T15:04"), "place", "文化站")
		assert.Equal(t, 422, bad.Status)
		assert.NotEmpty(t, bad.Fault("starts_at"))
		assert.Equal(t, "文化站", bad.Find(`[name="place"]`).AttrOr("value", ""), "what was typed is there")
		planned := course.Submit("main form", "starts_at", at.Format("2006-01-02T15:04"), "ends_at", at.Add(time.Hour).Format("2006-01-02T15:04"),
			"place", "文化站二楼", "worker_id", g.Worker.AccountID)
		require.Equal(t, "/courses/"+o.ID, planned.Address, planned.Text())
		session := planned.Find(`a[href^="/sessions/"]`).AttrOr("href", "")
		early := worker.Get(session)
		assert.Contains(t, early.Text(), "王秀英", "on the day")
		silent(t, early, h.Address, h.No, h.ID, h.Persons[0].CitizenNo)
		silent(t, giver.Get(session), secretsOf(h)[:8]...) // the village is told at tier 2
		assert.False(t, early.Has("form[action*=attendance] button"), "not begun")
		s.Clock.Advance(90 * time.Minute)
		marked := worker.Get(session).Submit("form[action*=attendance]", "present", worker.Get(session).Find(`[name="present"]`).AttrOr("value", ""))
		assert.True(t, marked.Has(`[name="present"][checked]`), marked.Text())

		path = aide.Get(address).Submit("form[action*=training]", "completed", "true", "certificate", "true", "ended_on", string(s.Today()))
		require.Equal(t, address, path.Address, path.Text())
		assert.Contains(t, path.Text(), "到课")
		wrong := path.Submit("form[action*=job]", "title", "护理员", "employer", "清河镇养老院", "since", string(s.Today()), "pay_fen", "many")
		assert.Equal(t, 422, wrong.Status)
		assert.True(t, wrong.Has("#f-job-pay_fen-fault"))
		path = path.Submit("form[action*=job]", "title", "护理员", "employer", "清河镇养老院", "since", string(s.Today()), "pay_fen", "3800")
		require.Equal(t, address, path.Address, path.Text())
		path = path.Submit("form[action*=income]", "monthly_income_fen", "1200.50")
		assert.Contains(t, path.Text(), "1,200.50")
		assert.Equal(t, "0", aide.Get("/").Find(`a[href="/work?show=due"] b`).Text())
		s.Clock.Advance(90 * 24 * time.Hour)
		aide, giver = s.As(s.Aide), s.As(g.Admin) // nobody stays logged in so long
		assert.Equal(t, "1", aide.Get("/").Find(`a[href="/work?show=due"] b`).Text())
		due := aide.Get("/work?show=due")
		assert.Equal(t, 1, due.Find("ul.rows li").Length())
		path = aide.Get(address).Submit("form[action*=check]", "employed", "yes", "pay_fen", "4000")
		assert.Contains(t, path.Text(), "90天后")
		report := s.As(s.Staff).Get("/reports/training")
		assert.Equal(t, "100.0%", report.Find(".tile b").First().Text())
		assert.Contains(t, report.Text(), "养老护理员培训")
		hidden := giver.Get("/reports/training")
		assert.Contains(t, hidden.Text(), "人数太少")
		assert.NotContains(t, hidden.Text(), "100.0%")
	})
}

func TestThePagesOfWorkInBothLanguagesAndForWhomTheyAre(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h, g, o := learning(t, s)
		ctx := context.Background()
		at := s.Store.Now().Add(time.Hour)
		session, err := s.Tale.Desk.PostCourse(ctx, g.Admin, o.ID, models.CourseDraft{StartsAt: at, EndsAt: at.Add(time.Hour), Place: "文化站", WorkerID: g.Worker.AccountID})
		require.NoError(t, err)
		path, err := s.Tale.Desk.OpenWork(ctx, s.Aide, h.ID, models.WorkDraft{PersonID: h.Persons[0].ID})
		require.NoError(t, err)
		for _, lang := range locales.Langs() {
			for address, who := range map[string]models.Actor{
				"/courses": s.Staff, "/courses/" + o.ID: g.Admin, "/sessions": g.Worker, "/sessions/" + session.ID: g.Worker, "/work": s.Aide,
				"/work?show=due": s.Aide, "/work/" + path.ID: s.Clerk, "/reports/training": s.Auditor, "/reports/training?group_by=town": s.Province,
			} {
				p := s.As(who).In(lang).Get(address)
				assert.Equal(t, 200, p.Status, address)
				keyless(t, p)
				assert.Equal(t, 1, p.Find("h1").Length(), address)
			}
		}
		other := s.Supplier()
		for address, who := range map[string]models.Actor{"/work/" + path.ID: s.OtherAide, "/sessions/" + session.ID: other.Worker, "/courses/" + o.ID: other.Admin} {
			assert.Equal(t, http.StatusNotFound, s.As(who).Get(address).Status, address)
		}
		for address, who := range map[string]models.Actor{"/work": g.Admin, "/sessions": s.Aide, "/reports/training": s.Aide, "/courses": g.Worker} {
			assert.Equal(t, http.StatusForbidden, s.As(who).Get(address).Status, address)
		}
		assert.Equal(t, 422, s.As(s.Staff).Get("/reports/training?from=yesterday").Status)
		assert.Equal(t, 422, s.As(s.Staff).Get("/reports/training?group_by=moon").Status)
	})
}
