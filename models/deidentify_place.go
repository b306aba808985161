package models

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words of places in the order in which they are tried, longer ones before their parts.
var (
	hospitalWords = strings.Fields("社区卫生服务中心 卫生服务中心 卫生服务站 卫生院 卫生室 保健院 门诊部 诊所 医院")
	schoolWords   = strings.Fields("幼儿园 托儿所 小学 中学 大学 学院 学校 职高 技校")

	// numberedSchool is a school called by its number, such as 县一中 or 第十四中.
	numberedSchool = regexp.MustCompile(`^(?:第[一二三四五六七八九十0-9]{1,3}|[一二三四五六七八九十0-9]{1,3})中`)
)

var (
	// inertWords look like a school and are none.
	inertWords = strings.Fields(`中小学 小学生 中学生 大学生 高中学 初中学 从小学 中学习 中学历 中学业 中学堂 小学段 中学段`)

	// genericPlaces before a word of a place name no particular one.
	genericPlaces = wordSet(`进 出 回 转 看 跑 离 近 接 考 上 下 至 抵 赴 入 新 老 大 小 好 本 原 各 同 校 完 读完 上完 就 附近 当地
		所在 镇上 县里 村里 市里 城里 就近 三甲 公立 公办 私立 民办 专科 定点 职业 特殊教育 重点 普通 寄宿制 乡镇 县级 市级 省级
		区级 大型 外地 本地 综合 社区 农村 城区 山区 乡村 老年 个月 附属 正规 一般 多次 经常 常年 长期 定期
		贫困 困难 全日制 相关 上级 指定 合作 外省 省外 市外 县外 专业 私人 个体 宠物 兽 兽医 寄宿 各级 各类 各地 各村 各镇`)

	// boundaryWords end a sentence part before the name of a place begins.
	boundaryWords = strings.Fields(`孩子 儿子 女儿 孙子 孙女 外孙 孙儿 侄子 侄女 外甥 老人 本人 父亲 母亲 爷爷 奶奶 外公 外婆 丈夫 妻子
		哥哥 姐姐 弟弟 妹妹 家长 学生 患者 病人 老师 医生 护士 今年 去年 明年 目前 现在 每天 每周 每月 上午 下午 早上 晚上 周末 个月
		预约 协助 帮助 联系 陪同 接送 支付 缴纳 需要 申请 购买 治疗 看病 就诊 就医 住院 毕业 往返 年级 考上 考入 一家 这家 那家 哪家 每家 几家
		两家 多家 一所 这所 那所 哪所 每所 几所 两所`)
)

// endRunes before a word of a place say that no name stands there; inner runes end a name that has begun. Runes that
// often end a name (和, 进, 为, 家) are left out, since a word too many removed is better than a name left.
const (
	endRunes   = "在到去往读上的是送念住找从该这那个名跑看出离近回转至赴入无有要等我你他她们某"
	innerRunes = "在到去往于从读的是送由把被让请找住离了着与及或需要并给跟向因将已可每该我你他她们"
)

// A name has at most innerName characters after its last administrative part (县, 镇, 街道 …) and maxName in all.
const (
	innerName  = 6
	maxName    = 16
	adminRunes = "省市县区镇乡村街道路"
)

// placeWord is a word of a place in a text, as rune positions.
type placeWord struct {
	from, to   int
	kind, mark string
}

// placeFinds looks for schools and hospitals that are called by their names.
func placeFinds(r reading) []find {
	var finds []find
	floor := 0
	for at := 0; at < len(r.folded); {
		if n := inertAt(r.folded[at:]); n > 0 {
			at += n
			floor = at
			continue
		}
		word, found := placeWordAt(r.folded, at)
		if !found {
			at++
			continue
		}
		if from := nameStart(r.folded, floor, word.from); from < word.from || word.named() {
			finds = joinPlace(finds, find{from, word.to, word.kind, word.mark})
		}
		at, floor = word.to, word.to
	}
	return finds
}

// joinPlace makes one find of a place within a place, such as 某大学附属某医院, and calls it by the last word.
func joinPlace(finds []find, next find) []find {
	if last := len(finds) - 1; last >= 0 && finds[last].to == next.from {
		next.from = finds[last].from
		finds = finds[:last]
	}
	return append(finds, next)
}

// named holds for the words that name a place without anything before them, such as 第二中.
func (w placeWord) named() bool { return w.mark == "某中学" && w.to-w.from > 2 }

func placeWordAt(text []rune, at int) (placeWord, bool) {
	for _, word := range hospitalWords {
		if n := prefixLength(text[at:], word); n > 0 {
			return placeWord{at, at + n, FoundHospital, "某" + word}, true
		}
	}
	for _, word := range schoolWords {
		if n := prefixLength(text[at:], word); n > 0 {
			return placeWord{at, at + n, FoundSchool, "某" + word}, true
		}
	}
	return numberedSchoolAt(text, at)
}

func numberedSchoolAt(text []rune, at int) (placeWord, bool) {
	match := numberedSchool.FindString(string(text[at:min(at+5, len(text))]))
	to := at + utf8.RuneCountInString(match)
	known := match != "" && (text[at] == '第' || at > 0 && strings.ContainsRune(adminRunes+"州", text[at-1]))
	if !known || to < len(text) && strings.ContainsRune("学心年期午间旬秋国药草", text[to]) {
		return placeWord{}, false
	}
	return placeWord{at, to, FoundSchool, "某中学"}, true
}

func inertAt(text []rune) int {
	for _, word := range inertWords {
		if n := prefixLength(text, word); n > 0 {
			return n
		}
	}
	return 0
}

// nameStart answers where the name before a word of a place begins, or the place of the word when it has none. It does
// not look before floor, where the last place ended.
func nameStart(text []rune, floor, word int) int {
	if word > 0 && strings.ContainsRune(endRunes, text[word-1]) {
		return word
	}
	start, inner := word, 0
	for start > floor && inner < innerName && word-start < maxName {
		if endsName(text, floor, start, word) {
			break
		}
		start--
		inner++
		if strings.ContainsRune(adminRunes, text[start]) {
			inner = 0
		}
	}
	switch {
	case start == floor && floor > 0 && text[start] == '和':
		start++ // it joins two places
	case start > 0 && start < word && text[start-1] == '某':
		return start - 1
	}
	if genericPlaces[string(text[start:word])] {
		return word
	}
	return start
}

// endsName holds where the characters before a place in a text can be no part of the name that goes on to word.
func endsName(text []rune, floor, at, word int) bool {
	r := text[at-1]
	switch {
	case isDigit(r):
		return at != word && !isDigit(text[at])
	case !unicode.Is(unicode.Han, r) && !isASCIIWord(r):
		return true
	case at != word && (r == '某' || strings.ContainsRune(innerRunes, r)):
		return true
	}
	return slices.ContainsFunc(boundaryWords, func(w string) bool {
		n := utf8.RuneCountInString(w)
		return at-n >= floor && string(text[at-n:at]) == w
	})
}

// prefixLength answers how many runes of a text the word takes that it begins with, or 0.
func prefixLength(text []rune, word string) int {
	n := 0
	for _, r := range word {
		if n >= len(text) || text[n] != r {
			return 0
		}
		n++
	}
	return n
}
