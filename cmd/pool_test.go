package cmd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestLimitsOfThePoolThatNobodyCouldWorkWithAreRefused(t *testing.T) {
	for _, p := range []Pool{{MaxConns: 16}, {MaxConns: 4, StatementTimeout: time.Second}, {MaxConns: 90, StatementTimeout: 2 * time.Minute}} {
		assert.NoError(t, p.check(), "%+v", p)
	}
	for _, p := range []Pool{{MaxConns: 3}, {}, {MaxConns: -1}, {MaxConns: 16, StatementTimeout: time.Millisecond}, {MaxConns: 16, StatementTimeout: -time.Minute},
		{MaxConns: 16, ReplicaLag: time.Second}} {
		assert.Error(t, p.check(), "%+v", p)
	}
}
