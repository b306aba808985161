-- +goose Up
-- Ways to work: the sessions of trainings and workshops with who came, and the path of a person from a suggestion over a training to a job, with the
-- checks afterwards. Places are the capacity of the offer; nobody has one without a promise.

CREATE TABLE course_session (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    place TEXT NOT NULL,
    worker_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('planned', 'held', 'cancelled')),
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX course_session_offer ON course_session (county_code, offer_id, starts_at);
CREATE INDEX course_session_worker ON course_session (county_code, worker_id, starts_at);

CREATE TABLE work_path (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    suggestion_id TEXT,
    need_id TEXT,
    match_id TEXT,
    offer_id TEXT,
    supplier_id TEXT NOT NULL DEFAULT '',
    job_match_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('suggested', 'enrolled', 'trained', 'dropped', 'placed', 'lost', 'closed')),
    trained_on TEXT,
    certificate BOOLEAN NOT NULL DEFAULT FALSE,
    placed_on TEXT,
    job_sealed BLOB,
    income_sealed BLOB,
    check_from TEXT,
    checked INTEGER NOT NULL DEFAULT 0,
    next_check_on TEXT,
    close_code TEXT NOT NULL DEFAULT '' CHECK (close_code IN ('', 'R1', 'V3', 'V4', 'V5')),
    closed_on TEXT,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
-- One person is on the way to one place at a time.
CREATE UNIQUE INDEX work_path_person ON work_path (county_code, person_id) WHERE status IN ('suggested', 'enrolled');
CREATE INDEX work_path_household ON work_path (county_code, household_id, id);
CREATE INDEX work_path_match ON work_path (county_code, match_id);
CREATE INDEX work_path_offer ON work_path (county_code, offer_id);
CREATE INDEX work_path_next_check ON work_path (county_code, next_check_on, region_code);
CREATE INDEX work_path_trained ON work_path (county_code, trained_on);

CREATE TABLE attendance (
    county_code TEXT NOT NULL,
    session_id TEXT NOT NULL,
    path_id TEXT NOT NULL,
    present BOOLEAN NOT NULL,
    recorded_by TEXT NOT NULL DEFAULT '',
    recorded_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, session_id, path_id)
);
CREATE INDEX attendance_path ON attendance (county_code, path_id);

CREATE TABLE work_check (
    county_code TEXT NOT NULL,
    path_id TEXT NOT NULL,
    days INTEGER NOT NULL,
    employed TEXT NOT NULL CHECK (employed IN ('yes', 'no', 'unknown')),
    checked_on TEXT NOT NULL,
    said_sealed BLOB,
    recorded_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, path_id, days)
);

-- +goose Down
DROP TABLE work_check;
DROP TABLE attendance;
DROP TABLE work_path;
DROP TABLE course_session;
