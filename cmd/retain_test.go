package cmd

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/models"
	"zhulian/store"
	"zhulian/vault"
)

// behind opens an office's database behind the program's back.
func (o office) behind() *store.Store {
	o.t.Helper()
	keys, err := vault.ReadKeys(filepath.Join(o.dir, "keys"))
	require.NoError(o.t, err)
	v, err := vault.New(keys)
	require.NoError(o.t, err)
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(o.dir, "z.db"), store.Options{Vault: v, Clock: clock.System{}})
	require.NoError(o.t, err)
	o.t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestWhatIsOverItsTimeIsCountedAndDeletedFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("r.csv", someRegions))
	assert.Regexp(t, `look +retention +330199: nothing was deleted yet`, o.ok("doctor", "--base-url", "https://county.example"))
	s, ctx, long := o.behind(), context.Background(), clock.System{}.Now().AddDate(-10, -1, 0)
	day := models.DateOf(long)
	require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
		return s.InsertAll(ctx, []models.Absence{{CountyCode: "330199", ID: models.NewID(long), AideID: models.NewID(long), SubstituteID: models.NewID(long),
			RegionCode: "330199001001", FromOn: day, ToOn: day, Reason: models.AbsenceReasons()[0], Status: models.AbsenceEnded, CreatedAt: long, UpdatedAt: long, Version: 1}})
	}))
	for range 2 {
		assert.Regexp(t, `aide_absence +\d{4}-\d\d-\d\d +1 +0\n`, o.ok("retain", "--dry-run"), "a dry run deletes nothing")
	}
	assert.Equal(t, "330199: nothing is over its time; rows deleted today: 1\n", o.ok("retain"))
	assert.Regexp(t, `aide_absence +\d{4}-\d\d-\d\d +0 +0\n`, o.ok("retain", "--dry-run", "--county=330199"))
	assert.Contains(t, o.ok("audit", "verify"), "whole")
	for _, args := range [][]string{{"retain", "--dry-run"}, {"audit", "verify"}} {
		status, out, errs := o.run(append(args, "--county=330198")...)
		assert.Equal(t, 1, status, args)
		assert.Contains(t, errs, "there is no county 330198 here; there are: 330199", args)
		assert.Empty(t, out, args)
	}
	assert.Regexp(t, `ok +retention`, o.ok("doctor", "--base-url", "https://county.example"))

	pool, err := s.Pool()
	require.NoError(t, err)
	_, err = pool.ExecContext(ctx, "UPDATE retention_run SET ran_on = ?", string(models.DateOf(clock.System{}.Now().Add(-72*time.Hour))))
	require.NoError(t, err)
	status, out, _ := o.run("doctor")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `FAIL +retention +nothing was deleted since`, out)
	_, err = pool.ExecContext(ctx, "UPDATE retention_run SET status = 'failed', over_count = 2")
	require.NoError(t, err)
	status, out, _ = o.run("doctor")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `FAIL +retention +330199: 2 rows are over their time`, out)
}
