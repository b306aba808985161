-- +goose Up
-- What departments send: how each list is read is declared as data, each list is a batch, and each row that was understood is a signal.

-- The department whose lists an account brings; '' for everybody else.
ALTER TABLE account ADD COLUMN department TEXT NOT NULL DEFAULT '';

-- A county's own declarations, over those that come with the software. Rows are only added; the newest edition that has begun counts.
CREATE TABLE feed (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    edition INTEGER NOT NULL CHECK (edition > 0),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    source_dept TEXT NOT NULL,
    columns TEXT NOT NULL DEFAULT '[]',
    codes TEXT NOT NULL DEFAULT '[]',
    amount_unit TEXT NOT NULL DEFAULT '' CHECK (amount_unit IN ('', 'yuan', 'wan', 'fen')),
    keep_days INTEGER NOT NULL CHECK (keep_days > 0),
    enabled BOOLEAN NOT NULL,
    effective_from TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX feed_edition ON feed (county_code, code, edition);

CREATE TABLE feed_batch (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    feed TEXT NOT NULL,
    feed_edition INTEGER NOT NULL,
    source_dept TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_id TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('received', 'checked', 'applied', 'rolled_back', 'discarded', 'refused')),
    status_reason TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}',
    bad_file_id TEXT NOT NULL DEFAULT '',
    received_by TEXT NOT NULL,
    received_at DATETIME NOT NULL,
    applied_by TEXT NOT NULL DEFAULT '',
    applied_at DATETIME,
    ended_at DATETIME,
    keep_until TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
-- The same file of the same feed counts once, until it is thrown away or rolled back.
CREATE UNIQUE INDEX feed_batch_file ON feed_batch (county_code, feed, sha256) WHERE status IN ('received', 'checked', 'applied');
CREATE INDEX feed_batch_dept ON feed_batch (county_code, source_dept, id);

CREATE TABLE signal (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    feed TEXT NOT NULL,
    source_dept TEXT NOT NULL,
    line INTEGER NOT NULL,
    household_id TEXT,
    person_id TEXT,
    person_index BLOB,
    row_index BLOB NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    event_on TEXT NOT NULL,
    amount_fen INTEGER,
    code TEXT NOT NULL DEFAULT '',
    facts_sealed BLOB,
    remark TEXT NOT NULL DEFAULT '' CHECK (remark IN ('', 'other_name', 'other_village')),
    made_household BOOLEAN NOT NULL DEFAULT FALSE,
    keep_until TEXT NOT NULL,
    withdrawn_at DATETIME,
    created_at DATETIME NOT NULL,
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
    county_code TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    signal_id TEXT NOT NULL,
    attached_at DATETIME NOT NULL,
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
