package walls

import (
	"context"
	"fmt"

	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/server/api"
	"zhulian/store"
)

var reliefCourses = map[string]stage{
	"POST /applications": func(c *course) ready {
		h, p := c.family()
		return ready{by: c.aide, with: m{"household_id": h, "person_id": p, "kind": "temp_relief", "channel": "aide", "given_by": "self", "consent": true, "kinds": nil}}
	},
	"POST /applications/:id/accept": func(c *course) ready { return ready{by: c.clerk, ids: []string{c.relief(nil)}} },
	"POST /applications/:id/transfer": func(c *course) ready {
		return ready{by: c.clerk, ids: []string{c.relief(m{"kind": "unknown"})}, with: m{"kind": "medical"}}
	},
	"POST /applications/:id/verify": func(c *course) ready {
		id := c.relief(nil)
		c.clerk.made("/applications/"+id+"/accept", m{})
		return ready{by: c.aide, ids: []string{id}}
	},
	"POST /applications/:id/propose":   func(c *course) ready { return ready{by: c.clerk, ids: []string{c.verifying(nil)}, with: amounts} },
	"POST /applications/:id/publicise": func(c *course) ready { return ready{by: c.clerk, ids: []string{c.proposal(nil)}} },
	"POST /applications/:id/object":    func(c *course) ready { return ready{by: c.aide, ids: []string{c.publicised()}} },
	"POST /applications/:id/answer-objection": func(c *course) ready {
		id := c.publicised()
		c.aide.made("/applications/"+id+"/object", m{"reason": c.mark})
		return ready{by: c.clerk, ids: []string{id}}
	},
	"POST /applications/:id/approve": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.proposal(m{"emergency": true})}, with: m{"amount_fen": 50_000}}
	},
	"POST /applications/:id/refuse": func(c *course) ready { return ready{by: c.staff, ids: []string{c.proposal(nil)}} },
	"POST /applications/:id/pay": func(c *course) ready {
		id := c.proposal(m{"emergency": true})
		c.staff.made("/applications/"+id+"/approve", m{})
		return ready{by: c.staff, ids: []string{id}, with: m{"paid_on": c.today()}}
	},
	"POST /applications/:id/first-aid": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.relief(m{"emergency": true})}, with: m{"amount_fen": 50_000, "paid_on": c.today()}}
	},
	"POST /applications/:id/complete-paperwork": func(c *course) ready {
		id := c.relief(m{"emergency": true})
		c.staff.made("/applications/"+id+"/first-aid", m{"amount_fen": 50_000, "paid_on": c.today(), "payee_name": c.mark})
		return ready{by: c.clerk, ids: []string{id}}
	},
	"POST /applications/:id/uphold": func(c *course) ready {
		id := c.relief(nil)
		c.clerk.made("/applications/"+id+"/turn-away", m{"reason": c.mark})
		c.aide.made("/applications/"+id+"/appeal", m{"reason": c.mark})
		return ready{by: c.second, ids: []string{id}}
	},
	"POST /complaints/:id/take":   func(c *course) ready { return ready{by: c.staff, ids: []string{c.complaint()}} },
	"POST /complaints/:id/answer": func(c *course) ready { return ready{by: c.staff, ids: []string{c.taken()}} },
	"POST /complaints/:id/close": func(c *course) ready {
		id := c.taken()
		c.staff.made("/complaints/"+id+"/answer", m{"answer": c.mark})
		return ready{by: c.staff, ids: []string{id}}
	},
}

// amounts are what a proposal of temporary relief says beside its words.
var amounts = m{"amount_fen": 60_000, "event_class": "light", "persons": 1, "factor": 1}

// standards are the numbers without which no relief is worked out.
func standards(staff, second *person, today models.Date) {
	id := staff.made("/settings/standards", m{"code": "dibao_line", "value": 114_900, "effective_from": today, "source": "民发〔2026〕1号"})
	second.made("/settings/standards/"+id+"/adopt", nil)
}

// relief is a request of a household that made no other.
func (c *course) relief(with m) string {
	h, p := c.family()
	in := m{"household_id": h, "person_id": p, "kind": "temp_relief", "channel": "aide", "given_by": "self", "consent": true, "story": c.mark, "materials": []string{c.mark}}
	for name, value := range with {
		in[name] = value
	}
	return c.aide.made("/applications", in)
}

