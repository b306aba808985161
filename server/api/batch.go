package api

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/server/respond"
)

// maxList is how large a department's list may be.
const maxList = 64 << 20

func (a *API) batchRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/alerts/batches", Handler: a.receiveBatch, Tag: "batches", Out: batchBody{}, Status: http.StatusCreated,
			MaxBody: maxList + 1<<20,
			Summary: "Bring a department's list (multipart fields file: .csv or .xlsx, at most 64 MiB, and feed; apply=true applies it once checked); " +
				"the check goes on afterwards: ask the batch how far it is",
		},
		{
			Method: http.MethodGet, Path: "/alerts/batches", Handler: a.batches, Tag: "batches", Out: batchBody{}, List: true, Query: []string{"feed", "status"},
			Summary: "Lists that were brought: the county's, or the department's own",
		},
		{Method: http.MethodGet, Path: "/alerts/batches/:id", Handler: a.batch, Tag: "batches", Out: batchBody{}, Summary: "One list and how far it is"},
		{
			Method: http.MethodGet, Path: "/alerts/batches/:id/rows", Handler: a.batchRows, Tag: "batches", Out: asideBody{},
			Summary: "The first rows as they were understood, and those kept aside with line, column and reason",
		},
		{
			Method: http.MethodPost, Path: "/alerts/batches/:id/apply", Handler: a.applyBatch, Tag: "batches", Out: batchBody{}, Status: http.StatusAccepted,
			Summary: "Apply a checked list, all or nothing; it goes on afterwards",
		},
		{
			Method: http.MethodPost, Path: "/alerts/batches/:id/check", Handler: a.checkBatch, Tag: "batches", Out: batchBody{}, Status: http.StatusAccepted,
			Summary: "Check a list once more whose check was cut off",
		},
		{
			Method: http.MethodPost, Path: "/alerts/batches/:id/discard", Handler: a.discardBatch, Tag: "batches", Out: batchBody{},
			Summary: "Throw a list away that was not applied",
		},
		{
			Method: http.MethodPost, Path: "/alerts/batches/:id/roll-back", Handler: a.rollBackBatch, Tag: "batches", In: rollBackDraft{}, Out: batchBody{},
			Summary: "Take an applied list back while nobody has begun to look into its alerts",
		},
		{Method: http.MethodGet, Path: "/feeds", Handler: a.feeds, Tag: "batches", Out: listBody[feedBody]{}, Summary: "The feeds that count today, as they are declared"},
		{
			Method: http.MethodPost, Path: "/feeds", Handler: a.declareFeed, Tag: "batches", In: models.FeedDraft{}, Out: feedBody{}, Status: http.StatusCreated,
			Summary: "Declare a feed, or a new edition of one, from a day on",
		},
	}
}

type batchBody struct {
	ID           string             `json:"id"`
	Feed         string             `json:"feed"`
	FeedEdition  int                `json:"feed_edition"`
	SourceDept   string             `json:"source_dept"`
	FileName     string             `json:"file_name"`
	SHA256       string             `json:"sha256"`
	Status       models.BatchStatus `json:"status"`
	StatusReason string             `json:"status_reason"`
	Counts       models.BatchCounts `json:"counts" description:"a department is told rows, bad and repeated only"`
	ReceivedAt   time.Time          `json:"received_at"`
	AppliedAt    *time.Time         `json:"applied_at"`
	EndedAt      *time.Time         `json:"ended_at"`
	Work         *workBody          `json:"work" description:"the check or the application that goes on, or the last that did"`
	Version      int                `json:"version"`
}

type workBody struct {
	Kind    string              `json:"kind"`
	Status  models.ErrandStatus `json:"status"`
	Phase   string              `json:"phase"`
	Done    int64               `json:"done"`
	Total   int64               `json:"total"`
	Outcome string              `json:"outcome"`
}

func batchOf(b models.FeedBatch) batchBody {
	return batchBody{ID: b.ID, Feed: b.Feed, FeedEdition: b.FeedEdition, SourceDept: b.SourceDept, FileName: b.FileName, SHA256: b.SHA256, Status: b.Status,
		StatusReason: b.StatusReason, Counts: b.Counts, ReceivedAt: b.ReceivedAt, AppliedAt: b.AppliedAt, EndedAt: b.EndedAt, Version: b.Version}
}

func batchViewOf(b outreach.BatchView) batchBody {
	out := batchOf(b.FeedBatch)
	if e := b.Errand; e != nil {
		out.Work = &workBody{e.Kind, e.Status, e.Phase, e.Done, e.Total, e.Outcome}
	}
	return out
}

func (a *API) receiveBatch(c *gin.Context) error {
	name, content, err := uploadedList(c)
	if err != nil {
		return err
	}
	b, err := a.Outreach.ReceiveBatch(c.Request.Context(), actor(c), outreach.Upload{
		Feed: c.Request.PostFormValue("feed"), FileName: name, Content: content, Lang: respond.Lang(c), Apply: c.Request.PostFormValue("apply") == "true",
	})
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, batchOf(*b))
}

