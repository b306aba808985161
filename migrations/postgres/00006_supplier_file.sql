-- +goose Up
-- Suppliers hand in scans of their papers when they apply; each says what it is: the registration, or a licence of the category table.

ALTER TABLE attachment ADD COLUMN kind text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE attachment DROP COLUMN kind;
