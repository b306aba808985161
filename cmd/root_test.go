package cmd_test

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/cmd"
)

// fragile is a terminal that breaks the program.
type fragile struct{}

func (fragile) Write([]byte) (int, error) { panic("fragile") }

func TestAFaultOfTheProgramIsNoSuccess(t *testing.T) {
	assert.PanicsWithValue(t, "fragile", func() { cmd.Run(context.Background(), []string{"--help"}, fragile{}, io.Discard) })
}
