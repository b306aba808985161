package matching

import (
	"cmp"
	"slices"
	"strconv"
)

// DuplicateRules say what counts as a likely duplicate. A quarter of the requests in one real disaster system were duplicates.
type DuplicateRules struct {
	Days        int // between two needs of one household and category
	SameHome    int // percent of common text from which two needs of one household are alike, whatever their categories
	Elsewhere   int // the same for needs of different or unknown households of one town
	LeastLength int // words, or pairs of Han characters, under which texts of different households are never compared
}

// DefaultDuplicateRules flag within 30 days, from 60 % in one household and from 85 % of texts of 8 words elsewhere.
func DefaultDuplicateRules() DuplicateRules {
	return DuplicateRules{Days: 30, SameHome: 60, Elsewhere: 85, LeastLength: 8}
}

// Duplicate says that a need likely repeats an earlier one, for people to confirm before either counts.
type Duplicate struct {
	NeedID    string
	EarlierID string
	Percent   int // of the texts in common
	Reason    Phrase
}

// Duplicates finds for every need the earlier need that it most likely repeats, if any: the same household and category
// within the days, or nearly the same text. Needs count as earlier by day of submission, then by id; the order of the slice
// does not matter. The answer is in that order too.
func Duplicates(needs []Need, rules DuplicateRules) []Duplicate {
	d := newDuplicateSearch(needs, rules)
	var found []Duplicate
	for i := range d.texts {
		if best, reason, percent := d.earlier(int32(i)); best >= 0 {
			found = append(found, Duplicate{d.texts[i].need.ID, d.texts[best].need.ID, percent, reason})
		}
		d.enter(int32(i))
	}
	return found
}

// needText is a need with its features in the order of their hashes, and the rarest of them: so many that a text with enough
// in common must share one.
type needText struct {
	need     *Need
	on       day
	region   region
	features []feature
	rarest   []feature
	length   int
}

// rareIn is a rare feature and the town in which a need has it: 0 for an unknown place, everywhere for all towns together.
type rareIn struct {
	hash uint32
	town region
}

const everywhere = ^region(0)

type duplicateSearch struct {
	rules DuplicateRules
	texts []needText
	homes map[string][]int32 // earlier needs by household
	rare  map[rareIn][]int32 // earlier needs by their rarest features
	seen  []int32            // by need, 1 + the need for which it was looked at last
}

func newDuplicateSearch(needs []Need, rules DuplicateRules) *duplicateSearch {
	d := &duplicateSearch{
		rules: rules, texts: make([]needText, len(needs)), homes: map[string][]int32{}, rare: map[rareIn][]int32{}, seen: make([]int32, len(needs)),
	}
	var in intake
	total := 0
	for i := range needs {
		n := &needs[i]
		doc := in.document(n.Title, n.Detail)
		d.texts[i] = needText{n, dayOf(n.SubmittedOn), parseRegion(n.Region), doc.features, nil, int(doc.length)}
		total += len(doc.features)
	}
	slices.SortFunc(d.texts, func(a, b needText) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.need.ID, b.need.ID))
	})
	corpus := newRarity(total)
	for i := range d.texts {
		corpus.count(&document{d.texts[i].features, int32(d.texts[i].length)})
	}
	for i := range d.texts {
		d.texts[i].pickRarest(corpus, rules)
	}
	return d
}

func (t *needText) pickRarest(corpus *rarity, rules DuplicateRules) {
	if t.length < rules.LeastLength {
		return
	}
	t.rarest = slices.Clone(t.features)
	count := func(f feature) uint32 { return corpus.counts[corpus.place(f.hash())] }
	slices.SortFunc(t.rarest, func(a, b feature) int {
		return cmp.Or(cmp.Compare(count(a), count(b)), cmp.Compare(a.hash(), b.hash()))
	})
	must := (len(t.features)*rules.Elsewhere + 99) / 100
	t.rarest = slices.Clip(t.rarest[:min(len(t.rarest), len(t.rarest)-must+1)])
}

// enter makes the need findable for later ones.
func (d *duplicateSearch) enter(i int32) {
	t := &d.texts[i]
	if t.need.HouseholdID != "" {
		d.homes[t.need.HouseholdID] = append(d.homes[t.need.HouseholdID], i)
	}
	for _, f := range t.rarest {
		for _, town := range [...]region{t.region.at(townLevel), everywhere} {
			key := rareIn{f.hash(), town}
			d.rare[key] = append(d.rare[key], i)
		}
	}
}

// earlier answers the place of the need that i most likely repeats, or -1.
func (d *duplicateSearch) earlier(i int32) (best int32, reason Phrase, percent int) {
	t, best := &d.texts[i], -1
	consider := func(j int32, p int, r Phrase) {
		if best < 0 || p > percent {
			best, reason, percent = j, r, p
		}
	}
	for _, j := range d.homes[t.need.HouseholdID] {
		o := &d.texts[j]
		if t.on-o.on > day(d.rules.Days) {
			continue
		}
		p := common(t.features, o.features)
		switch {
		case t.need.Category != "" && t.need.Category == o.need.Category:
			consider(j, p, Phrase{"duplicate.same_category", map[string]string{"Days": strconv.Itoa(d.rules.Days)}})
		case p >= d.rules.SameHome:
			consider(j, p, Phrase{"duplicate.same_text", map[string]string{"Percent": strconv.Itoa(p)}})
		}
	}
	if best < 0 {
		d.eachLike(i, consider)
	}
	return best, reason, percent
}

// eachLike looks among the needs of other households of the same town, or of an unknown place.
func (d *duplicateSearch) eachLike(i int32, consider func(int32, int, Phrase)) {
	t := &d.texts[i]
	towns := [...]region{t.region.at(townLevel), 0}
	where := towns[:]
	if t.region == 0 {
		towns[0] = everywhere
		where = towns[:1]
	}
	for _, f := range t.rarest {
		for _, town := range where {
			for _, j := range d.rare[rareIn{f.hash(), town}] {
				if d.seen[j] != i+1 && d.like(t, &d.texts[j]) {
					p := common(t.features, d.texts[j].features)
					if p >= d.rules.Elsewhere {
						consider(j, p, Phrase{"duplicate.same_text", map[string]string{"Percent": strconv.Itoa(p)}})
					}
				}
				d.seen[j] = i + 1
			}
		}
	}
}

// like tells whether two needs may be compared at all and are of about one length.
func (d *duplicateSearch) like(t, o *needText) bool {
	apart := t.region.known() && o.region.known() && near(t.region, o.region) < sameTown
	short, long := min(len(t.features), len(o.features)), max(len(t.features), len(o.features))
	return !apart && t.on-o.on <= day(d.rules.Days) && short*100 >= long*d.rules.Elsewhere
}

// common is the share of features that two texts have in common of all that either has, in percent.
func common(a, b []feature) int {
	both, whole := 0, len(a)+len(b)
	for len(a) > 0 && len(b) > 0 {
		switch x, y := a[0].hash(), b[0].hash(); {
		case x < y:
			a = a[1:]
		case x > y:
			b = b[1:]
		default:
			both++
			a, b = a[1:], b[1:]
		}
	}
	if both == 0 {
		return 0
	}
	return both * 100 / (whole - both)
}
