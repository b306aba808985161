-- +goose Up
-- What was done in a period, by what it was done to, is counted from the index alone.
CREATE INDEX event_at ON event (county_code, at, noun);

-- +goose Down
DROP INDEX event_at;
