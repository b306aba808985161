package outreach

import (
	"context"
	"maps"
	"slices"
	"time"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/intake"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// ApplyBatch sends for the application of a checked list: its good rows become signals, whoever is unknown here and has a number and a
// village is put on file to be looked at, and alerts are raised; all of it or, when anything ends it in the middle, none. Errors: NotFound;
// Conflict when it was applied already or is not checked.
func (d *Desk) ApplyBatch(ctx context.Context, by models.Actor, id string, lang locales.Lang) error {
	b, err := d.batch(ctx, d.Store, by, id)
	if err != nil {
		return err
	}
	if _, err := models.BatchSteps.Next("apply", b.Status); err != nil {
		return err
	}
	if err := d.idle(ctx, by, id); err != nil {
		return err
	}
	return d.send(ctx, by, b, "batch_apply", lang, func(ctx context.Context, tell errands.Tell) error { return d.apply(ctx, by, id, tell) })
}

// applyTries is how often a list is applied anew when another put the same person on file in between.
const applyTries = 3

// apply reads a checked list once more and writes all that comes of it in one transaction.
func (d *Desk) apply(ctx context.Context, by models.Actor, id string, tell errands.Tell) error {
	b, list, f, err := d.open(ctx, by, id, tell)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = d.applyOnce(ctx, by, *b, work{feed: f, list: list, tell: tell})
		if try == applyTries || models.CodeOf(err) != "already_exists" {
			return err
		}
	}
}

// work is what one application of a list works with.
type work struct {
	feed models.Feed
	list *intake.List
	tell errands.Tell
}

func (d *Desk) applyOnce(ctx context.Context, by models.Actor, b models.FeedBatch, w work) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		b := b // tried again, the transaction begins with the batch as it was
		w.tell("check", 0, w.list.Total())
		p, err := place(ctx, s, b.CountyCode, w.feed, w.list)
		if err != nil {
			return err
		}
		now := s.Now()
		b.Counts, b.AppliedBy, b.AppliedAt = p.counts, by.AccountID, &now
		if err := keepAside(ctx, s, &b, p.aside()); err != nil {
			return err
		}
		if err := s.DeleteAttachment(ctx, store.Key{County: b.CountyCode, ID: b.FileID}); err != nil {
			return err
		}
		b.FileID = ""
		a := &applying{s: s, by: by, batch: &b, placement: p, tell: w.tell, now: now}
		if err := a.write(ctx); err != nil {
			return err
		}
		if b.Counts.Alerts, err = react(ctx, d, s, b.CountyCode, a.written); err != nil {
			return err
		}
		return stepBatch(ctx, s, by, &b, "apply")
	})
}

// applying is one list on its way into the database.
type applying struct {
	*placement
	s       *store.Store
	by      models.Actor
	batch   *models.FeedBatch
	tell    errands.Tell
	now     time.Time
	ids     int
	written []models.Signal
}

// writeChunk is how many rows are made and written at a time.
const writeChunk = 500

func (a *applying) id() string {
	a.ids++
	return models.NewID(a.now.Add(time.Duration(a.ids) * time.Microsecond))
}

func (a *applying) write(ctx context.Context) error {
	if err := a.stubsOnFile(ctx); err != nil {
		return err
	}
	if err := a.reopenHouseholds(ctx); err != nil {
		return err
	}
	good := slices.DeleteFunc(slices.Clone(a.rows), func(r *placed) bool { return r.fate == intake.FateRepeated })
	a.written = make([]models.Signal, 0, len(good))
	for part := range slices.Chunk(good, writeChunk) {
		rows := make([]models.Signal, len(part))
		for i, r := range part {
			rows[i] = a.signal(r)
		}
		if err := a.s.InsertSignals(ctx, rows); err != nil {
			return err
		}
		first := len(a.written) == 0
		a.written = append(a.written, rows...)
		a.tell("write", len(a.stubs)+len(a.written), len(a.stubs)+len(good))
		if first || len(a.written) == len(good) {
			if err := a.s.Analyse(ctx, "signal"); err != nil {
				return err
			}
		}
	}
	return nil
}

