package notices

import (
	"strings"
	"time"

	"zhulian/channels"
	"zhulian/clock"
	"zhulian/locales"
	"zhulian/models"
)

// Say puts a notice into words: a short title and a sentence or two. Neither holds anything beyond what a browsing supplier may see.
func Say(lang locales.Lang, kind models.NoticeKind, args map[string]string) (title, text string) {
	values := spoken(lang, args)
	key := "notice." + string(kind)
	return locales.T(lang, key+".title", values), locales.T(lang, key+".text", values)
}

// spoken turns the arguments of a notice into words of a language.
func spoken(lang locales.Lang, args map[string]string) map[string]any {
	out := map[string]any{"what": what(lang, args), "no": args["no"], "town": args["town"], "proposals": args["proposals"], "by": "–"}
	if args["severity"] != "" {
		out["severity"] = locales.T(lang, "severity."+args["severity"], nil)
	}
	if args["town"] == "" {
		out["town"] = locales.T(lang, "notice.town_untold", nil)
	}
	if by, err := time.Parse(time.RFC3339, args["by"]); err == nil {
		out["by"] = moment(by)
	}
	return out
}

// what names what is needed: the category with its amount, or that it is told after logging in.
func what(lang locales.Lang, args map[string]string) string {
	c, ok := models.CategoryByCode(args["category"])
	if !ok {
		return locales.T(lang, "notice.what_untold", nil)
	}
	name := c.NameZH
	if lang == locales.English {
		name = c.NameEN
	}
	if args["quantity"] == "" {
		return name
	}
	return locales.T(lang, "notice.amount", map[string]any{"category": name, "quantity": args["quantity"], "unit": args["unit"]})
}

// moment is an instant in China's civil time; the end of a day is said as such, and not as the beginning of the next.
func moment(at time.Time) string {
	at = at.In(clock.Shanghai)
	if at.Hour() == 0 && at.Minute() == 0 {
		return at.Add(-time.Minute).Format(time.DateOnly) + " 24:00"
	}
	return at.Format("2006-01-02 15:04")
}

// message writes a notice for its channel. Only a mail carries the token of a link.
func (d *Desk) message(r *models.Delivery, lang, token string) channels.Message {
	speak := locales.Lang(lang)
	if lang == "" {
		speak = locales.Chinese
	}
	title, text := Say(speak, r.Kind, r.Args)
	out := channels.Message{ID: r.ID, Subject: locales.T(speak, "notice.mail.subject", map[string]any{"title": title})}
	base := strings.TrimRight(d.BaseURL, "/")
	if r.Channel != models.ChannelEmail {
		out.Text = locales.T(speak, "notice.short", map[string]any{"title": title, "text": text})
		if base != "" && r.Channel == models.ChannelRobot {
			out.Text += "\n" + base
		}
		return out
	}
	lines := []string{text}
	if token != "" {
		lines = append(lines, locales.T(speak, "notice.mail.answer", map[string]any{"by": spoken(speak, r.Args)["by"]}), base+"/answer/"+token)
	}
	if base != "" {
		lines = append(lines, locales.T(speak, "notice.mail.open", nil), base+"/inbox")
	}
	lines = append(lines, locales.T(speak, "notice.mail.footer", nil))
	out.Text = strings.Join(lines, "\n\n") + "\n"
	return out
}
