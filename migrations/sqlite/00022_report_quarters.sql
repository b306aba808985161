-- +goose Up
-- The visit windows of a quarter, household by household: what a province counts of its counties, in the order in which it is put together.
CREATE INDEX visit_window_quarter ON visit_window (county_code, (substr(ends_on, 1, 4) * 4 + (substr(ends_on, 6, 2) + 2) / 3), household_id, ends_on, status,
    exempt_code, region_code, aide_id);

-- +goose Down
DROP INDEX visit_window_quarter;
