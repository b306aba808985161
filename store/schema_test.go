package store_test

import (
	"database/sql"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm/schema"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// column is one column as both dialects can say it.
type column struct {
	Kind    string // text, integer, real, boolean, instant, date, bytes
	NotNull bool
}

// table is what two schemas must have alike.
type table struct {
	Columns map[string]column
	Unique  []string // the column lists of primary keys and unique indexes, sorted
	Checks  []string // the lists of words that CHECKs allow, as column=a,b,c
}

var kinds = map[string]string{
	"text": "text", "uuid": "text", "bytea": "bytes", "blob": "bytes", "bigint": "integer", "integer": "integer",
	"double precision": "real", "real": "real", "boolean": "boolean", "timestamp with time zone": "instant", "datetime": "instant", "date": "date",
}

func rows(t *testing.T, s *store.Store, query string, fields int, args ...any) [][]string {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	found, err := pool.Query(testdb.ByHand+query, args...)
	require.NoError(t, err, query)
	defer func() { require.NoError(t, found.Close()) }()
	var out [][]string
	for found.Next() {
		values, into := make([]sql.NullString, fields), make([]any, fields)
		for i := range values {
			into[i] = &values[i]
		}
		require.NoError(t, found.Scan(into...))
		row := make([]string, fields)
		for i, v := range values {
			row[i] = v.String
		}
		out = append(out, row)
	}
	require.NoError(t, found.Err())
	return out
}

func schemaOf(t *testing.T, s *store.Store) map[string]table {
	t.Helper()
	if s.Dialect() == store.Postgres {
		return postgresSchema(t, s)
	}
	return sqliteSchema(t, s)
}

func postgresSchema(t *testing.T, s *store.Store) map[string]table {
	t.Helper()
	out := map[string]table{}
	for _, r := range rows(t, s, `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`, 4) {
		into(out, r[0]).Columns[r[1]] = column{kindOf(t, r[2]), r[3] == "NO"}
	}
	for _, r := range rows(t, s, `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%'
		AND tablename NOT LIKE 'goose%'`, 2) {
		add(out, r[0], columnList.FindStringSubmatch(r[1])[1])
	}
	for _, r := range rows(t, s, `SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
		WHERE k.contype = 'c' AND c.relname NOT LIKE 'goose%' AND c.relnamespace = 'public'::regnamespace`, 2) {
		words(out, r[0], postgresWords.FindStringSubmatch(r[1]))
	}
	return sorted(out)
}

func sqliteSchema(t *testing.T, s *store.Store) map[string]table {
	t.Helper()
	out := map[string]table{}
	for _, r := range rows(t, s, `SELECT m.name, m.sql, c.name, c.type, c."notnull" FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`, 5) {
		into(out, r[0]).Columns[r[2]] = column{kindOf(t, r[3]), r[4] == "1"}
	}
	for name := range out {
		for _, r := range rows(t, s, `SELECT (SELECT group_concat(name, ', ') FROM pragma_index_info(l.name)) FROM pragma_index_list(?) l WHERE l."unique" = 1`, 1, name) {
			add(out, name, r[0])
		}
		for _, r := range rows(t, s, "SELECT sql FROM sqlite_master WHERE name = ?", 1, name) {
			for _, m := range sqliteWords.FindAllStringSubmatch(r[0], -1) {
				words(out, name, m)
			}
		}
	}
	return sorted(out)
}

var (
	columnList    = regexp.MustCompile(`\(([^)]*)\)`)
	postgresWords = regexp.MustCompile(`\((\w+) = ANY \(\(?ARRAY\[(.*)\]`)
	sqliteWords   = regexp.MustCompile(`CHECK \((\w+) IN \(([^)]*)\)\)`)
	quoted        = regexp.MustCompile(`'([^']*)'`)
)

func into(out map[string]table, name string) table {
	if _, ok := out[name]; !ok {
		out[name] = table{Columns: map[string]column{}}
	}
	return out[name]
}

func add(out map[string]table, name, columns string) {
	t := into(out, name)
	t.Unique = append(t.Unique, columns)
	out[name] = t
}

func words(out map[string]table, name string, found []string) {
	if found == nil {
		return
	}
	var list []string
	for _, w := range quoted.FindAllStringSubmatch(found[2], -1) {
		list = append(list, w[1])
	}
	sort.Strings(list)
	t := into(out, name)
	t.Checks = append(t.Checks, found[1]+"="+strings.Join(list, ","))
	out[name] = t
}

func sorted(out map[string]table) map[string]table {
	for name, t := range out {
		sort.Strings(t.Unique)
		t.Unique = slices.Compact(t.Unique)
		sort.Strings(t.Checks)
		out[name] = t
	}
	return out
}

func kindOf(t *testing.T, declared string) string {
	t.Helper()
	kind, ok := kinds[strings.ToLower(declared)]
	require.True(t, ok, "a type that only one dialect has: %s", declared)
	return kind
}

func TestBothDialectsHaveOneSchema(t *testing.T) {
	all := map[string]map[string]table{}
	testdb.Each(t, func(t *testing.T, s *store.Store) { all[s.Dialect()] = schemaOf(t, s) })
	lite, post := all[store.SQLite], all[store.Postgres]
	require.NotEmpty(t, all)
	if post == nil || lite == nil {
		return // one is not at hand, and testdb has said so, or the run is about one alone
	}
	for name, want := range lite {
		for column, c := range post[name].Columns {
			if c.Kind == "date" { // SQLite has no days: they are texts that sort alike
				c.Kind = "text"
				post[name].Columns[column] = c
			}
		}
		assert.Equal(t, want, post[name], name)
	}
	assert.Len(t, post, len(lite))
}

// nouns are the row types of every table.
func nouns() []any {
	return []any{models.Region{}, models.Account{}, models.Session{}, models.SecondFactor{}, models.RecoveryCode{}, models.Supplier{}, models.Offer{}, models.CapacityWindow{}, models.Household{},
		models.Person{}, models.Consent{}, models.Need{}, models.Match{}, models.Reservation{}, models.Fulfilment{}, models.Attachment{}, models.Errand{}, models.Event{},
		models.ChainHead{}, models.Disclosure{}, models.IdempotencyKey{}, models.RateBucket{}, models.Allocation{}, models.AllocationProposal{}, models.AllocationUnmet{},
		models.AllocationGap{}, models.AllocationIdle{}, models.WeightVersion{},
		models.NoticeCursor{}, models.Notice{}, models.Delivery{}, models.NoticeAddress{}, models.NoticePreference{}, models.AnswerLink{},
		models.VisitPlan{}, models.VisitRound{}, models.HouseholdLevel{}, models.ChildReport{},
		models.Listing{}, models.VisitWindow{}, models.Visit{},
		models.Feed{}, models.FeedBatch{}, models.Signal{}, models.AlertSignal{}, models.AlertRule{}, models.SuggestionRule{}, models.RuleRun{}, models.RetentionRun{}, models.Alert{}, models.AlertReason{}, models.Absence{}, models.Application{}, models.Complaint{}, models.ResidentPass{}, models.Suggestion{}, models.HouseholdMeans{}, models.SuggestionRun{}, models.SuggestionCursor{}, models.Benefit{}, models.HappinessList{}, models.BenefitBatch{}, models.ListRun{}, models.CourseSession{}, models.Attendance{}, models.WorkPath{}, models.WorkCheck{}, models.AuditSample{}, models.ExportRequest{}, models.MinorAccess{}, models.ReportSetting{},
		models.Standard{}, models.SLARule{}, models.CategorySetting{}, models.CalendarEntry{}}
}

// unnamed are tables that no row type names.
var unnamed = []string{"calendar_day", "search_word"}

func TestEveryColumnIsAFieldAndEveryFieldAColumn(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		tables := schemaOf(t, s)
		seen := slices.Clone(unnamed)
		for _, noun := range nouns() {
			parsed, err := schema.Parse(noun, &sync.Map{}, schema.NamingStrategy{})
			require.NoError(t, err)
			seen = append(seen, parsed.Table)
			var columns, key []string
			for name := range tables[parsed.Table].Columns {
				columns = append(columns, name)
			}
			for _, f := range parsed.PrimaryFields {
				key = append(key, f.DBName)
			}
			assert.ElementsMatch(t, parsed.DBNames, columns, parsed.Table)
			assert.Contains(t, tables[parsed.Table].Unique, strings.Join(key, ", "), "%s: primary key", parsed.Table)
			for _, f := range parsed.Fields {
				c := tables[parsed.Table].Columns[f.DBName]
				if s.Dialect() == store.Postgres && f.DBName != "" {
					assert.Equal(t, f.FieldType == reflect.TypeFor[models.Date](), c.Kind == "date", "%s.%s is a day in one place only", parsed.Table, f.DBName)
				}
				if f.FieldType.Kind().String() == "ptr" && f.DBName != "" && f.TagSettings["SERIALIZER"] == "" {
					assert.False(t, c.NotNull, "%s.%s may be missing in Go but not in the table", parsed.Table, f.DBName)
				}
			}
		}
		var names []string
		for name := range tables {
			names = append(names, name)
		}
		assert.ElementsMatch(t, names, seen)
	})
}

