-- +goose Up
-- What a county sets: every number is a dated version. Standards and time limits are proposed by one person and adopted by another;
-- what was adopted is never changed, so that the number of any past day, and what was believed of it at any past instant, can be told.

CREATE TABLE policy_standard (
    county_code text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    value bigint NOT NULL CHECK (value >= 0),
    unit text NOT NULL CHECK (unit IN ('fen', 'permille', 'month')),
    source text NOT NULL DEFAULT '',
    effective_from date NOT NULL,
    effective_to date,
    status text NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason text NOT NULL DEFAULT '',
    created_by text NOT NULL DEFAULT '',
    adopted_by text NOT NULL DEFAULT '',
    adopted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE INDEX policy_standard_code ON policy_standard (county_code, code, effective_from);

CREATE TABLE sla_rule (
    county_code text NOT NULL,
    id uuid NOT NULL,
    step text NOT NULL,
    subject text NOT NULL DEFAULT '',
    amount integer NOT NULL CHECK (amount >= 0),
    unit text NOT NULL CHECK (unit IN ('hour', 'workday', 'day')),
    source text NOT NULL DEFAULT '',
    effective_from date NOT NULL,
    effective_to date,
    status text NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason text NOT NULL DEFAULT '',
    created_by text NOT NULL DEFAULT '',
    adopted_by text NOT NULL DEFAULT '',
    adopted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE INDEX sla_rule_step ON sla_rule (county_code, step, effective_from);

-- Rows are only added; the newest that has begun counts.
CREATE TABLE category_setting (
    county_code text NOT NULL,
    id uuid NOT NULL,
    category text NOT NULL,
    active boolean NOT NULL,
    local_name text NOT NULL DEFAULT '',
    sensitivity integer NOT NULL CHECK (sensitivity BETWEEN 0 AND 3),
    effective_from date NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX category_setting_category ON category_setting (county_code, category, effective_from);

-- A county's own days, over those of calendar_day, which every county shares. Rows are only added; the newest of a day counts, and
-- 'plain' gives the day back to the plain week.
CREATE TABLE calendar_entry (
    county_code text NOT NULL,
    id uuid NOT NULL,
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('working', 'holiday', 'plain')),
    name text NOT NULL DEFAULT '',
    reason text NOT NULL,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX calendar_entry_day ON calendar_entry (county_code, day);

-- The alliance's own places: a county's centre, a town's station, a village's point.
ALTER TABLE region ADD COLUMN node_kind text NOT NULL DEFAULT '' CHECK (node_kind IN ('', 'centre', 'station', 'point'));
ALTER TABLE region ADD COLUMN node_address text NOT NULL DEFAULT '';
ALTER TABLE region ADD COLUMN node_phone text NOT NULL DEFAULT '';

-- The words by which needs, offers and suppliers are found: pairs of letters of their public texts.
CREATE TABLE search_word (
    county_code text NOT NULL,
    noun text NOT NULL CHECK (noun IN ('need', 'offer', 'supplier')),
    word text COLLATE "C" NOT NULL,
    object_id uuid NOT NULL,
    PRIMARY KEY (county_code, noun, word, object_id)
);
CREATE INDEX search_word_object ON search_word (county_code, noun, object_id);

-- +goose Down
DROP TABLE search_word;
ALTER TABLE region DROP COLUMN node_phone;
ALTER TABLE region DROP COLUMN node_address;
ALTER TABLE region DROP COLUMN node_kind;
DROP TABLE calendar_entry;
DROP TABLE category_setting;
DROP TABLE sla_rule;
DROP TABLE policy_standard;
