package walls

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

var needCourses = map[string]stage{
	"POST /needs": func(c *course) ready {
		return ready{by: c.aide, with: m{"household_id": c.main["household"], "category": "A01", "quantity": 1, "urgency": "normal"}}
	},
	"PATCH /needs/:id": func(c *course) ready {
		id := c.opened()
		return ready{by: c.clerk, ids: []string{id}, headers: c.version(c.clerk, "/needs/"+id)}
	},
	"POST /needs/:id/submit":  func(c *course) ready { return ready{by: c.aide, ids: []string{c.asked(m{"draft": true})}} },
	"POST /needs/:id/accept":  func(c *course) ready { return ready{by: c.clerk, ids: []string{c.asked(nil)}} },
	"POST /needs/:id/return":  func(c *course) ready { return ready{by: c.clerk, ids: []string{c.asked(nil)}} },
	"POST /needs/:id/suspend": func(c *course) ready { return ready{by: c.clerk, ids: []string{c.opened()}} },
	"POST /needs/:id/close-unmet": func(c *course) ready { // the needs at hand end with whom they were for
		return ready{by: c.clerk, ids: []string{c.opened()}}
	},
	"POST /needs/:id/resume": func(c *course) ready {
		id := c.opened()
		c.clerk.made("/needs/"+id+"/suspend", m{"reason": c.mark})
		return ready{by: c.clerk, ids: []string{id}}
	},
	"POST /needs/:id/resolve": func(c *course) ready {
		return ready{by: c.aide, ids: []string{c.confirmed()}, with: m{"resolution_code": "R1", "satisfaction": 5}}
	},
	"POST /needs/:id/reopen": func(c *course) ready {
		id := c.confirmed()
		c.aide.made("/needs/"+id+"/resolve", m{"resolution_code": "R1", "satisfaction": 2})
		return ready{by: c.clerk, ids: []string{id}, with: m{"quantity": 1}}
	},
	"POST /matches/:id/accept": func(c *course) ready {
		return ready{by: c.admin, ids: []string{c.invited(nil)}, with: m{"quantity": 1}}
	},
	"POST /matches/:id/decline": func(c *course) ready {
		return ready{by: c.admin, ids: []string{c.invited(nil)}, with: m{"decline_code": "D1"}}
	},
	"POST /matches/:id/cancel": func(c *course) ready { return ready{by: c.staff, ids: []string{c.invited(nil)}} },
	"POST /matches/:id/fail":   func(c *course) ready { return ready{by: c.staff, ids: []string{c.promised(nil)}} },
	"POST /matches/:id/sign": func(c *course) ready {
		return ready{by: c.admin, ids: []string{c.promised(m{"frequency": m{"every": "week", "until": c.today().AddDays(60)}})}}
	},
	"POST /matches/:id/invite": func(c *course) ready { return ready{by: c.clerk, ids: []string{c.proposed()}} },
	"POST /answer-links/:token/accept": func(c *course) ready {
		return ready{by: c.w.anybody(), ids: []string{c.linked()}, with: m{"quantity": 1}}
	},
	"POST /answer-links/:token/decline": func(c *course) ready {
		return ready{by: c.w.anybody(), ids: []string{c.linked()}, with: m{"decline_code": "D1"}}
	},
	"POST /matches/:id/fulfilments": func(c *course) ready {
		return ready{by: c.admin, ids: []string{c.meals()}, with: m{"quantity": 1, "occurred_at": c.w.Store.Now(), "card.well": 0, "card.eats": 0, "card.home": 0}}
	},
	"POST /fulfilments/:id/complete": func(c *course) ready {
		id := c.admin.made("/matches/"+c.meals()+"/fulfilments", m{"quantity": 1, "planned_at": c.w.Store.Now().Add(time.Hour), "worker_id": c.worker.AccountID})
		return ready{by: c.worker, ids: []string{id}, with: m{"quantity": 1, "occurred_at": c.w.Store.Now(), "card.well": 0, "card.eats": 0, "card.home": 0}}
	},
	"POST /fulfilments/:id/dispute":  func(c *course) ready { return ready{by: c.aide, ids: []string{c.delivered(c.promised(nil))}} },
	"POST /fulfilments/:id/uphold":   func(c *course) ready { return ready{by: c.clerk, ids: []string{c.disputed()}} },
	"POST /fulfilments/:id/overturn": func(c *course) ready { return ready{by: c.clerk, ids: []string{c.disputed()}} },
}

