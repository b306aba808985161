package walls

import (
	"regexp"
	"strings"
)

// nouns are the tables whose ids stand behind the segments of a path.
var nouns = map[string]string{
	"accounts": "account", "sessions": "course_session", "suppliers": "supplier", "offers": "offer", "households": "household", "persons": "person", "consents": "consent",
	"needs": "need", "open-needs": "need", "matches": "match", "fulfilments": "fulfilment", "tasks": "fulfilment", "proofs": "attachment", "files": "attachment",
	"pictures": "attachment", "send-match": "match", "cancel-match": "match", "fail-match": "match", "photos": "photo", "alerts": "alert", "absences": "aide_absence", "batches": "feed_batch", "versions": "alert_rule",
	"allocations": "allocation", "rounds": "allocation", "weights": "weight_version", "applications": "application", "complaints": "complaint",
	"happiness-lists": "happiness_list", "happiness": "happiness_list", "list-runs": "list_run", "runs": "list_run", "exports": "export_request",
	"minor-access": "minor_access", "notices": "notice", "inbox": "notice", "notice-deliveries": "notice_delivery", "samples": "audit_sample",
	"standards": "policy_standard", "sla": "sla_rule", "suggestions": "suggestion", "visits": "visit", "visit-windows": "visit_window", "levels": "household_level",
	"child-reports": "child_report", "errands": "errand", "course-sessions": "course_session", "courses": "offer", "work-paths": "work_path", "work": "work_path",
}

// elsewhere are the paths where a segment means another table than it does in most.
var elsewhere = map[string]string{
	"/needs/:id/settle/:line": "fulfilment", "/suggestion-rules/versions/:id": "suggestion_rule", "/me/sessions/:id": "session",
}

// said are parameters that are no county's: words that all share, and secrets that are shown by whoever was given them.
var said = map[string]string{
	"/alert-rules/:code": "W01", "/rules/:code": "W01", "/suggestion-rules/:code": "R01", ":number": "1", "/reports/indicators/:code": "K1", "/reports/file/:report": "resolution",
	"/settings/categories/:code": "A01", "/settings/feeds/:code": "medical", "/impact/:year": "2026", "/offline/:lang": "en", ":group": "who", ":step": "withdraw",
	":token": "330198AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/l/:code": "ABCDEFGHJKMNPQRS", "/publicity/:code": "ABCDEFGHJKMNPQRS", "/relief/at/:code": "ABCDEFGHJKMNPQRS",
	":pass": "ABCDEFGHJKMNPQRS",
}

// fields are the names of ids in bodies, forms and queries, with their tables.
var fields = map[string]string{
	"household_id": "household", "household": "household", "person_id": "person", "persons_seen": "person", "present": "person", "person": "person", "new_head": "person",
	"need_id": "need", "need_ids": "need", "duplicate_of": "need", "offer_id": "offer", "offer": "offer", "offers": "offer",
	"supplier_id": "supplier", "supplier": "supplier", "suppliers": "supplier", "match_id": "match", "matches": "match", "match": "match",
	"worker_id": "account", "aide_id": "account", "substitute_id": "account", "aide": "account", "account_id": "account",
	"application_id": "application", "application": "application", "visit_id": "visit", "window_id": "visit_window", "alert_id": "alert",
	"suggestion_id": "suggestion", "object_id": "household", "source_id": "alert", "list_id": "happiness_list", "attendance": "attendance", "sample_id": "audit_sample",
}

// places are the names of fields that hold a region or a county.
var places = map[string]string{
	"region_code": "village", "region": "village", "regions": "county", "county": "code", "county_code": "code", "under": "county", "successor_code": "village",
}

var parameter = regexp.MustCompile(`:\w+`)

// slot is a place of a path where something is put in: an id of a table, or what is said always.
type slot struct{ name, table, word string }

// slotsOf are the parameters of a path. One that nobody has said anything about has neither a table nor a word.
func slotsOf(path string) (out []slot) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		s := slot{name: part}
		upTo := strings.Join(parts[:i+1], "/")
		for where, table := range elsewhere {
			if strings.HasPrefix(where, upTo) && strings.HasPrefix(path+"/", where+"/") {
				s.table = table
			}
		}
		switch {
		case s.table != "":
		case strings.HasSuffix(upTo, "/settings/regions/:code"):
			s.table = "region"
		case part == ":id" || part == ":person" || part == ":consent" || part == ":picture" || part == ":photo" || part == ":line":
			s.table = nouns[parts[i-1]]
			if part == ":id" && strings.HasPrefix(parts[i-1], ":") { // /relief/at/:code/:id
				s.table = "application"
			}
		default:
			for _, at := range []string{upTo, part} {
				if word, ok := said[at]; ok && s.word == "" {
					s.word = word
				}
			}
		}
		out = append(out, s)
	}
	return out
}
