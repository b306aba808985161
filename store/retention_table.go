package store

// ending says in SQL when rows of a noun are over their time, what holds them back, and what goes, or loses its pointer, with them. In it t is
// the row, @county the county, @at and @day the instant and the day before which the row's time must have ended, @ids the rows that go.
type ending struct {
	table string
	over  string
	held  []string
	carry []carried // rows of other nouns that go first, by their own endings
	drop  []string  // what goes, or is let go of, before the rows themselves
	empty string    // what is done to the rows instead of deleting them
	most  int       // how many rows go in one transaction at most, where the database looks through many tables for each; 0 leaves that to the caller
}

// carried are the rows of a noun whose column names a row that goes.
type carried struct{ noun, column string }

// disputed are the households about which something is not settled: a complaint, an appeal, a dispute, or what was seen of a child at risk.
// Nothing of theirs goes.
const disputed = `(SELECT c.household_id FROM complaint c WHERE c.county_code = @county AND c.status <> 'closed' AND c.household_id IS NOT NULL
	UNION SELECT a.household_id FROM complaint c JOIN application a ON a.county_code = c.county_code AND (a.id = c.application_id OR a.pass_id = c.pass_id)
		WHERE c.county_code = @county AND c.status <> 'closed'
	UNION SELECT household_id FROM application WHERE county_code = @county AND status = 'appealed'
	UNION SELECT household_id FROM fulfilment WHERE county_code = @county AND status = 'disputed'
	UNION SELECT household_id FROM happiness_list WHERE county_code = @county AND status = 'disputed'
	UNION SELECT household_id FROM child_report WHERE county_code = @county AND status <> 'closed')`

const (
	unsettled       = "COALESCE(t.household_id IN " + disputed + ", FALSE)"
	unsettledItself = "t.id IN " + disputed
	unsettledByText = "t.household_id IN (SELECT CAST(x.household_id AS TEXT) FROM " + disputed + " x)"
	fulfilmentsOf   = "(SELECT id FROM fulfilment WHERE county_code = @county AND need_id IN @ids)"
	matchesOf       = "(SELECT id FROM match WHERE county_code = @county AND need_id IN @ids)"
	householdEnded  = "EXISTS (SELECT 1 FROM household h WHERE h.county_code = @county AND h.id = t.household_id AND h.status IN ('left', 'closed') AND h.updated_at < @at)"
	helpedOnce      = `EXISTS (SELECT 1 FROM need x CROSS JOIN fulfilment f WHERE x.county_code = @county AND x.household_id = t.id
		AND f.county_code = x.county_code AND f.need_id = x.id)`
	recentChildOf    = "EXISTS (SELECT 1 FROM child_report c WHERE c.county_code = @county AND c.visit_id = t.id AND (c.status <> 'closed' OR c.closed_at >= @at))"
	recentChildUnder = `EXISTS (SELECT 1 FROM visit v JOIN child_report c ON c.county_code = v.county_code AND c.visit_id = v.id
		WHERE v.county_code = @county AND v.window_id = t.id AND (c.status <> 'closed' OR c.closed_at >= @at))`
)

// hangs holds a row back while a row of a table names it.
func hangs(table, column, also string) string {
	return "EXISTS (SELECT 1 FROM " + table + " x WHERE x.county_code = @county AND x." + column + " = t.id" + also + ")"
}

// lets lets go of a pointer to rows that go.
func lets(table, column, also string) string {
	return letsAll(table, column, "@ids") + also
}

// letsAll lets go of a pointer to rows that go with those.
func letsAll(table, column, rows string) string {
	return "UPDATE " + table + " SET " + column + " = NULL WHERE county_code = @county AND " + column + " IN " + rows
}

// off deletes the rows whose column names a row that goes.
func off(table, column, also string) string {
	return offAll(table, column, "@ids") + also
}

// offAll deletes the rows whose column names a row that goes with those.
func offAll(table, column, rows string) string {
	return "DELETE FROM " + table + " WHERE county_code = @county AND " + column + " IN " + rows
}