func (c *course) verifying(with m) string {
	id := c.relief(with)
	c.clerk.made("/applications/"+id+"/accept", m{})
	c.aide.made("/applications/"+id+"/verify", m{})
	return id
}

func (c *course) proposal(with m) string {
	id := c.verifying(with)
	in := m{"note": c.mark, "no_visit_reason": c.mark}
	for name, value := range amounts {
		in[name] = value
	}
	c.clerk.made("/applications/"+id+"/propose", in)
	return id
}

func (c *course) publicised() string {
	id := c.proposal(nil)
	c.clerk.made("/applications/"+id+"/publicise", m{})
	return id
}

func (c *course) complaint() string {
	return c.aide.made("/complaints", m{"region_code": c.village, "text": c.mark, "channel": "aide"})
}

func (c *course) taken() string {
	id := c.complaint()
	c.staff.made("/complaints/"+id+"/take", m{})
	return id
}

var residentCourses = map[string]stage{
	"POST /relief/form/who": func(c *course) ready {
		by, header := c.resident()
		return ready{by: by, headers: header, with: m{"citizen_no": c.said("citizen_no"), "region_code": c.village, "given_by": "self", "consent": true}}
	},
	"POST /relief/form/members": func(c *course) ready {
		by, header := c.resident()
		return ready{by: by, headers: header, with: m{"members[].relation": "son", "members[].birth_date": "1980-01-01"}}
	},
	"POST /relief/form/means": func(c *course) ready {
		by, header := c.resident()
		return ready{by: by, headers: header}
	},
	"POST /relief/form/event": func(c *course) ready {
		by, header := c.resident()
		return ready{by: by, headers: header, with: m{"event": "illness"}}
	},
	"POST /applications/:id/complain": func(c *course) ready {
		by, header := c.resident()
		say := func(path string, body m) m {
			a := by.call("POST", path, body, header...)
			require.Less(c.w.t, a.status, 300, "%s: %s", path, a.text)
			return a.object()
		}
		say("/relief/form/who", m{"name": c.mark, "citizen_no": c.said("citizen_no"), "region_code": c.village, "address": c.mark, "given_by": "self", "consent": true})
		say("/relief/form/means", m{"changed": c.mark})
		say("/relief/form/event", m{"event": "illness", "story": c.mark})
		done := say("/applications", m{"kinds": []string{"temp_relief"}})
		items, _ := done["items"].([]any)
		require.NotEmpty(c.w.t, items)
		id, _ := items[0].(m)["id"].(string)
		return ready{by: by, ids: []string{id}, headers: []string{api.CodeHeader, fmt.Sprint(done["code"])}}
	},
}

// resident is somebody without an account who has shown the digits that came to a phone.
func (c *course) resident() (by *person, header []string) {
	by = c.w.anybody()
	*c.k.count++
	begun := by.call("POST", "/relief/codes", m{"phone": fmt.Sprintf("139%08d", *c.k.count), "county_code": c.code})
	o := begun.object()
	shown := by.call("POST", "/relief/codes/verify", m{"digits": o["digits"]}, api.CodeHeader, fmt.Sprint(o["code"]))
	require.Equal(c.w.t, 200, shown.status, shown.text)
	return by, []string{api.CodeHeader, fmt.Sprint(shown.object()["code"])}
}

