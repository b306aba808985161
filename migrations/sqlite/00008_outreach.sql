-- +goose Up
-- Finding trouble: who stands on which list, when each household is to be visited, what visits found, what departments signalled.

-- A stay of a household, or of one person of it, under a category: the denominators of the rates of visits and happiness lists.
CREATE TABLE listing (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    category TEXT NOT NULL,
    listed_from TEXT NOT NULL,
    listed_to TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id),
    CHECK (listed_to IS NULL OR listed_from <= listed_to)
);
CREATE INDEX listing_household ON listing (county_code, household_id, listed_from);
CREATE INDEX listing_category ON listing (county_code, category, listed_from);

INSERT INTO listing (county_code, id, household_id, region_code, category, listed_from, listed_to, created_at, updated_at)
    SELECT county_code, id, id, region_code, category, date(created_at, '+8 hours'),
        CASE WHEN status IN ('left', 'closed') THEN date(updated_at, '+8 hours') END, created_at, updated_at
    FROM household;

CREATE TABLE alert (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    rule_code TEXT NOT NULL,
    rule_version INTEGER NOT NULL DEFAULT 1,
    source_dept TEXT NOT NULL,
    batch_id TEXT,
    household_id TEXT,
    person_id TEXT,
    unmatched_index BLOB,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    event_on TEXT NOT NULL,
    amount_fen INTEGER,
    evidence_sealed BLOB,
    severity TEXT NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    score INTEGER NOT NULL DEFAULT 0,
    dedupe_key TEXT NOT NULL DEFAULT '',
    assigned_aide_id TEXT,
    contact_due_at DATETIME,
    due_at DATETIME NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'assigned', 'accepted', 'visiting', 'verified', 'closed', 'escalated', 'merged', 'returned')),
    status_reason TEXT NOT NULL DEFAULT '',
    escalated_to TEXT NOT NULL DEFAULT '' CHECK (escalated_to IN ('', 'town', 'county')),
    merged_into TEXT,
    contacted_at DATETIME,
    verified_at DATETIME,
    verify_visit_id TEXT,
    result_code TEXT NOT NULL DEFAULT '' CHECK (result_code IN ('', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8')),
    closed_at DATETIME,
    raised_at DATETIME NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    aide_id TEXT,
    plan_id TEXT,
    alert_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('routine', 'alert', 'application', 'follow_up', 'festival', 'disaster')),
    mode TEXT NOT NULL CHECK (mode IN ('home', 'any')),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'due', 'in_progress', 'done', 'invalid', 'missed', 'exempt')),
    valid_visit_id TEXT,
    exempt_code TEXT NOT NULL DEFAULT '' CHECK (exempt_code IN ('', 'died', 'left', 'institution', 'not_active')),
    exempt_sealed BLOB,
    exempt_by TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    aide_id TEXT NOT NULL,
    window_id TEXT,
    alert_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('routine', 'alert', 'application', 'follow_up', 'festival', 'disaster')),
    mode TEXT NOT NULL CHECK (mode IN ('home', 'phone', 'video', 'neighbour', 'third_party')),
    checked_in_at DATETIME NOT NULL,
    duration_min INTEGER NOT NULL CHECK (duration_min >= 0),
    reached BOOLEAN NOT NULL,
    distance_m INTEGER,
    paper_signature BOOLEAN NOT NULL DEFAULT FALSE,
    form_complete BOOLEAN NOT NULL,
    place_sealed BLOB,
    place_index BLOB,
    found_sealed BLOB,
    persons_seen TEXT NOT NULL DEFAULT '[]',
    photo_ids TEXT NOT NULL DEFAULT '[]',
    issues_created TEXT NOT NULL DEFAULT '[]',
    child_at_risk BOOLEAN NOT NULL DEFAULT FALSE,
    valid BOOLEAN NOT NULL,
    invalid_reason TEXT NOT NULL DEFAULT '' CHECK (invalid_reason IN ('', 'wrong_mode', 'too_short', 'nobody_reached', 'too_far', 'form_incomplete', 'third_same_day')),
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
ALTER TABLE need ADD COLUMN source_id TEXT;

-- +goose Down
ALTER TABLE need DROP COLUMN source_id;
DROP TABLE visit;
DROP TABLE visit_window;
DROP TABLE alert;
DROP TABLE listing;
