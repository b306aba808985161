-- +goose Up
-- A second factor: codes of an app by RFC 6238, ten recovery codes, and what kind a session is, so that its owner can tell them apart.

ALTER TABLE account ADD COLUMN second_factor_at timestamptz;
ALTER TABLE session ADD COLUMN kind text NOT NULL DEFAULT '' CHECK (kind IN ('', 'page', 'program'));

CREATE TABLE second_factor (
    county_code text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    secret_sealed bytea NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'active')),
    session_id uuid NOT NULL,
    last_step integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, account_id)
);

CREATE TABLE recovery_code (
    county_code text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (county_code, account_id, code_hash)
);

-- +goose Down
DROP TABLE recovery_code;
DROP TABLE second_factor;
ALTER TABLE session DROP COLUMN kind;
ALTER TABLE account DROP COLUMN second_factor_at;
