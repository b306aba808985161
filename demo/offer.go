package demo

import (
	"strings"
	"time"

	"zhulian/models"
)

// stock is an offer with its capacity windows and the time in which it can be promised.
type stock struct {
	row      *models.Offer
	helper   *helper
	thing    int
	from     time.Time // published since; zero when it never was
	until    time.Time // paused, withdrawn or expired at; zero while it is published
	reserved map[models.Date]int64
	asked    map[models.Date]int64 // by invitations that still wait for an answer
	held     map[string]int64      // by household
	lastUse  time.Time
}

// life is how an offer comes and goes, in days before today.
type life struct {
	posted, valid int // posted so many days ago, valid for so many
	end           models.OfferStatus
	county        int // how likely, in a hundred, it serves the whole county
}

func (b *builder) postOffers() {
	b.byThing = map[int][]*stock{}
	for _, h := range b.helpers {
		if h.from.IsZero() {
			continue
		}
		for _, code := range h.codes {
			for i, t := range things {
				if t.code == code && t.offers != "" {
					b.postThing(h, i)
				}
			}
		}
	}
}

// postThing posts the offer that carries the year and, now and then, others that came and went beside it.
func (b *builder) postThing(h *helper, i int) {
	b.post(h, i, life{b.dice.between(372, 420), b.dice.between(440, 720), models.OfferPublished, 88})
	if b.dice.chance(62) {
		b.post(h, i, b.passing())
	}
	if b.dice.chance(22) {
		b.post(h, i, b.passing())
	}
}

func (b *builder) passing() life {
	d := b.dice
	switch d.weighted([]int{34, 36, 9, 9, 6, 6}) {
	case 0:
		posted := d.between(20, 200)
		return life{posted, posted + d.between(60, 360), models.OfferPublished, 60}
	case 1:
		valid := d.between(60, 200)
		return life{valid + d.between(3, 150), valid, models.OfferExpired, 60}
	case 2:
		posted := d.between(40, 240)
		return life{posted, posted + d.between(60, 200), models.OfferPaused, 60}
	case 3:
		posted := d.between(60, 300)
		return life{posted, posted + d.between(30, 200), models.OfferWithdrawn, 60}
	case 4:
		return life{d.between(1, 4), d.between(120, 360), models.OfferReviewing, 60}
	default:
		return life{d.between(1, 9), d.between(120, 360), models.OfferDrafted, 60}
	}
}

