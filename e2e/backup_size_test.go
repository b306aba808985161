package e2e

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

var (
	backupCounties = flag.Int("backup-counties", 1, "how many counties that database has")
	backupPictures = flag.Int("backup-pictures", 300, "how many pictures of 200 KB the larger of the databases holds that TestABackupTakesNoMoreMemoryForALargerDatabase backs up")
)

const (
	pictureSize = 200 << 10
	// backupGrows is by how much the peak of a backup or a restore may grow with the database: what garbage has not been swept yet, and no more.
	backupGrows = 64 << 20
)

// TestABackupTakesNoMoreMemoryForALargerDatabase backs a database up and restores it, once with few pictures and once with many: neither takes more memory
// for the many. It prints what each took.
func TestABackupTakesNoMoreMemoryForALargerDatabase(t *testing.T) {
	from := patternCounty(t)
	for _, dialect := range testdb.Dialects(t) {
		if *provinceOn != "" && *provinceOn != dialect {
			continue
		}
		t.Run(dialect, func(t *testing.T) {
			few, many := from.carried(t, dialect, 1, 5), from.carried(t, dialect, *backupCounties, *backupPictures)
			if few.backup == 0 {
				return // no system that tells it
			}
			assert.Less(t, many.backup, few.backup+backupGrows, "peak of the backup")
			assert.Less(t, many.restore, few.restore+backupGrows, "peak of the restore")
		})
	}
}

// peaks are the largest resident sets of a backup and of its restore, in bytes.
type peaks struct{ backup, restore int64 }

// carried fills a database, backs it up, and restores that into another, which has then all that the first had.
func (p *pattern) carried(t *testing.T, dialect string, counties, pictures int) (out peaks) {
	t.Helper()
	one, other := realistic(t, dialect)
	in, rows := p.installed(t, one, counties)
	addPictures(t, rows, pictures)
	file := filepath.Join(t.TempDir(), "province.backup")
	size := databaseSize(t, rows)
	said, peak := in.watched(rows, "backup", "-o", file, "--no-verify")
	info, err := os.Stat(file)
	require.NoError(t, err)
	t.Logf("%d counties, %d pictures, database %d MiB: backup of %d MiB %s", counties, pictures, size>>20, info.Size()>>20, said)
	out.backup = peak
	require.NoError(t, rows.Close())
	in.address = other
	into, err := store.Open(t.Context(), other, store.Options{Vault: testdb.Vault(t)})
	require.NoError(t, err)
	defer func() { _ = into.Close() }()
	said, out.restore = in.watched(into, "restore", file)
	t.Logf("   restored %s", said)
	return out
}

// watched runs a command to its end, which must be a success, and tells what it took: with its database, of the cores, and its peak by itself.
func (in *installation) watched(rows *store.Store, args ...string) (said string, peak int64) {
	in.t.Helper()
	c, began, used := in.command(args...), time.Now(), testdb.ServerCPU(in.t, rows)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	require.NoError(in.t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			require.NoError(in.t, err, "%s", &out)
			wall := time.Since(began)
			cpu := c.ProcessState.UserTime() + c.ProcessState.SystemTime() + testdb.ServerCPU(in.t, rows) - used
			return fmt.Sprintf("in %v, cpu %v, peak %d MiB", wall.Round(10*time.Millisecond), cpu.Round(10*time.Millisecond), peak>>20), peak
		case <-look.C:
			peak = max(peak, memoryOf(c.Process.Pid, "VmHWM"))
		}
	}
}

// memoryOf is what the system says of the memory of a process that runs, in bytes; 0 where there is no /proc.
func memoryOf(pid int, what string) (bytes int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), what+":")
	_, _ = fmt.Sscan(after, &bytes)
	return bytes << 10
}

// addPictures adds proofs to the invented county that cannot be pressed together, as pictures cannot.
func addPictures(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for n > 0 {
		var list []models.Attachment
		for range min(n, 50) {
			content := make([]byte, pictureSize)
			_, err := rand.Read(content)
			require.NoError(t, err)
			now, sum := time.Now(), sha256.Sum256(content)
			id := models.NewID(now)
			list = append(list, models.Attachment{CountyCode: demo.County, ID: id, Noun: "need", ObjectID: id, Kind: "photo", SHA256: hex.EncodeToString(sum[:]),
				ContentType: "image/jpeg", Size: int64(len(content)), Content: content, CreatedBy: id, CreatedAt: now})
		}
		require.NoError(t, s.InTx(t.Context(), func(s *store.Store) error { return s.InsertAll(t.Context(), list) }))
		n -= len(list)
	}
}

// databaseSize is how many bytes a database takes on its disk.
func databaseSize(t *testing.T, s *store.Store) (bytes int64) {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	query := "SELECT pg_database_size(current_database())"
	if s.Dialect() == store.SQLite {
		query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	}
	require.NoError(t, pool.QueryRow(query).Scan(&bytes))
	return bytes
}
