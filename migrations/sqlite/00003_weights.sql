-- +goose Up
-- How a county counts fit, version by version. Proposed by a person, or by the house out of past answers, and adopted by a person;
-- one is in force at a time. A match keeps the version by which it was scored, so that reasons can be given later (PIPL art. 24).

CREATE TABLE weight_version (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    weights_version TEXT NOT NULL,
    weights TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    evidence TEXT,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'adopted', 'retired')),
    created_by TEXT NOT NULL DEFAULT '',
    adopted_by TEXT NOT NULL DEFAULT '',
    adopted_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX weight_version_name ON weight_version (county_code, weights_version);
CREATE UNIQUE INDEX weight_version_in_force ON weight_version (county_code) WHERE status = 'adopted';

ALTER TABLE match ADD COLUMN weights_version TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE match DROP COLUMN weights_version;
DROP TABLE weight_version;
