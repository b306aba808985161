-- +goose Up
-- Benefits as departments report them in lists; happiness lists with who made, checked and received them, with the household's own link, with
-- what was disputed and answered; and the runs that make the lists of a whole county.

ALTER TABLE supplier ADD COLUMN hide_name BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE benefit_batch (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rows_count INTEGER NOT NULL,
    repeats INTEGER NOT NULL DEFAULT 0,
    imported_by TEXT NOT NULL,
    imported_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX benefit_batch_file ON benefit_batch (county_code, sha256);

ALTER TABLE benefit ADD COLUMN batch_id TEXT NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN account_tail TEXT NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN hide_provider BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE benefit ADD COLUMN voided_at DATETIME;
ALTER TABLE benefit ADD COLUMN void_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX benefit_region ON benefit (county_code, region_code);

ALTER TABLE happiness_list ADD COLUMN run_id TEXT NOT NULL DEFAULT '';
ALTER TABLE happiness_list ADD COLUMN head_sealed BLOB;
ALTER TABLE happiness_list ADD COLUMN lines_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE happiness_list ADD COLUMN corrects_id TEXT;
ALTER TABLE happiness_list ADD COLUMN checked_by TEXT;
ALTER TABLE happiness_list ADD COLUMN received_by TEXT;
ALTER TABLE happiness_list ADD COLUMN slip_id TEXT NOT NULL DEFAULT '';
ALTER TABLE happiness_list ADD COLUMN link_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE happiness_list ADD COLUMN link_hash BLOB;
ALTER TABLE happiness_list ADD COLUMN link_until DATETIME;
ALTER TABLE happiness_list ADD COLUMN opened_at DATETIME;
ALTER TABLE happiness_list ADD COLUMN disputed_at DATETIME;
ALTER TABLE happiness_list ADD COLUMN dispute_line INTEGER;
ALTER TABLE happiness_list ADD COLUMN dispute_due_at DATETIME;
ALTER TABLE happiness_list ADD COLUMN dispute_reminded_at DATETIME;
ALTER TABLE happiness_list ADD COLUMN dispute_escalated_at DATETIME;
ALTER TABLE happiness_list ADD COLUMN answer_sealed BLOB;
ALTER TABLE happiness_list ADD COLUMN answered_by TEXT;
ALTER TABLE happiness_list ADD COLUMN answered_at DATETIME;
CREATE UNIQUE INDEX happiness_list_link ON happiness_list (county_code, link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX happiness_list_status ON happiness_list (county_code, status, id);

CREATE TABLE list_run (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    period_kind TEXT NOT NULL CHECK (period_kind IN ('month', 'quarter', 'year')),
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'done')),
    total INTEGER NOT NULL DEFAULT 0,
    seen INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL DEFAULT 0,
    last_household TEXT NOT NULL DEFAULT '',
    started_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    ended_at DATETIME,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (period_from <= period_to)
);
CREATE UNIQUE INDEX list_run_period ON list_run (county_code, period_kind, period_from);

-- +goose Down
DROP TABLE list_run;
DROP INDEX happiness_list_status;
DROP INDEX happiness_list_link;
ALTER TABLE happiness_list DROP COLUMN answered_at;
ALTER TABLE happiness_list DROP COLUMN answered_by;
ALTER TABLE happiness_list DROP COLUMN answer_sealed;
ALTER TABLE happiness_list DROP COLUMN dispute_escalated_at;
ALTER TABLE happiness_list DROP COLUMN dispute_reminded_at;
ALTER TABLE happiness_list DROP COLUMN dispute_due_at;
ALTER TABLE happiness_list DROP COLUMN dispute_line;
ALTER TABLE happiness_list DROP COLUMN disputed_at;
ALTER TABLE happiness_list DROP COLUMN opened_at;
ALTER TABLE happiness_list DROP COLUMN link_until;
ALTER TABLE happiness_list DROP COLUMN link_hash;
ALTER TABLE happiness_list DROP COLUMN link_no;
ALTER TABLE happiness_list DROP COLUMN slip_id;
ALTER TABLE happiness_list DROP COLUMN received_by;
ALTER TABLE happiness_list DROP COLUMN checked_by;
ALTER TABLE happiness_list DROP COLUMN corrects_id;
ALTER TABLE happiness_list DROP COLUMN lines_count;
ALTER TABLE happiness_list DROP COLUMN head_sealed;
ALTER TABLE happiness_list DROP COLUMN run_id;
DROP INDEX benefit_region;
ALTER TABLE benefit DROP COLUMN void_reason;
ALTER TABLE benefit DROP COLUMN voided_at;
ALTER TABLE benefit DROP COLUMN hide_provider;
ALTER TABLE benefit DROP COLUMN account_tail;
ALTER TABLE benefit DROP COLUMN category;
ALTER TABLE benefit DROP COLUMN batch_id;
DROP TABLE benefit_batch;
ALTER TABLE supplier DROP COLUMN hide_name;
