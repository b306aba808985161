package rounds

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// settle writes what a round came to, all of it or nothing. The earlier proposals that nobody has sent expire first; what somebody has
// worked on since the round was counted is left to them. A round whose lease was taken over writes nothing: Conflict round_lost.
func (d *Desk) settle(ctx context.Context, by models.Actor, a *models.Allocation, p *plan) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		w := &writing{s: s, by: by, round: a, plan: p, answer: store.AllocationAnswer{Unmet: p.unmet(), Gaps: p.gaps(), Idle: p.idle()}}
		w.propose()
		if !a.DryRun {
			if err := w.write(ctx); err != nil {
				return err
			}
		}
		w.stamp()
		this := *a // the transaction may be tried again
		err := take(ctx, s, by, &this, "finish", w.columns(), w.data())
		if models.KindOf(err) == models.KindConflict {
			return models.Conflict("round_lost")
		}
		if err != nil {
			return err
		}
		return s.InsertAnswer(ctx, &w.answer)
	})
}

// writing is a round while it is written.
type writing struct {
	s      *store.Store
	by     models.Actor
	round  *models.Allocation
	plan   *plan
	answer store.AllocationAnswer

	needs map[string]models.Need // held
	live  []models.Match         // of these
}

// propose lists the pairs of the round.
func (w *writing) propose() {
	for _, a := range w.plan.asking {
		for _, g := range a.given {
			w.answer.Proposals = append(w.answer.Proposals, models.AllocationProposal{
				CountyCode: w.plan.county, NeedID: a.need.ID, OfferID: g.lot.ID, SupplierID: g.lot.SupplierID, Category: a.need.Category,
				Quantity: g.units, Unit: a.need.Unit, Score: g.score, ScoreParts: market.PartMap(g.parts), Reasons: market.Reasons(g.reasons),
			})
		}
	}
}

// write takes the earlier proposals back, writes the new ones and brings the needs up to date. Needs are held before offers, each in
// the order of their ids, as everybody does.
func (w *writing) write(ctx context.Context) error {
	if err := w.hold(ctx); err != nil {
		return err
	}
	if err := w.expire(ctx); err != nil {
		return err
	}
	if err := w.insert(ctx); err != nil {
		return err
	}
	ids := slices.Sorted(maps.Keys(w.needs))
	progress, err := w.s.ProgressOfAll(ctx, w.plan.county, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		n := w.needs[id]
		if err := flow.DeriveFrom(ctx, w.s, w.by, &n, progress[id]); err != nil {
			return err
		}
	}
	return nil
}

// hold holds the needs of the earlier proposals and of the new.
func (w *writing) hold(ctx context.Context) error {
	var ids []string
	live, err := w.s.LiveMatches(ctx, w.plan.county)
	if err != nil {
		return err
	}
	for i := range live {
		if replaceable(&live[i]) {
			ids = append(ids, live[i].NeedID)
		}
	}
	for i := range w.answer.Proposals {
		ids = append(ids, w.answer.Proposals[i].NeedID)
	}
	if w.needs, err = w.s.HoldNeeds(ctx, w.plan.county, ids); err != nil || len(w.needs) == 0 {
		return err
	}
	// Read again: whoever held a need before may have sent a proposal.
	w.live, err = w.s.LiveMatches(ctx, w.plan.county, slices.Sorted(maps.Keys(w.needs))...)
	return err
}

func (w *writing) expire(ctx context.Context) error {
	var ids []string
	for i := range w.live {
		if m := &w.live[i]; replaceable(m) {
			ids = append(ids, m.ID)
			to, err := models.MatchSteps.Next("expire", m.Status)
			if err != nil {
				return err
			}
			flow.RecordMatch(w.s, w.by, m, "expire", to, map[string]string{"allocation_id": w.round.ID})
		}
	}
	return w.s.StepMatches(ctx, w.plan.county, ids, models.MatchProposed, models.MatchExpired)
}

// insert writes the proposals as matches. Those that no longer hold, since somebody has worked on the need or the offer meanwhile, are
// left out and said to be so.
func (w *writing) insert(ctx context.Context) error {
	var ids []string
	for i := range w.answer.Proposals {
		ids = append(ids, w.answer.Proposals[i].OfferID)
	}
	offers, err := w.s.KeepOffers(ctx, w.plan.county, ids)
	if err != nil {
		return err
	}
	byNeed := map[string][]models.Match{}
	for i := range w.live {
		if m := &w.live[i]; !replaceable(m) {
			byNeed[m.NeedID] = append(byNeed[m.NeedID], *m)
		}
	}
	var rows []models.Match
	kept := w.answer.Proposals[:0]
	for _, x := range w.answer.Proposals {
		n := w.needs[x.NeedID]
		if offers[x.OfferID].Status != models.OfferPublished || !holds(&n, byNeed[x.NeedID], &x) {
			w.leave(&x)
			continue
		}
		m := w.match(&n, &x)
		x.MatchID = &m.ID
		rows, kept = append(rows, m), append(kept, x)
		byNeed[x.NeedID] = append(byNeed[x.NeedID], m)
	}
	if w.answer.Proposals = kept; len(rows) == 0 {
		return nil
	}
	return w.s.InsertAll(ctx, rows)
}

