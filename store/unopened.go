package store

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// errAddress is of an address that cannot be read. It does not quote it: there is a password in it.
var errAddress = errors.New("the address is not valid: want postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH; " +
	"in a password @ : / ? # % are written as %40 %3A %2F %3F %23 %25, and sslmode is disable, prefer, require, verify-ca or verify-full")

// unopenedError tells in one line why a database does not open, and what to do. It names neither its host nor its login: of an address that is wrongly
// written, either may be a piece of the password.
type unopenedError struct {
	says  string
	cause error
}

func (u unopenedError) Error() string { return "database: " + u.says }
func (u unopenedError) Unwrap() error { return u.cause }

// unopened says what an error of opening means. A caller who gave up gets his own error back.
func unopened(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return unopenedError{why(err), err}
}

func why(err error) string {
	var refused *pgconn.PgError
	var lite *sqlite.Error
	var path *fs.PathError
	var parse *pgconn.ParseConfigError
	switch {
	case errors.As(err, &parse) && errors.As(parse, &path):
		return "a file that the address names cannot be read: " + path.Error()
	case errors.As(err, &parse), errors.Is(err, errAddress):
		return errAddress.Error()
	case errors.As(err, &refused):
		return whyRefused(refused)
	case errors.As(err, &lite):
		return whyClosed(lite)
	case errors.As(err, &path):
		return "its file or folder cannot be used (" + path.Error() + "): does it belong to the user who runs this?"
	}
	return whyUnreachable(err)
}

// whyRefused reads what PostgreSQL answered (SQLSTATE, PostgreSQL 15, appendix A).
func whyRefused(e *pgconn.PgError) string {
	state := " (SQLSTATE " + e.Code + ")"
	switch e.Code {
	case "28P01":
		return "PostgreSQL refuses the name or the password: correct them in the address" + state
	case "28000":
		return "PostgreSQL does not let this login in from here: look at pg_hba.conf, or correct the address" + state
	case "3D000":
		return "PostgreSQL has no database of this name: make it with createdb, or correct the address" + state
	case "53300":
		return "PostgreSQL has no connection to give: end what takes them, or raise its max_connections" + state
	case "57P03":
		return "PostgreSQL is just starting or ending: try again in a moment" + state
	}
	return "PostgreSQL refuses: " + e.Message + state
}

// whyClosed reads what SQLite answered.
func whyClosed(e *sqlite.Error) string {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		return "the file is no SQLite database, or is damaged: correct the address, or restore a backup"
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY:
		return "the file cannot be opened for writing: is it a file, and do it and its folder belong to the user who runs this?"
	case sqlite3.SQLITE_BUSY:
		return "another program holds the file: end it"
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return "the disk is full or fails: make room, or look at it"
	}
	return e.Error()
}

// whyUnreachable reads what became of the connection.
func whyUnreachable(err error) string {
	var name *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &name):
		return "the host of PostgreSQL is not known here: correct the address, or the name service"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers where PostgreSQL should: start it, or correct host and port in the address"
	case isUntrusted(err):
		return "the certificate of PostgreSQL is not trusted: name its authority with sslrootcert=FILE in the address, and the host as it stands in the certificate"
	case strings.Contains(err.Error(), "server refused TLS"):
		return "PostgreSQL speaks no TLS: switch ssl on there; on the same machine sslmode=disable will do"
	case errors.As(err, &network) && network.Timeout():
		return "PostgreSQL does not answer in time: is the way to it open, and the host right?"
	}
	return "PostgreSQL cannot be reached: start it, or correct the address (" + strings.Join(strings.Fields(withoutPrefix(err)), " ") + ")"
}

func isUntrusted(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// withoutPrefix leaves out the login and the addresses that pgx puts before what happened.
func withoutPrefix(err error) string {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) && connect.Unwrap() != nil {
		err = connect.Unwrap()
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}
