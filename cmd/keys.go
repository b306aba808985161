package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"

	"zhulian/models"
	"zhulian/store"
	"zhulian/vault"
)

// Keys is `zhulian keys FILE`, and `zhulian keys rotate|reseal|drop`, which are done one after the other.
type Keys struct {
	New    KeysNew    `cmd:"" default:"withargs" help:"Make a new secret file; keys FILE is the same."`
	Rotate KeysRotate `cmd:"" help:"Put new keys into the secret file; what the older ones made still opens."`
	Reseal KeysReseal `cmd:"" help:"Seal everything in the database with the newest key, while the server runs."`
	Drop   KeysDrop   `cmd:"" help:"Take the older keys out of the secret file, once nothing needs them."`
}

// KeysNew makes a new secret file with mode 0600 and never overwrites one.
type KeysNew struct {
	File string `arg:"" help:"Where to write the keys. Keep a copy in a safe place: without them nobody can read the data."`
}

// Run makes the file.
func (k *KeysNew) Run(e *Env) error {
	if _, err := os.Stat(k.File); err == nil {
		return fmt.Errorf("%s is there already: keys are never overwritten", k.File)
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := vault.ReadOrMakeKeys(k.File); err != nil {
		return err
	}
	_, err := fmt.Fprintln(e.Out, "made", k.File)
	return err
}

// secretKeys reads the secret file, and says where it lies.
func secretKeys(e *Env) (path string, keys vault.Keys, err error) {
	if path, err = e.Secret(); err == nil {
		keys, err = vault.ReadKeys(path)
	}
	return path, keys, err
}

// KeysRotate adds a key that seals and one that signs.
type KeysRotate struct{}

// Run changes the file.
func (*KeysRotate) Run(e *Env) error {
	path, have, err := secretKeys(e)
	if err != nil {
		return err
	}
	more, err := have.Rotated(nil)
	if err != nil {
		return err
	}
	if err := vault.ChangeKeys(path, have, more); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.Out, `%s has new keys, number %d, and %d older ones.
Now: copy it to its safe place and to every machine of the server, restart the servers, then run zhulian keys reseal
`, path, more.Seal[len(more.Seal)-1].Number, more.Older())
	return err
}

// KeysReseal seals anew what older keys sealed.
type KeysReseal struct {
	AtOnce int `default:"200" help:"Rows in one transaction."`
}

// Help tells what the flags cannot.
func (*KeysReseal) Help() string {
	return `It may be broken off and run again: what is done is done. It changes no version and no date of a row. It exits 1 when something is left.`
}

// Run goes through the tables until nothing is left, or nothing more is to be had.
func (k *KeysReseal) Run(ctx context.Context, e *Env) (err error) {
	if k.AtOnce < 1 {
		return wrongCall{errors.New("--at-once is at least 1")}
	}
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for {
		done, broken, err := k.pass(ctx, e, s)
		if err != nil {
			return err
		}
		left, err := s.OldSeals(ctx)
		if err != nil {
			return err
		}
		switch {
		case left.Sum() == 0:
			_, err = fmt.Fprintln(e.Out, "everything is sealed with the newest key; after ten minutes, in which the last tokens of the older ones end: zhulian keys drop")
			return err
		case done == 0:
			for _, row := range broken {
				fmt.Fprintln(e.Out, "does not open:", row)
			}
			return fmt.Errorf("%d rows are still sealed with older keys, %d of them do not open: keep the keys", left.Sum(), len(broken))
		}
	}
}

// pass goes through every table once.
func (k *KeysReseal) pass(ctx context.Context, e *Env, s *store.Store) (done int64, broken []string, err error) {
	for _, t := range store.SealedTables() {
		n, bad, err := k.table(ctx, s, t)
		if err != nil {
			return done, broken, err
		}
		if n > 0 {
			fmt.Fprintf(e.Out, "%-18s %8d\n", t.Name, n)
		}
		done, broken = done+n, append(broken, bad...)
	}
	return done, broken, nil
}

func (k *KeysReseal) table(ctx context.Context, s *store.Store, t store.SealedTable) (done int64, broken []string, err error) {
	var after []string
	for {
		step, err := s.Reseal(ctx, t, after, k.AtOnce)
		if err != nil {
			return done, broken, err
		}
		done, broken = done+step.Rows, append(broken, step.Broken...)
		if after = step.After; after == nil {
			return done, broken, nil
		}
	}
}

// KeysDrop takes the older keys out of the secret file.
type KeysDrop struct{}

// Run asks the database first.
func (*KeysDrop) Run(ctx context.Context, e *Env) error {
	path, have, err := secretKeys(e)
	if err != nil {
		return err
	}
	if have.Older() == 0 {
		_, err := fmt.Fprintln(e.Out, path, "has no older keys: there is nothing to drop")
		return err
	}
	left, err := leftSealed(ctx, e)
	if err != nil {
		return err
	}
	if left.Sum() > 0 {
		return fmt.Errorf("%d rows are still sealed with older keys: run zhulian keys reseal first", left.Sum())
	}
	if err := vault.ChangeKeys(path, have, have.Newest()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.Out, "%s has lost %d older keys. Backups made before the last reseal need the file as it was: keep that copy as long as those backups.\n",
		path, have.Older())
	return err
}

func leftSealed(ctx context.Context, e *Env) (left models.Tally, err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.OldSeals(ctx)
}
