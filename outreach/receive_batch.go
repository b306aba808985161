package outreach

import (
	"context"
	"errors"
	"path/filepath"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/intake"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Upload is a list as a department brings it.
type Upload struct {
	Feed     string // its code
	FileName string
	Content  []byte
	Lang     locales.Lang // in which a file that cannot be used is told
	Apply    bool         // apply at once what is found good
}

// ReceiveBatch takes a list in and sends for its check, which goes on as an errand. Errors: Forbidden for another department's feed;
// Invalid for an unknown feed or an empty file; Unsupported or Unavailable by the scanner; Conflict
// batch_file_known with the id of the batch by which the very file was brought before.
func (d *Desk) ReceiveBatch(ctx context.Context, by models.Actor, up Upload) (*models.FeedBatch, error) {
	b, err := d.receive(ctx, by, up)
	if err != nil {
		return nil, err
	}
	return b, d.sendCheck(ctx, by, b, up)
}

func (d *Desk) sendCheck(ctx context.Context, by models.Actor, b *models.FeedBatch, up Upload) error {
	return d.send(ctx, by, b, "batch_check", up.Lang, func(ctx context.Context, tell errands.Tell) error {
		if err := d.check(ctx, by, b.ID, up.Lang, tell); err != nil || !up.Apply {
			return err
		}
		return d.apply(ctx, by, b.ID, tell)
	})
}

// send has an errand done about a batch.
func (d *Desk) send(ctx context.Context, by models.Actor, b *models.FeedBatch, kind string, lang locales.Lang,
	work func(context.Context, errands.Tell) error,
) error {
	e := errands.Errand{By: by, Kind: kind, Subject: b.ID, Say: func(err error) string { return words(err, lang) }}
	_, err := d.Errands.Send(ctx, e, func(ctx context.Context, tell errands.Tell) (errands.Outcome, error) {
		return errands.Outcome{}, work(ctx, tell)
	})
	return err
}

// receive writes down a batch with its file.
func (d *Desk) receive(ctx context.Context, by models.Actor, up Upload) (*models.FeedBatch, error) {
	f, err := d.feedFor(ctx, by, up)
	if err != nil {
		return nil, err
	}
	if err := d.Scan.Ask(ctx, up.Content); err != nil {
		return nil, err
	}
	now := d.Store.Now()
	b := &models.FeedBatch{
		CountyCode: by.CountyCode, ID: models.NewID(now), Feed: f.Code, FeedEdition: f.Edition, SourceDept: f.SourceDept, FileName: nameOf(up.FileName),
		SHA256: models.SumOf(up.Content), Size: int64(len(up.Content)), Status: models.BatchReceived, ReceivedBy: by.AccountID, ReceivedAt: now,
		KeepUntil: d.today().AddDays(keepFiles), UpdatedAt: now, Version: 1,
	}
	return b, d.Store.InTx(ctx, func(s *store.Store) error {
		if err := d.newFile(ctx, s, b.CountyCode, up); err != nil {
			return err
		}
		if b.FileID, err = attach(ctx, s, b, "application/octet-stream", up.Content); err != nil {
			return err
		}
		if err := s.InsertBatch(ctx, b); err != nil {
			return err
		}
		flow.Log(s, by, batchSubject(*b), "receive", "", string(b.Status), told(*b))
		return nil
	})
}

// newFile refuses a file that was brought before for the same feed.
func (d *Desk) newFile(ctx context.Context, s *store.Store, county string, up Upload) error {
	before, err := s.BatchOfFile(ctx, county, up.Feed, models.SumOf(up.Content))
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	if err == nil {
		err = models.Conflict("batch_file_known").With("batch", before.ID).With("day", string(models.DateOf(before.ReceivedAt)))
	}
	return err
}

// KnownBatch is the id of the batch by which a file was brought before, when that is what an error says; else "".
func KnownBatch(err error) string {
	var e *models.Error
	if errors.As(err, &e) && e.Code == "batch_file_known" {
		id, _ := e.Args["batch"].(string)
		return id
	}
	return ""
}

// keepFiles is for how many days a file that was not applied, and the rows kept aside, stay (domain report §17.3: withdrawn non-clients).
const keepFiles = 90

// feedFor is the declaration by which a list is to be read.
func (d *Desk) feedFor(ctx context.Context, by models.Actor, up Upload) (models.Feed, error) {
	if _, err := models.Authorise(by, models.AlertSend); err != nil {
		return models.Feed{}, err
	}
	all, err := d.feeds(ctx, d.Store, by.CountyCode)
	if err != nil {
		return models.Feed{}, err
	}
	f, known := all.In(up.Feed, d.today())
	switch {
	case by.Role == models.RoleDeptSource && by.Department == "":
		return f, models.Forbidden("no_department")
	case up.Feed == "":
		return f, models.InvalidField("feed", "required")
	case !known:
		return f, models.InvalidField("feed", "unknown")
	case !mayBring(by, f.SourceDept):
		return f, models.Forbidden("other_department")
	case !f.Enabled:
		return f, models.InvalidField("feed", "feed_out_of_use")
	case len(up.Content) == 0:
		return f, models.InvalidField("file", "required")
	}
	return f, nil
}

// nameOf is the name of a file alone, cut to what a page can show.
func nameOf(path string) string {
	name := []rune(models.CleanText(filepath.Base(path)))
	if models.CheckText(string(name), 10_000) != "" {
		return "list"
	}
	return string(name[:min(len(name), 120)])
}

// CheckBatch sends for the check of a list once more, when the server ended in the middle of the first. Errors: NotFound, Conflict.
func (d *Desk) CheckBatch(ctx context.Context, by models.Actor, id string, lang locales.Lang) error {
	b, err := d.batch(ctx, d.Store, by, id)
	if err != nil {
		return err
	}
	if _, err := models.BatchSteps.Next("check", b.Status); err != nil {
		return err
	}
	if err := d.idle(ctx, by, id); err != nil {
		return err
	}
	return d.sendCheck(ctx, by, b, Upload{Lang: lang})
}

// idle refuses a second errand about a batch while one runs.
func (d *Desk) idle(ctx context.Context, by models.Actor, id string) error {
	e, err := d.Errands.About(ctx, key(by, id))
	if err == nil && e != nil && e.Status == models.ErrandRunning {
		return models.Conflict("batch_busy")
	}
	return err
}

// check reads a received list, compares it with who is on file, and keeps aside what is bad. Nothing else changes. A file that cannot be
// used is refused, with the reason.
func (d *Desk) check(ctx context.Context, by models.Actor, id string, lang locales.Lang, tell errands.Tell) error {
	b, list, f, err := d.open(ctx, by, id, tell)
	if reason := unusable(err, lang); reason != "" {
		return d.refuse(ctx, by, b, reason)
	} else if err != nil {
		return err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		tell("check", 0, list.Total())
		p, err := place(ctx, s, by.CountyCode, f, list)
		if err != nil {
			return err
		}
		b := *b
		b.Counts = p.counts
		if err := keepAside(ctx, s, &b, p.aside()); err != nil {
			return err
		}
		return stepBatch(ctx, s, by, &b, "check")
	})
	if reason := unusable(err, lang); reason != "" {
		return d.refuse(ctx, by, b, reason)
	}
	return err
}

