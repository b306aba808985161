// Package errands runs long work while nobody waits for it: an import, an export, a round. Whoever sent for it may leave, come back,
// and find how far it is and what came of it. It authorises nobody: the verb that sends somebody on an errand does.
package errands

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"zhulian/models"
	"zhulian/store"
)

const (
	tellEvery = 500 * time.Millisecond // how often progress is written down at most
	beatEvery = 10 * time.Second       // how often a sign of life is
	lostAfter = time.Minute            // after how long without one an errand counts as lost
)

// Tell says how far the work is.
type Tell func(phase string, done, total int)

// Outcome is what came of an errand: words without personal data, and a file where it made one.
type Outcome struct {
	Text        string
	FileName    string
	ContentType string
	Content     []byte
	Keep        time.Duration // how long the file may be fetched; 0 is for always
}

// Work is what an errand does. It must end when its context does. The text of a *models.Error, or of what else Say words, is its outcome.
type Work func(ctx context.Context, tell Tell) (Outcome, error)

// Runner runs errands, several at once. Make it with New and end it with Close.
type Runner struct {
	store *store.Store
	log   *slog.Logger
	base  context.Context //nolint:containedctx // the life of the runner, which errands outlive their requests by
	stop  context.CancelFunc
	slots chan struct{}
	wait  sync.WaitGroup
	mu    sync.Mutex
	under map[string]*beat // the errands that this runner runs

	// Ended is told of every errand that came to its end, with the time it worked; it may be nil, and is set before the first errand.
	Ended func(kind string, status models.ErrandStatus, took time.Duration)
}

// New returns a runner over a store that runs at most n errands at a time; others wait for their turn.
func New(s *store.Store, n int, log *slog.Logger) *Runner {
	base, stop := context.WithCancel(context.Background())
	return &Runner{store: s, log: log, base: base, stop: stop, slots: make(chan struct{}, n), under: map[string]*beat{}}
}

// Finish waits until all errands have ended, but no longer than so long.
func (r *Runner) Finish(most time.Duration) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.wait.Wait()
	}()
	limit := time.NewTimer(most)
	defer limit.Stop()
	select {
	case <-ended:
	case <-limit.C:
	}
}

// Close asks all errands to end and waits until they have, each with its row.
func (r *Runner) Close() {
	r.stop()
	r.wait.Wait()
}

// Errand says who sends for what.
type Errand struct {
	By            models.Actor
	Kind, Subject string
	Say           func(error) string // words an error for whoever sent for it; "" for what is not theirs to read
}

// Send starts an errand and answers its row.
func (r *Runner) Send(ctx context.Context, e Errand, work Work) (*models.Errand, error) {
	now := r.store.Now()
	row := &models.Errand{CountyCode: e.By.CountyCode, ID: models.NewID(now), AccountID: e.By.AccountID, Kind: e.Kind, Subject: e.Subject,
		Status: models.ErrandRunning, CreatedAt: now, BeatAt: now}
	if err := r.store.InTx(ctx, func(s *store.Store) error { return s.InsertErrand(ctx, row) }); err != nil {
		return nil, err
	}
	r.wait.Add(1)
	go r.run(e, *row, work)
	return row, nil
}

func (r *Runner) run(e Errand, row models.Errand, work Work) {
	defer r.wait.Done()
	at := store.Key{County: row.CountyCode, ID: row.ID}
	b := r.begin(at)
	defer r.end(b)
	outcome, err := r.turn(b, work)
	set := store.Change{"status": models.ErrandDone, "outcome": outcome.Text, "file_name": outcome.FileName, "ended_at": r.store.Now()}
	if err != nil {
		set = store.Change{"status": models.ErrandFailed, "outcome": e.Say(err), "ended_at": r.store.Now()}
		var known *models.Error
		if !errors.As(err, &known) && e.Say(err) == "" && r.base.Err() == nil {
			r.log.Error("an errand failed", "kind", row.Kind, "error", err)
		}
	}
	if err != nil && r.base.Err() != nil && errors.Is(err, context.Canceled) {
		set = store.Change{"status": models.ErrandLost, "ended_at": r.store.Now()} // the server ended first
	}
	// The row is written even when the runner ends.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.base), 10*time.Second)
	defer cancel()
	if status, ok := set["status"].(models.ErrandStatus); ok && r.Ended != nil {
		r.Ended(row.Kind, status, r.store.Now().Sub(row.CreatedAt))
	}
	err = r.store.InTx(ctx, func(s *store.Store) error {
		if len(outcome.Content) > 0 {
			id, err := keep(ctx, s, row, outcome)
			if err != nil {
				return err
			}
			set["attachment_id"] = id
			if outcome.Keep > 0 {
				set["file_ends_at"] = s.Now().Add(outcome.Keep)
			}
		}
		_, err := s.ChangeErrand(ctx, at, set)
		return err
	})
	if err != nil {
		r.log.Error("what came of an errand is not written down", "kind", row.Kind, "error", err)
	}
}

