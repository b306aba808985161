package migrations_test

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/migrations"
)

// firstUnderWork is the first migration that meets databases with years of rows in them, and people at work. What came before met empty ones.
const firstUnderWork = 29

// ban is a statement that would keep people waiting, or the program of the version before from working, with what to do instead.
type ban struct {
	what    *regexp.Regexp
	but     *regexp.Regexp // what makes it harmless, or nil
	instead string
}

func re(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }

var bans = []ban{
	{re(`^CREATE (UNIQUE )?INDEX`), re(`^CREATE (UNIQUE )?INDEX CONCURRENTLY \w+ ON`), "CREATE INDEX CONCURRENTLY"},
	{re(`^DROP INDEX`), re(`^DROP INDEX CONCURRENTLY`), "DROP INDEX CONCURRENTLY"},
	{re(`^REINDEX`), re(`CONCURRENTLY`), "REINDEX … CONCURRENTLY"},
	{re(`^ALTER TABLE .*\bADD (COLUMN )?.*\bNOT NULL\b`), re(`\bDEFAULT\b`), "ADD COLUMN … NOT NULL DEFAULT a constant"},
	{re(`^ALTER TABLE .*\bDEFAULT (now|clock_timestamp|random|gen_random_uuid|nextval|CURRENT_)`), nil, "a default that is the same for every row"},
	{re(`^ALTER TABLE .*\bADD COLUMN .*\b(REFERENCES|CHECK|UNIQUE|PRIMARY KEY|GENERATED)\b`), nil, "ADD COLUMN alone, then ADD CONSTRAINT … NOT VALID"},
	{re(`^ALTER TABLE .*\bADD (CONSTRAINT|CHECK|FOREIGN KEY|UNIQUE|PRIMARY KEY|EXCLUDE)`), re(`NOT VALID|USING INDEX`), "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT"},
	{re(`^ALTER TABLE .*\bSET NOT NULL`), nil, "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT"},
	{re(`^ALTER TABLE .*\bALTER (COLUMN )?\w+ (SET DATA )?TYPE`), nil, "a new column that the program fills in batches"},
	{re(`^ALTER TABLE .*\b(RENAME|SET (UN)?LOGGED|SET TABLESPACE|SET ACCESS METHOD)`), nil, "a new name beside the old one"},
	{re(`^(UPDATE|DELETE|WITH|MERGE)\b`), nil, "rows changed by the program, in batches"},
	{re(`^INSERT INTO .*\bSELECT\b`), nil, "rows made by the program, in batches"},
	{re(`^(LOCK|CLUSTER|TRUNCATE|VACUUM FULL)\b`), nil, "nothing: it keeps everybody out"},
}

// alone are the statements of a migration without a transaction, all of which may be said again after a failure half-way.
var alone = re(`^(CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY IF EXISTS|REINDEX|ALTER TABLE \w+ VALIDATE CONSTRAINT|SET lock_timeout|RESET lock_timeout)\b`)

// waits tells why a migration of PostgreSQL would keep people waiting. What it makes itself nobody waits for yet.
func waits(sql string) (faults []string) {
	up, _, _ := strings.Cut(sql, "-- +goose Down")
	own, dropped := map[string]bool{}, map[string]bool{}
	free := strings.Contains(sql, "-- +goose NO TRANSACTION")
	for _, statement := range statements(up) {
		if m := re(`^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`).FindStringSubmatch(statement); m != nil {
			own[m[1]] = true
		}
		if m := re(`^DROP INDEX CONCURRENTLY IF EXISTS (\w+)`).FindStringSubmatch(statement); m != nil {
			dropped[m[1]] = true
		}
		if m := re(`^(?:ALTER TABLE (?:ONLY )?|INSERT INTO |UPDATE |CREATE (?:UNIQUE )?INDEX \w+ ON )(\w+)`).FindStringSubmatch(statement); m != nil && own[m[1]] {
			continue
		}
		for _, b := range bans {
			if b.what.MatchString(statement) && (b.but == nil || !b.but.MatchString(statement)) {
				faults = append(faults, statement+": use "+b.instead)
			}
		}
		if m := re(`^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+)`).FindStringSubmatch(statement); m != nil && !dropped[m[1]] {
			faults = append(faults, statement+": DROP INDEX CONCURRENTLY IF EXISTS first, for one that a failure left half-made")
		}
		if strings.Contains(strings.ToUpper(statement), "CONCURRENTLY") && !free {
			faults = append(faults, statement+": -- +goose NO TRANSACTION at the head of the file")
		}
		if free && !alone.MatchString(statement) {
			faults = append(faults, statement+": a file of its own with a transaction, or it stays half-done after a failure")
		}
	}
	return faults
}

