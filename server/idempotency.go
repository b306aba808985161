package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/api"
	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/throttle"
)

// Keys remembers under which key a POST came and what it was answered.
type Keys interface {
	BeginKey(ctx context.Context, key models.IdempotencyKey, keep time.Duration) (models.IdempotencyKey, bool, error)
	WithKey(ctx context.Context, key models.IdempotencyKey) context.Context
	FinishKey(ctx context.Context, key models.IdempotencyKey, body []byte) error
	ReleaseKey(ctx context.Context, key models.IdempotencyKey) error
	KeyAnswer(key models.IdempotencyKey) ([]byte, error)
	ForgetKeys(ctx context.Context, before time.Time) (int64, error)
	Blind(purpose string, value []byte) []byte
}

const (
	keepKeys = 24 * time.Hour        // how long the same key gives the same answer
	waitMost = 10 * time.Second      // how long a second request waits for the first one's answer
	waitStep = 50 * time.Millisecond // how often it looks
	keepBody = 1 << 20               // a longer answer is not remembered
	tidyTime = 5 * time.Second       // for writing the answer down, even when the caller has gone
	anyone   = "anonymous:"          // the account of whoever is not logged in, before the blinded address
	nowhere  = "000000"              // the county of whoever is not logged in
)

type replayer struct {
	s        *Server
	prefix   string // where the objects that are made can be read
	readable map[string]bool
}

// once lets a POST with an Idempotency-Key take effect once: the same key with the same request within 24 hours gets the first answer
// again, with another request a 422. Of two at the same time the second waits for the first's answer. The key is marked in the
// transaction that takes effect, so that a crash between effect and answer is seen: then the answer is a 303 to what was made.
// Answers of 401, 429 and 5xx are not remembered, nor are refused forms of pages. Where there is no key, nothing is remembered.
func (r *replayer) once(c *gin.Context) error {
	given := c.Request.Header.Values("Idempotency-Key")
	if len(given) == 0 {
		c.Next()
		return nil
	}
	if len(given) != 1 || !isKey(given[0]) {
		return models.Unreadable("idempotency_key_format")
	}
	key, err := r.keyOf(c, given[0])
	if err != nil {
		return err
	}
	now, owned, err := r.await(c.Request.Context(), key)
	switch {
	case err != nil:
		return err
	case owned:
		return r.work(c, now)
	case now.Status != 0:
		return r.replay(c, now)
	default:
		return r.pointAt(c, now)
	}
}

// isKey holds for 1 to 255 visible ASCII characters.
func isKey(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 255
}

// keyOf reads the body, puts it back for the handler, and returns the claim that the request makes. Neither body nor address is kept,
// only a keyed hash, since a body may hold a password.
func (r *replayer) keyOf(c *gin.Context, given string) (models.IdempotencyKey, error) {
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return models.IdempotencyKey{}, models.BodyTooLarge(tooLarge.Limit)
	}
	if err != nil {
		return models.IdempotencyKey{}, models.Unreadable("body_unreadable")
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s\n%s\n", c.Request.Method, c.Request.URL.RequestURI())
	_, _ = sum.Write(unbounded(body, c.GetHeader("Content-Type")))
	who, now := auth.Actor(c), r.s.deps.Clock.Now()
	key := models.IdempotencyKey{
		CountyCode: who.CountyCode, AccountID: who.AccountID, Key: given, RequestHash: r.s.deps.Keys.Blind("request", sum.Sum(nil)),
		CreatedAt: now, LeaseUntil: now.Add(r.s.deps.Lease),
	}
	if key.AccountID == "" {
		address := r.s.deps.Keys.Blind("address", []byte(throttle.AddressKey(c.ClientIP())+"\n"+c.GetHeader(api.CodeHeader)))
		key.CountyCode, key.AccountID = nowhere, anyone+hex.EncodeToString(address[:16])
	}
	return key, nil
}

// unbounded is a multipart body without its boundary, which a browser makes up anew each time: the same form is the same request.
func unbounded(body []byte, contentType string) []byte {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["boundary"] == "" {
		return body
	}
	return bytes.ReplaceAll(body, []byte(params["boundary"]), nil)
}

