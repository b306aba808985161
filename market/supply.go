package market

import (
	"context"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// Lot is an offer with all that decides how the matcher sees it.
type Lot struct {
	models.Offer
	Windows  []models.CapacityWindow
	Supplier models.Supplier
	Record   store.TrackRecord
}

// Left returns how many units the lot can still promise in the window of a day; known is false when its amount is unknown.
func (l *Lot) Left(day models.Date) (left int64, known bool) {
	if l.Quantity == nil {
		return 0, false
	}
	window := l.WindowOf(day)
	for i := range l.Windows {
		if w := &l.Windows[i]; w.WindowStart == window && w.Capacity != nil {
			return *w.Capacity - w.Reserved, true
		}
	}
	return *l.Quantity, true
}

// WindowOf is the window in which the lot counts what is given on a day.
func (l *Lot) WindowOf(day models.Date) models.Date {
	if l.CapacityKind == models.CapacityRate {
		return l.Period.WindowOf(day)
	}
	return models.CountWindow
}

// On is the lot as the matcher sees it for service from a day on.
func (l *Lot) On(day models.Date) matching.Offer {
	out := matching.Offer{
		ID: l.ID, SupplierID: l.SupplierID, Categories: []string{l.Category}, Title: l.Title, Description: l.Description, Status: l.Status,
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, CreatedOn: models.DateOf(l.CreatedAt), Unit: l.Unit, GoodsExpiry: l.GoodsExpiry,
		Regions: l.Regions, Home: l.Supplier.RegionCode, Place: pointOf(l.Lat, l.Lng), LeadTimeDays: (l.LeadTimeHours + 23) / 24,
		TargetTags: l.TargetTags, ExcludeTags: l.ExcludeTags, FeeMode: l.FeeMode, SupplierStatus: l.Supplier.Status, Licences: l.Supplier.Licences,
		Clearance: l.Supplier.SensitivityClearance, Accepted: l.Record.Accepted, Fulfilled: l.Record.Fulfilled,
		Capacity: matching.Capacity{Kind: l.CapacityKind},
	}
	put(&out.RadiusKM, l.RadiusKM)
	put(&out.MinAge, l.MinAge)
	put(&out.MaxAge, l.MaxAge)
	if l.DeliveryMode != "" {
		out.Deliveries = []string{l.DeliveryMode}
	}
	if left, known := l.Left(day); known {
		out.Capacity.Left = matching.Units(left)
		out.LoadPerMille = int(1000 * (*l.Quantity - left) / *l.Quantity)
		if left <= 0 && l.Period != nil {
			out.Capacity.FreesOn = l.Period.Next(l.Period.WindowOf(day))
		}
	}
	return out
}

// For is the lot as the matcher sees it for one need, by a person who names it: that is the referral that a need of level 3 takes.
func (l *Lot) For(n *models.Need, today models.Date) matching.Offer {
	out := l.On(max(today, n.Earliest))
	if n.Sensitivity >= 3 {
		out.Referrals = []string{n.ID}
	}
	return out
}

func put(into *int, v *int) {
	if v != nil {
		*into = *v
	}
}

// Lots reads what belongs to offers of one county, in their order.
func Lots(ctx context.Context, s *store.Store, county string, offers []models.Offer) ([]Lot, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	ids, owners := make([]string, len(offers)), map[string]bool{}
	for i := range offers {
		ids[i], owners[offers[i].SupplierID] = offers[i].ID, true
	}
	if len(ids) > 500 {
		ids = nil // all of the county's windows cost less than a list of that length
	}
	windows, err := s.Windows(ctx, county, ids...)
	if err != nil {
		return nil, err
	}
	suppliers, err := s.SuppliersByID(ctx, county, keysOf(owners))
	if err != nil {
		return nil, err
	}
	records, err := s.TrackRecords(ctx, county, keysOf(owners)...)
	if err != nil {
		return nil, err
	}
	out := make([]Lot, len(offers))
	for i, o := range offers {
		out[i] = Lot{Offer: o, Windows: windows[o.ID], Supplier: suppliers[o.SupplierID], Record: records[o.SupplierID]}
	}
	return out, nil
}

func keysOf(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	return out
}

// Fitting is how an offer fits a need, and by which version of the weights that was counted.
type Fitting struct {
	matching.Candidate
	WeightsVersion string
}

// Fit scores one offer for a need by the weights in force, straight from the rows. Errors: Conflict gate_closed, with the gate and what
// would open it, where it may not be had.
func Fit(ctx context.Context, s *store.Store, n *models.Need, offer *models.Offer) (*Fitting, error) {
	asked, err := Asked(ctx, s, n)
	if err != nil {
		return nil, err
	}
	lots, err := Lots(ctx, s, n.CountyCode, []models.Offer{*offer})
	if err != nil {
		return nil, err
	}
	weights, err := WeightsOf(ctx, s, n.CountyCode)
	if err != nil {
		return nil, err
	}
	weights.Show = 0
	found := matching.Rank(asked, []matching.Offer{lots[0].For(n, models.DateOf(s.Now()))}, weights, 1)
	if len(found.Exclusions) > 0 {
		x := found.Exclusions[0]
		return nil, models.Conflict("gate_closed").With("gate", string(x.Gate)).With("fix", x.Fix)
	}
	if len(found.Ranked) == 0 {
		return nil, models.Conflict("gate_closed").With("gate", "score")
	}
	return &Fitting{Candidate: found.Ranked[0], WeightsVersion: weights.Version}, nil
}

// PartMap is the parts of a score by name, each 0–100.
func PartMap(p matching.Parts) map[string]int {
	return map[string]int{"category": p.Category, "geography": p.Geography, "capacity": p.Capacity, "time": p.Time, "group": p.Group, "track": p.Track}
}

// Reasons are phrases as they are kept.
func Reasons(list []matching.Phrase) []models.Reason {
	out := make([]models.Reason, len(list))
	for i, p := range list {
		out[i] = models.Reason{Key: p.Key, Args: p.Args}
	}
	return out
}
