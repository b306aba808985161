package planner

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"zhulian/disk"
	"zhulian/matching"
	"zhulian/sheet"
)

// ErrResultName refuses a result whose name says one csv: three lists do not fit into it.
var ErrResultName = errors.New("the result holds several lists: name a folder for csv files, or a file ending in .xlsx")

// CheckResult refuses a result path that Write could not write to, before any work is done.
func CheckResult(path string) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx":
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return errors.New(path + " is a folder that is called .xlsx")
		}
		return nil
	case ".csv", ".tsv", ".txt", ".xls", ".ods", ".json":
		return ErrResultName
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return errors.New(path + " is a file; name a folder or a file ending in .xlsx")
	}
	return nil
}

// Write writes the plan to path: a workbook with a sheet for each list when path ends in .xlsx, else a folder, made where
// there is none, with assignments.csv, unmet.csv, recruit.csv and, when asked for, candidates.csv. Every file is written
// whole or not at all. It answers the files written.
func (p *Plan) Write(path string) ([]string, error) {
	if err := CheckResult(path); err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		if err := disk.Folder(filepath.Dir(path), 0o750); err != nil {
			return nil, err
		}
		return []string{path}, disk.Replace(path, func(w io.Writer) error { return p.write(sheet.NewXLSX(w), p.lists()) })
	}
	if err := disk.Folder(path, 0o750); err != nil {
		return nil, err
	}
	var written []string
	for _, l := range p.lists() {
		file := filepath.Join(path, l.name+".csv")
		err := disk.Replace(file, func(w io.Writer) error { return p.write(sheet.NewCSV(w), []list{l}) })
		if err != nil {
			return written, err
		}
		written = append(written, file)
	}
	return written, nil
}

func (p *Plan) write(w sheet.Writer, lists []list) error {
	for _, l := range lists {
		headings := make([]sheet.Heading, len(l.headings))
		for i, h := range l.headings {
			headings[i] = sheet.Heading{Title: p.say(h.key), Width: h.width, Wrap: h.wrap}
		}
		if err := w.Sheet(p.say(l.title), headings...); err != nil {
			return err
		}
		if err := l.rows(w.Row); err != nil {
			return err
		}
	}
	return w.Close()
}

func (p *Plan) say(key string, args ...any) string { return say(p.Options.Lang, key, args...) }

func (p *Plan) needCells(i int) []any {
	n := &p.Needs[i]
	return []any{n.Line, n.ID, n.Title, n.Household, placeName(n.Place, n.Region), p.say("urgency." + string(n.Urgency)),
		p.quantity(n.Quantity, "quantity.unknown")}
}

func (p *Plan) offerCells(i int) []any {
	o := &p.Offers[i]
	return []any{o.Line, o.ID, o.Title, o.Supplier}
}

// quantity is a number, or the words for one that is not known.
func (p *Plan) quantity(q matching.Quantity, unknown string) any {
	if !q.Known {
		return p.say(unknown)
	}
	return q.Units
}

func (p *Plan) unit(need int, offer int) string {
	if unit := p.Needs[need].Unit; unit != "" || offer < 0 {
		return unit
	}
	return p.Offers[offer].Unit
}

func (p *Plan) duplicate(need int) string {
	if line := p.Outcomes[need].DuplicateOf; line > 0 {
		return p.say("duplicate.same", line, p.Outcomes[need].DuplicateBy)
	}
	return ""
}

func (p *Plan) assignmentRows(row func(...any) error) error {
	for i := range p.Outcomes {
		for _, gift := range p.Outcomes[i].Gifts {
			cells := append(p.needCells(i), p.quantity(gift.Quantity, "quantity.agree"), p.unit(i, gift.Offer),
				p.say("state."+string(p.Outcomes[i].State)))
			cells = append(cells, p.offerCells(gift.Offer)...)
			cells = append(cells, gift.Score, gift.Likeness, strings.Join(gift.Reasons, p.say("list.semicolon")), p.duplicate(i))
			if err := row(cells...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Plan) unmetRows(row func(...any) error) error {
	for i := range p.Outcomes {
		outcome := &p.Outcomes[i]
		if outcome.State != Nobody && outcome.State != Part {
			continue
		}
		nearest := ""
		if outcome.Nearest >= 0 {
			nearest = p.OfferName(outcome.Nearest)
		}
		cells := append(p.needCells(i), outcome.Units, p.quantity(p.Missing(i), "quantity.unknown"), p.unit(i, -1),
			outcome.Code, outcome.Why, nearest, p.duplicate(i))
		if err := row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) recruitRows(row func(...any) error) error {
	for i, gap := range p.Recruit {
		err := row(i+1, gap.Kind, gap.Place, p.say("urgency."+string(gap.Urgency)), gap.Lines, gap.Units, gap.Unknown, gap.Agreeing,
			gap.Marginal, p.say("code."+gap.Code))
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) candidateRows(row func(...any) error) error {
	for i, pairs := range p.Shortlists {
		for rank, pair := range pairs {
			cells := append(p.needCells(i)[:3], rank+1)
			cells = append(cells, p.offerCells(pair.Offer)...)
			cells = append(cells, pair.Score, pair.Likeness, strings.Join(p.matcher.reasons(pair, false), p.say("list.semicolon")))
			if err := row(cells...); err != nil {
				return err
			}
		}
	}
	return nil
}
