package matching

import (
	"math"
	"slices"
	"strconv"
)

// Gates about the people: where they are, who they are, and who may serve them.

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func failsArea(q *query, r *record) bool {
	if r.anywhere() || (!q.region.known() && !q.place.known) {
		return false
	}
	if r.area.covers(q.region) {
		return false
	}
	if r.more != nil && slices.ContainsFunc(r.more.regions, func(g region) bool { return g.covers(q.region) }) {
		return false
	}
	return r.radius == 0 || !q.place.known || !r.place.known || q.place.metresTo(r.place, q.cosine) > int64(r.radius)
}

func fixArea(q *query, r *record) Phrase {
	if r.radius > 0 && q.place.known && r.place.known {
		over := q.place.metresTo(r.place, q.cosine) - int64(r.radius)
		return Phrase{Key: "fix.outside_area_km", Args: map[string]string{"Km": itoa((over + 999) / 1000)}}
	}
	return Phrase{Key: "fix.extend_area"}
}

func failsLicence(q *query, r *record) bool {
	return q.licence != noLicence && r.lacks(q.licence, q.service)
}

// lacks tells that the licence is not on file or not valid on the day.
func (r *record) lacks(licence int, on day) bool {
	return r.licences[licence] == 0 || day(r.licences[licence]) < min(on, math.MaxUint16)
}

func fixLicence(q *query, r *record) Phrase {
	kind := licenceKinds[q.licence]
	if r.licences[q.licence] == 0 {
		return Phrase{Key: "fix.licence_missing." + kind}
	}
	return Phrase{Key: "fix.licence_renew." + kind, Args: map[string]string{"Date": r.validTo(kind)}}
}

func (r *record) validTo(kind string) string {
	last := ""
	for _, l := range r.offer.Licences {
		if l.Kind == kind {
			last = max(last, string(l.ValidTo))
		}
	}
	return last
}

func failsAge(q *query, r *record) bool {
	if !r.is(aged) {
		return false
	}
	for _, age := range q.need.Ages {
		if age < r.offer.MinAge || (r.offer.MaxAge > 0 && age > r.offer.MaxAge) {
			return true
		}
	}
	return false
}

func fixAge(_ *query, r *record) Phrase {
	if r.offer.MaxAge == 0 {
		return Phrase{Key: "fix.age_from", Args: map[string]string{"Min": strconv.Itoa(r.offer.MinAge)}}
	}
	return Phrase{Key: "fix.age_between", Args: map[string]string{"Min": strconv.Itoa(r.offer.MinAge), "Max": strconv.Itoa(r.offer.MaxAge)}}
}

func failsTags(q *query, r *record) bool {
	return r.is(excluding) && shareAny(q.need.Tags, r.offer.ExcludeTags)
}

func fixTags(q *query, r *record) Phrase {
	for _, t := range r.offer.ExcludeTags {
		if slices.Contains(q.need.Tags, t) {
			return Phrase{Key: "fix.excluded_group", Args: map[string]string{"Tag": t}}
		}
	}
	return Phrase{Key: "fix.excluded_group"}
}

func failsFee(q *query, r *record) bool {
	return q.free && r.is(charged)
}

// referralOnly is the sensitivity at which a need reaches a supplier by named referral only.
const referralOnly = 3

func failsSensitivity(q *query, r *record) bool {
	if q.need.Sensitivity >= referralOnly {
		return !slices.Contains(r.offer.Referrals, q.need.ID)
	}
	return q.need.Sensitivity > int(r.clearance)
}

func fixSensitivity(q *query, _ *record) Phrase {
	if q.need.Sensitivity >= referralOnly {
		return Phrase{Key: "fix.referral"}
	}
	return Phrase{Key: "fix.clearance", Args: map[string]string{"Level": strconv.Itoa(q.need.Sensitivity)}}
}

func failsGender(q *query, r *record) bool {
	return q.need.Gender != "" && r.is(gendered) && !slices.Contains(r.offer.Genders, q.need.Gender)
}

func fixGender(q *query, _ *record) Phrase {
	switch q.need.Gender {
	case "female", "male":
		return Phrase{Key: "fix.helper." + q.need.Gender}
	}
	return Phrase{Key: "fix.helper.other"}
}

func failsChild(q *query, r *record) bool {
	return q.minor && r.lacks(childLicence, q.service)
}

func failsConflict(q *query, r *record) bool {
	return len(q.need.Conflicts) > 0 && slices.Contains(q.need.Conflicts, r.offer.SupplierID)
}

func failsConsent(q *query, _ *record) bool { return q.need.Consent == ConsentWithdrawn }

func failsDeclined(q *query, r *record) bool {
	return len(q.need.DeclinedBy) > 0 && slices.Contains(q.need.DeclinedBy, r.offer.SupplierID)
}
