package web

import (
	"slices"
	"strconv"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/templates"
)

// Either is the Chinese or the English name of a thing, as the reader reads.
func (p Page) Either(zh, en string) string {
	if p.Lang == locales.English {
		return en
	}
	return zh
}

// Closing is the name of a code that ends a need: "R1 fully met"; "" for none.
func (p Page) Closing(code string) string {
	c := models.ResolutionCode(code)
	if !c.Valid() {
		return code
	}
	return code + " " + p.Either(c.NameZH(), c.NameEN())
}

// Declined is the name of a code with which a supplier declines.
func (p Page) Declined(code string) string {
	c := models.DeclineCode(code)
	if !c.Valid() {
		return code
	}
	return code + " " + p.Either(c.NameZH(), c.NameEN())
}

// Class is the name of a household's category.
func (p Page) Class(b models.Beneficiary) string { return p.Either(b.NameZH(), b.NameEN()) }

// Say puts a phrase of the house, a key with its arguments, into the reader's language.
func (p Page) Say(key string, args map[string]string) string {
	values := make(map[string]any, len(args))
	for k, v := range args {
		if en, there := args[k+"_en"]; there && p.Lang == locales.English {
			v = en
		}
		values[k] = v
	}
	return locales.T(p.Lang, key, values)
}

// Units writes a quantity with its unit; an unknown one as such.
func (p Page) Units(n *int64, unit string) string {
	if n == nil {
		return p.T("page.unit.unknown")
	}
	return p.Amount(*n, unit)
}

// Per says in what time a rate is counted: "a month"; "" for a count.
func (p Page) Per(period *models.Period) string {
	if period == nil {
		return ""
	}
	return p.Word("period", *period)
}

// Amount writes a known quantity with its unit.
func (p Page) Amount(n int64, unit string) string { return p.Number(n) + " " + unit }

// StepName is the name of a step of a noun, for histories.
func (p Page) StepName(noun, step string) string {
	if key := "step." + noun + "." + step; locales.Has(p.Lang, key) {
		return p.T(key)
	}
	return step
}

// RoleName is the name of a role.
func (p Page) RoleName(role models.Role) string { return p.Word("role", role) }

// categories are the codes as the choices of a filter: a heading with all below it, or one; or of a form, where only one may be chosen.
func (c *Call) categories(headings bool) []templates.Option {
	zh := c.Lang() != locales.English
	name := func(code, nameZH, nameEN string) string {
		if zh {
			return code + " " + nameZH
		}
		return code + " " + nameEN
	}
	var out []templates.Option
	for _, g := range models.CategoryGroups() {
		group := name(g.Code, g.NameZH, g.NameEN)
		if headings {
			out = append(out, templates.Option{Value: g.Code, Text: c.T("page.filter.all_of") + " " + group, Group: group})
		}
		for _, k := range models.Categories() {
			if k.Parent == g.Code {
				out = append(out, templates.Option{Value: k.Code, Text: name(k.Code, k.NameZH, k.NameEN), Group: group})
			}
		}
	}
	return out
}

// regions are regions as the choices of a filter, the villages below their towns.
func regions(list []models.Region) []templates.Option {
	out := make([]templates.Option, 0, len(list))
	for _, r := range list {
		text := r.Name
		if r.Level == models.RegionVillage {
			text = "　" + text
		}
		out = append(out, templates.Option{Value: r.Code, Text: text})
	}
	return out
}

// any puts the choice of not narrowing before the others of a filter.
func (c *Call) any(list []templates.Option) []templates.Option {
	return append([]templates.Option{{Text: c.T("page.filter.any")}}, list...)
}

// places are the names of regions by code.
type places map[string]string

func placeNames(list []models.Region) places {
	out := make(places, len(list))
	for _, r := range list {
		out[r.Code] = r.Name
	}
	return out
}

// placesOf names the towns and villages of the reader's county.
func (w *Web) placesOf(c *Call) (places, error) {
	land, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	return placeNames(land), err
}

// Name is the town's and the village's name of a region, or the code where they are unknown.
func (p places) Name(code string) string {
	town, village := p[models.TownOf(code)], p[code]
	switch {
	case town == "" && village == "":
		return code
	case town == village || village == "":
		return town
	}
	return strings.TrimSpace(town + " " + village)
}

// closings are the codes of some classes as the choices of a field.
func (c *Call) closings(of ...func(models.ResolutionCode) bool) []templates.Option {
	var out []templates.Option
	for _, code := range models.ResolutionCodes() {
		if slices.ContainsFunc(of, func(in func(models.ResolutionCode) bool) bool { return in(code) }) {
			name := code.NameZH()
			if c.Lang() == locales.English {
				name = code.NameEN()
			}
			out = append(out, templates.Option{Value: string(code), Text: string(code) + " " + name})
		}
	}
	return out
}

// satisfactions are how content a household is.
func (c *Call) satisfactions() []templates.Option {
	out := []templates.Option{{Text: c.T("page.satisfaction.none")}}
	for n := 5; n >= 1; n-- {
		out = append(out, templates.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n) + " " + c.T("satisfaction."+strconv.Itoa(n))})
	}
	return out
}