var otherCourses = map[string]stage{
	"POST /households": func(c *course) ready {
		return ready{by: c.aide, with: m{"region_code": c.village, "category": "D1", "persons[].citizen_no": nil, "persons[].sex": "female", "persons[].birth_date": "1950-01-01",
			"persons[].relation": "head", "household_no": c.k.text("", 28-len(fmt.Sprint(*c.k.count)))}}
	},
	"POST /households/:id/persons": func(c *course) ready {
		h, _ := c.family()
		return ready{by: c.aide, ids: []string{h}, with: m{"birth_date": "1950-01-01", "relation": "other"}}
	},
	"POST /alerts/:id/verify": func(c *course) ready {
		return ready{by: c.aide, ids: []string{c.alert()}, with: m{"result_code": "A5"}}
	},
	"PATCH /households/:id": func(c *course) ready {
		h, _ := c.family()
		return ready{by: c.clerk, ids: []string{h}, with: m{"status": "suspended"}, headers: c.version(c.clerk, "/households/"+h)}
	},
	"POST /happiness-lists/:id/check": func(c *course) ready {
		return ready{by: c.aide, ids: []string{c.w.List(c.household(), "2025-12-31").ID}}
	},
	"POST /happiness-lists/:id/renew-link": func(c *course) ready { return ready{by: c.aide, ids: []string{c.list()}} },
	"POST /happiness-lists/:id/send":       func(c *course) ready { return ready{by: c.aide, ids: []string{c.list()}, with: m{"channel": "post"}} },
	"POST /happiness-lists/:id/fail": func(c *course) ready {
		id := c.list()
		c.aide.made("/happiness-lists/"+id+"/send", m{"channel": "post"})
		return ready{by: c.aide, ids: []string{id}}
	},
	"POST /happiness-lists/:id/deliver": func(c *course) ready {
		return ready{by: c.aide, ids: []string{c.list()}, with: m{"channel": "post"}}
	},
	"POST /happiness-lists/:id/acknowledge": func(c *course) ready {
		return ready{by: c.aide, ids: []string{c.handed()}, with: m{"ack_method": "voice"}}
	},
	"POST /happiness-lists/:id/dispute": func(c *course) ready { return ready{by: c.aide, ids: []string{c.handed()}} },
	"POST /happiness-lists/:id/answer": func(c *course) ready {
		id := c.handed()
		c.aide.made("/happiness-lists/"+id+"/dispute", m{"text": c.mark})
		return ready{by: c.clerk, ids: []string{id}}
	},
	"POST /visits": func(c *course) ready {
		h, _ := c.family()
		return ready{by: c.aide, with: m{"household_id": h, "mode": "home", "checked_in_at": c.w.Store.Now(), "duration_min": 20, "reached": true, "child_at_risk": true}}
	},
	"POST /minor-access/:id/approve": func(c *course) ready { return ready{by: c.staff, ids: []string{c.minors()}} },
	"POST /minor-access/:id/refuse":  func(c *course) ready { return ready{by: c.staff, ids: []string{c.minors()}} },
	"POST /exports/:id/approve":      func(c *course) ready { return ready{by: c.second, ids: []string{c.asksOut()}} },
	"POST /exports/:id/refuse":       func(c *course) ready { return ready{by: c.second, ids: []string{c.asksOut()}} },
	"POST /reports/samples/:id/record": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.drawn()}, with: m{"result": "true"}}
	},
}

// household is the row of a household that nothing is known of yet.
func (c *course) household() *models.Household {
	id, _ := c.family()
	h, err := c.w.Store.Household(context.Background(), store.Key{County: c.code, ID: id})
	require.NoError(c.w.t, err)
	return h
}

func (c *course) alert() string {
	return c.w.Alert(c.household(), func(a *models.Alert) { a.AssignedAideID = &c.aide.AccountID }).ID
}

func (c *course) list() string {
	id := c.w.List(c.household(), "2025-12-31").ID
	c.aide.made("/happiness-lists/"+id+"/check", m{})
	return id
}

// handed is a list that came by post.
func (c *course) handed() string {
	id := c.list()
	c.aide.made("/happiness-lists/"+id+"/deliver", m{"channel": "post"})
	return id
}

func (c *course) minors() string {
	h, _ := c.family()
	c.aide.made("/households/"+h+"/persons", m{"name": c.mark + "小宝", "relation": "grandchild", "birth_date": "2018-01-10", "no_number_reason": c.mark})
	return c.clerk.made("/households/"+h+"/minor-access", m{"purpose": c.mark, "ends_on": c.today().AddDays(5)})
}

func (c *course) asksOut() string {
	return c.staff.made("/exports", m{"kind": "needs", "format": "csv", "purpose": c.mark})
}

func (c *course) drawn() string {
	ctx, now := context.Background(), c.w.Store.Now()
	row := models.AuditSample{CountyCode: c.code, ID: models.NewID(now), Purpose: "audit", Month: "2026-02-01", Noun: "need", ObjectID: c.main["need"],
		HouseholdID: c.main["household"], RegionCode: c.village, Status: models.SampleDrawn, CreatedAt: now, UpdatedAt: now, Version: 1}
	require.NoError(c.w.t, c.w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertAll(ctx, []models.AuditSample{row}) }))
	return row.ID
}
