package advice

import (
	"slices"

	"zhulian/models"
	"zhulian/rules"
)

// Group is what a fact is about: the groups of a household's file.
type Group string

// The groups of facts.
const (
	GroupStructure  Group = "structure"
	GroupIncome     Group = "income"
	GroupHealth     Group = "health"
	GroupEducation  Group = "education"
	GroupHousing    Group = "housing"
	GroupEmployment Group = "employment"
	GroupEvent      Group = "event"
	GroupStandard   Group = "standard"
	GroupDerived    Group = "derived"
)

// Groups lists the groups of facts that can be told, in the order of a form.
func Groups() []Group {
	return []Group{GroupStructure, GroupIncome, GroupHealth, GroupEducation, GroupHousing, GroupEmployment, GroupEvent}
}

// Fact is something that rules may ask of a household. Told holds for what no register knows: a person has to say it. Words are the values of
// a code, in Chinese and English.
type Fact struct {
	rules.Fact
	Group Group
	Told  bool
	Words map[string][2]string
}

// never is how long ago something is that is not known to have happened: longer than any window.
const never = 36_500

func fact(g Group, name string, kind rules.Kind, zh, en string) Fact {
	return Fact{Fact: rules.Fact{Name: name, Kind: kind, NameZH: zh, NameEN: en}, Group: g}
}

func told(f Fact) Fact {
	f.Told = true
	return f
}

func coded(f Fact, words ...[3]string) Fact {
	f.Words = map[string][2]string{}
	for _, w := range words {
		f.Codes = append(f.Codes, w[0])
		f.Words[w[0]] = [2]string{w[1], w[2]}
	}
	return f
}

var declared = listed()

// Facts are bool, int or money, but for the codes.
const (
	yesNo  = rules.KindBool
	number = rules.KindInt
	money  = rules.KindMoney
)

func listed() []Fact { return slices.Concat(fileFacts(), lifeFacts(), countedFacts()) }

// fileFacts are of the members, what they have and how they are.
func fileFacts() []Fact {
	category := fact(GroupStructure, "category", rules.KindCode, "现类别", "category now")
	var words [][3]string
	for _, c := range models.Beneficiaries() {
		words = append(words, [3]string{string(c), c.NameZH(), c.NameEN()})
	}
	return []Fact{
		coded(category, words...),
		fact(GroupStructure, "members_n", number, "家庭人数", "members"),
		fact(GroupStructure, "children_n", number, "未成年人数", "children"),
		fact(GroupStructure, "elderly_n", number, "60 周岁以上人数", "members of 60 and more"),
		fact(GroupStructure, "aged80_n", number, "80 周岁以上人数", "members of 80 and more"),
		fact(GroupStructure, "elder_alone", yesNo, "老人独居", "an elderly person lives alone"),
		fact(GroupStructure, "no_carer", yesNo, "失能人员无人照料", "a dependent person has no carer"),
		fact(GroupStructure, "child_no_guardian", yesNo, "儿童无人监护", "a child has no effective guardian"),
		fact(GroupStructure, "child_in_need", yesNo, "困境或留守儿童", "a child in hardship or left behind"),
		fact(GroupStructure, "rural", yesNo, "农村户籍", "rural registration"),
		fact(GroupStructure, "residence_permit", yesNo, "户籍在外、持居住证", "registered elsewhere, with a residence permit"),
		fact(GroupIncome, "income_fen", money, "家庭人均月收入", "income a head and month"),
		told(fact(GroupIncome, "income_year_fen", money, "家庭年收入", "yearly income of the household")),
		told(fact(GroupIncome, "property_ok", yesNo, "财产符合规定", "property within the rule")),
		told(fact(GroupIncome, "rigid_fen", money, "近 12 个月刚性支出", "rigid spending in 12 months")),
		told(fact(GroupIncome, "no_cash", yesNo, "眼下无钱、无食或无处住", "no money, food or shelter now")),
		told(fact(GroupIncome, "no_supporter", yesNo, "无赡养、抚养、扶养人或其无能力", "nobody who must and can support them")),
		told(fact(GroupHealth, "self_paid_fen", money, "近 12 个月医疗自付", "self-paid medical costs in 12 months")),
		fact(GroupHealth, "seriously_ill_n", number, "重病人数", "seriously ill members"),
		fact(GroupHealth, "disabled_n", number, "残疾人数", "disabled members"),
		fact(GroupHealth, "severely_disabled_n", number, "一、二级残疾人数", "members disabled at level 1 or 2"),
		fact(GroupHealth, "dependent_n", number, "失能人数", "dependent members"),
		fact(GroupHealth, "dependent_elderly_n", number, "失能、失智或重残老人数", "elderly members who are dependent or severely disabled"),
		told(fact(GroupHealth, "insurance_unpaid", yesNo, "有成员未缴基本医保", "a member's medical insurance is unpaid")),
	}
}

