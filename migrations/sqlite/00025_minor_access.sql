-- +goose Up
-- Staff see what is known of minors only when a responsible person has approved it, for a purpose and until a day; every look is logged besides.

CREATE TABLE minor_access (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    purpose TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('asked', 'approved', 'refused', 'ended')),
    status_reason TEXT NOT NULL DEFAULT '',
    asked_by TEXT NOT NULL,
    decided_by TEXT,
    decided_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE INDEX minor_access_asked ON minor_access (county_code, asked_by, household_id);
CREATE INDEX minor_access_household ON minor_access (county_code, household_id);
CREATE INDEX minor_access_status ON minor_access (county_code, status, id);

-- +goose Down
DROP TABLE minor_access;
