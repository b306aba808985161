// Package jobs runs standing work county by county, each run once across all servers that share a database, through a queue that River keeps:
// in PostgreSQL, or, where SQLite has one server only, in its memory. What is due is put into the queue by one server, the leader, and taken out
// by any. A run whose server died is taken up by another when its lease is over.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

const (
	leaseUsual = time.Minute
	kept       = 70 * time.Minute      // how long the row of a run that is over stays, which is longer than any job's period
	tries      = 5                     // of one run, before the next one that is due takes its place
	atOnce     = 4                     // runs at a time on one server
	longAtOnce = 2                     // of those that may take long, besides
	look       = 10 * time.Millisecond // how soon after it has taken runs out of the queue a server takes more, where there are more
	goodbye    = 20 * time.Second      // how long runs may go on after the end was asked for
)

// Job is standing work. Do does in one county what time asks for; it must end when its context does, and must bear being done again from the start.
type Job struct {
	Name  string
	Every time.Duration // a second to an hour, counted from midnight in UTC
	Lease time.Duration // how long a run may take before it is cut off, and taken up by others if its server died; 0 is a minute
	Do    func(ctx context.Context, county string) error
}

// Options are what a queue stands on. All but Log are needed.
type Options struct {
	Log      *slog.Logger
	Now      func() time.Time
	Counties func(ctx context.Context) ([]string, error)
	Words    func(error) string                                           // what may be kept and logged of an error
	Ended    func(job string, at time.Time, took time.Duration, err bool) // told of every run
}

// long is the queue of jobs with a lease of their own, so that what they have to do at night in many counties keeps no other job waiting.
const long = "long"

func (j Job) queue() string {
	if j.Lease > leaseUsual {
		return long
	}
	return river.QueueDefault
}

// Queue is standing work in its queue. Make it with Open, and end it with Close when Run has ended.
type Queue struct {
	jobs    map[string]Job
	options Options
	back    backend
}

// client is River's client over either database.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	Stopped() <-chan struct{}
	InsertManyFast(ctx context.Context, params []river.InsertManyParams) (int, error)
}

// backend is where the queue is kept.
type backend interface {
	migrate(ctx context.Context, log *slog.Logger) error
	client(ctx context.Context, config *river.Config) (client, error)
	schema() string
	close()
}

// Open returns the queue of a database, by its address. The queue has no rows yet where Migrate was never called.
func Open(ctx context.Context, address string, list []Job, o Options) (*Queue, error) {
	q := &Queue{jobs: map[string]Job{}, options: o}
	if q.options.Log == nil {
		q.options.Log = slog.New(slog.DiscardHandler)
	}
	for _, j := range list {
		if j.Every < time.Second || j.Every > time.Hour {
			return nil, fmt.Errorf("job %s: every %s is not a second to an hour", j.Name, j.Every)
		}
		if j.Lease == 0 {
			j.Lease = leaseUsual
		}
		q.jobs[j.Name] = j
	}
	var err error
	q.back, err = open(ctx, address)
	return q, err
}

func open(ctx context.Context, address string) (backend, error) {
	if strings.HasPrefix(address, "sqlite:") {
		return openMemory(ctx)
	}
	return openPostgres(ctx, address)
}

// Migrate brings the tables of the queue up to date, for those who may; several servers may call it at once.
func Migrate(ctx context.Context, address string, log *slog.Logger) error {
	back, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer back.close()
	return back.migrate(ctx, warnings(log))
}

// Close lets go of the database.
func (q *Queue) Close() { q.back.close() }

// Run does the jobs until ctx ends; then it takes no more out of the queue and lets those under way finish for a while. What is cut off stays in
// the queue for another server.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.back.migrate(ctx, warnings(q.options.Log)); err != nil {
		return fmt.Errorf("the tables of the queue: %w", err)
	}
	spread := &spreadWorker{q: q}
	c, err := q.back.client(ctx, q.config(spread))
	if err != nil {
		return err
	}
	spread.c = c
	if err := c.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	if err := c.Stop(limit); err == nil {
		return nil
	}
	cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye/4)
	defer cancel()
	return c.StopAndCancel(cut)
}