// open reads the file of a batch by the declaration that it came under.
func (d *Desk) open(ctx context.Context, by models.Actor, id string, tell errands.Tell) (*models.FeedBatch, *intake.List, models.Feed, error) {
	b, err := d.Store.FeedBatch(ctx, key(by, id))
	if err != nil {
		return nil, nil, models.Feed{}, err
	}
	if b.FileID == "" {
		return b, nil, models.Feed{}, models.Conflict("batch_file_gone")
	}
	file, err := d.Store.Attachment(ctx, key(by, b.FileID))
	if err != nil {
		return b, nil, models.Feed{}, err
	}
	all, err := d.feeds(ctx, d.Store, by.CountyCode)
	if err != nil {
		return b, nil, models.Feed{}, err
	}
	f, _ := all.Edition(b.Feed, b.FeedEdition)
	tell("read", 0, 0)
	list, err := intake.Read(intake.Order{Feed: f, Name: b.FileName, Content: file.Content, Today: d.today(),
		Tell: func(done, total int) { tell("read", done, total) }})
	return b, list, f, err
}

// unusable words why a file as a whole cannot be used; "" for every other error.
func unusable(err error, lang locales.Lang) string {
	var file *sheet.Error
	var e *models.Error
	switch {
	case errors.As(err, &file):
		return file.Say(string(lang))
	case errors.As(err, &e) && e.Kind == models.KindInvalid && len(e.Fields) == 1 && e.Fields[0].Field == "file":
		return locales.T(lang, "fault."+e.Fields[0].Code, e.Fields[0].Args)
	}
	return ""
}

// words says an error to whoever sent for the work, and nothing of the inside.
func words(err error, lang locales.Lang) string {
	var e *models.Error
	switch {
	case unusable(err, lang) != "":
		return unusable(err, lang)
	case errors.As(err, &e) && locales.Has(lang, "error."+e.Code):
		return locales.T(lang, "error."+e.Code, e.Args)
	case errors.Is(err, context.Canceled):
		return locales.T(lang, "import.stopped", nil)
	}
	return locales.T(lang, "error.internal", nil)
}

// refuse ends a batch of which nothing can be used, and throws its file away.
func (d *Desk) refuse(ctx context.Context, by models.Actor, b *models.FeedBatch, reason string) error {
	return d.end(ctx, by, b, "refuse", reason)
}

// DiscardBatch throws away a list that was not applied; its file may come again. Errors: NotFound, Conflict.
func (d *Desk) DiscardBatch(ctx context.Context, by models.Actor, id string) error {
	b, err := d.batch(ctx, d.Store, by, id)
	if err != nil {
		return err
	}
	return d.end(ctx, by, b, "discard", "")
}

// end takes a batch that was not applied to its end by a step, and throws its files away.
func (d *Desk) end(ctx context.Context, by models.Actor, b *models.FeedBatch, step, reason string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		b, now := *b, s.Now()
		if err := throwAway(ctx, s, &b); err != nil {
			return err
		}
		b.StatusReason, b.EndedAt = reason, &now
		return stepBatch(ctx, s, by, &b, step)
	})
}

// throwAway deletes what a batch keeps.
func throwAway(ctx context.Context, s *store.Store, b *models.FeedBatch) error {
	for _, id := range []*string{&b.FileID, &b.BadFileID} {
		if err := s.DeleteAttachment(ctx, store.Key{County: b.CountyCode, ID: *id}); err != nil {
			return err
		}
		*id = ""
	}
	return nil
}

// stepBatch takes a batch through a step and logs it. Errors: Conflict when the step is not allowed or somebody else was quicker.
func stepBatch(ctx context.Context, s *store.Store, by models.Actor, b *models.FeedBatch, step string) error {
	from := b.Status
	to, err := models.BatchSteps.Next(step, from)
	if err != nil {
		return err
	}
	b.Status = to
	if err := s.StepBatch(ctx, b, from); err != nil {
		return err
	}
	flow.Log(s, by, batchSubject(*b), step, string(from), string(to), told(*b))
	return nil
}
