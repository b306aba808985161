package casework

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// SupplierList is a part of the suppliers, with how many stand where under the same filter.
type SupplierList struct {
	Items  []models.Supplier // without their contacts: those take a look at the one supplier
	Next   string
	Counts map[models.SupplierStatus]int
	Total  int
}

// SupplierList lists suppliers for government roles. Errors: Forbidden.
func (d *Desk) SupplierList(ctx context.Context, by models.Actor, f store.SupplierFilter, p store.Page) (*SupplierList, error) {
	items, next, err := d.Suppliers(ctx, by, f, p)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].ContactName, items[i].ContactPhone = "", ""
	}
	out := &SupplierList{Items: items, Next: next}
	f.County, f.Status = by.CountyCode, ""
	out.Counts, err = d.Store.CountSuppliers(ctx, f)
	for _, n := range out.Counts {
		out.Total += n
	}
	return out, err
}

// SupplierFile is a supplier with all that belongs to it, as a government role reads it.
type SupplierFile struct {
	models.Supplier
	Can    SupplierCan
	Record store.TrackRecord
	Offers []OfferState
	Papers []models.Attachment // what it has handed in, for those who may see it
	Events []models.Event
	Names  map[string]string
	Place  string
	Today  models.Date
}

// SupplierCan says what an actor may do with a supplier as it stands.
type SupplierCan struct {
	Approve, Reject, Suspend, Reinstate, Exit, Edit bool
	// Second tells that approval waits for another person than the actor, who has approved once already.
	Second bool
}

// Any tells whether there is anything to do.
func (c SupplierCan) Any() bool { return c.Approve || c.Reject || c.Suspend || c.Reinstate || c.Exit }

func supplierCan(by models.Actor, r *models.Supplier) SupplierCan {
	step := func(name string) bool {
		_, err := models.SupplierSteps.Next(name, r.Status)
		return err == nil && models.ScopeOf(by, models.SupplierReview) != models.ScopeNone
	}
	first := r.Status == models.SupplierChecking && r.CheckedBy != nil && *r.CheckedBy == by.AccountID
	return SupplierCan{Approve: step("approve") && !first, Second: step("approve") && first, Reject: step("reject"), Suspend: step("suspend"),
		Reinstate: step("reinstate"), Exit: step("exit"), Edit: models.ScopeOf(by, models.SupplierEdit) == models.ScopeCounty}
}

