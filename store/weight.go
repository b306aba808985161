package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// InsertWeights writes a proposed version of the weights; a name that the county has used before is a Conflict weights_version_taken.
func (s *Store) InsertWeights(ctx context.Context, r *models.WeightVersion) error {
	switch _, err := s.WeightVersion(ctx, Key{r.CountyCode, r.ID}); models.KindOf(err) {
	case models.KindNotFound:
	default:
		if err == nil {
			err = models.Conflict("already_exists")
		}
		return err
	}
	err := s.insert(ctx, r)
	if models.CodeOf(err) == "already_exists" {
		return models.Conflict("weights_version_taken")
	}
	return err
}

// WeightVersion reads one version of the weights.
func (s *Store) WeightVersion(ctx context.Context, at Key) (*models.WeightVersion, error) {
	return take[models.WeightVersion](ctx, s, "weights", at.County, at.ID)
}

// WeightVersions lists a county's versions of the weights.
func (s *Store) WeightVersions(ctx context.Context, county string, p Page) ([]models.WeightVersion, string, error) {
	return pageOf(s.scoped(ctx, Scope{County: county}), p, func(r models.WeightVersion) string { return r.ID })
}

// WeightsAdopted reads the version of the weights that is in force; nil where the county has adopted none.
func (s *Store) WeightsAdopted(ctx context.Context, county string) (*models.WeightVersion, error) {
	var out models.WeightVersion
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ?", county, models.WeightAdopted).Take(&out).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &out, translate(err)
}

// WeightsInForce reads the JSON of the weights that are in force; "" where the county has adopted none.
func (s *Store) WeightsInForce(ctx context.Context, county string) (string, error) {
	r, err := s.WeightsAdopted(ctx, county)
	if err != nil || r == nil {
		return "", err
	}
	return r.Weights, nil
}

// StepWeights moves a version of the weights from one status to another and sets more columns with it. That another one came into
// force in between is a Conflict changed_meanwhile.
func (s *Store) StepWeights(ctx context.Context, at Key, from models.WeightStatus, set Change) error {
	err := s.step(ctx, &models.WeightVersion{}, at, string(from), set)
	if models.CodeOf(err) == "already_exists" {
		return models.Conflict("changed_meanwhile")
	}
	return err
}

// Outcome is what became of one invitation, with the parts of its score as they were when it was sent.
type Outcome struct {
	ID          string
	NeedID      string
	SupplierID  string
	Category    string
	Status      models.MatchStatus
	DeclineCode string
	ScoreParts  map[string]int `gorm:"serializer:json"`
	Confirmed   int64
	Satisfied   int `gorm:"-"` // the sum of what households said of confirmed deliveries, 1–5 each
	Said        int `gorm:"-"` // how many said it
}

// Outcomes reads what became of the invitations of a county sent from one instant up to another, exclusive: those whose help was
// confirmed at least in part, and those that were declined, expired or failed. They come in the order of need and match.
func (s *Store) Outcomes(ctx context.Context, county string, from, to time.Time) ([]Outcome, error) {
	ended := []models.MatchStatus{models.MatchDeclined, models.MatchExpired, models.MatchFailed}
	var out []Outcome
	err := s.read.WithContext(ctx).Model(&models.Match{}).
		Where("county_code = ? AND invited_at >= ? AND invited_at < ? AND (confirmed > 0 OR status IN ?)", county, from, to, ended).
		Order("need_id, id").Find(&out).Error
	if err != nil {
		return nil, translate(err)
	}
	var said []struct {
		MatchID      string
		Satisfied, N int
	}
	err = s.read.WithContext(ctx).Model(&models.Fulfilment{}).
		Select("match_id, SUM(satisfaction) AS satisfied, COUNT(satisfaction) AS n").
		Where("county_code = ? AND status = ? AND satisfaction IS NOT NULL", county, models.FulfilmentConfirmed).
		Group("match_id").Scan(&said).Error
	if err != nil {
		return nil, translate(err)
	}
	at := make(map[string]int, len(out))
	for i := range out {
		at[out[i].ID] = i
	}
	for _, f := range said {
		if i, ok := at[f.MatchID]; ok {
			out[i].Satisfied, out[i].Said = f.Satisfied, f.N
		}
	}
	return out, nil
}

// RankedNeedIDs lists, sorted, the ids of a county's needs that look for supply and may be ranked for: those of sensitivity 3 go by
// named referral only.
func (s *Store) RankedNeedIDs(ctx context.Context, county string) ([]string, error) {
	var ids []string
	err := s.read.WithContext(ctx).Model(&models.Need{}).Where("county_code = ? AND status IN ? AND sensitivity < 3", county, models.NeedsTakingOffers()).
		Order("id").Pluck("id", &ids).Error
	return ids, translate(err)
}

// NeedsByID reads those needs of a county that have one of the ids, by id; what is sealed stays sealed.
func (s *Store) NeedsByID(ctx context.Context, county string, ids []string) (map[string]models.Need, error) {
	return byID(ctx, s.read, county, ids, func(r models.Need) string { return r.ID })
}
