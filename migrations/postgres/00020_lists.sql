-- +goose Up
-- Benefits as departments report them in lists; happiness lists with who made, checked and received them, with the household's own link, with
-- what was disputed and answered; and the runs that make the lists of a whole county.

ALTER TABLE supplier ADD COLUMN hide_name boolean NOT NULL DEFAULT FALSE;

CREATE TABLE benefit_batch (
    county_code text NOT NULL,
    id uuid NOT NULL,
    file_name text NOT NULL,
    sha256 text NOT NULL,
    rows_count integer NOT NULL,
    repeats integer NOT NULL DEFAULT 0,
    imported_by text NOT NULL,
    imported_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX benefit_batch_file ON benefit_batch (county_code, sha256);

ALTER TABLE benefit ADD COLUMN batch_id text NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN category text NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN account_tail text NOT NULL DEFAULT '';
ALTER TABLE benefit ADD COLUMN hide_provider boolean NOT NULL DEFAULT FALSE;
ALTER TABLE benefit ADD COLUMN voided_at timestamptz;
ALTER TABLE benefit ADD COLUMN void_reason text NOT NULL DEFAULT '';
CREATE INDEX benefit_region ON benefit (county_code, region_code);

ALTER TABLE happiness_list ADD COLUMN run_id text NOT NULL DEFAULT '';
ALTER TABLE happiness_list ADD COLUMN head_sealed bytea;
ALTER TABLE happiness_list ADD COLUMN lines_count integer NOT NULL DEFAULT 0;
ALTER TABLE happiness_list ADD COLUMN corrects_id uuid;
ALTER TABLE happiness_list ADD COLUMN checked_by uuid;
ALTER TABLE happiness_list ADD COLUMN received_by uuid;
ALTER TABLE happiness_list ADD COLUMN slip_id text NOT NULL DEFAULT '';
ALTER TABLE happiness_list ADD COLUMN link_no integer NOT NULL DEFAULT 0;
ALTER TABLE happiness_list ADD COLUMN link_hash bytea;
ALTER TABLE happiness_list ADD COLUMN link_until timestamptz;
ALTER TABLE happiness_list ADD COLUMN opened_at timestamptz;
ALTER TABLE happiness_list ADD COLUMN disputed_at timestamptz;
ALTER TABLE happiness_list ADD COLUMN dispute_line integer;
ALTER TABLE happiness_list ADD COLUMN dispute_due_at timestamptz;
ALTER TABLE happiness_list ADD COLUMN dispute_reminded_at timestamptz;
ALTER TABLE happiness_list ADD COLUMN dispute_escalated_at timestamptz;
ALTER TABLE happiness_list ADD COLUMN answer_sealed bytea;
ALTER TABLE happiness_list ADD COLUMN answered_by uuid;
ALTER TABLE happiness_list ADD COLUMN answered_at timestamptz;
CREATE UNIQUE INDEX happiness_list_link ON happiness_list (county_code, link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX happiness_list_status ON happiness_list (county_code, status, id);

CREATE TABLE list_run (
    county_code text NOT NULL,
    id uuid NOT NULL,
    period_kind text NOT NULL CHECK (period_kind IN ('month', 'quarter', 'year')),
    period_from date NOT NULL,
    period_to date NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'done')),
    total integer NOT NULL DEFAULT 0,
    seen integer NOT NULL DEFAULT 0,
    made integer NOT NULL DEFAULT 0,
    last_household text NOT NULL DEFAULT '',
    started_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 1,
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
