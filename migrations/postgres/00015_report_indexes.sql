-- +goose Up
-- What reports count is read from the indexes alone, in the order in which it is put together.
DROP INDEX listing_category;
CREATE INDEX listing_counted ON listing (county_code, category, household_id, listed_from, listed_to, region_code, person_id);
DROP INDEX happiness_list_period;
CREATE INDEX happiness_list_counted ON happiness_list (county_code, period_to, household_id, period_kind, channel, delivered_at, acknowledged_at);
CREATE INDEX need_rated ON need (county_code, resolved_at, satisfaction, region_code, category, submitted_by) WHERE status = 'resolved';

-- +goose Down
DROP INDEX need_rated;
DROP INDEX happiness_list_counted;
CREATE INDEX happiness_list_period ON happiness_list (county_code, period_to, household_id);
DROP INDEX listing_counted;
CREATE INDEX listing_category ON listing (county_code, category, listed_from);
