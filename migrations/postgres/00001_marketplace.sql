-- +goose Up
-- Every distributed table leads its keys with county_code, so that data can be spread by county later.
-- region, calendar_day and account are reference tables: small, and needed by every county.

CREATE TABLE region (
    code text NOT NULL PRIMARY KEY CHECK (length(code) = 12),
    county_code text NOT NULL CHECK (length(county_code) = 6),
    name text NOT NULL,
    level text NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'town', 'village')),
    parent_code text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    urban_rural text NOT NULL DEFAULT '',
    lat double precision,
    lng double precision,
    active_from date,
    active_to date,
    successor_code text NOT NULL DEFAULT ''
);
CREATE INDEX region_parent ON region (parent_code);

CREATE TABLE calendar_day (
    day date NOT NULL PRIMARY KEY,
    working boolean NOT NULL,
    name text NOT NULL
);

CREATE TABLE account (
    id uuid NOT NULL PRIMARY KEY,
    county_code text NOT NULL CHECK (length(county_code) = 6),
    username text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('county_staff', 'county_operator', 'town_clerk', 'aide', 'supplier_admin', 'supplier_worker', 'resident', 'dept_source', 'auditor', 'province', 'sysadmin')),
    display_name text NOT NULL DEFAULT '',
    regions text NOT NULL DEFAULT '[]',
    supplier_id uuid,
    status text NOT NULL CHECK (status IN ('active', 'pending', 'disabled')),
    failed_count integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    last_login_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX account_county ON account (county_code, role);
CREATE INDEX account_supplier ON account (supplier_id);

CREATE TABLE session (
    county_code text NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    generation integer NOT NULL,
    refresh_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text NOT NULL DEFAULT '',
    PRIMARY KEY (county_code, id)
);
CREATE INDEX session_account ON session (county_code, account_id);

CREATE TABLE supplier (
    county_code text NOT NULL CHECK (length(county_code) = 6),
    id uuid NOT NULL,
    uscc text NOT NULL CHECK (length(uscc) = 18),
    uscc_check text NOT NULL CHECK (uscc_check IN ('ok', 'legacy_override')),
    kind text NOT NULL CHECK (kind IN ('social_association', 'service_org', 'foundation', 'company', 'sole_trader', 'cooperative', 'public_institution', 'law_firm', 'other')),
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    region_code text NOT NULL DEFAULT '',
    contact_name_sealed bytea NOT NULL,
    contact_phone_sealed bytea NOT NULL,
    is_charity boolean NOT NULL DEFAULT FALSE,
    sensitivity_clearance integer NOT NULL DEFAULT 2 CHECK (sensitivity_clearance BETWEEN 0 AND 2),
    licences text NOT NULL DEFAULT '[]',
    status text NOT NULL CHECK (status IN ('applied', 'checking', 'approved', 'rejected', 'active', 'suspended', 'exited')),
    applied_at timestamptz NOT NULL,
    checked_by uuid,
    approved_by uuid,
    approved_at timestamptz,
    status_reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX supplier_uscc ON supplier (county_code, uscc);
CREATE INDEX supplier_status ON supplier (county_code, status, id);

CREATE TABLE offer (
    county_code text NOT NULL,
    id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    category text NOT NULL,
    title text NOT NULL,
    description text NOT NULL DEFAULT '',
    mode text NOT NULL CHECK (mode IN ('goods', 'service', 'job', 'training', 'fund_record', 'venue')),
    unit text NOT NULL,
    capacity_kind text NOT NULL CHECK (capacity_kind IN ('count', 'rate')),
    period text CHECK (period IN ('day', 'week', 'month')),
    quantity bigint CHECK (quantity > 0),
    per_household_limit bigint CHECK (per_household_limit > 0),
    regions text NOT NULL,
    radius_km integer,
    lat double precision,
    lng double precision,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    goods_expiry date,
    target_tags text NOT NULL DEFAULT '[]',
    exclude_tags text NOT NULL DEFAULT '[]',
    min_age integer,
    max_age integer,
    fee_mode text NOT NULL CHECK (fee_mode IN ('free', 'low_fee', 'purchased_by_gov')),
    delivery_mode text NOT NULL DEFAULT '',
    lead_time_hours integer NOT NULL DEFAULT 0,
    status text NOT NULL CHECK (status IN ('draft', 'reviewing', 'published', 'paused', 'exhausted', 'expired', 'withdrawn')),
    status_reason text NOT NULL DEFAULT '',
    published_at timestamptz,
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, supplier_id) REFERENCES supplier (county_code, id),
    CHECK (valid_from <= valid_to),
    CHECK ((capacity_kind = 'rate') = (period IS NOT NULL))
);
CREATE INDEX offer_supplier ON offer (county_code, supplier_id, id);
CREATE INDEX offer_status ON offer (county_code, status, category, id);
CREATE INDEX offer_valid_to ON offer (county_code, status, valid_to);

