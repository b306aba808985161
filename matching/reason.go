package matching

import (
	"slices"
	"strconv"
	"strings"

	"zhulian/models"
)

// mostReasons bounds what a person is given to read.
const mostReasons = 4

// In puts the phrase into Chinese for languages that begin with zh, else into English. Pages translate by Key and Args
// instead; this is for the command line. An unknown key comes back as it is.
func (p Phrase) In(language string) string {
	words, known := wording[p.Key]
	if !known {
		return p.Key
	}
	text := words[1]
	if strings.HasPrefix(language, "zh") {
		text = words[0]
	}
	for name, value := range p.Args {
		text = strings.ReplaceAll(text, "{{."+name+"}}", value)
	}
	return text
}

// ReasonKeys lists the keys of every reason, fix and duplicate phrase, sorted.
func ReasonKeys() []string { return keysUnder("reason.", "fix.", "duplicate.") }

// GateKeys lists the keys of every gate's name, sorted.
func GateKeys() []string { return keysUnder("gate.") }

func keysUnder(prefixes ...string) []string {
	var keys []string
	for key := range wording {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// reasons collects at most four phrases, the weightiest first.
type reasons []Phrase

func (rs *reasons) add(when bool, key string, args ...string) {
	if !when || len(*rs) == mostReasons {
		return
	}
	p := Phrase{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[args[i]] = args[i+1]
	}
	*rs = append(*rs, p)
}

// reasonsFor tells staff and aides why the hit stands where it does: what speaks against comes before what is expected.
func (q *query) reasonsFor(h *Hit) []Phrase {
	var rs reasons
	p, a := h.Parts, h.Adjust
	rs.add(a.Declines < 0, "reason.declined_lately")
	q.addCategory(&rs, h)
	rs.add(a.Continuity > 0 && a.Continuity == q.weights.Continuity, "reason.served_well")
	rs.add(a.Continuity > 0 && a.Continuity < q.weights.Continuity, "reason.served")
	q.addWay(&rs, h)
	if q.licence != noLicence {
		kind := licenceKinds[q.licence]
		rs.add(true, "reason.licence."+kind, "Date", h.record.validTo(kind))
	}
	rs.add(p.Group == targetHit, "reason.group")
	rs.add(p.Time == 0, "reason.time_none")
	rs.add(p.Time > 0 && p.Time < 100, "reason.time_share", "Percent", strconv.Itoa(p.Time))
	counted := q.need.Quantity.Known && h.record.left >= 0 && q.sameUnit(&h.record.hot)
	rs.add(counted && h.record.left < q.need.Quantity.Units, "reason.covers_share", "Percent", strconv.Itoa(p.Capacity))
	addFee(&rs, h.Offer.FeeMode)
	rs.add(p.Time == 100 && q.need.Slots != 0, "reason.time_full")
	rs.add(counted && h.record.left >= q.need.Quantity.Units, "reason.covers_all")
	rs.add(h.Offer.Accepted == 0, "reason.newcomer")
	rs.add(h.Offer.Accepted > 0, "reason.track", "Percent", strconv.Itoa(p.Track))
	return rs
}

func (q *query) addCategory(rs *reasons, h *Hit) {
	byText := q.category == unknownCategory || !h.record.is(categorised)
	rs.add(byText, "reason.text")
	rs.add(!byText && h.Parts.Category == 100, "reason.category_same")
	rs.add(!byText && h.Parts.Category == 60, "reason.category_sibling")
	rs.add(!byText && h.Parts.Category == 30, "reason.category_kind")
}

func (q *query) addWay(rs *reasons, h *Hit) {
	if !q.region.known() && !h.Measured {
		return
	}
	switch {
	case q.reachOf(&h.record.hot) == models.ReachNone:
		rs.add(true, "reason.no_travel")
	case h.Parts.Geography == 100:
		rs.add(true, "reason.same_village")
	case h.Parts.Geography == 80:
		rs.add(true, "reason.same_town")
	case h.Measured:
		rs.add(true, "reason.km", "Km", itoa((h.Metres+999)/1000))
	default:
		rs.add(h.Parts.Geography == 40, "reason.same_county")
	}
}

func addFee(rs *reasons, mode string) {
	switch mode {
	case "free", "low_fee", "purchased_by_gov":
		rs.add(true, "reason."+mode)
	}
}

// SupplierReasons tells the supplier why it is asked, from what a supplier who browses may know: nothing in it names the
// household, its category or a place below the town.
func SupplierReasons(c Candidate) []Phrase {
	var rs reasons
	rs.add(c.Parts.Category == 100, "reason.supplier_category")
	rs.add(c.Parts.Category < 100, "reason.supplier_close")
	rs.add(c.Parts.Geography >= 80, "reason.supplier_nearby")
	rs.add(c.Parts.Geography < 80, "reason.supplier_area")
	rs.add(c.Parts.Capacity == 100 || c.Parts.Capacity == 60, "reason.supplier_capacity")
	rs.add(c.Parts.Group == targetHit, "reason.supplier_group")
	rs.add(c.Parts.Time == 100, "reason.supplier_time")
	return rs
}
