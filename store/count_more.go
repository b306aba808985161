package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

// Spell is how many needs of a line were accepted on one day and resolved on another.
type Spell struct {
	Key                string `gorm:"column:k"`
	Accepted, Resolved models.Date
	N                  int
}

// Spells counts the resolved needs of a cohort by the days on which they were accepted and resolved.
func (s *Store) Spells(ctx context.Context, ask CountAsk) ([]Spell, error) {
	q, err := s.counted(ctx, countSources["need"], &ask)
	if err != nil {
		return nil, err
	}
	key := "''"
	if ask.By != "" {
		key = q.text(q.src.dims[ask.By])
	}
	var out []Spell
	sql := "SELECT " + key + " AS k, " + q.text("{daytext:f.accepted_at}") + " AS accepted, " + q.text("{daytext:f.resolved_at}") + " AS resolved, COUNT(*) AS n FROM " +
		q.from() + " WHERE " + q.where() + " AND f.status = 'resolved' AND f.accepted_at IS NOT NULL AND f.resolved_at IS NOT NULL GROUP BY 1, 2, 3"
	err = s.read.WithContext(ctx).Raw(sql, q.args).Scan(&out).Error
	return out, translate(err)
}

// Waits lists the instants at which the needs of a scope that are still open were found, with their lines.
func (s *Store) Waits(ctx context.Context, ask CountAsk) ([]Spell, error) {
	q, err := s.counted(ctx, countSources["open_need"], &ask)
	if err != nil {
		return nil, err
	}
	key := "''"
	if ask.By != "" {
		key = q.text(q.src.dims[ask.By])
	}
	var out []Spell
	sql := "SELECT " + key + " AS k, " + q.text("{daytext:f.submitted_at}") + " AS accepted, COUNT(*) AS n FROM " + q.from() + " WHERE " + q.where() + " GROUP BY 1, 2"
	err = s.read.WithContext(ctx).Raw(sql, q.args).Scan(&out).Error
	return out, translate(err)
}

// Given is what was given in a period by one way of giving: money on record, things and services at their stated value.
type Given struct {
	Key      string `gorm:"column:k"`
	Mode     string
	ValueFen int64
	Minutes  int64
	N        int64
}

// GivenBy sums the value of confirmed fulfilments of a period by line and way of giving.
func (s *Store) GivenBy(ctx context.Context, ask CountAsk) ([]Given, error) {
	src := countSource{
		from:   "fulfilment f JOIN offer o ON o.county_code = f.county_code AND o.id = f.offer_id",
		period: "f.confirmed_at >= @from_at AND f.confirmed_at < @to_at",
		dims:   places(map[Dimension]string{DimSupplier: "{text:f.supplier_id}", DimCategory: "o.category", DimMonth: "{month:f.confirmed_at}"}),
	}
	q, err := s.counted(ctx, src, &ask)
	if err != nil {
		return nil, err
	}
	key := "''"
	if ask.By != "" {
		key = q.text(src.dims[ask.By])
	}
	var out []Given
	sql := "SELECT " + key + " AS k, o.mode AS mode, COALESCE(SUM(f.value_fen), 0) AS value_fen, COALESCE(SUM(f.minutes), 0) AS minutes, COUNT(*) AS n FROM " +
		q.from() + " WHERE " + q.where() + " GROUP BY 1, 2 ORDER BY 1, 2"
	err = s.read.WithContext(ctx).Raw(sql, q.args).Scan(&out).Error
	return out, translate(err)
}

// Bases reads how counties count, by county; who has chosen nothing is not in it.
func (s *Store) Bases(ctx context.Context, counties ...string) (map[string]models.ReportBase, error) {
	var rows []models.ReportSetting
	err := s.read.WithContext(ctx).Where("county_code IN ?", counties).Find(&rows).Error
	out := map[string]models.ReportBase{}
	for _, r := range rows {
		out[r.CountyCode] = r.Base
	}
	return out, translate(err)
}