CREATE TABLE capacity_window (
    county_code text NOT NULL,
    offer_id uuid NOT NULL,
    window_start date NOT NULL,
    capacity bigint,
    reserved bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county_code, offer_id, window_start),
    FOREIGN KEY (county_code, offer_id) REFERENCES offer (county_code, id),
    CHECK (reserved >= 0),
    CHECK (capacity IS NULL OR reserved <= capacity)
);

CREATE TABLE household (
    county_code text NOT NULL CHECK (length(county_code) = 6),
    id uuid NOT NULL,
    no text NOT NULL,
    region_code text NOT NULL CHECK (length(region_code) = 12),
    address_sealed bytea NOT NULL,
    address_index bytea NOT NULL,
    lat double precision,
    lng double precision,
    hukou_kind text NOT NULL DEFAULT '',
    residence_state integer NOT NULL DEFAULT 0,
    category text NOT NULL DEFAULT 'M0',
    level integer NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4),
    monthly_income_fen bigint,
    status text NOT NULL CHECK (status IN ('active', 'suspended', 'left', 'closed')),
    status_reason text NOT NULL DEFAULT '',
    created_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX household_no ON household (county_code, no);
CREATE INDEX household_region ON household (county_code, region_code, id);
CREATE INDEX household_address ON household (county_code, address_index);

CREATE TABLE person (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    name_sealed bytea NOT NULL,
    name_index bytea NOT NULL,
    citizen_sealed bytea,
    citizen_index bytea,
    phone_sealed bytea,
    phone_index bytea,
    profile_sealed bytea NOT NULL,
    birth_date date,
    sex text NOT NULL DEFAULT 'unknown' CHECK (sex IN ('male', 'female', 'unknown')),
    relation text NOT NULL DEFAULT 'other',
    is_head boolean NOT NULL DEFAULT FALSE,
    no_number_why text NOT NULL DEFAULT '',
    deceased_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE UNIQUE INDEX person_citizen ON person (county_code, citizen_index);
CREATE INDEX person_household ON person (county_code, household_id);
CREATE INDEX person_phone ON person (county_code, phone_index);
CREATE INDEX person_name ON person (county_code, name_index);

CREATE TABLE consent (
    county_code text NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('verify_economy', 'share_to_supplier', 'sensitive', 'photo', 'minor_guardian', 'sms')),
    categories text NOT NULL DEFAULT '[]',
    suppliers text NOT NULL DEFAULT '[]',
    text_version text NOT NULL,
    given_by text NOT NULL CHECK (given_by IN ('self', 'guardian', 'agent')),
    evidence text NOT NULL DEFAULT '',
    given_at timestamptz NOT NULL,
    expires_at timestamptz,
    withdrawn_at timestamptz,
    recorded_by text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id)
);
CREATE INDEX consent_household ON consent (county_code, household_id);

