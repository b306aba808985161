package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"slices"
	"strings"

	"zhulian/exchange"
	"zhulian/locales"
	"zhulian/models"
)

// Import is `zhulian import KIND FILE`: a list into the database, all of it or nothing.
type Import struct {
	Kind string `arg:"" help:"What the file lists: regions, suppliers, offers, households, needs, standards, benefits or alerts."`
	File string `arg:"" help:"The list: .csv (UTF-8, UTF-16 or GB18030) or .xlsx, with a header in Chinese or English."`

	Feed      string `placeholder:"CODE" help:"For alerts: the code of the feed, such as medical or disability."`
	KeepAside bool   `help:"For alerts: apply the good rows though some are bad; without it a bad row changes nothing."`

	DryRun bool   `help:"Check everything, the database included, and change nothing."`
	County string `placeholder:"CODE" help:"The county's code of 6 digits; may be left out where there is only one."`
	Speech
}

// Speech is the language in which a command speaks.
type Speech struct {
	Lang   string `enum:"zh-CN,en," default:"" placeholder:"zh-CN|en" help:"Language of messages and headings. Default: by LANG, else zh-CN."`
	Locale string `hidden:"" env:"LANG"`
}

func (s Speech) lang() locales.Lang {
	switch {
	case s.Lang != "":
		return locales.Lang(s.Lang)
	case strings.HasPrefix(s.Locale, "en"):
		return locales.English
	}
	return locales.Chinese
}

// Help tells what the flags cannot.
func (*Import) Help() string {
	return `The columns of each kind are in docs/import.md. A bad row changes nothing; every bad row is listed with its line, its
column and the reason. Regions that are there already are brought up to date; all other kinds only add; standards
are proposed, and hold when a member of county staff adopts them. Alerts are a department's list of one feed (--feed),
whose rows become signals. Fill a new county
in the order ` + strings.Join(exchange.ImportKinds(), ", ") + `.`
}

// Validate refuses a kind that cannot be imported; the command line exits 2 on it.
func (c *Import) Validate() error {
	switch {
	case c.Kind == alertsKind && c.Feed == "":
		return errors.New("alerts need --feed=CODE: the feed that the list is of")
	case c.Kind != alertsKind && (c.Feed != "" || c.KeepAside):
		return errors.New("--feed and --keep-aside are for alerts only")
	}
	return knownKind(c.Kind, append(exchange.ImportKinds(), alertsKind))
}

func knownKind(kind string, known []string) error {
	if !slices.Contains(known, kind) {
		return fmt.Errorf("no such kind %q; there are: %s", kind, strings.Join(known, ", "))
	}
	return nil
}

// Run imports the file. Bad rows are listed on standard error, a line each.
func (c *Import) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if c.Kind == alertsKind {
		return c.alerts(ctx, e, s)
	}
	bar := progressOn(e.Err, c.lang())
	res, err := exchange.Import(ctx, s, exchange.Order{
		Kind: c.Kind, File: c.File, County: c.County, By: operator(), Lang: c.lang(), DryRun: c.DryRun, Progress: bar.show,
	})
	bar.clear()
	var bad *exchange.BadRows
	if errors.As(err, &bad) {
		if _, printed := fmt.Fprintln(e.Err, bad.Say(string(c.lang()))); printed != nil {
			return printed
		}
		return spokenError{bad.Summary(string(c.lang())), err}
	}
	if err != nil {
		return inWords(err, c.lang())
	}
	_, err = fmt.Fprintln(e.Out, res.Say(c.lang()))
	return err
}

// operator is the machine's account under which the command runs, for the log.
func operator() string {
	if u, err := user.Current(); err == nil {
		return "os:" + u.Username
	}
	return "os:"
}

// inWords puts an error that has words in both languages into the language of the call.
func inWords(err error, lang locales.Lang) error {
	var words interface{ Say(lang string) string }
	var known *models.Error
	switch {
	case errors.As(err, &words):
		return spokenError{words.Say(string(lang)), err}
	case errors.As(err, &known) && locales.Has(lang, "error."+known.Code):
		args := models.Args{}
		for k, v := range known.Args {
			args[k] = v
		}
		if noun, ok := args["noun"].(string); ok {
			args["noun"] = locales.T(lang, "noun."+noun, nil)
		}
		return spokenError{locales.T(lang, "error."+known.Code, args), err}
	}
	return err
}

// progress is one line on a terminal that says how far the work is; elsewhere it says nothing.
type progress struct {
	out  io.Writer
	lang locales.Lang
}

func progressOn(w io.Writer, lang locales.Lang) progress {
	if file, ok := w.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return progress{w, lang}
		}
	}
	return progress{}
}

func (p progress) show(phase string, done, total int) {
	if p.out == nil {
		return
	}
	args := models.Args{"phase": locales.T(p.lang, "import.progress."+phase, nil), "done": done, "total": total}
	_, _ = fmt.Fprintf(p.out, "\r\x1b[K%s", locales.T(p.lang, "import.progress", args))
}

func (p progress) clear() {
	if p.out != nil {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
}
