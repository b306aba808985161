-- +goose Up
-- Notices follow the event log. The cursor says how far a county's events have been turned into lines of the inbox and messages on their
-- way out, in the same transaction; a message is claimed before it goes out and never sent twice by itself.

CREATE TABLE notice_cursor (
    county_code TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
);
-- What happened before the upgrade is not told again.
INSERT INTO notice_cursor (county_code, seq) SELECT county_code, seq FROM chain_head;

CREATE TABLE notice (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    noun TEXT NOT NULL,
    object_id TEXT NOT NULL,
    event_seq INTEGER NOT NULL,
    args TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    read_at DATETIME,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX notice_once ON notice (county_code, account_id, kind, object_id, event_seq);
CREATE INDEX notice_unread ON notice (county_code, account_id, id) WHERE read_at IS NULL;
CREATE INDEX notice_inbox ON notice (county_code, account_id, id);

CREATE TABLE notice_delivery (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'robot')),
    robot TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    noun TEXT NOT NULL,
    object_id TEXT NOT NULL,
    event_seq INTEGER NOT NULL,
    args TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'dropped', 'unsure')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at DATETIME NOT NULL,
    lease_until DATETIME,
    reason TEXT NOT NULL DEFAULT '',
    sent_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX notice_delivery_once ON notice_delivery (county_code, channel, account_id, robot, kind, object_id, event_seq);
CREATE INDEX notice_delivery_due ON notice_delivery (county_code, due_at) WHERE status = 'waiting';
CREATE INDEX notice_delivery_sending ON notice_delivery (county_code, lease_until) WHERE status = 'sending';
CREATE INDEX notice_delivery_status ON notice_delivery (county_code, status, id);

CREATE TABLE notice_address (
    county_code TEXT NOT NULL,
    account_id TEXT NOT NULL,
    email_sealed BLOB,
    phone_sealed BLOB,
    lang TEXT NOT NULL DEFAULT '',
    updated_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, account_id)
);

CREATE TABLE notice_preference (
    county_code TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    email BOOLEAN NOT NULL,
    sms BOOLEAN NOT NULL,
    PRIMARY KEY (county_code, account_id, kind)
);

CREATE TABLE answer_link (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    match_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    expires_at DATETIME NOT NULL,
    used_at DATETIME,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX answer_link_token ON answer_link (county_code, token_hash);

-- +goose Down
DROP TABLE answer_link;
DROP TABLE notice_preference;
DROP TABLE notice_address;
DROP TABLE notice_delivery;
DROP TABLE notice;
DROP TABLE notice_cursor;
