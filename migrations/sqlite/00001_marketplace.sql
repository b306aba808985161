-- +goose Up
-- Every distributed table leads its keys with county_code, so that data can be spread by county later.
-- region, calendar_day and account are reference tables: small, and needed by every county.

CREATE TABLE region (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) = 12),
    county_code TEXT NOT NULL CHECK (length(county_code) = 6),
    name TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'town', 'village')),
    parent_code TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    urban_rural TEXT NOT NULL DEFAULT '',
    lat REAL,
    lng REAL,
    active_from TEXT,
    active_to TEXT,
    successor_code TEXT NOT NULL DEFAULT ''
);
CREATE INDEX region_parent ON region (parent_code);

CREATE TABLE calendar_day (
    day TEXT NOT NULL PRIMARY KEY,
    working BOOLEAN NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    county_code TEXT NOT NULL CHECK (length(county_code) = 6),
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('county_staff', 'county_operator', 'town_clerk', 'aide', 'supplier_admin', 'supplier_worker', 'resident', 'dept_source', 'auditor', 'province', 'sysadmin')),
    display_name TEXT NOT NULL DEFAULT '',
    regions TEXT NOT NULL DEFAULT '[]',
    supplier_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'pending', 'disabled')),
    failed_count INTEGER NOT NULL DEFAULT 0,
    locked_until DATETIME,
    last_login_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX account_county ON account (county_code, role);
CREATE INDEX account_supplier ON account (supplier_id);

CREATE TABLE session (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    generation INTEGER NOT NULL,
    refresh_hash BLOB NOT NULL,
    created_at DATETIME NOT NULL,
    last_used_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    ended_at DATETIME,
    end_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county_code, id)
);
CREATE INDEX session_account ON session (county_code, account_id);

CREATE TABLE supplier (
    county_code TEXT NOT NULL CHECK (length(county_code) = 6),
    id TEXT NOT NULL,
    uscc TEXT NOT NULL CHECK (length(uscc) = 18),
    uscc_check TEXT NOT NULL CHECK (uscc_check IN ('ok', 'legacy_override')),
    kind TEXT NOT NULL CHECK (kind IN ('social_association', 'service_org', 'foundation', 'company', 'sole_trader', 'cooperative', 'public_institution', 'law_firm', 'other')),
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    region_code TEXT NOT NULL DEFAULT '',
    contact_name_sealed BLOB NOT NULL,
    contact_phone_sealed BLOB NOT NULL,
    is_charity BOOLEAN NOT NULL DEFAULT FALSE,
    sensitivity_clearance INTEGER NOT NULL DEFAULT 2 CHECK (sensitivity_clearance BETWEEN 0 AND 2),
    licences TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL CHECK (status IN ('applied', 'checking', 'approved', 'rejected', 'active', 'suspended', 'exited')),
    applied_at DATETIME NOT NULL,
    checked_by TEXT,
    approved_by TEXT,
    approved_at DATETIME,
    status_reason TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX supplier_uscc ON supplier (county_code, uscc);
CREATE INDEX supplier_status ON supplier (county_code, status, id);

CREATE TABLE offer (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL CHECK (mode IN ('goods', 'service', 'job', 'training', 'fund_record', 'venue')),
    unit TEXT NOT NULL,
    capacity_kind TEXT NOT NULL CHECK (capacity_kind IN ('count', 'rate')),
    period TEXT CHECK (period IN ('day', 'week', 'month')),
    quantity INTEGER CHECK (quantity > 0),
    per_household_limit INTEGER CHECK (per_household_limit > 0),
    regions TEXT NOT NULL,
    radius_km INTEGER,
    lat REAL,
    lng REAL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    goods_expiry TEXT,
    target_tags TEXT NOT NULL DEFAULT '[]',
    exclude_tags TEXT NOT NULL DEFAULT '[]',
    min_age INTEGER,
    max_age INTEGER,
    fee_mode TEXT NOT NULL CHECK (fee_mode IN ('free', 'low_fee', 'purchased_by_gov')),
    delivery_mode TEXT NOT NULL DEFAULT '',
    lead_time_hours INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL CHECK (status IN ('draft', 'reviewing', 'published', 'paused', 'exhausted', 'expired', 'withdrawn')),
    status_reason TEXT NOT NULL DEFAULT '',
    published_at DATETIME,
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, supplier_id) REFERENCES supplier (county_code, id),
    CHECK (valid_from <= valid_to),
    CHECK ((capacity_kind = 'rate') = (period IS NOT NULL))
);
CREATE INDEX offer_supplier ON offer (county_code, supplier_id, id);
CREATE INDEX offer_status ON offer (county_code, status, category, id);
CREATE INDEX offer_valid_to ON offer (county_code, status, valid_to);