// PutBase sets how a county counts.
func (s *Store) PutBase(ctx context.Context, r *models.ReportSetting) error {
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "county_code"}},
		DoUpdates: clause.Assignments(map[string]any{"base": r.Base, "set_by": r.SetBy, "updated_at": r.UpdatedAt,
			"version": gorm.Expr("report_setting.version + 1")}),
	}).Create(r).Error)
}

// CountiesUnder lists the counties whose data lies at or under some regions.
func (s *Store) CountiesUnder(ctx context.Context, regions []string) ([]string, error) {
	return s.countiesUnder(ctx, regions)
}

// AideVillages reads the regions that the active aides of counties have, by county.
func (s *Store) AideVillages(ctx context.Context, counties []string) (map[string][]string, error) {
	var rows []models.Account
	err := s.read.WithContext(ctx).Select("county_code", "regions").
		Where("county_code IN ? AND role = ? AND status = ?", counties, models.RoleAide, models.AccountActive).Find(&rows).Error
	out := map[string][]string{}
	for _, r := range rows {
		out[r.CountyCode] = append(out[r.CountyCode], r.Regions...)
	}
	return out, translate(err)
}

// Places reads the towns and villages of counties that are in use on a day.
func (s *Store) Places(ctx context.Context, counties []string, day models.Date) ([]models.Region, error) {
	var out []models.Region
	err := s.read.WithContext(ctx).Where("county_code IN ? AND level IN ? AND (active_to IS NULL OR active_to >= ?)", counties,
		[]models.RegionLevel{models.RegionTown, models.RegionVillage}, day).Order("code").Find(&out).Error
	return out, translate(err)
}

// LastRound reads the newest finished round of a county that proposed something or was tried, or nil.
func (s *Store) LastRound(ctx context.Context, county string) (*models.Allocation, error) {
	var out models.Allocation
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ?", county, models.AllocationFinished).Order("finished_at DESC, id DESC").Take(&out).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &out, translate(err)
}

// Wanted is what is open of a category in a town: needs, and the units that nobody has promised of those with a known amount.
type Wanted struct {
	Category, Town string
	Needs, Units   int64
}

// WantedBy counts the needs of a scope that look for supply by category and town.
func (s *Store) WantedBy(ctx context.Context, sc Scope) ([]Wanted, error) {
	var out []Wanted
	q := s.scoped(ctx, sc).Table("need AS f").
		Select("f.category, "+town+" AS town, COUNT(*) AS needs, SUM(CASE WHEN f.quantity > f.reserved THEN f.quantity - f.reserved ELSE 0 END) AS units").
		Where("f.status IN ?", models.NeedsTakingOffers()).Group("1, 2").Order("1, 2")
	return out, translate(q.Scan(&out).Error)
}

// AnswerTally is what a supplier's invitations of a period came to.
type AnswerTally struct {
	SupplierID                                                      string
	Invited, Accepted, Declined, Expired, Completed, Failed, NoShow int64
}

// AnswerTallies counts, by supplier, the invitations that were sent in a period and what became of them.
func (s *Store) AnswerTallies(ctx context.Context, sc Scope, from, to time.Time) ([]AnswerTally, error) {
	var out []AnswerTally
	err := s.scoped(ctx, sc).Table("match AS f").Select(`f.supplier_id, COUNT(*) AS invited,
		SUM(CASE WHEN f.responded_at IS NOT NULL AND f.status <> 'declined' THEN 1 ELSE 0 END) AS accepted, SUM(CASE WHEN f.status = 'declined' THEN 1 ELSE 0 END) AS declined,
		SUM(CASE WHEN f.status = 'expired' THEN 1 ELSE 0 END) AS expired, SUM(CASE WHEN f.status = 'completed' THEN 1 ELSE 0 END) AS completed,
		SUM(CASE WHEN f.status = 'failed' THEN 1 ELSE 0 END) AS failed,
		SUM(CASE WHEN EXISTS (SELECT 1 FROM fulfilment d WHERE d.county_code = f.county_code AND d.match_id = f.id
			AND d.status = 'no_show_supplier') THEN 1 ELSE 0 END) AS no_show`).
		Where("f.invited_at >= ? AND f.invited_at < ?", from, to).Group("f.supplier_id").Order("f.supplier_id").Scan(&out).Error
	return out, translate(err)
}
