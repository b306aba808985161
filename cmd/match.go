package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"zhulian/clock"
	"zhulian/models"
	"zhulian/planner"
	"zhulian/sheet"
)

// Match is `zhulian match NEEDS OFFERS -o RESULT`: the one-shot allocation over two spreadsheets, without a database.
type Match struct {
	Needs  string `arg:"" help:"The needs: .csv or .xlsx."`
	Offers string `arg:"" help:"The offers: .csv or .xlsx."`

	Output          string            `short:"o" required:"" placeholder:"RESULT" help:"Where to write: a file ending in .xlsx, or a folder for csv files."`
	Lang            string            `enum:"zh-CN,en" default:"zh-CN" help:"Language of the result: ${enum}."`
	Candidates      int               `placeholder:"K" help:"Also list the K best offers of every need with score and reasons."`
	UnknownQuantity []string          `placeholder:"VALUE" help:"A quantity that only stands for unknown, e.g. 1. May be repeated. A blank quantity is always unknown."`
	NeedColumn      map[string]string `placeholder:"FIELD=HEADER" help:"Take a field of the needs from the column with this header (or letter). May be repeated."`
	OfferColumn     map[string]string `placeholder:"FIELD=HEADER" help:"The same for the offers."`
	MinScore        int               `default:"50" help:"Assign nothing that scores less, 1-100."`
	MinLikeness     int               `default:"60" help:"Where texts decide, assign nothing whose names are less alike (sentences: half of it), in percent."`
	MaxOffers       int               `default:"5" help:"Offers that may share one need."`
	MaxLinks        int               `default:"0" help:"Proposals to be agreed per offer, 0 for any number."`
	Date            string            `placeholder:"YYYY-MM-DD" help:"Leave out offers that are out of date on this day. Default: today."`
	SkipBadRows     bool              `help:"Leave out rows that cannot be read, instead of failing."`
}

// Help explains what the flags cannot: columns, unknown quantities and the result.
func (m *Match) Help() string {
	return `Columns are recognised by their headers in Chinese or English, wherever they stand; see docs/match.md. Others are
named by --need-column and --offer-column, e.g. --need-column title=item --offer-column quantity=rooms.
Fields of needs: ` + strings.Join(planner.NeedFields(), ", ") + `.
Fields of offers: ` + strings.Join(planner.OfferFields(), ", ") + `.

Categories may be codes (B01), names (送餐) or missing; where either side has none, the texts decide.

An unknown quantity is never counted as 1. Known quantities are allocated first, exactly. Then every need that is still
open, and every need of unknown quantity, is proposed to the best offer that is not used up, with the quantity to be
agreed: where the need's or the offer's quantity is unknown, or their units differ, no number can be promised.

The result holds the assignments with score and reasons, the unmet needs with why, and what to recruit next; they are
proposals for people to decide. Nothing is written when a row cannot be read; all such rows are listed.`
}

// Validate refuses a call that cannot succeed; the command line exits 2 on it.
func (m *Match) Validate() error {
	faults := []error{planner.CheckResult(m.Output)}
	for name, value := range map[string]int{"--min-score": m.MinScore, "--min-likeness": m.MinLikeness} {
		if value < 1 || value > 100 {
			faults = append(faults, fmt.Errorf("%s must be from 1 to 100", name))
		}
	}
	if m.MaxOffers < 1 || m.MaxLinks < 0 || m.Candidates < 0 {
		faults = append(faults, errors.New("--max-offers must be at least 1, --max-links and --candidates at least 0"))
	}
	if _, ok := models.ParseDate(m.Date); m.Date != "" && !ok {
		faults = append(faults, errors.New("--date must be a day such as 2026-11-24"))
	}
	faults = append(faults, unknownField("--need-column", m.NeedColumn, planner.NeedFields()),
		unknownField("--offer-column", m.OfferColumn, planner.OfferFields()))
	return oneLine(faults)
}

func unknownField(flag string, columns map[string]string, fields []string) error {
	for field := range columns {
		if !slices.Contains(fields, field) {
			return fmt.Errorf("%s knows no field %q; fields are %s", flag, field, strings.Join(fields, ", "))
		}
	}
	return nil
}

// oneLine joins the faults into the one line that a wrong call prints.
func oneLine(faults []error) error {
	var texts []string
	for _, fault := range faults {
		if fault != nil {
			texts = append(texts, fault.Error())
		}
	}
	if len(texts) == 0 {
		return nil
	}
	slices.Sort(texts)
	return errors.New(strings.Join(texts, "; "))
}

// Run reads both files, makes the plan, writes it and sums it up on e.Out. Bad rows are listed on e.Err, a line each;
// the error is one line.
func (m *Match) Run(ctx context.Context, e *Env) error {
	needs, err := sheet.Open(m.Needs, sheet.DefaultLimits())
	if err != nil {
		return m.spoken(err)
	}
	offers, err := sheet.Open(m.Offers, sheet.DefaultLimits())
	if err != nil {
		return m.spoken(err)
	}
	plan, err := planner.Make(ctx, needs, offers, m.options(e.Clock))
	if err != nil {
		return m.failed(err, e.Err)
	}
	written, err := plan.Write(m.Output)
	if err != nil {
		return err
	}
	if err := plan.Summary(e.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, planner.Written(m.Lang, written))
	return err
}

func (m *Match) options(now clock.Clock) planner.Options {
	today := models.Date(m.Date)
	if today == "" {
		today = models.DateOf(now.Now())
	}
	return planner.Options{
		NeedColumns: m.NeedColumn, OfferColumns: m.OfferColumn, UnknownQuantity: m.UnknownQuantity, Today: today, Lang: m.Lang,
		MinScore: m.MinScore, MinLikeness: m.MinLikeness, MaxOffers: m.MaxOffers, MaxLinks: m.MaxLinks,
		Candidates: m.Candidates, SkipBadRows: m.SkipBadRows,
	}
}

// failed lists bad rows before it answers the one line.
func (m *Match) failed(err error, errs io.Writer) error {
	var bad *planner.BadRows
	if errors.As(err, &bad) {
		if _, printErr := fmt.Fprintln(errs, bad.Say(m.Lang)); printErr != nil {
			return printErr
		}
		return spokenError{bad.Summary(m.Lang), err}
	}
	return m.spoken(err)
}

// spoken puts an error that has words in both languages into the language of the result.
func (m *Match) spoken(err error) error {
	var words interface{ Say(lang string) string }
	if errors.As(err, &words) {
		return spokenError{words.Say(m.Lang), err}
	}
	return err
}

// spokenError says its text and keeps the error under it.
type spokenError struct {
	text  string
	cause error
}

func (s spokenError) Error() string { return s.text }

func (s spokenError) Unwrap() error { return s.cause }
