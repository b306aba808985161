package demo

import (
	"time"

	"zhulian/models"
)

// askForMinors tells three requests to see what is known of the minors of a household: one that holds, one that waits, one that is over.
func (b *builder) askForMinors() {
	d := newDice(b.Seed + 24)
	kinds := []struct {
		ago, lasts int
		status     models.MinorAccessStatus
		purpose    string
	}{
		{20, 60, models.MinorAccessApproved, "核对教育救助申请中的在读情况"},
		{2, 14, models.MinorAccessAsked, "复核困境儿童分类，更新关爱台账"},
		{60, 14, models.MinorAccessApproved, "调查反映的监护缺失情况"},
	}
	n := 0
	for _, h := range b.homes {
		if n == len(kinds) {
			return
		}
		if h.row.Status != models.HouseholdActive || !b.anyMinor(h) {
			continue
		}
		k := kinds[n]
		at := office(b.Calendar, b.Now.Add(-time.Duration(k.ago)*24*time.Hour))
		if at.After(b.Now) { // asked before a holiday
			at = b.Now.Add(-time.Hour)
		}
		r := models.MinorAccess{CountyCode: County, ID: d.id(at), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, Purpose: k.purpose,
			EndsOn: models.DateOf(at).AddDays(k.lasts), Status: models.MinorAccessAsked, AskedBy: b.staff[0].ID, CreatedAt: at, UpdatedAt: at, Version: 1}
		b.record(at, b.staff[0], step{noun: "minor_access", id: r.ID, name: "ask", to: string(r.Status), region: h.row.RegionCode})
		if k.status == models.MinorAccessApproved {
			clerk, then := b.clerks[h.place.town], at.Add(3*time.Hour)
			r.Status, r.DecidedBy, r.DecidedAt, r.UpdatedAt, r.Version = k.status, &clerk.ID, &then, then, 2
			b.record(then, clerk, step{noun: "minor_access", id: r.ID, name: "approve", from: string(models.MinorAccessAsked), to: string(r.Status), region: h.row.RegionCode})
		}
		b.out.MinorAccess = append(b.out.MinorAccess, r)
		n++
	}
}

func (b *builder) anyMinor(h *home) bool {
	for _, p := range h.people {
		if p.DeceasedOn == "" && p.MinorOn(b.today) {
			return true
		}
	}
	return false
}