// holds tells whether a need still lacks what a proposal gives it.
func holds(n *models.Need, live []models.Match, x *models.AllocationProposal) bool {
	for i := range live {
		if live[i].OfferID == x.OfferID {
			return false
		}
	}
	units, open := lacking(n, live)
	return n.Status.TakesOffers() && open && units >= x.Quantity
}

func (w *writing) match(n *models.Need, x *models.AllocationProposal) models.Match {
	now := w.s.Now()
	m := models.Match{
		CountyCode: n.CountyCode, ID: models.NewID(now), NeedID: n.ID, OfferID: x.OfferID, SupplierID: x.SupplierID, HouseholdID: n.HouseholdID,
		RegionCode: n.RegionCode, Category: n.Category, Unit: n.Unit, Quantity: &x.Quantity, ProposedBy: "engine", Score: &x.Score,
		WeightsVersion: w.plan.weights.Version,
		ScoreParts:     x.ScoreParts, Reasons: x.Reasons, AgreementNeeded: flow.NeedsAgreement(n, w.plan.today), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	flow.RecordMatch(w.s, w.by, &m, "propose", models.MatchProposed, map[string]string{"allocation_id": w.round.ID})
	m.Status = models.MatchProposed
	return m
}

// leave says that a need goes without a proposal that no longer holds.
func (w *writing) leave(x *models.AllocationProposal) {
	units := x.Quantity
	for i := range w.answer.Unmet {
		if u := &w.answer.Unmet[i]; u.NeedID == x.NeedID {
			units += *u.Units
			u.Units, u.Reason, u.Args = &units, models.UnmetChanged, models.UnmetArgs{}
			return
		}
	}
	n := w.needs[x.NeedID]
	w.answer.Unmet = append(w.answer.Unmet, models.AllocationUnmet{CountyCode: w.plan.county, NeedID: x.NeedID, Category: x.Category,
		Town: models.TownOf(n.RegionCode), Units: &units, Reason: models.UnmetChanged})
}

// stamp puts the round's id on everything that it came to.
func (w *writing) stamp() {
	for i := range w.answer.Proposals {
		w.answer.Proposals[i].AllocationID = w.round.ID
	}
	for i := range w.answer.Unmet {
		w.answer.Unmet[i].AllocationID = w.round.ID
	}
	for i := range w.answer.Gaps {
		w.answer.Gaps[i].AllocationID = w.round.ID
	}
	for i := range w.answer.Idle {
		w.answer.Idle[i].AllocationID = w.round.ID
	}
}

// columns are the figures of a finished round.
func (w *writing) columns() store.Change {
	p, same, units := w.plan, 0, int64(0)
	for _, x := range w.answer.Proposals {
		units += x.Quantity
		if p.before[edge{x.NeedID, x.OfferID}] {
			same++
		}
	}
	set := store.Change{
		"finished_at": w.s.Now(), "weights_version": p.weights.Version, "needs": p.real, "offers": p.counted(), "edges": p.edges,
		"proposals": len(w.answer.Proposals), "units": units, "value": p.answer.Value - p.reserved, "bound": p.answer.Bound - p.reserved, "gap": p.answer.Gap,
		"complete": p.answer.Complete, "certificate": strconv.FormatUint(p.answer.Certificate.Digest, 16),
		"pairs_new": len(w.answer.Proposals) - same, "pairs_gone": len(p.before) - same, "pairs_same": same,
	}
	if p.earlier != nil {
		set["earlier_id"] = p.earlier.ID
	}
	return set
}

// counted is how many offers have something that is known.
func (p *plan) counted() (n int) {
	for _, l := range p.view.Lots() {
		if units, known := p.free(l, l.WindowOf(p.today)); known && units > 0 {
			n++
		}
	}
	return n
}

func (w *writing) data() map[string]string {
	return map[string]string{"dry_run": strconv.FormatBool(w.round.DryRun), "proposals": strconv.Itoa(len(w.answer.Proposals)),
		"unmet": strconv.Itoa(len(w.answer.Unmet)), "gap": strconv.FormatInt(w.plan.answer.Gap, 10)}
}
