-- +goose Up
-- The way of a request for relief: who asked and how, by when whoever holds it must act, what was proposed, published, objected to and
-- decided; complaints; and the passes with which residents who have no account apply and see where their requests stand.

ALTER TABLE application ADD COLUMN due_at DATETIME;
ALTER TABLE application ADD COLUMN reminded_at DATETIME;
ALTER TABLE application ADD COLUMN escalated_at DATETIME;
ALTER TABLE application ADD COLUMN given_by TEXT NOT NULL DEFAULT '' CHECK (given_by IN ('', 'self', 'guardian', 'agent'));
ALTER TABLE application ADD COLUMN pass_id TEXT;
ALTER TABLE application ADD COLUMN duplicate_of TEXT;
ALTER TABLE application ADD COLUMN accepted_by TEXT;
ALTER TABLE application ADD COLUMN accepted_at DATETIME;
ALTER TABLE application ADD COLUMN materials_asked_at DATETIME;
ALTER TABLE application ADD COLUMN visit_id TEXT;
ALTER TABLE application ADD COLUMN no_visit_why TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN proposed_at DATETIME;
ALTER TABLE application ADD COLUMN event_class TEXT NOT NULL DEFAULT '' CHECK (event_class IN ('', 'light', 'medium', 'heavy', 'extreme'));
ALTER TABLE application ADD COLUMN persons_counted INTEGER;
ALTER TABLE application ADD COLUMN factor INTEGER;
ALTER TABLE application ADD COLUMN std_fen INTEGER;
ALTER TABLE application ADD COLUMN self_paid_fen INTEGER;
ALTER TABLE application ADD COLUMN special BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE application ADD COLUMN note_sealed BLOB;
ALTER TABLE application ADD COLUMN reasons_sealed BLOB;
ALTER TABLE application ADD COLUMN publicity_code TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN objected_at DATETIME;
ALTER TABLE application ADD COLUMN objection_sealed BLOB;
ALTER TABLE application ADD COLUMN objection_answered_at DATETIME;
ALTER TABLE application ADD COLUMN objection_answer_sealed BLOB;
ALTER TABLE application ADD COLUMN appealed_at DATETIME;
ALTER TABLE application ADD COLUMN appeal_answer_sealed BLOB;
ALTER TABLE application ADD COLUMN paid_on TEXT;

CREATE UNIQUE INDEX application_publicity ON application (county_code, publicity_code) WHERE publicity_code <> '';
CREATE INDEX application_due ON application (county_code, due_at, id);

CREATE TABLE complaint (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    household_id TEXT,
    application_id TEXT,
    pass_id TEXT,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    channel TEXT NOT NULL CHECK (channel IN ('app', 'aide', 'hotline', 'visit')),
    text_sealed BLOB,
    contact_sealed BLOB,
    status TEXT NOT NULL CHECK (status IN ('filed', 'assigned', 'answered', 'closed', 'escalated')),
    assigned_to TEXT,
    answer_by DATETIME NOT NULL,
    reminded_at DATETIME,
    answer_sealed BLOB,
    answered_by TEXT,
    answered_at DATETIME,
    closed_at DATETIME,
    filed_at DATETIME NOT NULL,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX complaint_no ON complaint (county_code, no);
CREATE INDEX complaint_open ON complaint (county_code, status, answer_by);
CREATE INDEX complaint_household ON complaint (county_code, household_id, id);

CREATE TABLE resident_pass (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('apply', 'track')),
    phone_sealed BLOB,
    phone_index BLOB,
    code_sealed BLOB,
    code_tries INTEGER NOT NULL DEFAULT 0,
    code_until DATETIME,
    verified_at DATETIME,
    household_id TEXT,
    person_id TEXT,
    draft_sealed BLOB,
    applications TEXT NOT NULL DEFAULT '[]',
    expires_at DATETIME NOT NULL,
    ended_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
