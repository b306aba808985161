package cmd

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
)

// certificate writes a certificate for a name that ends so long from now, with its key, and returns the flags that name them.
func (o office) certificate(host string, left time.Duration) []string {
	o.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(o.t, err)
	end := clock.System{}.Now().Add(left)
	said := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: end.AddDate(-1, 0, 0), NotAfter: end}
	raw, err := x509.CreateCertificate(rand.Reader, said, said, &key.PublicKey, key)
	require.NoError(o.t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(o.t, err)
	return []string{
		"--tls-cert", o.file("tls.crt", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}))),
		"--tls-key", o.file("tls.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))),
	}
}

func TestTheDoctorLooksAtTheCertificate(t *testing.T) {
	o := newOffice(t)
	const day = 24 * time.Hour
	for _, c := range []struct {
		host string
		left time.Duration
		want string
	}{
		{"county.example", 90 * day, `ok +https +the certificate holds until 20`},
		{"county.example", 10 * day, `look +https .*ends on 20\d\d-\d\d-\d\d: put a new one in its place`},
		{"county.example", -day, `FAIL +https .*ended on 20\d\d-\d\d-\d\d, and browsers refuse it`},
		{"other.example", 90 * day, `FAIL +https .*is not for county.example`},
	} {
		_, out, _ := o.run(append([]string{"doctor", "--base-url=https://county.example"}, o.certificate(c.host, c.left)...)...)
		assert.Regexp(t, c.want, out)
	}
}

func TestTheDoctorTellsWhatTheServerWouldNotStartWith(t *testing.T) {
	o := newOffice(t)
	nowhere := filepath.Join(o.dir, "nowhere")
	for flag, want := range map[string]string{
		"--base-url=county.example":                    `FAIL +base url .*want https://HOST`,
		"--tls-cert=" + nowhere:                        `FAIL +https .*belong together`,
		"--tls-host=county.example":                    `FAIL +https .*belongs to --tls local`,
		"--db-max-conns=1":                             `FAIL +database .*at least 4`,
		"--db-replica-urls=postgres://u:secret@host/z": `FAIL +replicas .*only PostgreSQL has any`,
		"--sms-url=ftp://host":                         `FAIL +channels .*https://`,
		"--robots-file=" + nowhere:                     `FAIL +channels .*robots file`,
	} {
		status, out, errs := o.run("doctor", flag)
		assert.Equal(t, 1, status, flag)
		assert.Regexp(t, want, out, flag)
		assert.NotContains(t, out+errs, "secret@", flag)
	}
}

func TestTheDoctorSaysWhichClockIsWrong(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("r.csv", someRegions))
	var out, errs bytes.Buffer
	yesterday := clock.NewFake(clock.System{}.Now().Add(-24 * time.Hour))
	assert.Equal(t, 1, RunBy(t.Context(), yesterday, append([]string{"doctor"}, o.base...), &out, &errs))
	assert.Regexp(t, `FAIL +clock +the newest event lies 2[34]h\S* ahead: this machine's clock went back, set it right before the server starts`, out.String())
}

func TestTheDoctorMakesNoDatabase(t *testing.T) {
	o := newOffice(t)
	path := filepath.Join(o.dir, "elsewhere", "z.db")
	o.base[0] = "--database-url=sqlite:" + path
	status, out, _ := o.run("doctor")
	assert.Equal(t, 1, status)
	assert.Contains(t, out, "there is no file "+path+" yet: run zhulian migrate up")
	assert.NoDirExists(t, filepath.Dir(path))
	assert.Regexp(t, `(ok|FAIL) +disk`, out, "of the folder above")
}
