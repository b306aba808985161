package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func init() { gin.SetMode(gin.ReleaseMode) }

type inner struct {
	Name string `json:"name"`
}

type thing struct {
	Title    string         `json:"title"`
	Quantity *int64         `json:"quantity"`
	Share    float64        `json:"share"`
	Ok       bool           `json:"ok"`
	At       *time.Time     `json:"at"`
	Tags     []string       `json:"tags"`
	Inner    inner          `json:"inner"`
	More     map[string]any `json:"more"`
}

// asked is a context of a request with a body.
func asked(body, contentType string) *gin.Context {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	c.Request.Header.Set("Content-Type", contentType)
	return c
}

const asJSON = "application/json"

func TestGoodBodyIsRead(t *testing.T) {
	for _, kind := range []string{asJSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"} {
		got, err := bind[thing](asked(`{"title":"轮椅 \ud83d\ude00","quantity":3,"inner":{"name":"a"},"tags":["x","x"],"at":"2026-03-02T09:00:00+08:00"}`+" \n", kind))
		require.NoError(t, err, kind)
		assert.Equal(t, "轮椅 😀", got.Title)
		assert.EqualValues(t, 3, *got.Quantity)
		assert.Equal(t, "2026-03-02T01:00:00Z", got.At.UTC().Format(time.RFC3339))
	}
}

func TestBodyThatIsNotUnderstoodIsRefusedWithItsReason(t *testing.T) {
	cases := []struct {
		body, code string
		args       models.Args
	}{
		{"", "body_empty", nil},
		{" \n\t", "body_empty", nil},
		{"{", "json_syntax", nil},
		{`{"title":"a",}`, "json_syntax", nil},
		{`{"title":'a'}`, "json_syntax", nil},
		{`{title:"a"}`, "json_syntax", nil},
		{`{"title":"a\u00"}`, "json_syntax", nil},
		{"{\"title\":\"a\x01\"}", "json_syntax", nil},
		{"\ufeff{}", "json_syntax", nil},
		{`NaN`, "json_syntax", nil},
		{`]`, "json_syntax", nil},
		{`{}{}`, "json_trailing", nil},
		{`{} x`, "json_trailing", nil},
		{`{}]`, "json_trailing", nil},
		{`{"title":"a","colour":"red"}`, "json_unknown_field", models.Args{"field": "colour"}},
		{`{"inner":{"nom":"a"}}`, "json_unknown_field", models.Args{"field": "nom"}},
		{`{"title":"a","title":"b"}`, "json_duplicate_field", models.Args{"field": "title"}},
		{`{"title":"a","TITLE":"b"}`, "json_duplicate_field", models.Args{"field": "TITLE"}},
		{`{"more":{"a":[{"b":1,"b":2}]}}`, "json_duplicate_field", models.Args{"field": "b"}},
		{`{"title":5}`, "json_type", models.Args{"field": "title", "expected": "string"}},
		{`{"quantity":"5"}`, "json_type", models.Args{"field": "quantity", "expected": "integer"}},
		{`{"quantity":1.5}`, "json_type", models.Args{"field": "quantity", "expected": "integer"}},
		{`{"quantity":9223372036854775808}`, "json_type", models.Args{"field": "quantity", "expected": "integer"}},
		{`{"share":1e999}`, "json_type", models.Args{"field": "share", "expected": "number"}},
		{`{"ok":"true"}`, "json_type", models.Args{"field": "ok", "expected": "boolean"}},
		{`{"tags":{}}`, "json_type", models.Args{"field": "tags", "expected": "array"}},
		{`{"inner":{"name":[]}}`, "json_type", models.Args{"field": "inner.name", "expected": "string"}},
		{`{"inner":[]}`, "json_type", models.Args{"field": "inner", "expected": "object"}},
		{`{"at":"2026-03-02"}`, "json_type", models.Args{"field": "at", "expected": "time"}},
		{`{"at":5}`, "json_type", models.Args{"field": "at", "expected": "time"}},
		{`[]`, "json_type", models.Args{"field": "", "expected": "object"}},
		{`"text"`, "json_type", models.Args{"field": "", "expected": "object"}},
		{"{\"title\":\"\xff\"}", "utf8_invalid", nil},
		{strings.Repeat("[", 40), "json_depth", nil},
		{`{"more":` + strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 34), "json_depth", nil},
	}
	for _, c := range cases {
		_, err := bind[thing](asked(c.body, asJSON))
		var e *models.Error
		require.ErrorAs(t, err, &e, c.body)
		assert.Equal(t, models.KindUnreadable, e.Kind, c.body)
		assert.Equal(t, c.code, e.Code, c.body)
		for name, want := range c.args {
			assert.Equal(t, want, e.Args[name], c.body)
		}
	}
}

func TestDepthOfThirtyTwoIsTaken(t *testing.T) {
	body := `{"more":` + strings.Repeat(`{"a":`, 31) + "1" + strings.Repeat("}", 32)
	_, err := bind[thing](asked(body, asJSON))
	require.NoError(t, err)
}

func TestOnlyJSONIsTaken(t *testing.T) {
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gb18030", "application/jsonp", ";"} {
		_, err := bind[thing](asked("{}", kind))
		assert.Equal(t, models.KindUnsupported, models.KindOf(err), kind)
	}
}

func TestBodyOverItsLimitIsTooLarge(t *testing.T) {
	c := asked(`{"title":"`+strings.Repeat("a", 100)+`"}`, asJSON)
	c.Request.Body = http.MaxBytesReader(httptest.NewRecorder(), c.Request.Body, 50)
	_, err := bind[thing](c)
	var e *models.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "body_too_large", e.Code)
	assert.EqualValues(t, 50, e.Args["limit"])
}

func TestOptionalBodyMayBeAbsentButNotWrong(t *testing.T) {
	got, err := bindOptional[thing](asked("", ""))
	require.NoError(t, err)
	assert.Zero(t, got)
	got, err = bindOptional[thing](asked(`{"title":"a"}`, asJSON))
	require.NoError(t, err)
	assert.Equal(t, "a", got.Title)
	_, err = bindOptional[thing](asked(`{"title":"a"}`, "text/plain"))
	assert.Equal(t, models.KindUnsupported, models.KindOf(err))
	_, err = bindOptional[thing](asked(`{`, asJSON))
	assert.Equal(t, "json_syntax", models.CodeOf(err))
}

func TestLongFieldNamesAreEchoedShort(t *testing.T) {
	_, err := bind[thing](asked(`{"`+strings.Repeat("字", 500)+`":1}`, asJSON))
	var e *models.Error
	require.ErrorAs(t, err, &e)
	assert.Len(t, []rune(e.Args["field"].(string)), 61)
}

func FuzzBind(f *testing.F) {
	for _, seed := range []string{`{"title":"a"}`, `{"inner":{"name":"x"},"tags":[]}`, `{"a":1,"A":2}`, `[[[[`, `{"at":""}`, "\x00", `{"\ud800":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := decode[thing](body)
		if err != nil {
			require.Equal(t, models.KindUnreadable, models.KindOf(err), "%q: %v", body, err)
		}
	})
}
