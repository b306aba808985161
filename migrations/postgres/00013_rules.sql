-- +goose Up
-- When an alert is raised: rules as data. A version is proposed by one person and adopted by another; what was adopted is never changed.

CREATE TABLE alert_rule (
    county_code text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    rule_version integer NOT NULL CHECK (rule_version > 0),
    family text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('trigger', 'composite', 'downward')),
    name_zh text NOT NULL,
    name_en text NOT NULL DEFAULT '',
    expression text NOT NULL,
    red_when text NOT NULL DEFAULT '',
    params text NOT NULL DEFAULT '[]',
    severity text NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    window_days integer NOT NULL CHECK (window_days > 0),
    rest_days integer NOT NULL CHECK (rest_days >= 0),
    once boolean NOT NULL DEFAULT FALSE,
    nightly boolean NOT NULL DEFAULT FALSE,
    enabled boolean NOT NULL DEFAULT TRUE,
    feeds text NOT NULL DEFAULT '[]',
    source_dept text NOT NULL,
    amount_fact text NOT NULL DEFAULT '',
    sentence_zh text NOT NULL,
    sentence_en text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    effective_from date NOT NULL,
    effective_to date,
    status text NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason text NOT NULL DEFAULT '',
    created_by text NOT NULL DEFAULT '',
    adopted_by text NOT NULL DEFAULT '',
    adopted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE UNIQUE INDEX alert_rule_version ON alert_rule (county_code, code, rule_version);

-- A night on which the rules of time were asked about every household: each night once, whatever server did it.
CREATE TABLE rule_run (
    county_code text NOT NULL,
    ran_on date NOT NULL,
    households integer NOT NULL,
    findings integer NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, ran_on)
);

-- +goose Down
DROP TABLE rule_run;
DROP TABLE alert_rule;
