package cmd

import (
	"context"
	"crypto/sha1" //nolint:gosec // the form of the list
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/clock"
	"zhulian/config"
	"zhulian/models"
	"zhulian/store"
)

func TestPasswordsKnownFromBreachesAreNamedToEveryCommand(t *testing.T) {
	o := newOffice(t)
	var lines []string
	for _, word := range []string{"password", ownPassword} {
		lines = append(lines, fmt.Sprintf("%X:7\r\n", sha1.Sum([]byte(word)))) //nolint:gosec // as above
	}
	slices.Sort(lines)
	list := o.file("list.txt", strings.Join(lines, ""))
	_, said, _ := o.run("doctor")
	assert.Contains(t, said, "look  passwords     no list of those known from breaches")
	_, said, _ = o.run("doctor", "--breached-passwords", list)
	assert.Contains(t, said, "ok    passwords     those known from breaches are refused")
	_, said, _ = o.run("doctor", "--breached-passwords", o.file("part.txt", lines[slices.IndexFunc(lines, func(s string) bool { return s[:4] != "5BAA" })]))
	assert.Contains(t, said, "look  passwords     the list of those known from breaches lacks the commonest")
	wrong := o.file("wrong.txt", "password\n")
	_, said, _ = o.run("doctor", "--breached-passwords", wrong)
	assert.Contains(t, said, "FAIL  passwords     the list of those known from breaches cannot be used")
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"user", "add", "keeper", "--role", "sysadmin", "--county", "330199"}} {
		status, _, errs := o.run(append(args, "--breached-passwords", wrong)...)
		assert.Equal(t, 1, status, args)
		assert.Contains(t, errs, "--breached-passwords", args)
	}
	e := &Env{Out: io.Discard, Err: io.Discard, Clock: clock.System{}, Config: config.Config{
		DatabaseURL: "sqlite:" + filepath.Join(o.dir, "z.db"), SecretFile: filepath.Join(o.dir, "keys"), Breached: list,
	}}
	require.NoError(t, withAccounts(context.Background(), e, func(_ *store.Store, d *accounts.Desk) error {
		_, err := d.AddAccount(context.Background(), models.System("330199"), models.AccountDraft{
			Username: "keeper", Password: ownPassword, Role: models.RoleSysadmin, CountyCode: "330199",
		})
		assert.Equal(t, models.InvalidField("password", "breached"), err)
		return nil
	}))
}
