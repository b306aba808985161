-- +goose Up
-- What is kept how long: the periods are standards of their own, some of them in days; a run deletes what is over its time, county by county,
-- and counts afterwards what is still there; of a picture past its time the row stays, with its hash and its day.

ALTER TABLE policy_standard DROP CONSTRAINT policy_standard_unit_check;
ALTER TABLE policy_standard ADD CONSTRAINT policy_standard_unit_check CHECK (unit IN ('fen', 'permille', 'month', 'day'));

ALTER TABLE attachment ADD COLUMN forgotten_at timestamptz;

CREATE TABLE retention_run (
    county_code text NOT NULL,
    ran_on date NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    gone text NOT NULL DEFAULT '{}',
    held text NOT NULL DEFAULT '{}',
    over text NOT NULL DEFAULT '{}',
    over_count bigint NOT NULL DEFAULT 0,
    tries bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, ran_on),
    CHECK ((status = 'running') = (ended_at IS NULL))
);

-- By what it is asked what hangs on what.
CREATE INDEX need_closed ON need (county_code, closed_at);
CREATE INDEX need_source ON need (county_code, source, source_id);
CREATE INDEX visit_of_window ON visit (county_code, window_id);
CREATE INDEX visit_alert ON visit (county_code, alert_id);
CREATE INDEX visit_window_alert ON visit_window (county_code, alert_id);
CREATE INDEX alert_merged_into ON alert (county_code, merged_into);
CREATE INDEX disclosure_consent ON disclosure (county_code, consent_id);
CREATE INDEX fulfilment_disputed ON fulfilment (county_code, household_id) WHERE status = 'disputed';
CREATE INDEX answer_link_match ON answer_link (county_code, match_id);
CREATE INDEX application_pass ON application (county_code, pass_id);
CREATE INDEX application_consent ON application (county_code, consent_id);
CREATE INDEX resident_pass_household ON resident_pass (county_code, household_id);
CREATE INDEX attachment_age ON attachment (county_code, created_at) WHERE forgotten_at IS NULL;
CREATE INDEX allocation_proposal_need ON allocation_proposal (county_code, need_id);
CREATE INDEX allocation_unmet_need ON allocation_unmet (county_code, need_id);

-- +goose Down
DROP INDEX allocation_unmet_need;
DROP INDEX allocation_proposal_need;
DROP INDEX attachment_age;
DROP INDEX resident_pass_household;
DROP INDEX application_consent;
DROP INDEX application_pass;
DROP INDEX answer_link_match;
DROP INDEX fulfilment_disputed;
DROP INDEX disclosure_consent;
DROP INDEX alert_merged_into;
DROP INDEX visit_window_alert;
DROP INDEX visit_alert;
DROP INDEX visit_of_window;
DROP INDEX need_source;
DROP INDEX need_closed;
DROP TABLE retention_run;
ALTER TABLE attachment DROP COLUMN forgotten_at;
DELETE FROM policy_standard WHERE unit = 'day';
ALTER TABLE policy_standard DROP CONSTRAINT policy_standard_unit_check;
ALTER TABLE policy_standard ADD CONSTRAINT policy_standard_unit_check CHECK (unit IN ('fen', 'permille', 'month'));
