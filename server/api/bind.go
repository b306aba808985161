package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"zhulian/models"
)

// bind reads the body as one JSON value of the type T: nothing unknown, nothing twice, nothing after it. Its errors are Unreadable
// (400), Unsupported for another Content-Type (415) and TooLarge (413). What the values mean is for models.Check.
func bind[T any](c *gin.Context) (T, error) {
	var out T
	if err := wantJSON(c.GetHeader("Content-Type")); err != nil {
		return out, err
	}
	body, err := readBody(c)
	if err != nil {
		return out, err
	}
	return decode[T](body)
}

// bindOptional reads a body like bind, and the zero T where there is none: for steps that need no words.
func bindOptional[T any](c *gin.Context) (T, error) {
	var zero T
	body, err := readBody(c)
	if err != nil || len(bytes.TrimSpace(body)) == 0 {
		return zero, err
	}
	if err := wantJSON(c.GetHeader("Content-Type")); err != nil {
		return zero, err
	}
	return decode[T](body)
}

func wantJSON(header string) error {
	kind, params, err := mime.ParseMediaType(header)
	charset, said := params["charset"]
	if err != nil || kind != "application/json" || said && !strings.EqualFold(charset, "utf-8") {
		return &models.Error{Kind: models.KindUnsupported, Code: "content_type_json"}
	}
	return nil
}

func readBody(c *gin.Context) ([]byte, error) {
	body, err := io.ReadAll(c.Request.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, models.BodyTooLarge(tooLarge.Limit)
	}
	if err != nil {
		return nil, models.Unreadable("body_unreadable")
	}
	return body, nil
}

// decode reads one JSON value out of bytes that come from outside. Every error is a *models.Error.
func decode[T any](body []byte) (T, error) {
	var out T
	if len(bytes.TrimSpace(body)) == 0 {
		return out, models.Unreadable("body_empty")
	}
	if !utf8.Valid(body) {
		return out, models.Unreadable("utf8_invalid")
	}
	if err := walk(body); err != nil {
		return out, err
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&out); err != nil {
		var zero T
		return zero, explain(err, body, reflect.TypeFor[T]())
	}
	return out, nil
}

// explain turns an error of encoding/json into the house's words.
func explain(err error, body []byte, t reflect.Type) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return models.Unreadable("json_syntax").With("offset", syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return models.Unreadable("json_syntax").With("offset", int64(len(body)))
	case errors.As(err, &wrong):
		return models.Unreadable("json_type").With("field", short(wrong.Field)).With("expected", word(wrong.Type))
	}
	// encoding/json has no type for this error; its text is stable, and a test holds it to that.
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return models.Unreadable("json_unknown_field").With("field", short(strings.Trim(name, `"`)))
	}
	field, expected := blame(body, t)
	return models.Unreadable("json_type").With("field", field).With("expected", expected)
}

// blame finds the top-level field whose own UnmarshalJSON refused its value: encoding/json does not say.
func blame(body []byte, t reflect.Type) (field, expected string) {
	var parts map[string]json.RawMessage
	if t.Kind() != reflect.Struct || json.Unmarshal(body, &parts) != nil {
		return "", word(t)
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		raw, given := parts[name]
		if given && f.IsExported() && json.Unmarshal(raw, reflect.New(f.Type).Interface()) != nil {
			return name, word(f.Type)
		}
	}
	return "", word(t)
}

// word names a type as JSON's users know it: the key of its translation, behind "type.".
func word(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.String() == "time.Time" {
		return "time"
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct, reflect.Map, reflect.Interface:
		return "object"
	default:
		return "integer"
	}
}

// short keeps what is echoed to the caller to a length that fits a line.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
