-- +goose Up
-- Long work that goes on while nobody waits: an import, an export, a round. The row says how far it is and what came of it; the file that
-- an export makes is an attachment of it.

CREATE TABLE errand (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'lost')),
    phase TEXT NOT NULL DEFAULT '',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    attachment_id TEXT NOT NULL DEFAULT '',
    file_name TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    beat_at DATETIME NOT NULL,
    ended_at DATETIME,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX errand_account ON errand (county_code, account_id, id);

-- +goose Down
DROP TABLE errand;
