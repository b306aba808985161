package testdb

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/store"
)

// ServerCPU is what the processes of a database's server have used of the cores, those that have ended too, in hundredths of a second: 0 for
// SQLite, which has none, and where there is no /proc.
func ServerCPU(t testing.TB, s *store.Store) time.Duration {
	t.Helper()
	if s.Dialect() != store.Postgres {
		return 0
	}
	pool, err := s.Pool()
	require.NoError(t, err)
	var mine string
	require.NoError(t, pool.QueryRow("SELECT pg_backend_pid()").Scan(&mine))
	fields := processes(t)
	if len(fields[mine]) < 2 {
		return 0
	}
	return family(fields, fields[mine][1])
}

// CPU is what the cluster's processes have used, like ServerCPU.
func (c *Cluster) CPU(t testing.TB) time.Duration {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	require.NoError(t, err)
	server, _, _ := strings.Cut(string(text), "\n")
	return family(processes(t), server)
}

// family is what a server of a database and its processes have used.
func family(fields map[string][]string, server string) time.Duration {
	ticks := 0
	for pid, f := range fields {
		for i, v := range f[:min(15, len(f))] {
			// 11 and 12 are a process's own time; 13 and 14, of the server itself, those of processes that have ended.
			if n, err := strconv.Atoi(v); err == nil && (f[1] == server && (i == 11 || i == 12) || pid == server && i >= 11) {
				ticks += n
			}
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// ProcessCPU is what one process has used of the cores, in hundredths of a second; 0 where there is no /proc.
func ProcessCPU(t testing.TB, pid int) time.Duration {
	t.Helper()
	f, ticks := processes(t)[strconv.Itoa(pid)], 0
	for i := 11; i <= 12 && i < len(f); i++ {
		if n, err := strconv.Atoi(f[i]); err == nil {
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// processes are the fields of every process's stat from its state on, by its number.
func processes(t testing.TB) map[string][]string {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	out := map[string][]string{}
	for _, path := range stats {
		if text, err := os.ReadFile(path); err == nil { //nolint:gosec // of /proc; a process may end while it is looked at
			out[filepath.Base(filepath.Dir(path))] = strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		}
	}
	return out
}
