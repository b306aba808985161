package web

import "strings"

// origin is what a need or a request for relief came of.
type origin struct {
	Text string // what kind of thing it is; "" where it came of nothing that is on file
	Href string // its page, where the reader has one
}

// cameOf names what a source is and leads to it.
func (c *Call) cameOf(source string, id *string) origin {
	noun := source
	if noun == "one_click" {
		noun = "application"
	}
	way, known := c.caseWays()[noun]
	if id == nil || source == "" {
		return origin{}
	}
	out := origin{Text: c.T("noun." + noun)}
	if known {
		out.Href = strings.Replace(way, ":id", *id, 1)
	}
	return out
}
