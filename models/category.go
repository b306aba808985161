package models

import (
	"slices"
	"strings"
	"unicode"
)

// CategoryMode says what kind of thing a category is about.
type CategoryMode string

// The modes of categories; money is recorded and never passes through the platform (domain report §2, L1).
const (
	ModeGoods       CategoryMode = "goods"
	ModeService     CategoryMode = "service"
	ModeJob         CategoryMode = "job"
	ModeInformation CategoryMode = "information"
	ModeMoney       CategoryMode = "money"
)

// The licences that a category may ask of a supplier, valid on the day of service (domain report §5.6).
const (
	LicenceFood    = "food"
	LicenceCare    = "care"
	LicenceMedical = "medical"
	LicencePsych   = "psych"
	LicenceLaw     = "law"
	LicenceChild   = "child"
	LicenceBuild   = "build"
	LicenceDriver  = "driver"
	LicenceCharity = "charity"
	LicenceGov     = "gov"
	LicenceSocial  = "social"
)

// Reach says how much distance matters to a category when it is given face to face; an offer that is delivered online
// has none, whatever its category.
type Reach string

// ReachNone is for information and money, ReachMedium for goods and single visits, ReachStrong for what is given to a
// person at home or on the way again and again, or at once.
const (
	ReachNone   Reach = "none"
	ReachMedium Reach = "medium"
	ReachStrong Reach = "strong"
)

// Category is one entry of the list that needs and offers share, so that equal codes match exactly. Licence is "" where
// none is asked. Sensitivity runs from 0 to 3; 3 is never shown to suppliers outside a named referral. SLAWorkdays is
// the default limit from accepted to resolved in working days, 0 meaning the same day.
type Category struct {
	Code        string
	Parent      string
	NameZH      string
	NameEN      string
	Mode        CategoryMode
	Licence     string
	Sensitivity int
	SLAWorkdays int
	Reach       Reach
}

// CategoryGroup is a top-level heading of the category list.
type CategoryGroup struct {
	Code   string
	NameZH string
	NameEN string
}

// GovernmentOnly holds for the categories that only a government role may serve: policy access (heading K) and public-welfare jobs.
func (c Category) GovernmentOnly() bool { return c.Licence == LicenceGov }

// categorySiblings are the declared pairs of different headings or kinds that may stand in for each other.
var categorySiblings = [][2]string{
	{"B07", "C08"}, {"B01", "B05"}, {"A03", "A04"}, {"C01", "J04"},
	{"D02", "D08"}, {"E01", "E04"}, {"G02", "G03"}, {"H01", "J02"},
}

// categoryAliases are names in common use beside those of the table.
var categoryAliases = map[string][]string{
	"A01": {"大米", "食用油", "粮油", "food"}, "A02": {"衣物", "被褥", "clothes", "bedding"},
	"B01": {"送餐服务", "助餐服务", "meal delivery"}, "B02": {"助浴服务"}, "B03": {"保洁", "家政服务", "cleaning"},
	"C01": {"陪同就医", "陪诊服务"}, "D04": {"兴趣课程"}, "D05": {"computer"}, "G01": {"房屋修缮", "危房修缮"},
	"H03": {"哀伤干预"}, "H04": {"生日慰问"}, "H05": {"亲子关系辅导"},
	"I03": {"纠纷调解", "赡养纠纷调解", "监护纠纷调解"}, "J02": {"文体活动"},
	"K02": {"低保申请", "特困申请"}, "K03": {"临时救助"}, "K04": {"医疗救助申请", "教育救助申请"},
	"K06": {"投诉", "异议"}, "L01": {"应急物资", "火灾应急物资"}, "L03": {"失联协查"},
}

// broadWords are parts of names that alone mean far more than the category they come from.
var broadWords = []string{"医疗", "教育"}

var (
	categoryByCode = indexCategoryCodes()
	categoryByName = indexCategoryNames()
)

// CategoryGroups lists the 12 top-level headings in order.
func CategoryGroups() []CategoryGroup { return slices.Clone(categoryGroups) }

// Categories lists the 73 categories in order of their codes; the caller may change the answer.
func Categories() []Category { return slices.Clone(categories) }

// CategoryName is the name of a category by its code, or the code itself where none has it.
func CategoryName(code string, english bool) string {
	c, ok := CategoryByCode(code)
	switch {
	case !ok:
		return code
	case english:
		return c.NameEN
	}
	return c.NameZH
}

// CategoryByCode finds a category by its exact code such as "B01"; a heading such as "B" is not a category.
func CategoryByCode(code string) (Category, bool) {
	i, found := categoryByCode[code]
	if !found {
		return Category{}, false
	}
	return categories[i], true
}

// CategoryDistance answers how well one category stands in for another, 100 best: 100 for the same, 60 for a declared
// pair of siblings, 30 under the same heading, else 0. A code that is not in the list answers 0.
func CategoryDistance(a, b string) int {
	first, known := categoryByCode[a]
	second, also := categoryByCode[b]
	switch {
	case !known || !also:
		return 0
	case first == second:
		return 100
	}
	for _, pair := range categorySiblings {
		if pair[0] == a && pair[1] == b || pair[0] == b && pair[1] == a {
			return 60
		}
	}
	if categories[first].Parent == categories[second].Parent {
		return 30
	}
	return 0
}

// FindCategory reads what a spreadsheet may hold: a code, a Chinese or English name, one of the variants between the
// slashes of a name, or a code followed by its own name. Width, case, blanks and punctuation do not matter.
func FindCategory(text string) (Category, bool) {
	key := categoryKey(text)
	if i, found := categoryByName[key]; found {
		return categories[i], true
	}
	if len(key) < 3 {
		return Category{}, false
	}
	c, found := CategoryByCode(strings.ToUpper(key[:3]))
	if named, known := categoryByName[key[3:]]; !found || !known || categories[named].Code != c.Code {
		return Category{}, false
	}
	return c, true
}

func indexCategoryCodes() map[string]int {
	index := make(map[string]int, len(categories))
	for i, c := range categories {
		index[c.Code] = i
	}
	return index
}

func indexCategoryNames() map[string]int {
	index := map[string]int{}
	for i, c := range categories {
		for _, name := range categoryNames(c) {
			index[categoryKey(name)] = i
		}
	}
	return index
}

// categoryNames lists every name under which a category is found.
func categoryNames(c Category) []string {
	names := append([]string{c.Code, c.NameZH, c.NameEN}, categoryAliases[c.Code]...)
	for _, part := range strings.FieldsFunc(c.NameZH+"/"+c.NameEN, func(r rune) bool { return strings.ContainsRune("/(),", r) }) {
		if !slices.Contains(broadWords, part) {
			names = append(names, part)
		}
	}
	return names
}

func categoryKey(text string) string {
	text = strings.ReplaceAll(strings.ToLower(halfWidth(text)), "&", "and")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