CREATE TABLE need (
    county_code text NOT NULL,
    id uuid NOT NULL,
    no text NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    region_code text NOT NULL,
    category text NOT NULL,
    title_sealed bytea NOT NULL,
    title_public text NOT NULL,
    detail_sealed bytea,
    quantity bigint CHECK (quantity > 0),
    unit text NOT NULL,
    frequency text,
    urgency text NOT NULL CHECK (urgency IN ('critical', 'high', 'normal', 'low')),
    earliest date,
    needed_by date,
    delivery_mode text NOT NULL DEFAULT '',
    sensitivity integer NOT NULL CHECK (sensitivity BETWEEN 0 AND 3),
    value_est_fen bigint,
    source text NOT NULL DEFAULT '',
    publish_scope text NOT NULL DEFAULT 'county' CHECK (publish_scope IN ('county', 'town', 'invited')),
    status text NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'merged', 'accepted', 'open', 'matching', 'matched', 'agreed', 'in_service', 'delivered', 'confirmed', 'resolved', 'reopened', 'referred_gov', 'suspended', 'closed_unmet', 'withdrawn', 'void')),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    delivered bigint NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    confirmed bigint NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    duplicate_of uuid,
    resolution_code text NOT NULL DEFAULT '',
    satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
    status_reason text NOT NULL DEFAULT '',
    submitted_by text NOT NULL DEFAULT '',
    submitted_at timestamptz,
    accepted_by uuid,
    accepted_at timestamptz,
    resolved_by uuid,
    resolved_at timestamptz,
    closed_at timestamptz,
    due_on date,
    reopened_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id),
    CHECK (quantity IS NULL OR reserved <= quantity)
);
CREATE UNIQUE INDEX need_no ON need (county_code, no);
CREATE INDEX need_region ON need (county_code, region_code, status, id);
CREATE INDEX need_status ON need (county_code, status, category, id);
CREATE INDEX need_household ON need (county_code, household_id, category);
CREATE INDEX need_submitted ON need (county_code, submitted_at);

CREATE TABLE match (
    county_code text NOT NULL,
    id uuid NOT NULL,
    need_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL,
    category text NOT NULL,
    unit text NOT NULL,
    quantity bigint CHECK (quantity > 0),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    delivered bigint NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    confirmed bigint NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    status text NOT NULL CHECK (status IN ('proposed', 'invited', 'accepted', 'coi_ok', 'agreement_ok', 'active', 'completed', 'declined', 'expired', 'cancelled', 'failed')),
    proposed_by text NOT NULL CHECK (proposed_by IN ('staff', 'engine', 'supplier_claim')),
    score integer,
    score_parts text NOT NULL DEFAULT '{}',
    reasons text NOT NULL DEFAULT '[]',
    invited_by text NOT NULL DEFAULT '',
    invited_at timestamptz,
    respond_by timestamptz,
    responded_at timestamptz,
    responded_by uuid,
    decline_code text NOT NULL DEFAULT '',
    status_reason text NOT NULL DEFAULT '',
    agreement_needed boolean NOT NULL DEFAULT FALSE,
    agreement_no text NOT NULL DEFAULT '',
    insurance_no text NOT NULL DEFAULT '',
    service_from date,
    completed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, need_id) REFERENCES need (county_code, id),
    FOREIGN KEY (county_code, offer_id) REFERENCES offer (county_code, id),
    FOREIGN KEY (county_code, supplier_id) REFERENCES supplier (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE UNIQUE INDEX match_live ON match (county_code, need_id, offer_id) WHERE status IN ('proposed', 'invited', 'accepted', 'coi_ok', 'agreement_ok', 'active');
CREATE INDEX match_need ON match (county_code, need_id);
CREATE INDEX match_supplier ON match (county_code, supplier_id, status, id);
CREATE INDEX match_offer ON match (county_code, offer_id, household_id);
CREATE INDEX match_respond_by ON match (county_code, status, respond_by);
CREATE INDEX match_region ON match (county_code, region_code, id);

CREATE TABLE reservation (
    county_code text NOT NULL,
    match_id uuid NOT NULL,
    window_start date NOT NULL,
    offer_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (county_code, match_id, window_start),
    FOREIGN KEY (county_code, match_id) REFERENCES match (county_code, id),
    FOREIGN KEY (county_code, offer_id, window_start) REFERENCES capacity_window (county_code, offer_id, window_start)
);
CREATE INDEX reservation_offer ON reservation (county_code, offer_id, window_start);

CREATE TABLE fulfilment (
    county_code text NOT NULL,
    id uuid NOT NULL,
    match_id uuid NOT NULL,
    need_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    household_id uuid NOT NULL,
    region_code text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity >= 0),
    unit text NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'checked_in', 'done', 'partial', 'no_show_supplier', 'no_show_beneficiary', 'refused', 'unsafe', 'confirmed', 'disputed', 'overturned')),
    worker_id uuid,
    planned_at timestamptz,
    checked_in_at timestamptz,
    occurred_at timestamptz,
    note_sealed bytea,
    confirm_sealed bytea,
    value_fen bigint,
    minutes integer,
    confirmed_by uuid,
    confirmed_at timestamptz,
    satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
    recorded_by text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, match_id) REFERENCES match (county_code, id),
    FOREIGN KEY (county_code, need_id) REFERENCES need (county_code, id)
);
CREATE INDEX fulfilment_match ON fulfilment (county_code, match_id, id);
CREATE INDEX fulfilment_need ON fulfilment (county_code, need_id, id);
CREATE INDEX fulfilment_supplier ON fulfilment (county_code, supplier_id, id);
CREATE INDEX fulfilment_worker ON fulfilment (county_code, worker_id, planned_at);
CREATE INDEX fulfilment_region ON fulfilment (county_code, region_code, status, id);

