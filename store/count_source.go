package store

// formula is one formula: which rows of its source belong to it, and which of these fulfil it.
type formula struct {
	code    string
	of, met string
}

// countSource is a kind of row that is counted. Formulas are SQL in which {day:x} and the like stand for what the dialects say
// differently, and @as_of, @today, @from, @to (days), @from_at and @to_at (instants, the second exclusive) for the question.
type countSource struct {
	noun      string
	from      string // the rows, as f
	suppliers string // what is joined where suppliers are asked for
	period    string
	spans     string // month or quarter, where each end of one within the period is looked at
	excluded  string // the code by which a row is left out, or ''
	grouped   bool   // the rows are groups of others, and no measure holds for one that is left out
	id        string
	title     string
	status    string
	owner     string // the id of what a row without a page of its own stands on
	dims      map[Dimension]string
	measures  []formula
}

// nobody is left out.
const nobody = "''"

const (
	town   = "substr(f.region_code, 1, 9) || '000'"
	county = "f.county_code"
)

func places(more map[Dimension]string) map[Dimension]string {
	out := map[Dimension]string{DimCounty: county, DimTown: town, DimVillage: "f.region_code"}
	for d, expr := range more {
		out[d] = expr
	}
	return out
}

// Conditions that several measures share.
const (
	needInCohort = "f.status NOT IN ('draft', 'submitted', 'returned')"
	needResolved = "f.status = 'resolved'"
	needVoid     = "CASE WHEN f.status IN ('merged', 'withdrawn', 'void') THEN CASE WHEN f.resolution_code = '' THEN 'V5' ELSE f.resolution_code END ELSE '' END"
	needInvited  = "EXISTS (SELECT 1 FROM match m WHERE {ours:m}m.county_code = f.county_code AND m.need_id = f.id AND m.invited_at IS NOT NULL)"
	needFound    = "f.submitted_at >= @from_at AND f.submitted_at < @to_at"
	windowEnded  = "{within:f.ends_on} AND f.ends_on < @today"
	// An alert is closed by whoever looked into it; one that nobody did was withdrawn with its batch.
	alertWithdrawn = "f.status = 'closed' AND f.verified_at IS NULL"
	matchAgreed    = "f.responded_at IS NOT NULL AND f.status <> 'declined'"
)

// resolvedWithin holds for a need that was resolved within so many days of being found.
func resolvedWithin(days string) string {
	return needResolved + " AND {seconds:f.resolved_at} - {seconds:f.submitted_at} <= 86400 * " + days
}

var needDims = places(map[Dimension]string{
	DimAide: "f.submitted_by", DimCategory: "f.category", DimMonth: "{month:f.submitted_at}", DimSupplier: "COALESCE({text:g.supplier_id}, '')",
})

const needSuppliers = ` LEFT JOIN (SELECT DISTINCT county_code, need_id, supplier_id FROM match WHERE county_code IN @counties
	AND (delivered > 0 OR status IN ('accepted', 'coi_ok', 'agreement_ok', 'active'))) g ON g.county_code = f.county_code AND g.need_id = f.id`

