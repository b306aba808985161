-- +goose Up
-- Staff see what is known of minors only when a responsible person has approved it, for a purpose and until a day; every look is logged besides.

CREATE TABLE minor_access (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    purpose text NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('asked', 'approved', 'refused', 'ended')),
    status_reason text NOT NULL DEFAULT '',
    asked_by text NOT NULL,
    decided_by text,
    decided_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE INDEX minor_access_asked ON minor_access (county_code, asked_by, household_id);
CREATE INDEX minor_access_household ON minor_access (county_code, household_id);
CREATE INDEX minor_access_status ON minor_access (county_code, status, id);

-- +goose Down
DROP TABLE minor_access;
