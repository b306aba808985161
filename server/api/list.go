package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

// listBody is how every list is answered. NextCursor is null at the end.
type listBody[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// listed answers a page of a list, each row through view.
func listed[R, T any](c *gin.Context, rows []R, next string, view func(R) T) error {
	out := listBody[T]{Items: make([]T, 0, len(rows))}
	for _, r := range rows {
		out.Items = append(out.Items, view(r))
	}
	if next != "" {
		out.NextCursor = &next
	}
	return respond.JSON(c, http.StatusOK, out)
}

// listPage reads limit, cursor and sort. Lists are ordered by creation: newest first, or with sort=created_at oldest first.
func listPage(c *gin.Context, filters ...string) (casework.Page, error) {
	limit, after, err := page(c)
	if err != nil {
		return casework.Page{}, err
	}
	for name := range c.Request.URL.Query() {
		if !slices.Contains(filters, name) && name != "limit" && name != "cursor" && name != "sort" {
			return casework.Page{}, models.InvalidField(short(name), "unknown_parameter")
		}
	}
	switch c.Query("sort") {
	case "", "-created_at":
		return casework.Page{Limit: limit, After: after}, nil
	case "created_at":
		return casework.Page{Limit: limit, After: after, Oldest: true}, nil
	default:
		return casework.Page{}, models.Invalid(models.FieldError{Field: "sort", Code: "oneof", Args: models.Args{"param": "created_at -created_at"}})
	}
}

// oneOf reads a filter that takes one of some words.
func oneOf[S ~string](c *gin.Context, name string, words ...S) (S, error) {
	said := S(c.Query(name))
	if said != "" && !slices.Contains(words, said) {
		list := make([]string, len(words))
		for i, w := range words {
			list[i] = string(w)
		}
		return "", models.Invalid(models.FieldError{Field: name, Code: "oneof", Args: models.Args{"param": strings.Join(list, " ")}})
	}
	return said, nil
}

// idOf reads a filter that takes an id.
func idOf(c *gin.Context, name string) (string, error) {
	said := c.Query(name)
	if said == "" {
		return "", nil
	}
	if _, ok := models.ParseID(said); !ok {
		return "", models.InvalidField(name, "uuid")
	}
	return said, nil
}

// words reads a free text of a query, which must be clean.
func words(c *gin.Context, name string) (string, error) {
	said := models.CleanText(c.Query(name))
	if flaw := models.CheckText(said, 80); flaw != "" {
		return "", models.InvalidField(name, flaw)
	}
	return said, nil
}

// first returns the first error of several.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// created answers a new object with its address and entity tag.
func created(c *gin.Context, path string, version int, body any) error {
	c.Header("Location", "/api/v1/"+path)
	etag(c, version)
	return respond.JSON(c, http.StatusCreated, body)
}

// shown answers an object with its entity tag.
func shown(c *gin.Context, version int, body any) error {
	etag(c, version)
	return respond.JSON(c, http.StatusOK, body)
}

// reasonBody is what a step may be told.
type reasonBody struct {
	Reason string `json:"reason"`
}
