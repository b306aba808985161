-- +goose Up
-- Notices follow the event log. The cursor says how far a county's events have been turned into lines of the inbox and messages on their
-- way out, in the same transaction; a message is claimed before it goes out and never sent twice by itself.

CREATE TABLE notice_cursor (
    county_code text NOT NULL PRIMARY KEY,
    seq bigint NOT NULL
);
-- What happened before the upgrade is not told again.
INSERT INTO notice_cursor (county_code, seq) SELECT county_code, seq FROM chain_head;

CREATE TABLE notice (
    county_code text NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    noun text NOT NULL,
    object_id uuid NOT NULL,
    event_seq bigint NOT NULL,
    args text NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX notice_once ON notice (county_code, account_id, kind, object_id, event_seq);
CREATE INDEX notice_unread ON notice (county_code, account_id, id) WHERE read_at IS NULL;
CREATE INDEX notice_inbox ON notice (county_code, account_id, id);

CREATE TABLE notice_delivery (
    county_code text NOT NULL,
    id uuid NOT NULL,
    account_id text NOT NULL DEFAULT '',
    channel text NOT NULL CHECK (channel IN ('email', 'sms', 'robot')),
    robot text NOT NULL DEFAULT '',
    kind text NOT NULL,
    noun text NOT NULL,
    object_id uuid NOT NULL,
    event_seq bigint NOT NULL,
    args text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'dropped', 'unsure')),
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    lease_until timestamptz,
    reason text NOT NULL DEFAULT '',
    sent_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX notice_delivery_once ON notice_delivery (county_code, channel, account_id, robot, kind, object_id, event_seq);
CREATE INDEX notice_delivery_due ON notice_delivery (county_code, due_at) WHERE status = 'waiting';
CREATE INDEX notice_delivery_sending ON notice_delivery (county_code, lease_until) WHERE status = 'sending';
CREATE INDEX notice_delivery_status ON notice_delivery (county_code, status, id);

CREATE TABLE notice_address (
    county_code text NOT NULL,
    account_id uuid NOT NULL,
    email_sealed bytea,
    phone_sealed bytea,
    lang text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, account_id)
);

CREATE TABLE notice_preference (
    county_code text NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    email boolean NOT NULL,
    sms boolean NOT NULL,
    PRIMARY KEY (county_code, account_id, kind)
);

CREATE TABLE answer_link (
    county_code text NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    match_id uuid NOT NULL,
    account_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL,
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
