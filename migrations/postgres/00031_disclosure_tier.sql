-- +goose NO TRANSACTION
-- +goose Up
-- Views of one tier, the newest first: of some tiers there are few, and whoever asks for them would read through the log.
-- It is made while people work, and waits for as long as it takes for those who began before; one that a failure left half-made goes first.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS disclosure_tier;
CREATE INDEX CONCURRENTLY disclosure_tier ON disclosure (county_code, tier, id);
RESET lock_timeout;

-- +goose Down
DROP INDEX IF EXISTS disclosure_tier;
