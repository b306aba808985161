// Package migrations holds the schema as plain SQL, one folder a dialect with the same file names. It only goes forward.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// For returns the migration files of a dialect, "postgres" or "sqlite".
func For(dialect string) (fs.FS, error) { return fs.Sub(files, dialect) }
