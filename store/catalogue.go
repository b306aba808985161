package store

import "context"

// catalogue is what PostgreSQL knows of the schema's tables, as far as it matters to spreading them.
type catalogue struct {
	Tables  []catalogueTable
	Keys    []uniqueKey
	Foreign []foreignKey
	Others  []worksAcross
}

type catalogueTable struct {
	Name   string
	County bool // has a county_code, a text that is never null
	Keyed  bool // has a primary key
}

type uniqueKey struct {
	Table, Name string
	County      bool // county_code is one of its columns
}

type foreignKey struct {
	Table, Name, Refers string
	County              bool // county_code refers to county_code
	Sets                bool // what happens to the row referred to would set columns here
}

// worksAcross is something that one machine cannot do for all.
type worksAcross struct{ Table, Kind, Name string }

// The tables of the schema that are asked: not parts of a table, nor what an extension brought.
const ownTables = `FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
	WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition
	AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = t.oid AND d.deptype = 'e')`

func (s *Store) catalogue(ctx context.Context) (*catalogue, error) {
	out, db := &catalogue{}, s.db.WithContext(ctx)
	for _, ask := range []struct {
		into any
		sql  string
	}{
		{&out.Tables, `SELECT t.relname AS name,
	EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'county_code' AND a.atttypid = 'text'::regtype AND a.attnotnull) AS county,
	EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = t.oid AND x.indisprimary) AS keyed
	` + ownTables + ` ORDER BY 1`},
		{&out.Keys, `SELECT o.relname AS "table", i.relname AS name,
	EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = x.indrelid AND a.attname = 'county_code'
		AND a.attnum = ANY ((x.indkey::int2[])[0:x.indnkeyatts - 1])) AS county
	FROM (SELECT t.oid, t.relname ` + ownTables + `) o JOIN pg_index x ON x.indrelid = o.oid JOIN pg_class i ON i.oid = x.indexrelid
	WHERE x.indisunique OR x.indisexclusion ORDER BY 1, 2`},
		{&out.Foreign, `SELECT o.relname AS "table", k.conname AS name, r.relname AS refers,
	EXISTS (SELECT 1 FROM generate_subscripts(k.conkey, 1) AS at
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[at] AND a.attname = 'county_code'
		JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[at] AND b.attname = 'county_code') AS county,
	k.confdeltype IN ('n', 'd') OR k.confupdtype IN ('n', 'd', 'c') AS sets
	FROM (SELECT t.oid, t.relname ` + ownTables + `) o JOIN pg_constraint k ON k.conrelid = o.oid AND k.contype = 'f' AND k.conparentid = 0
	JOIN pg_class r ON r.oid = k.confrelid ORDER BY 1, 2`},
		{&out.Others, `SELECT o.relname AS "table", 'the trigger' AS kind, g.tgname AS name
	FROM (SELECT t.oid, t.relname ` + ownTables + `) o JOIN pg_trigger g ON g.tgrelid = o.oid AND NOT g.tgisinternal
UNION ALL SELECT o.relname, 'the sequence of', a.attname
	FROM (SELECT t.oid, t.relname ` + ownTables + `) o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	WHERE a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'
UNION ALL SELECT o.relname, 'the rule', w.rulename
	FROM (SELECT t.oid, t.relname ` + ownTables + `) o JOIN pg_rewrite w ON w.ev_class = o.oid
ORDER BY 1, 2, 3`},
	} {
		if err := db.Raw(ask.sql).Scan(ask.into).Error; err != nil {
			return nil, translate(err)
		}
	}
	return out, nil
}