CREATE TABLE capacity_window (
    county_code TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    window_start TEXT NOT NULL,
    capacity INTEGER,
    reserved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (county_code, offer_id, window_start),
    FOREIGN KEY (county_code, offer_id) REFERENCES offer (county_code, id),
    CHECK (reserved >= 0),
    CHECK (capacity IS NULL OR reserved <= capacity)
);

CREATE TABLE household (
    county_code TEXT NOT NULL CHECK (length(county_code) = 6),
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    region_code TEXT NOT NULL CHECK (length(region_code) = 12),
    address_sealed BLOB NOT NULL,
    address_index BLOB NOT NULL,
    lat REAL,
    lng REAL,
    hukou_kind TEXT NOT NULL DEFAULT '',
    residence_state INTEGER NOT NULL DEFAULT 0,
    category TEXT NOT NULL DEFAULT 'M0',
    level INTEGER NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4),
    monthly_income_fen INTEGER,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'left', 'closed')),
    status_reason TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id)
);
CREATE UNIQUE INDEX household_no ON household (county_code, no);
CREATE INDEX household_region ON household (county_code, region_code, id);
CREATE INDEX household_address ON household (county_code, address_index);

CREATE TABLE person (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    name_sealed BLOB NOT NULL,
    name_index BLOB NOT NULL,
    citizen_sealed BLOB,
    citizen_index BLOB,
    phone_sealed BLOB,
    phone_index BLOB,
    profile_sealed BLOB NOT NULL,
    birth_date TEXT,
    sex TEXT NOT NULL DEFAULT 'unknown' CHECK (sex IN ('male', 'female', 'unknown')),
    relation TEXT NOT NULL DEFAULT 'other',
    is_head BOOLEAN NOT NULL DEFAULT FALSE,
    no_number_why TEXT NOT NULL DEFAULT '',
    deceased_on TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id)
);
CREATE UNIQUE INDEX person_citizen ON person (county_code, citizen_index);
CREATE INDEX person_household ON person (county_code, household_id);
CREATE INDEX person_phone ON person (county_code, phone_index);
CREATE INDEX person_name ON person (county_code, name_index);

CREATE TABLE consent (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('verify_economy', 'share_to_supplier', 'sensitive', 'photo', 'minor_guardian', 'sms')),
    categories TEXT NOT NULL DEFAULT '[]',
    suppliers TEXT NOT NULL DEFAULT '[]',
    text_version TEXT NOT NULL,
    given_by TEXT NOT NULL CHECK (given_by IN ('self', 'guardian', 'agent')),
    evidence TEXT NOT NULL DEFAULT '',
    given_at DATETIME NOT NULL,
    expires_at DATETIME,
    withdrawn_at DATETIME,
    recorded_by TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id),
    FOREIGN KEY (county_code, household_id) REFERENCES household (county_code, id),
    FOREIGN KEY (county_code, person_id) REFERENCES person (county_code, id)
);
CREATE INDEX consent_household ON consent (county_code, household_id);

