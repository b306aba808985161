package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Delivery is a fulfilment with what whoever confirms it must know.
type Delivery struct {
	models.Fulfilment
	Category, Title string // of the need: its public title
	NeedNo          string
	Supplier        string
	Household       string // the head's name and the village, for those who may see the household
	Village         string
	Proofs          []models.Attachment
	Beneficiary     *Beneficiary // for suppliers
	MayConfirm      bool         // the actor may confirm or dispute it as it stands
}

// Deliveries lists fulfilments with what was asked for, by whom it was given and for whom; the names shown are logged.
func (d *Desk) Deliveries(ctx context.Context, by models.Actor, f store.FulfilmentFilter, p store.Page) ([]Delivery, string, error) {
	rows, next, err := d.Fulfilments(ctx, by, f, p)
	if err != nil {
		return nil, "", err
	}
	out, err := d.deliveries(ctx, by, rows)
	return out, next, err
}

// Delivery shows one fulfilment with its proofs. Errors: NotFound.
func (d *Desk) Delivery(ctx context.Context, by models.Actor, id string) (*Delivery, error) {
	f, whom, err := d.Task(ctx, by, id)
	if err != nil {
		return nil, err
	}
	list, err := d.deliveries(ctx, by, []models.Fulfilment{*f})
	if err != nil {
		return nil, err
	}
	out := &list[0]
	out.Beneficiary = whom
	out.Proofs, err = d.Store.Attachments(ctx, by.CountyCode, "fulfilment", id)
	return out, err
}

func (d *Desk) deliveries(ctx context.Context, by models.Actor, rows []models.Fulfilment) ([]Delivery, error) {
	needIDs, supplierIDs, homes := make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, f := range rows {
		needIDs[i], supplierIDs[i], homes[i] = f.NeedID, f.SupplierID, f.HouseholdID
	}
	needs, err := d.Store.NeedTitles(ctx, by.CountyCode, needIDs)
	if err != nil {
		return nil, err
	}
	suppliers, err := d.Store.SuppliersByID(ctx, by.CountyCode, supplierIDs)
	if err != nil {
		return nil, err
	}
	heads, err := d.headsOf(ctx, by, homes)
	if err != nil {
		return nil, err
	}
	may := models.ScopeOf(by, models.FulfilmentConfirm) != models.ScopeNone
	out := make([]Delivery, len(rows))
	for i, f := range rows {
		n, h := needs[f.NeedID], heads[f.HouseholdID]
		out[i] = Delivery{Fulfilment: f, Category: n.Category, Title: n.TitlePublic, NeedNo: n.No, Supplier: suppliers[f.SupplierID].Name,
			Household: h.Name, Village: h.Village, MayConfirm: may && models.FulfilmentSteps.Allows("confirm", f.Status)}
		out[i].reduce(by.Role)
	}
	return out, nil
}

// reduce takes out what a role may not read: suppliers are told of the household by the beneficiary alone, auditors read no free text.
func (f *Delivery) reduce(role models.Role) {
	if role.IsSupplier() {
		f.HouseholdID, f.RegionCode, f.ConfirmNote = "", models.TownOf(f.RegionCode), ""
	}
	if role == models.RoleAuditor {
		f.Note, f.ConfirmNote = "", ""
	}
}

// headsOf names the heads of households to those who may see households, and logs that.
func (d *Desk) headsOf(ctx context.Context, by models.Actor, ids []string) (map[string]BookEntry, error) {
	out := map[string]BookEntry{}
	if len(ids) == 0 || models.ScopeOf(by, models.HouseholdView) == models.ScopeNone {
		return out, nil
	}
	sc, err := flow.ListScope(by, models.HouseholdView)
	if err != nil {
		return nil, err
	}
	heads, err := d.Store.Heads(ctx, store.HouseholdFilter{Scope: sc, IDs: ids}, len(ids))
	if err != nil {
		return nil, err
	}
	list, err := d.entries(ctx, by, heads)
	for _, e := range list {
		out[e.ID] = e
	}
	return out, err
}
