package models

import (
	"slices"
	"strings"
)

// relief is the law on which most rules rest; the other ordinances are of the elderly of the province and of Shaoxing.
const (
	relief   = "浙江省社会救助条例 "
	reliefEN = "Zhejiang Social Assistance Regulations, art. "
	elderly  = "浙江省社会养老服务促进条例 "
	elderEN  = "Zhejiang Elderly Care Services Regulations, art. "
	shaoxing = "绍兴市居家养老服务条例 "
	shaoEN   = "Shaoxing Home Care Services Regulations, art. "
	proposed = "县级约定"
	propEN   = "by agreement of the county"
)

// The days of the texts that rules rest on.
const (
	sinceOrdinance Date = "2020-09-24"
	sinceElderly   Date = "2021-09-30"
	sinceShaoxing  Date = "2021-10-12"
	sinceCharity   Date = "2023-09-01"
	sinceRigid     Date = "2024-11-01"
)

// ShippedSuggestionRules lists the 35 rules that come with the software (domain report §10), each as its version 1. A county changes them by
// versions of its own.
func ShippedSuggestionRules() SuggestionRules {
	out := slices.Concat(livelihoodRules(), medicalRules(), schoolRules(), houseRules(), careRules(), jobRules(), protectionRules(), restRules())
	for i := range out {
		r := &out[i]
		r.RuleVersion, r.Enabled, r.Source = 1, true, "系统预置"
		if r.EffectiveFrom == "" {
			r.EffectiveFrom = sinceOrdinance
		}
		r.filled()
		begin := r.EffectiveFrom.Start()
		r.Decision = Decision{Status: DecisionAdopted, AdoptedAt: &begin, CreatedAt: begin, UpdatedAt: begin, Version: 1}
	}
	slices.SortFunc(out, func(a, b SuggestionRule) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// propertyNotOver leaves a household out whose property is known to be above the rule; where it is not known, the strength is a step lower.
const propertyNotOver = " and not (known(property_ok) and not property_ok)"

func livelihoodRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R01", NameZH: "申请最低生活保障", NameEN: "apply for minimum living support", Basis: relief + "第九条", BasisEN: reliefEN + "9", Kind: SuggestPolicy,
			Strength:  StrengthLikely,
			OwnerDept: "民政", Urgency: 2, Expression: "not recognised and income_fen < dibao_fen" + propertyNotOver, SureWhen: "property_ok", Explore: true,
			Shows: []string{"members_n"}, AmountFact: "dibao_gap_fen", Application: ApplicationDibao, Benefits: []string{"最低生活保障"}},
		{Code: "R02", NameZH: "申请认定低保边缘家庭", NameEN: "apply to be recognised as a marginal family", Basis: relief + "第十三条", BasisEN: reliefEN + "13", Kind: SuggestPolicy,
			Strength: StrengthLikely, OwnerDept: "民政", Urgency: 3, Expression: "not recognised and income_fen >= dibao_fen and income_fen <= dibian_fen" + propertyNotOver,
			SureWhen: "property_ok", ValueFen: 100_000, Application: ApplicationDibian, Benefits: []string{"低保边缘"}},
		{Code: "R03", NameZH: "申请特困人员救助供养；失能的商议集中供养", NameEN: "apply for support in extreme hardship; where dependent, talk about living in a home", Basis: relief + "第十四条至第十六条",
			BasisEN: reliefEN + "14–16", Kind: SuggestPolicy, Strength: StrengthLikely, OwnerDept: "民政", Urgency: 2,
			Expression: `category != "T1" and no_work and no_income and not (known(no_supporter) and not no_supporter)`, SureWhen: "no_supporter", Shows: []string{"dependent_n"},
			ValueFen: 150_000, Application: ApplicationTekun, Benefits: []string{"特困"}},
		{Code: "R04", NameZH: "申请认定刚性支出困难家庭", NameEN: "apply to be recognised for rigid spending", Basis: "民发〔2024〕57号", BasisEN: "Ministry of Civil Affairs, 民发〔2024〕57号",
			Kind:     SuggestPolicy,
			Strength: StrengthLikely, OwnerDept: "民政", Urgency: 3,
			Expression: "not recognised and not spending_recognised and income_fen > dibian_fen and income_a_head_year_fen < income_per_head_fen and rigid_over" + propertyNotOver,
			SureWhen:   "property_ok", Shows: []string{"rigid_fen", "income_year_fen"}, AmountFact: "rigid_fen", Application: ApplicationRigid, Benefits: []string{"刚性支出"},
			Term: Term{EffectiveFrom: sinceRigid}},
		{Code: "R05", NameZH: "申请临时救助；无钱无食无住的走急难程序", NameEN: "apply for temporary relief; urgently where there is no money, food or shelter", Basis: relief + "第三十八条至第四十条",
			BasisEN: reliefEN + "38–40",
			Kind:    SuggestPolicy, Strength: StrengthLikely, OwnerDept: "民政", Urgency: 1, Expression: "sudden_days <= 90 or no_cash", Shows: []string{"sudden_kind"},
			ValueFen:    300_000,
			Application: ApplicationTempRelief, Benefits: []string{"临时救助"}},
		{Code: "R34", NameZH: "持居住证家庭：受理申请，适用相关社会救助", NameEN: "holders of a residence permit: accept the application under the rules that apply to them",
			Basis: relief + "第六十二条", BasisEN: reliefEN + "62",
			Kind: SuggestPolicy, Strength: StrengthExplore, OwnerDept: "民政", Urgency: 3,
			Expression:  "residence_permit and (no_cash or sudden_days <= 90 or income_fen < dibao_fen)",
			Application: ApplicationTempRelief, Benefits: []string{"临时救助"}},
	}
}

func medicalRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R06", NameZH: "资助参加基本医疗保险", NameEN: "basic medical insurance, paid for by the government", Basis: relief + "第二十二条第一项", BasisEN: reliefEN + "22(1)",
			Kind: SuggestPolicy, Strength: StrengthEntitled,
			OwnerDept: "医保", Urgency: 2, Expression: "recognised and insurance_unpaid", ValueFen: 40_000, Application: ApplicationMedical, Benefits: []string{"参保资助"}},
		{Code: "R07", NameZH: "核对医疗救助结算", NameEN: "check that medical assistance was settled", Basis: relief + "第二十一条至第二十四条", BasisEN: reliefEN + "21–24", Kind: SuggestPolicy,
			Strength:  StrengthEntitled,
			OwnerDept: "医保", Urgency: 3, Expression: "recognised and self_paid_fen > yuan(0)", AmountFact: "self_paid_fen", Application: ApplicationMedical,
			Benefits: []string{"医疗救助"}},
		{Code: "R08", NameZH: "申请因病致贫医疗救助，并求助大病慈善补助", NameEN: "apply for medical assistance (impoverished by illness), and a charity's grant", Basis: relief + "第二十一条第四项",
			BasisEN: reliefEN + "21(4)",
			Kind:    SuggestPolicy, Strength: StrengthLikely, OwnerDept: "医保", Urgency: 2, Expression: "not recognised and medical_poverty",
			Shows:      []string{"self_paid_fen", "income_year_fen"},
			AmountFact: "self_paid_fen", Application: ApplicationMedical, Needs: []string{"C07"}, Benefits: []string{"医疗救助"}},
		{Code: "R27", NameZH: "核对残疾人两项补贴（生活补贴、护理补贴）", NameEN: "check the two disability allowances", Basis: "国发〔2015〕52号", BasisEN: "State Council, 国发〔2015〕52号",
			Kind: SuggestPolicy, Strength: StrengthLikely,
			OwnerDept: "残联", Urgency: 3, Expression: "disabled_n >= 1 and (minimum_living or severely_disabled_n >= 1)", ValueFen: 50_000, Needs: []string{"K05"},
			Benefits: []string{"残疾人生活补贴", "残疾人护理补贴", "残疾人两项补贴"}},
	}
}

