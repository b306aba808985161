package store

import (
	"strings"

	"zhulian/vault"
)

// SealedTable says of a table which of its columns are sealed, and what tells its rows apart within a county.
type SealedTable struct {
	Name    string
	Columns []string
	keys    []string                           // "id" where it is nil
	places  map[string]string                  // of columns whose seal does not call them table.column without its ending
	place   func(p *vault.Place, key []string) // what else a seal is bound to than the first key
}

// sealedTables are all tables that hold something sealed; a test compares them with the schema.
var sealedTables = []SealedTable{
	{Name: "alert", Columns: []string{"evidence_sealed", "note_sealed"}},
	{Name: "alert_reason", Columns: []string{"facts_sealed"}, keys: []string{"alert_id", "rule_code"},
		place: func(p *vault.Place, key []string) { p.Column += "." + key[1] }},
	{Name: "application", Columns: []string{"story_sealed", "payee_sealed", "appeal_sealed", "appeal_answer_sealed", "note_sealed", "reasons_sealed", "objection_sealed",
		"objection_answer_sealed"}},
	{Name: "attachment", Columns: []string{"sealed"}, places: map[string]string{"sealed": "attachment.content"}},
	{Name: "audit_sample", Columns: []string{"note_sealed"}},
	{Name: "child_report", Columns: []string{"seen_sealed", "done_sealed"}},
	{Name: "complaint", Columns: []string{"text_sealed", "contact_sealed", "answer_sealed"}},
	{Name: "fulfilment", Columns: []string{"note_sealed", "confirm_sealed"}, places: map[string]string{"confirm_sealed": "fulfilment.confirm_note"}},
	{Name: "happiness_list", Columns: []string{"lines_sealed", "head_sealed", "dispute_sealed", "answer_sealed"}},
	{Name: "household", Columns: []string{"address_sealed"}},
	{Name: "household_level", Columns: []string{"sealed", "found_sealed"}, places: map[string]string{"sealed": "household_level.lines"}},
	{Name: "household_means", Columns: []string{"facts_sealed"}, keys: []string{"household_id"}},
	{Name: "idempotency_key", Columns: []string{"sealed"}, keys: []string{"account_id", "key"}, places: map[string]string{"sealed": "idempotency_key.sealed"},
		place: func(p *vault.Place, key []string) { p.Row += "/" + key[1] }},
	{Name: "need", Columns: []string{"title_sealed", "detail_sealed"}},
	{Name: "notice_address", Columns: []string{"email_sealed", "phone_sealed"}, keys: []string{"account_id"}},
	{Name: "person", Columns: []string{"name_sealed", "citizen_sealed", "phone_sealed", "profile_sealed"}},
	{Name: "resident_pass", Columns: []string{"phone_sealed", "code_sealed", "draft_sealed"}},
	{Name: "second_factor", Columns: []string{"secret_sealed"}, keys: []string{"account_id"}},
	{Name: "signal", Columns: []string{"facts_sealed"}},
	{Name: "suggestion", Columns: []string{"reasons_sealed", "missing_sealed"}},
	{Name: "supplier", Columns: []string{"contact_name_sealed", "contact_phone_sealed"}},
	{Name: "visit", Columns: []string{"found_sealed", "place_sealed"}},
	{Name: "visit_plan", Columns: []string{"reasons_sealed"}},
	{Name: "visit_window", Columns: []string{"exempt_sealed"}},
	{Name: "work_check", Columns: []string{"said_sealed"}, keys: []string{"path_id", "days"}},
	{Name: "work_path", Columns: []string{"job_sealed", "income_sealed"}},
}

// SealedTables lists the tables that hold something sealed.
func SealedTables() []SealedTable { return append([]SealedTable(nil), sealedTables...) }

func (t SealedTable) key() []string {
	if t.keys == nil {
		return []string{"id"}
	}
	return t.keys
}

// Keys are the columns that tell rows of the table apart within a county.
func (t SealedTable) Keys() []string { return append([]string(nil), t.key()...) }

// Place is where a value of a column is sealed for, in the row of a county with these keys.
func (t SealedTable) Place(column, county string, keys []string) vault.Place {
	return t.placeOf(column, sealedRow{key: append([]string{county}, keys...)})
}

// placeOf is where a value of a row is sealed for.
func (t SealedTable) placeOf(column string, r sealedRow) vault.Place {
	name, ok := t.places[column]
	if !ok {
		name = t.Name + "." + strings.TrimSuffix(column, "_sealed")
	}
	p := vault.Place{County: r.key[0], Column: name, Row: r.key[1]}
	if t.place != nil {
		t.place(&p, r.key[1:])
	}
	return p
}

// older asks for rows that hold something sealed with another key than the one that seals now; @head is how that begins.
func (t SealedTable) older() string { return t.begins("<> @head") }

// lost asks for rows that hold something sealed with a key that is not there; @heads are how those begin that are.
func (t SealedTable) lost() string { return t.begins("NOT IN @heads") }

func (t SealedTable) begins(how string) string {
	parts := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		parts[i] = "(length(" + c + ") > 0 AND substr(" + c + ", 1, 5) " + how + ")"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}
