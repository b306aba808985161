package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func robotsFile(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "robots.json")
	require.NoError(t, os.WriteFile(path, []byte(text), mode))
	return path
}

func TestChannelsThatAreNotConfiguredAreOff(t *testing.T) {
	d, err := (&Channels{}).ways()
	require.NoError(t, err)
	assert.Nil(t, d.Email)
	assert.Nil(t, d.SMS)
	assert.Empty(t, d.Robots)
}

func TestChannelsAreOpenedAsConfigured(t *testing.T) {
	path := robotsFile(t, `[{"county":"330199","name":"a","kind":"wecom","url":"https://h/?key=k"},
		{"county":"330199","name":"b","kind":"feishu","url":"https://h/k","secret":"s","tells":["match_expired"]}]`, 0o600)
	d, err := (&Channels{SMTPURL: "smtp://u:p@host:587", SMTPFrom: "a@example.org", SMSURL: "https://gateway/", SMSBody: "x", RobotsFile: path}).ways()
	require.NoError(t, err)
	assert.NotNil(t, d.Email)
	assert.NotNil(t, d.SMS)
	require.Len(t, d.Robots, 2)
	assert.Equal(t, usualTells, d.Robots[0].Kinds)
	assert.Len(t, d.Robots[1].Kinds, 1)
}

func TestWrongChannelsAreSaid(t *testing.T) {
	for name, c := range map[string]Channels{
		"mail without a sender": {SMTPURL: "smtp://host"}, "a gateway that is none": {SMSURL: "gateway"}, "no file": {RobotsFile: "/nowhere"},
		"a file for all to read": {RobotsFile: robotsFile(t, "[]", 0o644)}, "no JSON": {RobotsFile: robotsFile(t, "{", 0o600)},
		"no county":     {RobotsFile: robotsFile(t, `[{"name":"a","kind":"wecom","url":"https://h/"}]`, 0o600)},
		"no such kind":  {RobotsFile: robotsFile(t, `[{"county":"330199","name":"a","kind":"slack","url":"https://h/"}]`, 0o600)},
		"no such event": {RobotsFile: robotsFile(t, `[{"county":"330199","name":"a","kind":"wecom","url":"https://h/","tells":["weather"]}]`, 0o600)},
		"a name twice": {RobotsFile: robotsFile(t, `[{"county":"330199","name":"a","kind":"wecom","url":"https://h/"},
			{"county":"330199","name":"a","kind":"wecom","url":"https://h/"}]`, 0o600)},
	} {
		_, err := c.ways()
		assert.Error(t, err, name)
	}
}
