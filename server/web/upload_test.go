package web_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/server/web"
)

// counted is a body that tells how much of it was read.
type counted struct {
	io.Reader
	n atomic.Int64 // the transport may still read while the answer is looked at
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

func TestNothingLargeIsReadOfWhoMayNotSendIt(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, path := range []string{"/batches", "/lists/import"} {
			const most = 40 << 20
			body := &counted{Reader: io.LimitReader(zeros{}, most)}
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL+path, body)
			require.NoError(t, err)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			r.Header.Set("Accept", "text/html")
			web := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			res, err := web.Do(r)
			if err == nil {
				assert.Contains(t, []int{http.StatusSeeOther, http.StatusUnauthorized}, res.StatusCode, path)
				require.NoError(t, res.Body.Close())
			}
			assert.Less(t, body.n.Load(), int64(most/2), "%s: the server hung up long before the end", path)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestAnUploadLeavesNoFileBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		var waiting int
		s.Web.Outreach.Scan = func(context.Context, []byte) (string, error) {
			there, err := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*"))
			waiting = len(there)
			return "Eicar", err
		}
		b := s.As(s.Staff)
		list := b.Get("/batches").Upload(bringForm, "file", "很大.csv", make([]byte, 33<<20), "feed", "medical")
		assert.Equal(t, http.StatusUnsupportedMediaType, list.Status)
		assert.Equal(t, 1, waiting, "the test is of a list that waits in a file")
		left, err := filepath.Glob(filepath.Join(os.TempDir(), "multipart-*"))
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}

func TestPicturesAndPapersTouchNoDiskButSealed(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		most := int64(0)
		for _, r := range s.Web.Routes() {
			if r.Path != "/batches" && r.Path != "/lists/import" {
				most = max(most, r.MaxBody)
			}
		}
		t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "not there"))
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for body.Len() < int(most)-6<<20 {
			part, err := w.CreateFormFile("scan", "bill.jpg")
			require.NoError(t, err)
			_, err = part.Write(make([]byte, 5<<20))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/", &body)
		require.NoError(t, err)
		r.Header.Set("Content-Type", w.FormDataContentType())
		_, err = web.FormValues(r)
		require.NoError(t, err, "there is no folder for a file")
		assert.Greater(t, len(r.MultipartForm.File["scan"]), 3)
	})
}
