package matching

import (
	"math"
	"slices"

	"zhulian/models"
)

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

// traits are yes-or-no facts of an offer, so that most comparisons need not look at the offer itself.
type traits uint16

const (
	categorised traits = 1 << iota // has a known category
	online                         // given online only
	targeted                       // meant for some groups
	excluding                      // not meant for some groups
	aged                           // has age limits
	charged                        // for a low fee
	gendered                       // the helpers' gender is known
	carried                        // has ways of delivery
	unpublished
	inactive  // the supplier is
	exhausted // a rate with nothing left in its window
	repeating // some word comes more than once in its text
	roaming   // goes anywhere or by radius
	several   // has several categories or regions
)

// hot is the part of an offer that every comparison looks at, small enough to lie in the index itself.
type hot struct {
	sign    signature
	left    int64 // -1 when unknown or when a rate frees again
	slots   Slots
	unit    uint32
	created day
	giver   uint32 // hash of the supplier's id
	load    uint16
	traits  traits
	track   uint8
	words   uint8  // in its text, at most 255
	groups  uint16 // groupBits of the groups that it is meant for
}

func (o *hot) is(t traits) bool { return o.traits&t != 0 }

// record is an offer made ready for comparison: parsed once, never changed. It fills five lines of the processor's cache, and
// what decides under which anchors it lies fills the first, since the time of a build and of a question goes into fetching them.
type record struct {
	hot
	area, home                     region   // area is the first region served
	more                           *further // nil for one category and region
	offer                          *Offer
	from, to, expires, frees, lead day
	radius                         int32 // metres, 0 for none
	place                          spot
	category                       categoryID // the first
	clearance                      uint8
	bounded                        bool                      // names regions, known or not
	licences                       [len(licenceKinds)]uint16 // last valid day, 0 for none on file
	doc                            document
	few                            [mostFew]feature // the text's features themselves where they are few
}

// mostFew is somewhat more than a title has.
const mostFew = 36

// fetch brings the record from memory without waiting for it; what it answers has no meaning.
func (r *record) fetch() int {
	return int(r.created) + int(r.from) + int(r.doc.length) + int(r.few[8]) + int(r.few[24])
}

// further are the second and later categories and regions of an offer.
type further struct {
	categories []categoryID
	regions    []region
}

// kinds is the number of known categories.
func (r *record) kinds() int {
	switch {
	case r.category == unknownCategory:
		return 0
	case r.more == nil:
		return 1
	}
	return 1 + len(r.more.categories)
}

func (r *record) kindAt(i int) categoryID {
	if i == 0 {
		return r.category
	}
	return r.more.categories[i-1]
}

// Bounds that keep sums within their types.
const (
	longestLead  = 10_000  // days
	widestRadius = 100_000 // kilometres
)

// fill makes the zero record that of an offer.
func (r *record) fill(o *Offer, in *intake) {
	r.readText(o, in)
	r.fillFacts(o)
}

// refill makes the zero record that of an offer which takes the place of another. Mostly its text is the same and need not be
// taken apart again.
func (r *record) refill(o *Offer, old *record) {
	if old == nil || old.offer.Title != o.Title || old.offer.Description != o.Description {
		r.readText(o, &intake{})
	} else if r.doc, r.sign = old.doc, old.sign; len(old.doc.features) <= mostFew {
		r.doc.features = r.few[:copy(r.few[:], old.doc.features)]
	}
	r.fillFacts(o)
}

