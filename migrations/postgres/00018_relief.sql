-- +goose Up
-- The way of a request for relief: who asked and how, by when whoever holds it must act, what was proposed, published, objected to and
-- decided; complaints; and the passes with which residents who have no account apply and see where their requests stand.

ALTER TABLE application ADD COLUMN due_at timestamptz;
ALTER TABLE application ADD COLUMN reminded_at timestamptz;
ALTER TABLE application ADD COLUMN escalated_at timestamptz;
ALTER TABLE application ADD COLUMN given_by text NOT NULL DEFAULT '' CHECK (given_by IN ('', 'self', 'guardian', 'agent'));
ALTER TABLE application ADD COLUMN pass_id uuid;
ALTER TABLE application ADD COLUMN duplicate_of uuid;
ALTER TABLE application ADD COLUMN accepted_by uuid;
ALTER TABLE application ADD COLUMN accepted_at timestamptz;
ALTER TABLE application ADD COLUMN materials_asked_at timestamptz;
ALTER TABLE application ADD COLUMN visit_id uuid;
ALTER TABLE application ADD COLUMN no_visit_why text NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN proposed_at timestamptz;
ALTER TABLE application ADD COLUMN event_class text NOT NULL DEFAULT '' CHECK (event_class IN ('', 'light', 'medium', 'heavy', 'extreme'));
ALTER TABLE application ADD COLUMN persons_counted integer;
ALTER TABLE application ADD COLUMN factor integer;
ALTER TABLE application ADD COLUMN std_fen bigint;
ALTER TABLE application ADD COLUMN self_paid_fen bigint;
ALTER TABLE application ADD COLUMN special boolean NOT NULL DEFAULT FALSE;
ALTER TABLE application ADD COLUMN note_sealed bytea;
ALTER TABLE application ADD COLUMN reasons_sealed bytea;
ALTER TABLE application ADD COLUMN publicity_code text NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN objected_at timestamptz;
ALTER TABLE application ADD COLUMN objection_sealed bytea;
ALTER TABLE application ADD COLUMN objection_answered_at timestamptz;
ALTER TABLE application ADD COLUMN objection_answer_sealed bytea;
ALTER TABLE application ADD COLUMN appealed_at timestamptz;
ALTER TABLE application ADD COLUMN appeal_answer_sealed bytea;
ALTER TABLE application ADD COLUMN paid_on date;

CREATE UNIQUE INDEX application_publicity ON application (county_code, publicity_code) WHERE publicity_code <> '';
CREATE INDEX application_due ON application (county_code, due_at, id);

CREATE TABLE complaint (
    county_code text NOT NULL,
    id uuid NOT NULL,
    no text NOT NULL,
    household_id uuid,
    application_id uuid,
    pass_id uuid,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    channel text NOT NULL CHECK (channel IN ('app', 'aide', 'hotline', 'visit')),
    text_sealed bytea,
    contact_sealed bytea,
    status text NOT NULL CHECK (status IN ('filed', 'assigned', 'answered', 'closed', 'escalated')),
    assigned_to uuid,
    answer_by timestamptz NOT NULL,
    reminded_at timestamptz,
    answer_sealed bytea,
    answered_by uuid,
    answered_at timestamptz,
    closed_at timestamptz,
    filed_at timestamptz NOT NULL,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX complaint_no ON complaint (county_code, no);
CREATE INDEX complaint_open ON complaint (county_code, status, answer_by);
CREATE INDEX complaint_household ON complaint (county_code, household_id, id);

CREATE TABLE resident_pass (
    county_code text NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('apply', 'track')),
    phone_sealed bytea,
    phone_index bytea,
    code_sealed bytea,
    code_tries integer NOT NULL DEFAULT 0,
    code_until timestamptz,
    verified_at timestamptz,
    household_id uuid,
    person_id uuid,
    draft_sealed bytea,
    applications text NOT NULL DEFAULT '[]',
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX resident_pass_token ON resident_pass (county_code, token_hash);
CREATE INDEX resident_pass_phone ON resident_pass (county_code, phone_index, created_at);
CREATE INDEX resident_pass_expires ON resident_pass (county_code, expires_at);

-- +goose Down
DROP TABLE resident_pass;
DROP TABLE complaint;
DROP INDEX application_due;
DROP INDEX application_publicity;
ALTER TABLE application DROP COLUMN paid_on;
ALTER TABLE application DROP COLUMN appeal_answer_sealed;
ALTER TABLE application DROP COLUMN appealed_at;
ALTER TABLE application DROP COLUMN objection_answer_sealed;
ALTER TABLE application DROP COLUMN objection_answered_at;
ALTER TABLE application DROP COLUMN objection_sealed;
ALTER TABLE application DROP COLUMN objected_at;
ALTER TABLE application DROP COLUMN publicity_code;
ALTER TABLE application DROP COLUMN reasons_sealed;
ALTER TABLE application DROP COLUMN note_sealed;
ALTER TABLE application DROP COLUMN special;
ALTER TABLE application DROP COLUMN self_paid_fen;
ALTER TABLE application DROP COLUMN std_fen;
ALTER TABLE application DROP COLUMN factor;
ALTER TABLE application DROP COLUMN persons_counted;
ALTER TABLE application DROP COLUMN event_class;
ALTER TABLE application DROP COLUMN proposed_at;
ALTER TABLE application DROP COLUMN no_visit_why;
ALTER TABLE application DROP COLUMN visit_id;
ALTER TABLE application DROP COLUMN materials_asked_at;
ALTER TABLE application DROP COLUMN accepted_at;
ALTER TABLE application DROP COLUMN accepted_by;
ALTER TABLE application DROP COLUMN duplicate_of;
ALTER TABLE application DROP COLUMN pass_id;
ALTER TABLE application DROP COLUMN given_by;
ALTER TABLE application DROP COLUMN escalated_at;
ALTER TABLE application DROP COLUMN reminded_at;
ALTER TABLE application DROP COLUMN due_at;
