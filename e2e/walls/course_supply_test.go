package walls

import (
	"context"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

var supplyCourses = map[string]stage{
	"POST /suppliers": func(c *course) ready {
		return ready{by: c.w.anybody(), with: m{"county_code": c.code, "uscc": c.said("uscc"), "contact.phone": c.phone, "user": c.login()}}
	},
	"PATCH /suppliers/:id": func(c *course) ready {
		id := c.accepted()
		return ready{by: c.staff, ids: []string{id}, with: m{"contact.phone": c.phone}, headers: c.version(c.staff, "/suppliers/"+id)}
	},
	"POST /suppliers/:id/approve": func(c *course) ready { return ready{by: c.staff, ids: []string{c.applicant()}} },
	"POST /suppliers/:id/reject":  func(c *course) ready { return ready{by: c.staff, ids: []string{c.applicant()}} },
	"POST /suppliers/:id/suspend": func(c *course) ready { return ready{by: c.staff, ids: []string{c.accepted()}} },
	"POST /suppliers/:id/reinstate": func(c *course) ready {
		id := c.accepted()
		c.staff.made("/suppliers/"+id+"/suspend", m{"reason": c.mark})
		return ready{by: c.staff, ids: []string{id}}
	},
	"PATCH /offers/:id": func(c *course) ready {
		id := c.offer(nil)
		return ready{by: c.admin, ids: []string{id}, headers: c.version(c.admin, "/offers/"+id)}
	},
	"POST /offers/:id/publish": func(c *course) ready { return ready{by: c.admin, ids: []string{c.offer(nil)}} },
	"POST /offers/:id/sessions": func(c *course) ready {
		from := c.w.Store.Now().Add(48 * time.Hour)
		return ready{by: c.admin, ids: []string{c.training}, with: m{"starts_at": from, "ends_at": from.Add(time.Hour)}}
	},
	"POST /work-paths/:id/job": func(c *course) ready {
		h, p := c.family()
		return ready{by: c.aide, ids: []string{c.aide.made("/households/"+h+"/work-paths", m{"person_id": p})}, with: m{"since": c.today()}}
	},
	"POST /work-paths/:id/check": func(c *course) ready {
		h, p := c.family()
		id := c.aide.made("/households/"+h+"/work-paths", m{"person_id": p})
		c.aide.made("/work-paths/"+id+"/job", m{"title": c.mark, "employer": c.mark, "since": c.today().AddDays(-40)})
		return ready{by: c.aide, ids: []string{id}, with: m{"employed": "yes"}}
	},
}

func (c *course) login() m {
	return m{"username": c.said("username"), "password": testdb.StoryPassword}
}

// applicant is a supplier that waits to be let in.
func (c *course) applicant() string {
	uscc, _ := c.said("uscc").(string)
	return c.w.anybody().made("/suppliers", m{"county_code": c.code, "name": fmt.Sprint(c.mark, "会", uscc[10:16]), "uscc": uscc, "region_code": c.town, "description": c.mark,
		"contact": m{"name": c.mark, "phone": c.phone}, "user": c.login()})
}

func (c *course) accepted() string {
	id := c.applicant()
	c.staff.made("/suppliers/"+id+"/approve", m{})
	return id
}

var settingCourses = map[string]stage{
	"POST /feeds": func(c *course) ready { return ready{by: c.staff, with: c.feedText()} },
	"POST /settings/regions/:code/merge": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.hamlet()}, with: m{"successor_code": c.village, "last_day": c.today().AddDays(-1)}}
	},
	"POST /suggestion-rules":       func(c *course) ready { return ready{by: c.staff, with: m{"benefits": []any{c.k.text("", 40)}}} },
	"POST /suggestion-rules/check": func(c *course) ready { return ready{by: c.staff, with: m{"benefits": []any{c.k.text("", 40)}}} },
	"POST /alert-rules":            func(c *course) ready { return ready{by: c.staff, with: c.ruleText()} },
	"POST /alert-rules/check":      func(c *course) ready { return ready{by: c.staff, with: c.ruleText()} },
	"POST /alert-rules/dry-run":    func(c *course) ready { return ready{by: c.staff, with: c.ruleText()} },
	"POST /alert-rules/versions/:id/withdraw": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.staff.made("/alert-rules", special(models.RuleDraft{}, c.today()))}}
	},
	"POST /suggestion-rules/versions/:id/withdraw": func(c *course) ready {
		return ready{by: c.staff, ids: []string{c.staff.made("/suggestion-rules", special(models.SuggestionRuleDraft{}, c.today()))}}
	},
	"POST /settings/calendar": func(c *course) ready {
		return ready{by: c.staff, with: m{"days[].day": c.today(), "days[].kind": "holiday"}}
	},
	"POST /settings/calendar/preview": func(c *course) ready {
		return ready{by: c.staff, with: m{"days[].day": c.today(), "days[].kind": "holiday"}}
	},
	"POST /settings/sla/:id/withdraw": func(c *course) ready {
		in := special(models.SLADraft{}, c.today())
		in["step"] = "need_response"
		in["source"] = c.mark
		return ready{by: c.staff, ids: []string{c.staff.made("/settings/sla", in)}}
	},
	"POST /settings/standards/:id/withdraw": func(c *course) ready {
		in := special(models.StandardDraft{}, c.today())
		in["source"] = c.mark
		return ready{by: c.staff, ids: []string{c.staff.made("/settings/standards", in)}}
	},
}

// ruleText is a rule whose thresholds are named in free text.
func (c *course) ruleText() m {
	text := c.k.text
	var params []any
	for _, p := range models.ShippedRules()[0].Params {
		params = append(params, m{"name": p.Name, "kind": p.Kind, "value": p.Value, "name_zh": text("", 40), "name_en": text("", 60)})
	}
	return m{"params": params, "red_when": nil}
}

// feedText is a feed whose columns and values are named in free text.
func (c *course) feedText() m {
	f, text := models.ShippedFeeds()[0], c.k.text
	var columns, codes []any
	for i, col := range f.Columns {
		names := append([]string{}, col.Names...)
		if i == 0 {
			names = append(names, text("", 40))
		}
		columns = append(columns, m{"field": col.Field, "kind": col.Kind, "names": names, "required": col.Required})
	}
	for i, word := range f.Codes {
		if i == 0 {
			word.NameZH, word.NameEN, word.Also = text("", 40), text("", 60), []string{text("", 40)}
		}
		codes = append(codes, m{"code": word.Code, "name_zh": word.NameZH, "name_en": word.NameEN, "also": word.Also})
	}
	return m{"columns": columns, "codes": codes}
}

// hamlet is a village in which nobody lives.
func (c *course) hamlet() string {
	ctx := context.Background()
	*c.k.count++
	code := fmt.Sprintf("%s%03d", c.town[:9], 100+*c.k.count%900)
	require.NoError(c.w.t, c.w.Store.InTx(ctx, func(s *store.Store) error {
		return s.PutRegions(ctx, []models.Region{{Code: code, CountyCode: c.code, Name: c.mark, Level: models.RegionVillage, ParentCode: c.town, ActiveFrom: "2000-01-01"}})
	}))
	return code
}
