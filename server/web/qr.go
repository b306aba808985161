package web

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// qrOf draws an address as a QR code; what does not fit into one is drawn as nothing.
func qrOf(address, label string) template.HTML {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return ""
	}
	const margin = 4 // of light cells, as readers ask for
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				_, _ = fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+margin, y+margin, x-from, x-from)
			}
		}
	}
	side := code.Size + 2*margin
	const drawing = `<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">` +
		`<rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`
	//nolint:gosec // numbers, and a label that is escaped
	return template.HTML(fmt.Sprintf(drawing, side, side, template.HTMLEscapeString(label), side, side, path.String()))
}