// fillFacts fills in all but the text, which is there.
func (r *record) fillFacts(o *Offer) {
	r.offer, r.home, r.place = o, parseRegion(o.Home), spotOf(o.Place)
	r.radius, r.bounded = int32(min(max(o.RadiusKM, 0), widestRadius))*1000, len(o.Regions) > 0
	r.from, r.to, r.expires, r.frees = dayOf(o.ValidFrom), dayOf(o.ValidTo), dayOf(o.GoodsExpiry), dayOf(o.Capacity.FreesOn)
	r.lead, r.clearance = day(min(max(o.LeadTimeDays, 0), longestLead)), uint8(min(max(o.Clearance, 0), referralOnly-1))
	r.fillLists(o)
	for i := range o.Licences {
		if k := licenceIndex(o.Licences[i].Kind); k != noLicence {
			r.licences[k] = max(r.licences[k], uint16(min(max(dayOf(o.Licences[i].ValidTo), 0), math.MaxUint16)))
		}
	}
	r.left, r.slots, r.unit, r.created, r.giver = leftOf(&o.Capacity), o.Slots, unitHash(o.Unit), dayOf(o.CreatedOn), idHash(o.SupplierID)
	r.load, r.track = uint16(min(max(o.LoadPerMille, 0), 1000)), uint8(TrackPart(o.Accepted, o.Fulfilled))
	r.words, r.traits, r.groups = uint8(min(r.doc.length, 255)), r.traitsOf(), groupBits(o.TargetTags)
}

func (r *record) readText(o *Offer, in *intake) {
	in.reader.readBoth(o.Title, o.Description)
	r.doc.length = int32(in.reader.length)
	if features := in.reader.features; len(features) <= mostFew {
		r.doc.features = r.few[:copy(r.few[:], features)]
	} else {
		r.doc.features = cut(&in.features, features)
	}
	r.sign = r.doc.sign()
}

func (r *record) fillLists(o *Offer) {
	var rest further
	for _, code := range o.Categories {
		switch id := categoryOf(code); {
		case id == unknownCategory || id == r.category:
		case r.category == unknownCategory:
			r.category = id
		case !slices.Contains(rest.categories, id):
			rest.categories = append(rest.categories, id)
		}
	}
	for _, code := range o.Regions {
		switch g := parseRegion(code); {
		case g == 0 || g == r.area:
		case r.area == 0:
			r.area = g
		default:
			rest.regions = append(rest.regions, g)
		}
	}
	if rest.categories != nil || rest.regions != nil {
		r.more = &further{rest.categories, rest.regions}
	}
}

// groupBits is a small picture of a list of tags: two lists without a common bit have no common tag.
func groupBits(tags []string) (bits uint16) {
	for _, t := range tags {
		bits |= 1 << (idHash(t) & 15)
	}
	return bits
}

func leftOf(c *Capacity) int64 {
	switch {
	case c.Left.Known && c.Left.Units > 0:
		return c.Left.Units
	case c.Left.Known && c.Kind != models.CapacityRate:
		return 0
	}
	return -1
}

func (r *record) traitsOf() (t traits) {
	o := r.offer
	t.note(categorised, r.category != unknownCategory)
	t.note(online, len(o.Deliveries) == 1 && o.Deliveries[0] == "online")
	t.note(targeted, len(o.TargetTags) > 0)
	t.note(excluding, len(o.ExcludeTags) > 0)
	t.note(aged, o.MinAge > 0 || o.MaxAge > 0)
	t.note(charged, o.FeeMode == "low_fee")
	t.note(gendered, len(o.Genders) > 0)
	t.note(carried, len(o.Deliveries) > 0)
	t.note(unpublished, o.Status != "" && o.Status != models.OfferPublished)
	t.note(inactive, o.SupplierStatus != "" && o.SupplierStatus != models.SupplierActive)
	t.note(exhausted, o.Capacity.Kind == models.CapacityRate && o.Capacity.Left.Known && o.Capacity.Left.Units <= 0)
	t.note(repeating, r.doc.repeats())
	t.note(roaming, r.anywhere() || r.radius > 0)
	t.note(several, r.more != nil)
	return t
}

func (t *traits) note(trait traits, holds bool) {
	if holds {
		*t |= trait
	}
}

// anywhere tells that the offer names no area at all.
func (r *record) anywhere() bool { return !r.bounded && r.radius == 0 }
