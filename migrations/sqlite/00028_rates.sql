-- +goose Up
-- How much was asked for: buckets of tokens that several servers share. The key is a keyed hash of an address, an account or a name.
CREATE TABLE rate_bucket (
    county_code text     NOT NULL,
    name        text     NOT NULL,
    key         text     NOT NULL,
    taken       real     NOT NULL,
    refused     boolean  NOT NULL DEFAULT false,
    spent_at    datetime NOT NULL,
    PRIMARY KEY (county_code, name, key)
);
CREATE INDEX rate_bucket_spent ON rate_bucket (county_code, spent_at);

-- +goose Down
DROP TABLE rate_bucket;
