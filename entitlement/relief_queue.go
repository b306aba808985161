package entitlement

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ReliefGroup is a part of the requests for relief as those who work on them see it.
type ReliefGroup string

// The groups of requests: what waits for the reader, what is under way elsewhere, and what has ended.
const (
	ReliefMine  ReliefGroup = "mine"
	ReliefOpen  ReliefGroup = "open"
	ReliefEnded ReliefGroup = "ended"
)

// ReliefGroups lists the groups in the order in which they are seen to.
func ReliefGroups() []ReliefGroup { return []ReliefGroup{ReliefMine, ReliefOpen, ReliefEnded} }

// waitingFor are the statuses in which a request waits for a role.
func waitingFor(role models.Role) []models.ApplicationStatus {
	switch role {
	case models.RoleStaff:
		return []models.ApplicationStatus{models.ApplicationPublicity, models.ApplicationApproved, models.ApplicationAppealed}
	case models.RoleTown:
		return []models.ApplicationStatus{models.ApplicationSubmitted, models.ApplicationAccepted, models.ApplicationVerifying, models.ApplicationProposed,
			models.ApplicationFirstAid}
	default:
		return []models.ApplicationStatus{models.ApplicationAccepted, models.ApplicationMaterials}
	}
}

func statusesOf(g ReliefGroup, role models.Role) []models.ApplicationStatus {
	under := append(models.ApplicationsOpen(), models.ApplicationApproved, models.ApplicationFirstAid, models.ApplicationAppealed)
	switch g {
	case ReliefMine:
		return waitingFor(role)
	case ReliefOpen:
		return under
	default:
		var out []models.ApplicationStatus
		for _, s := range models.ApplicationSteps.Statuses() {
			if !slices.Contains(under, s) && s != models.ApplicationDrafted {
				out = append(out, s)
			}
		}
		return out
	}
}

// ReliefQueue is a list of requests with what the reader needs to find the next to do.
type ReliefQueue struct {
	Items   []models.Application // without their texts
	Next    string
	Counts  map[ReliefGroup]int64
	Overdue int64             // of those that wait for the reader
	Regions []models.Region   // in scope, for filters and names
	Heads   map[string]string // the head of each household, by household
}

// ReliefQueue lists a group of requests, what waits for the reader with the most overdue first, and counts all groups. Errors: Forbidden.
func (d *Desk) ReliefQueue(ctx context.Context, by models.Actor, g ReliefGroup, f ReliefFilter, p Page) (*ReliefQueue, error) {
	sc, err := flow.ListScope(by, models.ApplicationView)
	if err != nil {
		return nil, err
	}
	f.Scope = sc
	out := &ReliefQueue{Counts: map[ReliefGroup]int64{}}
	if err := d.tally(ctx, by, f, out); err != nil {
		return nil, err
	}
	if len(f.Statuses) == 0 {
		f.Statuses = statusesOf(g, by.Role)
	}
	f.Waiting = g == ReliefMine
	if out.Items, out.Next, err = d.Store.ReliefPage(ctx, f, p); err != nil {
		return nil, err
	}
	regions := sc.Regions
	if len(regions) == 0 {
		regions = []string{by.CountyCode + "000000"}
	}
	for _, r := range regions {
		list, err := d.Store.Regions(ctx, r)
		if err != nil {
			return nil, err
		}
		out.Regions = append(out.Regions, list...)
	}
	return out, d.heads(ctx, by, out)
}

func (d *Desk) tally(ctx context.Context, by models.Actor, f ReliefFilter, out *ReliefQueue) error {
	f.Statuses, f.Waiting = nil, false
	rows, err := d.Store.TallyRelief(ctx, f)
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, g := range ReliefGroups() {
			if slices.Contains(statusesOf(g, by.Role), r.Status) {
				out.Counts[g] += r.N
			}
		}
		if slices.Contains(waitingFor(by.Role), r.Status) {
			out.Overdue += r.Overdue
		}
	}
	return nil
}

// heads names the households of a list, and logs that.
func (d *Desk) heads(ctx context.Context, by models.Actor, out *ReliefQueue) error {
	out.Heads = map[string]string{}
	var ids []string
	for _, a := range out.Items {
		if !slices.Contains(ids, a.HouseholdID) {
			ids = append(ids, a.HouseholdID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	members, err := d.Store.Persons(ctx, by.CountyCode, ids...)
	if err != nil {
		return err
	}
	if _, err := flow.ShieldMinors(ctx, d.Store, by, members); err != nil {
		return err
	}
	now := d.Store.Now()
	rows := make([]models.Disclosure, len(ids))
	for i, id := range ids {
		if list := members[id]; len(list) > 0 {
			out.Heads[id] = list[0].Name // the head comes first
		}
		rows[i] = models.Disclosure{CountyCode: by.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, HouseholdID: id, Tier: 4,
			Purpose: "list", Fields: []string{"name"}}
	}
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.InsertDisclosures(ctx, rows) })
}

// ReliefWaits counts what waits for the actor: requests, those past their time, and complaints, nil for whoever does not see to them.
type ReliefWaits struct {
	Waiting, Overdue int64
	Complaints       *int64
}

// ReliefWaits counts for the reader's first page. Errors: Forbidden.
func (d *Desk) ReliefWaits(ctx context.Context, by models.Actor) (*ReliefWaits, error) {
	sc, err := flow.ListScope(by, models.ApplicationView)
	if err != nil {
		return nil, err
	}
	rows, err := d.Store.TallyRelief(ctx, ReliefFilter{Scope: sc, Statuses: waitingFor(by.Role)})
	if err != nil {
		return nil, err
	}
	out := &ReliefWaits{}
	for _, r := range rows {
		out.Waiting, out.Overdue = out.Waiting+r.N, out.Overdue+r.Overdue
	}
	if models.ScopeOf(by, models.ComplaintWork) == models.ScopeNone {
		return out, nil
	}
	open, _, err := d.Store.ComplaintsOpen(ctx, sc)
	out.Complaints = &open
	return out, err
}

// Applications lists requests for the API, the newest first, without their texts, which take a look at the one request. Errors: Forbidden.
func (d *Desk) Applications(ctx context.Context, by models.Actor, f ReliefFilter, p Page) ([]models.Application, string, error) {
	sc, err := flow.ListScope(by, models.ApplicationView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	return d.Store.ReliefPage(ctx, f, p)
}