CREATE TABLE attachment (
    county_code text NOT NULL,
    id uuid NOT NULL,
    noun text NOT NULL,
    object_id uuid NOT NULL,
    sha256 text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    sealed bytea NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX attachment_object ON attachment (county_code, noun, object_id);

CREATE TABLE event (
    county_code text NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_id text NOT NULL DEFAULT '',
    actor_role text NOT NULL,
    noun text NOT NULL,
    object_id text NOT NULL DEFAULT '',
    step text NOT NULL,
    from_status text NOT NULL DEFAULT '',
    to_status text NOT NULL DEFAULT '',
    region_code text NOT NULL DEFAULT '',
    supplier_id text NOT NULL DEFAULT '',
    data text NOT NULL DEFAULT '{}',
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (county_code, seq)
);
CREATE INDEX event_object ON event (county_code, noun, object_id, seq);

CREATE TABLE chain_head (
    county_code text NOT NULL PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE disclosure (
    county_code text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    account_id text NOT NULL,
    role text NOT NULL,
    supplier_id text NOT NULL DEFAULT '',
    household_id text NOT NULL DEFAULT '',
    person_id text NOT NULL DEFAULT '',
    need_id text NOT NULL DEFAULT '',
    match_id text NOT NULL DEFAULT '',
    consent_id text NOT NULL DEFAULT '',
    tier integer NOT NULL CHECK (tier BETWEEN 2 AND 4),
    purpose text NOT NULL,
    fields text NOT NULL DEFAULT '[]',
    PRIMARY KEY (county_code, id)
);
CREATE INDEX disclosure_household ON disclosure (county_code, household_id, id);
CREATE INDEX disclosure_account ON disclosure (county_code, account_id, at);
CREATE INDEX disclosure_supplier ON disclosure (county_code, supplier_id, at);

CREATE TABLE idempotency_key (
    county_code text NOT NULL,
    account_id text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    applied_at timestamptz,
    noun text NOT NULL DEFAULT '',
    object_id text NOT NULL DEFAULT '',
    status integer NOT NULL DEFAULT 0,
    content_type text NOT NULL DEFAULT '',
    location text NOT NULL DEFAULT '',
    sealed bytea,
    PRIMARY KEY (county_code, account_id, key)
);
CREATE INDEX idempotency_created ON idempotency_key (created_at);

-- Days that differ from "Monday to Friday are working days": holidays and make-up workdays announced by the State Council for 2025 and 2026.
-- A county adds later years with its own rows.
INSERT INTO calendar_day (day, working, name) VALUES
    ('2025-01-01', FALSE, '元旦'),
    ('2025-01-26', TRUE, '调休上班'),
    ('2025-01-28', FALSE, '春节'),
    ('2025-01-29', FALSE, '春节'),
    ('2025-01-30', FALSE, '春节'),
    ('2025-01-31', FALSE, '春节'),
    ('2025-02-03', FALSE, '春节'),
    ('2025-02-04', FALSE, '春节'),
    ('2025-02-08', TRUE, '调休上班'),
    ('2025-04-04', FALSE, '清明节'),
    ('2025-04-27', TRUE, '调休上班'),
    ('2025-05-01', FALSE, '劳动节'),
    ('2025-05-02', FALSE, '劳动节'),
    ('2025-05-05', FALSE, '劳动节'),
    ('2025-06-02', FALSE, '端午节'),
    ('2025-09-28', TRUE, '调休上班'),
    ('2025-10-01', FALSE, '国庆节、中秋节'),
    ('2025-10-02', FALSE, '国庆节、中秋节'),
    ('2025-10-03', FALSE, '国庆节、中秋节'),
    ('2025-10-06', FALSE, '国庆节、中秋节'),
    ('2025-10-07', FALSE, '国庆节、中秋节'),
    ('2025-10-08', FALSE, '国庆节、中秋节'),
    ('2025-10-11', TRUE, '调休上班'),
    ('2026-01-01', FALSE, '元旦'),
    ('2026-01-02', FALSE, '元旦'),
    ('2026-01-04', TRUE, '调休上班'),
    ('2026-02-14', TRUE, '调休上班'),
    ('2026-02-16', FALSE, '春节'),
    ('2026-02-17', FALSE, '春节'),
    ('2026-02-18', FALSE, '春节'),
    ('2026-02-19', FALSE, '春节'),
    ('2026-02-20', FALSE, '春节'),
    ('2026-02-23', FALSE, '春节'),
    ('2026-02-28', TRUE, '调休上班'),
    ('2026-04-06', FALSE, '清明节'),
    ('2026-05-01', FALSE, '劳动节'),
    ('2026-05-04', FALSE, '劳动节'),
    ('2026-05-05', FALSE, '劳动节'),
    ('2026-05-09', TRUE, '调休上班'),
    ('2026-06-19', FALSE, '端午节'),
    ('2026-09-20', TRUE, '调休上班'),
    ('2026-09-25', FALSE, '中秋节'),
    ('2026-10-01', FALSE, '国庆节'),
    ('2026-10-02', FALSE, '国庆节'),
    ('2026-10-05', FALSE, '国庆节'),
    ('2026-10-06', FALSE, '国庆节'),
    ('2026-10-07', FALSE, '国庆节'),
    ('2026-10-10', TRUE, '调休上班');

-- +goose Down
DROP TABLE idempotency_key;
DROP TABLE disclosure;
DROP TABLE chain_head;
DROP TABLE event;
DROP TABLE attachment;
DROP TABLE fulfilment;
DROP TABLE reservation;
DROP TABLE match;
DROP TABLE need;
DROP TABLE consent;
DROP TABLE person;
DROP TABLE household;
DROP TABLE capacity_window;
DROP TABLE offer;
DROP TABLE supplier;
DROP TABLE session;
DROP TABLE account;
DROP TABLE calendar_day;
DROP TABLE region;
