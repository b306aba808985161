package server_test

import (
	"encoding/pem"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/server"
)

func TestAuthorityIsExplainedAndServed(t *testing.T) {
	root := &server.Root{Certificate: []byte{0x30, 0x82, 1}, Fingerprint: "AB:CD", Ends: time.Date(2036, 3, 1, 18, 0, 0, 0, time.UTC),
		Hosts: []string{"zhulian.example.cn"}}
	s, err := server.New(server.Deps{Root: root})
	require.NoError(t, err)
	h := house{Server: s, t: t}
	zh, en := h.do("GET", "/trust", ""), h.do("GET", "/trust", "", "Accept-Language", "en")
	assert.Equal(t, 200, zh.Code)
	for _, page := range []string{zh.Body.String(), en.Body.String()} {
		assert.Contains(t, page, "AB:CD")
		assert.Contains(t, page, "2036-03-02", "the day in Shanghai")
		assert.Contains(t, page, "zhulian.example.cn")
		assert.Contains(t, page, `href="/trust/zhulian-ca.crt"`)
	}
	assert.Contains(t, zh.Body.String(), "鸿蒙")
	assert.Contains(t, en.Body.String(), "Certificate Trust Settings")

	der := h.do("GET", "/trust/zhulian-ca.crt", "")
	assert.Equal(t, root.Certificate, der.Body.Bytes())
	assert.Equal(t, "application/x-x509-ca-cert", der.Header().Get("Content-Type"))
	block, rest := pem.Decode(h.do("GET", "/trust/zhulian-ca.pem", "").Body.Bytes())
	require.NotNil(t, block)
	assert.Equal(t, root.Certificate, block.Bytes)
	assert.Empty(t, rest)
}

func TestWithoutAnAuthorityThereIsNothingToTrust(t *testing.T) {
	s, err := server.New(server.Deps{})
	require.NoError(t, err)
	h := house{Server: s, t: t}
	page := h.do("GET", "/trust", "", "Accept-Language", "en")
	assert.Equal(t, 200, page.Code)
	assert.NotContains(t, page.Body.String(), "zhulian-ca")
	assert.Contains(t, page.Body.String(), "What plain http lacks")
	for _, path := range []string{"/trust/zhulian-ca.crt", "/trust/zhulian-ca.pem"} {
		assert.Equal(t, 404, h.do("GET", path, "").Code)
	}
}
