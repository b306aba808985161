-- +goose Up
-- A round of the matcher over one county's open needs, kept with what it proposed and why the rest went without, so that
-- a person may ask for reasons later. A running round holds the county by a lease: see allocation_running.

CREATE TABLE allocation (
    county_code text NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'finished', 'failed', 'abandoned')),
    dry_run boolean NOT NULL,
    started_by text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    finished_at timestamptz,
    weights_version text NOT NULL DEFAULT '',
    needs integer NOT NULL DEFAULT 0,
    offers integer NOT NULL DEFAULT 0,
    edges integer NOT NULL DEFAULT 0,
    proposals integer NOT NULL DEFAULT 0,
    units bigint NOT NULL DEFAULT 0,
    value bigint NOT NULL DEFAULT 0,
    bound bigint NOT NULL DEFAULT 0,
    gap bigint NOT NULL DEFAULT 0,
    complete boolean NOT NULL DEFAULT FALSE,
    certificate text NOT NULL DEFAULT '',
    earlier_id uuid,
    pairs_new integer NOT NULL DEFAULT 0,
    pairs_gone integer NOT NULL DEFAULT 0,
    pairs_same integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX allocation_running ON allocation (county_code) WHERE status = 'running';

CREATE TABLE allocation_proposal (
    county_code text NOT NULL,
    allocation_id uuid NOT NULL,
    need_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    category text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    unit text NOT NULL,
    score integer NOT NULL,
    score_parts text NOT NULL DEFAULT '{}',
    reasons text NOT NULL DEFAULT '[]',
    match_id uuid,
    PRIMARY KEY (county_code, allocation_id, need_id, offer_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_unmet (
    county_code text NOT NULL,
    allocation_id uuid NOT NULL,
    need_id uuid NOT NULL,
    category text NOT NULL,
    town text NOT NULL,
    units bigint,
    reason text NOT NULL,
    args text NOT NULL DEFAULT '{}',
    PRIMARY KEY (county_code, allocation_id, need_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_gap (
    county_code text NOT NULL,
    allocation_id uuid NOT NULL,
    category text NOT NULL,
    town text NOT NULL,
    needed bigint NOT NULL,
    offered bigint NOT NULL,
    marginal_value bigint NOT NULL,
    urgency text NOT NULL DEFAULT '',
    PRIMARY KEY (county_code, allocation_id, category, town),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

CREATE TABLE allocation_idle (
    county_code text NOT NULL,
    allocation_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    units bigint,
    reason text NOT NULL,
    PRIMARY KEY (county_code, allocation_id, offer_id),
    FOREIGN KEY (county_code, allocation_id) REFERENCES allocation (county_code, id)
);

-- The earlier need that this one likely repeats, for the town to look at before it accepts; duplicate_of is what a person decided.
ALTER TABLE need ADD COLUMN likely_duplicate_of uuid;
CREATE INDEX need_likely_duplicate ON need (county_code, id) WHERE likely_duplicate_of IS NOT NULL;

-- +goose Down
DROP INDEX need_likely_duplicate;
ALTER TABLE need DROP COLUMN likely_duplicate_of;
DROP TABLE allocation_idle;
DROP TABLE allocation_gap;
DROP TABLE allocation_unmet;
DROP TABLE allocation_proposal;
DROP TABLE allocation;
