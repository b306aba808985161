package api

import (
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

const someID = "01a3185c-5000-7000-9b56-abea209b0a3b"

func asking(target string, header ...string) *gin.Context {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		c.Request.Header.Set(header[i], header[i+1])
	}
	return c
}

func TestPageHasItsLimits(t *testing.T) {
	for query, want := range map[string]int{"": 20, "?limit=1": 1, "?limit=100": 100, "?cursor=": 20, "?cursor=" + someID: 20} {
		limit, _, err := page(asking("/" + query))
		require.NoError(t, err, query)
		assert.Equal(t, want, limit, query)
	}
	for query, want := range map[string]models.FieldError{
		"?limit=0":   {Field: "limit", Code: "min", Args: models.Args{"param": 1}},
		"?limit=101": {Field: "limit", Code: "max", Args: models.Args{"param": 100}},
		"?limit=":    {Field: "limit", Code: "integer"}, "?limit=9999999999999999999": {Field: "limit", Code: "integer"},
		"?limit=1e1": {Field: "limit", Code: "integer"}, "?cursor=x": {Field: "cursor", Code: "cursor"},
		"?cursor=%00": {Field: "cursor", Code: "cursor"},
	} {
		_, _, err := page(asking("/" + query))
		var e *models.Error
		require.ErrorAs(t, err, &e, query)
		assert.Equal(t, []models.FieldError{want}, e.Fields, query)
	}
	_, _, err := page(asking("/?limit=0&cursor=x"))
	var e *models.Error
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Fields, 2, "all faults at once")
}

func TestWhatIsNoIDNamesNothing(t *testing.T) {
	for _, id := range []string{"", "1", "x", "01A3185C-5000-7000-9B56-ABEA209B0A3B", someID + "0", "{" + someID + "}", "' OR 1=1 --"} {
		c := asking("/")
		c.Params = gin.Params{{Key: "id", Value: id}}
		_, err := pathID(c, "need")
		assert.Equal(t, models.NotFound("need"), err, id)
	}
	c := asking("/")
	c.Params = gin.Params{{Key: "id", Value: someID}}
	id, err := pathID(c, "need")
	require.NoError(t, err)
	assert.Equal(t, someID, id)
}

func TestIfMatchIsOneQuotedVersion(t *testing.T) {
	n, err := ifMatch(asking("/", "If-Match", ` "12" `))
	require.NoError(t, err)
	assert.Equal(t, 12, n)
	for said, want := range map[string]string{
		"": "if_match_required", "12": "if_match_format", `"12`: "if_match_format", `W/"12"`: "if_match_format", "*": "if_match_format",
		`"0"`: "if_match_format", `"-1"`: "if_match_format", `"012"`: "if_match_format", `"1", "2"`: "if_match_format", `"x"`: "if_match_format",
		`"99999999999999999999"`: "if_match_format",
	} {
		_, err := ifMatch(asking("/", "If-Match", said))
		assert.Equal(t, want, models.CodeOf(err), said)
		assert.Equal(t, models.KindUnreadable, models.KindOf(err))
	}
}

func TestEveryRouteIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range (&API{}).Routes() {
		name := r.Method + " " + r.Path
		assert.False(t, seen[name], "%s twice", name)
		seen[name] = true
		assert.NotEmpty(t, r.Summary, name)
		assert.NotEmpty(t, r.Tag, name)
		assert.NotNil(t, r.Handler, name)
		if r.Method == "PATCH" {
			assert.True(t, r.IfMatch, name)
		}
	}
	for _, name := range []string{"POST /auth/login", "POST /auth/refresh", "POST /auth/logout", "GET /me"} {
		assert.True(t, seen[name], name)
	}
}

func TestOnlyWhatMustBeIsPublic(t *testing.T) {
	public := map[string]bool{}
	for _, r := range (&API{}).Routes() {
		if r.Public {
			public[r.Method+" "+r.Path] = true
		}
	}
	assert.Equal(t, map[string]bool{
		"POST /auth/login": true, "POST /auth/refresh": true, "POST /suppliers": true,
		"POST /relief/codes": true, "POST /relief/codes/verify": true, "GET /relief/form": true, "POST /relief/form/who": true, "POST /relief/form/members": true,
		"POST /relief/form/means": true, "POST /relief/form/event": true, "GET /relief/form/chances": true, "POST /applications/:id/complain": true, "GET /categories": true, "GET /regions": true,
		"GET /answer-links/:token": true, "POST /answer-links/:token/accept": true, "POST /answer-links/:token/decline": true,
	}, public)
}
