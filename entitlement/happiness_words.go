package entitlement

import (
	"strconv"
	"strings"

	"zhulian/locales"
	"zhulian/models"
)

// Sheet is a list in plain words, as it is printed, shown and read out: the same sentences everywhere.
type Sheet struct {
	Title  string
	Head   []string
	Blocks []SheetBlock
}

// SheetBlock is one of the ten blocks.
type SheetBlock struct {
	No    int
	Code  models.ListBlock
	Title string
	Lines []SheetLine
	Note  string // where there is no line, or what is to be known besides
}

// SheetLine is one sentence. Line is its number in the list, -1 for a sentence that follows from the others.
type SheetLine struct {
	Line int
	Text string
}

// speaker puts a list into the words of a language.
type speaker struct{ lang locales.Lang }

func (x speaker) t(key string, pairs ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1] //nolint:forcetypeassert // names are written here
	}
	return locales.T(x.lang, "happy."+key, args)
}

// SheetOf puts a list into plain words.
func SheetOf(lang locales.Lang, l models.HappinessList) Sheet {
	x := speaker{lang}
	out := Sheet{Title: x.t("title", "period", x.period(l.Period()))}
	out.Head = append(out.Head, x.t("head.household", "no", l.Head.No, "name", l.Head.Name), x.t("head.village", "village", l.Head.Village))
	if l.Head.Aide != "" {
		out.Head = append(out.Head, x.t("head.aide", "aide", l.Head.Aide))
	}
	if l.Head.Hotline != "" {
		out.Head = append(out.Head, x.t("head.hotline", "phone", l.Head.Hotline))
	}
	out.Head = append(out.Head, x.t("head.complaint"))
	if l.Issue > 1 {
		out.Head = append(out.Head, x.t("head.issue", "n", l.Issue))
	}
	for i, code := range models.ListBlocks() {
		out.Blocks = append(out.Blocks, x.block(i+1, code, l))
	}
	return out
}

func (x speaker) block(no int, code models.ListBlock, l models.HappinessList) SheetBlock {
	b := SheetBlock{No: no, Code: code, Title: x.t("block." + string(code))}
	switch code {
	case models.BlockTotals:
		b.Lines = x.totals(l)
	case models.BlockReport:
		b.Note = x.t("report")
	case models.BlockReceipt:
		b.Note = x.t("receipt")
	default:
		for i, line := range l.Lines {
			if line.Block == code || line.Block == "" && line.Kind.Block() == code {
				b.Lines = append(b.Lines, SheetLine{i, x.line(line)})
			}
		}
		switch {
		case len(b.Lines) == 0 && code == models.BlockApply:
			b.Note = x.t("nothing_to_apply")
		case len(b.Lines) == 0:
			b.Note = x.t("nothing")
		case code == models.BlockApply:
			b.Note = x.t("apply_note")
		}
	}
	return b
}

func (x speaker) totals(l models.HappinessList) []SheetLine {
	var out []SheetLine
	add := func(text string) { out = append(out, SheetLine{-1, text}) }
	add(x.t("total.cash", "sum", x.yuan(l.TotalCashFen)))
	if fen := l.ReducedFen(); fen > 0 {
		add(x.t("total.reduced", "sum", x.yuan(fen)))
	}
	if l.TotalInkindFen > 0 {
		add(x.t("total.inkind", "sum", x.yuan(l.TotalInkindFen)))
	}
	if l.ServicesCount > 0 {
		add(x.t("total.services", "n", l.ServicesCount))
	}
	return out
}

