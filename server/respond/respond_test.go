package respond_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
)

func init() { gin.SetMode(gin.ReleaseMode) }

// ask lets one handler answer one request.
func ask(t *testing.T, r *http.Request, handler func(*gin.Context) error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	_, e := gin.CreateTestContext(w)
	e.Use(func(c *gin.Context) { respond.SetRequestID(c, "r1") })
	e.Any("/", respond.Handle(handler))
	e.ServeHTTP(w, r)
	return w
}

func get(header ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func failing(err error) func(*gin.Context) error { return func(*gin.Context) error { return err } }

func problem(t *testing.T, w *httptest.ResponseRecorder) respond.Problem {
	t.Helper()
	assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	var p respond.Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p), w.Body.String())
	assert.Equal(t, w.Code, p.Status)
	assert.Equal(t, "/problems/"+p.Code, p.Type)
	assert.Equal(t, "r1", p.Instance)
	assert.NotEmpty(t, p.Title)
	assert.NotEmpty(t, p.Detail)
	return p
}

func TestEveryKindHasItsStatus(t *testing.T) {
	for kind, want := range map[models.Kind]int{
		models.KindUnreadable: 400, models.KindUnauthenticated: 401, models.KindForbidden: 403, models.KindNotFound: 404,
		models.KindConflict: 409, models.KindStale: 412, models.KindTooLarge: 413, models.KindUnsupported: 415, models.KindInvalid: 422,
		models.KindTooMany: 429, models.KindUnavailable: 503, "something new": 500,
	} {
		w := ask(t, get(), failing(fmt.Errorf("wrapped: %w", &models.Error{Kind: kind, Code: "invalid"})))
		assert.Equal(t, want, w.Code, kind)
		p := problem(t, w)
		assert.Equal(t, want == 500, p.Code == "internal")
	}
}

func TestFieldsAreReportedInTheLanguageAskedFor(t *testing.T) {
	err := models.Invalid(models.FieldError{Field: "persons[0].name", Code: "text_too_long", Args: models.Args{"param": "40"}},
		models.FieldError{Field: "urgency", Code: "required"})
	zh := problem(t, ask(t, get(), failing(err)))
	en := problem(t, ask(t, get("Accept-Language", "en"), failing(err)))
	assert.Equal(t, []respond.Fault{
		{Field: "persons[0].name", Code: "text_too_long", Message: "最多40个字符"}, {Field: "urgency", Code: "required", Message: "必填"},
	}, zh.Errors)
	assert.Equal(t, "may have at most 40 characters", en.Errors[0].Message)
	assert.Equal(t, "填写有误", zh.Title)
	assert.Equal(t, "Some fields are wrong", en.Title)
}

func TestWordsOfTheHouseAreTranslatedInside(t *testing.T) {
	_, err := models.NeedSteps.Next("accept", models.NeedOpen)
	assert.Equal(t, "需求目前为“待对接”，不能进行此操作。", problem(t, ask(t, get(), failing(err))).Detail)
	assert.Equal(t, "The need is “open” now, which does not allow this.",
		problem(t, ask(t, get("Accept-Language", "en"), failing(err))).Detail)
	assert.Contains(t, respond.ProblemOf(models.NotFound("household"), locales.Chinese).Detail, "困难家庭")
	wrong := models.Unreadable("json_type").With("field", "quantity").With("expected", "integer")
	assert.Contains(t, respond.ProblemOf(wrong, locales.English).Detail, "a whole number")
}

func TestInternalErrorsSayNothingOfTheInside(t *testing.T) {
	w := ask(t, get(), failing(errors.New("pq: password of 张三 is wrong")))
	assert.Equal(t, 500, w.Code)
	assert.NotContains(t, w.Body.String(), "张三")
	assert.Equal(t, "internal", problem(t, w).Code)
}

func TestAnswersSayHowToGoOn(t *testing.T) {
	w := ask(t, get(), failing((&models.Error{Kind: models.KindTooMany, Code: "busy"}).With("retry_after", 7)))
	assert.Equal(t, "7", w.Header().Get("Retry-After"))
	w = ask(t, get(), failing(models.Unauthenticated("login_required")))
	assert.Equal(t, `Bearer realm="zhulian"`, w.Header().Get("WWW-Authenticate"))
	w = ask(t, get("Authorization", "Bearer x"), failing(models.Unauthenticated("token_invalid")))
	assert.Contains(t, w.Header().Get("WWW-Authenticate"), "invalid_token")
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	assert.Equal(t, "zh-CN", w.Header().Get("Content-Language"))
}

func TestErrorAfterAnAnswerHasBegunAddsNothing(t *testing.T) {
	w := ask(t, get(), func(c *gin.Context) error {
		c.String(200, "begun")
		return errors.New("late")
	})
	assert.Equal(t, "begun", w.Body.String())
}

func TestCallerWhoWentAwayGetsNoProblem(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := ask(t, get().WithContext(ctx), func(c *gin.Context) error { return c.Request.Context().Err() })
	assert.Equal(t, respond.StatusGone, w.Code)
	assert.Empty(t, w.Body.String())
}

func TestJSONGoesOutWholeOrNotAtAll(t *testing.T) {
	w := ask(t, get(), func(c *gin.Context) error { return respond.JSON(c, 201, gin.H{"a": "<&>"}) })
	assert.Equal(t, 201, w.Code)
	assert.Equal(t, "{\"a\":\"<&>\"}\n", w.Body.String())
	w = ask(t, get(), func(c *gin.Context) error { return respond.JSON(c, 201, math.NaN()) })
	assert.Equal(t, 500, w.Code)
}

type stateError struct{}

func (stateError) Error() string    { return `invalid input syntax: "330199200001010017"` }
func (stateError) SQLState() string { return "22P02" }

func TestLogNeverQuotesWhatTheDatabaseQuotes(t *testing.T) {
	assert.Equal(t, "database error, SQLSTATE 22P02", respond.Inside(fmt.Errorf("insert: %w", stateError{})))
	assert.Equal(t, "conflict: username_taken", respond.Inside(models.Conflict("username_taken")))
	assert.Equal(t, "plain", respond.Inside(errors.New("plain")))
}
