package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// fate is how a need ends, if the year is long enough for it to end.
type fate string

const (
	met       fate = "R1"
	metPartly fate = "R2"
	bySelf    fate = "R4"
	noSupply  fate = "U1"
	failed    fate = "U2"
	refused   fate = "U3"
	outside   fate = "U4"
	duplicate fate = "V1"
	wrongData fate = "V2"
	died      fate = "V3"
	moved     fate = "V4"
	takenBack fate = "V5"
	sentBack  fate = "returned"
	resting   fate = "suspended"
	contested fate = "disputed"
)

// unmetWeight makes the towns differ: in the hills less is within reach.
var unmetWeight = []int{40, 56, 80, 104, 124, 98, 200, 164}

// haste is the pace of the town's clerks, in a hundred of the usual delay.
var haste = []int{70, 90, 100, 95, 120, 105, 165, 140}

// story is one need while it is told. Its clock only goes forward, and nothing happens after now.
type story struct {
	*builder
	plan     plan
	need     *models.Need
	home     *home
	thing    int
	at       time.Time
	aide     *models.Account
	clerk    *models.Account
	matches  []*models.Match
	declined map[string]bool
	steady   int // confirmed occurrences of a recurring need
}

func (b *builder) tellStories() {
	b.asked = map[string]time.Time{}
	plans := b.focusPlans()
	for len(plans) < needCount/max(1, b.Share) {
		plans = append(plans, b.chancePlan())
	}
	slices.SortStableFunc(plans, func(a, c plan) int { return a.at.Compare(c.at) })
	for _, p := range plans {
		b.tell(p)
	}
}

// chancePlan draws the day on which a need turns up: five times as often on working days, and more as the alliance grows.
func (b *builder) chancePlan() plan {
	for {
		days := b.dice.IntN(yearDays)
		day := b.ago(days)
		keep := 60 + (yearDays-days)*40/yearDays
		if !b.Calendar.Working(day) {
			keep /= 5
		}
		at := b.dice.at(day, 8, 18)
		if b.past(at) && b.dice.chance(keep) {
			p := plan{at: at, fate: b.fate(), stop: b.stuck(days)}
			if p.stop != "" {
				p.fate = met
			}
			return p
		}
	}
}

// stuck lets a few needs of the last months stand still: the backlog that every county has.
func (b *builder) stuck(days int) models.NeedStatus {
	if days < 12 || days > 110 || !b.dice.chance(5) {
		return ""
	}
	return pick(b.dice, []models.NeedStatus{models.NeedOpen, models.NeedOpen, models.NeedOpen, models.NeedAgreed, models.NeedDelivered})
}

func (b *builder) fate() fate {
	fates := []fate{met, metPartly, bySelf, noSupply, failed, refused, outside, duplicate, wrongData, died, moved, takenBack, sentBack, resting}
	return fates[b.dice.weighted([]int{830, 20, 20, 38, 10, 12, 5, 17, 9, 7, 5, 13, 5, 7})]
}

func (b *builder) tell(p plan) {
	subject, found := b.again(p)
	if !found {
		subject, found = b.choose(p)
		if !found {
			return
		}
	}
	h := subject.who.home
	s := &story{
		builder: b, plan: p, need: b.draw(p, subject), home: h, thing: subject.thing, at: p.at, aide: b.aides[h.place.aide],
		clerk: b.clerks[h.place.town], declined: map[string]bool{},
	}
	b.needs = append(b.needs, s.need)
	if p.fate == noSupply || p.fate == met {
		s.plan.fate = s.localFate()
	}
	if s.begin() && p.stop != models.NeedSubmitted && s.receive() {
		s.live()
	}
}

// localFate turns some of the met needs of poorly served towns into unmet ones, and the other way about.
func (s *story) localFate() fate {
	w := unmetWeight[s.home.place.town]
	if s.plan.fate == noSupply && !s.dice.chance(min(100, w)) {
		return met
	}
	if s.plan.fate == met && w > 100 && s.dice.chance((w-100)/8) {
		return noSupply
	}
	return s.plan.fate
}

// again asks for the same thing for the same household once more, by mistake.
func (b *builder) again(p plan) (subject, bool) {
	if p.fate != duplicate || len(b.needs) < 60 {
		return subject{}, false
	}
	for i := len(b.needs) - 1; i >= len(b.needs)-60; i-- {
		n := b.needs[i]
		if n.AcceptedAt == nil || p.at.Sub(n.CreatedAt) < 20*time.Hour || p.at.Sub(n.CreatedAt) > 25*24*time.Hour {
			continue
		}
		if s, found := b.retell(n); found {
			return s, true
		}
	}
	return subject{}, false
}

// retell is the subject of a need told before, if its household lives here still.
func (b *builder) retell(n *models.Need) (subject, bool) {
	for _, list := range b.audiences {
		for _, t := range list {
			if t.home.row.ID != n.HouseholdID || n.PersonID != nil && *n.PersonID != t.person.ID {
				continue
			}
			for i, th := range things {
				if th.code == n.Category && th.unit == n.Unit && t.home.row.Status == models.HouseholdActive {
					if title, fits := b.title(th, t, models.DateOf(n.CreatedAt)); fits {
						return subject{i, t, title}, true
					}
				}
			}
		}
	}
	return subject{}, false
}

// wait moves the story's clock on and tells whether it is still in the past. A quick story wastes no time.
func (s *story) wait(d time.Duration) bool {
	if s.plan.quick {
		d /= 5
	}
	s.at = s.at.Add(max(d, time.Minute))
	return s.past(s.at)
}

// officeHours moves the clock to when the town works.
func (s *story) officeHours() bool {
	if !s.plan.quick {
		s.at = office(s.Calendar, s.at)
	}
	return s.past(s.at)
}

func (s *story) daytime() bool {
	if !s.plan.quick {
		s.at = daytime(s.at)
	}
	return s.past(s.at)
}

// step takes a step of the need.
func (s *story) step(by *models.Account, name string, to models.NeedStatus) {
	n := s.need
	data := map[string]string{}
	if n.ResolutionCode != "" && name != "derive" {
		data["resolution_code"] = n.ResolutionCode
	}
	from := n.Status
	n.Status, n.UpdatedAt = to, s.at
	n.Version++
	s.record(s.at, by, step{noun: "need", id: n.ID, name: name, from: string(from), to: string(to), region: n.RegionCode, data: data})
}

// begin notes the first step of the need: nearly all are submitted at once, some lie in a drawer as drafts first.
func (s *story) begin() bool {
	n := s.need
	draft := s.dice.chance(6)
	first := step{noun: "need", id: n.ID, name: "submit", to: string(models.NeedSubmitted), region: n.RegionCode}
	first.data = map[string]string{"category": n.Category}
	if draft {
		first.name, first.to = "draft", string(models.NeedDrafted)
		n.Status, n.SubmittedAt = models.NeedDrafted, nil
	}
	s.record(s.at, s.aide, first)
	if !draft {
		return true
	}
	if !s.wait(s.dice.span(time.Hour, 30*time.Hour)) || !s.daytime() {
		return false
	}
	n.SubmittedAt = ptr(s.at)
	s.step(s.aide, "submit", models.NeedSubmitted)
	return true
}
