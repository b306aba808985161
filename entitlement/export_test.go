package entitlement

import (
	"context"

	"zhulian/errands"
	"zhulian/store"
)

// WorkOn works on a run as an errand does.
func WorkOn(ctx context.Context, d *Desk, at store.Key, tell errands.Tell) error {
	return d.workOn(ctx, at, tell)
}
