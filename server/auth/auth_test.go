package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"

	"zhulian/models"
	"zhulian/server/auth"
)

// doorman knows one token.
type doorman struct{}

func (doorman) Authenticate(_ context.Context, access string) (models.Actor, error) {
	if access != "good" {
		return models.Actor{}, models.Unauthenticated("token_invalid")
	}
	return models.Actor{AccountID: "a", Role: models.RoleAide}, nil
}

func TestWhoPassesAndAsWhom(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	cases := []struct {
		header             string
		required, optional models.Role // "" where the request is refused
	}{
		{"", "", models.RoleAnonymous},
		{"Bearer good", models.RoleAide, models.RoleAide},
		{"bearer  good ", models.RoleAide, models.RoleAide},
		{"Bearer bad", "", ""},
		{"Bearer ", "", ""},
		{"Basic good", "", ""},
		{"good", "", ""},
	}
	for _, c := range cases {
		for _, door := range []struct {
			guard gin.HandlerFunc
			want  models.Role
		}{{auth.Required(doorman{}), c.required}, {auth.Optional(doorman{}), c.optional}} {
			var got models.Role
			w := httptest.NewRecorder()
			_, e := gin.CreateTestContext(w)
			e.GET("/", door.guard, func(c *gin.Context) { got = auth.Actor(c).Role })
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Authorization", c.header)
			e.ServeHTTP(w, r)
			assert.Equal(t, door.want, got, "%q", c.header)
			assert.Equal(t, door.want == "", w.Code == http.StatusUnauthorized, "%q", c.header)
		}
	}
}
