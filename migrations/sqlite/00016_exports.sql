-- +goose Up
-- What an approved export is made by, and until when the file of long work may be fetched.
ALTER TABLE export_request ADD COLUMN errand_id TEXT NOT NULL DEFAULT '';
ALTER TABLE errand ADD COLUMN file_ends_at DATETIME;
CREATE INDEX errand_file ON errand (county_code, file_ends_at);

-- +goose Down
DROP INDEX errand_file;
ALTER TABLE errand DROP COLUMN file_ends_at;
ALTER TABLE export_request DROP COLUMN errand_id;
