package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// entry is an event before its id and place in the order are known.
type entry struct {
	at    time.Time
	event models.Event
}

// step is one change of a status as a story tells it.
type step struct {
	noun, id       string
	name, from, to string
	region         string
	supplier       string
	data           map[string]string
}

// record notes that somebody took a step; a nil account is the house itself.
func (b *builder) record(at time.Time, by *models.Account, s step) {
	e := models.Event{
		CountyCode: County, At: at, ActorRole: models.RoleSystem, Noun: s.noun, ObjectID: s.id, Step: s.name,
		FromStatus: s.from, ToStatus: s.to, RegionCode: s.region, SupplierID: s.supplier, Data: s.data,
	}
	if by != nil {
		e.ActorID, e.ActorRole = by.ID, by.Role
	}
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	b.entries = append(b.entries, entry{at, e})
}

// chronicle puts the events of all stories into the one order of the county. Those of one instant keep the order in which
// they were told, so every object's steps stay in their order.
func (b *builder) chronicle() []models.Event {
	slices.SortStableFunc(b.entries, func(a, c entry) int { return a.at.Compare(c.at) })
	out := make([]models.Event, len(b.entries))
	for i, e := range b.entries {
		e.event.ID = b.dice.id(e.at)
		out[i] = e.event
	}
	return out
}