// uploadedList reads the multipart field "file" with its name.
func uploadedList(c *gin.Context) (name string, content []byte, err error) {
	file, head, err := c.Request.FormFile("file")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "", nil, models.BodyTooLarge(tooLarge.Limit)
	case errors.Is(err, http.ErrNotMultipart):
		return "", nil, &models.Error{Kind: models.KindUnsupported, Code: "content_type_multipart"}
	case errors.Is(err, http.ErrMissingFile):
		return "", nil, models.InvalidField("file", "required")
	case err != nil:
		return "", nil, models.Unreadable("multipart_broken")
	}
	defer func() { _ = file.Close() }()
	if content, err = io.ReadAll(file); err != nil {
		return "", nil, models.Unreadable("multipart_broken")
	}
	return head.Filename, content, nil
}

func (a *API) batches(c *gin.Context) error {
	p, err := listPage(c, "feed", "status")
	if err != nil {
		return err
	}
	status, err := oneOf(c, "status", models.BatchSteps.Statuses()...)
	if err != nil {
		return err
	}
	rows, next, err := a.Outreach.Batches(c.Request.Context(), actor(c), outreach.BatchFilter{Feed: c.Query("feed"), Status: status}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, batchOf)
}

// answerBatch answers a batch as it is, after a verb.
func (a *API) answerBatch(c *gin.Context, status int, verb func(id string) error) error {
	id, err := pathID(c, "feed_batch")
	if err == nil {
		err = verb(id)
	}
	if err != nil {
		return err
	}
	b, err := a.Outreach.Batch(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, status, batchViewOf(*b))
}

func (a *API) batch(c *gin.Context) error {
	return a.answerBatch(c, http.StatusOK, func(string) error { return nil })
}

func (a *API) applyBatch(c *gin.Context) error {
	return a.answerBatch(c, http.StatusAccepted, func(id string) error {
		return a.Outreach.ApplyBatch(c.Request.Context(), actor(c), id, respond.Lang(c))
	})
}

func (a *API) checkBatch(c *gin.Context) error {
	return a.answerBatch(c, http.StatusAccepted, func(id string) error {
		return a.Outreach.CheckBatch(c.Request.Context(), actor(c), id, respond.Lang(c))
	})
}

func (a *API) discardBatch(c *gin.Context) error {
	return a.answerBatch(c, http.StatusOK, func(id string) error { return a.Outreach.DiscardBatch(c.Request.Context(), actor(c), id) })
}

type rollBackDraft struct {
	Reason string `json:"reason" validate:"filled,text=300"`
}

func (a *API) rollBackBatch(c *gin.Context) error {
	in, err := bind[rollBackDraft](c)
	if err != nil {
		return err
	}
	return a.answerBatch(c, http.StatusOK, func(id string) error {
		return a.Outreach.RollBackBatch(c.Request.Context(), actor(c), id, in.Reason)
	})
}

type asideBody struct {
	Header  []string          `json:"header"`
	Ignored []string          `json:"ignored" description:"headings that the feed does not know"`
	Sample  []outreach.Sample `json:"sample"`
	Bad     []badBody         `json:"bad" description:"at most 200; the page offers all of them as a file"`
}

type badBody struct {
	Line   int        `json:"line"`
	Faults []faultOut `json:"faults"`
}

type faultOut struct {
	Column  string `json:"column"`
	Header  string `json:"header"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// badMost is how many bad rows one answer lists.
const badMost = 200

func (a *API) batchRows(c *gin.Context) error {
	id, err := pathID(c, "feed_batch")
	if err != nil {
		return err
	}
	aside, err := a.Outreach.Aside(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := asideBody{Header: append([]string{}, aside.Header...), Ignored: append([]string{}, aside.Ignored...),
		Sample: append([]outreach.Sample{}, aside.Sample...), Bad: []badBody{}}
	for _, b := range aside.Bad[:min(len(aside.Bad), badMost)] {
		row := badBody{Line: b.Line}
		for _, f := range b.Faults {
			row.Faults = append(row.Faults, faultOut{f.Column, f.Header, f.Code, f.Say(respond.Lang(c))})
		}
		out.Bad = append(out.Bad, row)
	}
	return respond.JSON(c, http.StatusOK, out)
}

type feedBody struct {
	Code          string              `json:"code"`
	Edition       int                 `json:"edition"`
	NameZH        string              `json:"name_zh"`
	NameEN        string              `json:"name_en"`
	SourceDept    string              `json:"source_dept"`
	Columns       []models.FeedColumn `json:"columns"`
	Codes         []models.FeedWord   `json:"codes"`
	AmountUnit    models.AmountUnit   `json:"amount_unit"`
	KeepDays      int                 `json:"keep_days"`
	Enabled       bool                `json:"enabled"`
	EffectiveFrom models.Date         `json:"effective_from"`
	Reason        string              `json:"reason"`
}

func feedOf(f models.Feed) feedBody {
	return feedBody{f.Code, f.Edition, f.NameZH, f.NameEN, f.SourceDept, f.Columns, append([]models.FeedWord{}, f.Codes...), f.AmountUnit, f.KeepDays, f.Enabled,
		f.EffectiveFrom, f.Reason}
}

func (a *API) feeds(c *gin.Context) error {
	rows, err := a.Outreach.Feeds(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return listed(c, rows, "", feedOf)
}

func (a *API) declareFeed(c *gin.Context) error {
	in, err := bind[models.FeedDraft](c)
	if err != nil {
		return err
	}
	f, err := a.Outreach.DeclareFeed(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, feedOf(*f))
}
