package cmd

import (
	"context"
	"fmt"
	"time"

	"zhulian/clock"
	"zhulian/flow"
	"zhulian/scanner"
)

// Scanner is the virus scanner that is asked about every upload.
type Scanner struct {
	ScannerAddr string `env:"ZHULIAN_SCANNER_ADDR" placeholder:"ADDR" help:"Ask a clamd (ClamAV) about every upload before it is kept: the path of its socket, as /run/clamav/clamd.ctl, or a port of this machine, as 127.0.0.1:3310. Where it does not answer, uploads are refused."`
}

// open is the scanner that is configured, or nil.
func (s Scanner) open() (*scanner.Clamd, error) {
	if s.ScannerAddr == "" {
		return nil, nil
	}
	c, err := scanner.New(s.ScannerAddr)
	if err != nil {
		return nil, fmt.Errorf("--scanner-addr: %w", err)
	}
	return c, nil
}

// scan is how the verbs ask a scanner: each question is counted, and whatever is not clean gets a line in the log. Nil is for none.
func (i inside) scan(c *scanner.Clamd, by clock.Clock) flow.Scan {
	if c == nil {
		return nil
	}
	return func(ctx context.Context, content []byte) (string, error) {
		began := by.Now()
		found, err := c.Scan(ctx, content)
		result := "clean"
		switch {
		case err != nil && ctx.Err() != nil: // who sent it has gone
			return "", err
		case err != nil:
			result = "away"
			i.log.ErrorContext(ctx, "an upload was refused: the virus scanner could not be asked", "error", err)
		case found != "":
			result = "found"
			i.log.WarnContext(ctx, "an upload was refused: the virus scanner found something", "found", found, "bytes", len(content))
		}
		i.metrics.Scan(result, by.Now().Sub(began))
		return found, err
	}
}

// listMost is how large a list may be, the largest of all uploads, in bytes.
const listMost = 64 << 20

// signaturesOld is for how many days signatures may stand before somebody should look.
const signaturesOld = 7

// scanner looks at the virus scanner.
func (v *visit) scanner(ctx context.Context) {
	c, err := v.as.Scanner.open()
	switch {
	case err != nil:
		v.note("virus scanner", fails, "%v", err)
		return
	case c == nil:
		v.note("virus scanner", look, "none: uploads are not scanned; name a clamd with ZHULIAN_SCANNER_ADDR (docs/operations.md, Virus scanner)")
		return
	}
	if err := c.Ping(ctx); err != nil {
		v.note("virus scanner", fails, "does not answer, and every upload is refused: start clamd, correct ZHULIAN_SCANNER_ADDR, or let us reach its socket (%v)", err)
		return
	}
	if err := c.Prove(ctx); err != nil {
		v.note("virus scanner", fails, "does not do its work: has it its signatures (freshclam)? (%v)", err)
		return
	}
	if _, err := c.Scan(ctx, make([]byte, listMost)); err != nil {
		v.note("virus scanner", look, "refuses what is as large as a list may be: StreamMaxLength, MaxScanSize and MaxFileSize of clamd want %dM (%v)", listMost>>20, err)
		return
	}
	version, at, err := c.Signatures(ctx)
	oldest := v.e.Clock.Now().Add(-signaturesOld * 24 * time.Hour)
	switch {
	case err != nil:
		v.note("virus scanner", fails, "does not tell its version (%v)", err)
	case at.IsZero() || at.Before(oldest):
		v.note("virus scanner", look, "%s, signatures %s: let freshclam fetch newer ones", version, dayOr(at, "of an unknown day"))
	default:
		v.note("virus scanner", well, "%s finds the test file, signatures %s", version, dayOr(at, ""))
	}
}

func dayOr(at time.Time, unknown string) string {
	if at.IsZero() {
		return unknown
	}
	return "of " + at.Format(time.DateOnly) // as its machine wrote it
}
