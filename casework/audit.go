package casework

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// LogFilter narrows the logs of a county.
type LogFilter = store.LogFilter

// Audit is the counts with which an audit begins: what was done and who looked at households, from one day up to another, both included.
type Audit struct {
	From, To    models.Date
	Events      []store.EventCount
	Disclosures []store.DisclosureCount
}

// period sets a filter to whole days, both included; without days it is the last thirty.
func (d *Desk) period(f *LogFilter, from, to models.Date) (models.Date, models.Date, error) {
	if to == "" {
		to = d.today()
	}
	if from == "" {
		from = to.AddDays(-29)
	}
	if to < from {
		return "", "", models.InvalidField("to", "before_start")
	}
	f.From, f.Until = from.Start(), to.End()
	return from, to, nil
}

// Audit counts the logs of a period. Errors: Forbidden, Invalid.
func (d *Desk) Audit(ctx context.Context, by models.Actor, from, to models.Date) (*Audit, error) {
	if _, err := models.Authorise(by, models.DisclosureView); err != nil {
		return nil, err
	}
	f := LogFilter{County: by.CountyCode}
	from, to, err := d.period(&f, from, to)
	if err != nil {
		return nil, err
	}
	out := &Audit{From: from, To: to}
	if out.Events, err = d.Store.EventCounts(ctx, f); err != nil {
		return nil, err
	}
	out.Disclosures, err = d.Store.DisclosureCounts(ctx, f)
	return out, err
}

// LogNames are what the entries of a log name by id.
type LogNames struct{ Accounts, Suppliers, Households map[string]string }

// EventLog lists the events of a period before a sequence number (0: from the newest on), newest first, with the names of who acted; next is
// the number to go on before, 0 at the end. Errors: Forbidden, Invalid.
func (d *Desk) EventLog(ctx context.Context, by models.Actor, f LogFilter, from, to models.Date, before int64, limit int) (
	rows []models.Event, next int64, names LogNames, err error,
) {
	if _, err = models.Authorise(by, models.DisclosureView); err != nil {
		return nil, 0, names, err
	}
	f.County = by.CountyCode
	if _, _, err = d.period(&f, from, to); err != nil {
		return nil, 0, names, err
	}
	if rows, err = d.Store.EventLog(ctx, f, before, limit+1); err != nil {
		return nil, 0, names, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].Seq
	}
	var actors []string
	for _, e := range rows {
		actors = append(actors, e.ActorID)
	}
	names.Accounts, err = d.Store.AccountNames(ctx, by.CountyCode, ids(actors))
	return rows, next, names, err
}

// DisclosureLog lists who saw what of whom in a period, newest first, with names and numbers. Errors: Forbidden, Invalid.
func (d *Desk) DisclosureLog(ctx context.Context, by models.Actor, f LogFilter, from, to models.Date, p Page) (
	rows []models.Disclosure, next string, names LogNames, err error,
) {
	if _, err = models.Authorise(by, models.DisclosureView); err != nil {
		return nil, "", names, err
	}
	f.County = by.CountyCode
	if _, _, err = d.period(&f, from, to); err != nil {
		return nil, "", names, err
	}
	if rows, next, err = d.Store.DisclosureLog(ctx, f, p); err != nil {
		return nil, "", names, err
	}
	var people, homes, givers []string
	for _, r := range rows {
		people, homes, givers = append(people, r.AccountID), append(homes, r.HouseholdID), append(givers, r.SupplierID)
	}
	if names.Accounts, err = d.Store.AccountNames(ctx, by.CountyCode, ids(people)); err != nil {
		return nil, "", names, err
	}
	if names.Households, err = d.Store.HouseholdNumbers(ctx, by.CountyCode, ids(homes)); err != nil {
		return nil, "", names, err
	}
	suppliers, err := d.Store.SuppliersByID(ctx, by.CountyCode, ids(givers))
	names.Suppliers = map[string]string{}
	for id, s := range suppliers {
		names.Suppliers[id] = s.Name
	}
	return rows, next, names, err
}

// ids keeps of a list what is an id: the operator of the machine and nobody have none.
func ids(list []string) []string {
	var out []string
	for _, s := range list {
		if id, ok := models.ParseID(s); ok {
			out = append(out, id)
		}
	}
	return out
}
