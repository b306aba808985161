package walls

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// place is a county, or one town of it, where there is one of everything.
type place struct {
	w                   *world
	code, town, village string
	mark                string // stands in everything that is typed in the place
	phone, citizen      string
	training            string // an offer of one
	staff, second       *person
	clerk, aide         *person
	admin, worker       *person // of the place's supplier
	others              []*person
	main                map[string]string   // of each table, the object that things hang on
	papered             map[string]string   // of some tables, one of which there are papers
	ids                 map[string][]string // of each table, what came into being with the place
}

// id is an object of a table.
func (l *place) id(table string) string {
	if id := l.main[table]; id != "" {
		return id
	}
	if ids := l.ids[table]; len(ids) > 0 {
		return ids[0]
	}
	return "01a3185c-5000-7000-9b56-abea209b0a3b" // of nothing
}

func (l *place) region(kind string) string {
	switch kind {
	case "code":
		return l.code
	case "county":
		return l.code + "000000"
	default:
		return l.village
	}
}

// people is everybody of the place.
func (l *place) people() []*person {
	return append([]*person{l.staff, l.second, l.clerk, l.aide, l.admin, l.worker}, l.others...)
}

// newPlace makes a place and fills it. The county's staff are hired where none are given.
func newPlace(w *world, town, village, mark, phone string, staff ...*person) *place {
	w.t.Helper()
	l := &place{w: w, code: models.CountyOf(town), town: town, village: village, mark: mark, phone: phone, main: map[string]string{}, ids: map[string][]string{}}
	before := w.rowsOf(l.code)
	whole := l.code + "000000"
	if len(staff) == 0 {
		staff = []*person{w.hire(l.code, models.RoleStaff, "", whole), w.hire(l.code, models.RoleStaff, "", whole)}
		for _, role := range []models.Role{models.RoleOperator, models.RoleResident, models.RoleDeptSource, models.RoleAuditor, models.RoleSysadmin} {
			l.others = append(l.others, w.hire(l.code, role, "", whole))
		}
	}
	l.staff, l.second = staff[0], staff[1]
	l.clerk, l.aide = w.hire(l.code, models.RoleTown, "", town), w.hire(l.code, models.RoleAide, "", village)
	l.supply()
	l.settle()
	l.lookAfter()
	l.note(before)
	return l
}

// note keeps the ids of what has come into being since.
func (l *place) note(before rows) {
	for table, now := range l.w.rowsOf(l.code) {
		for id := range now {
			if _, had := before[table][id]; !had && !slices.Contains(l.ids[table], id) {
				l.ids[table] = append(l.ids[table], id)
			}
		}
		slices.Sort(l.ids[table])
	}
	l.main["region"] = l.village
}

// made asks for something to be made, or for a step, and returns its id.
func (p *person) made(path string, body any) string {
	p.w.t.Helper()
	a := p.call("POST", path, body)
	require.Less(p.w.t, a.status, 300, "%s as %s: %s", path, p.Role, a.text)
	id, _ := a.object()["id"].(string)
	return id
}

type m = map[string]any

// supply has a supplier approved, with goods and a training.
func (l *place) supply() {
	today, n := models.DateOf(l.w.Store.Now()), len(l.mark)+l.w.names
	name := fmt.Sprintf("giver%d", n)
	l.main["supplier"] = l.w.anybody().made("/suppliers", m{"county_code": l.code, "name": l.mark + "服务中心", "uscc": models.SyntheticUSCC("52", l.code, n), "region_code": l.town,
		"description": l.mark, "contact": m{"name": l.mark, "phone": l.phone}, "user": m{"username": name, "password": testdb.StoryPassword}})
	l.staff.made("/suppliers/"+l.main["supplier"]+"/approve", m{})
	l.admin = l.w.login(name)
	l.worker = l.w.hire(l.code, models.RoleSupplierWorker, l.main["supplier"])
	offer := func(mode, category string) string {
		id := l.admin.made("/offers", m{"category": category, "title": l.mark + "事", "description": l.mark, "mode": mode, "unit": models.UsualUnit(category), "quantity": 100,
			"regions": []string{l.code + "000000"}, "valid_from": today, "valid_to": today.AddDays(90)})
		l.admin.made("/offers/"+id+"/publish", m{})
		return id
	}
	l.main["offer"] = offer("goods", "A01")
	training := offer("training", "E03")
	l.training = training
	at := l.w.Store.Now().Add(24 * time.Hour)
	l.main["course_session"] = l.admin.made("/offers/"+training+"/sessions", m{"starts_at": at, "ends_at": at.Add(time.Hour), "place": l.mark})
}

