// Package cmd is the command line: one file a command.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"zhulian/clock"
	"zhulian/config"
	"zhulian/passwords"
	"zhulian/store"
	"zhulian/vault"
)

// Env is what a command works with: where it prints, its configuration and the clock.
type Env struct {
	Out, Err io.Writer
	config.Config
	Clock clock.Clock
}

type root struct {
	config.Config
	Demo       Demo       `cmd:"" help:"Start a fictional county with everything embedded, to look around in."`
	Serve      Serve      `cmd:"" help:"Start the server."`
	Migrate    Migrate    `cmd:"" help:"Bring the database's schema up to date, back, or show where it stands."`
	Match      Match      `cmd:"" help:"Match two spreadsheets of needs and offers, without a database."`
	Allocate   Allocate   `cmd:"" help:"Run a round: the best assignment over a county's open needs, as proposals."`
	Import     Import     `cmd:"" help:"Read a spreadsheet into the database: all of it or nothing."`
	Export     Export     `cmd:"" help:"Write rows of the database to a spreadsheet, or the suppliers and offers as HSDS."`
	Calibrate  Calibrate  `cmd:"" help:"Fit a county's weights to what became of past invitations, and propose them."`
	User       User       `cmd:"" help:"Add, reset or disable a login."`
	Audit      Audit      `cmd:"" help:"Verify the event log."`
	Backup     Backup     `cmd:"" help:"Write everything into one encrypted file while the server runs, and try its restore."`
	Restore    Restore    `cmd:"" help:"Fill an empty database from a backup."`
	Retain     Retain     `cmd:"" help:"Delete what is over its time, or count what would go."`
	Doctor     Doctor     `cmd:"" help:"Check configuration, keys, schema, disk, clock and mail, and say what to do."`
	Distribute Distribute `cmd:"" help:"Print or run what spreads a PostgreSQL database over several machines by county."`
	Keys       Keys       `cmd:"" help:"Make a new secret file, or change its keys."`
	Health     Health     `cmd:"" help:"Ask a running server whether it is alive."`
}

// wrongCall is an error of how a command was called; it exits 2.
type wrongCall struct{ error }

// exit ends the parse after --help, which kong answers by itself.
type exit int

// Run reads the arguments, runs one command and returns the exit status: 0, 1 for a failure, 2 for a wrong call. A failure prints one
// line on errs.
func Run(ctx context.Context, args []string, out, errs io.Writer) int {
	return RunBy(ctx, clock.System{}, args, out, errs)
}

// RunBy is Run by another clock than the machine's, for stories in which days pass.
func RunBy(ctx context.Context, by clock.Clock, args []string, out, errs io.Writer) (status int) {
	defer func() {
		switch said := recover().(type) {
		case nil:
		case exit:
			status = int(said)
		default:
			panic(said) // a fault of the program: its trace belongs on the terminal
		}
	}()
	e := &Env{Out: out, Err: errs, Clock: by}
	call, err := parse(args, e)
	if err != nil {
		fmt.Fprintln(errs, "zhulian:", err)
		return 2
	}
	call.BindTo(ctx, (*context.Context)(nil))
	call.Bind(e)
	if err := call.Run(); err != nil {
		fmt.Fprintln(errs, "zhulian:", err)
		if errors.As(err, &wrongCall{}) {
			return 2
		}
		return 1
	}
	return 0
}

func parse(args []string, e *Env) (*kong.Context, error) {
	var r root
	parser, err := kong.New(&r, kong.Name("zhulian"), kong.Writers(e.Out, e.Err), kong.Exit(func(code int) { panic(exit(code)) }),
		kong.Description("Zhulian runs a county's assistance alliance: needs of households in hardship meet the offers of those who can help."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return nil, err
	}
	ignoreEmpty(parser.Model.Node)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := parser.Parse(args)
	if err != nil {
		return nil, err
	}
	e.Config = r.Config
	return call, nil
}

// ignoreEmpty takes a variable of the environment that is empty for one that is not set, as files of services and containers mean it: an empty
// ZHULIAN_ADDR would else be every address of the machine, at any port.
func ignoreEmpty(n *kong.Node) {
	for _, f := range n.Flags {
		f.Tag.Envs = slices.DeleteFunc(slices.Clone(f.Tag.Envs), func(name string) bool { return os.Getenv(name) == "" })
	}
	for _, c := range n.Children {
		ignoreEmpty(c)
	}
}

// hasher is what hashes and checks so many passwords at once, with the list of those that nobody may choose, where one is named. Whoever asked for it calls
// done when it is needed no more.
func (e *Env) hasher(atOnce int) (h *passwords.Hasher, done func() error, err error) {
	if h, err = passwords.New(passwords.Recommended, atOnce); err != nil || e.Breached == "" {
		return h, func() error { return nil }, err
	}
	if h.Breached, err = passwords.OpenBreached(e.Breached); err != nil {
		return nil, nil, fmt.Errorf("--breached-passwords: %w", err)
	}
	return h, h.Breached.Close, nil
}

// sqlite is the file of the database, where it is one.
func (e *Env) sqlite() (path string, ok bool) {
	path, ok = strings.CutPrefix(e.DatabaseURL, "sqlite:")
	return path, ok && path != ""
}

// Open opens the database with the keys of the secret file. It is an error when the schema is not up to date, or when the keys are not
// those that the database was written with.
func (e *Env) Open(ctx context.Context) (*store.Store, error) {
	s, err := e.openAny(ctx)
	if err != nil {
		return nil, err
	}
	current, err := s.SchemaCurrent(ctx)
	if err == nil && !current {
		err = errors.New("the database's schema is not up to date: run zhulian migrate up")
	}
	if err == nil {
		err = s.CheckKeys(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openAny opens the database whatever its schema.
func (e *Env) openAny(ctx context.Context) (*store.Store, error) {
	return e.openWith(ctx, store.Options{})
}

// openWith is openAny with limits, and with a watcher who is told of every statement.
func (e *Env) openWith(ctx context.Context, o store.Options) (*store.Store, error) {
	path, err := e.Secret()
	if err != nil {
		return nil, err
	}
	v, err := vault.Follow(path)
	if err != nil {
		return nil, err
	}
	o.Vault, o.Clock = v, e.Clock
	return store.Open(ctx, e.DatabaseURL, o)
}
