package exchange

import (
	"context"
	"fmt"
	"time"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

const (
	// requestLife is how long a request to take identified data out may wait for its approval, and for being taken.
	requestLife = 7 * 24 * time.Hour
	// fileLife is how long a file with data of beneficiaries may be fetched.
	fileLife = 24 * time.Hour
)

// Requested is a request with what a page says of it: the names of those who asked and decided, and how far its file is.
type Requested struct {
	models.ExportRequest
	Asker, Decider     string
	MayDecide, MayTake bool
	Errand             *models.Errand // whoever asked sees it; nil for others, and before the file was sent for
}

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

// DecideIdentified approves or refuses a request; never who asked for it. A refusal needs its reason. Errors: Invalid, NotFound, Conflict,
// Forbidden second_person_required.
func (d *Desk) DecideIdentified(ctx context.Context, by models.Actor, id string, approve bool, reason string) (*models.ExportRequest, error) {
	if _, err := models.Authorise(by, models.ExportDecide); err != nil {
		return nil, err
	}
	if reason = models.CleanText(reason); reason != "" || !approve {
		var err error
		if reason, err = flow.Reason(reason, 200); err != nil {
			return nil, err
		}
	}
	name := map[bool]string{true: "approve", false: "refuse"}[approve]
	return d.onRequest(ctx, by, id, name, func(s *store.Store, r *models.ExportRequest) (store.Change, error) {
		if r.AskedBy == by.AccountID {
			return nil, models.Forbidden("second_person_required")
		}
		return store.Change{"decided_by": by.AccountID, "decided_at": s.Now(), "status_reason": reason}, nil
	})
}

// TakeIdentified has the file of an approved request made: once, for who asked for it, every row and printed page marked with who took it, when,
// and the number of the request. That it is taken, the disclosure log of every household that it shows and its event are one transaction with the
// reading. It answers the errand, whose file may be fetched for a day. Errors: NotFound, Conflict, Forbidden.
func (d *Desk) TakeIdentified(ctx context.Context, by models.Actor, id string, lang locales.Lang) (*models.Errand, error) {
	if _, err := models.Authorise(by, models.ExportAsk); err != nil {
		return nil, err
	}
	r, err := d.Store.ExportRequest(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	if err := d.takeable(ctx, r, by); err != nil {
		return nil, err
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, []string{by.AccountID, *r.DecidedBy})
	if err != nil {
		return nil, err
	}
	x := d.demandOf(r, by, names, lang)
	e := errands.Errand{By: by, Kind: "export", Subject: r.Kind, Say: func(err error) string { return words(err, lang) }}
	sent, err := d.Errands.Send(ctx, e, func(ctx context.Context, tell errands.Tell) (errands.Outcome, error) {
		x.Progress = Progress(tell)
		var out spool
		rows, err := Export(ctx, d.Store, x, &out)
		if err != nil {
			return errands.Outcome{}, err
		}
		name := fmt.Sprintf("zhulian-%s-%s.%s", x.Kind, r.ID[len(r.ID)-12:], x.Format)
		text := locales.T(lang, "import.exported", map[string]any{"rows": rows})
		return errands.Outcome{Text: text, FileName: name, ContentType: contentTypes[x.Format], Content: out.whole(), Keep: fileLife}, nil
	})
	if err != nil {
		return nil, err
	}
	return sent, d.Store.InTx(ctx, func(s *store.Store) error {
		return s.NoteExportErrand(ctx, store.Key{County: by.CountyCode, ID: id}, sent.ID)
	})
}

// demandOf is the export that a request asks for, with its marks; the step "take" is part of its transaction, so that nothing goes out twice.
func (d *Desk) demandOf(r *models.ExportRequest, by models.Actor, names map[string]string, lang locales.Lang) Demand {
	at := models.InChina(d.Store.Now()).Format("2006-01-02 15:04")
	who, approved := nameOr(names, by.AccountID), nameOr(names, *r.DecidedBy)
	return Demand{
		Kind: r.Kind, County: r.CountyCode, Format: r.Format, Purpose: r.Purpose, Actor: by, Lang: lang, Identified: r.Kind == "households",
		By:   locales.T(lang, "import.by_approved", map[string]any{"who": who + " " + by.AccountID, "approved": approved + " " + *r.DecidedBy}),
		Mark: locales.T(lang, "import.mark", map[string]any{"no": r.ID, "who": who, "at": at}),
		With: func(ctx context.Context, in *store.Store, rows int) error {
			return d.stepRequest(ctx, in, by, r.ID, "take", func(s *store.Store, _ *models.ExportRequest) (store.Change, error) {
				return store.Change{"taken_at": s.Now(), "rows": int64(rows)}, nil
			})
		},
	}
}

func nameOr(names map[string]string, id string) string {
	if names[id] != "" {
		return names[id]
	}
	return id
}

func (d *Desk) takeable(ctx context.Context, r *models.ExportRequest, by models.Actor) error {
	if r.AskedBy != by.AccountID {
		return models.NotFound("export_request")
	}
	if d.Store.Now().After(r.LapsesAt) {
		return models.Conflict("export_lapsed")
	}
	if _, err := models.ExportSteps.Next("take", r.Status); err != nil || r.ErrandID == "" {
		return err
	}
	if e, err := d.Errands.Errand(ctx, by, r.ErrandID); err == nil && e.Status == models.ErrandRunning {
		return models.Conflict("export_running")
	}
	return nil
}

type requestStep func(*store.Store, *models.ExportRequest) (store.Change, error)

// onRequest takes a step of a request in a transaction and answers it as it is afterwards.
func (d *Desk) onRequest(ctx context.Context, by models.Actor, id, name string, fn requestStep) (*models.ExportRequest, error) {
	err := d.Store.InTx(ctx, func(s *store.Store) error { return d.stepRequest(ctx, s, by, id, name, fn) })
	if err != nil {
		return nil, err
	}
	return d.Store.ExportRequest(ctx, store.Key{County: by.CountyCode, ID: id})
}

func (d *Desk) stepRequest(ctx context.Context, s *store.Store, by models.Actor, id, name string, fn requestStep) error {
	at := store.Key{County: by.CountyCode, ID: id}
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
}

// Requests lists the county's requests of a status, or all, for those who ask, those who approve and those who audit, the newest first.
// Errors: Forbidden.
func (d *Desk) Requests(ctx context.Context, by models.Actor, status models.ExportStatus, p store.Page) ([]Requested, string, error) {
	if _, err := models.Authorise(by, models.ExportView); err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.ExportRequests(ctx, by.CountyCode, status, p)
	if err != nil {
		return nil, "", err
	}
	out, err := d.told(ctx, by, rows)
	return out, next, err
}

// Request shows one request. Errors: NotFound, Forbidden.
func (d *Desk) Request(ctx context.Context, by models.Actor, id string) (*Requested, error) {
	if _, err := models.Authorise(by, models.ExportView); err != nil {
		return nil, err
	}
	r, err := d.Store.ExportRequest(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	list, err := d.told(ctx, by, []models.ExportRequest{*r})
	if err != nil {
		return nil, err
	}
	out := &list[0]
	if r.AskedBy == by.AccountID && r.ErrandID != "" {
		if out.Errand, err = d.Errands.Errand(ctx, by, r.ErrandID); err != nil {
			return nil, err
		}
		out.MayTake = out.MayTake && out.Errand.Status != models.ErrandRunning
	}
	return out, nil
}

// TakenFile answers the file of one of the actor's own requests, while it may be fetched. Errors: NotFound, Conflict, Forbidden.
func (d *Desk) TakenFile(ctx context.Context, by models.Actor, id string) (string, *models.Attachment, error) {
	r, err := d.Request(ctx, by, id)
	if err != nil {
		return "", nil, err
	}
	if r.Errand == nil {
		return "", nil, models.NotFound("attachment")
	}
	e, file, err := d.Errands.File(ctx, by, r.ErrandID)
	if err != nil {
		return "", nil, err
	}
	return e.FileName, file, nil
}

// told adds to requests whose they are and what the actor may do.
func (d *Desk) told(ctx context.Context, by models.Actor, rows []models.ExportRequest) ([]Requested, error) {
	var ids []string
	for _, r := range rows {
		if ids = append(ids, r.AskedBy); r.DecidedBy != nil {
			ids = append(ids, *r.DecidedBy)
		}
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, ids)
	out, now := make([]Requested, len(rows)), d.Store.Now()
	for i, r := range rows {
		out[i] = Requested{ExportRequest: r, Asker: nameOr(names, r.AskedBy), MayDecide: r.MayDecide(by, now), MayTake: r.MayTake(by, now)}
		if r.DecidedBy != nil {
			out[i].Decider = nameOr(names, *r.DecidedBy)
		}
	}
	return out, err
}

// Sweep ends the requests of a county whose time is over.
func (d *Desk) Sweep(ctx context.Context, county string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		over, err := s.LapsedExportRequests(ctx, county)
		for i := range over {
			if err == nil {
				r := &over[i]
				recordRequest(s, models.System(county), r, "lapse", r.Status, models.ExportLapsed)
				err = s.StepExportRequest(ctx, store.Key{County: county, ID: r.ID}, r.Status, store.Change{"status": models.ExportLapsed})
			}
		}
		return err
	})
}

func recordRequest(s *store.Store, by models.Actor, r *models.ExportRequest, name string, from, to models.ExportStatus) {
	s.Record(models.Event{CountyCode: r.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "export_request", ObjectID: r.ID, Step: name,
		FromStatus: string(from), ToStatus: string(to), RegionCode: r.CountyCode + "000000", Data: map[string]string{"kind": r.Kind, "format": r.Format}})
}
