-- +goose Up
-- One household, one policy: what a person said that no register knows, the nights on which rules were asked, and how far the event log was followed.

ALTER TABLE suggestion ADD COLUMN gone_at timestamptz;
ALTER TABLE suggestion ADD COLUMN changed_at timestamptz;

CREATE TABLE household_means (
    county_code text NOT NULL,
    household_id uuid NOT NULL,
    facts_sealed bytea,
    told_by text NOT NULL DEFAULT '',
    told_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, household_id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);

CREATE TABLE suggestion_run (
    county_code text NOT NULL,
    ran_on date NOT NULL,
    id uuid NOT NULL,
    households integer NOT NULL,
    issued integer NOT NULL,
    changed integer NOT NULL,
    gone integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, ran_on)
);

CREATE TABLE suggestion_cursor (
    county_code text NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (county_code)
);

CREATE INDEX suggestion_expiry ON suggestion (county_code, status, expires_on);

-- +goose Down
DROP INDEX suggestion_expiry;
DROP TABLE suggestion_cursor;
DROP TABLE suggestion_run;
DROP TABLE household_means;
ALTER TABLE suggestion DROP COLUMN changed_at;
ALTER TABLE suggestion DROP COLUMN gone_at;
