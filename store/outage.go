package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"zhulian/models"
)

// retryAfter is after how many seconds it is worth trying again when the database is not to be had.
const retryAfter = 5

// The outages.
var (
	unreachable = models.Unavailable("database_unreachable", retryAfter)
	busy        = models.Unavailable("database_busy", retryAfter)
	diskFull    = models.Unavailable("disk_full", retryAfter)
	diskFailed  = models.Unavailable("disk_failed", retryAfter)
)

// outage is what ails the database where an error is not about the statement but about the server, the way to it or the disk; nil is none of these.
func outage(err error) *models.Error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &pg):
		return outageOfPostgres(pg.Code)
	case errors.As(err, &lite):
		return outageOfSQLite(lite.Code())
	case isCutOff(err):
		return unreachable
	}
	return nil
}

// outageOfPostgres reads an SQLSTATE (PostgreSQL 15, appendix A).
func outageOfPostgres(state string) *models.Error {
	switch {
	case state == "53100":
		return diskFull
	case state == "58030":
		return diskFailed
	case state == "53300" || state == "55P03":
		return busy
	case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "57P"), state == "25P03": // the last: the program was frozen
		return unreachable
	}
	return nil
}

// outageOfSQLite reads an extended result code, whose low byte is the result.
func outageOfSQLite(code int) *models.Error {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return diskFull
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return diskFailed
	case sqlite3.SQLITE_BUSY:
		return busy
	}
	return nil
}

// isCutOff holds for what drivers say when there is no connection, or no longer one. A caller who gave up is no outage.
func isCutOff(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || strings.HasSuffix(err.Error(), "conn closed")
}