CREATE TABLE need (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    no TEXT NOT NULL,
    household_id TEXT NOT NULL,
    person_id TEXT,
    region_code TEXT NOT NULL,
    category TEXT NOT NULL,
    title_sealed BLOB NOT NULL,
    title_public TEXT NOT NULL,
    detail_sealed BLOB,
    quantity INTEGER CHECK (quantity > 0),
    unit TEXT NOT NULL,
    frequency TEXT,
    urgency TEXT NOT NULL CHECK (urgency IN ('critical', 'high', 'normal', 'low')),
    earliest TEXT,
    needed_by TEXT,
    delivery_mode TEXT NOT NULL DEFAULT '',
    sensitivity INTEGER NOT NULL CHECK (sensitivity BETWEEN 0 AND 3),
    value_est_fen INTEGER,
    source TEXT NOT NULL DEFAULT '',
    publish_scope TEXT NOT NULL DEFAULT 'county' CHECK (publish_scope IN ('county', 'town', 'invited')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'returned', 'merged', 'accepted', 'open', 'matching', 'matched', 'agreed', 'in_service', 'delivered', 'confirmed', 'resolved', 'reopened', 'referred_gov', 'suspended', 'closed_unmet', 'withdrawn', 'void')),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    duplicate_of TEXT,
    resolution_code TEXT NOT NULL DEFAULT '',
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    status_reason TEXT NOT NULL DEFAULT '',
    submitted_by TEXT NOT NULL DEFAULT '',
    submitted_at DATETIME,
    accepted_by TEXT,
    accepted_at DATETIME,
    resolved_by TEXT,
    resolved_at DATETIME,
    closed_at DATETIME,
    due_on TEXT,
    reopened_count INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    need_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL,
    category TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity INTEGER CHECK (quantity > 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed >= 0),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'invited', 'accepted', 'coi_ok', 'agreement_ok', 'active', 'completed', 'declined', 'expired', 'cancelled', 'failed')),
    proposed_by TEXT NOT NULL CHECK (proposed_by IN ('staff', 'engine', 'supplier_claim')),
    score INTEGER,
    score_parts TEXT NOT NULL DEFAULT '{}',
    reasons TEXT NOT NULL DEFAULT '[]',
    invited_by TEXT NOT NULL DEFAULT '',
    invited_at DATETIME,
    respond_by DATETIME,
    responded_at DATETIME,
    responded_by TEXT,
    decline_code TEXT NOT NULL DEFAULT '',
    status_reason TEXT NOT NULL DEFAULT '',
    agreement_needed BOOLEAN NOT NULL DEFAULT FALSE,
    agreement_no TEXT NOT NULL DEFAULT '',
    insurance_no TEXT NOT NULL DEFAULT '',
    service_from TEXT,
    completed_at DATETIME,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    county_code TEXT NOT NULL,
    match_id TEXT NOT NULL,
    window_start TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (county_code, match_id, window_start),
    FOREIGN KEY (county_code, match_id) REFERENCES match (county_code, id),
    FOREIGN KEY (county_code, offer_id, window_start) REFERENCES capacity_window (county_code, offer_id, window_start)
);
CREATE INDEX reservation_offer ON reservation (county_code, offer_id, window_start);

CREATE TABLE fulfilment (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    match_id TEXT NOT NULL,
    need_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    supplier_id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    region_code TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    unit TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('planned', 'checked_in', 'done', 'partial', 'no_show_supplier', 'no_show_beneficiary', 'refused', 'unsafe', 'confirmed', 'disputed', 'overturned')),
    worker_id TEXT,
    planned_at DATETIME,
    checked_in_at DATETIME,
    occurred_at DATETIME,
    note_sealed BLOB,
    confirm_sealed BLOB,
    value_fen INTEGER,
    minutes INTEGER,
    confirmed_by TEXT,
    confirmed_at DATETIME,
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    recorded_by TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
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
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    noun TEXT NOT NULL,
    object_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_by TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX attachment_object ON attachment (county_code, noun, object_id);

CREATE TABLE event (
    county_code TEXT NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    at DATETIME NOT NULL,
    actor_id TEXT NOT NULL DEFAULT '',
    actor_role TEXT NOT NULL,
    noun TEXT NOT NULL,
    object_id TEXT NOT NULL DEFAULT '',
    step TEXT NOT NULL,
    from_status TEXT NOT NULL DEFAULT '',
    to_status TEXT NOT NULL DEFAULT '',
    region_code TEXT NOT NULL DEFAULT '',
    supplier_id TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL DEFAULT '{}',
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (county_code, seq)
);
CREATE INDEX event_object ON event (county_code, noun, object_id, seq);

CREATE TABLE chain_head (
    county_code TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE disclosure (
    county_code TEXT NOT NULL,
    id TEXT NOT NULL,
    at DATETIME NOT NULL,
    account_id TEXT NOT NULL,
    role TEXT NOT NULL,
    supplier_id TEXT NOT NULL DEFAULT '',
    household_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    need_id TEXT NOT NULL DEFAULT '',
    match_id TEXT NOT NULL DEFAULT '',
    consent_id TEXT NOT NULL DEFAULT '',
    tier INTEGER NOT NULL CHECK (tier BETWEEN 2 AND 4),
    purpose TEXT NOT NULL,
    fields TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (county_code, id)
);
CREATE INDEX disclosure_household ON disclosure (county_code, household_id, id);
CREATE INDEX disclosure_account ON disclosure (county_code, account_id, at);
CREATE INDEX disclosure_supplier ON disclosure (county_code, supplier_id, at);

CREATE TABLE idempotency_key (
    county_code TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    created_at DATETIME NOT NULL,
    lease_until DATETIME NOT NULL,
    applied_at DATETIME,
    noun TEXT NOT NULL DEFAULT '',
    object_id TEXT NOT NULL DEFAULT '',
    status INTEGER NOT NULL DEFAULT 0,
    content_type TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    sealed BLOB,
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
