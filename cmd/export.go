package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"zhulian/disk"
	"zhulian/exchange"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

// Export is `zhulian export KIND`: a list out of the database, or what is on offer as HSDS.
type Export struct {
	Kind string `arg:"" help:"What to write: regions, suppliers, offers, households, needs, standards or hsds."`

	Output     string `short:"o" placeholder:"FILE" help:"A file ending in .csv or .xlsx (hsds: .json). Default: csv (hsds: JSON) on standard output."`
	County     string `placeholder:"CODE" help:"The county's code of 6 digits; may be left out where there is only one."`
	Purpose    string `placeholder:"TEXT" help:"What households or needs are exported for; required for these, and logged for every household."`
	Identified bool   `help:"Write citizen numbers in full; otherwise they are masked, and the list cannot be imported again."`
	Speech
}

// Help tells what the flags cannot.
func (*Export) Help() string {
	return `A list that was exported can be imported again, households only with --identified. hsds is the Open Referral Human Services
Data Specification 3.0: the active suppliers with their published offers, without any person.`
}

// Validate refuses a call that cannot succeed; the command line exits 2 on it.
func (c *Export) Validate() error {
	faults := []error{knownKind(c.Kind, exchange.ExportKinds())}
	if exchange.IsPersonal(c.Kind) && models.CleanText(c.Purpose) == "" {
		faults = append(faults, fmt.Errorf("an export of %s needs --purpose TEXT", c.Kind))
	}
	if c.Identified && c.Kind != "households" {
		faults = append(faults, errors.New("--identified is only for households"))
	}
	if _, ok := c.format(); !ok {
		faults = append(faults, errors.New("-o must end in .csv or .xlsx, for hsds in .json"))
	}
	return oneLine(faults)
}

func (c *Export) format() (string, bool) {
	end := strings.ToLower(strings.TrimPrefix(filepath.Ext(c.Output), "."))
	switch {
	case c.Kind == exchange.HSDS:
		return "json", c.Output == "" || end == "json"
	case c.Output == "":
		return sheet.CSV, true
	}
	return end, end == sheet.CSV || end == sheet.XLSX
}

// Run writes the list. A file appears whole or not at all.
func (c *Export) Run(ctx context.Context, e *Env) (err error) {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	format, _ := c.format()
	rows, bar := 0, progressOn(e.Err, c.lang())
	write := func(w io.Writer) (err error) {
		rows, err = exchange.Export(ctx, s, exchange.Demand{
			Kind: c.Kind, County: c.County, Format: format, Purpose: c.Purpose, By: operator(), Lang: c.lang(),
			Identified: c.Identified, Progress: bar.show,
		}, w)
		return err
	}
	if c.Output == "" {
		err = write(e.Out)
	} else {
		err = disk.Replace(c.Output, write)
	}
	bar.clear()
	if err != nil || c.Output == "" {
		return inWords(err, c.lang())
	}
	_, err = fmt.Fprintln(e.Out, locales.T(c.lang(), "import.result_export", models.Args{"rows": rows, "file": c.Output}))
	return err
}
