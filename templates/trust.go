package templates

// TrustPage tells how to trust the installation's own authority; without a fingerprint there is none.
type TrustPage struct {
	Page
	Fingerprint, Ends string
	Hosts             []string
}

// Trust renders the page.
func Trust(p TrustPage) ([]byte, error) {
	p.Title = p.T("trust.title")
	return Render("trust/trust", p)
}
