package store

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"zhulian/models"
)

// Resealed is one step of sealing a table anew.
type Resealed struct {
	Rows   int64    // that were sealed anew
	Broken []string // rows of which something does not open, by county and key
	After  []string // where the next step goes on; nil at the end of the table
}

// sealedRow is a row with what is sealed of it; its key begins with its county.
type sealedRow struct {
	key    []string
	values [][]byte
}

// OldSeals counts by table the rows that hold something sealed with another key than the one that seals now.
func (s *Store) OldSeals(ctx context.Context) (models.Tally, error) {
	return s.countSeals(ctx, SealedTable.older, map[string]any{"head": s.vault.SealHead()})
}

// LostSeals counts by table the rows that hold something sealed with a key that the vault does not have, which nobody can read.
func (s *Store) LostSeals(ctx context.Context) (models.Tally, error) {
	return s.countSeals(ctx, SealedTable.lost, map[string]any{"heads": s.vault.SealHeads()})
}

func (s *Store) countSeals(ctx context.Context, which func(SealedTable) string, args map[string]any) (models.Tally, error) {
	out := models.Tally{}
	for _, t := range sealedTables {
		var n int64
		if err := s.db.WithContext(ctx).Raw("SELECT COUNT(*) FROM "+t.Name+" WHERE "+which(t), args).Scan(&n).Error; err != nil {
			return nil, translate(err)
		}
		out.Add(t.Name, n)
	}
	return out, nil
}

// Reseal seals anew what other keys sealed, in at most so many rows of a table after a row, in one transaction. Who reads or writes the rows meanwhile
// notices nothing: a value that was written since it was read is left alone, and a row keeps its version. What does not open is left as it is.
func (s *Store) Reseal(ctx context.Context, t SealedTable, after []string, most int) (out Resealed, err error) {
	rows, err := s.oldSeals(ctx, t, after, most)
	if err != nil {
		return out, err
	}
	if len(rows) == most {
		out.After = rows[most-1].key
	}
	err = s.InTx(ctx, func(s *Store) error {
		out.Rows, out.Broken = 0, nil
		for _, r := range rows {
			opened, changed, err := s.resealRow(ctx, t, r)
			if err != nil {
				return err
			}
			if !opened {
				out.Broken = append(out.Broken, t.Name+" "+strings.Join(r.key, " "))
			}
			if changed {
				out.Rows++
			}
		}
		return nil
	})
	return out, err
}

// oldSeals reads rows with something that another key sealed, in the order of their keys.
func (s *Store) oldSeals(ctx context.Context, t SealedTable, after []string, most int) ([]sealedRow, error) {
	keys := append([]string{"county_code"}, t.key()...)
	args := map[string]any{"head": s.vault.SealHead(), "most": most, "after": after}
	where := t.older()
	if after != nil {
		where += " AND (" + strings.Join(keys, ", ") + ") > @after"
	}
	var columns []string
	for i, k := range keys {
		columns = append(columns, fmt.Sprintf("CAST(%s AS TEXT) AS key_%d", k, i)) // under a name of its own, or PostgreSQL would order by the text
	}
	found, err := s.db.WithContext(ctx).Raw("SELECT "+strings.Join(append(columns, t.Columns...), ", ")+" FROM "+t.Name+" WHERE "+where+
		" ORDER BY "+strings.Join(keys, ", ")+" LIMIT @most", args).Rows()
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = found.Close() }()
	var out []sealedRow
	for found.Next() {
		r := sealedRow{key: make([]string, len(keys)), values: make([][]byte, len(t.Columns))}
		into := make([]any, 0, len(keys)+len(t.Columns))
		for i := range r.key {
			into = append(into, &r.key[i])
		}
		for i := range r.values {
			into = append(into, &r.values[i])
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, translate(found.Err())
}

// resealRow seals a row's values anew. It answers whether all of them opened, and whether one was changed.
func (s *Store) resealRow(ctx context.Context, t SealedTable, r sealedRow) (opened, changed bool, err error) {
	opened = true
	for i, column := range t.Columns {
		old := r.values[i]
		if len(old) == 0 || bytes.HasPrefix(old, s.vault.SealHead()) {
			continue
		}
		p := t.placeOf(column, r)
		plain, err := s.vault.Open(p, old)
		if err != nil {
			opened = false
			continue
		}
		fresh, err := s.vault.Seal(p, plain)
		if err != nil {
			return opened, changed, fmt.Errorf("seal %s: %w", p.Column, err)
		}
		q := "UPDATE " + t.Name + " SET " + column + " = ? WHERE " + column + " = ? AND county_code = ?"
		args := []any{fresh, old, r.key[0]}
		for j, k := range t.key() {
			q += " AND " + k + " = ?"
			args = append(args, r.key[j+1])
		}
		res := s.db.WithContext(ctx).Exec(q, args...)
		if res.Error != nil {
			return opened, changed, translate(res.Error)
		}
		changed = changed || res.RowsAffected > 0
	}
	return opened, changed, nil
}
