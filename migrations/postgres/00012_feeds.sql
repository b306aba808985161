-- +goose Up
-- What departments send: how each list is read is declared as data, each list is a batch, and each row that was understood is a signal.

-- The department whose lists an account brings; '' for everybody else.
ALTER TABLE account ADD COLUMN department text NOT NULL DEFAULT '';

-- A county's own declarations, over those that come with the software. Rows are only added; the newest edition that has begun counts.
CREATE TABLE feed (
    county_code text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    edition integer NOT NULL CHECK (edition > 0),
    name_zh text NOT NULL,
    name_en text NOT NULL DEFAULT '',
    source_dept text NOT NULL,
    columns text NOT NULL DEFAULT '[]',
    codes text NOT NULL DEFAULT '[]',
    amount_unit text NOT NULL DEFAULT '' CHECK (amount_unit IN ('', 'yuan', 'wan', 'fen')),
    keep_days integer NOT NULL CHECK (keep_days > 0),
    enabled boolean NOT NULL,
    effective_from date NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX feed_edition ON feed (county_code, code, edition);

CREATE TABLE feed_batch (
    county_code text NOT NULL,
    id uuid NOT NULL,
    feed text NOT NULL,
    feed_edition integer NOT NULL,
    source_dept text NOT NULL,
    file_name text NOT NULL,
    file_id text NOT NULL DEFAULT '',
    sha256 text NOT NULL,
    size bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('received', 'checked', 'applied', 'rolled_back', 'discarded', 'refused')),
    status_reason text NOT NULL DEFAULT '',
    counts text NOT NULL DEFAULT '{}',
    bad_file_id text NOT NULL DEFAULT '',
    received_by text NOT NULL,
    received_at timestamptz NOT NULL,
    applied_by text NOT NULL DEFAULT '',
    applied_at timestamptz,
    ended_at timestamptz,
    keep_until date NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
-- The same file of the same feed counts once, until it is thrown away or rolled back.
CREATE UNIQUE INDEX feed_batch_file ON feed_batch (county_code, feed, sha256) WHERE status IN ('received', 'checked', 'applied');
CREATE INDEX feed_batch_dept ON feed_batch (county_code, source_dept, id);

CREATE TABLE signal (
    county_code text NOT NULL,
    id uuid NOT NULL,
    batch_id uuid NOT NULL,
    feed text NOT NULL,
    source_dept text NOT NULL,
    line integer NOT NULL,
    household_id uuid,
    person_id uuid,
    person_index bytea,
    row_index bytea NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    event_on date NOT NULL,
    amount_fen bigint,
    code text NOT NULL DEFAULT '',
    facts_sealed bytea,
    remark text NOT NULL DEFAULT '' CHECK (remark IN ('', 'other_name', 'other_village')),
    made_household boolean NOT NULL DEFAULT FALSE,
    keep_until date NOT NULL,
    withdrawn_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, batch_id) REFERENCES feed_batch (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id)
);
-- The same row counts once, in whichever file it comes.
CREATE UNIQUE INDEX signal_row ON signal (county_code, feed, row_index) WHERE withdrawn_at IS NULL;
CREATE INDEX signal_household ON signal (county_code, household_id, event_on);
CREATE INDEX signal_batch ON signal (county_code, batch_id, line);
CREATE INDEX signal_person ON signal (county_code, person_index);
CREATE INDEX signal_keep ON signal (county_code, keep_until);

-- The signals that an alert was raised from, and those that came to it later.
CREATE TABLE alert_signal (
    county_code text NOT NULL,
    alert_id uuid NOT NULL,
    signal_id uuid NOT NULL,
    attached_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, alert_id, signal_id),
    FOREIGN KEY (county_code, alert_id) REFERENCES alert (county_code, id),
    FOREIGN KEY (county_code, signal_id) REFERENCES signal (county_code, id)
);
CREATE INDEX alert_signal_signal ON alert_signal (county_code, signal_id);

-- +goose Down
DROP TABLE alert_signal;
DROP TABLE signal;
DROP TABLE feed_batch;
DROP TABLE feed;
ALTER TABLE account DROP COLUMN department;