// lifeFacts are of schools, the house, work and what happened.
func lifeFacts() []Fact {
	return []Fact{
		fact(GroupEducation, "preschool_n", number, "在园幼儿数", "children in kindergarten"),
		fact(GroupEducation, "compulsory_n", number, "义务教育在读人数", "pupils of compulsory school"),
		fact(GroupEducation, "senior_n", number, "高中、中职在读人数", "pupils of senior or vocational school"),
		fact(GroupEducation, "college_n", number, "高校在读人数", "students of college"),
		fact(GroupEducation, "unschooled_disabled_n", number, "未入学残疾儿童数", "disabled children not at school"),
		coded(told(fact(GroupHousing, "housing_kind", rules.KindCode, "住房性质", "kind of housing")), [3]string{"own", "自有住房", "own"},
			[3]string{"public_rental", "公租房", "public rental"},
			[3]string{"market_rental", "市场租房", "market rental"}, [3]string{"self_built", "自建房", "self-built"}, [3]string{"borrowed", "借住", "borrowed"},
			[3]string{"institution", "机构", "institution"}, [3]string{"other", "其他", "other"}),
		coded(told(fact(GroupHousing, "housing_risk", rules.KindCode, "危房等级", "grade of the house")), [3]string{"A", "A 级(安全)", "A (safe)"},
			[3]string{"B", "B 级(基本安全)", "B (mostly safe)"},
			[3]string{"C", "C 级(局部危险)", "C (partly unsafe)"}, [3]string{"D", "D 级(整幢危险)", "D (unsafe)"}),
		told(fact(GroupHousing, "housing_crowded", yesNo, "住房拥挤", "crowded")),
		told(fact(GroupHousing, "home_adapted", yesNo, "已做适老化或无障碍改造", "already adapted")),
		fact(GroupEmployment, "able_n", number, "有劳动能力人数", "members able to work"),
		fact(GroupEmployment, "able_unemployed_n", number, "有劳动能力未就业人数", "able members without work"),
		fact(GroupEmployment, "disabled_able_n", number, "有劳动能力的残疾人未就业人数", "disabled members able to work, without work"),
		told(fact(GroupEmployment, "found_work", yesNo, "有成员刚就业", "a member has just found work")),
		told(fact(GroupEmployment, "refused_jobs_n", number, "近 6 个月拒绝合适岗位次数", "suitable jobs refused in 6 months")),
		told(fact(GroupEmployment, "has_land", yesNo, "有承包地或养殖条件", "has land or livestock")),
		told(fact(GroupEmployment, "skilled", yesNo, "有一技之长", "has a skill")),
		fact(GroupEvent, "sudden_days", number, "距突发事件天数", "days since something sudden"),
		coded(fact(GroupEvent, "sudden_kind", rules.KindCode, "突发事件", "what happened"), [3]string{"illness", "突发重病", "sudden illness"},
			[3]string{"disaster", "火灾或灾害", "fire or disaster"},
			[3]string{"accident", "交通或意外事故", "accident"}, [3]string{"other", "其他", "other"}),
		fact(GroupEvent, "death_days", number, "距成员去世天数", "days since a death"),
		fact(GroupEvent, "benefit_ended_days", number, "距退出救助天数", "days since assistance ended"),
		fact(GroupEvent, "refused_days", number, "距申请未获批天数", "days since an application was refused"),
		told(fact(GroupEvent, "debt_sign", yesNo, "有债务困扰", "signs of debt")),
		told(fact(GroupEvent, "dispute_sign", yesNo, "有赡养、监护、继承纠纷", "signs of a dispute")),
		told(fact(GroupEvent, "violence_sign", yesNo, "有家庭暴力或人身危险迹象", "signs of violence or danger")),
	}
}

