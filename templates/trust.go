package templates

import "bytes"

// TrustPage tells how to trust the installation's own authority; without a fingerprint there is none.
type TrustPage struct {
	Page
	Fingerprint, Ends string
	Hosts             []string
}

// Trust renders the page.
func Trust(p TrustPage) ([]byte, error) {
	var out bytes.Buffer
	err := parsed().ExecuteTemplate(&out, "trust.html", p)
	return out.Bytes(), err
}