// endings are the endings of every noun that has a time of its own.
var endings = map[string]ending{
	"attachment": {
		table: "attachment",
		over:  "t.noun IN ('visit', 'fulfilment', 'need') AND t.content_type LIKE 'image/%' AND t.forgotten_at IS NULL AND t.created_at < @at",
		held: []string{
			"t.noun = 'visit' AND t.object_id IN (SELECT v.id FROM visit v WHERE v.county_code = @county AND v.household_id IN " + disputed + ")",
			"t.noun = 'fulfilment' AND t.object_id IN (SELECT v.id FROM fulfilment v WHERE v.county_code = @county AND v.household_id IN " + disputed + ")",
			"t.noun = 'need' AND t.object_id IN (SELECT v.id FROM need v WHERE v.county_code = @county AND v.household_id IN " + disputed + ")",
		},
		empty: "UPDATE attachment SET sealed = {empty}, forgotten_at = @now WHERE county_code = @county AND id IN @ids",
	},
	"suggestion": {
		table: "suggestion",
		over:  "(t.status IN ('accepted', 'rejected', 'expired') AND t.updated_at < @at OR t.status = 'new' AND t.gone_at < @at)",
		held:  []string{unsettled},
		drop: []string{lets("work_path", "suggestion_id", ""), lets("need", "source_id", " AND source = 'suggestion'"),
			lets("application", "source_id", " AND source = 'suggestion'")},
	},
	"household_level": {table: "household_level", over: "t.status IN ('replaced', 'rejected') AND t.updated_at < @at", held: []string{unsettled}},
	"visit_window": {
		table: "visit_window",
		over:  "t.ends_on < @day AND NOT EXISTS (SELECT 1 FROM visit v WHERE v.county_code = @county AND v.window_id = t.id AND v.checked_in_at >= @at)",
		held:  []string{unsettled, recentChildUnder},
		carry: []carried{{"visit", "window_id"}},
	},
	"visit": {
		table: "visit", over: "t.window_id IS NULL AND t.checked_in_at < @at", held: []string{unsettled, recentChildOf},
		drop: []string{off("child_report", "visit_id", ""), off("attachment", "object_id", " AND noun = 'visit'"), off("audit_sample", "object_id", " AND noun = 'visit'"),
			lets("alert", "verify_visit_id", ""), lets("application", "visit_id", ""), lets("household_level", "visit_id", ""),
			lets("need", "source_id", " AND source = 'visit'"), lets("application", "source_id", " AND source = 'visit'")},
	},
	"visit_plan": {table: "visit_plan", over: "t.ends_on < @day",
		held: []string{unsettled, "EXISTS (SELECT 1 FROM visit_window x WHERE x.county_code = @county AND x.household_id = t.household_id AND x.plan_id = t.id)"}},
	"aide_absence": {table: "aide_absence", over: "t.status IN ('ended', 'cancelled') AND t.to_on < @day"},
	"work_path": {table: "work_path", over: "t.status = 'closed' AND t.closed_on < @day", held: []string{unsettled},
		drop: []string{off("attendance", "path_id", ""), off("work_check", "path_id", "")}},
	"happiness_list": {table: "happiness_list", over: "t.period_to < @day", held: []string{unsettled},
		drop: []string{off("attachment", "object_id", " AND noun = 'happiness_list'"), off("audit_sample", "object_id", " AND noun = 'happiness_list'"),
			lets("happiness_list", "corrects_id", "")}},
	"benefit": {table: "benefit", held: []string{unsettled},
		over: "t.granted_on < @day AND (t.period_to < @day OR t.period_to IS NULL AND (t.kind IN ('goods', 'one_off') OR t.voided_at IS NOT NULL OR " + householdEnded + "))"},
	"complaint": {table: "complaint", over: "t.status = 'closed' AND t.closed_at < @at", held: []string{unsettled}},
	"need": {
		table: "need", over: "t.closed_at < @at", held: []string{unsettled},
		drop: []string{
			offAll("attachment", "object_id", fulfilmentsOf), off("attachment", "object_id", " AND noun = 'need'"), letsAll("visit", "fulfilment_id", fulfilmentsOf),
			`UPDATE benefit SET source_ref = '' WHERE county_code = @county AND source_noun = 'fulfilment' AND source_ref IN
				(SELECT CAST(id AS TEXT) FROM fulfilment WHERE county_code = @county AND need_id IN @ids)`,
			off("fulfilment", "need_id", ""), offAll("answer_link", "match_id", matchesOf), offAll("reservation", "match_id", matchesOf),
			letsAll("work_path", "match_id", matchesOf), letsAll("work_path", "job_match_id", matchesOf), lets("work_path", "need_id", ""),
			off("match", "need_id", ""), off("allocation_proposal", "need_id", ""), off("allocation_unmet", "need_id", ""),
			off("search_word", "object_id", " AND noun = 'need'"), off("audit_sample", "object_id", " AND noun = 'need'"),
			letsAll("work_path", "suggestion_id", "(SELECT id FROM suggestion WHERE county_code = @county AND converted_noun = 'need' AND converted_id IN @ids)"),
			off("suggestion", "converted_id", " AND converted_noun = 'need'"), lets("need", "duplicate_of", ""), lets("need", "likely_duplicate_of", ""),
		},
	},
	"application":       {table: "application", over: "t.status NOT IN @unended AND t.updated_at < @at", held: []string{unsettled}, drop: applicationDrops},
	"application_draft": {table: "application", over: "t.status = 'draft' AND t.updated_at < @at", held: []string{unsettled}, drop: applicationDrops},
	"resident_pass": {table: "resident_pass", over: "t.ended_at < @at", held: []string{hangs("application", "pass_id", ""), hangs("complaint", "pass_id", "")},
		drop: []string{off("attachment", "object_id", " AND noun = 'resident_pass'")}},
	"alert": {
		table: "alert",
		over: `t.status NOT IN @waiting AND COALESCE(t.closed_at, t.verified_at, t.updated_at) < @at AND (t.rest_until IS NULL OR t.rest_until < @day)
			AND NOT EXISTS (SELECT 1 FROM alert_signal g WHERE g.county_code = @county AND g.alert_id = t.id AND g.attached_at >= @at)`,
		held: []string{unsettled, hangs("visit", "alert_id", ""), hangs("visit_window", "alert_id", ""), hangs("need", "source_id", " AND x.source = 'alert'"),
			hangs("application", "source_id", " AND x.source = 'alert'")},
		drop: []string{off("alert_reason", "alert_id", ""), off("alert_signal", "alert_id", ""), lets("alert", "merged_into", "")},
	},
	"listing":    {table: "listing", over: "t.listed_to < @day", held: []string{unsettled}},
	"disclosure": {table: "disclosure", over: "t.at < @at", held: []string{unsettledByText}},
	"consent": {table: "consent", over: "(t.withdrawn_at < @at OR t.expires_at < @at OR " + householdEnded + ")",
		held: []string{unsettled, "EXISTS (SELECT 1 FROM disclosure d WHERE d.county_code = @county AND d.consent_id = CAST(t.id AS TEXT))",
			hangs("application", "consent_id", "")}},
	"minor_access":   {table: "minor_access", over: "t.ends_on < @day", held: []string{unsettled}},
	"export_request": {table: "export_request", over: "t.status IN ('refused', 'taken', 'lapsed') AND t.updated_at < @at"},
	"household": {
		table: "household", most: 50, over: "t.status IN ('left', 'closed') AND t.updated_at < @at", held: householdHolds(),
		carry: []carried{{"need", "household_id"}, {"application", "household_id"}, {"suggestion", "household_id"}, {"household_level", "household_id"},
			{"visit_window", "household_id"}, {"visit_plan", "household_id"}},
		drop: []string{off("household_means", "household_id", ""), off("listing", "household_id", ""), off("person", "household_id", "")},
	},
	"answer_link":     {table: "answer_link", over: "t.expires_at < @at"},
	"session":         {table: "session", over: "(t.ended_at < @at OR t.expires_at < @at)"},
	"notice":          {table: "notice", over: "t.created_at < @at"},
	"notice_delivery": {table: "notice_delivery", over: "t.status NOT IN ('waiting', 'sending') AND t.updated_at < @at"},
	"errand": {table: "errand", over: "t.ended_at < @at",
		drop: []string{off("attachment", "object_id", " AND noun = 'errand'"), "UPDATE export_request SET errand_id = '' WHERE county_code = @county AND errand_id IN @texts"}},
}

