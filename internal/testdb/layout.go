package testdb

import (
	"context"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"

	"zhulian/clock"
	"zhulian/store"
	"zhulian/vault"
)

// How ZHULIAN_TEST_LAYOUT has the PostgreSQL databases of a run laid out; without it they are as the migrations leave them.
const (
	// partitioned cuts every table that zhulian distribute would spread into two parts by county, with PostgreSQL's own means: a key
	// without the county cannot be made on it, and a statement that names no county touches both.
	partitioned = "partitioned"
	// spread runs what zhulian distribute prints. TEST_DATABASE_URL must be a server with Citus, all on one machine.
	spread = "citus"
)

func layout() string { return os.Getenv("ZHULIAN_TEST_LAYOUT") }

// watching are the settings of a server whose statements are looked at when the tests have run.
func watching() []string {
	if layout() != partitioned {
		return nil
	}
	return explained
}

// end is stop, for a server whose statements were watched after a look at them: it answers false when they did not all keep to the rules.
func (c *cluster) end() bool {
	ok := layout() != partitioned || !tellStrays(c.log())
	c.stop()
	return ok
}

// layOut gives a migrated database the layout of this run.
func layOut(r *running, address string) error {
	if layout() == "" {
		return nil
	}
	ctx := context.Background()
	s, plan, err := planOf(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	switch layout() {
	case partitioned:
		return partition(ctx, address, plan)
	case spread:
		return spreadOut(ctx, r, s, plan)
	default:
		return fmt.Errorf("ZHULIAN_TEST_LAYOUT: %q is neither %s nor %s", layout(), partitioned, spread)
	}
}

func planOf(ctx context.Context, address string) (*store.Store, store.Spread, error) {
	v, err := vault.New(Keys())
	if err != nil {
		return nil, store.Spread{}, err
	}
	s, err := store.Open(ctx, address, store.Options{Vault: v, Clock: clock.NewFake(Start)})
	if err != nil {
		return nil, store.Spread{}, err
	}
	plan, err := s.Spread(ctx)
	return s, plan, err
}

// spreadOut distributes a database by Citus, and shuts it, so that what Citus keeps running in it is not in the way of its copies.
func spreadOut(ctx context.Context, r *running, s *store.Store, plan store.Spread) error {
	there, err := s.SpreadState(ctx, plan)
	if err != nil {
		return err
	}
	if err := s.RunSpread(ctx, plan.Steps(2, there), func(int, store.SpreadStep) {}); err != nil {
		return err
	}
	if err := r.exec("ALTER DATABASE " + r.template + " ALLOW_CONNECTIONS false"); err != nil {
		return err
	}
	return r.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + r.template + "'")
}

// Where the parts of a table lie, and the table as it was.
const (
	partSchema  = "zhulian_parts"
	plainSchema = "zhulian_plain"
)

// partition cuts every distributed table in two by the hash of its county.
func partition(ctx context.Context, address string, plan store.Spread) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	keys, err := keysOf(ctx, conn)
	if err != nil {
		return err
	}
	do := append([]string{"CREATE SCHEMA " + partSchema, "CREATE SCHEMA " + plainSchema}, keys.dropTies...)
	for _, t := range plan.Tables {
		if t.Placement != store.Distributed {
			continue
		}
		do = append(do, fmt.Sprintf("ALTER TABLE %s SET SCHEMA %s", t.Name, plainSchema),
			fmt.Sprintf("CREATE TABLE %s (LIKE %s.%s INCLUDING ALL EXCLUDING INDEXES) PARTITION BY HASH (county_code)", t.Name, plainSchema, t.Name))
		for part := range 2 {
			do = append(do, fmt.Sprintf("CREATE TABLE %s.%s_part%d PARTITION OF %s FOR VALUES WITH (MODULUS 2, REMAINDER %d)", partSchema, t.Name, part, t.Name, part))
		}
		do = append(append(do, keys.indexes[t.Name]...), fmt.Sprintf("INSERT INTO %s TABLE %s.%s", t.Name, plainSchema, t.Name))
	}
	do = append(append(do, keys.ties...), "DROP SCHEMA "+plainSchema+" CASCADE")
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	for _, sql := range do {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return tx.Commit(ctx)
}

// keys are the statements that make what a schema's tables are found and held together by, under the names that it has now.
type keys struct {
	indexes        map[string][]string // by table, its primary key among them
	ties, dropTies []string            // foreign keys
}

func keysOf(ctx context.Context, conn *pgx.Conn) (keys, error) {
	out := keys{indexes: map[string][]string{}}
	err := each(ctx, conn, `SELECT t.relname, CASE WHEN k.oid IS NULL THEN pg_get_indexdef(x.indexrelid)
		ELSE format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, k.conname, pg_get_constraintdef(k.oid)) END
		FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid AND t.relnamespace = 'public'::regnamespace
		LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x') ORDER BY x.indexrelid`, func(table, sql string) {
		out.indexes[table] = append(out.indexes[table], sql)
	})
	if err != nil {
		return out, err
	}
	err = each(ctx, conn, `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
		format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conrelid::regclass::text, conname`, func(drop, again string) {
		out.dropTies, out.ties = append(out.dropTies, drop), append(out.ties, again)
	})
	return out, err
}

func each(ctx context.Context, conn *pgx.Conn, sql string, tell func(a, b string)) error {
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		tell(a, b)
	}
	return rows.Err()
}
