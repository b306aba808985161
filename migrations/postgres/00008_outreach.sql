-- +goose Up
-- Finding trouble: who stands on which list, when each household is to be visited, what visits found, what departments signalled.

-- A stay of a household, or of one person of it, under a category: the denominators of the rates of visits and happiness lists.
CREATE TABLE listing (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    category text NOT NULL,
    listed_from date NOT NULL,
    listed_to date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id),
    CHECK (listed_to IS NULL OR listed_from <= listed_to)
);
CREATE INDEX listing_household ON listing (county_code, household_id, listed_from);
CREATE INDEX listing_category ON listing (county_code, category, listed_from);

INSERT INTO listing (county_code, id, household_id, region_code, category, listed_from, listed_to, created_at, updated_at)
    SELECT county_code, id, id, region_code, category, (created_at AT TIME ZONE 'Asia/Shanghai')::date,
        CASE WHEN status IN ('left', 'closed') THEN (updated_at AT TIME ZONE 'Asia/Shanghai')::date END, created_at, updated_at
    FROM household;

CREATE TABLE alert (
    county_code text NOT NULL,
    id uuid NOT NULL,
    rule_code text NOT NULL,
    rule_version integer NOT NULL DEFAULT 1,
    source_dept text NOT NULL,
    batch_id uuid,
    household_id uuid,
    person_id uuid,
    unmatched_index bytea,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    event_on date NOT NULL,
    amount_fen bigint,
    evidence_sealed bytea,
    severity text NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    score integer NOT NULL DEFAULT 0,
    dedupe_key text NOT NULL DEFAULT '',
    assigned_aide_id uuid,
    contact_due_at timestamptz,
    due_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('new', 'assigned', 'accepted', 'visiting', 'verified', 'closed', 'escalated', 'merged', 'returned')),
    status_reason text NOT NULL DEFAULT '',
    escalated_to text NOT NULL DEFAULT '' CHECK (escalated_to IN ('', 'town', 'county')),
    merged_into uuid,
    contacted_at timestamptz,
    verified_at timestamptz,
    verify_visit_id uuid,
    result_code text NOT NULL DEFAULT '' CHECK (result_code IN ('', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8')),
    closed_at timestamptz,
    raised_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id),
    CHECK ((verified_at IS NULL) = (result_code = ''))
);
CREATE INDEX alert_due ON alert (county_code, due_at);
CREATE INDEX alert_raised ON alert (county_code, raised_at);
CREATE INDEX alert_region ON alert (county_code, region_code, status, id);
CREATE INDEX alert_household ON alert (county_code, household_id, rule_code);

CREATE TABLE visit_window (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    aide_id uuid,
    plan_id uuid,
    alert_id uuid,
    kind text NOT NULL CHECK (kind IN ('routine', 'alert', 'application', 'follow_up', 'festival', 'disaster')),
    mode text NOT NULL CHECK (mode IN ('home', 'any')),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'due', 'in_progress', 'done', 'invalid', 'missed', 'exempt')),
    valid_visit_id uuid,
    exempt_code text NOT NULL DEFAULT '' CHECK (exempt_code IN ('', 'died', 'left', 'institution', 'not_active')),
    exempt_sealed bytea,
    exempt_by uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK (starts_on <= ends_on),
    CHECK ((status = 'done') = (valid_visit_id IS NOT NULL)),
    CHECK ((status = 'exempt') = (exempt_code <> ''))
);
CREATE INDEX visit_window_ends ON visit_window (county_code, ends_on, household_id, status, exempt_code, region_code, aide_id);
CREATE INDEX visit_window_household ON visit_window (county_code, household_id, ends_on);
CREATE INDEX visit_window_region ON visit_window (county_code, region_code, status, ends_on);

CREATE TABLE visit (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    aide_id uuid NOT NULL,
    window_id uuid,
    alert_id uuid,
    kind text NOT NULL CHECK (kind IN ('routine', 'alert', 'application', 'follow_up', 'festival', 'disaster')),
    mode text NOT NULL CHECK (mode IN ('home', 'phone', 'video', 'neighbour', 'third_party')),
    checked_in_at timestamptz NOT NULL,
    duration_min integer NOT NULL CHECK (duration_min >= 0),
    reached boolean NOT NULL,
    distance_m integer,
    paper_signature boolean NOT NULL DEFAULT FALSE,
    form_complete boolean NOT NULL,
    place_sealed bytea,
    place_index bytea,
    found_sealed bytea,
    persons_seen text NOT NULL DEFAULT '[]',
    photo_ids text NOT NULL DEFAULT '[]',
    issues_created text NOT NULL DEFAULT '[]',
    child_at_risk boolean NOT NULL DEFAULT FALSE,
    valid boolean NOT NULL,
    invalid_reason text NOT NULL DEFAULT '' CHECK (invalid_reason IN ('', 'wrong_mode', 'too_short', 'nobody_reached', 'too_far', 'form_incomplete', 'third_same_day')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, window_id) REFERENCES visit_window (county_code, id),
    CHECK (valid = (invalid_reason = ''))
);
-- One visit satisfies at most one window, and a window at most one valid visit.
CREATE UNIQUE INDEX visit_satisfies ON visit (county_code, window_id) WHERE valid;
CREATE INDEX visit_household ON visit (county_code, household_id, checked_in_at, valid);
CREATE INDEX visit_aide ON visit (county_code, aide_id, checked_in_at);
CREATE INDEX visit_checked_in ON visit (county_code, checked_in_at);

-- What a need came of: the visit, alert, application or suggestion that its source names.
ALTER TABLE need ADD COLUMN source_id uuid;

-- +goose Down
ALTER TABLE need DROP COLUMN source_id;
DROP TABLE visit;
DROP TABLE visit_window;
DROP TABLE alert;
DROP TABLE listing;
