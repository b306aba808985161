package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhulian/backups"
	"zhulian/disk"
	"zhulian/store"
	"zhulian/vault"
)

// Backup is `zhulian backup -o FILE`: everything in one encrypted file, while the server runs.
type Backup struct {
	Output   string `short:"o" placeholder:"FILE" help:"The file to write; it appears whole or not at all, and never over another."`
	NoVerify bool   `help:"Do not try to restore it into an empty place."`
	Phrase   bool   `help:"Print the passphrase of this installation's backups instead, with which the tool age opens them too. Keep it like the secret file."`
}

// Help tells what the flags cannot.
func (*Backup) Help() string {
	return `The backup is of one instant and holds no logins. It is encrypted with keys derived from the secret file: keep both, apart from each
other. Unless --no-verify is said, it is restored into an empty SQLite database in a temporary folder, and every row is compared.`
}

// Validate refuses a call that cannot succeed; the command line exits 2 on it.
func (b *Backup) Validate() error {
	if b.Output == "" && !b.Phrase {
		return errors.New("name the file to write with -o FILE")
	}
	return nil
}

// Run writes the backup and tries it.
func (b *Backup) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.CheckKeys(ctx); err != nil {
		return err
	}
	phrase, err := s.Vault().BackupPhrase()
	if err != nil {
		return err
	}
	if b.Phrase {
		_, err := fmt.Fprintln(e.Out, phrase)
		return err
	}
	var sums backups.Summary
	if err := wholeFile(b.Output, func(w io.Writer) (err error) {
		sums, err = backups.Write(ctx, s, phrase, w)
		return err
	}); err != nil {
		return err
	}
	info, err := os.Stat(b.Output)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "wrote %s: %d rows of %d tables, %d bytes, encrypted\n", b.Output, sums.Rows(), len(sums), info.Size())
	if b.NoVerify {
		return nil
	}
	return b.verify(ctx, e, s.Vault(), sums)
}

// verify restores the file into an empty place and compares.
func (b *Backup) verify(ctx context.Context, e *Env, v *vault.Vault, said backups.Summary) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(b.Output), ".verify-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	place, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "restored.db"), store.Options{Vault: v, Clock: e.Clock})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.Close()) }()
	came, err := restoreInto(ctx, place, b.Output)
	if err != nil {
		return fmt.Errorf("the backup could not be restored: %w", err)
	}
	if name := said.Differs(came); name != "" {
		return fmt.Errorf("the backup could not be restored: table %s came back otherwise", name)
	}
	fmt.Fprintln(e.Out, "restored into an empty place and compared: every row came back; the event logs are whole")
	return nil
}

// restoreInto fills an empty database from a file and verifies its event logs.
func restoreInto(ctx context.Context, s *store.Store, path string) (backups.Summary, error) {
	phrase, err := s.Vault().BackupPhrase()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // the file that was named on the command line
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	sums, err := backups.Restore(ctx, f, phrase, s)
	if err != nil {
		return nil, err
	}
	counties, err := s.ChainCounties(ctx)
	if err != nil {
		return nil, err
	}
	for _, county := range counties {
		rep, err := s.VerifyChain(ctx, county)
		if err != nil {
			return nil, err
		}
		if rep.Fault != "" {
			return nil, fmt.Errorf("the event log of %s is broken at entry %d (%s): it was so when the backup was made", county, rep.BrokenAt, rep.Fault)
		}
	}
	return sums, nil
}

// wholeFile writes a file of mode 0600 that appears whole or not at all, and refuses to write over one.
func wholeFile(path string, write func(io.Writer) error) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s is there already: name another file", path)
	}
	return disk.Create(path, write)
}
