-- +goose NO TRANSACTION
-- +goose Up
-- What lists, logs, reports and standing work look for, so that none of them reads through a table.
-- Each is made while people work, and waits for as long as it takes for those who began before; one that a failure left half-made goes first.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS event_noun;
CREATE INDEX CONCURRENTLY event_noun ON event (county_code, noun, seq);
DROP INDEX CONCURRENTLY IF EXISTS event_role;
CREATE INDEX CONCURRENTLY event_role ON event (county_code, actor_role, seq);
DROP INDEX CONCURRENTLY IF EXISTS event_supplier;
CREATE INDEX CONCURRENTLY event_supplier ON event (county_code, supplier_id, seq) WHERE supplier_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS disclosure_role;
CREATE INDEX CONCURRENTLY disclosure_role ON disclosure (county_code, role, id);
DROP INDEX CONCURRENTLY IF EXISTS visit_window_late;
CREATE INDEX CONCURRENTLY visit_window_late ON visit_window (county_code, status, ends_on, starts_on);
DROP INDEX CONCURRENTLY IF EXISTS visit_window_status;
DROP INDEX CONCURRENTLY IF EXISTS match_promised;
CREATE INDEX CONCURRENTLY match_promised ON match (county_code, need_id, supplier_id, status, delivered);
DROP INDEX CONCURRENTLY IF EXISTS person_born;
CREATE INDEX CONCURRENTLY person_born ON person (county_code, birth_date);
RESET lock_timeout;

-- +goose Down
DROP INDEX IF EXISTS visit_window_status;
CREATE INDEX visit_window_status ON visit_window (county_code, status, starts_on);
DROP INDEX IF EXISTS event_noun;
DROP INDEX IF EXISTS event_role;
DROP INDEX IF EXISTS event_supplier;
DROP INDEX IF EXISTS disclosure_role;
DROP INDEX IF EXISTS visit_window_late;
DROP INDEX IF EXISTS match_promised;
DROP INDEX IF EXISTS person_born;
