-- +goose Up
-- Alerts that merge, rest, remind and escalate; why each was raised; who stands in for an absent aide.

ALTER TABLE alert ADD COLUMN family text NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN feed text NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN downward boolean NOT NULL DEFAULT FALSE;
ALTER TABLE alert ADD COLUMN signals integer NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN rest_days integer NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN rest_until date;
ALTER TABLE alert ADD COLUMN next_due_at timestamptz;
ALTER TABLE alert ADD COLUMN remind_at timestamptz;
ALTER TABLE alert ADD COLUMN reminded_at timestamptz;
ALTER TABLE alert ADD COLUMN escalate_at timestamptz;
ALTER TABLE alert ADD COLUMN escalated_at timestamptz;
ALTER TABLE alert ADD COLUMN covers_for uuid;
ALTER TABLE alert ADD COLUMN note_sealed bytea;
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
    county_code text NOT NULL,
    alert_id uuid NOT NULL,
    rule_code text NOT NULL,
    rule_version integer NOT NULL,
    severity text NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    feed text NOT NULL DEFAULT '',
    person_id uuid,
    event_on date NOT NULL,
    amount_fen bigint,
    facts_sealed bytea,
    found_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, alert_id, rule_code),
    FOREIGN KEY (county_code, alert_id) REFERENCES alert (county_code, id)
);

-- While an aide is away, somebody else has the aide's alerts and villages.
CREATE TABLE aide_absence (
    county_code text NOT NULL,
    id uuid NOT NULL,
    aide_id uuid NOT NULL,
    substitute_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    from_on date NOT NULL,
    to_on date NOT NULL,
    reason text NOT NULL CHECK (reason IN ('leave', 'sick', 'training', 'left', 'other')),
    status text NOT NULL CHECK (status IN ('planned', 'running', 'ended', 'cancelled')),
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
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