// turn waits for a free slot and works; a panic is a failure of this errand alone.
func (r *Runner) turn(b *beat, work Work) (out Outcome, err error) {
	select {
	case r.slots <- struct{}{}:
	case <-r.base.Done():
		return out, r.base.Err()
	}
	defer func() {
		<-r.slots
		if v := recover(); v != nil {
			out, err = Outcome{}, errors.New("errands: the work broke down")
		}
	}()
	return work(r.base, b.tell)
}

func keep(ctx context.Context, s *store.Store, row models.Errand, o Outcome) (string, error) {
	now := s.Now()
	a := models.Attachment{CountyCode: row.CountyCode, ID: models.NewID(now), Noun: "errand", ObjectID: row.ID, CreatedBy: row.AccountID, CreatedAt: now}.
		Holding(o.ContentType, o.Content)
	return a.ID, s.InsertAttachment(ctx, a)
}

// beat is how far an errand is. It is written down by a hand of its own, now and then: the work may hold the only connection that writes.
type beat struct {
	at    store.Key
	ended chan struct{}
	mu    sync.Mutex
	phase string
	done  int64
	total int64
	told  bool // since it was written down
}

func (r *Runner) begin(at store.Key) *beat {
	b := &beat{at: at, ended: make(chan struct{})}
	r.mu.Lock()
	r.under[at.ID] = b
	r.mu.Unlock()
	go r.live(b)
	return b
}

func (r *Runner) end(b *beat) {
	close(b.ended)
	r.mu.Lock()
	delete(r.under, b.at.ID)
	r.mu.Unlock()
}

func (b *beat) tell(phase string, done, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.phase, b.done, b.total, b.told = phase, int64(done), int64(total), true
}

// live writes progress and signs of life for others to see, until the errand ends. Where the database is busy they come later.
func (r *Runner) live(b *beat) {
	t := time.NewTicker(tellEvery)
	defer t.Stop()
	for quiet := time.Duration(0); ; quiet += tellEvery {
		select {
		case <-b.ended:
			return
		case <-t.C:
		}
		b.mu.Lock()
		set, told := store.Change{"phase": b.phase, "done": b.done, "total": b.total, "beat_at": r.store.Now()}, b.told
		b.told = false
		b.mu.Unlock()
		if !told && quiet < beatEvery {
			continue
		}
		quiet = 0
		ctx, cancel := context.WithTimeout(r.base, time.Second)
		_, _ = r.store.ChangeErrand(ctx, b.at, set)
		cancel()
	}
}

// overlay shows an errand of this runner as far as it really is, and one that nobody runs any more as lost.
func (r *Runner) overlay(row *models.Errand) {
	if row.Status != models.ErrandRunning {
		return
	}
	r.mu.Lock()
	b := r.under[row.ID]
	r.mu.Unlock()
	if b == nil {
		if r.store.Now().Sub(row.BeatAt) > lostAfter {
			row.Status = models.ErrandLost
		}
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.phase != "" {
		row.Phase, row.Done, row.Total = b.phase, b.done, b.total
	}
}

// Sweep marks the errands of a county that a server which is gone has left behind, and removes the files whose time is over.
func (r *Runner) Sweep(ctx context.Context, county string) (int64, error) {
	r.mu.Lock()
	living := slices.Collect(maps.Keys(r.under))
	r.mu.Unlock()
	n, err := r.store.LoseErrands(ctx, county, r.store.Now().Add(-lostAfter), living)
	if err != nil {
		return n, err
	}
	return n, r.store.InTx(ctx, func(s *store.Store) error {
		_, err := s.EndErrandFiles(ctx, county)
		return err
	})
}

// About shows the newest errand about a subject, whoever sent for it; nil where there is none. The caller authorises.
func (r *Runner) About(ctx context.Context, subject store.Key) (*models.Errand, error) {
	row, err := r.store.ErrandAbout(ctx, subject)
	if row != nil {
		r.overlay(row)
	}
	return row, err
}

// Errands lists the actor's own errands, newest first.
func (r *Runner) Errands(ctx context.Context, by models.Actor, p store.Page) ([]models.Errand, string, error) {
	rows, next, err := r.store.Errands(ctx, store.Key{County: by.CountyCode, ID: by.AccountID}, p)
	for i := range rows {
		r.overlay(&rows[i])
	}
	return rows, next, err
}

// Errand shows one of the actor's own errands. Errors: NotFound.
func (r *Runner) Errand(ctx context.Context, by models.Actor, id string) (*models.Errand, error) {
	row, err := r.store.Errand(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	if row.AccountID != by.AccountID {
		return nil, models.NotFound("errand")
	}
	r.overlay(row)
	return row, nil
}

// File reads the file that one of the actor's errands made. Errors: NotFound, Conflict file_ended.
func (r *Runner) File(ctx context.Context, by models.Actor, id string) (*models.Errand, *models.Attachment, error) {
	row, err := r.Errand(ctx, by, id)
	if err != nil {
		return nil, nil, err
	}
	if row.FileEndsAt != nil && !r.store.Now().Before(*row.FileEndsAt) {
		return nil, nil, models.Conflict("file_ended")
	}
	if row.AttachmentID == "" {
		return nil, nil, models.NotFound("attachment")
	}
	a, err := r.store.Attachment(ctx, store.Key{County: row.CountyCode, ID: row.AttachmentID})
	return row, a, err
}