// settle has a household registered whose needs are open, invited, promised and delivered.
func (l *place) settle() {
	born := models.Date("1948-05-01")
	n := l.w.names
	l.citizen = models.SyntheticCitizenNo(l.code, born.Time(), 2*n)
	a := l.aide.call("POST", "/households", m{"region_code": l.village, "address": l.mark + "溪边路1号", "category": "D1", "persons": []m{
		{"name": l.mark + "秀英", "relation": "head", "citizen_no": l.citizen, "phone": l.phone},
		{"name": l.mark + "小宝", "relation": "grandchild", "citizen_no": models.SyntheticCitizenNo(l.code, models.Date("2018-01-10").Time(), 2*n+1)},
	}})
	require.Equal(l.w.t, 201, a.status, a.text)
	h := a.object()
	l.main["household"] = h["id"].(string)
	l.main["person"] = h["persons"].([]any)[0].(map[string]any)["id"].(string)
	for _, kind := range []string{"verify_economy", "share_to_supplier"} {
		l.main["consent"] = l.aide.made("/households/"+l.main["household"]+"/consents", m{"person_id": l.main["person"], "kind": kind, "text_version": "2026-01", "given_by": "self"})
	}
	need := func() string {
		id := l.aide.made("/needs", m{"household_id": l.main["household"], "person_id": l.main["person"], "category": "A01", "title": l.mark + "米面", "detail": l.mark,
			"quantity": 10, "unit": "袋", "urgency": "normal"})
		l.clerk.made("/needs/"+id+"/accept", m{})
		return id
	}
	invite := func() string {
		return l.clerk.made("/needs/"+need()+"/matches", m{"offer_id": l.main["offer"], "quantity": 5})
	}
	invite()
	l.main["match"] = invite()
	l.admin.made("/matches/"+l.main["match"]+"/accept", m{"quantity": 5})
	now := l.w.Store.Now()
	l.admin.made("/matches/"+l.main["match"]+"/fulfilments", m{"quantity": 1, "occurred_at": now, "note": l.mark})
	l.main["fulfilment"] = l.admin.made("/matches/"+l.main["match"]+"/fulfilments", m{"quantity": 1, "planned_at": now.Add(time.Hour), "worker_id": l.worker.AccountID})
	l.main["attachment"] = l.admin.made("/fulfilments/"+l.main["fulfilment"]+"/proofs", picture())
	l.main["need"] = l.need("A01")
	l.aide.made("/needs/"+l.main["need"]+"/pictures", picture())
}

// need is a need of the household that was taken in.
func (l *place) need(category string) string {
	unit := models.UsualUnit(category)
	id := l.aide.made("/needs", m{"household_id": l.main["household"], "person_id": l.main["person"], "category": category, "title": l.mark + "事", "detail": l.mark,
		"quantity": 10, "unit": unit, "urgency": "normal"})
	l.clerk.made("/needs/"+id+"/accept", m{})
	return id
}

