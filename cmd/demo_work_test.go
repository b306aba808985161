package cmd

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/clock"
	"zhulian/models"
	"zhulian/rounds"
)

func TestDemoStartsWithARoundToSendAndDuplicatesToLookAt(t *testing.T) {
	d, e := &Demo{Dir: t.TempDir(), Password: "a password of the demo"}, &Env{Out: t.Output(), Err: t.Output(), Clock: clock.System{}}
	look, err := openInside(context.Background(), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	s, err := d.open(context.Background(), e, look)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	_, err = d.fill(context.Background(), e, s)
	require.NoError(t, err)
	seen := httptest.NewRecorder()
	look.metrics.ServeHTTP(seen, httptest.NewRequest("GET", "/metrics", nil))
	assert.Contains(t, seen.Body.String(), "zhulian_db_statement_duration_seconds", "the demo counts like any server")
	staff, err := s.AccountByName(context.Background(), "staff")
	require.NoError(t, err)
	list, _, err := (&rounds.Desk{Store: s}).Rounds(context.Background(), staff.Actor(""), rounds.Page{Limit: 5})
	require.NoError(t, err)
	require.Len(t, list, 1)
	yes := true
	likely, _, err := (&casework.Desk{Store: s}).Needs(context.Background(), staff.Actor(""), casework.NeedFilter{LikelyDuplicate: &yes}, casework.Page{Limit: 5})
	require.NoError(t, err)
	assert.Len(t, likely, 2)
	for _, n := range likely {
		assert.Equal(t, models.NeedSubmitted, n.Status)
	}
	// An earlier version's county has none of the logins that came later.
	pool, err := s.Pool()
	require.NoError(t, err)
	_, err = pool.Exec("UPDATE account SET username = 'earlier' WHERE username = 'province'")
	require.NoError(t, err)
	d.Password = "another password of it"
	said, err := d.fill(context.Background(), e, s)
	require.NoError(t, err)
	assert.Equal(t, d.Password, said)
}
