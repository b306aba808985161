package matching

import (
	"math"

	"zhulian/models"
)

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
	gates    []uint8 // places in gateRules of those at which an offer can fail
	shut     traits  // an offer with one of these fails some gate

	met     []uint32 // hashes of the suppliers in the need's history, in its order
	givers  []uint32 // of these the ones that served the household
	groups  uint16   // groupBits of the household's tags
	text    textQuery
	lengths *lengths
	places  [2][len(geographyParts)]int // the most that geography and reach bring, where nothing is given online and where something is
	last    *record                     // whose likeness is alike
	alike   int
}

func (q *query) fill(n *Need, w Weights, x *Index) {
	id := categoryOf(n.Category)
	*q = query{
		need: n, weights: w, category: id, region: parseRegion(n.Region), place: spotOf(n.Place),
		today: dayOf(n.AsOf), free: n.FeeFree || freeOnly(n.Class), licence: noLicence, unit: unitHash(n.Unit),
		text: q.text, met: q.met[:0], gates: q.gates[:0], givers: q.givers[:0], groups: groupBits(n.Tags), lengths: x.lengths,
	}
	if id != unknownCategory {
		c := taxonomy().categories[id]
		q.reach, q.licence = c.Reach, licenceIndex(c.Licence)
		q.minor = c.Mode == models.ModeService && anyMinor(n.Ages)
	}
	for i := range n.History {
		supplier := idHash(n.History[i].SupplierID)
		q.met = append(q.met, supplier)
		if n.History[i].Served {
			q.givers = append(q.givers, supplier)
		}
	}
	if q.place.known {
		q.cosine = q.place.cosine()
	}
	q.start = max(q.today, dayOf(n.Earliest))
	if q.service = dayOf(n.NeededBy); q.service == 0 {
		q.service = q.start
	}
	q.measurePlaces()
	q.tryGates()
	if q.shut = unpublished | inactive; q.free {
		q.shut |= charged
	}
	if w.Text > 0 || id == unknownCategory || x.shelves[unknownCategory] != nil {
		q.text.fill(n.Title, n.Detail, x.corpus)
	} else {
		q.text.total = 0
	}
}

// geographyParts are the values that the geography part can take.
var geographyParts = [...]int{20, 40, 50, 70, 80, 100}

// measurePlaces works out what geography and reach can bring together up to each geography part, in hundredths.
func (q *query) measurePlaces() {
	w := &q.weights
	reach, near, wired := q.reachOf(&hot{}), math.MinInt, math.MinInt
	for i, g := range geographyParts {
		near = max(near, w.Geography*g+100*w.reachPoints(reach, g))
		wired = max(wired, near, w.Geography*g+100*w.reachPoints(models.ReachNone, g))
		q.places[0][i], q.places[1][i] = near, wired
	}
}

// bestPlace is the most that geography and reach can bring together, up to a geography part, in hundredths.
func (q *query) bestPlace(most int, online bool) int {
	i := len(geographyParts) - 1
	for i > 0 && geographyParts[i] > most {
		i--
	}
	if online {
		return q.places[1][i]
	}
	return q.places[0][i]
}

// likeness of the texts, kept for the record asked last, since gate and score both ask.
func (q *query) likeness(r *record) int {
	if q.last != r {
		q.last, q.alike = r, q.text.likeness(&r.doc, q.lengths)
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
