package models

import "slices"

// What is kept how long (domain report §17.3), table by table, in the order in which rows go: what hangs on something goes before it. Every
// table stands here; a test holds that.
var keepings = []Keeping{
	{Table: "attachment", How: KeepOwn, Period: StandardKeepPhoto, Why: "photos of people and homes; the row stays with its hash and day, and goes with what it belongs to"},
	{Table: "suggestion", How: KeepOwn, Period: StandardKeepAlert, Why: "nobody took it up; one that was turned into something goes with that"},
	{Table: "household_level", How: KeepOwn, Period: StandardKeepVisit, Why: "an assessment that no longer holds"},
	{Table: "visit_window", How: KeepOwn, Period: StandardKeepVisit, Why: "from its last day, with its visits"},
	{Table: "visit", How: KeepOwn, Period: StandardKeepVisit, Why: "one of no window, from its day"},
	{Table: "visit_plan", How: KeepOwn, Period: StandardKeepVisit, Why: "one that ended, when its windows have gone"},
	{Table: "aide_absence", How: KeepOwn, Period: StandardKeepVisit, Why: "why somebody was away"},
	{Table: "work_path", How: KeepOwn, Period: StandardKeepRelief, Why: "a record of help, from its closing"},
	{Table: "happiness_list", How: KeepOwn, Period: StandardKeepRelief, Why: "a record of help, from the end of its period"},
	{Table: "benefit", How: KeepOwn, Period: StandardKeepRelief, Why: "a record of help, from its last day; one that still runs stays"},
	{Table: "complaint", How: KeepOwn, Period: StandardKeepRelief, Why: "from its closing"},
	{Table: "need", How: KeepOwn, Period: StandardKeepRelief, Why: "a record of help, from its closing, with its matches and fulfilments"},
	{Table: "application", How: KeepOwn, Period: StandardKeepRelief, Why: "a record of help, from its last step"},
	{Table: "application", Noun: "application_draft", How: KeepOwn, Period: StandardKeepStranger, Why: "begun and never handed in"},
	{Table: "resident_pass", How: KeepOwn, Period: StandardKeepStranger, Why: "when no request hangs on it any more; those never used end by themselves"},
	{Table: "alert", How: KeepOwn, Period: StandardKeepAlert, Why: "from its end; one that something came of goes after that"},
	{Table: "listing", How: KeepOwn, Period: StandardKeepRelief, Why: "a stay that ended; rates were counted over it"},
	{Table: "disclosure", How: KeepOwn, Period: StandardKeepLog, Why: "who saw whose data, under which consent"},
	{Table: "consent", How: KeepOwn, Period: StandardKeepLog, Why: "from its end, and not before what it allowed"},
	{Table: "minor_access", How: KeepOwn, Period: StandardKeepLog, Why: "who was let see what is known of minors"},
	{Table: "export_request", How: KeepOwn, Period: StandardKeepLog, Why: "who took identified data away"},
	{Table: "household", How: KeepOwn, Period: StandardKeepStranger, Why: "one that left and that nothing is kept of, with its persons"},
	{Table: "answer_link", How: KeepOwn, Days: 90, Why: "from its end"},
	{Table: "session", How: KeepOwn, Days: 183, Why: "logins; six months at least by 网络安全法 21"},
	{Table: "notice", How: KeepOwn, Days: 365, Why: "lines of inboxes"},
	{Table: "notice_delivery", How: KeepOwn, Days: 365, Why: "messages that went out"},
	{Table: "errand", How: KeepOwn, Days: 365, Why: "long work that ended, with its file where it still has one"},

	{Table: "match", How: KeepWith, With: []string{"need"}},
	{Table: "reservation", How: KeepWith, With: []string{"match"}},
	{Table: "fulfilment", How: KeepWith, With: []string{"match"}},
	{Table: "allocation_proposal", How: KeepWith, With: []string{"need"}},
	{Table: "allocation_unmet", How: KeepWith, With: []string{"need"}},
	{Table: "search_word", How: KeepWith, With: []string{"need"}, Why: "of offers and suppliers they stay"},
	{Table: "audit_sample", How: KeepWith, With: []string{"need", "visit", "happiness_list"}},
	{Table: "child_report", How: KeepWith, With: []string{"visit"}},
	{Table: "alert_reason", How: KeepWith, With: []string{"alert"}},
	{Table: "alert_signal", How: KeepWith, With: []string{"alert"}},
	{Table: "attendance", How: KeepWith, With: []string{"work_path"}},
	{Table: "work_check", How: KeepWith, With: []string{"work_path"}},
	{Table: "person", How: KeepWith, With: []string{"household"}},
	{Table: "household_means", How: KeepWith, With: []string{"household"}},

	{Table: "signal", How: KeepElsewhere, Why: "the days of its feed, and not before the alerts that rest on it"},
	{Table: "feed_batch", How: KeepElsewhere, Why: "its files for the days of its feed; the row counts and names nobody"},
	{Table: "idempotency_key", How: KeepElsewhere, Why: "one day"},
	{Table: "rate_bucket", How: KeepElsewhere, Why: "two days; a keyed hash, and how often"},

	{Table: "event", How: KeepAlways, Why: "the log of what was done; it names nobody and is chained"},
	{Table: "chain_head", How: KeepAlways, Why: "the end of the log"},
	{Table: "region", How: KeepAlways, Why: "names nobody"},
	{Table: "calendar_day", How: KeepAlways, Why: "names nobody"},
	{Table: "calendar_entry", How: KeepAlways, Why: "a setting"},
	{Table: "account", How: KeepAlways, Why: "who did what, for as long as anything is kept that was done"},
	{Table: "notice_address", How: KeepAlways, Why: "an account's own"},
	{Table: "second_factor", How: KeepAlways, Why: "an account's own, sealed; gone when it is switched off"},
	{Table: "recovery_code", How: KeepAlways, Why: "an account's own, hashed; gone with the second factor"},
	{Table: "notice_preference", How: KeepAlways, Why: "an account's own"},
	{Table: "notice_cursor", How: KeepAlways, Why: "names nobody"},
	{Table: "supplier", How: KeepAlways, Why: "an organisation"},
	{Table: "offer", How: KeepAlways, Why: "an organisation's"},
	{Table: "capacity_window", How: KeepAlways, Why: "counts of an offer"},
	{Table: "course_session", How: KeepAlways, Why: "an organisation's"},
	{Table: "allocation", How: KeepAlways, Why: "counts of a round"},
	{Table: "allocation_gap", How: KeepAlways, Why: "counts of a round"},
	{Table: "allocation_idle", How: KeepAlways, Why: "counts of a round"},
	{Table: "weight_version", How: KeepAlways, Why: "a setting; reasons of the past go by it"},
	{Table: "policy_standard", How: KeepAlways, Why: "a setting; decisions of the past go by it"},
	{Table: "sla_rule", How: KeepAlways, Why: "a setting"},
	{Table: "category_setting", How: KeepAlways, Why: "a setting"},
	{Table: "report_setting", How: KeepAlways, Why: "a setting"},
	{Table: "feed", How: KeepAlways, Why: "a setting"},
	{Table: "alert_rule", How: KeepAlways, Why: "a setting; reasons of the past go by it"},
	{Table: "suggestion_rule", How: KeepAlways, Why: "a setting; reasons of the past go by it"},
	{Table: "rule_run", How: KeepAlways, Why: "counts"},
	{Table: "suggestion_run", How: KeepAlways, Why: "counts"},
	{Table: "suggestion_cursor", How: KeepAlways, Why: "names nobody"},
	{Table: "benefit_batch", How: KeepAlways, Why: "counts; that a list is not taken twice"},
	{Table: "list_run", How: KeepAlways, Why: "counts"},
	{Table: "visit_round", How: KeepAlways, Why: "an order for towns; names nobody"},
	{Table: "retention_run", How: KeepAlways, Why: "the proof of what was deleted"},
}

// Keepings lists what was decided of every table, in the order in which rows go.
func Keepings() []Keeping { return slices.Clone(keepings) }

// KeepingsOwn lists what has a time of its own, in the order in which they go.
func KeepingsOwn() []Keeping {
	return slices.DeleteFunc(Keepings(), func(k Keeping) bool { return k.How != KeepOwn })
}
