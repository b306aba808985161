package exchange

import (
	"strings"

	"zhulian/locales"
)

// shapes says what a column holds, in Chinese and English.
var shapes = map[shape][2]string{
	asText:   {"文字", "text"},
	asCode:   {"代码", "code"},
	asDate:   {"日期 2026-03-02、2026/3/2、2026年3月2日", "a day"},
	asWhole:  {"整数", "whole number"},
	asNumber: {"十进制度数", "decimal degrees"},
	asYuan:   {"元,最多两位小数", "yuan, at most two decimals"},
	asKind:   {"类别代码或名称", "category, code or name"},
	asPlaces: {"区划代码,多个用顿号隔开;全县", "region codes, several parted by commas; all"},
	asValue:  {"金额以元计;倍数和比例写小数,如 1.5、0.6;月数、天数写整数", "money in yuan; multiples and ratios as decimals; months and days whole"},
	asPapers: {"种类|编号|有效期至,多项用分号隔开", "kind|number|last day, several parted by semicolons"},
}

// Document describes the columns of every kind as Markdown tables, for docs/import.md.
func Document() string {
	var b strings.Builder
	for _, k := range kinds {
		b.WriteString("### `" + k.name + "`\n\n| 列 | column | 必填 | 内容 content | 也认 also read |\n|---|---|---|---|---|\n")
		for _, c := range k.columns {
			required := ""
			if c.required {
				required = "✓"
			}
			row := []string{c.zh, "`" + c.field + "`", required, c.content(), strings.Join(c.also, "、")}
			for i := range row {
				row[i] = strings.ReplaceAll(row[i], "|", "\\|")
			}
			b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (c column) content() string {
	switch c.shape {
	case asWord, asYesNo:
		return c.words.list(locales.Chinese) + " (" + c.words.list(locales.English) + ")"
	case asWords:
		return "多个用顿号隔开:" + c.words.list(locales.Chinese) + " (several: " + c.words.list(locales.English) + ")"
	}
	both := shapes[c.shape]
	if c.words != nil {
		return both[0] + ":" + c.words.list(locales.Chinese) + " (" + both[1] + ": " + c.words.list(locales.English) + ")"
	}
	return both[0] + " (" + both[1] + ")"
}