// stubsOnFile puts those on file who are unknown here: one household each, to be looked at, in the village that the list names.
func (a *applying) stubsOnFile(ctx context.Context) error {
	origin := models.Origin{County: a.county, At: a.now, By: a.by.AccountID, NewID: a.id}
	done := 0
	for part := range slices.Chunk(a.stubs, writeChunk) {
		homes, people := make([]models.Household, len(part)), make([]models.Person, len(part))
		for i, t := range part {
			t.made = draftOf(t.from).Row(origin)
			homes[i], people[i] = *t.made, t.made.Persons[0]
			flow.Log(a.s, a.by, flow.Subject{Noun: "household", ID: t.made.ID, County: a.county, Region: t.made.RegionCode}, "register", "", string(t.made.Status),
				map[string]string{"via": "feed", "batch": a.batch.ID})
		}
		if err := a.s.InsertAll(ctx, homes); err != nil {
			return err
		}
		if err := a.s.InsertAll(ctx, people); err != nil {
			return err
		}
		first := done == 0
		done += len(part)
		a.tell("write", done, len(a.stubs)+len(a.rows))
		if first || done == len(a.stubs) {
			if err := a.s.Analyse(ctx, "household", "person", "listing"); err != nil {
				return err
			}
		}
	}
	return nil
}

// unknownAddress stands for where somebody lives until an aide has asked.
const unknownAddress = "地址待核实"

// draftOf is what a row says of somebody unknown here.
func draftOf(r *placed) models.HouseholdDraft {
	address := r.Address
	if address == "" {
		address = unknownAddress
	}
	return models.HouseholdDraft{RegionCode: r.region, Address: address, Category: models.BeneficiaryMonitored,
		Persons: []models.PersonDraft{{Name: r.Name, CitizenNo: r.CitizenNo, Relation: "head", Phone: r.Phone}}}
}

// rolledBack is why a household that only a list had put on file is closed.
const rolledBack = "数据批次已撤回，未经核实"

// reopenHouseholds puts those back on file whom only a batch that was rolled back had put there, and whom this one names again.
func (a *applying) reopenHouseholds(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(a.onFile)) {
		if a.onFile[id].Status != models.HouseholdClosed || a.onFile[id].StatusReason != rolledBack {
			continue
		}
		h, err := a.s.Household(ctx, store.Key{County: a.county, ID: id})
		if err != nil {
			return err
		}
		h.Status, h.StatusReason = models.HouseholdActive, ""
		if err := a.s.ReviseHousehold(ctx, h, h.Version); err != nil {
			return err
		}
		flow.Log(a.s, a.by, flow.Subject{Noun: "household", ID: id, County: a.county, Region: h.RegionCode}, "edit", string(models.HouseholdClosed), string(h.Status),
			map[string]string{"via": "feed", "batch": a.batch.ID})
	}
	return nil
}

// signal is the row as it is kept.
func (a *applying) signal(r *placed) models.Signal {
	out := models.Signal{
		CountyCode: a.county, ID: a.id(), BatchID: a.batch.ID, Feed: a.feed.Code, SourceDept: a.feed.SourceDept, Line: r.Line, HouseholdID: r.household,
		PersonID: r.member, PersonIndex: r.person, RowIndex: r.index, RegionCode: r.region, EventOn: r.EventOn, AmountFen: r.AmountFen, Code: r.Code,
		Facts: factsOf(r), Remark: r.remark, KeepUntil: r.EventOn.AddDays(a.feed.KeepDays), CreatedAt: a.now,
	}
	if r.stub != nil {
		out.HouseholdID, out.PersonID, out.MadeHousehold = &r.stub.made.ID, &r.stub.made.Persons[0].ID, true
	}
	return out
}

// factsOf are the feed's own fields and, where the file says more of the person than is on file, what it says.
func factsOf(r *placed) map[string]string {
	out := maps.Clone(r.Facts)
	add := func(field models.FeedField, text string) {
		if text == "" {
			return
		}
		if out == nil {
			out = map[string]string{}
		}
		out[string(field)] = text
	}
	if r.fate == intake.FateUnplaced {
		add(models.FeedName, r.Name)
		add(models.FeedPhone, r.Phone)
		add(models.FeedAddress, r.Address)
	}
	if r.remark == models.RemarkOtherName {
		add(models.FeedName, r.Name)
	}
	return out
}

// react asks the rules about new signals and raises the alerts that they call for, in the same transaction; it answers how many findings came
// to an alert, new or waiting. They are the server's own doing, not the department's.
func react(ctx context.Context, d *Desk, s *store.Store, county string, fresh []models.Signal) (alerts int, err error) {
	found, err := d.judge(ctx, s, county, fresh)
	if err != nil {
		return 0, err
	}
	raised, err := d.raise(ctx, s, models.System(county), found)
	return raised.Alerts + raised.Merged, err
}
