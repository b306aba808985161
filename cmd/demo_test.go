package cmd

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/demo"
)

func TestEveryDemoLoginSaysWhatItIs(t *testing.T) {
	for _, name := range demo.Logins() {
		assert.NotEmpty(t, loginSays[name], name)
	}
	assert.Len(t, loginSays, len(demo.Logins()))
}
