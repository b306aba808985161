package backups

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"zhulian/store"
)

// ErrWrongKey means that a backup was made under other keys.
var ErrWrongKey = errors.New("the backup was not made with the keys of this secret file, or is no backup")

// ErrCut means that a backup ends before its end.
var ErrCut = errors.New("the backup is cut off or damaged: take another copy of it")

// Restore fills an empty database from a backup and compares what is there then with what the backup says, row by row. Where the backup has
// an older schema, the newer migrations come after. All of it comes in or nothing. Messages that were on their way are unsure from then on.
// At last PostgreSQL counts what it has got: it would read a filled database by the plans of an empty one until it found the time.
func Restore(ctx context.Context, from io.Reader, phrase string, into *store.Store) (Summary, error) {
	lines, err := open(from, phrase)
	if err != nil {
		return nil, err
	}
	var top head
	if err := lines.Decode(&top); err != nil {
		return nil, cut(err)
	}
	if top.Format != formatVersion {
		return nil, fmt.Errorf("the backup has format %d, this program reads %d: restore it with the program that made it", top.Format, formatVersion)
	}
	var said Summary
	if err := into.Load(ctx, top.Schema, func(l *store.Loading) error {
		said, err = readRows(ctx, lines, top, l)
		return err
	}); err != nil {
		return nil, err
	}
	if err := cameBack(ctx, into, said); err != nil {
		return nil, err
	}
	if _, err := into.Migrate(ctx); err != nil {
		return nil, err
	}
	if _, err = into.DoubtDeliveries(ctx); err != nil {
		return nil, err
	}
	names := make([]string, len(top.Tables))
	for i, t := range top.Tables {
		names[i] = t.Name
	}
	return said, into.Analyse(ctx, names...)
}

// cameBack reads everything again out of the database that was filled.
func cameBack(ctx context.Context, s *store.Store, said Summary) error {
	have, err := Sums(ctx, s)
	if err != nil {
		return err
	}
	if name := said.Differs(have); name != "" {
		return fmt.Errorf("table %s is not in the database as it is in the backup: do not use this database", name)
	}
	return nil
}

func open(from io.Reader, phrase string) (*json.Decoder, error) {
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, err
	}
	plain, err := age.Decrypt(bufio.NewReaderSize(from, 1<<16), identity)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrWrongKey, err)
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return nil, cut(err)
	}
	return json.NewDecoder(unpacked), nil
}

func cut(err error) error { return fmt.Errorf("%w (%w)", ErrCut, err) }

// readRows puts every row where it belongs, up to the end, and compares their sums with those that stand there.
func readRows(ctx context.Context, lines *json.Decoder, top head, l *store.Loading) (Summary, error) {
	counts := make([]tally, len(top.Tables))
	for {
		var one line
		if err := lines.Decode(&one); err != nil {
			return nil, cut(err)
		}
		if one.End != nil {
			return one.End, compare(top, counts, one.End)
		}
		if one.Table < 0 || one.Table >= len(top.Tables) {
			return nil, cut(errors.New("a row of no table"))
		}
		t := top.Tables[one.Table]
		values, err := readRow(t, one.Row)
		if err != nil {
			return nil, cut(err)
		}
		counts[one.Table].add(one.Row)
		if err := l.Row(ctx, t, values); err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
	}
}

// readRow is a row's values as the database takes them.
func readRow(t store.Table, raw []byte) ([]any, error) {
	var values []any
	from := json.NewDecoder(bytes.NewReader(raw))
	from.UseNumber()
	if err := from.Decode(&values); err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	if len(values) != len(t.Columns) {
		return nil, fmt.Errorf("%s: a row of %d values, not %d", t.Name, len(values), len(t.Columns))
	}
	for i, c := range t.Columns {
		v, err := read(c.Kind, values[i])
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
		}
		values[i] = v
	}
	return values, nil
}

func compare(top head, counts []tally, said Summary) error {
	have := Summary{}
	for i, t := range top.Tables {
		have[t.Name] = counts[i].sum()
	}
	if name := have.Differs(said); name != "" {
		return cut(fmt.Errorf("table %s is not what was written", name))
	}
	return nil
}

// read is a value as the database takes it.
func read(kind string, v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		if kind == store.KindReal {
			return v.Float64()
		}
		return v.Int64()
	case string:
		switch kind {
		case store.KindBytes:
			return base64.StdEncoding.DecodeString(v)
		case store.KindInstant:
			return time.Parse(time.RFC3339Nano, v)
		}
	}
	return v, nil
}
