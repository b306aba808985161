-- +goose Up
-- When an alert is raised: rules as data. A version is proposed by one person and adopted by another; what was adopted is never changed.

CREATE TABLE alert_rule (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    rule_version INTEGER NOT NULL CHECK (rule_version > 0),
    family TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('trigger', 'composite', 'downward')),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    expression TEXT NOT NULL,
    red_when TEXT NOT NULL DEFAULT '',
    params TEXT NOT NULL DEFAULT '[]',
    severity TEXT NOT NULL CHECK (severity IN ('red', 'orange', 'yellow', 'blue')),
    window_days INTEGER NOT NULL CHECK (window_days > 0),
    rest_days INTEGER NOT NULL CHECK (rest_days >= 0),
    once BOOLEAN NOT NULL DEFAULT FALSE,
    nightly BOOLEAN NOT NULL DEFAULT FALSE,
    enabled BOOLEAN NOT NULL DEFAULT TRUE,
    feeds TEXT NOT NULL DEFAULT '[]',
    source_dept TEXT NOT NULL,
    amount_fact TEXT NOT NULL DEFAULT '',
    sentence_zh TEXT NOT NULL,
    sentence_en TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    effective_from TEXT NOT NULL,
    effective_to TEXT,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'adopted', 'withdrawn')),
    status_reason TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    adopted_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    CHECK (effective_to IS NULL OR effective_from <= effective_to)
);
CREATE UNIQUE INDEX alert_rule_version ON alert_rule (county_code, code, rule_version);

-- A night on which the rules of time were asked about every household: each night once, whatever server did it.
CREATE TABLE rule_run (
    county_code TEXT NOT NULL,
    ran_on TEXT NOT NULL,
    households INTEGER NOT NULL,
    findings INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, ran_on)
);

-- +goose Down
DROP TABLE rule_run;
DROP TABLE alert_rule;
