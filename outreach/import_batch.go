package outreach

import (
	"context"

	"zhulian/errands"
	"zhulian/intake"
	"zhulian/models"
)

// Imported is what a list brought from a command came to, or with DryRun would come to.
type Imported struct {
	Counts  models.BatchCounts
	Ignored []string
	Bad     []intake.Bad
	Applied bool
	DryRun  bool
}

// ImportBatch takes a list in, checks and applies it while the caller waits. With bad rows nothing is changed, unless they are to be kept
// aside. With dry nothing is changed at all. Errors: those of ReceiveBatch; a file that cannot be used is Invalid or a *sheet.Error.
func (d *Desk) ImportBatch(ctx context.Context, by models.Actor, up Upload, how ImportHow) (*Imported, error) {
	tell := how.Tell
	if tell == nil {
		tell = func(string, int, int) {}
	}
	out, err := d.preview(ctx, by, up, tell)
	if err != nil {
		return nil, err
	}
	if out.DryRun = how.DryRun; how.DryRun || len(out.Bad) > 0 && !how.KeepAside {
		return out, nil
	}
	b, err := d.receive(ctx, by, up)
	if err != nil {
		return nil, err
	}
	if err := d.check(ctx, by, b.ID, up.Lang, tell); err != nil {
		return nil, err
	}
	if err := d.apply(ctx, by, b.ID, tell); err != nil {
		return nil, err
	}
	if b, err = d.Store.FeedBatch(ctx, key(by, b.ID)); err != nil {
		return nil, err
	}
	out.Counts, out.Applied = b.Counts, true
	return out, nil
}

// ImportHow says how a list is brought from a command.
type ImportHow struct {
	DryRun    bool // check everything, the database included, and change nothing
	KeepAside bool // apply the good rows though there are bad ones
	Tell      errands.Tell
}

// preview reads a list and compares it with who is on file, and writes nothing.
func (d *Desk) preview(ctx context.Context, by models.Actor, up Upload, tell errands.Tell) (*Imported, error) {
	f, err := d.feedFor(ctx, by, up)
	if err != nil {
		return nil, err
	}
	if err := d.newFile(ctx, d.Store, by.CountyCode, up); err != nil {
		return nil, err
	}
	list, err := intake.Read(intake.Order{Feed: f, Name: nameOf(up.FileName), Content: up.Content, Today: d.today(),
		Tell: func(done, total int) { tell("read", done, total) }})
	if err != nil {
		return nil, err
	}
	tell("check", 0, list.Total())
	p, err := place(ctx, d.Store, by.CountyCode, f, list)
	if err != nil {
		return nil, err
	}
	return &Imported{Counts: p.counts, Ignored: list.Ignored, Bad: list.Bad}, nil
}
