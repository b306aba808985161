-- +goose Up
-- Ways to work: the sessions of trainings and workshops with who came, and the path of a person from a suggestion over a training to a job, with the
-- checks afterwards. Places are the capacity of the offer; nobody has one without a promise.

CREATE TABLE course_session (
    county_code text NOT NULL,
    id uuid NOT NULL,
    offer_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    place text NOT NULL,
    worker_id uuid,
    status text NOT NULL CHECK (status IN ('planned', 'held', 'cancelled')),
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX course_session_offer ON course_session (county_code, offer_id, starts_at);
CREATE INDEX course_session_worker ON course_session (county_code, worker_id, starts_at);

CREATE TABLE work_path (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    suggestion_id uuid,
    need_id uuid,
    match_id uuid,
    offer_id uuid,
    supplier_id text NOT NULL DEFAULT '',
    job_match_id uuid,
    status text NOT NULL CHECK (status IN ('suggested', 'enrolled', 'trained', 'dropped', 'placed', 'lost', 'closed')),
    trained_on date,
    certificate boolean NOT NULL DEFAULT FALSE,
    placed_on date,
    job_sealed bytea,
    income_sealed bytea,
    check_from date,
    checked integer NOT NULL DEFAULT 0,
    next_check_on date,
    close_code text NOT NULL DEFAULT '' CHECK (close_code IN ('', 'R1', 'V3', 'V4', 'V5')),
    closed_on date,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
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
    county_code text NOT NULL,
    session_id uuid NOT NULL,
    path_id uuid NOT NULL,
    present boolean NOT NULL,
    recorded_by text NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, session_id, path_id)
);
CREATE INDEX attendance_path ON attendance (county_code, path_id);

CREATE TABLE work_check (
    county_code text NOT NULL,
    path_id uuid NOT NULL,
    days integer NOT NULL,
    employed text NOT NULL CHECK (employed IN ('yes', 'no', 'unknown')),
    checked_on date NOT NULL,
    said_sealed bytea,
    recorded_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, path_id, days)
);

-- +goose Down
DROP TABLE work_check;
DROP TABLE attendance;
DROP TABLE work_path;
DROP TABLE course_session;
