package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/rounds"
)

// Allocate is `zhulian allocate`: one round over a county.
type Allocate struct {
	County string `required:"" placeholder:"CODE" help:"The county's code of 6 digits."`
	DryRun bool   `help:"Say what would be proposed, and propose nothing."`
	Speech
}

// Help tells what the flags cannot.
func (*Allocate) Help() string {
	return `Finds the best assignment over all open needs of the county and writes it as proposals, for people to look at and send; the
earlier proposals that nobody has sent are taken back. Meant to be run every night.`
}

// Validate refuses what is no county's code.
func (c *Allocate) Validate() error {
	if len(c.County) != 6 || models.CountyOf(c.County+"000000") != c.County {
		return fmt.Errorf("--county must be a code of 6 digits, as 330199")
	}
	return nil
}

// Run runs the round and prints what it came to.
func (c *Allocate) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	by := models.System(c.County)
	by.AccountID = operator()
	r, err := (&rounds.Desk{Store: s}).Run(ctx, by, c.County, c.DryRun)
	if err != nil {
		return inWords(err, c.lang())
	}
	out := report{out: e.Out, lang: c.lang()}
	if out.towns, err = s.RegionNames(ctx, townsOf(r.Gaps)); err != nil {
		return err
	}
	out.round(r)
	return nil
}

func townsOf(gaps []models.AllocationGap) []string {
	var out []string
	for i := range gaps {
		out = append(out, gaps[i].Town)
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// report prints a round.
type report struct {
	out   io.Writer
	lang  locales.Lang
	towns map[string]string // names by code
}

func (r report) say(key string, args models.Args) { fmt.Fprintln(r.out, locales.T(r.lang, key, args)) }

// mostGaps is how many lines of what to recruit next a terminal is given.
const mostGaps = 10

func (r report) round(x *rounds.Round) {
	r.say("round.head", models.Args{"county": x.CountyCode, "id": x.ID, "needs": x.Needs, "offers": x.Offers, "edges": x.Edges})
	if x.DryRun {
		r.say("round.dry", nil)
	}
	r.say("round.proposals", models.Args{"proposals": len(x.Proposals), "units": x.Units})
	r.say("round.proof", models.Args{"value": x.Value, "bound": x.Bound, "gap": x.Gap})
	if x.EarlierID != nil {
		r.say("round.changed", models.Args{"new": x.PairsNew, "gone": x.PairsGone, "same": x.PairsSame})
	}
	unmet, idle := map[string]int{}, map[string]int{}
	for i := range x.Unmet {
		unmet["unmet."+string(x.Unmet[i].Reason)]++
	}
	for i := range x.Idle {
		idle["idle."+string(x.Idle[i].Reason)]++
	}
	r.counted("round.unmet", len(x.Unmet), unmet)
	r.counted("round.idle", len(x.Idle), idle)
	r.gaps(x.Gaps[:min(mostGaps, len(x.Gaps))])
}

func (r report) counted(title string, n int, by map[string]int) {
	if n == 0 {
		return
	}
	r.say(title, models.Args{"n": n})
	for _, key := range slices.Sorted(maps.Keys(by)) {
		r.say("round.line", models.Args{"n": by[key], "what": locales.T(r.lang, key, nil)})
	}
}

func (r report) gaps(list []models.AllocationGap) {
	if len(list) == 0 {
		return
	}
	r.say("round.gaps", models.Args{"n": len(list)})
	for _, g := range list {
		category, _ := models.CategoryByCode(g.Category)
		name := category.NameZH
		if r.lang == locales.English {
			name = category.NameEN
		}
		r.say("round.gap", models.Args{"category": g.Category + " " + name, "town": r.towns[g.Town], "needed": g.Needed, "offered": g.Offered,
			"urgency": locales.T(r.lang, "urgency."+string(g.Urgency), nil)})
	}
}