// countSources is the declared table of all that is counted (domain report §14).
var countSources = map[string]countSource{
	"need": {
		noun: "need", from: "need f", suppliers: needSuppliers, period: needFound, excluded: needVoid,
		id: "{text:f.id}", title: "f.title_public", status: "f.status", dims: needDims,
		measures: []formula{
			{"K2", needInCohort, needResolved},
			{"K2d30", needInCohort + " AND f.submitted_at <= @ago30", resolvedWithin("30")},
			{"K2d60", needInCohort + " AND f.submitted_at <= @ago60", resolvedWithin("60")},
			{"K2d90", needInCohort + " AND f.submitted_at <= @ago90", resolvedWithin("90")},
			{"K2b", needInCohort + " AND f.due_on < @today", needResolved + " AND {day:f.resolved_at} <= f.due_on"},
			{"K6", needInCohort + " AND f.response_due_at < @as_of", "(f.agreed_at <= f.response_due_at OR f.referred_at <= f.response_due_at)"},
			{"K7", needInCohort + " AND f.category NOT LIKE 'K%'", "f.agreed_at IS NOT NULL"},
			{"K11", needInCohort + " AND (" + needResolved + " OR f.reopened_count > 0)", "f.reopened_count > 0"},
		},
	},
	"need_household": {
		noun: "household",
		from: `(SELECT n.county_code, n.household_id, {place:MAX(n.region_code)} AS region_code, {aide:MAX(n.submitted_by)} AS aide, MIN(n.submitted_at) AS submitted_at,
			SUM(CASE WHEN n.status NOT IN ('draft', 'submitted', 'returned', 'merged', 'withdrawn', 'void') THEN 1 ELSE 0 END) AS valid,
			SUM(CASE WHEN n.status = 'resolved' THEN 1 ELSE 0 END) AS resolved,
			MAX(CASE WHEN n.status IN ('merged', 'withdrawn', 'void') THEN CASE WHEN n.resolution_code = '' THEN 'V5' ELSE n.resolution_code END ELSE '' END) AS code
			FROM need n WHERE n.county_code IN @counties AND n.submitted_at >= @from_at AND n.submitted_at < @to_at
			GROUP BY n.county_code, n.household_id) f`,
		period: "1 = 1", grouped: true, excluded: "CASE WHEN f.valid = 0 THEN f.code ELSE '' END", id: "{text:f.household_id}", title: "''", status: "''",
		dims:     places(map[Dimension]string{DimAide: "f.aide"}),
		measures: []formula{{"K2h", "f.valid > 0", "f.resolved = f.valid"}},
	},
	"open_need": {
		noun: "need", from: "need f", excluded: nobody, id: "{text:f.id}", title: "f.title_public", status: "f.status", dims: needDims, suppliers: needSuppliers,
		period: "f.status IN ('accepted', 'open', 'matching', 'matched', 'agreed', 'in_service', 'delivered', 'confirmed', 'reopened', 'referred_gov', 'suspended')",
		measures: []formula{
			{"open", "1 = 1", "f.status = 'reopened'"}, {"open_d7", "f.submitted_at > @ago7", "f.due_on < @today"},
			{"open_d30", "f.submitted_at <= @ago7 AND f.submitted_at > @ago30", "f.due_on < @today"},
			{"open_d60", "f.submitted_at <= @ago30 AND f.submitted_at > @ago60", "f.due_on < @today"},
			{"open_d90", "f.submitted_at <= @ago60 AND f.submitted_at > @ago90", "f.due_on < @today"},
			{"open_old", "f.submitted_at <= @ago90", "f.due_on < @today"},
		},
	},
	"funnel": {
		noun: "need", from: "need f", suppliers: needSuppliers, period: needFound, excluded: needVoid,
		id: "{text:f.id}", title: "f.title_public", status: "f.status", dims: needDims,
		measures: []formula{
			{"found", "1 = 1", "1 = 1"}, {"accepted", needInCohort, "1 = 1"},
			{"invited", needInCohort + " AND (" + needResolved + " OR f.agreed_at IS NOT NULL OR f.status = 'matched' OR " + needInvited + ")", "1 = 1"},
			{"agreed", needInCohort + " AND (" + needResolved + " OR f.agreed_at IS NOT NULL)", "1 = 1"},
			{"delivered", needInCohort + " AND (" + needResolved + " OR f.agreed_at IS NOT NULL AND f.delivered > 0)", "1 = 1"},
			{"confirmed", needInCohort + " AND (" + needResolved + " OR f.agreed_at IS NOT NULL AND f.delivered > 0 AND f.confirmed > 0)", "1 = 1"},
			{"resolved", needInCohort + " AND " + needResolved, "1 = 1"},
		},
	},
	"first_time": {
		noun: "need", from: "need f", suppliers: needSuppliers,
		period:   needFound + " AND f.status NOT IN ('merged', 'withdrawn', 'void')",
		excluded: nobody, id: "{text:f.id}", title: "f.title_public", status: "f.status", dims: needDims,
		measures: []formula{{"first", needInCohort, `NOT EXISTS (SELECT 1 FROM need e WHERE e.county_code = f.county_code AND e.household_id = f.household_id
			AND e.status = 'resolved' AND e.resolved_at < f.submitted_at)`}},
	},
	"window": {
		noun: "visit_window", from: "visit_window f", period: windowEnded, excluded: "f.exempt_code", id: "{text:f.id}", title: "f.kind", status: "f.status",
		owner:    "{text:f.household_id}",
		dims:     places(map[Dimension]string{DimAide: "COALESCE({text:f.aide_id}, '')", DimMonth: "{monthday:f.ends_on}"}),
		measures: []formula{{"K1b", "1 = 1", "f.status = 'done'"}},
	},
	"window_household": {
		noun: "household",
		from: `(SELECT f.county_code, f.household_id, {place:MAX(f.region_code)} AS region_code, {aide:MAX(COALESCE({text:f.aide_id}, ''))} AS aide,
			SUM(CASE WHEN f.exempt_code = '' THEN 1 ELSE 0 END) AS due, SUM(CASE WHEN f.status = 'done' THEN 1 ELSE 0 END) AS done, MAX(f.exempt_code) AS code
			FROM visit_window f WHERE f.county_code IN @counties AND ` + windowEnded + ` GROUP BY f.county_code, f.household_id) f`,
		period: "1 = 1", grouped: true, excluded: "CASE WHEN f.due = 0 THEN f.code ELSE '' END", id: "{text:f.household_id}", title: "''", status: "''",
		dims:     places(map[Dimension]string{DimAide: "f.aide"}),
		measures: []formula{{"K1", "f.due > 0", "f.done = f.due"}},
	},
	"elderly": {
		noun: "household", spans: "month",
		from: `(SELECT l.county_code, l.household_id, l.person_id, l.region_code, {span:month} AS month, CASE WHEN EXISTS (SELECT 1 FROM visit v
				WHERE v.county_code = l.county_code AND v.household_id = l.household_id AND v.valid
				AND v.checked_in_at >= {span:a_at} AND v.checked_in_at < {span:b_at}) THEN 1 ELSE 0 END AS seen
			FROM {spans:}listing l WHERE l.listed_from <= {span:listed_by} AND (l.listed_to IS NULL OR l.listed_to >= {span:b})
			AND l.county_code IN @counties AND l.person_id IS NOT NULL AND l.category = 'P1') f`,
		period: "1 = 1", excluded: nobody, id: "{text:f.household_id}", title: "f.month", status: "''",
		dims:     places(map[Dimension]string{DimMonth: "f.month"}),
		measures: []formula{{"K1c", "1 = 1", "f.seen = 1"}},
	},
	"list": {
		noun: "household", spans: "quarter",
		from: `(SELECT l.county_code, l.household_id, l.region_code, l.category, {span:month} AS month, CASE WHEN {any:happiness_list}EXISTS (SELECT 1 FROM happiness_list p
				WHERE {known:p}p.county_code = l.county_code AND p.period_to = {span:b} AND p.household_id = l.household_id AND p.period_kind = 'quarter'
				AND (p.acknowledged_at < {span:late_at} OR p.delivered_at < {span:late_at} AND p.channel = 'face_to_face')) THEN 1 ELSE 0 END AS handed
			FROM {spans:}listing l WHERE l.listed_from <= {span:b} AND (l.listed_to IS NULL OR l.listed_to >= {span:a})
			AND l.county_code IN @counties AND l.person_id IS NULL AND l.category IN @due_lists
			AND (l.listed_to IS NULL OR l.listed_to >= {span:b} OR (
				EXISTS (SELECT 1 FROM benefit b WHERE {ours:b}b.county_code = l.county_code AND b.household_id = l.household_id
					AND b.granted_on >= {span:a} AND b.granted_on <= {span:b})
				AND NOT EXISTS (SELECT 1 FROM listing o WHERE {ours:o}o.county_code = l.county_code AND o.household_id = l.household_id
					AND o.person_id IS NULL AND o.listed_from > l.listed_from AND o.listed_from <= {span:b} AND o.category IN @due_lists)))) f`,
		period: "1 = 1", excluded: nobody, id: "{text:f.household_id}", title: "f.month", status: "''",
		dims:     places(map[Dimension]string{DimMonth: "f.month"}),
		measures: []formula{{"K3", "1 = 1", "f.handed = 1"}},
	},
	"awareness": {
		noun: "audit_sample", from: "audit_sample f", period: "f.purpose = 'awareness' AND f.month >= @from AND f.month <= @to",
		excluded: "CASE WHEN f.result = 'unreachable' THEN 'unreachable' ELSE '' END",
		id:       "{text:f.id}", title: "''", status: "f.result", dims: places(map[Dimension]string{DimMonth: "{monthday:f.month}"}),
		measures: []formula{{"K3b", "f.benefits_named IS NOT NULL", "f.benefits_named >= 2"}},
	},
	"alert_due": {
		noun: "alert", from: "alert f", period: "f.due_at >= @from_at AND f.due_at < @to_at AND f.due_at < @as_of",
		excluded: "CASE WHEN f.status IN ('merged', 'returned') THEN f.status WHEN " + alertWithdrawn + " THEN 'withdrawn' ELSE '' END",
		id:       "{text:f.id}", title: "f.rule_code", status: "f.status", dims: alertDims("f.due_at"),
		measures: []formula{{"K4", "1 = 1", "f.verified_at <= f.due_at"}},
	},
	"alert_verified": {
		noun: "alert", from: "alert f", period: "f.verified_at >= @from_at AND f.verified_at < @to_at", excluded: nobody, id: "{text:f.id}", title: "f.rule_code",
		status: "f.result_code", dims: alertDims("f.verified_at"),
		measures: []formula{{"K5", "1 = 1", "f.result_code IN ('A2', 'A3')"}},
	},
	"match": {
		noun: "match", from: "match f", period: "f.planned_end >= @from AND f.planned_end <= @to AND f.planned_end < @today AND " + matchAgreed,
		excluded: "CASE WHEN f.status = 'cancelled' THEN f.status ELSE '' END", id: "{text:f.id}", title: "f.category", status: "f.status",
		owner:    "{text:f.need_id}",
		dims:     places(map[Dimension]string{DimCategory: "f.category", DimMonth: "{monthday:f.planned_end}", DimSupplier: "{text:f.supplier_id}"}),
		measures: []formula{{"K8", "1 = 1", "f.status = 'completed'"}},
	},
	"rating": {
		noun: "need",
		from: `(SELECT n.county_code, n.id, n.region_code, n.category, n.submitted_by AS aide, '' AS supplier_id, n.resolved_at AS at, n.satisfaction FROM need n
			WHERE n.county_code IN @counties AND n.status = 'resolved' AND n.resolved_at >= @from_at AND n.resolved_at < @to_at
			UNION ALL SELECT d.county_code, d.need_id, d.region_code, '', COALESCE({text:d.confirmed_by}, ''), {text:d.supplier_id}, d.confirmed_at, d.satisfaction
			FROM fulfilment d WHERE d.county_code IN @counties AND d.confirmed_at >= @from_at AND d.confirmed_at < @to_at) f`,
		period: "1 = 1", excluded: nobody, id: "{text:f.id}", title: "f.category", status: "''",
		dims:     places(map[Dimension]string{DimSupplier: "f.supplier_id", DimMonth: "{month:f.at}"}),
		measures: []formula{{"K10", "f.satisfaction IS NOT NULL", "f.satisfaction >= 4"}, {"K10r", "1 = 1", "f.satisfaction IS NOT NULL"}},
	},
	"suggestion": {
		noun: "suggestion", from: "suggestion f", period: "f.issued_at >= @from_at AND f.issued_at < @to_at", excluded: nobody, id: "{text:f.id}", title: "f.title",
		status: "f.status", dims: places(map[Dimension]string{DimMonth: "{month:f.issued_at}"}),
		measures: []formula{{"K12", "f.status <> 'new'", "f.status IN ('accepted', 'converted')"}},
	},
	"supplier": {
		noun: "supplier", from: `(SELECT s.county_code, s.id, s.name, s.status, CASE WHEN s.region_code = '' THEN s.county_code || '000000' ELSE s.region_code END AS region_code,
			(SELECT COUNT(*) FROM fulfilment d WHERE d.county_code = s.county_code AND d.supplier_id = s.id AND d.occurred_at >= @ago90 AND d.occurred_at <= @as_of
				AND d.status IN ('done', 'partial', 'confirmed')) AS deeds FROM supplier s WHERE s.county_code IN @counties AND s.status = 'active') f`,
		period: "1 = 1", excluded: nobody, id: "{text:f.id}", title: "f.name", status: "f.status", dims: places(map[Dimension]string{DimSupplier: "{text:f.id}"}),
		measures: []formula{{"K14", "1 = 1", "f.deeds > 0"}},
	},
	"disclosure": {
		noun: "disclosure",
		from: `(SELECT d.county_code, d.id, d.purpose, d.at, d.tier, d.consent_id, d.supplier_id, COALESCE(h.region_code, '') AS region_code,
			CASE WHEN c.id IS NULL THEN 0 ELSE 1 END AS consented FROM disclosure d
			LEFT JOIN household h ON h.county_code = d.county_code AND {text:h.id} = d.household_id
			LEFT JOIN consent c ON c.county_code = d.county_code AND {text:c.id} = d.consent_id AND c.given_at <= d.at
				AND (c.expires_at IS NULL OR c.expires_at > d.at) AND (c.withdrawn_at IS NULL OR c.withdrawn_at > d.at)
			WHERE d.county_code IN @counties AND d.at >= @from_at AND d.at < @to_at AND d.tier IN (2, 3)) f`,
		period: "1 = 1", excluded: nobody, id: "{text:f.id}", title: "f.purpose", status: "''",
		dims:     places(map[Dimension]string{DimSupplier: "f.supplier_id", DimMonth: "{month:f.at}"}),
		measures: []formula{{"K16", "1 = 1", "f.consented = 1"}},
	},
	"application": {
		noun: "application", from: "application f", period: needFound,
		excluded: "CASE WHEN f.status = 'withdrawn' THEN f.status ELSE '' END", id: "{text:f.id}", title: "f.kind", status: "f.status",
		dims: places(map[Dimension]string{DimMonth: "{month:f.submitted_at}"}),
		measures: []formula{
			{"K17", "NOT f.emergency AND (f.decided_at IS NOT NULL OR f.decide_by < @as_of)", "f.decided_at <= f.decide_by"},
			{"K17e", "f.emergency AND (f.decided_at IS NOT NULL OR f.decide_by < @as_of)", "f.decided_at <= f.decide_by"},
		},
	},
}

func alertDims(at string) map[Dimension]string {
	return places(map[Dimension]string{DimAide: "COALESCE({text:f.assigned_aide_id}, '')", DimMonth: "{month:" + at + "}"})
}
