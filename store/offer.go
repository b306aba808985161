package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error()) // only our own plain types come here
	}
	return string(raw)
}

// InsertOffer writes a new offer and, for a count, the window that holds its stock.
func (s *Store) InsertOffer(ctx context.Context, r *models.Offer) error {
	if err := s.insert(ctx, r); err != nil {
		return err
	}
	if err := s.addWords(ctx, offerWords(r)); err != nil {
		return err
	}
	if r.CapacityKind == models.CapacityCount {
		return s.insert(ctx, &models.CapacityWindow{CountyCode: r.CountyCode, OfferID: r.ID, WindowStart: models.CountWindow, Capacity: r.Quantity})
	}
	return nil
}

// Offer reads one offer.
func (s *Store) Offer(ctx context.Context, at Key) (*models.Offer, error) {
	return take[models.Offer](ctx, s, "offer", at.County, at.ID)
}

// LockOffer reads one offer and keeps others from promising of it until the transaction ends.
func (s *Store) LockOffer(ctx context.Context, at Key) (*models.Offer, error) {
	return hold[models.Offer](ctx, s, "offer", at.County, at.ID)
}

// StepOffer moves an offer from one status to another and sets more columns with it.
func (s *Store) StepOffer(ctx context.Context, at Key, from models.OfferStatus, set Change) error {
	return s.step(ctx, &models.Offer{}, at, string(from), set)
}

// ReviseOffer writes the columns of an offer that a person may edit, if it still has the version seen, and lets its capacity
// follow the quantity. A quantity below what is promised is a Conflict "limit_reached".
func (s *Store) ReviseOffer(ctx context.Context, r *models.Offer, version int, today models.Date) error {
	err := s.revise(ctx, &models.Offer{}, Key{r.CountyCode, r.ID}, version, Change{
		"title": r.Title, "description": r.Description, "quantity": r.Quantity, "per_household_limit": r.PerHouseholdLimit,
		"regions": jsonText(r.Regions), "valid_from": r.ValidFrom, "valid_to": r.ValidTo, "target_tags": jsonText(r.TargetTags),
		"fee_mode": r.FeeMode, "lead_time_hours": r.LeadTimeHours,
	})
	if err != nil {
		return err
	}
	if err := s.renewWords(ctx, offerWords(r)); err != nil {
		return err
	}
	q := s.db.WithContext(ctx).Model(&models.CapacityWindow{}).Where("county_code = ? AND offer_id = ?", r.CountyCode, r.ID)
	if r.CapacityKind == models.CapacityRate {
		q = q.Where("window_start >= ?", r.Period.WindowOf(today))
	}
	return translate(q.Updates(map[string]any{"capacity": r.Quantity}).Error)
}

// OfferFilter narrows a list of offers; an empty field does not narrow.
type OfferFilter struct {
	County, Supplier, Status, Category, Q string
}

func (s *Store) offers(ctx context.Context, f OfferFilter) *gorm.DB {
	q := s.read.WithContext(ctx).Where("county_code = ?", f.County)
	for column, v := range map[string]string{"supplier_id": f.Supplier, "status": f.Status, "category": f.Category} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if f.Q != "" {
		q = withWords(q, wordsOfOffer, f.County, f.Q, "1 = 0")
	}
	return q
}

// Offers lists offers.
func (s *Store) Offers(ctx context.Context, f OfferFilter, p Page) ([]models.Offer, string, error) {
	return pageOf(s.offers(ctx, f), p, func(r models.Offer) string { return r.ID })
}

// PublishedOffers reads every published offer of a county, oldest first, for the matcher.
func (s *Store) PublishedOffers(ctx context.Context, county string) ([]models.Offer, error) {
	var out []models.Offer
	err := s.offers(ctx, OfferFilter{County: county, Status: string(models.OfferPublished)}).Order("id").Find(&out).Error
	return out, translate(err)
}

// OffersPastEnd lists up to limit offers whose last day is before today and that have not expired yet.
func (s *Store) OffersPastEnd(ctx context.Context, county string, today models.Date, limit int) ([]models.Offer, error) {
	var out []models.Offer
	err := s.read.WithContext(ctx).Where("county_code = ? AND status IN ? AND valid_to < ?", county,
		[]models.OfferStatus{models.OfferDrafted, models.OfferReviewing, models.OfferPublished, models.OfferPaused, models.OfferExhausted}, today).
		Order("id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// Windows reads the capacity windows of offers, by offer id; no ids means every offer of the county.
func (s *Store) Windows(ctx context.Context, county string, offers ...string) (map[string][]models.CapacityWindow, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", county)
	if len(offers) > 0 {
		q = q.Where("offer_id IN ?", offers)
	}
	var rows []models.CapacityWindow
	if err := q.Order("offer_id, window_start").Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	out := map[string][]models.CapacityWindow{}
	for _, w := range rows {
		out[w.OfferID] = append(out[w.OfferID], w)
	}
	return out, nil
}

// Reserve promises units of one window of an offer to a match, and is a Conflict "capacity_exhausted" where the window has not
// that many left. This conditional update is the only way in which units are ever promised, so none is promised twice.
func (s *Store) Reserve(ctx context.Context, o *models.Offer, match string, window models.Date, units int64) error {
	db := s.db.WithContext(ctx)
	fresh := models.CapacityWindow{CountyCode: o.CountyCode, OfferID: o.ID, WindowStart: window, Capacity: o.Quantity}
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh).Error; err != nil {
		return translate(err)
	}
	res := db.Model(&models.CapacityWindow{}).
		Where("county_code = ? AND offer_id = ? AND window_start = ?", o.CountyCode, o.ID, window).
		Where("capacity IS NULL OR reserved + ? <= capacity", units).
		Update("reserved", gorm.Expr("reserved + ?", units))
	if res.Error != nil {
		return translate(res.Error)
	}
	if res.RowsAffected == 0 {
		return models.Conflict("capacity_exhausted").With("window", string(window))
	}
	return s.insert(ctx, &models.Reservation{CountyCode: o.CountyCode, MatchID: match, WindowStart: window, OfferID: o.ID, Quantity: units})
}

// Reservations lists what a match holds, window by window.
func (s *Store) Reservations(ctx context.Context, match Key) ([]models.Reservation, error) {
	var out []models.Reservation
	err := s.read.WithContext(ctx).Where("county_code = ? AND match_id = ?", match.County, match.ID).Order("window_start").Find(&out).Error
	return out, translate(err)
}

// Release gives back units that a match holds in one window.
func (s *Store) Release(ctx context.Context, r models.Reservation, units int64) error {
	db := s.db.WithContext(ctx)
	res := db.Model(&models.CapacityWindow{}).
		Where("county_code = ? AND offer_id = ? AND window_start = ?", r.CountyCode, r.OfferID, r.WindowStart).
		Update("reserved", gorm.Expr("reserved - ?", units))
	if res.Error != nil {
		return translate(res.Error)
	}
	at := db.Where("county_code = ? AND match_id = ? AND window_start = ?", r.CountyCode, r.MatchID, r.WindowStart)
	if units >= r.Quantity {
		return translate(at.Delete(&models.Reservation{}).Error)
	}
	return translate(at.Model(&models.Reservation{}).Update("quantity", gorm.Expr("quantity - ?", units)).Error)
}
