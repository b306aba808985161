package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
	"zhulian/vault"
)

// take reads one row of a county by its id; noun names it in a NotFound error.
func take[T any](ctx context.Context, s *Store, noun, county, id string) (*T, error) {
	var out T
	if err := s.read.WithContext(ctx).Where("county_code = ? AND id = ?", county, id).Take(&out).Error; err != nil {
		return nil, absent(err, noun)
	}
	return &out, nil
}

// How PostgreSQL holds the rows that are read until the transaction ends. Rows that refer to them may still be written: nobody who holds a row deletes
// it or changes its key, and two that had each written what refers to the other's row would wait for each other.
const (
	toChange = "NO KEY UPDATE" // nobody else holds or changes them
	toKeep   = "SHARE"         // others may hold them so too, and nobody changes them
)

// locking reads rows and holds them until the transaction ends; SQLite's transactions hold everything.
func (s *Store) locking(ctx context.Context, strength string) *gorm.DB {
	return s.db.WithContext(ctx).Clauses(clause.Locking{Strength: strength})
}

// hold reads one row like take and holds it until the transaction ends.
func hold[T any](ctx context.Context, s *Store, noun, county, id string) (*T, error) {
	var out T
	err := s.locking(ctx, toChange).Where("county_code = ? AND id = ?", county, id).Take(&out).Error
	if err != nil {
		return nil, absent(err, noun)
	}
	return &out, nil
}

func (s *Store) insert(ctx context.Context, row any) error {
	return translate(s.db.WithContext(ctx).Create(row).Error)
}

// Change names the columns that an update sets.
type Change map[string]any

// step moves one row from a status to another and sets more columns with it, as one compare-and-swap; where the row no longer has
// the status, it is a Conflict.
func (s *Store) step(ctx context.Context, model any, at Key, from string, set Change) error {
	return s.swap(ctx, model, s.db.Where("status = ?", from), at, set, models.Conflict("changed_meanwhile"))
}

// revise changes one row that still has the version that the caller saw; otherwise it is Stale.
func (s *Store) revise(ctx context.Context, model any, at Key, version int, set Change) error {
	return s.swap(ctx, model, s.db.Where("version = ?", version), at, set, models.Stale())
}

func (s *Store) swap(ctx context.Context, model any, cond *gorm.DB, at Key, set Change, missed error) error {
	values := map[string]any{"version": gorm.Expr("version + 1"), "updated_at": s.Now()}
	for k, v := range set {
		values[k] = v
	}
	res := s.db.WithContext(ctx).Model(model).Where("county_code = ? AND id = ?", at.County, at.ID).Where(cond).Updates(values)
	if res.Error != nil {
		return translate(res.Error)
	}
	if res.RowsAffected == 0 {
		return missed
	}
	return nil
}

// Key is where a row stands: its county and its id.
type Key struct{ County, ID string }

// Page asks for a part of a list, newest first unless Oldest. After is the id of the last row already seen.
type Page struct {
	Limit  int
	After  string
	Oldest bool
}

// pageOf reads one page and tells the id to go on after, or "" at the end.
func pageOf[T any](q *gorm.DB, p Page, id func(T) string) (items []T, next string, err error) {
	order, cmp := "id DESC", "id < ?"
	if p.Oldest {
		order, cmp = "id", "id > ?"
	}
	if p.After != "" {
		q = q.Where(cmp, p.After)
	}
	limit := max(1, p.Limit)
	if err := q.Order(order).Limit(limit + 1).Find(&items).Error; err != nil {
		return nil, "", translate(err)
	}
	if len(items) > limit {
		items = items[:limit]
		next = id(items[limit-1])
	}
	return items, next, nil
}

// Scope narrows a list to what somebody may see: a county, and in it regions or a supplier or a worker; empty does not narrow.
type Scope struct {
	County   string
	Regions  []string
	Supplier string
	Worker   string
}

func (s *Store) scoped(ctx context.Context, sc Scope) *gorm.DB {
	q := s.listing(ctx).Where("county_code = ?", sc.County)
	if sc.Supplier != "" {
		q = q.Where("supplier_id = ?", sc.Supplier)
	}
	if sc.Worker != "" {
		q = q.Where("worker_id = ?", sc.Worker)
	}
	return inRegions(q, sc.Regions)
}

// inRegions keeps the rows whose region_code lies at or under one of the regions. It compares by range, which every collation and
// index can serve, since codes are digits only.
func inRegions(q *gorm.DB, regions []string) *gorm.DB {
	if len(regions) == 0 {
		return q
	}
	or := q.Session(&gorm.Session{NewDB: true})
	for _, r := range regions {
		or = or.Or(under(q, "region_code", r))
	}
	return q.Where(or)
}

// under keeps the rows whose column holds a region at or under a code. A code that is none finds nothing: a collation that passes
// over signs would put such a prefix among the digits.
func under(q *gorm.DB, column, code string) *gorm.DB {
	fresh, prefix := q.Session(&gorm.Session{NewDB: true}), models.RegionPrefix(code)
	if _, flaw := models.ParseRegionCode(code); flaw != "" {
		return fresh.Where("1 = 0")
	}
	return fresh.Where(column+" >= ? AND "+column+" <= ?", padded(prefix, '0'), padded(prefix, '9'))
}

func padded(prefix string, with byte) string {
	out := []byte(prefix)
	for len(out) < 12 {
		out = append(out, with)
	}
	return string(out)
}

// likeWord is a search word as a LIKE pattern, with LIKE's own signs taken literally (ESCAPE '\').
func likeWord(word string) string {
	var out []rune
	for _, r := range word {
		if r == '%' || r == '_' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return "%" + string(out) + "%"
}

// sealing seals and opens the personal fields of one row.
type sealing struct {
	s          *Store
	county, id string
	err        error
}

func (z *sealing) seal(column, plain string) []byte {
	out, err := z.s.vault.Seal(z.place(column), []byte(plain))
	if err != nil && z.err == nil {
		z.err = fmt.Errorf("seal %s: %w", column, err)
	}
	return out
}

func (z *sealing) open(column string, sealed []byte) string {
	out, err := z.s.vault.Open(z.place(column), sealed)
	if err != nil && z.err == nil {
		z.err = err
	}
	return string(out)
}

// sealJSON seals a value as JSON; nothing stays nothing.
func (z *sealing) sealJSON(column string, v any, empty bool) []byte {
	if empty {
		return nil
	}
	plain, err := json.Marshal(v)
	if err != nil && z.err == nil {
		z.err = fmt.Errorf("seal %s: %w", column, err)
	}
	return z.seal(column, string(plain))
}

func (z *sealing) openJSON(column string, sealed []byte, into any) {
	plain := z.open(column, sealed)
	if plain == "" || z.err != nil {
		return
	}
	z.err = json.Unmarshal([]byte(plain), into)
}

func (z *sealing) place(column string) vault.Place {
	return vault.Place{County: z.county, Column: column, Row: z.id}
}