// line is one line as a sentence.
func (x speaker) line(l models.HappinessListLine) string {
	if l.Block == models.BlockApply {
		return x.apply(l)
	}
	parts := []string{x.name(l)}
	switch {
	case l.Word == models.WordVisit && l.Times == 1:
		parts = append(parts, x.t("line.visit"))
	case l.Word == models.WordVisit:
		parts = append(parts, x.t("line.visits", "n", l.Times))
	case l.AmountFen != nil && l.Times > 1 && l.EachFen != nil:
		parts = append(parts, x.t("line.payments", "each", x.yuan(*l.EachFen), "n", l.Times, "sum", x.yuan(*l.AmountFen)))
	case l.Quantity != nil:
		parts = append(parts, x.t("line.quantity", "n", *l.Quantity, "unit", l.Unit))
		if l.AmountFen != nil {
			parts = append(parts, x.t("line.worth", "sum", x.yuan(*l.AmountFen)))
		}
	case l.AmountFen != nil:
		parts = append(parts, x.t("line.sum", "sum", x.yuan(*l.AmountFen)))
	case l.Times > 1:
		parts = append(parts, x.t("line.times", "n", l.Times))
	}
	if l.On != "" {
		key := "line.on"
		if l.Times > 1 {
			key = "line.last_on"
		}
		parts = append(parts, x.t(key, "day", x.day(l.On)))
	}
	if l.AccountTail != "" {
		parts = append(parts, x.t("line.account", "tail", l.AccountTail))
	}
	switch {
	case l.Donor:
		parts = append(parts, x.t("line.donor"))
	case l.Provider != "":
		parts = append(parts, x.t("line.from", "provider", l.Provider))
	}
	return strings.Join(parts, x.t("comma")) + x.t("stop")
}

func (x speaker) apply(l models.HappinessListLine) string {
	if l.No != "" {
		parts := []string{x.t("apply.under_way", "name", x.name(l), "no", l.No)}
		if l.By != "" {
			parts = append(parts, x.t("apply.by", "day", x.day(l.By)))
		}
		return strings.Join(parts, x.t("comma")) + x.t("stop")
	}
	strength := l.Strength
	if strength == "" {
		strength = models.StrengthExplore
	}
	text := x.t("apply."+string(strength), "name", x.name(l))
	if len(l.Missing) > 0 {
		text += x.t("comma") + x.t("apply.missing", "what", strings.Join(l.Missing, x.t("and")))
	}
	return text + x.t("stop")
}

func (x speaker) name(l models.HappinessListLine) string {
	if l.Word != "" {
		return x.t("word." + l.Word)
	}
	if c, known := models.CategoryByCode(l.Category); known && l.SourceNoun == "fulfilment" {
		if x.lang == locales.English {
			return c.NameEN
		}
		return c.NameZH
	}
	if l.Name == "" {
		return x.t("word.relief")
	}
	return l.Name
}

// yuan writes an amount without needless places: 1,149 or 89.50.
func (x speaker) yuan(fen int64) string {
	text := strconv.FormatInt(fen/100, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if rest := fen % 100; rest != 0 {
		text += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return x.t("yuan", "n", text)
}

func (x speaker) day(d models.Date) string {
	layout := "2006年1月2日"
	if x.lang == locales.English {
		layout = "2 January 2006"
	}
	return d.Time().Format(layout)
}

func (x speaker) period(p models.ListPeriod) string {
	month, _ := strconv.Atoi(string(p.From[5:7]))
	return x.t("period."+string(p.Kind), "year", string(p.From[:4]), "quarter", (month+2)/3, "month", month)
}

// PeriodText names a period in a language.
func PeriodText(lang locales.Lang, p models.ListPeriod) string { return speaker{lang}.period(p) }

// ReadOut is the sheet as a text to be read out: short sentences, without signs that a voice stumbles over.
func (s Sheet) ReadOut() string {
	var out strings.Builder
	say := func(text string) {
		if out.WriteString(text); text != "" {
			out.WriteString("\n")
		}
	}
	say(s.Title)
	for _, text := range s.Head {
		say(text)
	}
	for _, b := range s.Blocks {
		say(strconv.Itoa(b.No) + ". " + b.Title)
		for _, l := range b.Lines {
			say(l.Text)
		}
		say(b.Note)
	}
	return out.String()
}