// countedFacts are the numbers of the day and what follows from the others.
func countedFacts() []Fact {
	return []Fact{
		fact(GroupStandard, "dibao_fen", money, "低保标准", "minimum living standard"),
		fact(GroupStandard, "dibian_fen", money, "低保边缘线", "line of marginal families"),
		fact(GroupStandard, "income_per_head_fen", money, "上年度人均可支配收入", "disposable income a head, year before"),
		fact(GroupStandard, "rigid_permille", number, "刚性支出比例(千分之)", "share of rigid spending (per mille)"),
		fact(GroupStandard, "low_income_fen", money, "相对低收入家庭年收入线", "line of low-income families"),
		fact(GroupDerived, "recognised", yesNo, "已认定特困、低保或低边", "recognised"),
		fact(GroupDerived, "minimum_living", yesNo, "低保或特困家庭", "minimum living or extreme hardship"),
		fact(GroupDerived, "marginal", yesNo, "低保边缘家庭", "marginal family"),
		fact(GroupDerived, "spending_recognised", yesNo, "已认定支出型困难", "recognised by spending"),
		fact(GroupDerived, "no_work", yesNo, "全家无劳动能力", "nobody is able to work"),
		fact(GroupDerived, "no_income", yesNo, "无收入", "no income"),
		fact(GroupDerived, "income_a_head_year_fen", money, "人均年收入", "income a head and year"),
		fact(GroupDerived, "rigid_over", yesNo, "刚性支出超过收入比例", "rigid spending above its share"),
		fact(GroupDerived, "medical_poverty", yesNo, "扣除医疗自付后低于低边线", "below the marginal line after medical costs"),
		fact(GroupDerived, "housing_bad", yesNo, "住房困难", "poor housing"),
		fact(GroupDerived, "carer_jobless", yesNo, "照料者无业", "the carer has no work"),
		fact(GroupDerived, "dibao_gap_fen", money, "与低保标准的月差额", "monthly gap to the standard"),
		fact(GroupDerived, "disregard_fen", money, "每月可豁免收入(最多)", "income disregarded a month, at most"),
	}
}

// AllFacts lists what rules may ask, in the order of a household's file.
func AllFacts() []Fact { return slices.Clone(declared) }

// FactBy finds a fact by its name.
func FactBy(name string) (Fact, bool) {
	i := slices.IndexFunc(declared, func(f Fact) bool { return f.Name == name })
	if i < 0 {
		return Fact{}, false
	}
	return declared[i], true
}

// Tellable lists the facts that a person may say or suppose: everything but the standards and what follows from other facts.
func Tellable() []Fact {
	return slices.DeleteFunc(AllFacts(), func(f Fact) bool { return f.Group == GroupStandard || f.Group == GroupDerived })
}

var schema = func() rules.Schema {
	list := make([]rules.Fact, len(declared))
	for i, f := range declared {
		list[i] = f.Fact
	}
	return rules.NewSchema(list...)
}()

// Schema is what the conditions of rules may ask for.
func Schema() rules.Schema { return schema }
