-- +goose Up
-- What lists, logs, reports and standing work look for, so that none of them reads through a table.
CREATE INDEX event_noun ON event (county_code, noun, seq);
CREATE INDEX event_role ON event (county_code, actor_role, seq);
CREATE INDEX event_supplier ON event (county_code, supplier_id, seq) WHERE supplier_id IS NOT NULL;
CREATE INDEX disclosure_role ON disclosure (county_code, role, id);
CREATE INDEX visit_window_late ON visit_window (county_code, status, ends_on, starts_on);
CREATE INDEX match_promised ON match (county_code, need_id, supplier_id, status, delivered);
CREATE INDEX person_born ON person (county_code, birth_date);

-- +goose Down
DROP INDEX event_noun;
DROP INDEX event_role;
DROP INDEX event_supplier;
DROP INDEX disclosure_role;
DROP INDEX visit_window_late;
DROP INDEX match_promised;
DROP INDEX person_born;
