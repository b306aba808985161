package exchange

import (
	"bytes"
	"context"
	"time"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// requestLife is how long a request to take identified data out may wait for its approval, and for being taken.
const requestLife = 7 * 24 * time.Hour

// AskIdentified asks for a list with identified data, for another person to approve. Errors: Invalid, Forbidden.
func (d *Desk) AskIdentified(ctx context.Context, by models.Actor, in models.ExportDraft) (*models.ExportRequest, error) {
	if _, err := models.Authorise(by, models.ExportAsk); err != nil {
		return nil, err
	}
	now := d.Store.Now()
	if err := models.Check(in, models.DateOf(now)); err != nil {
		return nil, err
	}
	r := &models.ExportRequest{CountyCode: by.CountyCode, ID: models.NewID(now), Kind: in.Kind, Format: in.Format, Purpose: models.CleanText(in.Purpose),
		Status: models.ExportAsked, AskedBy: by.AccountID, LapsesAt: now.Add(requestLife), CreatedAt: now, UpdatedAt: now, Version: 1}
	return r, d.Store.InTx(ctx, func(s *store.Store) error {
		recordRequest(s, by, r, "ask", "", r.Status)
		return s.InsertExportRequest(ctx, r)
	})
}

// DecideIdentified approves or refuses a request; never who asked for it. Errors: NotFound, Conflict, Forbidden second_person_required.
func (d *Desk) DecideIdentified(ctx context.Context, by models.Actor, id string, approve bool, reason string) (*models.ExportRequest, error) {
	if _, err := models.Authorise(by, models.ExportDecide); err != nil {
		return nil, err
	}
	name := map[bool]string{true: "approve", false: "refuse"}[approve]
	return d.onRequest(ctx, by, id, name, func(s *store.Store, r *models.ExportRequest) (store.Change, error) {
		if r.AskedBy == by.AccountID {
			return nil, models.Forbidden("second_person_required")
		}
		now := s.Now()
		return store.Change{"decided_by": by.AccountID, "decided_at": now, "status_reason": models.CleanText(reason)}, nil
	})
}

// TakeIdentified hands out what was approved: once, to who asked for it, marked with who took it, when, for what and who approved. Every household
// that it shows stands in the disclosure log. Errors: NotFound, Conflict, Forbidden.
func (d *Desk) TakeIdentified(ctx context.Context, by models.Actor, id string, lang locales.Lang) (r *models.ExportRequest, content []byte, err error) {
	if _, err := models.Authorise(by, models.ExportAsk); err != nil {
		return nil, nil, err
	}
	r, err = d.Store.ExportRequest(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, nil, err
	}
	if err := takeable(r, by, d.Store.Now()); err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	rows, err := Export(ctx, d.Store, Demand{Kind: r.Kind, County: r.CountyCode, Format: r.Format, Purpose: r.Purpose, By: by.AccountID + " / " + *r.DecidedBy,
		Lang: lang, Identified: r.Kind == "households"}, &out)
	if err != nil {
		return nil, nil, err
	}
	r, err = d.onRequest(ctx, by, id, "take", func(s *store.Store, _ *models.ExportRequest) (store.Change, error) {
		return store.Change{"taken_at": s.Now(), "rows": int64(rows)}, nil
	})
	if err != nil {
		return nil, nil, err // somebody was quicker: nothing goes out twice
	}
	return r, out.Bytes(), nil
}

func takeable(r *models.ExportRequest, by models.Actor, now time.Time) error {
	if r.AskedBy != by.AccountID {
		return models.NotFound("export_request")
	}
	if now.After(r.LapsesAt) {
		return models.Conflict("export_lapsed")
	}
	_, err := models.ExportSteps.Next("take", r.Status)
	return err
}

// onRequest takes a step of a request in a transaction and answers it as it is afterwards.
func (d *Desk) onRequest(ctx context.Context, by models.Actor, id, name string, fn func(*store.Store, *models.ExportRequest) (store.Change, error)) (*models.ExportRequest, error) {
	at := store.Key{County: by.CountyCode, ID: id}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.ExportRequest(ctx, at)
		if err != nil {
			return err
		}
		if s.Now().After(r.LapsesAt) {
			return models.Conflict("export_lapsed")
		}
		to, err := models.ExportSteps.Next(name, r.Status)
		if err != nil {
			return err
		}
		set, err := fn(s, r)
		if err != nil {
			return err
		}
		set["status"] = to
		recordRequest(s, by, r, name, r.Status, to)
		return s.StepExportRequest(ctx, at, r.Status, set)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.ExportRequest(ctx, at)
}

// Requests lists the county's requests, for those who ask and those who approve. Errors: Forbidden.
func (d *Desk) Requests(ctx context.Context, by models.Actor, p store.Page) ([]models.ExportRequest, string, error) {
	if _, err := models.Authorise(by, models.ExportAsk); err != nil {
		return nil, "", err
	}
	return d.Store.ExportRequests(ctx, by.CountyCode, p)
}

func recordRequest(s *store.Store, by models.Actor, r *models.ExportRequest, name string, from, to models.ExportStatus) {
	s.Record(models.Event{CountyCode: r.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "export_request", ObjectID: r.ID, Step: name,
		FromStatus: string(from), ToStatus: string(to), RegionCode: r.CountyCode + "000000", Data: map[string]string{"kind": r.Kind, "format": r.Format}})
}
