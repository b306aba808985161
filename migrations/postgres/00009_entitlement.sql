-- +goose Up
-- What a household may get and has got: applications for relief, suggestions, benefits and happiness lists.

CREATE TABLE application (
    county_code text NOT NULL,
    id uuid NOT NULL,
    no text NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    kind text NOT NULL CHECK (kind IN ('temp_relief', 'dibao', 'dibian', 'tekun', 'rigid', 'medical', 'education', 'housing', 'employment', 'unknown')),
    emergency boolean NOT NULL DEFAULT FALSE,
    channel text NOT NULL CHECK (channel IN ('app', 'aide', 'hotline', 'dept')),
    proxy_by uuid,
    consent_id uuid,
    source text NOT NULL DEFAULT '',
    source_id uuid,
    story_sealed bytea,
    amount_asked_fen bigint CHECK (amount_asked_fen >= 0),
    materials text NOT NULL DEFAULT '[]',
    status text NOT NULL CHECK (status IN ('draft', 'submitted', 'accepted_for_processing', 'materials_needed', 'not_accepted', 'verifying', 'proposed', 'publicity', 'approved', 'refused', 'paid', 'archived', 'first_aid_paid', 'paperwork_completed', 'appealed', 'withdrawn')),
    status_reason text NOT NULL DEFAULT '',
    submitted_at timestamptz,
    decide_by timestamptz,
    proposed_by uuid,
    decided_by uuid,
    decided_at timestamptz,
    decision text NOT NULL DEFAULT '' CHECK (decision IN ('', 'approved', 'refused', 'not_accepted')),
    amount_fen bigint CHECK (amount_fen >= 0),
    paid_at timestamptz,
    payee_sealed bytea,
    publicity_from date,
    publicity_to date,
    appeal_sealed bytea,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
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
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    run_id uuid NOT NULL,
    rule_code text NOT NULL,
    rule_version integer NOT NULL DEFAULT 1,
    kind text NOT NULL CHECK (kind IN ('policy', 'service', 'goods', 'job', 'visit')),
    strength text NOT NULL CHECK (strength IN ('entitled', 'likely', 'explore')),
    title text NOT NULL,
    basis text NOT NULL DEFAULT '',
    reasons_sealed bytea,
    missing_sealed bytea,
    amount_est_fen bigint,
    owner_dept text NOT NULL DEFAULT '',
    priority integer NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('new', 'accepted', 'rejected', 'converted', 'expired')),
    reject_code text NOT NULL DEFAULT '',
    converted_noun text NOT NULL DEFAULT '' CHECK (converted_noun IN ('', 'application', 'need')),
    converted_id uuid,
    decided_by uuid,
    decided_at timestamptz,
    issued_at timestamptz NOT NULL,
    expires_on date NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    CHECK ((status = 'converted') = (converted_id IS NOT NULL))
);
CREATE INDEX suggestion_household ON suggestion (county_code, household_id, status, id);
CREATE INDEX suggestion_issued ON suggestion (county_code, issued_at);
CREATE INDEX suggestion_region ON suggestion (county_code, region_code, status, id);

CREATE TABLE benefit (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    kind text NOT NULL CHECK (kind IN ('cash', 'special', 'reduction', 'goods', 'service', 'one_off', 'job')),
    name text NOT NULL,
    provider_kind text NOT NULL CHECK (provider_kind IN ('dept', 'ngo', 'company')),
    provider text NOT NULL DEFAULT '',
    amount_fen bigint,
    quantity bigint,
    unit text NOT NULL DEFAULT '',
    period_from date,
    period_to date,
    granted_on date NOT NULL,
    source_noun text NOT NULL DEFAULT '',
    source_ref text NOT NULL DEFAULT '',
    visibility text NOT NULL DEFAULT 'shown' CHECK (visibility IN ('shown', 'renamed', 'hidden')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE INDEX benefit_household ON benefit (county_code, household_id, granted_on);

CREATE TABLE happiness_list (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    period_kind text NOT NULL CHECK (period_kind IN ('month', 'quarter', 'year')),
    period_from date NOT NULL,
    period_to date NOT NULL,
    issue integer NOT NULL CHECK (issue >= 1),
    lines_sealed bytea,
    total_cash_fen bigint NOT NULL DEFAULT 0,
    total_inkind_fen bigint NOT NULL DEFAULT 0,
    services_count integer NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('generated', 'checked', 'sent', 'delivered', 'acknowledged', 'failed', 'disputed', 'corrected')),
    status_reason text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '' CHECK (channel IN ('', 'face_to_face', 'message', 'post', 'guardian')),
    deliverer_id uuid,
    deadline date NOT NULL,
    generated_at timestamptz NOT NULL,
    sent_at timestamptz,
    delivered_at timestamptz,
    acknowledged_at timestamptz,
    ack_method text NOT NULL DEFAULT '' CHECK (ack_method IN ('', 'signature', 'fingerprint', 'voice', 'online')),
    read_aloud boolean NOT NULL DEFAULT FALSE,
    dispute_sealed bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
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
