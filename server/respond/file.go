package respond

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path"

	"github.com/gin-gonic/gin"
)

var fileTypes = map[string]string{
	".csv": "text/csv; charset=utf-8", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// File answers a file that is written as it is made. It waits on disk until it is whole, so that memory does not grow with it and an error on the
// way is answered as an error and never as half a file.
func File(c *gin.Context, name string, write func(io.Writer) error) error {
	spool, err := os.CreateTemp("", "zhulian-file-*")
	if err != nil {
		return fmt.Errorf("make room for a file: %w", err)
	}
	defer func() { _, _ = spool.Close(), os.Remove(spool.Name()) }()
	if err := write(spool); err != nil {
		return err
	}
	size, err := spool.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("read back a file: %w", err)
	}
	c.DataFromReader(http.StatusOK, size, fileTypes[path.Ext(name)], spool, map[string]string{
		"Content-Disposition":     mime.FormatMediaType("attachment", map[string]string{"filename": name}),
		"Content-Security-Policy": "sandbox; default-src 'none'",
		"Cache-Control":           "no-store",
	})
	return nil
}

// Attachment answers a file that is at hand, to be kept and never shown in the house's own name.
func Attachment(c *gin.Context, name, contentType string, content []byte) error {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Header("Content-Security-Policy", "sandbox; default-src 'none'")
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, contentType, content)
	return nil
}
