package throttle_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/throttle"
)

func TestSlotsAreBoundedInAllAndForEach(t *testing.T) {
	s := throttle.NewSlots(3, 2)
	assert.True(t, s.Take("a"))
	assert.True(t, s.Take("a"))
	assert.False(t, s.Take("a"), "one key leaves room for others")
	assert.True(t, s.Take("b"))
	assert.False(t, s.Take("c"), "all are taken")
	s.Give("a")
	assert.True(t, s.Take("c"))
	assert.False(t, s.Take("a"))
	s.Give("c")
	s.Give("b")
	assert.True(t, s.Take("a"))
}
