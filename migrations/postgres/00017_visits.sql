-- +goose Up
-- Visits as they are planned, ordered and found: how often each household is visited, extra rounds, what a visit saw of a child at risk, and
-- how the levels of households came about.

CREATE TABLE visit_plan (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    plan_group text NOT NULL CHECK (plan_group IN ('high', 'key', 'general', 'stable')),
    span text NOT NULL CHECK (span IN ('week', 'month', 'quarter', 'half_year')),
    home_every integer NOT NULL CHECK (home_every >= 1),
    reasons_sealed bytea,
    starts_on date NOT NULL,
    ends_on date,
    planned_to date NOT NULL,
    checked_on date NOT NULL,
    checked_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK (ends_on IS NULL OR starts_on <= ends_on)
);
-- One plan of a household is in force.
CREATE UNIQUE INDEX visit_plan_in_force ON visit_plan (county_code, household_id) WHERE ends_on IS NULL;
CREATE INDEX visit_plan_household ON visit_plan (county_code, household_id, starts_on);
CREATE INDEX visit_plan_region ON visit_plan (county_code, region_code, plan_group);

CREATE TABLE visit_round (
    county_code text NOT NULL,
    id uuid NOT NULL,
    cause text NOT NULL CHECK (cause IN ('spring_festival', 'typhoon', 'cold', 'heat', 'other')),
    towns text NOT NULL DEFAULT '[]',
    plan_groups text NOT NULL DEFAULT '[]',
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    note text NOT NULL DEFAULT '',
    windows integer NOT NULL DEFAULT 0,
    ordered_by text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id),
    CHECK (starts_on <= ends_on)
);

-- A plan or a round asks for one visit of a household in a span, however often it is made.
CREATE UNIQUE INDEX visit_window_planned ON visit_window (county_code, household_id, kind, starts_on, ends_on) WHERE plan_id IS NOT NULL;
CREATE INDEX visit_window_status ON visit_window (county_code, status, starts_on);

-- What an aide asks a clerk to leave out of the rates.
ALTER TABLE visit_window ADD COLUMN ask_code text NOT NULL DEFAULT '' CHECK (ask_code IN ('', 'died', 'left', 'institution', 'not_active'));
ALTER TABLE visit_window ADD COLUMN ask_by uuid;
ALTER TABLE visit_window ADD COLUMN asked_at timestamptz;
CREATE INDEX visit_window_asked ON visit_window (county_code, asked_at) WHERE ask_code <> '';

-- A delivery of meals that counted as a visit, by its card.
ALTER TABLE visit ADD COLUMN fulfilment_id uuid;
CREATE UNIQUE INDEX visit_fulfilment ON visit (county_code, fulfilment_id) WHERE fulfilment_id IS NOT NULL;

CREATE TABLE household_level (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    level integer NOT NULL CHECK (level BETWEEN 1 AND 4),
    score integer NOT NULL CHECK (score BETWEEN 0 AND 100),
    sealed bytea,
    found_sealed bytea,
    status text NOT NULL CHECK (status IN ('proposed', 'confirmed', 'replaced', 'rejected')),
    cause text NOT NULL CHECK (cause IN ('change', 'visit', 'person')),
    visit_id uuid,
    proposed_by text NOT NULL DEFAULT '',
    decided_by uuid,
    decided_at timestamptz,
    reason text NOT NULL DEFAULT '',
    from_on date,
    to_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
-- Of a household one level waits for a clerk, and one is in force.
CREATE UNIQUE INDEX household_level_proposed ON household_level (county_code, household_id) WHERE status = 'proposed';
CREATE UNIQUE INDEX household_level_confirmed ON household_level (county_code, household_id) WHERE status = 'confirmed';
CREATE INDEX household_level_household ON household_level (county_code, household_id, id);
CREATE INDEX household_level_region ON household_level (county_code, region_code, status, id);

CREATE TABLE child_report (
    county_code text NOT NULL,
    id uuid NOT NULL,
    visit_id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    seen_sealed bytea,
    status text NOT NULL CHECK (status IN ('open', 'reported', 'closed')),
    reported_to text NOT NULL DEFAULT '[]',
    reported_at timestamptz,
    done_sealed bytea,
    handled_by uuid,
    closed_at timestamptz,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, visit_id) REFERENCES visit (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK ((reported_at IS NULL) = (status = 'open'))
);
CREATE UNIQUE INDEX child_report_visit ON child_report (county_code, visit_id);
CREATE INDEX child_report_region ON child_report (county_code, region_code, status, id);

-- +goose Down
DROP TABLE child_report;
DROP TABLE household_level;
DROP INDEX visit_fulfilment;
ALTER TABLE visit DROP COLUMN fulfilment_id;
DROP INDEX visit_window_asked;
ALTER TABLE visit_window DROP COLUMN asked_at;
ALTER TABLE visit_window DROP COLUMN ask_by;
ALTER TABLE visit_window DROP COLUMN ask_code;
DROP INDEX visit_window_status;
DROP INDEX visit_window_planned;
DROP TABLE visit_round;
DROP TABLE visit_plan;
