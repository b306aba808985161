// Package backups writes the whole database into one encrypted file while everybody works on, and fills an empty database from it, of
// either dialect.
package backups

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"zhulian/store"
)

// left are the tables that are no part of a backup: what they hold must not come back to life. After a restore everybody logs in anew.
var left = map[string]bool{"session": true, "idempotency_key": true, "rate_bucket": true}

// formatVersion is of the lines inside: a head, rows, an end.
const formatVersion = 1

type head struct {
	Format int           `json:"zhulian_backup"`
	Schema int64         `json:"schema"`
	MadeAt time.Time     `json:"made_at"`
	Tables []store.Table `json:"tables"`
}

// line is a row of a table, or the end.
type line struct {
	Table int             `json:"t"`
	Row   json.RawMessage `json:"r,omitempty"` // a list of the values, as it is hashed
	End   Summary         `json:"end,omitempty"`
}

// Sum is what a table holds: its rows, and the sum of their hashes, which no order of the rows changes.
type Sum struct {
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

// Summary is what a backup holds, table by table.
type Summary map[string]Sum

// Rows counts the rows of all tables.
func (s Summary) Rows() (n int64) {
	for _, sum := range s {
		n += sum.Rows
	}
	return n
}

// Differs names a table that the other summary has not or has otherwise, or "".
func (s Summary) Differs(other Summary) string {
	for name, sum := range s {
		if other[name] != sum {
			return name
		}
	}
	for name := range other {
		if _, ok := s[name]; !ok {
			return name
		}
	}
	return ""
}

// tally adds up rows.
type tally struct {
	rows int64
	hash [sha256.Size]byte
}

func (t *tally) add(row []byte) {
	t.rows++
	for i, b := range sha256.Sum256(row) {
		t.hash[i] ^= b
	}
}

func (t *tally) sum() Sum { return Sum{Rows: t.rows, Digest: hex.EncodeToString(t.hash[:])} }

// Write writes a backup of everything as it stands now, compressed and encrypted under the phrase (the format of age-encryption.org/v1, so
// that other tools open it too), and answers what it holds.
func Write(ctx context.Context, s *store.Store, phrase string, to io.Writer) (Summary, error) {
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	sealed, err := age.Encrypt(to, recipient)
	if err != nil {
		return nil, err
	}
	packed := gzip.NewWriter(sealed)
	buffered := bufio.NewWriterSize(packed, 1<<16)
	var out Summary
	err = s.Snapshot(ctx, func(x *store.Snapshot) error {
		out, err = writeLines(ctx, x, s.Now(), json.NewEncoder(buffered))
		return err
	})
	return out, errors.Join(err, buffered.Flush(), packed.Close(), sealed.Close())
}

// workFactor is low since the phrase is 32 random bytes: there is nothing to guess.
const workFactor = 10

func writeLines(ctx context.Context, x *store.Snapshot, now time.Time, to *json.Encoder) (Summary, error) {
	top := head{Format: formatVersion, Schema: x.Schema, MadeAt: now}
	for _, t := range x.Tables {
		if !left[t.Name] {
			top.Tables = append(top.Tables, t)
		}
	}
	if err := to.Encode(top); err != nil {
		return nil, err
	}
	out := Summary{}
	for i, t := range top.Tables {
		sum, err := eachRow(ctx, x, t, func(row []byte) error { return to.Encode(line{Table: i, Row: row}) })
		if err != nil {
			return nil, err
		}
		out[t.Name] = sum
	}
	return out, to.Encode(line{End: out})
}

// eachRow counts and hashes a table and gives each row to fn, as JSON.
func eachRow(ctx context.Context, x *store.Snapshot, t store.Table, fn func([]byte) error) (Sum, error) {
	var count tally
	err := x.Rows(ctx, t, func(values []any) error {
		row := make([]any, len(values))
		for i, v := range values {
			row[i] = written(v)
		}
		raw, err := json.Marshal(row)
		if err != nil {
			return err
		}
		count.add(raw)
		return fn(raw)
	})
	return count.sum(), err
}

// written is a value as JSON has it: instants as RFC 3339 in UTC, bytes in base64.
func written(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	}
	return v
}

// Sums counts and hashes what a database holds now, as Write would.
func Sums(ctx context.Context, s *store.Store) (Summary, error) {
	out := Summary{}
	err := s.Snapshot(ctx, func(x *store.Snapshot) error {
		for _, t := range x.Tables {
			if left[t.Name] {
				continue
			}
			sum, err := eachRow(ctx, x, t, func([]byte) error { return nil })
			if err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
			out[t.Name] = sum
		}
		return nil
	})
	return out, err
}