func schoolRules() SuggestionRules {
	school := func(code, zh, en, article, articleEN, fact string, value int64) SuggestionRule {
		return SuggestionRule{Code: code, NameZH: zh, NameEN: en, Basis: relief + "第二十七条" + article, BasisEN: reliefEN + "27" + articleEN, Kind: SuggestPolicy,
			Strength:  StrengthEntitled,
			OwnerDept: "教育", Urgency: 3, Expression: "recognised and " + fact + " >= 1", ValueFen: value, Application: ApplicationEducation,
			Benefits: []string{"教育救助", "助学", "学费减免", "保育费减免"}}
	}
	college := school("R12", "高校学生：助学金、助学贷款、勤工助学、临时补助", "college: grant, student loan, paid work, help for a time", "第四项", "(4)", "college_n", 400_000)
	college.Needs = []string{"D01"}
	return SuggestionRules{
		school("R09", "幼儿园保育教育费减免", "kindergarten fees reduced", "第一项", "(1)", "preschool_n", 120_000),
		school("R10", "义务教育阶段：免住宿费、营养餐补助", "compulsory school: boarding free, meals subsidised", "第二项", "(2)", "compulsory_n", 100_000),
		school("R11", "高中、中职：免学费、国家助学金", "senior or vocational school: no tuition, national grant", "第三项", "(3)", "senior_n", 300_000),
		college,
		{Code: "R13", NameZH: "残疾儿童送教上门", NameEN: "home teaching for a disabled child", Basis: relief + "第二十七条", BasisEN: reliefEN + "27", Kind: SuggestService,
			Strength: StrengthLikely, OwnerDept: "教育", Urgency: 2,
			Expression: "unschooled_disabled_n >= 1", ValueFen: 200_000, Application: ApplicationEducation, Needs: []string{"D03"}},
	}
}

func houseRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R14", NameZH: "公租房配租或租赁补贴", NameEN: "public rental flat or rent subsidy", Basis: relief + "第二十九条、第三十条", BasisEN: reliefEN + "29–30", Kind: SuggestPolicy,
			Strength: StrengthLikely, OwnerDept: "住建", Urgency: 3,
			Expression: "recognised and not rural and housing_bad", Shows: []string{"housing_risk", "housing_kind"}, ValueFen: 500_000, Application: ApplicationHousing,
			Benefits: []string{"公租房", "租赁补贴", "住房救助"}},
		{Code: "R15", NameZH: "农村危房改造补助与技术指导", NameEN: "repair or rebuilding subsidy for an unsafe rural house", Basis: relief + "第三十条", BasisEN: reliefEN + "30",
			Kind: SuggestPolicy, Strength: StrengthEntitled, OwnerDept: "住建", Urgency: 2,
			Expression: `recognised and rural and housing_risk in ["C", "D"]`, ValueFen: 2_000_000, Application: ApplicationHousing, Needs: []string{"G01"},
			Benefits: []string{"危房改造", "住房救助"}},
		{Code: "R16", NameZH: "无障碍改造；配租时优先选楼层", NameEN: "barrier-free adaptation; choice of floor", Basis: relief + "第三十二条", BasisEN: reliefEN + "32", Kind: SuggestService,
			Strength: StrengthLikely, OwnerDept: "残联", Urgency: 3,
			Expression: "recognised and disabled_n >= 1 and not (known(home_adapted) and home_adapted)", SureWhen: "not home_adapted", ValueFen: 600_000, Needs: []string{"G03"},
			Benefits: []string{"无障碍改造"}},
		{Code: "R17", NameZH: "居家适老化改造补助", NameEN: "subsidised ageing-friendly adaptation", Basis: elderly + "第十一条", BasisEN: elderEN + "11", Kind: SuggestService,
			Strength: StrengthLikely, OwnerDept: "民政", Urgency: 3,
			Expression: "(minimum_living or marginal) and dependent_elderly_n >= 1 and not (known(home_adapted) and home_adapted)", SureWhen: "not home_adapted",
			ValueFen: 500_000, Needs: []string{"G02"},
			Benefits: []string{"适老化改造"}, Term: Term{EffectiveFrom: sinceElderly}},
	}
}

func careRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R18", NameZH: "养老服务补贴评估，居家照护或日间照料", NameEN: "assessment for the care-service subsidy; care at home or by day", Basis: elderly + "第三十六条",
			BasisEN: elderEN + "36", Kind: SuggestService, Strength: StrengthLikely,
			OwnerDept: "民政", Urgency: 2, Expression: "(minimum_living or marginal) and (dependent_elderly_n >= 1 or aged80_n >= 1)", SureWhen: "dependent_elderly_n >= 1",
			ValueFen: 300_000, Needs: []string{"B07", "B06"},
			Benefits: []string{"养老服务补贴", "居家照护"}, Term: Term{EffectiveFrom: sinceElderly}},
		{Code: "R19", NameZH: "送餐上门", NameEN: "meals brought home", Basis: shaoxing + "第十五条第六项", BasisEN: shaoEN + "15(6)", Kind: SuggestService, Strength: StrengthLikely,
			OwnerDept: "民政", Urgency: 2,
			Expression: "(dependent_elderly_n >= 1 or aged80_n >= 1) and (elder_alone or no_carer)", ValueFen: 120_000, Needs: []string{"B01"}, Benefits: []string{"送餐", "助餐"},
			Term: Term{EffectiveFrom: sinceShaoxing}},
		{Code: "R20", NameZH: "核对高龄津贴", NameEN: "check the allowance for great age", Basis: shaoxing + "第十五条", BasisEN: shaoEN + "15", Kind: SuggestPolicy,
			Strength: StrengthLikely, OwnerDept: "民政", Urgency: 4,
			Expression: "aged80_n >= 1", ValueFen: 60_000, Needs: []string{"K01"}, Benefits: []string{"高龄津贴"}, Term: Term{EffectiveFrom: sinceShaoxing}},
		{Code: "R28", NameZH: "每周探访、送餐与安全提醒设备", NameEN: "weekly visits, meals and a safety device", Basis: proposed + "（探访关爱计划）", BasisEN: propEN + " (plan of visits)",
			Kind: SuggestVisit, Strength: StrengthLikely,
			OwnerDept: "民政", Urgency: 1, Expression: "elder_alone and aged80_n >= 1 or no_carer", ValueFen: 80_000, Needs: []string{"H01", "J05"}},
		{Code: "R29", NameZH: "家属喘息服务与居家来料加工", NameEN: "respite for the carer, and piece work at home", Basis: proposed, BasisEN: propEN, Kind: SuggestService,
			Strength: StrengthExplore, OwnerDept: "民政", Urgency: 3,
			Expression: "carer_jobless", ValueFen: 100_000, Needs: []string{"B08", "E04"}},
	}
}

func jobRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R21", NameZH: "岗位推荐、技能培训、公益性岗位", NameEN: "a job, training, or a public-welfare post", Basis: relief + "第三十三条", BasisEN: reliefEN + "33", Kind: SuggestJob,
			Strength: StrengthEntitled, OwnerDept: "人社", Urgency: 3,
			Expression: "(minimum_living or marginal) and able_unemployed_n >= 1", ValueFen: 250_000, Application: ApplicationEmployment, Needs: []string{"E01", "E03", "E02"},
			Benefits: []string{"就业救助", "公益性岗位"}},
		{Code: "R22", NameZH: "零就业家庭：至少帮扶一人就业", NameEN: "nobody who can work has work: at least one to be employed", Basis: relief + "第三十四条", BasisEN: reliefEN + "34",
			Kind: SuggestJob, Strength: StrengthEntitled,
			OwnerDept: "人社", Urgency: 2, Expression: "able_n >= 1 and able_unemployed_n == able_n and (minimum_living or marginal)", ValueFen: 300_000,
			Needs: []string{"E02", "E04"}},
		{Code: "R23", NameZH: "告知：就业后收入豁免，不必担心马上退保", NameEN: "tell the family: earned income is disregarded for a time, nobody needs to fear work", Basis: relief + "第五十条",
			BasisEN: reliefEN + "50", Kind: SuggestPolicy,
			Strength: StrengthEntitled, OwnerDept: "民政", Urgency: 2, Expression: "minimum_living and found_work", AmountFact: "disregard_fen", Needs: []string{"K01"}},
		{Code: "R24", NameZH: "由工作人员复核：多次无正当理由拒绝岗位", NameEN: "staff look at the case again: suitable jobs refused", Basis: relief + "第三十六条", BasisEN: reliefEN + "36",
			Kind: SuggestVisit, Strength: StrengthExplore,
			OwnerDept: "民政", Urgency: 4, Expression: "minimum_living and refused_jobs_n >= 3"},
		{Code: "R25", NameZH: "残疾人辅助性就业、共富工坊", NameEN: "supported employment, a Common-Prosperity workshop", Basis: "残疾人保障法 第三十二条",
			BasisEN: "Law on the Protection of Persons with Disabilities, art. 32",
			Kind:    SuggestJob, Strength: StrengthLikely, OwnerDept: "残联", Urgency: 3, Expression: "disabled_able_n >= 1", ValueFen: 200_000, Needs: []string{"E05", "E04"}},
		{Code: "R26", NameZH: "农技指导、农资、助销与来料加工", NameEN: "farm advice and inputs, help to sell, piece work", Basis: proposed + "（山区共同富裕）",
			BasisEN: propEN + " (common prosperity of the hills)", Kind: SuggestJob,
			Strength: StrengthExplore, OwnerDept: "农业农村", Urgency: 4, Expression: "rural and able_n >= 1 and has_land and not skilled", ValueFen: 150_000,
			Needs: []string{"F02", "F01", "F03", "F04", "E04"}},
	}
}

func protectionRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R30", NameZH: "先转介儿童保护；经监护人同意再安排陪伴或课业辅导", NameEN: "refer to child protection first; company or tutoring with the guardian's consent", Basis: "未成年人保护法 第十一条、第九十一条",
			BasisEN: "Law on the Protection of Minors, art. 11, 91", Kind: SuggestService, Strength: StrengthEntitled, OwnerDept: "民政", Urgency: 1,
			Expression: "child_no_guardian or child_in_need", ValueFen: 200_000,
			Needs: []string{"H06", "D06", "D03"}},
		{Code: "R31", NameZH: "哀伤支持、丧葬帮助、重新核定待遇", NameEN: "support in grief, help with the funeral, benefits worked out anew", Basis: proposed, BasisEN: propEN,
			Kind: SuggestService, Strength: StrengthLikely, OwnerDept: "民政", Urgency: 2,
			Expression: "death_days <= 90", Needs: []string{"H03"}},
		{Code: "R32", NameZH: "法律咨询或调解；有家庭暴力迹象的先报警", NameEN: "legal advice or mediation; the police first where there is a sign of violence", Basis: "反家庭暴力法 第十三条、第十四条",
			BasisEN: "Anti-Domestic Violence Law, art. 13–14",
			Kind:    SuggestService, Strength: StrengthExplore, OwnerDept: "司法", Urgency: 1, Expression: "violence_sign or dispute_sign or debt_sign",
			Needs: []string{"I03", "I01", "I02"}},
	}
}

func restRules() SuggestionRules {
	return SuggestionRules{
		{Code: "R33", NameZH: "经本人同意，转介慈善力量", NameEN: "refer to a charity, with the person's consent", Basis: "民发〔2023〕46号", BasisEN: "Ministry of Civil Affairs, 民发〔2023〕46号",
			Kind: SuggestService, Strength: StrengthExplore,
			OwnerDept: "民政", Urgency: 3, Expression: "not recognised and refused_days <= 180", ValueFen: 100_000, Needs: []string{"C07", "A01", "D01"},
			Term: Term{EffectiveFrom: sinceCharity}},
		{Code: "R35", NameZH: "退出救助：六个月渐退期，每季探访", NameEN: "benefit ended: six months of going out gently, a visit every quarter", Basis: proposed + "（渐退帮扶）",
			BasisEN: propEN + " (gradual exit)", Kind: SuggestVisit,
			Strength: StrengthLikely, OwnerDept: "民政", Urgency: 3, Expression: "not recognised and benefit_ended_days <= 183", Needs: []string{"H01"}},
	}
}
