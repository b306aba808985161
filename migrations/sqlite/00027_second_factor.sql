-- +goose Up
-- A second factor: codes of an app by RFC 6238, ten recovery codes, and what kind a session is, so that its owner can tell them apart.

ALTER TABLE account ADD COLUMN second_factor_at DATETIME;
ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'page', 'program'));

CREATE TABLE second_factor (
    county_code TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    secret_sealed BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'active')),
    session_id TEXT NOT NULL,
    last_step INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, account_id)
);

CREATE TABLE recovery_code (
    county_code TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    code_hash BLOB NOT NULL,
    created_at DATETIME NOT NULL,
    used_at DATETIME,
    PRIMARY KEY (county_code, account_id, code_hash)
);

-- +goose Down
DROP TABLE recovery_code;
DROP TABLE second_factor;
ALTER TABLE session DROP COLUMN kind;
ALTER TABLE account DROP COLUMN second_factor_at;
