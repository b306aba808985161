package retention_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// aged is something that ended on the first day of the story: for how many months, or days, it is kept, its row, and all that goes with it, itself
// included.
type aged struct {
	name         string
	months, days int
	table, id    string
	goes         []string
}

// first is the first day on which it goes.
func (x aged) first(start models.Date) models.Date {
	if x.months == 0 {
		return start.AddDays(x.days + 1)
	}
	return (start.AddMonths(x.months)[:8] + start[8:]).AddDays(1)
}

// archived makes one of everything that has a time of its own, ended today.
func archived(a *archive) []aged {
	now, day, s := a.Tale.Store.Now(), a.Today(), a.Tale.Store
	home := func() *models.Household { return a.HouseholdUnasked() }
	c := testdb.CountyCode
	var out []aged
	old := func(name string, months, days int, table, id string, with ...string) {
		out = append(out, aged{name, months, days, table, id, append([]string{table}, with...)})
	}
	visited := func(h *models.Household) (*models.VisitWindow, *models.Visit) {
		w := a.Window(h, day, day)
		return w, a.Visit(w, day)
	}

	w, v := visited(home())
	photo := a.Picture("visit", v.ID).ID
	old("a photo", 24, 0, "attachment", photo)
	out[len(out)-1].table = "" // its row stays
	old("a visit whose photo went", 60, 0, "visit_window", w.ID, "visit", "attachment")
	w, v = visited(home())
	add(a, models.ChildReport{CountyCode: c, ID: a.ID(), VisitID: v.ID, HouseholdID: v.HouseholdID, RegionCode: v.RegionCode, Status: models.ChildClosed, ReportedTo: []string{},
		ReportedAt: &now, ClosedAt: &now, CreatedAt: now, UpdatedAt: now, Version: 1})
	a.sample("visit", v.ID, v.HouseholdID)
	old("a visit with a report of a child", 60, 0, "visit_window", w.ID, "visit", "child_report", "audit_sample")
	loose := *v
	loose.ID, loose.WindowID, loose.HouseholdID = a.ID(), nil, home().ID
	add(a, loose)
	old("a visit of no window", 60, 0, "visit", loose.ID)

	g := a.Suggestion(home(), func(g *models.Suggestion) { g.Status, g.DecidedAt, g.RejectCode = models.SuggestionRejected, &now, "x" })
	old("a rejected suggestion", 12, 0, "suggestion", g.ID)
	h := home()
	a.Level(h, 2, 50)
	a.Level(h, 3, 60)
	levels, err := s.Levels(ctx, store.Key{County: c, ID: h.ID})
	require.NoError(a.t, err)
	i := slices.IndexFunc(levels, func(l models.HouseholdLevel) bool { return l.Status == models.LevelReplaced })
	old("an assessment that was replaced", 60, 0, "household_level", levels[i].ID)
	plan := models.VisitPlan{CountyCode: c, ID: a.ID(), HouseholdID: home().ID, RegionCode: testdb.Village, PlanGroup: models.PlanGroups()[0], Span: models.VisitSpans()[0],
		HomeEvery: 1, StartsOn: day, EndsOn: day, PlannedTo: day, CheckedOn: day, CreatedAt: now, UpdatedAt: now, Version: 1}
	add(a, plan)
	old("a plan that ended", 60, 0, "visit_plan", plan.ID)
	away := models.Absence{CountyCode: c, ID: a.ID(), AideID: a.ID(), SubstituteID: a.ID(), RegionCode: testdb.Village, FromOn: day, ToOn: day, Reason: models.AbsenceReasons()[0],
		Status: models.AbsenceEnded, CreatedAt: now, UpdatedAt: now, Version: 1}
	add(a, away)
	old("an absence", 60, 0, "aide_absence", away.ID)

	h = home()
	path := models.WorkPath{CountyCode: c, ID: a.ID(), HouseholdID: h.ID, PersonID: h.Persons[0].ID, RegionCode: h.RegionCode, Status: models.WorkClosed, ClosedOn: day,
		CreatedAt: now, UpdatedAt: now, Version: 1}
	add(a, path)
	add(a, models.Attendance{CountyCode: c, SessionID: a.ID(), PathID: path.ID, Present: true, RecordedAt: now})
	add(a, models.WorkCheck{CountyCode: c, PathID: path.ID, Days: 30, Employed: models.Employeds()[0], CheckedOn: day, CreatedAt: now})
	old("a path to work", 120, 0, "work_path", path.ID, "attendance", "work_check")
	list := a.List(home(), day)
	a.Picture("happiness_list", list.ID)
	old("a happiness list", 120, 0, "happiness_list", list.ID, "attachment")
	given := models.Benefit{CountyCode: c, ID: a.ID(), HouseholdID: home().ID, RegionCode: testdb.Village, Kind: models.BenefitOneOff, Name: "慰问金", ProviderKind: "dept",
		GrantedOn: day, Visibility: models.Shown, CreatedAt: now, UpdatedAt: now, Version: 1}
	running := given
	running.ID, running.Kind, running.PeriodFrom = a.ID(), models.BenefitCash, day
	add(a, given, running)
	old("a benefit", 120, 0, "benefit", given.ID)
	h = home()
	said := &models.Complaint{CountyCode: c, ID: a.ID(), No: "T1", HouseholdID: &h.ID, RegionCode: h.RegionCode, Channel: "aide", Text: "慢", Status: models.ComplaintClosed,
		AnswerBy: now, ClosedAt: &now, FiledAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	a.inTx(func(s *store.Store) error { return s.InsertComplaint(ctx, said) })
	old("a complaint", 120, 0, "complaint", said.ID)

	out = append(out, a.helped(path.ID)...)
	relief := a.ReliefApplication(home(), testdb.Decided(now, "refused"))
	a.Picture("application", relief.ID)
	old("a request for relief", 120, 0, "application", relief.ID, "attachment")
	begun := a.ReliefApplication(home(), func(r *models.Application) { r.Status, r.SubmittedAt = models.ApplicationDrafted, nil })
	old("a request that was never handed in", 0, 90, "application", begun.ID)
	pass := &models.ResidentPass{CountyCode: c, ID: a.ID(), TokenHash: []byte("t"), Purpose: models.PassApply, Applications: []string{}, ExpiresAt: now, EndedAt: &now,
		CreatedAt: now, UpdatedAt: now, Version: 1}
	a.inTx(func(s *store.Store) error { return s.InsertPass(ctx, pass) })
	a.Picture("resident_pass", pass.ID)
	old("a pass", 0, 90, "resident_pass", pass.ID, "attachment")

	h = home()
	alert := a.Alert(h, testdb.Verified(now, models.AlertCovered))
	signal := a.Signal(a.Batch(), h)
	add(a, models.AlertSignal{CountyCode: c, AlertID: alert.ID, SignalID: signal.ID, AttachedAt: now})
	add(a, models.AlertReason{CountyCode: c, AlertID: alert.ID, RuleCode: "W01", RuleVersion: 1, Severity: models.SeverityYellow, EventOn: day, FoundAt: now})
	a.Alert(h) // nobody has looked into it yet
	old("an alert without follow-up", 12, 0, "alert", alert.ID, "alert_signal", "alert_reason")

	stay := models.Listing{CountyCode: c, ID: a.ID(), HouseholdID: home().ID, RegionCode: testdb.Village, Category: "D1", ListedFrom: day, ListedTo: day, CreatedAt: now, UpdatedAt: now, Version: 1}
	add(a, stay)
	old("a stay on a list", 120, 0, "listing", stay.ID)
	h = home()
	consent := models.Consent{CountyCode: c, ID: a.ID(), HouseholdID: h.ID, PersonID: h.Persons[0].ID, Kind: models.ConsentShare, Categories: []string{}, Suppliers: []string{},
		TextVersion: "1", GivenBy: "self", GivenAt: now, WithdrawnAt: &now, RecordedBy: a.ID(), CreatedAt: now}
	add(a, consent)
	add(a, models.Disclosure{CountyCode: c, ID: a.ID(), At: now, AccountID: a.ID(), Role: models.RoleSupplierAdmin, HouseholdID: h.ID, ConsentID: consent.ID, Tier: 2,
		Purpose: "match", Fields: []string{}})
	old("a consent that was withdrawn", 72, 0, "consent", consent.ID)
	asked := models.MinorAccess{CountyCode: c, ID: a.ID(), HouseholdID: home().ID, RegionCode: testdb.Village, Purpose: "核查", EndsOn: day, Status: models.MinorAccessApproved,
		AskedBy: a.ID(), CreatedAt: now, UpdatedAt: now, Version: 1}
	add(a, asked)
	old("an approval to see minors", 72, 0, "minor_access", asked.ID)
	out = append(out, a.machines()...)
	return append(out, aged{"who saw whom", 72, 0, "", "", slices.Repeat([]string{"disclosure"}, int(a.count("disclosure", "1 = 1")))})
}

// helped is a need that was met and what came with it: an alert of which it came, a suggestion that was turned into it, a round that it was in.
func (a *archive) helped(path string) []aged {
	now, c := a.Tale.Store.Now(), testdb.CountyCode
	h, giver := a.Household(), a.Supplier()
	a.sql("UPDATE consent SET expires_at = NULL WHERE household_id = '" + h.ID + "'")
	alert := a.Alert(h, testdb.Verified(now, models.AlertCovered))
	n := a.Need(h)
	a.sql("UPDATE need SET source = 'alert', source_id = '" + alert.ID + "' WHERE id = '" + n.ID + "'")
	m := giver.Promise(n, giver.Offer(), 10)
	f := a.Confirm(giver.Deliver(m, 10))
	_, err := a.Tale.Desk.ResolveNeed(ctx, a.Clerk, n.ID, models.Closing{ResolutionCode: "R1", Satisfaction: new(5)})
	require.NoError(a.t, err)
	a.sql("UPDATE need SET closed_at = "+a.pick("?", "$1")+" WHERE id = '"+n.ID+"'", now)
	a.Picture("fulfilment", f.ID)
	a.sample("need", n.ID, h.ID)
	a.Suggestion(h, func(g *models.Suggestion) {
		g.Status, g.ConvertedNoun, g.ConvertedID, g.DecidedAt = models.SuggestionConverted, "need", &n.ID, &now
	})
	later := a.NeedSubmitted(h)
	a.set("need", "duplicate_of", later.ID, n.ID)
	a.set("work_path", "need_id", path, n.ID)
	a.set("work_path", "match_id", path, m.ID)
	round := a.ID()
	a.put("allocation", map[string]any{"county_code": c, "id": round, "status": "finished", "dry_run": false, "started_at": now, "lease_until": now, "created_at": now, "updated_at": now})
	add(a, models.AllocationUnmet{CountyCode: c, AllocationID: round, NeedID: n.ID, Category: "A01", Town: testdb.Town, Reason: models.UnmetReasons()[0]})
	link := a.ID()
	a.put("answer_link", map[string]any{"county_code": c, "id": link, "token_hash": []byte(link), "match_id": m.ID, "account_id": giver.Admin.AccountID, "expires_at": now, "created_at": now})
	return []aged{
		{"a need that was met", 120, 0, "need", n.ID, []string{"need", "match", "reservation", "fulfilment", "attachment", "audit_sample", "suggestion", "allocation_unmet"}},
		{"the alert that it came of", 120, 0, "alert", alert.ID, []string{"alert"}},
		{"its proof", 24, 0, "", "", []string{"attachment"}},
		{"a link to answer with", 0, 90, "answer_link", link, []string{"answer_link"}},
	}
}

// machines are the traces of the program's own work, and a household that came to nothing.
func (a *archive) machines() []aged {
	now, c, s := a.Tale.Store.Now(), testdb.CountyCode, a.Supplier()
	login, notice, message, errand, export := a.ID(), a.ID(), a.ID(), a.ID(), a.ID()
	a.put("session", map[string]any{"county_code": c, "id": login, "account_id": s.Worker.AccountID, "generation": 1, "refresh_hash": []byte{1}, "created_at": now,
		"last_used_at": now, "expires_at": now.Add(time.Hour), "ended_at": now})
	a.put("notice", map[string]any{"county_code": c, "id": notice, "account_id": s.Worker.AccountID, "kind": "need_submitted", "noun": "need", "object_id": a.ID(), "event_seq": 1,
		"args": "{}", "created_at": now})
	a.put("notice_delivery", map[string]any{"county_code": c, "id": message, "channel": "email", "kind": "need_submitted", "noun": "need", "object_id": a.ID(), "event_seq": 1,
		"args": "{}", "status": "sent", "due_at": now, "sent_at": now, "created_at": now, "updated_at": now})
	a.put("errand", map[string]any{"county_code": c, "id": errand, "account_id": s.Worker.AccountID, "kind": "export", "status": "done", "created_at": now, "beat_at": now, "ended_at": now})
	a.put("export_request", map[string]any{"county_code": c, "id": export, "kind": "needs", "format": "csv", "purpose": "审计", "status": "taken", "asked_by": a.ID(),
		"errand_id": errand, "lapses_at": now, "created_at": now, "updated_at": now})
	a.Picture("errand", errand)
	gone := a.HouseholdUnasked()
	n := a.NeedSubmitted(gone)
	a.sql("UPDATE need SET status = 'withdrawn', closed_at = "+a.pick("?", "$1")+" WHERE id = '"+n.ID+"'", now)
	a.set("household", "status", gone.ID, "left")
	return []aged{
		{"a login", 0, 183, "session", login, []string{"session"}}, {"a notice", 0, 365, "notice", notice, []string{"notice"}},
		{"a message", 0, 365, "notice_delivery", message, []string{"notice_delivery"}}, {"an errand", 0, 365, "errand", errand, []string{"errand", "attachment"}},
		{"an export", 72, 0, "export_request", export, []string{"export_request"}},
		{"a household that left and never became one", 0, 90, "household", gone.ID, []string{"household", "person", "listing", "need"}},
	}
}

func (a *archive) inTx(fn func(*store.Store) error) {
	a.t.Helper()
	require.NoError(a.t, a.Tale.Store.InTx(ctx, fn))
}

func (a *archive) sample(noun, object, household string) {
	a.t.Helper()
	now := a.Tale.Store.Now()
	add(a, models.AuditSample{CountyCode: testdb.CountyCode, ID: a.ID(), Purpose: "audit", Month: a.Today().Month(), Noun: noun, ObjectID: object, HouseholdID: household,
		RegionCode: testdb.Village, Status: models.SampleDrawn, CreatedAt: now, UpdatedAt: now, Version: 1})
}

func TestEverythingGoesOnItsDayAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		all := archived(a)
		photos := a.count("attachment", "forgotten_at IS NULL AND noun IN ('visit', 'fulfilment')")
		require.EqualValues(t, 2, photos)
		far := a.HouseholdUnasked(func(h *models.HouseholdDraft) { h.RegionCode = testdb.FarVillage })
		theirs := a.Alert(far, testdb.Verified(a.Tale.Store.Now(), models.AlertCovered))
		a.pointsAtNothing()
		days := map[models.Date]models.Tally{}
		for _, x := range all {
			day := x.first(a.start)
			if days[day] == nil {
				days[day] = models.Tally{}
			}
			for _, table := range x.goes {
				days[day][table]++
			}
		}
		for _, day := range slices.Sorted(maps.Keys(days)) {
			if before := day.AddDays(-1); days[before] == nil {
				a.on(before)
				assert.Empty(t, a.sweeps(testdb.CountyCode), "%s: one day before their time", before)
			}
			for _, x := range all {
				if x.first(a.start) == day && x.table != "" {
					assert.True(t, a.has(x.table, x.id), "%s is there on its last day", x.name)
				}
			}
			a.on(day)
			gone := a.sweeps(testdb.CountyCode)
			delete(gone, "search_word")
			assert.Equal(t, days[day], gone, day)
			for _, x := range all {
				if x.first(a.start) == day && x.table != "" {
					assert.False(t, a.has(x.table, x.id), "%s is over its time", x.name)
				}
			}
			a.pointsAtNothing()
			a.nothingIsOver()
			assert.Equal(t, gone.Sum(), func() int64 { g := a.sweeps(testdb.CountyCode); delete(g, "search_word"); return g.Sum() }(), "the same day again does nothing")
		}
		assert.True(t, a.has("alert", theirs.ID), "another county is not touched")
		assert.True(t, a.has("household", far.ID))
		assert.EqualValues(t, 1, a.count("benefit", "1 = 1"), "what still runs stays")
		assert.EqualValues(t, 1, a.count("alert", "status = 'assigned'"), "what nobody has looked into stays")
		a.Whole()
	})
}

