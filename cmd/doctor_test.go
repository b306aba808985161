package cmd

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestADiskIsCrampedBeforeItIsFull(t *testing.T) {
	const gb = 1 << 30
	assert.False(t, cramped(20*gb, 100*gb))
	assert.True(t, cramped(4*gb, 100*gb), "less than a twentieth")
	assert.True(t, cramped(roomLeast-1, gb), "less than any county needs")
}
