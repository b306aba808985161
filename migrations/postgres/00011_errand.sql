-- +goose Up
-- Long work that goes on while nobody waits: an import, an export, a round. The row says how far it is and what came of it; the file that
-- an export makes is an attachment of it.

CREATE TABLE errand (
    county_code text NOT NULL,
    id uuid NOT NULL,
    account_id text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL DEFAULT '',
    status text NOT NULL CHECK (status IN ('running', 'done', 'failed', 'lost')),
    phase text NOT NULL DEFAULT '',
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    outcome text NOT NULL DEFAULT '',
    attachment_id text NOT NULL DEFAULT '',
    file_name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    beat_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX errand_account ON errand (county_code, account_id, id);

-- +goose Down
DROP TABLE errand;