// SupplierFile shows a supplier with its track record, offers, papers and history. Auditors do not see whom to call. Errors: NotFound,
// Forbidden.
func (d *Desk) SupplierFile(ctx context.Context, by models.Actor, id string) (*SupplierFile, error) {
	r, err := d.Supplier(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if by.Role == models.RoleAuditor {
		r.ContactName, r.ContactPhone = "", ""
	}
	f := &SupplierFile{Supplier: *r, Can: supplierCan(by, r), Today: d.today()}
	records, err := d.Store.TrackRecords(ctx, r.CountyCode, r.ID)
	if err != nil {
		return nil, err
	}
	f.Record = records[r.ID]
	if f.Offers, _, err = d.Offers(ctx, by, store.OfferFilter{Supplier: r.ID}, store.Page{Limit: 100}); err != nil {
		return nil, err
	}
	if f.Can.Edit {
		if f.Papers, err = d.SupplierFiles(ctx, by, r.ID); err != nil {
			return nil, err
		}
	}
	return f, d.fillSupplier(ctx, f)
}

func (d *Desk) fillSupplier(ctx context.Context, f *SupplierFile) (err error) {
	if f.Events, err = d.Store.EventsAbout(ctx, f.CountyCode, map[string][]string{"supplier": {f.ID}}, mostEvents); err != nil {
		return err
	}
	var people []string
	for i := range f.Events {
		if f.Events[i].ActorID != "" {
			people = append(people, f.Events[i].ActorID)
		}
	}
	if f.Names, err = d.Store.AccountNames(ctx, f.CountyCode, people); err != nil {
		return err
	}
	names, err := d.Store.RegionNames(ctx, []string{f.RegionCode})
	f.Place = names[f.RegionCode]
	return err
}

// AddLicence puts a licence that staff have seen on a supplier's file; one of the same kind and number is brought up to date. Errors:
// Invalid, NotFound, Stale, Forbidden.
func (d *Desk) AddLicence(ctx context.Context, by models.Actor, id string, version int, in models.Licence) (*models.Supplier, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	in.Number = models.CleanText(in.Number)
	return d.relicense(ctx, by, id, version, func(list []models.Licence) []models.Licence { return append(without(list, in), in) })
}

// DropLicence takes a licence off a supplier's file. Errors: NotFound, Stale, Forbidden.
func (d *Desk) DropLicence(ctx context.Context, by models.Actor, id string, version int, in models.Licence) (*models.Supplier, error) {
	return d.relicense(ctx, by, id, version, func(list []models.Licence) []models.Licence { return without(list, in) })
}

func (d *Desk) relicense(ctx context.Context, by models.Actor, id string, version int, with func([]models.Licence) []models.Licence) (*models.Supplier, error) {
	r, err := d.Supplier(ctx, by, id)
	if err != nil {
		return nil, err
	}
	list := with(r.Licences)
	return d.EditSupplier(ctx, by, id, version, models.SupplierPatch{Licences: &list})
}

func without(list []models.Licence, x models.Licence) []models.Licence {
	out := []models.Licence{}
	for _, l := range list {
		if l.Kind != x.Kind || l.Number != x.Number {
			out = append(out, l)
		}
	}
	return out
}

// OfferDesk is a part of the county's offers for those who review them, with the names of their suppliers and how many stand where.
type OfferDesk struct {
	Items  []OfferState
	Next   string
	Counts map[models.OfferStatus]int
	Total  int
	Owners map[string]models.Supplier
	Can    OfferCan
	Today  models.Date
}

// OfferCan says what an actor may do with offers: with one as it stands, or in a list at all.
type OfferCan struct{ Publish, Return, Pause, Withdraw bool }

func offerCan(by models.Actor, status models.OfferStatus) OfferCan {
	step := func(name string) bool {
		_, err := models.OfferSteps.Next(name, status)
		return err == nil && models.ScopeOf(by, models.OfferEdit) == models.ScopeCounty
	}
	return OfferCan{Publish: step("publish"), Return: step("return"), Pause: step("pause"), Withdraw: step("withdraw")}
}

// OfferDesk lists offers for government roles. Errors: Forbidden.
func (d *Desk) OfferDesk(ctx context.Context, by models.Actor, f store.OfferFilter, p store.Page) (*OfferDesk, error) {
	items, next, err := d.Offers(ctx, by, f, p)
	if err != nil {
		return nil, err
	}
	out := &OfferDesk{Items: items, Next: next, Can: offerCan(by, models.OfferReviewing), Today: d.today()}
	var owners []string
	for i := range items {
		owners = append(owners, items[i].SupplierID)
	}
	if out.Owners, err = d.Store.SuppliersByID(ctx, by.CountyCode, owners); err != nil {
		return nil, err
	}
	f.County, f.Status = by.CountyCode, ""
	out.Counts, err = d.Store.CountOffers(ctx, f)
	for _, n := range out.Counts {
		out.Total += n
	}
	return out, err
}

// OfferFile is an offer with what belongs to it, as a government role reads it.
type OfferFile struct {
	OfferState
	Can     OfferCan
	Owner   models.Supplier
	Matches []NeedMatch // the newest, with the public titles of their needs
	Events  []models.Event
	Names   map[string]string
	Regions map[string]string
	Today   models.Date
}

// OfferFile shows an offer with its matches and history. Errors: NotFound, Forbidden.
func (d *Desk) OfferFile(ctx context.Context, by models.Actor, id string) (*OfferFile, error) {
	o, err := d.Offer(ctx, by, id)
	if err != nil {
		return nil, err
	}
	f := &OfferFile{OfferState: *o, Can: offerCan(by, o.Status), Today: d.today()}
	owners, err := d.Store.SuppliersByID(ctx, o.CountyCode, []string{o.SupplierID})
	if err != nil {
		return nil, err
	}
	f.Owner = owners[o.SupplierID]
	if err := d.fillAsked(ctx, by, f); err != nil {
		return nil, err
	}
	if f.Events, err = d.Store.EventsAbout(ctx, o.CountyCode, map[string][]string{"offer": {o.ID}}, mostEvents); err != nil {
		return nil, err
	}
	var people []string
	for i := range f.Events {
		if f.Events[i].ActorID != "" {
			people = append(people, f.Events[i].ActorID)
		}
	}
	if f.Names, err = d.Store.AccountNames(ctx, o.CountyCode, people); err != nil {
		return nil, err
	}
	f.Regions, err = d.Store.RegionNames(ctx, o.Regions)
	return f, err
}

// fillAsked reads the matches of an offer that lie in the actor's scope.
func (d *Desk) fillAsked(ctx context.Context, by models.Actor, f *OfferFile) error {
	rows, _, err := d.Matches(ctx, by, store.MatchFilter{Offer: f.ID}, store.Page{Limit: 50})
	if err != nil {
		return err
	}
	var needs []string
	for i := range rows {
		needs = append(needs, rows[i].NeedID)
	}
	titles, err := d.Store.NeedsByID(ctx, f.CountyCode, needs)
	for i := range rows {
		f.Matches = append(f.Matches, NeedMatch{Match: rows[i], SupplierName: f.Owner.Name, OfferTitle: titles[rows[i].NeedID].TitlePublic})
	}
	return err
}
