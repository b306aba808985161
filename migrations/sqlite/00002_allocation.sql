-- +goose Up
-- A round of the matcher over one county's open needs, kept with what it proposed and why the rest went without, so that
-- a person may ask for reasons later. A running round holds the county by a lease: see allocation_running.

CREATE TABLE allocation (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'abandoned')),
    dry_run BOOLEAN NOT NULL,
    started_by TEXT NOT NULL DEFAULT '',
    started_at DATETIME NOT NULL,
    lease_until DATETIME NOT NULL,
    finished_at DATETIME,
    weights_version TEXT NOT NULL DEFAULT '',
    needs INTEGER NOT NULL DEFAULT 0,
    offers INTEGER NOT NULL DEFAULT 0,
    edges INTEGER NOT NULL DEFAULT 0,
    proposals INTEGER NOT NULL DEFAULT 0,
    units INTEGER NOT NULL DEFAULT 0,
    value INTEGER NOT NULL DEFAULT 0,
    bound INTEGER NOT NULL DEFAULT 0,
    gap INTEGER NOT NULL DEFAULT 0,
    complete BOOLEAN NOT NULL DEFAULT FALSE,
    certificate TEXT NOT NULL DEFAULT '',
    earlier_id TEXT,
    pairs_new INTEGER NOT NULL DEFAULT 0,
    pairs_gone INTEGER NOT NULL DEFAULT 0,
    pairs_same INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX allocation_running ON allocation (county_code) WHERE status = 'running';

CREATE TABLE allocation_proposal (
    county_code TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    need_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    category TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit TEXT NOT NULL,
    score INTEGER NOT NULL,
    score_parts TEXT NOT NULL DEFAULT '{}',
    reasons TEXT NOT NULL DEFAULT '[]',
    match_id TEXT,
    PRIMARY KEY (county_code, allocation_id, need_id, offer_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_unmet (
    county_code TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    need_id TEXT NOT NULL,
    category TEXT NOT NULL,
    town TEXT NOT NULL,
    units INTEGER,
    reason TEXT NOT NULL,
    args TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (county_code, allocation_id, need_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_gap (
    county_code TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    category TEXT NOT NULL,
    town TEXT NOT NULL,
    needed INTEGER NOT NULL,
    offered INTEGER NOT NULL,
    marginal_value INTEGER NOT NULL,
    urgency TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county_code, allocation_id, category, town),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_idle (
    county_code TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    units INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (county_code, allocation_id, offer_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

-- The earlier need that this one likely repeats, for the town to look at before it accepts; duplicate_of is what a person decided.
ALTER TABLE need ADD COLUMN likely_duplicate_of TEXT;
CREATE INDEX need_likely_duplicate ON need (county_code, id) WHERE likely_duplicate_of IS NOT NULL;

-- +goose Down
DROP INDEX need_likely_duplicate;
ALTER TABLE need DROP COLUMN likely_duplicate_of;
DROP TABLE allocation_idle;
DROP TABLE allocation_gap;
DROP TABLE allocation_unmet;
DROP TABLE allocation_proposal;
DROP TABLE allocation;
