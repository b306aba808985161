package respond

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
)

// Handle turns a handler that returns an error into one that gin calls.
func Handle(handler func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handler(c); err != nil {
			Error(c, err)
		}
	}
}

// JSON answers a value as JSON. It is encoded whole before the first byte goes out; a value that does not encode is an error.
func JSON(c *gin.Context, status int, value any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "application/json; charset=utf-8", body.Bytes())
	return nil
}

const langKey, faceKey = "zhulian.lang", "zhulian.face"

// SetLang chooses the language of everything that is answered to the request, whatever its header asks for.
func SetLang(c *gin.Context, lang locales.Lang) { c.Set(langKey, lang) }

// Lang is the language that the request asks for.
func Lang(c *gin.Context) locales.Lang {
	if lang, ok := c.Get(langKey); ok {
		return lang.(locales.Lang)
	}
	return locales.Match(c.GetHeader("Accept-Language"))
}

// Face shows a problem to whoever asks: as a page, say.
type Face func(c *gin.Context, p Problem)

// SetFace lets a face answer the request's errors in place of problem documents.
func SetFace(c *gin.Context, f Face) { c.Set(faceKey, f) }

const requestIDKey = "zhulian.request_id"

// SetRequestID names the request for its log lines and its problem documents.
func SetRequestID(c *gin.Context, id string) { c.Set(requestIDKey, id) }

// RequestID is the name of the request, or "" where it has none.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }
