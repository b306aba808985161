package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/models"
	"zhulian/store"
)

// pattern is one county, row by row and with its seals open, of which others are made.
type pattern struct {
	schema int64
	tables []store.Table
	rows   map[string][][]any
	seals  map[string]store.SealedTable
	logins map[string]bool // ids of accounts: those are unique in the whole installation
	events []models.Event  // the last of the log
	at     time.Time       // by whose clock the counties go; zero for the machine's
}

// patternOf reads the invented county out of a database, with so many of the last events of its log.
func patternOf(t testing.TB, s *store.Store, events int) *pattern {
	t.Helper()
	p := &pattern{rows: map[string][][]any{}, seals: map[string]store.SealedTable{}, logins: map[string]bool{}}
	for _, table := range store.SealedTables() {
		p.seals[table.Name] = table
	}
	ctx := t.Context()
	require.NoError(t, s.Snapshot(ctx, func(x *store.Snapshot) error {
		p.schema = x.Schema
		for _, table := range x.Tables {
			if table.Name == "event" || table.Name == "chain_head" || table.Name == "session" || table.Name == "notice_cursor" || table.Name == "suggestion_cursor" {
				continue
			}
			p.tables = append(p.tables, table)
			if err := x.Rows(ctx, table, func(values []any) error { return p.keep(s, table, slices.Clone(values)) }); err != nil {
				return err
			}
		}
		return nil
	}))
	head, err := s.Head(ctx, demo.County)
	require.NoError(t, err)
	for after := max(0, head.Seq-int64(events)); after < head.Seq; {
		list, err := s.Events(ctx, store.EventFilter{CountyCode: demo.County, After: after, Limit: 2000})
		require.NoError(t, err)
		require.NotEmpty(t, list)
		p.events, after = append(p.events, list...), list[len(list)-1].Seq
	}
	return p
}

func (p *pattern) keep(s *store.Store, table store.Table, row []any) error {
	err := p.seal(table, row, func(sealed []byte, column, county string, keys []string) ([]byte, error) {
		return s.Vault().Open(p.seals[table.Name].Place(column, county, keys), sealed)
	})
	p.rows[table.Name] = append(p.rows[table.Name], row)
	if i := columnAt(table, "id"); table.Name == "account" && i >= 0 {
		p.logins[fmt.Sprint(row[i])] = true
	}
	return err
}

// seal has every value of a row that is sealed changed.
func (p *pattern) seal(table store.Table, row []any, change func(v []byte, column, county string, keys []string) ([]byte, error)) error {
	sealed, ok := p.seals[table.Name]
	if !ok {
		return nil
	}
	var keys []string
	for _, k := range sealed.Keys() {
		keys = append(keys, fmt.Sprint(row[columnAt(table, k)]))
	}
	county, _ := row[columnAt(table, "county_code")].(string)
	for _, name := range sealed.Columns {
		i := columnAt(table, name)
		v, _ := row[i].([]byte)
		if len(v) == 0 {
			continue
		}
		now, err := change(v, name, county, keys)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", table.Name, name, err)
		}
		row[i] = now
	}
	return nil
}

func columnAt(table store.Table, name string) int {
	return slices.IndexFunc(table.Columns, func(c store.Column) bool { return c.Name == name })
}

// countyAt is the code of the county of a number; the first is the invented one itself.
func countyAt(i int) string {
	if i == 0 {
		return demo.County
	}
	return fmt.Sprint(330200 + i)
}

// fill fills an empty database with so many counties.
func (p *pattern) fill(t *testing.T, into *store.Store, counties int) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, into.Load(ctx, p.schema, func(l *store.Loading) error {
		for _, table := range p.tables {
			owner := columnAt(table, "county_code")
			for i := range counties {
				for _, row := range p.rows[table.Name] {
					if own := owner >= 0 && row[owner] == demo.County; i > 0 && !own {
						continue // what is no county's is there once
					}
					if err := p.put(ctx, into, l, table, p.recoded(table, row, countyAt(i))); err != nil {
						return err
					}
				}
			}
		}
		return nil
	}))
	for i := range counties {
		p.log(t, into, countyAt(i))
	}
}

func (p *pattern) put(ctx context.Context, into *store.Store, l *store.Loading, table store.Table, row []any) error {
	err := p.seal(table, row, func(v []byte, column, county string, keys []string) ([]byte, error) {
		return into.Vault().Seal(p.seals[table.Name].Place(column, county, keys), v)
	})
	if err != nil {
		return err
	}
	return l.Row(ctx, table, row)
}

// recoded is a row as it is in another county: codes of places begin with its code, its accounts have ids and names of their own.
func (p *pattern) recoded(table store.Table, row []any, county string) []any {
	out := slices.Clone(row)
	for i, v := range out {
		if text, ok := v.(string); ok {
			out[i] = p.text(text, county)
		}
	}
	if i := columnAt(table, "username"); table.Name == "account" && county != demo.County {
		out[i] = loginAt(fmt.Sprint(out[i]), county)
	}
	return out
}

// loginAt is the name under which somebody of a county logs in.
func loginAt(name, county string) string {
	if county == demo.County {
		return name
	}
	return name + "-" + county
}

func (p *pattern) text(text, county string) string {
	switch {
	case county == demo.County:
		return text
	case p.logins[text]:
		return text[:len(text)-len(county)] + county
	case strings.HasPrefix(text, demo.County) && (len(text) == 6 || len(text) == 12):
		return county + text[6:]
	case strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{"):
		return strings.ReplaceAll(text, `"`+demo.County, `"`+county)
	}
	return text
}

// log writes the events into the log of a county and lets its followers stand at its end.
func (p *pattern) log(t *testing.T, into *store.Store, county string) {
	t.Helper()
	ctx := t.Context()
	for part := range slices.Chunk(p.events, 5000) {
		require.NoError(t, into.InTx(ctx, func(s *store.Store) error {
			for _, e := range part {
				e.CountyCode, e.RegionCode, e.ActorID, e.ObjectID = county, p.text(e.RegionCode, county), p.text(e.ActorID, county), p.text(e.ObjectID, county)
				data := maps.Clone(e.Data)
				for k, v := range data {
					data[k] = p.text(v, county)
				}
				e.Data = data
				s.Record(e)
			}
			return nil
		}))
	}
	require.NoError(t, into.InTx(ctx, func(s *store.Store) error {
		head, err := s.Head(ctx, county)
		if err != nil {
			return err
		}
		at, err := s.HoldNoticeCursor(ctx, county, head.Seq)
		if err != nil || at == head.Seq {
			return err
		}
		return s.MoveNoticeCursor(ctx, county, at, head.Seq)
	}))
}