func (q *Queue) config(spread *spreadWorker) *river.Config {
	workers := river.NewWorkers()
	river.AddWorker(workers, spread)
	river.AddWorker(workers, &countyWorker{q: q})
	out := &river.Config{
		Workers: workers, Schema: q.back.schema(), FetchCooldown: look,
		Queues:   map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}, long: {MaxWorkers: longAtOnce}},
		PollOnly: true, // no connection that listens: it would not pass a pool such as PgBouncer
		Logger:   warnings(q.options.Log), MaxAttempts: tries, RetryPolicy: again{}, JobTimeout: leaseUsual, RescueStuckJobsAfter: leaseUsual,
		CompletedJobRetentionPeriod: kept, CancelledJobRetentionPeriod: kept, DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
	}
	for name, j := range q.jobs {
		out.PeriodicJobs = append(out.PeriodicJobs, river.NewPeriodicJob(onTheDot(j.Every), func() (river.JobArgs, *river.InsertOpts) {
			return spreadArgs{Job: name}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: j.Every}}
		}, &river.PeriodicJobOpts{ID: name, RunOnStart: true}))
	}
	return out
}

// onTheDot is due at every multiple of a span, whoever is the leader.
type onTheDot time.Duration

// Next implements river.PeriodicSchedule.
func (every onTheDot) Next(t time.Time) time.Time {
	return t.Truncate(time.Duration(every)).Add(time.Duration(every))
}

// again waits five seconds after the first failure, then twice as long each time.
type again struct{}

// NextRetry implements river.ClientRetryPolicy.
func (again) NextRetry(j *rivertype.JobRow) time.Time {
	return j.AttemptedAt.Add(5 * time.Second << min(max(len(j.Errors), 0), tries))
}

// spreadArgs put a job into the queue for every county: one such run for each time that it is due.
type spreadArgs struct {
	Job string `json:"job"`
}

// Kind implements river.JobArgs.
func (spreadArgs) Kind() string { return "spread" }

type spreadWorker struct {
	river.WorkerDefaults[spreadArgs]

	q *Queue
	c client
}

// Work implements river.Worker. A county whose last run is still under way, or waits for its next try, gets no second one.
func (w *spreadWorker) Work(ctx context.Context, j *river.Job[spreadArgs]) error {
	counties, err := w.q.options.Counties(ctx)
	if err != nil {
		w.q.options.Log.WarnContext(ctx, "the jobs see no counties", "job", j.Args.Job, "error", w.q.options.Words(err))
		return errors.New(w.q.options.Words(err))
	}
	once := &river.InsertOpts{Queue: w.q.jobs[j.Args.Job].queue(), UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{rivertype.JobStateAvailable,
		rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}}}
	list := make([]river.InsertManyParams, len(counties))
	for i, c := range counties {
		list[i] = river.InsertManyParams{Args: countyArgs{Job: j.Args.Job, County: c}, InsertOpts: once}
	}
	if len(list) == 0 {
		return nil
	}
	_, err = w.c.InsertManyFast(ctx, list)
	return err
}

// countyArgs are one run of a job in one county.
type countyArgs struct {
	Job    string `json:"job"`
	County string `json:"county"`
}

// Kind implements river.JobArgs.
func (countyArgs) Kind() string { return "county" }

type countyWorker struct {
	river.WorkerDefaults[countyArgs]

	q *Queue
}

// Timeout implements river.Worker: the lease of a run.
func (w *countyWorker) Timeout(j *river.Job[countyArgs]) time.Duration {
	return w.q.jobs[j.Args.Job].Lease
}

// Work implements river.Worker.
func (w *countyWorker) Work(ctx context.Context, j *river.Job[countyArgs]) error {
	job, known := w.q.jobs[j.Args.Job]
	if !known { // of a newer version that runs beside this one
		return river.JobSnooze(time.Minute)
	}
	o := w.q.options
	began := o.Now()
	err := do(ctx, job, j.Args.County)
	if err != nil && ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled) {
		return errors.New("cut off") // by the end of this server
	}
	ended := o.Now()
	o.Ended(job.Name, ended, ended.Sub(began), err != nil)
	if err == nil {
		return nil
	}
	words := o.Words(err)
	o.Log.WarnContext(ctx, "a standing job did not end well", "job", job.Name, "try", j.Attempt, "error", words)
	return errors.New(words)
}

// do keeps a panic from being written into the queue, values and all.
func do(ctx context.Context, j Job, county string) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the job broke down")
		}
	}()
	return j.Do(ctx, county)
}
