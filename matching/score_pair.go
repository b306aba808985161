package matching

import "zhulian/models"

// weigh scores a pair that passed the gates, or is yet to, into a hit.
func (q *query) weigh(r *record, h *Hit) {
	*h = Hit{Offer: r.offer, record: r}
	h.Parts.Category = q.categoryPart(r)
	q.locate(r, h)
	h.Parts.Capacity = q.capacityPart(&r.hot)
	h.Parts.Time = TimePart(q.need.Slots, r.slots)
	h.Parts.Group = neutralGroup
	if r.groups&q.groups != 0 {
		h.Parts.Group = GroupPart(q.need.Tags, r.offer.TargetTags)
	}
	h.Parts.Track = int(r.track)
	q.adjust(r, h)
	h.Score = Score(h.Parts, h.Adjust, q.weights)
	h.rank = h.rankOf()
}

// locate fills in the geography part and the way.
func (q *query) locate(r *record, h *Hit) {
	p := elsewhere
	if r.home.known() || !r.area.known() {
		p = near(r.home, q.region)
	}
	if r.area.known() && p < sameVillage {
		p = max(p, near(r.area, q.region))
	}
	if r.more != nil {
		for i := 0; i < len(r.more.regions) && p < sameVillage; i++ {
			p = max(p, near(r.more.regions[i], q.region))
		}
	}
	h.Metres = treeMetres(p)
	if q.place.known && r.place.known {
		h.Metres, h.Measured = q.place.metresTo(r.place, q.cosine), true
	}
	h.Parts.Geography = geographyPart(p, h.Metres, h.Measured)
}

// capacityPart compares quantities only where both sides count in the same unit, or one does not say in which.
func (q *query) capacityPart(o *hot) int {
	if !q.sameUnit(o) {
		return neutralCapacity
	}
	return CapacityPart(q.need.Quantity, Quantity{Units: o.left, Known: o.left >= 0})
}

func (q *query) sameUnit(o *hot) bool { return q.unit == o.unit || q.unit == 0 || o.unit == 0 }

// adjust fills in the finer signals. Where a category is unknown the likeness of the texts stands in for the category part.
func (q *query) adjust(r *record, h *Hit) {
	w := &q.weights
	if q.category == unknownCategory || !r.is(categorised) {
		h.Likeness = q.likeness(r)
		h.alike = h.Likeness
		h.Parts.Category = h.Likeness / 10
	} else if w.Text > 0 {
		h.Likeness = q.likeness(r)
		h.Adjust.Text = w.Text * h.Likeness / 1000
	}
	h.Adjust.Reach = w.reachPoints(q.reachOf(&r.hot), h.Parts.Geography)
	h.Adjust.Freshness = q.freshness(&r.hot)
	if len(q.need.History) > 0 {
		q.remember(r, h)
	}
}

// reachOf is the category's, or none where the help is given online.
func (q *query) reachOf(o *hot) models.Reach {
	if o.is(online) || q.need.Delivery == "online" {
		return models.ReachNone
	}
	return q.reach
}

// reachPoints corrects what distance costs by the kind of service: one that travels by wire loses nothing by it, and one that
// must arrive warm or come to the door loses half as much again.
func (w *Weights) reachPoints(reach models.Reach, geography int) int {
	loss := w.Geography * (100 - geography) / 100
	switch reach {
	case models.ReachNone:
		return min(w.Reach, loss)
	case models.ReachStrong:
		return -min(w.Reach, loss/2)
	}
	return 0
}

// freshDays is how long an offer counts as fresh.
const freshDays = 30

func (q *query) freshness(r *hot) int {
	if r.created != 0 && q.today != 0 && r.created <= q.today && q.today-r.created <= freshDays {
		return q.weights.Freshness
	}
	return 0
}

// remember adds what earlier meetings of this household and this supplier tell.
func (q *query) remember(r *record, h *Hit) {
	served, declined := 0, 0
	for i := range q.need.History {
		e := &q.need.History[i]
		if q.met[i] != r.giver || e.SupplierID != r.offer.SupplierID {
			continue
		}
		if e.Served {
			served = max(served, e.merit())
		} else if q.recent(e) {
			declined++
		}
	}
	h.Adjust.Continuity = q.weights.Continuity * served / 2
	spare := h.Adjust.Text + h.Adjust.Reach + h.Adjust.Continuity + h.Adjust.Freshness
	h.Adjust.Declines = -max(0, min(q.weights.Declines*min(declined, 2)/2, spare))
}

// merit is 2 when the household was content, 1 when it did not say, 0 when it was not.
func (e *Encounter) merit() int {
	switch {
	case e.Satisfaction >= 4:
		return 2
	case e.Satisfaction == 0 || e.Satisfaction == 3:
		return 1
	}
	return 0
}

// Declines are remembered for half a year, those for want of capacity or time (D1, D3) for a month.
const (
	declineDays      = 180
	briefDeclineDays = 30
)

func (q *query) recent(e *Encounter) bool {
	on := dayOf(e.On)
	if on == 0 || q.today == 0 {
		return true
	}
	if e.DeclineCode == "D1" || e.DeclineCode == "D3" {
		return q.today-on <= briefDeclineDays
	}
	return q.today-on <= declineDays
}
