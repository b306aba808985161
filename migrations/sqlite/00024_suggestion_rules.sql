-- +goose Up
-- One household, one policy: the rules as data. A version is proposed by one person and adopted by another; what was adopted is never changed.

CREATE TABLE suggestion_rule (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    rule_version INTEGER NOT NULL CHECK (rule_version > 0),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL,
    basis_en TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('policy', 'service', 'goods', 'job', 'visit')),
    strength TEXT NOT NULL CHECK (strength IN ('entitled', 'likely', 'explore')),
    owner_dept TEXT NOT NULL,
    urgency INTEGER NOT NULL CHECK (urgency BETWEEN 1 AND 4),
    expression TEXT NOT NULL,
    sure_when TEXT NOT NULL DEFAULT '',
    explore BOOLEAN NOT NULL DEFAULT FALSE,
    shows TEXT NOT NULL DEFAULT '[]',
    amount_fact TEXT NOT NULL DEFAULT '',
    value_fen INTEGER NOT NULL DEFAULT 0,
    application TEXT NOT NULL DEFAULT '',
    needs TEXT NOT NULL DEFAULT '[]',
    benefits TEXT NOT NULL DEFAULT '[]',
    enabled BOOLEAN NOT NULL DEFAULT TRUE,
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
CREATE UNIQUE INDEX suggestion_rule_version ON suggestion_rule (county_code, code, rule_version);

-- +goose Down
DROP TABLE suggestion_rule;
