-- +goose Up
-- Alerts that merge, rest, remind and escalate; why each was raised; who stands in for an absent aide.

ALTER TABLE alert ADD COLUMN family TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN feed TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN downward BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE alert ADD COLUMN signals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN rest_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN rest_until TEXT;
ALTER TABLE alert ADD COLUMN next_due_at DATETIME;
ALTER TABLE alert ADD COLUMN remind_at DATETIME;
ALTER TABLE alert ADD COLUMN reminded_at DATETIME;
ALTER TABLE alert ADD COLUMN escalate_at DATETIME;
ALTER TABLE alert ADD COLUMN escalated_at DATETIME;
ALTER TABLE alert ADD COLUMN covers_for TEXT;
ALTER TABLE alert ADD COLUMN note_sealed BLOB;
UPDATE alert SET next_due_at = due_at, escalate_at = due_at WHERE status IN ('new', 'assigned', 'accepted', 'visiting', 'returned');
UPDATE alert SET next_due_at = due_at, escalated_at = due_at WHERE status = 'escalated';

-- One alert of a household and rule family waits for somebody at a time.
CREATE UNIQUE INDEX alert_one_open ON alert (county_code, dedupe_key)
    WHERE dedupe_key <> '' AND status IN ('new', 'assigned', 'accepted', 'visiting', 'escalated', 'returned');
CREATE INDEX alert_key ON alert (county_code, dedupe_key, raised_at);
CREATE INDEX alert_aide ON alert (county_code, assigned_aide_id, status);
CREATE INDEX alert_next_due ON alert (county_code, status, next_due_at, id);
CREATE INDEX alert_unmatched ON alert (county_code, unmatched_index) WHERE household_id IS NULL;

-- Which rule, in which version, held for which facts. An alert has one reason a rule.
CREATE TABLE alert_reason (
    county_code TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    rule_code TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    feed TEXT NOT NULL DEFAULT '',
    person_id TEXT,
    event_on TEXT NOT NULL,
    amount_fen INTEGER,
    facts_sealed BLOB,
    found_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, alert_id, rule_code),
    FOREIGN KEY (county_code, alert_id) REFERENCES alert (county_code, id)
);

-- While an aide is away, somebody else has the aide's alerts and villages.
CREATE TABLE aide_absence (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    aide_id TEXT NOT NULL,
    substitute_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    from_on TEXT NOT NULL,
    to_on TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('leave', 'sick', 'training', 'left', 'other')),
    status TEXT NOT NULL CHECK (status IN ('planned', 'running', 'ended', 'cancelled')),
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (from_on <= to_on),
    CHECK (aide_id <> substitute_id)
);
CREATE INDEX aide_absence_status ON aide_absence (county_code, status, from_on);
CREATE INDEX aide_absence_substitute ON aide_absence (county_code, substitute_id, status);

-- +goose Down
DROP TABLE aide_absence;
DROP TABLE alert_reason;
DROP INDEX alert_unmatched;
DROP INDEX alert_next_due;
DROP INDEX alert_aide;
DROP INDEX alert_key;
DROP INDEX alert_one_open;
ALTER TABLE alert DROP COLUMN note_sealed;
ALTER TABLE alert DROP COLUMN covers_for;
ALTER TABLE alert DROP COLUMN escalated_at;
ALTER TABLE alert DROP COLUMN escalate_at;
ALTER TABLE alert DROP COLUMN reminded_at;
ALTER TABLE alert DROP COLUMN remind_at;
ALTER TABLE alert DROP COLUMN next_due_at;
ALTER TABLE alert DROP COLUMN rest_until;
ALTER TABLE alert DROP COLUMN rest_days;
ALTER TABLE alert DROP COLUMN signals;
ALTER TABLE alert DROP COLUMN downward;
ALTER TABLE alert DROP COLUMN feed;
ALTER TABLE alert DROP COLUMN family;
