package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// NeedFile is a need with all that belongs to it, as a government role reads it.
type NeedFile struct {
	models.Need
	Can       NeedCan
	Household *models.Household // its number, category and level only; nil for whoever may not see households
	Town      string            // the names of the places
	Village   string
	Matches   []NeedMatch
	Records   []models.Fulfilment
	Events    []models.Event // the newest first
	Names     map[string]string
	Pictures  []models.Attachment // without their content; Proof reads one
	Earlier   *models.Need        // that this one likely repeats
	Recent    []RecentHelp        // of the category within a week, while help can still be promised
	Disputed  bool
}

// NeedMatch is one match of a need with the names of its two sides.
type NeedMatch struct {
	models.Match
	SupplierName, OfferTitle string
	Can                      MatchCan
}

// MatchCan says what an actor of a government role may do with a match as it stands.
type MatchCan struct{ Send, Cancel, Fail bool }

// mostEvents is how much of its history a need's page shows.
const mostEvents = 120

// NeedFile shows a need with its matches, fulfilments and history; what its aide wrote, and wrote of the earlier need that it likely repeats,
// goes into the disclosure log. Auditors read nothing personal. Errors: NotFound.
func (d *Desk) NeedFile(ctx context.Context, by models.Actor, id string) (*NeedFile, error) {
	n, err := d.Need(ctx, by, id)
	if err != nil {
		return nil, err
	}
	f := &NeedFile{Need: *n, Can: needCan(by, n, d.Store.Now())}
	if err := d.fillPlaces(ctx, by, f); err != nil {
		return nil, err
	}
	if err := d.fillMatches(ctx, by, f); err != nil {
		return nil, err
	}
	if f.Pictures, err = d.NeedPictures(ctx, by, id); err != nil && models.KindOf(err) != models.KindNotFound {
		return nil, err
	}
	if n.LikelyDuplicateOf != nil {
		if f.Earlier, err = d.Need(ctx, by, *n.LikelyDuplicateOf); err != nil && models.KindOf(err) != models.KindNotFound {
			return nil, err
		}
	}
	if f.ClosedAt == nil {
		if f.Recent, err = d.RecentHelp(ctx, by, f.HouseholdID, f.Category, f.ID); err != nil {
			return nil, err
		}
	}
	return f, d.fillHistory(ctx, f)
}

func (d *Desk) fillPlaces(ctx context.Context, by models.Actor, f *NeedFile) error {
	var err error
	if f.Town, f.Village, err = d.Store.PlaceNames(ctx, f.RegionCode); err != nil {
		return err
	}
	if models.ScopeOf(by, models.HouseholdView) == models.ScopeNone {
		return nil
	}
	rows, err := d.Store.HouseholdsByID(ctx, f.CountyCode, []string{f.HouseholdID})
	if h, ok := rows[f.HouseholdID]; ok {
		f.Household = &models.Household{ID: h.ID, No: h.No, Category: h.Category, Level: h.Level}
	}
	return err
}

func (d *Desk) fillMatches(ctx context.Context, by models.Actor, f *NeedFile) error {
	of := store.Scope{County: f.CountyCode}
	rows, err := d.Store.AllMatches(ctx, store.MatchFilter{Scope: of, Need: f.ID})
	if err != nil {
		return err
	}
	var offers, suppliers []string
	for i := range rows {
		offers, suppliers = append(offers, rows[i].OfferID), append(suppliers, rows[i].SupplierID)
	}
	titles, err := d.Store.OffersByID(ctx, f.CountyCode, offers)
	if err != nil {
		return err
	}
	names, err := d.Store.SuppliersByID(ctx, f.CountyCode, suppliers)
	if err != nil {
		return err
	}
	for i := range rows {
		f.Matches = append(f.Matches, NeedMatch{Match: rows[i], SupplierName: names[rows[i].SupplierID].Name, OfferTitle: titles[rows[i].OfferID].Title,
			Can: matchCan(by, &rows[i])})
	}
	f.Records, _, err = d.Store.Fulfilments(ctx, store.FulfilmentFilter{Scope: of, Need: f.ID}, store.Page{Limit: 100})
	for i := range f.Records {
		f.Disputed = f.Disputed || f.Records[i].Status == models.FulfilmentDisputed && models.ScopeOf(by, models.FulfilmentSettle) != models.ScopeNone
		if by.Role == models.RoleAuditor {
			f.Records[i].Note, f.Records[i].ConfirmNote = "", ""
		}
	}
	return err
}

func matchCan(by models.Actor, m *models.Match) MatchCan {
	step := func(act models.Action, name string) bool {
		_, err := models.MatchSteps.Next(name, m.Status)
		return err == nil && models.ScopeOf(by, act) != models.ScopeNone
	}
	return MatchCan{Send: m.Status == models.MatchProposed && step(models.MatchInvite, "invite"), Cancel: step(models.MatchCancel, "cancel"),
		Fail: step(models.MatchCancel, "fail")}
}

func (d *Desk) fillHistory(ctx context.Context, f *NeedFile) (err error) {
	about := map[string][]string{"need": {f.ID}}
	for i := range f.Matches {
		about["match"] = append(about["match"], f.Matches[i].ID)
	}
	for i := range f.Records {
		about["fulfilment"] = append(about["fulfilment"], f.Records[i].ID)
	}
	if f.Events, err = d.Store.EventsAbout(ctx, f.CountyCode, about, mostEvents); err != nil {
		return err
	}
	var people []string
	if f.SubmittedBy != "" {
		people = append(people, f.SubmittedBy)
	}
	for i := range f.Events {
		if f.Events[i].ActorID != "" {
			people = append(people, f.Events[i].ActorID)
		}
	}
	f.Names, err = d.Store.AccountNames(ctx, f.CountyCode, people)
	return err
}

// KeepNeed says that a need does not repeat the earlier one that it was likely to. Errors: NotFound, Conflict.
func (d *Desk) KeepNeed(ctx context.Context, by models.Actor, id string) (*models.Need, error) {
	return d.onNeed(ctx, by, models.NeedReview, id, func(s *store.Store, n *models.Need) error {
		if n.LikelyDuplicateOf == nil {
			return models.Conflict("no_likely_duplicate")
		}
		if err := s.StepNeed(ctx, store.Key{County: n.CountyCode, ID: n.ID}, n.Status, store.Change{"likely_duplicate_of": nil}); err != nil {
			return err
		}
		flow.Log(s, by, needSubject(*n), "keep", string(n.Status), string(n.Status), map[string]string{"earlier_id": *n.LikelyDuplicateOf})
		return nil
	})
}