// lookAfter has the household visited, flagged, helped with relief and advised.
func (l *place) lookAfter() {
	ctx, today := context.Background(), models.DateOf(l.w.Store.Now())
	h, err := l.w.Store.Household(ctx, store.Key{County: l.code, ID: l.main["household"]})
	require.NoError(l.w.t, err)
	aide := &l.aide.AccountID
	window := l.w.Window(h, today, today.AddDays(10), func(v *models.VisitWindow) { v.AideID = aide })
	l.main["visit_window"] = window.ID
	l.main["alert"] = l.w.Alert(h, func(a *models.Alert) { a.AssignedAideID = aide }).ID
	batch := l.w.Batch(func(b *models.FeedBatch) {
		b.CountyCode, b.ReceivedBy, b.AppliedBy = l.code, l.staff.AccountID, l.staff.AccountID
	})
	l.main["feed_batch"] = batch.ID
	l.w.Signal(batch, h)
	l.main["suggestion"] = l.w.Suggestion(h).ID
	l.main["happiness_list"] = l.w.List(h, "2025-12-31").ID
	l.main["application"] = l.aide.made("/applications", m{"household_id": h.ID, "person_id": l.main["person"], "kind": "temp_relief", "channel": "aide", "given_by": "self", "consent": true,
		"story": l.mark, "materials": []string{l.mark}})
	l.main["visit"] = l.aide.made("/visits", m{"household_id": h.ID, "mode": "home", "checked_in_at": l.w.Store.Now(), "duration_min": 20, "reached": true,
		"carer": l.mark, "wants": l.mark, "child_at_risk": true, "child_note": l.mark})
	l.main["photo"] = l.aide.made("/visits/"+l.main["visit"]+"/photos", picture())
	l.aide.made("/households/"+h.ID+"/work-paths", m{"person_id": l.main["person"]})
	l.main["account"] = l.w.hire(l.code, models.RoleAide, "", l.village).AccountID // whom nothing hangs on
	l.main["aide_absence"] = l.clerk.made("/absences", m{"aide_id": l.main["account"], "substitute_id": l.aide.AccountID, "from_on": today.AddDays(2), "to_on": today.AddDays(3),
		"reason": "leave"})
}

// standing has the standing work of the county done, and puts there what only comes with time.
func (l *place) standing() {
	ctx, now := context.Background(), l.w.Store.Now()
	for _, work := range []func(context.Context, string) error{l.w.Notices.Tell, l.w.Web.Outreach.Sweep, l.w.Web.Entitlement.Sweep, l.w.Notices.Tell} {
		require.NoError(l.w.t, work(ctx, l.code))
	}
	id := func() string { return models.NewID(now) }
	require.NoError(l.w.t, l.w.Store.InTx(ctx, func(s *store.Store) error {
		return s.InsertAll(ctx, []models.AuditSample{{CountyCode: l.code, ID: id(), Purpose: "audit", Month: "2026-02-01", Noun: "need", ObjectID: l.main["need"],
			HouseholdID: l.main["household"], RegionCode: l.village, Status: models.SampleDrawn, CreatedAt: now, UpdatedAt: now, Version: 1}})
	}))
	require.NoError(l.w.t, l.w.Store.PutDeliveries(ctx, []models.Delivery{{CountyCode: l.code, ID: id(), AccountID: l.staff.AccountID, Channel: models.ChannelEmail,
		Kind: models.NoticeInvited, Noun: "match", ObjectID: l.main["match"], Args: map[string]string{}, Status: models.DeliveryFailed, DueAt: now, CreatedAt: now, UpdatedAt: now,
		Version: 1}}))
	l.takeOut()
	for table, id := range l.papers() {
		l.main[table] = id
	}
}

// papers are what a household is handed: a request with its decision in writing, and a list with the picture of its signed slip.
func (l *place) papers() map[string]string {
	n := 900_000 + l.w.asked
	c := &course{place: l, k: maker{own: l, other: l, count: &n, may: func(string) bool { return false }}}
	turned, handed := c.relief(nil), c.list()
	l.clerk.made("/applications/"+turned+"/turn-away", m{"reason": l.mark})
	l.aide.made("/happiness-lists/"+handed+"/deliver", m{"channel": "face_to_face", "slip": picture().content})
	return map[string]string{"application": turned, "happiness_list": handed}
}

// takeOut has a list taken out, one with all that is known of the people, and a department's rows that could not be read.
func (l *place) takeOut() {
	a := l.staff.send("/lists/export", url.Values{"kind": {"offers"}, "format": {"csv"}}, nil)
	l.main["errand"] = strings.TrimPrefix(a.header.Get("Location"), "/errands/")
	l.main["export_request"] = l.staff.made("/exports", m{"kind": "needs", "format": "csv", "purpose": l.mark})
	at := "/exports/" + l.main["export_request"]
	l.second.made(at+"/approve", m{})
	l.staff.made(at+"/take", nil)
	list := fmt.Appendf(nil, "身份证号,姓名,结算日期,自付金额\n%d,某某,2026-03-01,%s\n", l.w.asked, l.mark)
	l.main["feed_batch"] = l.staff.made("/alerts/batches", file{name: "list.csv", content: list, with: map[string]string{"feed": "medical"}})
	l.w.idle()
}

func picture() file {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewRGBA(image.Rect(0, 0, 8, 8)))
	return file{name: "picture.png", content: out.Bytes()}
}
