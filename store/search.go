package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"zhulian/models"
)

// searchWord is one word by which a row is found.
type searchWord struct {
	CountyCode string `gorm:"primaryKey"`
	Noun       string `gorm:"primaryKey"`
	Word       string `gorm:"primaryKey"`
	ObjectID   string `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (searchWord) TableName() string { return "search_word" }

// The nouns that are found by words, and their public texts.
const (
	wordsOfNeed     = "need"
	wordsOfOffer    = "offer"
	wordsOfSupplier = "supplier"
)

// worded is a row with the public texts by which it is found.
type worded struct {
	noun, county, id string
	texts            []string
}

func needWords(r *models.Need) worded {
	return worded{wordsOfNeed, r.CountyCode, r.ID, []string{r.TitlePublic}}
}

func offerWords(r *models.Offer) worded {
	return worded{wordsOfOffer, r.CountyCode, r.ID, []string{r.Title, r.Description}}
}

func supplierWords(r *models.Supplier) worded {
	return worded{wordsOfSupplier, r.CountyCode, r.ID, []string{r.Name}}
}

func (w worded) rows() []searchWord {
	words := models.SearchWords(w.texts...)
	out := make([]searchWord, len(words))
	for i, word := range words {
		out[i] = searchWord{w.county, w.noun, word, w.id}
	}
	return out
}

// addWords writes the words of a new row.
func (s *Store) addWords(ctx context.Context, w worded) error { return s.putWords(ctx, w.rows()) }

// renewWords writes the words of a changed row in the place of those it had.
func (s *Store) renewWords(ctx context.Context, w worded) error {
	err := s.db.WithContext(ctx).Where("county_code = ? AND noun = ? AND object_id = ?", w.county, w.noun, w.id).Delete(&searchWord{}).Error
	if err != nil {
		return translate(err)
	}
	return s.addWords(ctx, w)
}

func (s *Store) putWords(ctx context.Context, rows []searchWord) error {
	if len(rows) == 0 {
		return nil
	}
	return translate(s.db.WithContext(ctx).CreateInBatches(rows, 5000).Error)
}

// addAllWords writes the words of many new rows of one kind.
func (s *Store) addAllWords(ctx context.Context, rows any) error {
	var out []searchWord
	switch list := rows.(type) {
	case []models.Need:
		out = wordsOfAll(list, needWords)
	case []models.Offer:
		out = wordsOfAll(list, offerWords)
	case []models.Supplier:
		out = wordsOfAll(list, supplierWords)
	}
	return s.putWords(ctx, out)
}

func wordsOfAll[T any](list []T, of func(*T) worded) []searchWord {
	var out []searchWord
	for i := range list {
		out = append(out, of(&list[i]).rows()...)
	}
	return out
}

// withWords keeps the rows of a noun, which is the name of its table, in which every word of a text is found, or to which the condition also
// holds. The two are looked up apart, since no index finds the one or the other.
func withWords(q *gorm.DB, noun, county, text, also string, args ...any) *gorm.DB {
	full, begun := models.SoughtWords(text)
	if len(full)+len(begun) == 0 {
		return q.Where(also, args...)
	}
	var sets []string
	var values []any
	add := func(cond string, more ...any) {
		sets = append(sets, "SELECT object_id FROM search_word WHERE county_code = ? AND noun = ? AND "+cond)
		values = append(append(values, county, noun), more...)
	}
	for _, w := range full {
		add("word = ?", w)
	}
	for _, w := range begun {
		add("word >= ? AND word < ?", w, w+"\U0010FFFF")
	}
	values = append(append(values, county), args...)
	return q.Where("id IN ("+strings.Join(sets, " INTERSECT ")+" UNION SELECT id FROM "+noun+" WHERE county_code = ? AND "+also+")", values...)
}

// fillWords writes the words of rows that were there before there were words.
func (s *Store) fillWords(ctx context.Context) error {
	return s.InTx(ctx, func(s *Store) error {
		var n int64
		if err := s.db.WithContext(ctx).Model(&searchWord{}).Count(&n).Error; err != nil || n > 0 {
			return translate(err)
		}
		for _, fill := range []func() error{
			func() error { return fillFrom(ctx, s, func(r models.Supplier) Key { return Key{r.CountyCode, r.ID} }) },
			func() error { return fillFrom(ctx, s, func(r models.Offer) Key { return Key{r.CountyCode, r.ID} }) },
			func() error { return fillFrom(ctx, s, func(r models.Need) Key { return Key{r.CountyCode, r.ID} }) },
		} {
			if err := fill(); err != nil {
				return err
			}
		}
		return nil
	})
}

func fillFrom[T any](ctx context.Context, s *Store, key func(T) Key) error {
	for last := (Key{}); ; {
		var rows []T
		err := s.db.WithContext(ctx).Where("county_code > ? OR county_code = ? AND id > ?", last.County, last.County, idAfter(last.ID)).
			Order("county_code, id").Limit(bulkRows).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return translate(err)
		}
		if err := s.addAllWords(ctx, rows); err != nil {
			return err
		}
		last = key(rows[len(rows)-1])
	}
}

// idAfter is an id to begin after; PostgreSQL compares ids as such, so that "" is none.
func idAfter(id string) string {
	if id == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return id
}