// statements are those of a file, each on one line, without comments.
func statements(sql string) (out []string) {
	sql = regexp.MustCompile(`--[^\n]*`).ReplaceAllString(sql, "")
	for s := range strings.SplitSeq(sql, ";") {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func TestNoMigrationKeepsPeopleWaiting(t *testing.T) {
	files, err := migrations.For("postgres")
	require.NoError(t, err)
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	looked, made := 0, map[string]string{}
	for _, name := range names {
		number, err := strconv.Atoi(name[:5])
		require.NoError(t, err, name)
		sql, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		up, _, _ := strings.Cut(string(sql), "-- +goose Down")
		for _, index := range re(`CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(\w+)`).FindAllStringSubmatch(up, -1) {
			assert.Empty(t, made[index[1]], "%s makes the index %s, whose name is taken", name, index[1])
			made[index[1]] = name
		}
		if number < firstUnderWork {
			continue
		}
		looked++
		for _, fault := range waits(string(sql)) {
			assert.Fail(t, fault, name)
		}
	}
	assert.Positive(t, looked)
}

func TestWhatKeepsPeopleWaitingIsSeen(t *testing.T) {
	for _, bad := range []string{
		"CREATE INDEX need_x ON need (county_code, x);",
		"CREATE INDEX CONCURRENTLY need_x ON need (county_code, x);",
		"-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY need_x ON need (county_code, x);",
		"-- +goose NO TRANSACTION\nCREATE TABLE thing (id uuid);",
		"DROP INDEX need_x;",
		"ALTER TABLE need ADD COLUMN x text NOT NULL;",
		"ALTER TABLE need ADD COLUMN x timestamptz NOT NULL DEFAULT now();",
		"ALTER TABLE need ADD COLUMN x uuid REFERENCES account (id);",
		"ALTER TABLE need ADD CONSTRAINT need_x CHECK (x > 0);",
		"ALTER TABLE need ALTER COLUMN x SET NOT NULL;",
		"ALTER TABLE need\n    ALTER COLUMN x TYPE bigint;",
		"ALTER TABLE need RENAME COLUMN x TO y;",
		"UPDATE need SET x = 1;",
		"INSERT INTO thing SELECT * FROM need;",
		"LOCK TABLE need;",
	} {
		assert.NotEmpty(t, waits(bad), bad)
	}
	for _, good := range []string{
		"CREATE TABLE thing (id uuid NOT NULL);\nCREATE UNIQUE INDEX thing_id ON thing (id);\nINSERT INTO thing SELECT id FROM need;",
		"ALTER TABLE need ADD COLUMN x text NOT NULL DEFAULT '';",
		"ALTER TABLE need ADD COLUMN x text;",
		"ALTER TABLE need ADD CONSTRAINT need_x CHECK (x > 0) NOT VALID;",
		"-- +goose NO TRANSACTION\nALTER TABLE need VALIDATE CONSTRAINT need_x;",
		"-- +goose NO TRANSACTION\nDROP INDEX CONCURRENTLY IF EXISTS need_x;\nCREATE INDEX CONCURRENTLY need_x ON need (x);",
		"ALTER TABLE need ADD COLUMN x text;\n-- +goose Down\nUPDATE need SET x = 1;",
	} {
		assert.Empty(t, waits(good), good)
	}
}
