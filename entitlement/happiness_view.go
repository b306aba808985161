package entitlement

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ListFile is one list with its household and what the reader may do with it now.
type ListFile struct {
	models.HappinessList
	Household *models.Household
	Adults    []models.Person // to whom it may be given
	Place     string
	Receiver  string
	Next      *models.HappinessList // the issue that replaces it
	Can       ListCan
	Link      string // for whoever hands it over, once it was checked
}

// ListCan says which steps the reader may take now.
type ListCan struct {
	Check, Send, Deliver, Acknowledge, Fail, Dispute, Answer, Renew bool
}

// HappinessList shows one list and writes the look into the disclosure log. Errors: NotFound.
func (d *Desk) HappinessList(ctx context.Context, by models.Actor, id string) (*ListFile, error) {
	if _, err := models.Authorise(by, models.HappinessListView); err != nil {
		return nil, err
	}
	l, err := d.Store.HappinessList(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.HappinessListView, listSubject(*l)); err != nil {
		return nil, err
	}
	f := &ListFile{HappinessList: *l}
	if err := d.fillList(ctx, by, f); err != nil {
		return nil, err
	}
	f.Can = listCan(by, l)
	if models.ScopeOf(by, models.HappinessListDeliver) != models.ScopeNone && l.LinkOpen(d.Store.Now()) {
		f.Link = d.ListLink(l)
	}
	return f, d.Store.InTx(ctx, func(s *store.Store) error { return d.seenList(ctx, s, by, l, "view") })
}

func (d *Desk) fillList(ctx context.Context, by models.Actor, f *ListFile) (err error) {
	if f.Household, err = d.Store.Household(ctx, key(by, f.HouseholdID)); err != nil {
		return err
	}
	for _, p := range f.Household.Persons {
		if p.AgeOn(d.today()) >= 18 && p.DeceasedOn == "" {
			f.Adults = append(f.Adults, p)
		}
		if f.ReceivedBy != nil && p.ID == *f.ReceivedBy {
			f.Receiver = p.Name
		}
	}
	if f.Place, err = d.placeName(ctx, f.RegionCode); err != nil {
		return err
	}
	if f.Status != models.ListCorrected {
		return nil
	}
	all, _, err := d.Store.HappinessLists(ctx, store.PaperFilter{Scope: store.Scope{County: by.CountyCode}, Household: f.HouseholdID}, Page{Limit: 100})
	for i := range all {
		if all[i].CorrectsID != nil && *all[i].CorrectsID == f.ID {
			f.Next = &all[i]
		}
	}
	return err
}

func listCan(by models.Actor, l *models.HappinessList) ListCan {
	may := func(act models.Action, step string) bool {
		return models.Reaches(by, models.ScopeOf(by, act), l.CountyCode, l.RegionCode, "") && models.HappinessListSteps.Allows(step, l.Status)
	}
	out := ListCan{Check: may(models.HappinessListCheck, "check"), Send: may(models.HappinessListDeliver, "send"), Deliver: may(models.HappinessListDeliver, "deliver"),
		Acknowledge: may(models.HappinessListDeliver, "acknowledge"), Fail: may(models.HappinessListDeliver, "fail"),
		Dispute: may(models.HappinessListDeliver, "dispute"), Answer: may(models.HappinessListAnswer, "uphold")}
	out.Renew = models.Reaches(by, models.ScopeOf(by, models.HappinessListDeliver), l.CountyCode, l.RegionCode, "") &&
		l.Status != models.ListGenerated && l.Status != models.ListCorrected
	return out
}

// HouseholdLists lists a household's lists with what they say, the newest first; the look is logged. Errors: NotFound.
func (d *Desk) HouseholdLists(ctx context.Context, by models.Actor, household string, p Page) ([]models.HappinessList, string, error) {
	h, err := d.householdFor(ctx, by, household, models.HappinessListView)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.HappinessLists(ctx, store.PaperFilter{Scope: store.Scope{County: by.CountyCode}, Household: h.ID}, p)
	if err != nil || len(rows) == 0 {
		return rows, next, err
	}
	return rows, next, d.Store.InTx(ctx, func(s *store.Store) error { return d.seenList(ctx, s, by, &rows[0], "view") })
}

