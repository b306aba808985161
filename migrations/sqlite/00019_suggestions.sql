-- +goose Up
-- One household, one policy: what a person said that no register knows, the nights on which rules were asked, and how far the event log was followed.

ALTER TABLE suggestion ADD COLUMN gone_at DATETIME;
ALTER TABLE suggestion ADD COLUMN changed_at DATETIME;

CREATE TABLE household_means (
    county_code TEXT NOT NULL,
    household_id TEXT NOT NULL,
    facts_sealed BLOB,
    told_by TEXT NOT NULL DEFAULT '',
    told_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, household_id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);

CREATE TABLE suggestion_run (
    county_code TEXT NOT NULL,
    ran_on TEXT NOT NULL,
    id TEXT NOT NULL,
    households INTEGER NOT NULL,
    issued INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, ran_on)
);

CREATE TABLE suggestion_cursor (
    county_code TEXT NOT NULL,
    seq INTEGER NOT NULL,
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
