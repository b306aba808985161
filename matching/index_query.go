package matching

import "zhulian/models"

// query is a need made ready for comparison with many records. It lives in a Scratch and is filled anew for each need.
type query struct {
	need    *Need
	weights Weights

	category categoryID
	region   region
	place    spot
	cosine   int64
	today    day
	start    day // the first day on which it may happen
	service  day // the day on which the help is counted to happen: needed-by, else the first day
	minor    bool
	free     bool
	licence  int
	reach    models.Reach
	unit     uint32

	givers  []uint32 // hashes of the suppliers that served the household
	text    textQuery
	average uint32  // words in an offer's text
	last    *record // whose likeness is alike
	alike   int
}

func (q *query) fill(n *Need, w Weights, x *Index) {
	id := categoryOf(n.Category)
	*q = query{
		need: n, weights: w, category: id, region: parseRegion(n.Region), place: spotOf(n.Place),
		today: dayOf(n.AsOf), free: n.FeeFree || freeOnly(n.Class), licence: noLicence, unit: unitHash(n.Unit),
		text: q.text, givers: q.givers[:0], average: x.average,
	}
	if id != unknownCategory {
		c := taxonomy().categories[id]
		q.reach, q.licence = c.Reach, licenceIndex(c.Licence)
		q.minor = c.Mode == models.ModeService && anyMinor(n.Ages)
	}
	for i := range n.History {
		if n.History[i].Served {
			q.givers = append(q.givers, idHash(n.History[i].SupplierID))
		}
	}
	if q.place.known {
		q.cosine = q.place.cosine()
	}
	q.start = max(q.today, dayOf(n.Earliest))
	if q.service = dayOf(n.NeededBy); q.service == 0 {
		q.service = q.start
	}
	if w.Text > 0 || id == unknownCategory || x.shelves[unknownCategory] != nil {
		q.text.fill(n.Title, n.Detail, x.corpus)
	} else {
		q.text.total = 0
	}
}

// likeness of the texts, kept for the record asked last, since gate and score both ask.
func (q *query) likeness(r *record) int {
	if q.last != r {
		q.last, q.alike = r, q.text.likeness(&r.doc, q.average)
	}
	return q.alike
}

// freeOnly tells whether a beneficiary category may be offered free help only.
func freeOnly(class string) bool {
	switch class {
	case "T1", "D1", "D2", "E1":
		return true
	}
	return false
}

// adulthood is the age from which a person is no minor (Civil Code, article 17).
const adulthood = 18

func anyMinor(ages []int) bool {
	for _, a := range ages {
		if a < adulthood {
			return true
		}
	}
	return false
}

// unitHash is 0 for no unit.
func unitHash(unit string) uint32 {
	if unit == "" {
		return 0
	}
	h := uint32(hashStart)
	for i := range len(unit) {
		h = (h ^ uint32(unit[i])) * 16777619
	}
	return h | 1
}