// nothingIsOver holds that no row is over its time that nothing holds back.
func (a *archive) nothingIsOver() {
	a.t.Helper()
	lines, err := a.DryRun(ctx, testdb.CountyCode)
	require.NoError(a.t, err)
	require.Len(a.t, lines, len(models.KeepingsOwn()))
	for _, l := range lines {
		assert.Zero(a.t, l.Over, l.Noun)
	}
}

func TestAPictureGoesAndItsHashStays(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		w := a.Window(a.HouseholdUnasked(), a.start, a.start)
		id := a.Picture("visit", a.Visit(w, a.start).ID).ID
		at := store.Key{County: testdb.CountyCode, ID: id}
		kept, err := a.Tale.Store.Attachment(ctx, at)
		require.NoError(t, err)
		assert.Equal(t, "jpg", string(kept.Content))
		a.on("2028-03-03")
		assert.Equal(t, models.Tally{"attachment": 1}, a.sweeps(testdb.CountyCode))
		_, err = a.Tale.Store.Attachment(ctx, at)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		list, err := a.Tale.Store.Attachments(ctx, testdb.CountyCode, "visit", kept.ObjectID)
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, "0123", list[0].SHA256)
		assert.NotNil(t, list[0].ForgottenAt)
		assert.EqualValues(t, 1, a.count("attachment", "length(sealed) = 0"))
	})
}
