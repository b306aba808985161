-- +goose Up
-- One household, one policy: the rules as data. A version is proposed by one person and adopted by another; what was adopted is never changed.

CREATE TABLE suggestion_rule (
    county_code text NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    rule_version integer NOT NULL CHECK (rule_version > 0),
    name_zh text NOT NULL,
    name_en text NOT NULL DEFAULT '',
    basis text NOT NULL,
    basis_en text NOT NULL DEFAULT '',
    kind text NOT NULL CHECK (kind IN ('policy', 'service', 'goods', 'job', 'visit')),
    strength text NOT NULL CHECK (strength IN ('entitled', 'likely', 'explore')),
    owner_dept text NOT NULL,
    urgency integer NOT NULL CHECK (urgency BETWEEN 1 AND 4),
    expression text NOT NULL,
    sure_when text NOT NULL DEFAULT '',
    explore boolean NOT NULL DEFAULT FALSE,
    shows text NOT NULL DEFAULT '[]',
    amount_fact text NOT NULL DEFAULT '',
    value_fen bigint NOT NULL DEFAULT 0,
    application text NOT NULL DEFAULT '',
    needs text NOT NULL DEFAULT '[]',
    benefits text NOT NULL DEFAULT '[]',
    enabled boolean NOT NULL DEFAULT TRUE,
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
CREATE UNIQUE INDEX suggestion_rule_version ON suggestion_rule (county_code, code, rule_version);

-- +goose Down
DROP TABLE suggestion_rule;
