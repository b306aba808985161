package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"zhulian/store"
)

// countiesAsked are the one that was named, or all that there are. A code that was mistyped must not look like a county in which all is well.
func countiesAsked(asked string, there []string) ([]string, error) {
	switch {
	case asked == "":
		return there, nil
	case !slices.Contains(there, asked):
		return nil, fmt.Errorf("there is no county %s here; there are: %s", asked, strings.Join(there, ", "))
	}
	return []string{asked}, nil
}

// countyCodes are the codes of all counties of a database.
func countyCodes(ctx context.Context, s *store.Store) ([]string, error) {
	rows, err := s.Counties(ctx)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.CountyCode
	}
	return out, err
}
