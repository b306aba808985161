-- +goose Up
-- What is kept how long: the periods are standards of their own, some of them in days; a run deletes what is over its time, county by county,
-- and counts afterwards what is still there; of a picture past its time the row stays, with its hash and its day.

CREATE TABLE policy_standard_new (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    value INTEGER NOT NULL CHECK (value >= 0),
    unit TEXT NOT NULL CHECK (unit IN ('fen', 'permille', 'month', 'day')),
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
INSERT INTO policy_standard_new (county_code, id, code, region_code, value, unit, source, effective_from, effective_to, status, status_reason,
        created_by, adopted_by, adopted_at, created_at, updated_at, version)
    SELECT county_code, id, code, region_code, value, unit, source, effective_from, effective_to, status, status_reason,
        created_by, adopted_by, adopted_at, created_at, updated_at, version
    FROM policy_standard;
DROP TABLE policy_standard;
ALTER TABLE policy_standard_new RENAME TO policy_standard;
CREATE INDEX policy_standard_code ON policy_standard (county_code, code, effective_from);

ALTER TABLE attachment ADD COLUMN forgotten_at DATETIME;

CREATE TABLE retention_run (
    county_code TEXT NOT NULL,
    ran_on TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    gone TEXT NOT NULL DEFAULT '{}',
    held TEXT NOT NULL DEFAULT '{}',
    over TEXT NOT NULL DEFAULT '{}',
    over_count INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    ended_at DATETIME,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, ran_on),
    CHECK ((status = 'running') = (ended_at IS NULL))
);

-- By what it is asked what hangs on what.
CREATE INDEX need_closed ON need (county_code, closed_at);
CREATE INDEX need_source ON need (county_code, source, source_id);
CREATE INDEX visit_of_window ON visit (county_code, window_id);
CREATE INDEX visit_alert ON visit (county_code, alert_id);
CREATE INDEX visit_window_alert ON visit_window (county_code, alert_id);
CREATE INDEX alert_merged_into ON alert (county_code, merged_into);
CREATE INDEX disclosure_consent ON disclosure (county_code, consent_id);
CREATE INDEX fulfilment_disputed ON fulfilment (county_code, household_id) WHERE status = 'disputed';
CREATE INDEX answer_link_match ON answer_link (county_code, match_id);
CREATE INDEX application_pass ON application (county_code, pass_id);
CREATE INDEX application_consent ON application (county_code, consent_id);
CREATE INDEX resident_pass_household ON resident_pass (county_code, household_id);
CREATE INDEX attachment_age ON attachment (county_code, created_at) WHERE forgotten_at IS NULL;
CREATE INDEX allocation_proposal_need ON allocation_proposal (county_code, need_id);
CREATE INDEX allocation_unmet_need ON allocation_unmet (county_code, need_id);

-- +goose Down
DROP INDEX allocation_unmet_need;
DROP INDEX allocation_proposal_need;
DROP INDEX attachment_age;
DROP INDEX resident_pass_household;
DROP INDEX application_consent;
DROP INDEX application_pass;
DROP INDEX answer_link_match;
DROP INDEX fulfilment_disputed;
DROP INDEX disclosure_consent;
DROP INDEX alert_merged_into;
DROP INDEX visit_window_alert;
DROP INDEX visit_alert;
DROP INDEX visit_of_window;
DROP INDEX need_source;
DROP INDEX need_closed;
DROP TABLE retention_run;
ALTER TABLE attachment DROP COLUMN forgotten_at;
DELETE FROM policy_standard WHERE unit = 'day';
CREATE TABLE policy_standard_old (
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
INSERT INTO policy_standard_old (county_code, id, code, region_code, value, unit, source, effective_from, effective_to, status, status_reason,
        created_by, adopted_by, adopted_at, created_at, updated_at, version)
    SELECT county_code, id, code, region_code, value, unit, source, effective_from, effective_to, status, status_reason,
        created_by, adopted_by, adopted_at, created_at, updated_at, version
    FROM policy_standard;
DROP TABLE policy_standard;
ALTER TABLE policy_standard_old RENAME TO policy_standard;
CREATE INDEX policy_standard_code ON policy_standard (county_code, code, effective_from);
