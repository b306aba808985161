package scanner

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Signatures answers the scanner's version and the day of the signatures that it works with; a zero time where it does not say.
func (c *Clamd) Signatures(ctx context.Context) (version string, at time.Time, err error) {
	answer, err := c.ask(ctx, "VERSION", nil)
	if err != nil {
		return "", time.Time{}, err
	}
	parts := strings.SplitN(answer, "/", 3) // ClamAV 1.4.3/27820/Wed Nov 25 09:26:17 2026
	if len(parts) == 3 {
		at, _ = time.Parse(time.ANSIC, strings.TrimSpace(parts[2]))
	}
	return parts[0], at, nil
}

// Prove asks about the file that every scanner is to find, EICAR's, which harms nobody: a scanner that calls it clean has no signatures.
func (c *Clamd) Prove(ctx context.Context) error {
	found, err := c.Scan(ctx, []byte(harmless()))
	if err == nil && found == "" {
		err = errors.New("it calls EICAR's test file clean")
	}
	return err
}

// harmless is EICAR's test file, made when it is needed: whole in the program, it would have scanners find the program.
func harmless() string {
	return strings.ReplaceAll(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR_STANDARD_ANTIVIRUS_TEST_FILE!$H+H*`, "_", "-")
}
