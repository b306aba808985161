package matching

import "slices"

// Gates about the offer itself: whether it is there, in date, of the right kind, and has something left.

func failsPublished(_ *query, r *record) bool { return r.is(unpublished) }

func failsSupplier(_ *query, r *record) bool { return r.is(inactive) }

// failsDates asks for one day on which both the need can be served and the offer is in date.
func failsDates(q *query, r *record) bool {
	return (r.to != 0 && r.to < q.start) || (r.from != 0 && q.service != 0 && r.from > q.service)
}

func fixDates(q *query, r *record) Phrase {
	if r.to != 0 && r.to < q.start {
		return Phrase{Key: "fix.renew", Args: map[string]string{"Date": string(r.offer.ValidTo)}}
	}
	return Phrase{Key: "fix.starts_on", Args: map[string]string{"Date": string(r.offer.ValidFrom)}}
}

// leastCategory is the category distance under which two categories do not meet.
const leastCategory = 30

func failsCategory(q *query, r *record) bool {
	if q.category != 0 && r.is(categorised) {
		return q.categoryPart(r) < leastCategory
	}
	return q.likeness(r) == 0
}

func failsStock(_ *query, r *record) bool {
	return r.left == 0
}

func failsCapacity(q *query, r *record) bool {
	return r.is(exhausted) && (r.frees == 0 || r.frees > q.service)
}

func fixCapacity(_ *query, r *record) Phrase {
	if r.frees == 0 {
		return Phrase{Key: "fix.replenish"}
	}
	return Phrase{Key: "fix.capacity_frees_on", Args: map[string]string{"Date": string(r.offer.Capacity.FreesOn)}}
}

// keepDays is how long goods must keep after the service date (domain rule on goods expiry).
const keepDays = 7

func failsExpiry(q *query, r *record) bool {
	return r.expires != 0 && r.expires < q.service+keepDays
}

func fixExpiry(_ *query, r *record) Phrase {
	return Phrase{Key: "fix.fresher_goods", Args: map[string]string{"Date": string(r.offer.GoodsExpiry)}}
}

func failsDelivery(q *query, r *record) bool {
	return q.need.Delivery != "" && r.is(carried) && !slices.Contains(r.offer.Deliveries, q.need.Delivery)
}

func fixDelivery(q *query, _ *record) Phrase {
	switch q.need.Delivery {
	case "to_home", "pick_up", "centre", "online":
		return Phrase{Key: "fix.delivery." + q.need.Delivery}
	}
	return Phrase{Key: "fix.delivery.other"}
}

func failsLead(q *query, r *record) bool {
	return r.lead > 0 && q.need.NeededBy != "" && q.today != 0 && q.today+r.lead > q.service
}

func fixLead(_ *query, r *record) Phrase {
	return Phrase{Key: "fix.lead_time", Args: map[string]string{"Days": itoa(int64(r.lead))}}
}
