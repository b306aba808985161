package cmd

import (
	"errors"
	"fmt"
	"os"

	"zhulian/vault"
)

// Keys is `zhulian keys FILE`: it makes a new secret file with mode 0600 and never overwrites one.
type Keys struct {
	File string `arg:"" help:"Where to write the keys. Keep a copy in a safe place: without them nobody can read the data."`
}

// Run makes the file.
func (k *Keys) Run(e *Env) error {
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
