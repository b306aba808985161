package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func TestOutagesAreNotFaultsOfStatements(t *testing.T) {
	for code, errs := range map[string][]error{
		"database_unreachable": {
			&pgconn.PgError{Code: "57P01"}, &pgconn.PgError{Code: "57P03"}, &pgconn.PgError{Code: "08006"}, driver.ErrBadConn, io.ErrUnexpectedEOF,
			&net.OpError{Op: "dial", Err: errors.New("refused")}, context.DeadlineExceeded, errors.New("failed: conn closed"),
		},
		"database_busy": {&pgconn.PgError{Code: "53300"}},
		"disk_full":     {&pgconn.PgError{Code: "53100"}},
		"disk_failed":   {&pgconn.PgError{Code: "58030"}},
		"": {
			&pgconn.PgError{Code: "57014"}, &pgconn.PgError{Code: "22P02"}, context.Canceled, errors.New("anything"),
			&net.OpError{Op: "read", Err: context.Canceled},
		},
	} {
		for _, err := range errs {
			translated := translate(fmt.Errorf("insert: %w", err))
			assert.Equal(t, code, models.CodeOf(translated), "%v", err)
			assert.Equal(t, code != "", models.KindOf(translated) == models.KindUnavailable, "%v", err)
			require.ErrorIs(t, translated, err)
		}
	}
}

func TestAFileThatCannotBeOpenedIsAnOutage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	require.NoError(t, os.Mkdir(path, 0o700))
	_, err := Open(context.Background(), "sqlite:"+path, Options{})
	assert.Equal(t, diskFailed, outage(err))
}