func (d *Desk) householdFor(ctx context.Context, by models.Actor, id string, act models.Action) (*models.Household, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	h, err := d.Store.Household(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return h, flow.Within(by, act, householdSubject(*h))
}

// SlipPicture reads the picture of a list's signed slip, and logs that. Errors: NotFound.
func (d *Desk) SlipPicture(ctx context.Context, by models.Actor, id string) (*models.Attachment, error) {
	var out *models.Attachment
	_, err := d.onList(ctx, by, models.HappinessListView, id, func(x *leaf) (err error) {
		if x.l.SlipID == "" {
			return models.NotFound("attachment")
		}
		out, err = x.s.Attachment(ctx, store.Key{County: x.l.CountyCode, ID: x.l.SlipID})
		return err
	})
	return out, err
}

// ListGroup is a part of the lists as those who hand them over see it.
type ListGroup string

// The groups.
const (
	ListsToCheck  ListGroup = "check"
	ListsToHand   ListGroup = "hand"
	ListsOut      ListGroup = "out" // sent, and not yet acknowledged
	ListsDisputed ListGroup = "disputed"
	ListsDone     ListGroup = "done"
)

// ListGroups lists the groups in the order in which they are seen to.
func ListGroups() []ListGroup {
	return []ListGroup{ListsToHand, ListsToCheck, ListsOut, ListsDisputed, ListsDone}
}

var listGroups = map[ListGroup][]models.HappinessListStatus{
	ListsToCheck: {models.ListGenerated}, ListsToHand: {models.ListChecked, models.ListFailed}, ListsOut: {models.ListSent},
	ListsDisputed: {models.ListDisputed}, ListsDone: {models.ListDelivered, models.ListAcknowledged},
}

// ListFilter narrows a list of happiness lists.
type ListFilter = store.ListFilter

// ListQueue is a part of the lists, with counts.
type ListQueue struct {
	Items   []models.HappinessList // without what they say
	Next    string
	Counts  map[ListGroup]int64
	Places  []PlaceRate
	Total   PlaceRate
	Regions []models.Region
	Heads   map[string]string // by household
}

// PlaceRate is how many lists of a place are in the hands of their households in time.
type PlaceRate struct {
	RegionCode                          string // of a village or town
	Name                                string
	Lists, Handed, Open, Disputed, Late int64
}

func (r *PlaceRate) add(t store.ListTally) {
	if t.Status == models.ListCorrected {
		return // its next issue counts, and what was handed over of it
	}
	r.Lists += t.N
	r.Handed += t.Handed
	switch t.Status {
	case models.ListChecked, models.ListFailed, models.ListGenerated, models.ListSent:
		r.Open += t.N
	case models.ListDisputed:
		r.Disputed += t.N
		r.Late += t.Late
	default:
	}
}

// ListQueue lists a group of lists, those of one village together, and counts all groups and places. Errors: Forbidden.
func (d *Desk) ListQueue(ctx context.Context, by models.Actor, g ListGroup, f ListFilter, p Page) (*ListQueue, error) {
	sc, err := flow.ListScope(by, models.HappinessListView)
	if err != nil {
		return nil, err
	}
	f.Scope = sc
	out := &ListQueue{Counts: map[ListGroup]int64{}, Heads: map[string]string{}}
	if err := d.tallyLists(ctx, by, f, out); err != nil {
		return nil, err
	}
	f.Statuses = listGroups[g]
	if out.Items, out.Next, err = d.Store.ListPage(ctx, f, p); err != nil {
		return nil, err
	}
	return out, d.listHeads(ctx, by, out)
}

func (d *Desk) tallyLists(ctx context.Context, by models.Actor, f ListFilter, out *ListQueue) error {
	tops := f.Scope.Regions
	if len(tops) == 0 {
		tops = []string{by.CountyCode + "000000"}
	}
	names := map[string]string{}
	for _, top := range tops {
		list, err := d.Store.Regions(ctx, top)
		if err != nil {
			return err
		}
		out.Regions = append(out.Regions, list...)
	}
	for _, r := range out.Regions {
		names[r.Code] = r.Name
	}
	rows, err := d.Store.TallyLists(ctx, f)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for _, t := range rows {
		for g, statuses := range listGroups {
			for _, s := range statuses {
				if s == t.Status {
					out.Counts[g] += t.N
				}
			}
		}
		place := t.RegionCode
		if by.Role == models.RoleStaff {
			place = models.TownOf(place)
		}
		i, known := at[place]
		if !known {
			i = len(out.Places)
			at[place] = i
			out.Places = append(out.Places, PlaceRate{RegionCode: place, Name: names[place]})
		}
		out.Places[i].add(t)
		out.Total.add(t)
	}
	return nil
}

// listHeads names the households of a list, and logs that.
func (d *Desk) listHeads(ctx context.Context, by models.Actor, out *ListQueue) error {
	q := &ReliefQueue{}
	for _, l := range out.Items {
		q.Items = append(q.Items, models.Application{HouseholdID: l.HouseholdID})
	}
	if err := d.heads(ctx, by, q); err != nil {
		return err
	}
	out.Heads = q.Heads
	return nil
}

// ListWaits counts for the reader's first page.
type ListWaits struct{ Check, Hand, Disputed, Late int64 }

// ListWaits counts the lists that wait for the reader. Errors: Forbidden.
func (d *Desk) ListWaits(ctx context.Context, by models.Actor) (*ListWaits, error) {
	sc, err := flow.ListScope(by, models.HappinessListView)
	if err != nil {
		return nil, err
	}
	rows, err := d.Store.TallyLists(ctx, ListFilter{Scope: sc, Statuses: []models.HappinessListStatus{models.ListGenerated, models.ListChecked, models.ListFailed,
		models.ListDisputed}})
	out := &ListWaits{}
	for _, t := range rows {
		switch t.Status {
		case models.ListGenerated:
			out.Check += t.N
		case models.ListDisputed:
			out.Disputed, out.Late = out.Disputed+t.N, out.Late+t.Late
		default:
			out.Hand += t.N
		}
	}
	return out, err
}