// await takes the key, or waits until whoever has it is done. Not owned, the row has an answer, or an effect whose answer was lost.
func (r *replayer) await(ctx context.Context, key models.IdempotencyKey) (models.IdempotencyKey, bool, error) {
	patience := time.NewTimer(waitMost)
	defer patience.Stop()
	look := time.NewTicker(waitStep)
	defer look.Stop()
	for {
		now, owned, err := r.s.deps.Keys.BeginKey(ctx, key, keepKeys)
		if err != nil || owned {
			return now, owned, err
		}
		if !bytes.Equal(now.RequestHash, key.RequestHash) {
			return now, false, &models.Error{Kind: models.KindInvalid, Code: "idempotency_key_reused"}
		}
		lost := now.AppliedAt != nil && !now.LeaseUntil.After(r.s.deps.Clock.Now())
		if now.Status != 0 || lost {
			return now, false, nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return now, false, ctx.Err()
		case <-patience.C:
			return now, false, models.Conflict("idempotency_in_progress").With("retry_after", 5)
		}
		at := r.s.deps.Clock.Now()
		key.CreatedAt, key.LeaseUntil = at, at.Add(r.s.deps.Lease)
	}
}

// work lets the handler run and remembers its answer, or gives the key back.
func (r *replayer) work(c *gin.Context, key models.IdempotencyKey) error {
	ctx := c.Request.Context()
	c.Request = c.Request.WithContext(r.s.deps.Keys.WithKey(ctx, key))
	record := &recorder{ResponseWriter: c.Writer}
	c.Writer = record
	finished := false
	defer func() {
		c.Writer = record.ResponseWriter
		tidy, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidyTime)
		defer cancel()
		if err := r.keep(tidy, key, record, finished); err != nil {
			r.s.deps.Log.ErrorContext(tidy, "the answer to a POST is not remembered", "request_id", respond.RequestID(c), "error", respond.Inside(err))
		}
	}()
	c.Next()
	finished = true
	return nil
}

func (r *replayer) keep(ctx context.Context, key models.IdempotencyKey, record *recorder, finished bool) error {
	status := record.Status()
	// A form that came back is mended and sent again, perhaps from the page before.
	mended := r.prefix == "" && status >= http.StatusBadRequest
	passing := mended || status >= http.StatusInternalServerError || status == http.StatusUnauthorized || status == http.StatusTooManyRequests ||
		status == respond.StatusGone
	if !finished || passing || record.body.Len() > keepBody {
		return r.s.deps.Keys.ReleaseKey(ctx, key)
	}
	key.Status, key.ContentType, key.Location = status, record.Header().Get("Content-Type"), record.Header().Get("Location")
	return r.s.deps.Keys.FinishKey(ctx, key, record.body.Bytes())
}

func (r *replayer) replay(c *gin.Context, key models.IdempotencyKey) error {
	body, err := r.s.deps.Keys.KeyAnswer(key)
	if err != nil {
		return err
	}
	c.Header("Idempotent-Replay", "true")
	c.Header("Cache-Control", "no-store")
	if key.Location != "" {
		c.Header("Location", key.Location)
	}
	if len(body) == 0 {
		c.Status(key.Status)
		c.Writer.WriteHeaderNow()
	} else {
		c.Data(key.Status, key.ContentType, body)
	}
	c.Abort()
	return nil
}

// pointAt answers for an effect whose answer was lost in a crash: it leads to the object where that can be read.
func (r *replayer) pointAt(c *gin.Context, key models.IdempotencyKey) error {
	nouns := "/" + plural(key.Noun)
	if key.Noun == "" || key.ObjectID == "" || !r.readable[nouns+"/:id"] {
		return models.Conflict("idempotency_answer_lost")
	}
	c.Header("Idempotent-Replay", "true")
	c.Redirect(http.StatusSeeOther, r.prefix+nouns+"/"+key.ObjectID)
	c.Abort()
	return nil
}

func plural(noun string) string {
	if noun == "match" {
		return "matches"
	}
	return noun + "s"
}

// recorder keeps a copy of what is answered.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

// Write implements io.Writer.
func (w *recorder) Write(p []byte) (int, error) {
	if w.body.Len() <= keepBody {
		w.body.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// WriteString implements io.StringWriter.
func (w *recorder) WriteString(s string) (int, error) { return w.Write([]byte(s)) }
