-- +goose Up
-- What reports count, kept in the transactions that change it, and the indexes by which a year of a county is counted at once.

-- By when somebody must have answered an accepted need, and when the first supplier promised or government took it.
ALTER TABLE need ADD COLUMN response_due_at timestamptz;
ALTER TABLE need ADD COLUMN agreed_at timestamptz;
ALTER TABLE need ADD COLUMN referred_at timestamptz;
UPDATE need SET agreed_at = (SELECT MIN(m.responded_at) FROM match m WHERE m.county_code = need.county_code AND m.need_id = need.id
    AND m.responded_at IS NOT NULL AND m.status <> 'declined');
UPDATE need SET referred_at = accepted_at WHERE category LIKE 'K%' AND accepted_at IS NOT NULL;

-- The day by which a promise is to be kept.
ALTER TABLE match ADD COLUMN planned_end date;
UPDATE match SET planned_end = (SELECT COALESCE(n.needed_by, n.due_on) FROM need n WHERE n.county_code = match.county_code AND n.id = match.need_id)
    WHERE responded_at IS NOT NULL AND status <> 'declined';

CREATE INDEX need_counted ON need (county_code, submitted_at, region_code, category, status, resolution_code, submitted_by, resolved_at, due_on,
    response_due_at, agreed_at, referred_at, reopened_count, household_id);
CREATE INDEX need_open ON need (county_code, status, submitted_at, region_code, category, urgency);
CREATE INDEX match_counted ON match (county_code, planned_end, status, responded_at, region_code, category, supplier_id);
CREATE INDEX fulfilment_counted ON fulfilment (county_code, confirmed_at, region_code, supplier_id, satisfaction, value_fen, offer_id, need_id, confirmed_by);
CREATE INDEX fulfilment_occurred ON fulfilment (county_code, supplier_id, occurred_at, status);
CREATE INDEX disclosure_at ON disclosure (county_code, at, tier, consent_id, supplier_id, household_id);
CREATE INDEX attachment_sha256 ON attachment (county_code, sha256);

-- A random part of what was reported, looked into again by somebody else.
CREATE TABLE audit_sample (
    county_code text NOT NULL,
    id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('audit', 'awareness')),
    month date NOT NULL,
    noun text NOT NULL CHECK (noun IN ('need', 'visit', 'happiness_list')),
    object_id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    status text NOT NULL CHECK (status IN ('drawn', 'recorded')),
    result text NOT NULL DEFAULT '' CHECK (result IN ('', 'true', 'wrong', 'unreachable')),
    benefits_named integer CHECK (benefits_named >= 0),
    note_sealed bytea,
    recorded_by uuid,
    recorded_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK ((status = 'recorded') = (result <> ''))
);
CREATE UNIQUE INDEX audit_sample_object ON audit_sample (county_code, purpose, month, noun, object_id);
CREATE INDEX audit_sample_region ON audit_sample (county_code, month, region_code, id);

-- An export of identified data: asked for by one person, approved by another, taken once.
CREATE TABLE export_request (
    county_code text NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    format text NOT NULL CHECK (format IN ('csv', 'xlsx')),
    purpose text NOT NULL,
    status text NOT NULL CHECK (status IN ('asked', 'approved', 'refused', 'taken', 'lapsed')),
    status_reason text NOT NULL DEFAULT '',
    asked_by uuid NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    taken_at timestamptz,
    rows bigint,
    lapses_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX export_request_status ON export_request (county_code, status, id);

-- How a county counts: by household or by task. The official formulas are not public.
CREATE TABLE report_setting (
    county_code text NOT NULL,
    base text NOT NULL CHECK (base IN ('household', 'task')),
    set_by text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code)
);

-- +goose Down
DROP TABLE report_setting;
DROP TABLE export_request;
DROP TABLE audit_sample;
DROP INDEX attachment_sha256;
DROP INDEX disclosure_at;
DROP INDEX fulfilment_occurred;
DROP INDEX fulfilment_counted;
DROP INDEX match_counted;
DROP INDEX need_open;
DROP INDEX need_counted;
ALTER TABLE match DROP COLUMN planned_end;
ALTER TABLE need DROP COLUMN referred_at;
ALTER TABLE need DROP COLUMN agreed_at;
ALTER TABLE need DROP COLUMN response_due_at;
