package exchange

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhulian/errands"
	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Desk is where people bring lists in and take them out. The work goes on as an errand, which can be left and found again.
type Desk struct {
	Store   *store.Store
	Errands *errands.Runner
	Scan    flow.Scan // is asked about every list that people bring, before it is read
}

// KindsFor lists the kinds of list that the actor may import and export.
func (d *Desk) KindsFor(by models.Actor) (imports, exports []string) {
	for _, k := range kinds {
		if reachesCounty(by, k.action) {
			imports = append(imports, k.name)
		}
		if reachesCounty(by, k.view) && (!k.personal || reachesCounty(by, models.HouseholdView)) {
			exports = append(exports, k.name)
		}
	}
	if models.ScopeOf(by, models.OfferView) == models.ScopeCounty {
		exports = append(exports, HSDS)
	}
	return imports, exports
}

// reachesCounty holds for whom an action reaches the whole county: a list is not cut to a part of it.
func reachesCounty(by models.Actor, act models.Action) bool {
	scope := models.ScopeOf(by, act)
	return scope == models.ScopeCounty || scope == models.ScopeRegion && by.Covers(by.CountyCode+"000000")
}

// ImportLater sends for an import of a file's content into the actor's county and answers its errand. Errors: Forbidden, Invalid, Unsupported,
// Unavailable.
func (d *Desk) ImportLater(ctx context.Context, by models.Actor, o Order) (*models.Errand, error) {
	k, known := kindOf(o.Kind)
	if !known {
		return nil, models.InvalidField("kind", "unknown")
	}
	if _, err := models.Authorise(by, k.action); err != nil {
		return nil, err
	}
	if imports, _ := d.KindsFor(by); !slices.Contains(imports, o.Kind) {
		return nil, models.Forbidden("role_may_not")
	}
	if len(o.Content) == 0 {
		return nil, models.InvalidField("file", "required")
	}
	if err := d.Scan.Ask(ctx, o.Content); err != nil {
		return nil, err
	}
	o.County, o.By = by.CountyCode, by.AccountID
	e := errands.Errand{By: by, Kind: "import", Subject: o.Kind, Say: func(err error) string { return words(err, o.Lang) }}
	return d.Errands.Send(ctx, e, func(ctx context.Context, tell errands.Tell) (errands.Outcome, error) {
		o.Progress = Progress(tell)
		res, err := Import(ctx, d.Store, o)
		if err != nil {
			return errands.Outcome{}, err
		}
		return errands.Outcome{Text: res.Say(o.Lang)}, nil
	})
}

// ExportLater sends for an export of the actor's county and answers its errand, whose file is the list. Citizen numbers are masked.
// Errors: Forbidden, Invalid.
func (d *Desk) ExportLater(ctx context.Context, by models.Actor, x Demand) (*models.Errand, error) {
	if _, exports := d.KindsFor(by); !slices.Contains(exports, x.Kind) {
		return nil, models.Forbidden("role_may_not")
	}
	if x.Format != sheet.CSV && x.Format != sheet.XLSX {
		return nil, models.InvalidField("format", "unknown")
	}
	if IsPersonal(x.Kind) && models.CleanText(x.Purpose) == "" {
		return nil, models.InvalidField("purpose", "required")
	}
	if flaw := models.CheckText(x.Purpose, 200); flaw != "" {
		return nil, models.Invalid(models.FieldError{Field: "purpose", Code: flaw, Args: models.Args{"param": 200}})
	}
	x.County, x.By, x.Actor, x.Identified = by.CountyCode, by.AccountID, by, false
	if x.Kind == HSDS {
		x.Format = "json"
	}
	e := errands.Errand{By: by, Kind: "export", Subject: x.Kind, Say: func(err error) string { return words(err, x.Lang) }}
	return d.Errands.Send(ctx, e, func(ctx context.Context, tell errands.Tell) (errands.Outcome, error) {
		x.Progress = Progress(tell)
		var out spool
		rows, err := Export(ctx, d.Store, x, &out)
		if err != nil {
			return errands.Outcome{}, err
		}
		name := fmt.Sprintf("zhulian-%s-%s.%s", x.Kind, models.DateOf(d.Store.Now()), x.Format)
		text := locales.T(x.Lang, "import.exported", map[string]any{"rows": rows})
		done := errands.Outcome{Text: text, FileName: name, ContentType: contentTypes[x.Format], Content: out.whole()}
		if IsPersonal(x.Kind) {
			done.Keep = fileLife
		}
		return done, nil
	})
}

var contentTypes = map[string]string{
	sheet.CSV: "text/csv; charset=utf-8", sheet.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json",
}

// saidMost is how many bad rows an errand lists; a file with more has one fault all over.
const saidMost = 200

// words says an error to whoever brought the list: bad rows a line each, and nothing of the inside.
func words(err error, lang locales.Lang) string {
	var bad *BadRows
	var whole *Problem
	var file *sheet.Error
	switch {
	case errors.As(err, &bad):
		lines := strings.SplitAfterN(bad.Say(string(lang)), "\n", saidMost+1)
		if len(lines) > saidMost {
			lines[saidMost] = "…"
		}
		return bad.Summary(string(lang)) + "\n" + strings.Join(lines, "")
	case errors.As(err, &whole):
		return whole.Say(string(lang))
	case errors.As(err, &file):
		return file.Say(string(lang))
	case errors.Is(err, context.Canceled):
		return locales.T(lang, "import.stopped", nil)
	}
	return locales.T(lang, "error.internal", nil)
}
