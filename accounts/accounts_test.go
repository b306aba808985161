package accounts_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

const (
	county   = "330199"
	password = "correct horse"
)

var (
	ctx   = context.Background()
	admin = models.System(county)
	cheap = passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}
)

// office is a desk with its store, one aide's account in it.
type office struct {
	*accounts.Desk
	t *testing.T
	s *store.Store
}

func each(t *testing.T, test func(t *testing.T, o office)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		o := office{deskWith(t, s, cheap), t, s}
		o.add(draft("aide", models.RoleAide))
		test(t, o)
	})
}

func deskWith(t *testing.T, s *store.Store, cost passwords.Cost) *accounts.Desk {
	t.Helper()
	h, err := passwords.New(cost, 4)
	require.NoError(t, err)
	return accounts.New(s, h, testdb.Clock(s))
}

func draft(username string, role models.Role) models.AccountDraft {
	d := models.AccountDraft{Username: username, Password: password, Role: role, CountyCode: county}
	if role == models.RoleAide || role == models.RoleTown {
		d.Regions = []string{county + "001000"}
	}
	return d
}

func (o office) add(d models.AccountDraft) *models.Account {
	o.t.Helper()
	a, err := o.AddAccount(ctx, admin, d)
	require.NoError(o.t, err)
	return a
}

func (o office) login(username, password string) (*accounts.Tokens, error) {
	return o.Login(ctx, accounts.Login{Username: username, Password: password, Address: "10.0.0.1"})
}

func (o office) mustLogin() *accounts.Tokens {
	o.t.Helper()
	tokens, err := o.login("aide", password)
	require.NoError(o.t, err)
	return tokens
}

// steps lists the steps of the county's log about a noun, in order.
func (o office) steps(noun string) []string {
	o.t.Helper()
	all, err := o.s.Events(ctx, store.EventFilter{CountyCode: county, Noun: noun, Limit: 1000})
	require.NoError(o.t, err)
	out := []string{}
	for _, e := range all {
		out = append(out, e.Step)
	}
	return out
}
