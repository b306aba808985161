package casework

import (
	"context"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// Found is what one box of search found, each kind as its own list shows it: never more than the actor may see there.
type Found struct {
	Kind       FoundKind
	Needs      []models.Need
	OpenNeeds  []OpenNeed
	Offers     []OfferState
	Suppliers  []models.Supplier
	Households []models.Household
	More       bool // there is more of something than is shown
}

// FoundKind says what the words were taken for.
type FoundKind string

// What a search may look for: words, or one of the numbers by which a household is found exactly.
const (
	FoundByWords   FoundKind = "words"
	FoundByNo      FoundKind = "number"
	FoundByCitizen FoundKind = "citizen_no"
	FoundByPhone   FoundKind = "phone"
)

// searchMost is how many of each kind are shown.
const searchMost = 10

// Search looks for a text over all that the actor may see: needs and open needs by public title or number, offers by title and description,
// suppliers by name or USCC, and households by their exact number, or a member's citizen number or phone. Households that are found are
// written into the disclosure log. Errors: Invalid, Unauthenticated.
func (d *Desk) Search(ctx context.Context, by models.Actor, q string) (*Found, error) {
	if by.Role == "" || by.Role == models.RoleAnonymous {
		return nil, models.Unauthenticated("login_required")
	}
	q = models.CleanText(q)
	if q == "" {
		return nil, models.InvalidField("q", "required")
	}
	if flaw := models.CheckText(q, 80); flaw != "" {
		return nil, models.InvalidField("q", flaw)
	}
	out := &Found{Kind: d.kindOf(q)}
	for _, look := range []func(context.Context, models.Actor, string, *Found) error{
		d.searchHouseholds, d.searchNeeds, d.searchOpenNeeds, d.searchOffers, d.searchSuppliers,
	} {
		if err := look(ctx, by, q, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// kindOf tells what a text is by its form.
func (d *Desk) kindOf(q string) FoundKind {
	if _, flaw := models.ParseCitizenNo(q, d.Store.Now()); flaw == "" {
		return FoundByCitizen
	}
	if _, flaw := models.ParsePhone(q); flaw == "" {
		return FoundByPhone
	}
	if !strings.ContainsRune(q, ' ') && strings.ContainsAny(q, "0123456789") {
		return FoundByNo
	}
	return FoundByWords
}

// may tells whether the actor's role has any part in an action.
func may(by models.Actor, act models.Action) bool {
	return models.ScopeOf(by, act) != models.ScopeNone
}

var firstFound = store.Page{Limit: searchMost}

func (d *Desk) searchHouseholds(ctx context.Context, by models.Actor, q string, out *Found) (err error) {
	if !may(by, models.HouseholdView) || out.Kind == FoundByWords {
		return nil
	}
	f := store.HouseholdFilter{No: q}
	switch out.Kind {
	case FoundByCitizen:
		number, _ := models.ParseCitizenNo(q, d.Store.Now())
		f = store.HouseholdFilter{CitizenNo: number}
	case FoundByPhone:
		number, _ := models.ParsePhone(q)
		f = store.HouseholdFilter{Phone: number}
	default:
	}
	next := ""
	out.Households, next, err = d.Households(ctx, by, f, firstFound)
	out.More = out.More || next != ""
	return err
}

// personal tells whether the text is somebody's number, which stands in no public text.
func (out *Found) personal() bool { return out.Kind == FoundByCitizen || out.Kind == FoundByPhone }

func (d *Desk) searchNeeds(ctx context.Context, by models.Actor, q string, out *Found) (err error) {
	if !may(by, models.NeedView) || out.personal() {
		return nil
	}
	next := ""
	out.Needs, next, err = d.Needs(ctx, by, store.NeedFilter{Q: q}, firstFound)
	out.More = out.More || next != ""
	return err
}

func (d *Desk) searchOpenNeeds(ctx context.Context, by models.Actor, q string, out *Found) (err error) {
	if !may(by, models.OpenNeedBrowse) || out.personal() {
		return nil
	}
	next := ""
	out.OpenNeeds, next, err = d.OpenNeeds(ctx, by, store.NeedFilter{Q: q}, firstFound)
	if kind := models.KindOf(err); kind == models.KindForbidden || kind == models.KindNotFound {
		return nil // a supplier that is not active browses nothing
	}
	out.More = out.More || next != ""
	return err
}

func (d *Desk) searchOffers(ctx context.Context, by models.Actor, q string, out *Found) (err error) {
	if !may(by, models.OfferView) || out.personal() {
		return nil
	}
	next := ""
	out.Offers, next, err = d.Offers(ctx, by, store.OfferFilter{Q: q}, firstFound)
	out.More = out.More || next != ""
	return err
}

func (d *Desk) searchSuppliers(ctx context.Context, by models.Actor, q string, out *Found) (err error) {
	if !may(by, models.SupplierView) || out.personal() {
		return nil
	}
	next := ""
	out.Suppliers, next, err = d.Suppliers(ctx, by, store.SupplierFilter{Q: q}, firstFound)
	out.More = out.More || next != ""
	return err
}
