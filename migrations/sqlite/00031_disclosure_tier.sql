-- +goose Up
-- Views of one tier, the newest first: of some tiers there are few, and whoever asks for them would read through the log.
CREATE INDEX disclosure_tier ON disclosure (county_code, tier, id);

-- +goose Down
DROP INDEX disclosure_tier;
