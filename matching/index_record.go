package matching

import "zhulian/models"

// licenceKinds are the qualifications of the category table, in the order of their place in record.licences.
var licenceKinds = [...]string{"food", "care", "medical", "psych", "law", "child", "build", "driver", "charity", "gov", "social"}

const noLicence = -1

func licenceIndex(kind string) int {
	for i, k := range licenceKinds {
		if k == kind {
			return i
		}
	}
	return noLicence
}

// childLicence is what helpers who serve minors must hold (Law on the Protection of Minors, article 62).
var childLicence = licenceIndex("child")

// hot is the part of an offer that every comparison looks at, small enough to lie in the index itself.
type hot struct {
	left     int64 // -1 when unknown
	slots    Slots
	unit     uint32
	load     uint16
	track    uint8
	targeted bool

	online      bool // given online only
	categorised bool
}

// record is an offer made ready for comparison: parsed once, never changed.
type record struct {
	hot
	offer      *Offer
	categories []categoryID

	home    region
	regions []region
	place   spot
	radius  int64 // metres, 0 for none

	created, from, to, expires, frees, lead day
	licences                                [len(licenceKinds)]day // last valid day, 0 for none on file
	doc                                     document
}

// longestLead bounds the lead time in days, so that adding it to a day cannot overflow.
const longestLead = 10_000

func (r *record) fill(o *Offer, in *intake) {
	*r = record{
		hot: hotOf(o), offer: o, home: parseRegion(o.Home), place: spotOf(o.Place), radius: int64(max(o.RadiusKM, 0)) * 1000,
		created: dayOf(o.CreatedOn), from: dayOf(o.ValidFrom), to: dayOf(o.ValidTo), expires: dayOf(o.GoodsExpiry),
		frees: dayOf(o.Capacity.FreesOn), lead: day(min(max(o.LeadTimeDays, 0), longestLead)),
	}
	r.categories = in.categoriesOf(o.Categories)
	r.categorised = len(r.categories) > 0
	r.regions = in.regionsOf(o.Regions)
	for i := range o.Licences {
		if k := licenceIndex(o.Licences[i].Kind); k != noLicence {
			r.licences[k] = max(r.licences[k], dayOf(o.Licences[i].ValidTo))
		}
	}
	r.doc = in.document(o.Title, o.Description)
}

func hotOf(o *Offer) hot {
	h := hot{
		left: -1, slots: o.Slots, unit: unitHash(o.Unit), load: uint16(min(max(o.LoadPerMille, 0), 1000)),
		track: uint8(TrackPart(o.Accepted, o.Fulfilled)), targeted: len(o.TargetTags) > 0,
		online: len(o.Deliveries) == 1 && o.Deliveries[0] == "online",
	}
	c := &o.Capacity
	switch {
	case c.Left.Known && c.Left.Units > 0:
		h.left = c.Left.Units
	case c.Left.Known && c.Kind != models.CapacityRate:
		h.left = 0
	}
	return h
}

// anywhere tells that the offer names no area at all.
func (r *record) anywhere() bool { return len(r.offer.Regions) == 0 && r.radius == 0 }
