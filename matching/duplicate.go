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

// needText is a need with its features, the rarest first.
type needText struct {
	need     *Need
	on       day
	region   region
	features []feature
	length   int
}

type duplicateSearch struct {
	rules  DuplicateRules
	texts  []needText
	homes  map[string][]int32 // earlier needs by household
	prefix map[uint32][]int32 // earlier needs by their rare features
	seen   map[int32]bool
}

func newDuplicateSearch(needs []Need, rules DuplicateRules) *duplicateSearch {
	d := &duplicateSearch{rules: rules, texts: make([]needText, len(needs)), homes: map[string][]int32{}, prefix: map[uint32][]int32{}, seen: map[int32]bool{}}
	var in intake
	total := 0
	for i := range needs {
		n := &needs[i]
		doc := in.document(n.Title, n.Detail)
		d.texts[i] = needText{n, dayOf(n.SubmittedOn), parseRegion(n.Region), doc.features, int(doc.length)}
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
		slices.SortFunc(d.texts[i].features, func(a, b feature) int {
			return cmp.Or(cmp.Compare(corpus.counts[corpus.place(a.hash())], corpus.counts[corpus.place(b.hash())]), cmp.Compare(a, b))
		})
	}
	return d
}

// enter makes the need findable for later ones: by its household, and by as many of its rarest features that two texts with
// enough in common must share one of them.
func (d *duplicateSearch) enter(i int32) {
	t := &d.texts[i]
	if t.need.HouseholdID != "" {
		d.homes[t.need.HouseholdID] = append(d.homes[t.need.HouseholdID], i)
	}
	if t.length < d.rules.LeastLength {
		return
	}
	for _, f := range d.rarest(t) {
		d.prefix[f.hash()] = append(d.prefix[f.hash()], i)
	}
}

func (d *duplicateSearch) rarest(t *needText) []feature {
	must := (len(t.features)*d.rules.Elsewhere + 99) / 100
	return t.features[:min(len(t.features), len(t.features)-must+1)]
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
	if best < 0 && t.length >= d.rules.LeastLength {
		d.eachLike(t, consider)
	}
	return best, reason, percent
}

// eachLike looks among the needs of other households of the same town, or of an unknown place.
func (d *duplicateSearch) eachLike(t *needText, consider func(int32, int, Phrase)) {
	clear(d.seen)
	for _, f := range d.rarest(t) {
		for _, j := range d.prefix[f.hash()] {
			o := &d.texts[j]
			apart := t.region.known() && o.region.known() && near(t.region, o.region) < sameTown
			if d.seen[j] || apart || t.on-o.on > day(d.rules.Days) {
				continue
			}
			d.seen[j] = true
			if p := common(t.features, o.features); p >= d.rules.Elsewhere {
				consider(j, p, Phrase{"duplicate.same_text", map[string]string{"Percent": strconv.Itoa(p)}})
			}
		}
	}
}

// common is the share of features that two texts have in common of all that either has, in percent.
func common(a, b []feature) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	has := make(map[uint32]bool, len(a))
	for _, f := range a {
		has[f.hash()] = true
	}
	both := 0
	for _, f := range b {
		if has[f.hash()] {
			both++
		}
	}
	return both * 100 / (len(a) + len(b) - both)
}
