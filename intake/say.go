package intake

import (
	"strings"

	"zhulian/locales"
)

// Say words a fault in zh-CN or en; it repeats nothing of the cell.
func (f Fault) Say(lang locales.Lang) string {
	text := locales.T(lang, "fault."+f.Code, f.Args)
	if f.Column == "" {
		return text
	}
	return locales.T(lang, "feed.at_column", map[string]any{"column": f.Column, "header": f.Header, "why": text})
}

// Say words all faults of a row.
func (b Bad) Say(lang locales.Lang) string {
	parts := make([]string, len(b.Faults))
	for i, f := range b.Faults {
		parts[i] = f.Say(lang)
	}
	return strings.Join(parts, locales.T(lang, "feed.between", nil))
}
