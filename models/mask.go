package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const nameDot = "·"

// compoundSurnames holds the two-character surnames that are hardly ever a one-character surname and the start of a
// given name; for the others one character is shown, which may look odd but tells less.
var compoundSurnames = wordSet(`
	欧阳 司马 诸葛 上官 司徒 夏侯 皇甫 尉迟 令狐 慕容 公孙 轩辕 长孙 宇文 独孤 南宫 西门 东郭 呼延 端木 申屠 太史
	淳于 单于 澹台 濮阳 钟离 闻人 万俟 赫连 公羊 公冶 宗政 仲孙 拓跋 东方 第五 鲜于 闾丘 亓官 司寇 巫马 公西 漆雕
	壤驷 夹谷 宰父 羊舌 纳兰 完颜 叶赫 那拉 百里 司空 即墨 达奚 褚师 太叔`)

// MaskName hides a name for display: 张三 becomes 张*, 张小明 becomes 张*明, longer names keep the first and the last
// character, a name with a dot keeps its first part. A name of one character is hidden altogether. Masking twice
// changes nothing more.
func MaskName(name string) string {
	first, rest := splitName(name)
	if rest != "" {
		return first + nameDot + starsFor(rest)
	}
	runes := []rune(first)
	switch n := len(runes); n {
	case 0, 1:
		return strings.Repeat("*", n)
	case 2:
		return string(runes[:1]) + "*"
	default:
		return string(runes[:1]) + strings.Repeat("*", n-2) + string(runes[n-1:])
	}
}

// MaskChildName hides a child's name for display: 小 and the last character of the given name, never the surname. When
// nothing but a surname is known it answers 小*, because the surname stays hidden.
func MaskChildName(name string) string {
	first, rest := splitName(name)
	given := []rune(first)
	if rest == "" {
		given = given[min(len(given), utf8.RuneCountInString(surnameOf(first))):]
	}
	if len(given) == 0 {
		return "小*"
	}
	return "小" + string(given[len(given)-1:])
}

// SurnameWithTitle answers what a supplier who accepted may read: the surname, compound ones whole, with 先生, 女士, or
// both when the sex is unknown. A name with a dot has no surname and shows its first part. It answers "" for a
// blank name.
func SurnameWithTitle(name string, sex Sex) string {
	shown, rest := splitName(name)
	if rest == "" {
		shown = surnameOf(shown)
	}
	if shown == "" {
		return ""
	}
	switch sex {
	case SexMale:
		return shown + "先生"
	case SexFemale:
		return shown + "女士"
	default:
		return shown + "先生/女士"
	}
}

// MaskCitizenNo hides a citizen number but for its last four characters; anything that has not 18 characters is
// hidden altogether.
func MaskCitizenNo(no string) string { return maskMiddle(no, 18, 0) }

// MaskCitizenNoForClerk shows the first six and the last four characters of a citizen number, for clerk roles only;
// anything that has not 18 characters is hidden altogether.
func MaskCitizenNoForClerk(no string) string { return maskMiddle(no, 18, 6) }

// MaskPhone shows the first three and the last four digits of a phone number that ParsePhone accepts (138****5678);
// anything else is hidden altogether.
func MaskPhone(phone string) string {
	digits, flaw := ParsePhone(phone)
	if flaw != "" {
		return starsFor(phone)
	}
	return maskMiddle(digits, len(digits), 3)
}

// MaskBank shows the last four digits of a bank account of at least 12 digits, blanks and dashes dropped; anything
// else is hidden altogether.
func MaskBank(account string) string {
	digits := strings.Map(phoneRune, account)
	if !allDigits(digits) || len(digits) < 12 {
		return starsFor(account)
	}
	return maskMiddle(digits, len(digits), 0)
}

// maskMiddle keeps the head and the last four characters of an ASCII text of exactly that length.
func maskMiddle(s string, length, head int) string {
	if len(s) != length || utf8.RuneCountInString(s) != length {
		return starsFor(s)
	}
	return s[:head] + strings.Repeat("*", length-head-4) + s[length-4:]
}

func starsFor(s string) string { return strings.Repeat("*", utf8.RuneCountInString(s)) }

// splitName parts a name at its first dot, whichever of the dots in use was typed; a dot with nothing on one side
// parts nothing.
func splitName(name string) (first, rest string) {
	han := strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	name = strings.Map(func(r rune) rune {
		switch {
		case isNameDot(r):
			return '·'
		case han && unicode.IsSpace(r): // 张　三 is padded to the width of three characters
			return -1
		}
		return halfWidthRune(r)
	}, name)
	first, rest, _ = strings.Cut(strings.Trim(name, nameDot+" \t\n"), nameDot)
	return strings.TrimSpace(first), strings.TrimSpace(rest)
}

func isNameDot(r rune) bool { return strings.ContainsRune("·•・‧∙⋅･．", r) }

// surnameOf takes the first character, or the first two when they are a compound surname and a given name follows.
func surnameOf(name string) string {
	runes := []rune(name)
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) > 2 && compoundSurnames[string(runes[:2])]:
		return string(runes[:2])
	}
	return string(runes[:1])
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}
