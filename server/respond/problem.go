// Package respond is the one place where an answer or an error becomes a response.
package respond

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
)

// Problem is a problem document (RFC 9457) as the API answers errors. Code is the stable machine word, Instance the request id.
type Problem struct {
	Type     string  `json:"type" description:"/problems/ and the code"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail"`
	Code     string  `json:"code" description:"a stable machine word"`
	Instance string  `json:"instance,omitempty" description:"the request id"`
	Errors   []Fault `json:"errors,omitempty" description:"one entry per wrong field"`
}

// Fault is what is wrong with one field.
type Fault struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

var statuses = map[models.Kind]int{
	models.KindUnreadable: http.StatusBadRequest, models.KindInvalid: http.StatusUnprocessableEntity,
	models.KindUnauthenticated: http.StatusUnauthorized, models.KindForbidden: http.StatusForbidden,
	models.KindNotFound: http.StatusNotFound, models.KindConflict: http.StatusConflict,
	models.KindStale: http.StatusPreconditionFailed, models.KindTooLarge: http.StatusRequestEntityTooLarge,
	models.KindUnsupported: http.StatusUnsupportedMediaType, models.KindTooMany: http.StatusTooManyRequests,
	models.KindUnavailable: http.StatusServiceUnavailable,
}

// StatusOf is the HTTP status that an error deserves: 500 for whatever is not a *models.Error of a known kind.
func StatusOf(err error) int {
	if status, ok := statuses[models.KindOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// ProblemOf writes an error down as a problem in a language. Nothing of an internal error's inside is in it.
func ProblemOf(err error, lang locales.Lang) Problem {
	var e *models.Error
	status := StatusOf(err)
	if !errors.As(err, &e) || status == http.StatusInternalServerError {
		e = &models.Error{Kind: "internal", Code: "internal"}
	}
	p := Problem{
		Type: "/problems/" + e.Code, Title: locales.T(lang, "problem."+string(e.Kind), nil), Status: status, Code: e.Code,
		Detail: locales.T(lang, "error."+e.Code, spoken(e.Args, lang)),
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, Fault{Field: f.Field, Code: f.Code, Message: locales.T(lang, "fault."+f.Code, spoken(f.Args, lang))})
	}
	return p
}

// spoken translates the arguments that are words of the house: nouns, their statuses, and types of JSON.
func spoken(args models.Args, lang locales.Lang) map[string]any {
	out := make(map[string]any, len(args))
	for k, v := range args {
		out[k] = v
	}
	if expected, ok := args["expected"].(string); ok {
		out["expected"] = locales.T(lang, "type."+expected, nil)
	}
	noun, isNoun := args["noun"].(string)
	if status, ok := args["status"].(string); ok && isNoun && locales.Has(lang, "status."+noun+"."+status) {
		out["status"] = locales.T(lang, "status."+noun+"."+status, nil)
	}
	if isNoun && locales.Has(lang, "noun."+noun) {
		out["noun"] = locales.T(lang, "noun."+noun, nil)
	}
	return out
}

// Error answers an error as a problem document, unless an answer has begun or the caller has gone. The error stays on the context, so
// that the access log tells of it, once.
func Error(c *gin.Context, err error) {
	_ = c.Error(err)
	c.Abort()
	if c.Writer.Written() {
		return
	}
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		c.AbortWithStatus(StatusGone)
		return
	}
	p := ProblemOf(err, Lang(c))
	var e *models.Error
	if errors.As(err, &e) {
		head(c, e)
	}
	write(c, p)
}

// StatusGone is what the log says of a request whose caller went away before the answer.
const StatusGone = 499

// head sets the header fields that some answers owe: when to come back (RFC 9110 §10.2.3) and how to log in (RFC 6750 §3).
func head(c *gin.Context, e *models.Error) {
	if seconds, ok := e.Args["retry_after"].(int); ok {
		c.Header("Retry-After", strconv.Itoa(seconds))
	}
	if e.Kind != models.KindUnauthenticated {
		return
	}
	if c.GetHeader("Authorization") == "" {
		c.Header("WWW-Authenticate", `Bearer realm="zhulian"`)
		return
	}
	c.Header("WWW-Authenticate", `Bearer realm="zhulian", error="invalid_token"`)
}

// Refuse answers an error as a problem document to a request that no engine has taken up.
func Refuse(w http.ResponseWriter, r *http.Request, err error) {
	lang := locales.Match(r.Header.Get("Accept-Language"))
	p := ProblemOf(err, lang)
	h := w.Header()
	for name, value := range headOf(lang) {
		h.Set(name, value)
	}
	h.Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_, _ = w.Write(bodyOf(p)) //nolint:gosec // JSON, said to be that, of the house's own words
}

// MethodNotAllowed answers that a path is there, but not for this method.
func MethodNotAllowed(c *gin.Context) {
	lang := Lang(c)
	write(c, Problem{
		Type: "/problems/method_not_allowed", Title: locales.T(lang, "problem.method_not_allowed", nil),
		Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Detail: locales.T(lang, "error.method_not_allowed", nil),
	})
}

func write(c *gin.Context, p Problem) {
	p.Instance = RequestID(c)
	if face, ok := c.Get(faceKey); ok {
		face.(Face)(c, p)
		return
	}
	for name, value := range headOf(Lang(c)) {
		c.Header(name, value)
	}
	c.Data(p.Status, problemType, bodyOf(p))
}

const problemType = "application/problem+json"

func headOf(lang locales.Lang) map[string]string {
	return map[string]string{"Content-Language": string(lang), "Vary": "Accept-Language", "Cache-Control": "no-store"}
}

func bodyOf(p Problem) []byte {
	body, err := json.Marshal(p)
	if err != nil {
		panic("respond: a problem does not encode: " + err.Error()) // strings and numbers only
	}
	return body
}

// Inside says what a log may say of an error: for one of PostgreSQL's its SQLSTATE only, because the server quotes values.
func Inside(err error) string {
	var e *models.Error
	var db interface{ SQLState() string }
	switch {
	case errors.As(err, &db):
		return "database error, SQLSTATE " + db.SQLState()
	case errors.As(err, &e):
		return fmt.Sprintf("%s: %s", cmp.Or(string(e.Kind), "internal"), e.Code)
	}
	return err.Error()
}