func (b *builder) post(h *helper, i int, l life) {
	t, d := things[i], b.dice
	at := d.at(b.ago(l.posted), 9, 17)
	if at.Before(h.from) {
		at = h.from.Add(d.span(time.Hour, 20*time.Hour))
	}
	if !b.past(at) {
		at = earlier(b.Now.Add(-d.span(time.Hour, 5*time.Hour)))
	}
	c, _ := models.CategoryByCode(t.code)
	from := models.DateOf(at)
	row := &models.Offer{
		CountyCode: County, ID: d.id(at), SupplierID: h.row.ID, Category: t.code, Title: pick(d, strings.Split(t.offers, "|")),
		Description: t.about, Mode: offerMode(c), Unit: t.unit, CapacityKind: models.CapacityCount, Regions: b.reach(h, l.county),
		ValidFrom: from, ValidTo: models.DateOf(b.ago(l.posted).Start()).AddDays(l.valid), TargetTags: targets[t.who], ExcludeTags: []string{},
		FeeMode: b.feeMode(h, c), DeliveryMode: deliveryOf(t.code), LeadTimeHours: pick(d, []int{0, 24, 24, 48, 72}),
		Status: models.OfferDrafted, CreatedBy: h.login.ID, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
	if row.ValidTo < row.ValidFrom {
		row.ValidTo = row.ValidFrom.AddDays(30)
	}
	b.size(row, t)
	b.limit(row, t)
	s := &stock{row: row, helper: h, thing: i, reserved: map[models.Date]int64{}, asked: map[models.Date]int64{}, held: map[string]int64{}}
	b.stocks = append(b.stocks, s)
	b.byThing[i] = append(b.byThing[i], s)
	b.bring(s, at, l.end)
}

// size sets how much the offer gives. Now and then nobody can say how much that is.
func (b *builder) size(row *models.Offer, t thing) {
	if t.period != "" {
		row.CapacityKind, row.Period = models.CapacityRate, ptr(t.period)
	}
	if t.period == "" && b.dice.chance(5) {
		return
	}
	q := t.give * int64(b.dice.between(70, 160)) / 100
	row.Quantity = ptr(max(5, q-q%5))
	if t.every == "" && b.dice.chance(35) {
		row.PerHouseholdLimit = ptr(max(2, t.max*3))
	}
}

func (b *builder) limit(row *models.Offer, t thing) {
	switch t.who {
	case elder, alone:
		row.MinAge = ptr(60)
	case child:
		row.MaxAge = ptr(17)
	}
	if t.code == "A01" || t.code == "A06" || t.code == "L01" {
		row.GoodsExpiry = row.ValidTo.AddDays(b.dice.between(40, 200))
	}
}

// reach is the county for most offers; some serve their own town and its neighbours only.
func (b *builder) reach(h *helper, county int) []string {
	if b.dice.chance(county) {
		return []string{countyRegion}
	}
	n := len(townTable)
	return []string{b.townCode(h.town), b.townCode((h.town + 1) % n), b.townCode((h.town + 3) % n)}
}

func (b *builder) feeMode(h *helper, c models.Category) string {
	if h.row.Kind.IsNGO() || c.Mode != models.ModeService {
		return "free"
	}
	return pick(b.dice, []string{"free", "free", "free", "free", "purchased_by_gov", "purchased_by_gov", "low_fee"})
}

// bring takes an offer to the status in which it ends, as far as that lies before now.
func (b *builder) bring(s *stock, at time.Time, end models.OfferStatus) {
	b.stepOffer(s, at, s.helper.login, "post", models.OfferDrafted)
	if end == models.OfferDrafted {
		return
	}
	at = at.Add(b.dice.span(5*time.Minute, 50*time.Minute))
	if !b.past(at) {
		return
	}
	b.stepOffer(s, at, s.helper.login, "submit", models.OfferReviewing)
	at = office(b.Calendar, at.Add(b.dice.span(time.Hour, 26*time.Hour)))
	if end == models.OfferReviewing || !b.past(at) {
		return
	}
	s.from, s.row.PublishedAt = at, &at
	b.stepOffer(s, at, b.staff[0], "publish", models.OfferPublished)
	switch end {
	case models.OfferPaused, models.OfferWithdrawn:
		s.until = at.Add(b.Now.Sub(at) * time.Duration(b.dice.between(40, 90)) / 100)
	case models.OfferExpired:
		s.until = s.row.ValidTo.End().Add(b.dice.span(time.Minute, 5*time.Minute))
	}
	if !s.helper.until.IsZero() && s.helper.until.After(at) && s.until.IsZero() {
		s.until = s.helper.until // a suspended supplier's offers rest
	}
}

func (b *builder) stepOffer(s *stock, at time.Time, by *models.Account, name string, to models.OfferStatus) {
	from := s.row.Status
	if name == "post" {
		from = ""
	} else {
		s.row.Version++
	}
	s.row.Status, s.row.UpdatedAt = to, at
	b.record(at, by, step{noun: "offer", id: s.row.ID, name: name, from: string(from), to: string(to), region: countyRegion, supplier: s.row.SupplierID})
}

// closeOffers ends what ended, once all that was promised of it is known, and lets a few stocks run out.
func (b *builder) closeOffers() {
	exhausted := 0
	for i, s := range b.stocks {
		last := s.until
		if last.Before(s.lastUse) {
			last = s.lastUse.Add(time.Minute)
		}
		switch {
		case s.row.Status != models.OfferPublished:
		case !s.until.IsZero() && b.past(last):
			b.endOffer(s, last)
		case exhausted < 22 && i%3 == 0 && b.useUp(s):
			exhausted++
		}
	}
}

func (b *builder) endOffer(s *stock, at time.Time) {
	switch {
	case s.row.ValidTo.End().Add(time.Hour).Before(b.Now):
		b.stepOffer(s, latest(at, s.row.ValidTo.End().Add(time.Minute)), nil, "expire", models.OfferExpired)
	case s.helper.until.Equal(s.until) || b.dice.chance(50):
		s.row.StatusReason = "暂停接单"
		b.stepOffer(s, at, s.helper.login, "pause", models.OfferPaused)
	default:
		s.row.StatusReason = "资源已另行安排"
		b.stepOffer(s, at, s.helper.login, "withdraw", models.OfferWithdrawn)
	}
}

// useUp makes what was promised of a stock all that there was, unless somebody is still being asked for some of it.
func (b *builder) useUp(s *stock) bool {
	used := s.reserved[models.CountWindow]
	if s.row.CapacityKind != models.CapacityCount || used < 6 || s.row.Quantity == nil || !b.past(s.lastUse) || len(s.asked) > 0 {
		return false
	}
	if len(b.byThing[s.thing]) < 2 {
		return false
	}
	s.row.Quantity = &used
	b.stepOffer(s, s.lastUse, nil, "exhaust", models.OfferExhausted)
	return true
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
