package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"zhulian/intake"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// alertsKind is the kind of import that is a department's list.
const alertsKind = "alerts"

// alerts brings a department's list: its good rows become signals and raise alerts.
func (c *Import) alerts(ctx context.Context, e *Env, s *store.Store) error {
	county, err := onlyCounty(ctx, s, c.County)
	if err != nil {
		return inWords(err, c.lang())
	}
	content, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	bar := progressOn(e.Err, c.lang())
	d := &outreach.Desk{Store: s}
	by := models.System(county)
	by.AccountID = operator()
	got, err := d.ImportBatch(ctx, by, outreach.Upload{Feed: c.Feed, FileName: filepath.Base(c.File), Content: content, Lang: c.lang()},
		outreach.ImportHow{DryRun: c.DryRun, KeepAside: c.KeepAside, Tell: bar.show})
	bar.clear()
	if err != nil {
		return fieldInWords(err, c.lang())
	}
	if err := tellBad(e.Err, got.Bad, c.lang()); err != nil {
		return err
	}
	if !got.Applied && !got.DryRun {
		return spokenError{locales.T(c.lang(), "feed.nothing_applied", models.Args{"bad": len(got.Bad)}), errBadRows}
	}
	_, err = fmt.Fprintln(e.Out, sumUp(got, c.lang()))
	if err == nil && got.DryRun && len(got.Bad) > 0 {
		err = spokenError{locales.T(c.lang(), "feed.bad_rows", models.Args{"bad": len(got.Bad)}), errBadRows}
	}
	return err
}

var errBadRows = errors.New("cmd: the list has bad rows")

// tellBad lists what is wrong, a line each.
func tellBad(w io.Writer, bad []intake.Bad, lang locales.Lang) error {
	for _, b := range bad {
		line := locales.T(lang, "feed.at_line", models.Args{"line": b.Line, "why": b.Say(lang)})
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// sumUp says what a list came to, in a few lines.
func sumUp(got *outreach.Imported, lang locales.Lang) string {
	key := "feed.applied"
	if got.DryRun {
		key = "feed.would_apply"
	}
	n := got.Counts
	lines := []string{locales.T(lang, key, models.Args{"rows": n.Rows, "bad": n.Bad, "repeated": n.Repeated, "known": n.Known, "households": n.Households, "new": n.New,
		"stubs": n.Stubs, "unplaced": n.Unplaced, "remarked": n.Remarked, "alerts": n.Alerts})}
	if len(got.Ignored) > 0 {
		lines = append(lines, locales.T(lang, "import.result_ignored", models.Args{"columns": strings.Join(got.Ignored, ", ")}))
	}
	return strings.Join(lines, "\n")
}

// onlyCounty is the county named, or the only one that this installation serves.
func onlyCounty(ctx context.Context, s *store.Store, named string) (string, error) {
	all, err := s.Counties(ctx)
	if err != nil {
		return "", err
	}
	for _, r := range all {
		if r.CountyCode == named || named == "" && len(all) == 1 {
			return r.CountyCode, nil
		}
	}
	if named == "" {
		return "", models.InvalidField("county", "required")
	}
	return "", models.InvalidField("county", "unknown")
}

// fieldInWords says an error with the first field that is wrong.
func fieldInWords(err error, lang locales.Lang) error {
	var e *models.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		f := e.Fields[0]
		return spokenError{f.Field + ": " + locales.T(lang, "fault."+f.Code, f.Args), err}
	}
	return inWords(err, lang)
}