// asked is a need of one unit that the aide wrote down.
func (c *course) asked(with m) string {
	in := m{"household_id": c.main["household"], "person_id": c.main["person"], "category": "A01", "title": c.mark + "米面", "quantity": 1, "unit": "袋", "urgency": "normal"}
	for name, value := range with {
		in[name] = value
	}
	return c.aide.made("/needs", in)
}

// opened is one that the town took in.
func (c *course) opened() string { return c.openedOf(nil) }

func (c *course) openedOf(with m) string {
	id := c.asked(with)
	c.clerk.made("/needs/"+id+"/accept", m{})
	return id
}

// invited is an invitation of the place's supplier to one.
func (c *course) invited(with m) string {
	return c.clerk.made("/needs/"+c.openedOf(with)+"/matches", m{"offer_id": c.main["offer"], "quantity": 1})
}

// promised is an invitation that was accepted.
func (c *course) promised(with m) string {
	id := c.invited(with)
	c.admin.made("/matches/"+id+"/accept", m{"quantity": 1})
	return id
}

// delivered is what was delivered under a promise.
func (c *course) delivered(match string) string {
	return c.admin.made("/matches/"+match+"/fulfilments", m{"quantity": 1, "occurred_at": c.w.Store.Now()})
}

// confirmed is a need whose delivery the aide confirmed.
func (c *course) confirmed() string {
	match := c.promised(nil)
	c.aide.made("/fulfilments/"+c.delivered(match)+"/confirm", m{"satisfaction": 5})
	need, _ := c.staff.call("GET", "/matches/"+match, nil).object()["need_id"].(string)
	return need
}

func (c *course) disputed() string {
	id := c.delivered(c.promised(nil))
	c.aide.made("/fulfilments/"+id+"/dispute", m{"note": c.mark})
	return id
}

// meals is a promise of meals, whose deliveries may say how the household is.
func (c *course) meals() string {
	supplier := "/suppliers/" + c.main["supplier"]
	a := c.staff.call("PATCH", supplier, m{"licences": []m{{"kind": models.LicenceFood, "number": "1", "valid_to": c.today().AddDays(400)}}}, c.version(c.staff, supplier)...)
	require.Equal(c.w.t, 200, a.status, a.text)
	offer := c.offer(m{"category": models.MealCategory, "mode": "service", "unit": models.UsualUnit(models.MealCategory)})
	c.admin.made("/offers/"+offer+"/publish", m{})
	need := c.openedOf(m{"category": models.MealCategory, "unit": models.UsualUnit(models.MealCategory)})
	id := c.clerk.made("/needs/"+need+"/matches", m{"offer_id": offer, "quantity": 1})
	c.admin.made("/matches/"+id+"/accept", m{"quantity": 1})
	return id
}

// offer is a draft of one.
func (c *course) offer(with m) string {
	in := m{"category": "A01", "title": c.mark + "事", "description": c.mark, "mode": "goods", "unit": "袋", "quantity": 100, "regions": []string{c.code + "000000"},
		"valid_from": c.today(), "valid_to": c.today().AddDays(90)}
	for name, value := range with {
		in[name] = value
	}
	return c.admin.made("/offers", in)
}

// proposed is a proposal of a round that nobody has sent.
func (c *course) proposed() string {
	h, p := c.family() // that nobody has declined
	need := c.openedOf(m{"household_id": h, "person_id": p, "urgency": "critical"})
	c.staff.made("/allocations", m{"county": c.code, "dry_run": false})
	c.w.idle()
	rows, _, err := c.w.Store.Matches(context.Background(), store.MatchFilter{Scope: store.Scope{County: c.code}, Need: need}, store.Page{Limit: 10})
	require.NoError(c.w.t, err)
	require.NotEmpty(c.w.t, rows, "the round proposes nothing")
	return rows[0].ID
}

// linked is what stands in the address of a link with which an invitation is answered.
func (c *course) linked() string {
	ctx, now := context.Background(), c.w.Store.Now()
	secret := make([]byte, models.TokenBytes)
	copy(secret, models.NewID(now))
	token := models.NewAnswerToken(c.code, secret)
	row := &models.AnswerLink{CountyCode: c.code, ID: models.NewID(now), TokenHash: token.Hash(), MatchID: c.invited(nil), AccountID: c.admin.AccountID,
		ExpiresAt: now.Add(24 * time.Hour), CreatedAt: now}
	require.NoError(c.w.t, c.w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertAnswerLink(ctx, row) }))
	return string(token)
}
