package outreach

import (
	"bytes"
	"context"
	"strconv"

	"zhulian/flow"
	"zhulian/intake"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Aside is what a batch keeps for people to look at.
type Aside = intake.Aside

// Sample is one row of it, as it was understood.
type Sample = intake.Sample

// BatchView is a batch with its declaration and the errand that works on it, if one does.
type BatchView struct {
	models.FeedBatch
	Declared models.Feed
	Errand   *models.Errand
	// Identified tells whether the reader may know who of the list is on file here. A department must not: it would learn who gets help.
	Identified bool
}

// batch loads a batch that the actor may handle.
func (d *Desk) batch(ctx context.Context, s *store.Store, by models.Actor, id string) (*models.FeedBatch, error) {
	if _, err := models.Authorise(by, models.AlertSend); err != nil {
		return nil, err
	}
	b, err := s.FeedBatch(ctx, key(by, id))
	if err == nil && !mayBring(by, b.SourceDept) {
		return nil, models.NotFound("feed_batch")
	}
	return b, err
}

// Batch shows one batch. Errors: NotFound, also for another department's.
func (d *Desk) Batch(ctx context.Context, by models.Actor, id string) (*BatchView, error) {
	var e *models.Errand
	if d.Errands != nil { // looked at first: when the work is over, the batch is as the work left it
		var err error
		if e, err = d.Errands.About(ctx, key(by, id)); err != nil {
			return nil, err
		}
	}
	b, err := d.batch(ctx, d.Store, by, id)
	if err != nil {
		return nil, err
	}
	out := &BatchView{FeedBatch: *b, Errand: e, Identified: by.Role != models.RoleDeptSource}
	all, err := d.feeds(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	out.Declared, _ = all.Edition(b.Feed, b.FeedEdition)
	if !out.Identified {
		out.Counts = departmentCounts(out.Counts)
	}
	return out, nil
}

// departmentCounts leave out what would tell a department who is on file.
func departmentCounts(c models.BatchCounts) models.BatchCounts {
	return models.BatchCounts{Rows: c.Rows, Bad: c.Bad, Repeated: c.Repeated}
}

// BatchFilter narrows a list of batches; an empty field does not narrow.
type BatchFilter struct {
	Department, Feed string
	Status           models.BatchStatus
}

// Batches lists batches, newest first: a department's own, or the county's for staff.
func (d *Desk) Batches(ctx context.Context, by models.Actor, f BatchFilter, p store.Page) ([]models.FeedBatch, string, error) {
	if _, err := models.Authorise(by, models.AlertSend); err != nil {
		return nil, "", err
	}
	if by.Role == models.RoleDeptSource {
		if by.Department == "" {
			return nil, "", models.Forbidden("no_department")
		}
		f.Department = by.Department
	}
	rows, next, err := d.Store.Batches(ctx, store.BatchFilter{County: by.CountyCode, Department: f.Department, Feed: f.Feed, Status: f.Status}, p)
	for i := range rows {
		if by.Role == models.RoleDeptSource {
			rows[i].Counts = departmentCounts(rows[i].Counts)
		}
	}
	return rows, next, err
}

// Aside shows what a batch keeps to look at; nothing once it is gone. A department sees of the good rows only that they are good.
func (d *Desk) Aside(ctx context.Context, by models.Actor, id string) (*Aside, error) {
	b, err := d.batch(ctx, d.Store, by, id)
	if err != nil || b.BadFileID == "" {
		return &Aside{}, err
	}
	a, err := d.Store.Attachment(ctx, key(by, b.BadFileID))
	if err != nil {
		return nil, err
	}
	out, err := intake.OpenAside(a.Content)
	if err == nil && by.Role == models.RoleDeptSource {
		for i := range out.Sample {
			out.Sample[i].Fate, out.Sample[i].Remark = intake.FateGood, models.RemarkNone
		}
	}
	return out, err
}

// BadRows is the list of the rows kept aside with their reasons, to be mended and brought again. Errors: NotFound where there are none.
func (d *Desk) BadRows(ctx context.Context, by models.Actor, id string, lang locales.Lang) (*models.Attachment, error) {
	aside, err := d.Aside(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if len(aside.Bad) == 0 {
		return nil, models.NotFound("attachment")
	}
	var out bytes.Buffer
	w := sheet.NewCSV(&out)
	heads := []sheet.Heading{{Title: locales.T(lang, "feed.line", nil)}, {Title: locales.T(lang, "feed.why", nil)}}
	for _, h := range aside.Header {
		heads = append(heads, sheet.Heading{Title: h})
	}
	if err := w.Sheet("", heads...); err != nil {
		return nil, err
	}
	for _, b := range aside.Bad {
		cells := []any{b.Line, b.Say(lang)}
		for _, c := range b.Cells {
			cells = append(cells, c)
		}
		if err := w.Row(cells...); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return &models.Attachment{ContentType: "text/csv; charset=utf-8", Content: out.Bytes()}, err
}

// keepAside writes down what a batch keeps to look at, in place of what it kept before.
func keepAside(ctx context.Context, s *store.Store, b *models.FeedBatch, a *Aside) error {
	content, err := a.Pack()
	if err != nil {
		return err
	}
	if err := s.DeleteAttachment(ctx, store.Key{County: b.CountyCode, ID: b.BadFileID}); err != nil {
		return err
	}
	b.BadFileID, err = attach(ctx, s, b, "application/gzip", content)
	return err
}

// attach keeps bytes with a batch and answers the id of the attachment.
func attach(ctx context.Context, s *store.Store, b *models.FeedBatch, kind string, content []byte) (string, error) {
	now := s.Now()
	a := models.Attachment{CountyCode: b.CountyCode, ID: models.NewID(now), Noun: "feed_batch", ObjectID: b.ID, CreatedBy: b.ReceivedBy, CreatedAt: now}.
		Holding(kind, content)
	return a.ID, s.InsertAttachment(ctx, a)
}

func batchSubject(b models.FeedBatch) flow.Subject {
	return flow.Subject{Noun: "feed_batch", ID: b.ID, County: b.CountyCode, Region: b.CountyCode + "000000"}
}

// told is what the log says of a batch.
func told(b models.FeedBatch) map[string]string {
	return map[string]string{"feed": b.Feed, "department": b.SourceDept, "sha256": b.SHA256, "rows": strconv.Itoa(b.Counts.Rows)}
}
