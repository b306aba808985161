-- +goose Up
-- What a county sets: every number is a dated version. Standards and time limits are proposed by one person and adopted by another;
-- what was adopted is never changed, so that the number of any past day, and what was believed of it at any past instant, can be told.

CREATE TABLE policy_standard (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    value INTEGER NOT NULL CHECK (value >= 0),
    unit TEXT NOT NULL CHECK (unit IN ('fen', 'permille', 'month')),
    source TEXT NOT NULL DEFAULT '',
    effective_from TEXT NOT NULL,
    effective_to TEXT,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    adopted_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE INDEX policy_standard_code ON policy_standard (county_code, code, effective_from);

CREATE TABLE sla_rule (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    step TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL CHECK (amount >= 0),
    unit TEXT NOT NULL CHECK (unit IN ('hour', 'workday', 'day')),
    source TEXT NOT NULL DEFAULT '',
    effective_from TEXT NOT NULL,
    effective_to TEXT,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    adopted_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE INDEX sla_rule_step ON sla_rule (county_code, step, effective_from);

-- Rows are only added; the newest that has begun counts.
CREATE TABLE category_setting (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    category TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    local_name TEXT NOT NULL DEFAULT '',
    sensitivity INTEGER NOT NULL CHECK (sensitivity BETWEEN 0 AND 3),
    effective_from TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX category_setting_category ON category_setting (county_code, category, effective_from);

-- A county's own days, over those of calendar_day, which every county shares. Rows are only added; the newest of a day counts, and
-- 'plain' gives the day back to the plain week.
CREATE TABLE calendar_entry (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('working', 'holiday', 'plain')),
    name TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX calendar_entry_day ON calendar_entry (county_code, day);

-- The alliance's own places: a county's centre, a town's station, a village's point.
ALTER TABLE region ADD COLUMN node_kind TEXT NOT NULL DEFAULT '' CHECK (node_kind IN ('', 'centre', 'station', 'point'));
ALTER TABLE region ADD COLUMN node_address TEXT NOT NULL DEFAULT '';
ALTER TABLE region ADD COLUMN node_phone TEXT NOT NULL DEFAULT '';

-- The words by which needs, offers and suppliers are found: pairs of letters of their public texts.
CREATE TABLE search_word (
    county_code TEXT NOT NULL,
    noun TEXT NOT NULL CHECK (noun IN ('need', 'offer', 'supplier')),
    word TEXT NOT NULL,
    object_id TEXT NOT NULL,
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
