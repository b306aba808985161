-- +goose Up
-- PostgreSQL groups the visit windows of a quarter without sorting them, and needs no index that has them in order, as SQLite does.
SELECT 1;

-- +goose Down
SELECT 1;
