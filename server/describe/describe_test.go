package describe_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/server/api"
	"zhulian/server/describe"
)

type operation struct {
	Summary     string                `json:"summary"`
	OperationID string                `json:"operationId"`
	Security    []map[string][]string `json:"security"`
	Parameters  []struct {
		Name     string `json:"name"`
		In       string `json:"in"`
		Required bool   `json:"required"`
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]any `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]any `json:"content"`
	} `json:"responses"`
}

type description struct {
	OpenAPI    string                          `json:"openapi"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Properties map[string]map[string]any `json:"properties"`
			Required   []string                  `json:"required"`
		} `json:"schemas"`
		SecuritySchemes map[string]map[string]any `json:"securitySchemes"`
	} `json:"components"`
}

func described(t *testing.T, routes []api.Route) (description, string) {
	t.Helper()
	raw, err := describe.OpenAPI(routes, "/api/v1", "1.2.3")
	require.NoError(t, err)
	var d description
	require.NoError(t, json.Unmarshal(raw, &d))
	return d, string(raw)
}

func (o operation) takes(name, in string) bool {
	for _, p := range o.Parameters {
		if p.Name == name && p.In == in {
			return true
		}
	}
	return false
}

func TestEveryRouteIsInTheDescription(t *testing.T) {
	routes := (&api.API{}).Routes()
	d, _ := described(t, routes)
	assert.Equal(t, "3.1.0", d.OpenAPI)
	ids := map[string]bool{}
	for _, r := range routes {
		path := "/api/v1" + regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		o, ok := d.Paths[path][strings.ToLower(r.Method)]
		require.True(t, ok, "%s %s", r.Method, path)
		name := r.Method + " " + r.Path
		assert.Equal(t, r.Summary, o.Summary, name)
		assert.False(t, ids[o.OperationID], "%s: the id is taken", name)
		ids[o.OperationID] = true
		var ways []string
		for _, way := range o.Security {
			ways = slices.AppendSeq(ways, maps.Keys(way))
		}
		assert.Equal(t, !r.Public, slices.Contains(ways, "bearer"), name)
		assert.Equal(t, r.Coded, slices.Contains(ways, "household"), name)
		assert.Equal(t, strings.Contains(r.Path, ":id"), o.takes("id", "path"), name)
		assert.Equal(t, r.List, o.takes("cursor", "query"), name)
		assert.Equal(t, r.List || slices.Contains(r.Query, "limit"), o.takes("limit", "query"), name)
		assert.Equal(t, r.IfMatch, o.takes("If-Match", "header"), name)
		assert.Equal(t, r.Method == "POST" && !r.Secret, o.takes("Idempotency-Key", "header"), name)
		assert.Equal(t, r.In != nil, o.RequestBody != nil, name)
		assert.Contains(t, o.Responses, "500", name)
		assert.Contains(t, o.Responses["429"].Content, "application/problem+json", name)
		for _, query := range r.Query {
			assert.True(t, o.takes(query, "query"), "%s: %s", name, query)
		}
	}
	assert.Equal(t, "bearer", d.Components.SecuritySchemes["bearer"]["scheme"])
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	d, raw := described(t, (&api.API{}).Routes())
	found := regexp.MustCompile(`"#/components/schemas/([^"]*)"`).FindAllStringSubmatch(raw, -1)
	require.NotEmpty(t, found)
	for _, m := range found {
		assert.Regexp(t, `^[A-Za-z0-9._-]+$`, m[1])
		assert.Contains(t, d.Components.Schemas, m[1])
	}
}

type wordBody struct {
	Title string   `json:"title" validate:"required,text=80"`
	Kind  string   `json:"kind" validate:"omitempty,oneof=a b"`
	Level int      `json:"level" validate:"oneof=1 2"`
	N     *int64   `json:"n" validate:"omitempty,min=1,max=9"`
	Tags  []string `json:"tags" validate:"min=1,max=3,dive,oneof=x y"`
	On    string   `json:"on" validate:"omitempty,date"`
	ID    string   `json:"id" validate:"omitempty,uuid"`
	Free  string   `json:"free"`
}

func TestValidationIsInTheSchema(t *testing.T) {
	d, _ := described(t, []api.Route{{Method: "POST", Path: "/words", In: wordBody{}, Out: []wordBody{}, Status: 201, Tag: "x", Summary: "x"}})
	s := d.Components.Schemas["Word"]
	assert.Equal(t, []string{"title"}, s.Required)
	assert.EqualValues(t, 80, s.Properties["title"]["maxLength"])
	assert.Equal(t, []any{"a", "b"}, s.Properties["kind"]["enum"])
	assert.Equal(t, []any{1.0, 2.0}, s.Properties["level"]["enum"])
	assert.EqualValues(t, 1, s.Properties["n"]["minimum"])
	assert.EqualValues(t, 9, s.Properties["n"]["maximum"])
	assert.EqualValues(t, 3, s.Properties["tags"]["maxItems"])
	assert.NotContains(t, s.Properties["tags"], "enum", "a rule behind dive is about the entries")
	assert.Equal(t, "date", s.Properties["on"]["format"])
	assert.Equal(t, "uuid", s.Properties["id"]["format"])
	assert.NotContains(t, s.Properties["free"], "maxLength")
	assert.Contains(t, d.Paths["/api/v1/words"]["post"].Responses, "201")
}

func fetch(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	describe.Viewer().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestViewerNeedsNobodyElse(t *testing.T) {
	page := fetch(t, "/docs/")
	require.Equal(t, 200, page.Code)
	policy := page.Header().Get("Content-Security-Policy")
	assert.NotContains(t, policy, "unsafe")
	assert.NotContains(t, policy, "http")
	assert.NotContains(t, page.Body.String(), "://", "no other host")
	assert.NotRegexp(t, `<script>|<style|style=|onload=`, page.Body.String(), "nothing inline")
	for _, m := range regexp.MustCompile(`(?:src|href)="(/docs/[^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1) {
		file := fetch(t, m[1])
		assert.Equal(t, 200, file.Code, m[1])
		assert.NotEmpty(t, file.Body.Bytes(), m[1])
		assert.NotContains(t, file.Header().Get("Content-Type"), "text/html", m[1])
	}
	assert.Equal(t, 404, fetch(t, "/docs/none.js").Code)
}
