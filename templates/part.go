package templates

import (
	"fmt"
	"html/template"
	"net/url"
)

// Mark is a status as it is shown: by its word, a shape and a tone.
type Mark struct {
	Text, Tone string
	Sign       template.HTML
}

// tones say how a status feels to whoever follows the thing; what is not named is under way.
var tones = map[string]string{
	"resolved": "good", "confirmed": "good", "completed": "good", "active": "good", "published": "good", "delivered": "good", "done": "good",
	"approved": "good", "adopted": "good", "read": "good", "sent": "good", "acknowledged": "good", "paid": "good", "converted": "good",
	"submitted": "wait", "invited": "wait", "reviewing": "wait", "proposed": "wait", "applied": "wait", "checking": "wait", "planned": "wait",
	"pending": "wait", "partial": "wait", "matched": "wait",
	"returned": "warn", "disputed": "warn", "suspended": "warn", "paused": "warn", "expired": "warn", "reopened": "warn", "exhausted": "warn",
	"no_show_supplier": "warn", "no_show_beneficiary": "warn", "unsafe": "warn",
	"closed_unmet": "bad", "failed": "bad", "rejected": "bad", "disabled": "bad", "overturned": "bad",
	"draft": "quiet", "withdrawn": "quiet", "void": "quiet", "merged": "quiet", "cancelled": "quiet", "declined": "quiet", "refused": "quiet",
	"exited": "quiet", "left": "quiet", "closed": "quiet", "retired": "quiet",
}

var signs = map[string]string{"good": "check", "wait": "clock", "warn": "alert", "bad": "close", "quiet": "minus", "going": "next"}

// Badge is the mark of a noun's status.
func (p Page) Badge(noun string, status any) Mark {
	return p.Tone(p.Word("status."+noun, status), tones[fmt.Sprint(status)])
}

// Tone is a mark of any text: good, wait, warn, bad, quiet, or going, which "" means.
func (p Page) Tone(text, tone string) Mark {
	if tone == "" {
		tone = "going"
	}
	return Mark{Text: text, Tone: tone, Sign: icon(signs[tone])}
}

// Urgency is the mark of how soon a need must be met.
func (p Page) Urgency(u any) Mark {
	tone := map[string]string{"critical": "bad", "high": "warn", "normal": "going", "low": "quiet"}[fmt.Sprint(u)]
	return p.Tone(p.Word("urgency", u), tone)
}

// Nothing is what an empty list says.
type Nothing struct{ Text, Href, Do string }

// Empty says that there is nothing; the way to do something about it may be left out.
func (Page) Empty(text string, way ...string) Nothing {
	n := Nothing{Text: text}
	if len(way) == 2 {
		n.Href, n.Do = way[0], way[1]
	}
	return n
}

// Leaf is the way on in a list.
type Leaf struct{ First, Next, Label, FirstText, NextText string }

// Pager leads to the part of this list after a cursor, "" being the end, and back to its beginning.
func (p Page) Pager(next string) Leaf {
	l := Leaf{Label: p.T("page.pager.label"), FirstText: p.T("page.pager.first"), NextText: p.T("page.pager.next")}
	if u, err := url.Parse(p.Here); err == nil && u.Query().Get("cursor") != "" {
		l.First = p.With("cursor", "")
	}
	if next != "" {
		l.Next = p.With("cursor", next)
	}
	return l
}

// Takeaway leads to the files of a table.
type Takeaway struct{ Label, XLSX, CSV string }

// TakeawayLabel says which table the files hold.
func (p Page) TakeawayLabel(table string) string { return p.T("page.takeaway.label", "table", table) }

// Named is the same takeaway under the name of its table.
func (t Takeaway) Named(label string) Takeaway {
	t.Label = label
	return t
}

// Takeaway leads to a report's table as files, asked the same as this page; pairs of names and values are asked in place of what the page was.
func (p Page) Takeaway(report string, pairs ...string) Takeaway {
	query := url.Values{}
	if u, err := url.Parse(p.Here); err == nil {
		query = u.Query()
	}
	for _, own := range []string{"cursor", "lang"} {
		query.Del(own)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	address := func(format string) string {
		query.Set("format", format)
		return "/reports/file/" + report + "?" + query.Encode()
	}
	return Takeaway{p.TakeawayLabel(p.Word("paper_title", report)), address("xlsx"), address("csv")}
}
