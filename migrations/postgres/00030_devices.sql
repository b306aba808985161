-- +goose Up
-- Devices that have logged in to an account before, of which only is kept how often they were all forgotten; and since when an account has a password
-- that somebody else gave it.
ALTER TABLE account ADD COLUMN device_round integer NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN password_given_at timestamptz;

-- +goose Down
ALTER TABLE account DROP COLUMN password_given_at;
ALTER TABLE account DROP COLUMN device_round;
