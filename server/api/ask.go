package api

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/auth"
	"zhulian/server/respond"
)

// What every list answers when it is not asked otherwise, and at most.
const (
	pageUsual = 20
	pageMost  = 100
)

// page reads ?limit= and ?cursor= of a list; after is the id of the last row that the caller has seen, or "".
func page(c *gin.Context) (limit int, after string, err error) {
	var faults []models.FieldError
	limit = pageUsual
	if said, ok := c.GetQuery("limit"); ok {
		n, err := strconv.Atoi(said)
		switch {
		case err != nil:
			faults = append(faults, models.FieldError{Field: "limit", Code: "integer"})
		case n < 1:
			faults = append(faults, models.FieldError{Field: "limit", Code: "min", Args: models.Args{"param": 1}})
		case n > pageMost:
			faults = append(faults, models.FieldError{Field: "limit", Code: "max", Args: models.Args{"param": pageMost}})
		}
		limit = n
	}
	if said := c.Query("cursor"); said != "" {
		id, ok := models.ParseID(said)
		if !ok {
			faults = append(faults, models.FieldError{Field: "cursor", Code: "cursor"})
		}
		after = id
	}
	if len(faults) > 0 {
		return 0, "", models.Invalid(faults...)
	}
	return limit, after, nil
}

// pathID reads the id in the path. What is no id names nothing: it is NotFound.
func pathID(c *gin.Context, noun string) (string, error) {
	id, ok := models.ParseID(c.Param("id"))
	if !ok {
		return "", models.NotFound(noun)
	}
	return id, nil
}

// ifMatch reads the version that a change is based on from If-Match: one strong entity tag that is a number (RFC 9110 §13.1.1).
func ifMatch(c *gin.Context) (int, error) {
	said := strings.TrimSpace(c.GetHeader("If-Match"))
	if said == "" {
		return 0, models.Unreadable("if_match_required")
	}
	digits, ok := strings.CutPrefix(said, `"`)
	if ok {
		digits, ok = strings.CutSuffix(digits, `"`)
	}
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || strconv.Itoa(n) != digits {
		return 0, models.Unreadable("if_match_format")
	}
	return n, nil
}

// actor is who asks: the logged-in account, or the anonymous actor on public routes.
func actor(c *gin.Context) models.Actor { return auth.Actor(c) }

// lang is the language that the caller asks for.
func lang(c *gin.Context) locales.Lang { return respond.Lang(c) }

// etag writes the version of an object as the entity tag that If-Match takes.
func etag(c *gin.Context, version int) { c.Header("ETag", `"`+strconv.Itoa(version)+`"`) }