var applicationDrops = []string{
	off("attachment", "object_id", " AND noun = 'application'"),
	letsAll("work_path", "suggestion_id", "(SELECT id FROM suggestion WHERE county_code = @county AND converted_noun = 'application' AND converted_id IN @ids)"),
	off("suggestion", "converted_id", " AND converted_noun = 'application'"),
	lets("complaint", "application_id", ""), lets("application", "duplicate_of", ""),
	lets("need", "source_id", " AND source IN ('application', 'one_click')"),
	"UPDATE benefit SET source_ref = '' WHERE county_code = @county AND source_noun = 'application' AND source_ref IN @texts",
}

// householdHolds are what makes a household somebody of whom something is kept. What it took back itself, and what was never begun, do not. Every row has a
// version over 0; asking for it keeps SQLite from reading a whole county out of an index that is made for reports.
func householdHolds() []string {
	out := []string{unsettledItself}
	for _, table := range []string{"consent", "visit", "alert", "benefit", "happiness_list", "signal", "complaint", "resident_pass", "work_path", "minor_access"} {
		out = append(out, hangs(table, "household_id", ""))
	}
	return append(out, helpedOnce, hangs("need", "household_id", " AND x.version > 0 AND x.status NOT IN ('draft', 'withdrawn', 'void')"),
		hangs("application", "household_id", " AND x.status NOT IN ('draft', 'withdrawn')"),
		hangs("visit_window", "household_id", " AND x.version > 0 AND x.status NOT IN ('planned', 'due', 'exempt')"),
		hangs("suggestion", "household_id", " AND x.status = 'converted'"))
}
