-- +goose Up
-- What a household may get and has got: applications for relief, suggestions, benefits and happiness lists.

CREATE TABLE application (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    kind TEXT NOT NULL CHECK (kind IN ('temp_relief', 'dibao', 'dibian', 'tekun', 'rigid', 'medical', 'education', 'housing', 'employment', 'unknown')),
    emergency BOOLEAN NOT NULL DEFAULT FALSE,
    channel TEXT NOT NULL CHECK (channel IN ('app', 'aide', 'hotline', 'dept')),
    proxy_by TEXT,
    consent_id TEXT,
    source TEXT NOT NULL DEFAULT '',
    source_id TEXT,
    story_sealed BLOB,
    amount_asked_fen INTEGER CHECK (amount_asked_fen >= 0),
    materials TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'accepted_for_processing', 'materials_needed', 'not_accepted', 'verifying', 'proposed', 'publicity', 'approved', 'refused', 'paid', 'archived', 'first_aid_paid', 'paperwork_completed', 'appealed', 'withdrawn')),
    status_reason TEXT NOT NULL DEFAULT '',
    submitted_at DATETIME,
    decide_by DATETIME,
    proposed_by TEXT,
    decided_by TEXT,
    decided_at DATETIME,
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'approved', 'refused', 'not_accepted')),
    amount_fen INTEGER CHECK (amount_fen >= 0),
    paid_at DATETIME,
    payee_sealed BLOB,
    publicity_from TEXT,
    publicity_to TEXT,
    appeal_sealed BLOB,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id),
    CHECK ((decided_at IS NULL) = (decision = ''))
);
CREATE UNIQUE INDEX application_no ON application (county_code, no);
CREATE INDEX application_household ON application (county_code, household_id, id);
CREATE INDEX application_region ON application (county_code, region_code, status, id);
CREATE INDEX application_submitted ON application (county_code, submitted_at);
CREATE INDEX application_source ON application (county_code, source, source_id);

CREATE TABLE suggestion (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    run_id TEXT NOT NULL,
    rule_code TEXT NOT NULL,
    rule_version INTEGER NOT NULL DEFAULT 1,
    kind TEXT NOT NULL CHECK (kind IN ('policy', 'service', 'goods', 'job', 'visit')),
    strength TEXT NOT NULL CHECK (strength IN ('entitled', 'likely', 'explore')),
    title TEXT NOT NULL,
    basis TEXT NOT NULL DEFAULT '',
    reasons_sealed BLOB,
    missing_sealed BLOB,
    amount_est_fen INTEGER,
    owner_dept TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('new', 'accepted', 'rejected', 'converted', 'expired')),
    reject_code TEXT NOT NULL DEFAULT '',
    converted_noun TEXT NOT NULL DEFAULT '' CHECK (converted_noun IN ('', 'application', 'need')),
    converted_id TEXT,
    decided_by TEXT,
    decided_at DATETIME,
    issued_at DATETIME NOT NULL,
    expires_on TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK ((status = 'converted') = (converted_id IS NOT NULL))
);
CREATE INDEX suggestion_household ON suggestion (county_code, household_id, status, id);
CREATE INDEX suggestion_issued ON suggestion (county_code, issued_at);
CREATE INDEX suggestion_region ON suggestion (county_code, region_code, status, id);

CREATE TABLE benefit (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'special', 'reduction', 'goods', 'service', 'one_off', 'job')),
    name TEXT NOT NULL,
    provider_kind TEXT NOT NULL CHECK (provider_kind IN ('dept', 'ngo', 'company')),
    provider TEXT NOT NULL DEFAULT '',
    amount_fen INTEGER,
    quantity INTEGER,
    unit TEXT NOT NULL DEFAULT '',
    period_from TEXT,
    period_to TEXT,
    granted_on TEXT NOT NULL,
    source_noun TEXT NOT NULL DEFAULT '',
    source_ref TEXT NOT NULL DEFAULT '',
    visibility TEXT NOT NULL DEFAULT 'shown' CHECK (visibility IN ('shown', 'renamed', 'hidden')),
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE INDEX benefit_household ON benefit (county_code, household_id, granted_on);

CREATE TABLE happiness_list (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    period_kind TEXT NOT NULL CHECK (period_kind IN ('month', 'quarter', 'year')),
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    issue INTEGER NOT NULL CHECK (issue >= 1),
    lines_sealed BLOB,
    total_cash_fen INTEGER NOT NULL DEFAULT 0,
    total_inkind_fen INTEGER NOT NULL DEFAULT 0,
    services_count INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('generated', 'checked', 'sent', 'delivered', 'acknowledged', 'failed', 'disputed', 'corrected')),
    status_reason TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'face_to_face', 'message', 'post', 'guardian')),
    deliverer_id TEXT,
    deadline TEXT NOT NULL,
    generated_at DATETIME NOT NULL,
    sent_at DATETIME,
    delivered_at DATETIME,
    acknowledged_at DATETIME,
    ack_method TEXT NOT NULL DEFAULT '' CHECK (ack_method IN ('', 'signature', 'fingerprint', 'voice', 'online')),
    read_aloud BOOLEAN NOT NULL DEFAULT FALSE,
    dispute_sealed BLOB,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK (period_from <= period_to)
);
CREATE UNIQUE INDEX happiness_list_issue ON happiness_list (county_code, household_id, period_kind, period_from, issue);
CREATE INDEX happiness_list_period ON happiness_list (county_code, period_to, household_id);
CREATE INDEX happiness_list_region ON happiness_list (county_code, region_code, status, id);

-- +goose Down
DROP TABLE happiness_list;
DROP TABLE benefit;
DROP TABLE suggestion;
DROP TABLE application;
