// Package weighing holds the verbs of a county's weights: propose, preview, adopt, and calibrate, which fits them to what became of past
// invitations. The house only proposes; a person adopts (PIPL art. 24, 55).
package weighing

import (
	"context"
	"encoding/json"
	"fmt"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	// Market keeps the offers ready for previews; nil reads them anew for every one.
	Market *market.Market
}

// System is the house itself at work in a county.
func System(county string) models.Actor {
	return models.Actor{CountyCode: county, Role: models.RoleSystem}
}

// Page asks for a part of a list.
type Page = store.Page

// Version is one version of the weights, decoded.
type Version struct {
	models.WeightVersion
	Weights matching.Weights
}

func decoded(r models.WeightVersion) (Version, error) {
	w, err := market.DecodeWeights(r.Weights)
	return Version{WeightVersion: r, Weights: w}, err
}

// Versions lists the county's versions of the weights, newest first; the adopted one is in force.
func (d *Desk) Versions(ctx context.Context, by models.Actor, p Page) ([]Version, string, error) {
	if _, err := models.Authorise(by, models.WeightView); err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.WeightVersions(ctx, by.CountyCode, p)
	if err != nil {
		return nil, "", err
	}
	out := make([]Version, len(rows))
	for i, r := range rows {
		if out[i], err = decoded(r); err != nil {
			return nil, "", err
		}
	}
	return out, next, nil
}

// Version shows one version of the weights. Errors: NotFound.
func (d *Desk) Version(ctx context.Context, by models.Actor, id string) (*Version, error) {
	if _, err := models.Authorise(by, models.WeightView); err != nil {
		return nil, err
	}
	r, err := d.Store.WeightVersion(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	v, err := decoded(*r)
	return &v, err
}

// InForce answers the weights by which the county counts fit: the version adopted last, or, without an id, the default.
func (d *Desk) InForce(ctx context.Context, by models.Actor) (*Version, error) {
	if _, err := models.Authorise(by, models.WeightView); err != nil {
		return nil, err
	}
	v, err := d.inForce(ctx, by.CountyCode)
	return &v, err
}

func (d *Desk) inForce(ctx context.Context, county string) (Version, error) {
	r, err := d.Store.WeightsAdopted(ctx, county)
	if err != nil {
		return Version{}, err
	}
	if r == nil {
		w := matching.DefaultWeights()
		return Version{models.WeightVersion{CountyCode: county, WeightsVersion: w.Version, Status: models.WeightAdopted}, w}, nil
	}
	return decoded(*r)
}

// Propose records weights for somebody else to adopt. Errors: Invalid with every fault; Conflict weights_version_taken.
func (d *Desk) Propose(ctx context.Context, by models.Actor, in models.WeightDraft) (*Version, error) {
	if _, err := models.Authorise(by, models.WeightEdit); err != nil {
		return nil, err
	}
	if faults := models.CheckWeights(in, models.DateOf(d.Store.Now())); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	r := models.WeightVersion{ID: in.ID, Note: models.CleanText(in.Note), CreatedBy: by.AccountID}
	return d.propose(ctx, by, r, weightsOf(in))
}

func weightsOf(in models.WeightDraft) matching.Weights {
	return matching.Weights{
		Version: models.CleanText(in.WeightsVersion), Category: *in.Category, Geography: *in.Geography, Capacity: *in.Capacity, Time: *in.Time,
		Group: *in.Group, Track: *in.Track, Text: *in.Text, Reach: *in.Reach, Continuity: *in.Continuity, Freshness: *in.Freshness,
		Declines: *in.Declines, Show: *in.Show,
	}
}

func (d *Desk) propose(ctx context.Context, by models.Actor, r models.WeightVersion, w matching.Weights) (*Version, error) {
	if w.Version == matching.DefaultWeights().Version || w.Version == matching.BaseWeights().Version {
		return nil, models.Conflict("weights_version_taken")
	}
	if err := w.Validate(); err != nil {
		return nil, fmt.Errorf("weights to propose: %w", err)
	}
	raw, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	if r.ID == "" {
		r.ID = models.NewID(now)
	}
	r.CountyCode, r.WeightsVersion, r.Weights, r.Status = by.CountyCode, w.Version, string(raw), models.WeightProposed
	r.CreatedAt, r.UpdatedAt, r.Version = now, now, 1
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertWeights(ctx, &r); err != nil {
			return err
		}
		log(s, by, r, "propose", "", models.WeightProposed)
		return nil
	})
	return &Version{r, w}, err
}

// log records a step of a version in the transaction.
func log(s *store.Store, by models.Actor, r models.WeightVersion, step string, from, to models.WeightStatus) {
	s.Record(models.Event{
		CountyCode: r.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "weights", ObjectID: r.ID, Step: step,
		FromStatus: string(from), ToStatus: string(to), RegionCode: r.CountyCode + "000000", Data: map[string]string{"weights_version": r.WeightsVersion},
	})
}
