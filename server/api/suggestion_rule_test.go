package api_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
)

func TestPolicyRulesOverHTTP(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		status, body := answer(t, s, s.Staff, "/suggestion-rules")
		require.Equal(t, 200, status)
		items, ok := body["items"].([]any)
		require.True(t, ok)
		assert.Len(t, items, 35)
		status, body = answer(t, s, s.Auditor, "/suggestion-rules/R01")
		require.Equal(t, 200, status)
		versions, ok := body["items"].([]any)
		require.True(t, ok)
		assert.Len(t, versions, 1)
		status, body = answer(t, s, s.Clerk, "/suggestion-rules/R01/versions/1")
		require.Equal(t, 200, status)
		assert.Equal(t, "浙江省社会救助条例 第九条", body["basis"])
		assert.Nil(t, body["id"])
		status, _ = answer(t, s, s.Staff, "/suggestion-rules/R01/versions/2")
		assert.Equal(t, 404, status)
		status, _ = answer(t, s, s.Aide, "/suggestion-rules")
		assert.Equal(t, 403, status)
	})
}
