package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// BookMost is how many households a field book holds; a longer list is no list to choose from.
const BookMost = 300

// BookEntry is a household as it stands in a field book.
type BookEntry struct{ ID, No, Name, Village string }

// Book is what an aide carries into the field to write down needs: the households to choose from, and the categories asked for of late.
type Book struct {
	Households []BookEntry
	Recent     []string
	Persons    []models.Person // of the one household that was asked for
	Whole      bool            // false when there are more households than the book holds; then it holds none
}

// recentMost is how many categories are offered first.
const recentMost = 8

// FieldBook writes the actor's book, and every name in it into the disclosure log. With a household it holds that one only.
// Errors: Forbidden.
func (d *Desk) FieldBook(ctx context.Context, by models.Actor, household string) (*Book, error) {
	sc, err := flow.ListScope(by, models.NeedEdit)
	if err != nil {
		return nil, err
	}
	out := &Book{}
	if out.Recent, err = d.Store.RecentCategories(ctx, sc, by.AccountID, recentMost); err != nil {
		return nil, err
	}
	f := store.HouseholdFilter{Scope: sc, Status: string(models.HouseholdActive)}
	if household != "" {
		f.IDs = []string{household}
	}
	heads, err := d.Store.Heads(ctx, f, BookMost+1)
	if out.Whole = len(heads) <= BookMost; err != nil || !out.Whole {
		return out, err
	}
	if household != "" && len(heads) == 1 {
		persons, err := d.Store.Persons(ctx, by.CountyCode, household)
		if err != nil {
			return nil, err
		}
		out.Persons = persons[household]
	}
	out.Households, err = d.entries(ctx, by, heads)
	return out, err
}

// entries names the villages of heads of households, and logs that their names are shown.
func (d *Desk) entries(ctx context.Context, by models.Actor, heads []store.Head) ([]BookEntry, error) {
	codes, ids := make([]string, len(heads)), make([]string, len(heads))
	for i, h := range heads {
		codes[i], ids[i] = h.RegionCode, h.ID
	}
	names, err := d.Store.RegionNames(ctx, codes)
	if err != nil {
		return nil, err
	}
	out := make([]BookEntry, len(heads))
	for i, h := range heads {
		out[i] = BookEntry{ID: h.ID, No: h.No, Name: h.Name, Village: names[h.RegionCode]}
	}
	return out, d.Store.InTx(ctx, func(s *store.Store) error { return d.seen(ctx, s, by, "list", []string{"name"}, ids...) })
}