// TestEveryUniqueKeyLeadsWithItsCounty keeps the data distributable by county (house rule); see store/placement.go for those that
// are copied everywhere.
func TestEveryUniqueKeyLeadsWithItsCounty(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		for name, tab := range schemaOf(t, s) {
			for _, key := range tab.Unique {
				if store.PlacementOf(name) == store.Distributed {
					assert.True(t, strings.HasPrefix(key, "county_code"), "%s (%s)", name, key)
				}
			}
		}
	})
}

// TestAMergerLeavesNoRowBehind holds that every table with a region is one whose rows go over, or one that is named here for a reason.
func TestAMergerLeavesNoRowBehind(t *testing.T) {
	stay := []string{"event", "policy_standard"} // what was logged, and what was set for the region of the time
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		var standing []string
		for name, tab := range schemaOf(t, s) {
			if _, has := tab.Columns["region_code"]; has && !slices.Contains(stay, name) {
				standing = append(standing, name)
			}
		}
		assert.ElementsMatch(t, store.RegionTables(), standing)
	})
}

func list[S ~string](column string, all []S) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	sort.Strings(out)
	return fmt.Sprintf("%s=%s", column, strings.Join(out, ","))
}

func TestEveryStatusOfAStepTableIsAllowedAndNoOther(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		tables := schemaOf(t, s)
		for name, want := range map[string]string{
			"supplier": list("status", models.SupplierSteps.Statuses()), "offer": list("status", models.OfferSteps.Statuses()),
			"need": list("status", models.NeedSteps.Statuses()), "match": list("status", models.MatchSteps.Statuses()),
			"fulfilment": list("status", models.FulfilmentSteps.Statuses()), "weight_version": list("status", models.WeightSteps.Statuses()),
			"notice_delivery": list("status", models.DeliverySteps.Statuses()),
			"visit_window":    list("status", models.VisitWindowSteps.Statuses()), "alert": list("status", models.AlertSteps.Statuses()),
			"household_level": list("status", models.LevelSteps.Statuses()), "child_report": list("status", models.ChildReportSteps.Statuses()),
			"aide_absence": list("status", models.AbsenceSteps.Statuses()),
			"feed_batch":   list("status", models.BatchSteps.Statuses()),
			"alert_rule":   list("status", models.RuleSteps.Statuses()), "suggestion_rule": list("status", models.SuggestionRuleSteps.Statuses()),
			"application": list("status", models.ApplicationSteps.Statuses()), "suggestion": list("status", models.SuggestionSteps.Statuses()),
			"happiness_list": list("status", models.HappinessListSteps.Statuses()), "complaint": list("status", models.ComplaintSteps.Statuses()),
			"course_session": list("status", models.CourseSteps.Statuses()), "work_path": list("status", models.WorkSteps.Statuses()),
			"minor_access":    list("status", models.MinorAccessSteps.Statuses()),
			"retention_run":   list("status", models.RetentionSteps.Statuses()),
			"list_run":        list("status", models.ListRunSteps.Statuses()),
			"policy_standard": list("status", models.StandardSteps.Statuses()), "sla_rule": list("status", models.SLASteps.Statuses()),
		} {
			assert.Contains(t, tables[name].Checks, want, name)
		}
		assert.Contains(t, tables["account"].Checks, list("role", models.Roles()))
		assert.Contains(t, tables["supplier"].Checks, list("kind", models.SupplierKinds()))
		assert.Contains(t, tables["need"].Checks, list("urgency", []models.Urgency{"critical", "high", "normal", "low"}))
		assert.Contains(t, tables["visit_window"].Checks, list("exempt_code", append(models.ExemptCodes(), "")))
		assert.Contains(t, tables["visit_window"].Checks, list("kind", models.VisitKinds()))
		assert.Contains(t, tables["visit_window"].Checks, list("ask_code", append(models.ExemptCodes(), "")))
		assert.Contains(t, tables["visit_plan"].Checks, list("plan_group", models.PlanGroups()))
		assert.Contains(t, tables["visit_plan"].Checks, list("span", models.VisitSpans()))
		assert.Contains(t, tables["visit_round"].Checks, list("cause", models.RoundCauses()))
		assert.Contains(t, tables["visit"].Checks, list("kind", models.VisitKinds()))
		assert.Contains(t, tables["visit"].Checks, list("mode", models.VisitModes()))
		assert.Contains(t, tables["visit"].Checks, list("invalid_reason", append(models.VisitFlaws(), "")))
		assert.Contains(t, tables["alert"].Checks, list("severity", models.Severities()))
		assert.Contains(t, tables["alert_reason"].Checks, list("severity", models.Severities()))
		assert.Contains(t, tables["aide_absence"].Checks, list("reason", models.AbsenceReasons()))
		assert.Contains(t, tables["alert"].Checks, list("result_code", append(models.AlertResults(), "")))
		assert.Contains(t, tables["alert_rule"].Checks, list("kind", models.RuleKinds()))
		assert.Contains(t, tables["alert_rule"].Checks, list("severity", models.Severities()))
		assert.Contains(t, tables["feed"].Checks, list("amount_unit", models.AmountUnits()))
		assert.Contains(t, tables["signal"].Checks, list("remark", models.SignalRemarks()))
		assert.Contains(t, tables["application"].Checks, list("kind", models.ApplicationKinds()))
		assert.Contains(t, tables["application"].Checks, list("event_class", append(models.EventClasses(), "")))
		assert.Contains(t, tables["complaint"].Checks, list("channel", models.ComplaintChannels()))
		assert.Contains(t, tables["suggestion"].Checks, list("kind", models.SuggestionKinds()))
		assert.Contains(t, tables["suggestion_rule"].Checks, list("kind", models.SuggestionKinds()))
		assert.Contains(t, tables["suggestion_rule"].Checks, list("strength", models.Strengths()))
		assert.Contains(t, tables["suggestion"].Checks, list("strength", models.Strengths()))
		assert.Contains(t, tables["work_check"].Checks, list("employed", models.Employeds()))
		assert.Contains(t, tables["work_path"].Checks, list("close_code", append(models.WorkClosings(), "")))
		assert.Contains(t, tables["benefit"].Checks, list("kind", models.BenefitKinds()))
		assert.Contains(t, tables["household"].Checks, list("status", []models.HouseholdStatus{"active", "suspended", "left", "closed"}))
	})
}
