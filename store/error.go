package store

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"zhulian/models"
)

// translate turns what the databases say into the house's errors, once, at the border. A database that is not to be had
// is unavailable; anything unknown stays internal: a fault of the database must never read as "not found".
func translate(err error) error {
	var known *models.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return &models.Error{Kind: models.KindNotFound, Code: "not_found", Cause: err}
	}
	if isUnique(err) {
		return &models.Error{Kind: models.KindConflict, Code: "already_exists", Cause: err}
	}
	if isCheck(err) {
		return &models.Error{Kind: models.KindConflict, Code: "limit_reached", Cause: err}
	}
	if out := outage(err); out != nil {
		return out.Of(err)
	}
	return err
}

func isUnique(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return errors.As(err, &pg) && pg.Code == "23505" ||
		errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func isCheck(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return errors.As(err, &pg) && pg.Code == "23514" || errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_CONSTRAINT_CHECK
}

// isBusy tells that somebody else holds the file of SQLite.
func isBusy(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}

// absent names the noun of a not-found error.
func absent(err error, noun string) error {
	if err = translate(err); models.KindOf(err) == models.KindNotFound {
		return models.NotFound(noun)
	}
	return err
}

// isMissingExtension tells whether PostgreSQL does not have, or may not load, an extension that was asked for.
func isMissingExtension(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "0A000" || pg.Code == "58P01" || pg.Code == "F0000") && strings.Contains(pg.Message, "citus")
}
