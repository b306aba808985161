package exchange

import (
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

// word is one value that a cell may hold: its code, how it is written in Chinese and English, and what else people write.
type word struct {
	code, zh, en string
	also         string // separated by blanks
}

type vocabulary struct {
	words []word
	index map[string]string
}

func vocabularyOf(words ...word) *vocabulary {
	v := &vocabulary{words: words, index: map[string]string{}}
	for _, w := range words {
		for _, name := range append([]string{w.code, w.zh, w.en}, strings.Fields(w.also)...) {
			v.index[sheet.Normalise(name)] = w.code
		}
	}
	return v
}

// find answers the code of what a cell says.
func (v *vocabulary) find(text string) (string, bool) {
	code, found := v.index[sheet.Normalise(text)]
	return code, found && text != ""
}

// say writes a code in a language; what is no code of the vocabulary is written as it is.
func (v *vocabulary) say(code string, lang locales.Lang) string {
	for _, w := range v.words {
		switch {
		case w.code != code:
		case lang == locales.English:
			return w.en
		default:
			return w.zh
		}
	}
	return code
}

// list is every word of a language, for messages and the documentation.
func (v *vocabulary) list(lang locales.Lang) string {
	out := make([]string, len(v.words))
	for i, w := range v.words {
		out[i] = v.say(w.code, lang)
	}
	if lang == locales.English {
		return strings.Join(out, ", ")
	}
	return strings.Join(out, "、")
}

var (
	yesNo = vocabularyOf(word{"true", "是", "yes", "y 1 有 √"}, word{"false", "否", "no", "n 0 无 ×"})

	hukouKinds = vocabularyOf(word{"rural", "农村", "rural", "农业"}, word{"urban", "城镇", "urban", "非农业 城市"})
	residences = vocabularyOf(word{"0", "户在人在", "here", ""}, word{"1", "户在人不在", "away", "人户分离"}, word{"2", "户不在人在", "from elsewhere", "外来"})
	levels     = vocabularyOf(word{"0", "未评估", "not assessed", "无"}, word{"1", "Ⅰ级", "I", "一级 红"}, word{"2", "Ⅱ级", "II", "二级 橙"},
		word{"3", "Ⅲ级", "III", "三级 黄"}, word{"4", "Ⅳ级", "IV", "四级 蓝"})
	sexes     = vocabularyOf(word{"male", "男", "male", "m"}, word{"female", "女", "female", "f"}, word{"unknown", "未知", "unknown", "不详"})
	relations = vocabularyOf(
		word{"head", "户主", "head", "本人 self"}, word{"spouse", "配偶", "spouse", "妻子 妻 丈夫 夫 wife husband"},
		word{"son", "儿子", "son", "子 长子 次子 三子 独子"}, word{"daughter", "女儿", "daughter", "女 长女 次女 三女 独女"},
		word{"parent", "父母", "parent", "父亲 母亲 父 母 father mother"}, word{"grandchild", "孙子女", "grandchild", "孙子 孙女 外孙 外孙女 孙"},
		word{"other", "其他", "other", "其他亲属 非亲属"})
	disabilities = vocabularyOf(word{"visual", "视力", "visual", "视力残疾"}, word{"hearing", "听力", "hearing", "听力残疾"},
		word{"speech", "言语", "speech", "言语残疾"}, word{"physical", "肢体", "physical", "肢体残疾"},
		word{"intellectual", "智力", "intellectual", "智力残疾"}, word{"mental", "精神", "mental", "精神残疾"}, word{"multiple", "多重", "multiple", "多重残疾"})
	degrees   = vocabularyOf(word{"1", "一级", "1", ""}, word{"2", "二级", "2", ""}, word{"3", "三级", "3", ""}, word{"4", "四级", "4", ""})
	abilities = vocabularyOf(word{"self_reliant", "自理", "self-reliant", "能自理 完全自理"}, word{"semi", "半自理", "semi", "半失能 部分自理"},
		word{"disabled", "失能", "disabled", "不能自理"}, word{"fully_disabled", "完全失能", "fully disabled", "重度失能"})
	employments = vocabularyOf(word{"employed", "在业", "employed", "就业"}, word{"unemployed", "失业", "unemployed", "无业"},
		word{"student", "在校", "student", "学生"}, word{"retired", "退休", "retired", ""}, word{"unable", "无劳动能力", "unable to work", "unable"})
	schools = vocabularyOf(word{"preschool", "学前", "preschool", "幼儿园"}, word{"primary", "小学", "primary", ""}, word{"junior", "初中", "junior", ""},
		word{"senior", "高中", "senior", ""}, word{"vocational", "中职", "vocational", "中专"}, word{"college", "高职", "college", "大专"},
		word{"university", "大学", "university", "本科 研究生"})

	modes = vocabularyOf(word{"goods", "物资", "goods", "实物"}, word{"service", "服务", "service", ""}, word{"job", "岗位", "job", "就业岗位"},
		word{"training", "培训", "training", ""}, word{"fund_record", "资金记录", "fund record", "资金"}, word{"venue", "场地", "venue", ""})
	periods = vocabularyOf(word{"day", "每日", "day", "每天 日 天 daily"}, word{"week", "每周", "week", "周 weekly"}, word{"month", "每月", "month", "月 monthly"})
	fees    = vocabularyOf(word{"free", "免费", "free", "无偿"}, word{"low_fee", "低偿", "low fee", "低收费"},
		word{"purchased_by_gov", "政府购买", "purchased by government", ""})
	deliveries = vocabularyOf(word{"to_home", "上门", "to home", "送货上门 home"}, word{"pick_up", "自取", "pick up", "自提"},
		word{"centre", "到站", "centre", "到中心 center 站点"}, word{"online", "线上", "online", "网上"})
	urgencies = vocabularyOf(word{"critical", "特急", "critical", "危急 紧急 urgent"}, word{"high", "急", "high", "较急 高"},
		word{"normal", "一般", "normal", "普通 中"}, word{"low", "不急", "low", "低 缓"})
	sources = vocabularyOf(word{"visit", "走访", "visit", "探访"}, word{"alert", "预警", "alert", ""}, word{"application", "申请", "application", ""},
		word{"one_click", "一键求助", "one click", ""}, word{"suggestion", "一户一策", "suggestion", ""}, word{"hotline", "热线", "hotline", "电话"},
		word{"dept", "部门转办", "department", "部门"})
	weekdays = vocabularyOf(word{"1", "周一", "Mon", "星期一 monday 一"}, word{"2", "周二", "Tue", "星期二 tuesday 二"}, word{"3", "周三", "Wed", "星期三 wednesday 三"},
		word{"4", "周四", "Thu", "星期四 thursday 四"}, word{"5", "周五", "Fri", "星期五 friday 五"}, word{"6", "周六", "Sat", "星期六 saturday 六"},
		word{"7", "周日", "Sun", "星期日 星期天 周天 sunday 日"})
	supplierWords = vocabularyOf(
		word{"social_association", "社会团体", "social association", "社团"}, word{"service_org", "社会服务机构", "service organisation", "民办非企业单位 民非"},
		word{"foundation", "基金会", "foundation", ""}, word{"company", "企业", "company", "公司 爱心企业"}, word{"sole_trader", "个体工商户", "sole trader", "个体户"},
		word{"cooperative", "合作社", "cooperative", "农民专业合作社"}, word{"public_institution", "事业单位", "public institution", ""},
		word{"law_firm", "律师事务所", "law firm", "律所"}, word{"other", "其他", "other", ""})
	licenceWords = vocabularyOf(word{"food", "食品经营", "food", "食品经营许可"}, word{"care", "养老护理", "care", "养老"}, word{"medical", "医疗", "medical", "医疗机构执业许可"},
		word{"psych", "心理", "psych", "心理咨询"}, word{"law", "律师执业", "law", "律师"}, word{"child", "未成年人从业查询", "child", ""},
		word{"build", "施工", "build", "施工资质"}, word{"driver", "驾驶", "driver", "驾照"}, word{"charity", "慈善组织", "charity", ""},
		word{"social", "社会工作", "social", "社工"})
	regionLevels = vocabularyOf(word{"province", "省级", "province", "省"}, word{"prefecture", "地级", "prefecture", "市 地市"}, word{"county", "县级", "county", "县"},
		word{"town", "乡级", "town", "乡镇 镇 街道"}, word{"village", "村级", "village", "村 社区"})
	urbanRural = vocabularyOf(word{"urban", "城镇", "urban", "城市"}, word{"rural", "农村", "rural", "乡村"})

	nodeWords = vocabularyOf(word{"centre", "县级中心", "centre", "center 中心"}, word{"station", "乡镇服务站", "station", "服务站 站"},
		word{"point", "村级服务点", "point", "服务点 点"})

	standardWords    = standardVocabulary()
	standardStatuses = statusVocabulary("standard", models.StandardSteps.Statuses()...)

	tagWords         = tagVocabulary()
	beneficiaryWords = beneficiaryVocabulary()
	householdWords   = statusVocabulary("household", models.HouseholdActive, models.HouseholdSuspended, models.HouseholdLeft, models.HouseholdClosed)
	supplierStatuses = statusVocabulary("supplier", models.SupplierSteps.Statuses()...)
	offerStatuses    = statusVocabulary("offer", models.OfferSteps.Statuses()...)
	needStatuses     = statusVocabulary("need", models.NeedSteps.Statuses()...)
)

func standardVocabulary() *vocabulary {
	var words []word
	for _, k := range models.StandardKinds() {
		words = append(words, word{string(k.Code), k.NameZH, string(k.Code), ""})
	}
	return vocabularyOf(words...)
}

func tagVocabulary() *vocabulary {
	var words []word
	for _, t := range models.PersonTags() {
		words = append(words, word{t.Code, t.NameZH, t.NameEN, ""})
	}
	return vocabularyOf(words...)
}

// beneficiaryAlso is what lists of counties say beside the official names.
var beneficiaryAlso = map[models.Beneficiary]string{
	models.BeneficiaryDestitute: "特困 特困供养 五保 分散供养", models.BeneficiaryMinimumLiving: "低保户 最低生活保障", models.BeneficiaryMarginal: "低边 低保边缘户",
	models.BeneficiaryRigidSpending: "刚性支出", models.BeneficiaryTemporary: "临时救助", models.BeneficiaryLowIncome: "低收入", models.BeneficiaryMonitored: "监测",
}

func beneficiaryVocabulary() *vocabulary {
	var words []word
	for _, b := range models.Beneficiaries() {
		also := strings.ReplaceAll(b.NameZH(), "/", " ") + " " + beneficiaryAlso[b]
		words = append(words, word{string(b), b.NameZH(), b.NameEN(), also})
	}
	return vocabularyOf(words...)
}

// statusVocabulary takes the words of a noun's statuses from the catalogue of the pages.
func statusVocabulary[S ~string](noun string, statuses ...S) *vocabulary {
	var words []word
	for _, s := range statuses {
		key := "status." + noun + "." + string(s)
		zh := locales.T(locales.Chinese, key, nil)
		words = append(words, word{string(s), zh, locales.T(locales.English, key, nil), strings.TrimPrefix(zh, "已")})
	}
	return vocabularyOf(words...)
}
