package models

import "strings"

// usualUnits are the units in which the categories are usually counted, so that an aide need not type them.
var usualUnits = unitsOf(map[string]string{
	"袋": "A01", "件": "A02 I02 I04 K02 K03 K04 K05 K06", "台": "A03 A05 D05", "张": "A04 A08", "份": "A06 B01 C07 D01 F01 H04 L01",
	"户": "A07 G01 G02 G03 G05 G06", "天": "B06 C08 L02", "副": "C05", "包": "C06", "套": "D02", "间": "D07", "个": "D08 E01 E02 J05",
	"人": "E03 E04 E05 J03", "公斤": "F03",
	"次": "B02 B03 B04 B05 B07 B08 C01 C02 C03 C04 D03 D04 D06 E06 F02 F04 G04 G07 H01 H02 H03 H05 H06 I01 I03 J01 J02 J04 K01 L03",
})

func unitsOf(lists map[string]string) map[string]string {
	out := map[string]string{}
	for unit, codes := range lists {
		for _, code := range strings.Fields(codes) {
			out[code] = unit
		}
	}
	return out
}

// UsualUnit is the unit in which a category is usually counted, or "" for a code that is not in the list.
func UsualUnit(category string) string { return usualUnits[category] }

// Completed fills what an aide may leave out: the title by the name of the category, the unit by the usual one. What was said stays.
func (in NeedDraft) Completed() NeedDraft {
	category, _ := CategoryByCode(in.Category)
	if CleanText(in.Title) == "" {
		in.Title = category.NameZH
	}
	if CleanText(in.Unit) == "" {
		in.Unit = UsualUnit(in.Category)
	}
	return in
}
