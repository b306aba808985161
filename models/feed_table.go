package models

import "slices"

// shippedFrom is the day from which the declarations that come with the software count.
const shippedFrom Date = "2020-01-01"

// Headings under which departments write what every list has.
var (
	headCitizen = []string{"身份证号", "公民身份号码", "身份证号码", "证件号码", "身份证", "citizen_no", "id_no"}
	headName    = []string{"姓名", "人员姓名", "当事人", "name"}
	headPhone   = []string{"联系电话", "电话", "手机", "手机号", "phone"}
	headVillage = []string{"村社区代码", "区划代码", "村(社区)代码", "行政区划代码", "村社区", "村(社区)", "所在村社区", "所属村社区", "village", "region_code"}
	headAddress = []string{"地址", "家庭住址", "住址", "现住址", "居住地址", "address"}
)

// who are the columns that say whom a row is about: the number is asked for, or the name with a village or an address.
func who(citizen ...string) []FeedColumn {
	return []FeedColumn{
		{Field: FeedCitizenNo, Names: append(citizen, headCitizen...), Required: true}, {Field: FeedName, Names: headName, Required: true},
		{Field: FeedPhone, Names: headPhone}, {Field: FeedVillage, Names: headVillage}, {Field: FeedAddress, Names: headAddress},
	}
}

func columnsOf(lead []FeedColumn, more ...FeedColumn) []FeedColumn { return append(lead, more...) }

func day(names ...string) FeedColumn {
	return FeedColumn{Field: FeedEventOn, Names: append(names, "日期", "发生日期", "date"), Required: true}
}

func money(names ...string) FeedColumn {
	return FeedColumn{Field: FeedAmount, Names: append(names, "金额", "amount"), Required: true}
}

func kindOf(names ...string) FeedColumn {
	return FeedColumn{Field: FeedCode, Names: append(names, "类型", "code"), Required: true}
}

func fact(field FeedField, kind FactKind, names ...string) FeedColumn {
	return FeedColumn{Field: field, Kind: kind, Names: append(names, string(field))}
}

func must(c FeedColumn) FeedColumn {
	c.Required = true
	return c
}

func maybe(c FeedColumn) FeedColumn {
	c.Required = false
	return c
}

// serial tells apart rows that are otherwise alike: two bills of one amount on one day.
func serial(names ...string) FeedColumn {
	return fact("serial_no", FactText, append(names, "流水号", "编号")...)
}

func shipped(code, dept, zh, en string, keep int, columns []FeedColumn, codes ...FeedWord) Feed {
	f := Feed{Code: code, Edition: 1, NameZH: zh, NameEN: en, SourceDept: dept, Columns: columns, Codes: codes, KeepDays: keep, Enabled: true,
		EffectiveFrom: shippedFrom}
	if _, has := f.Column(FeedAmount); has {
		f.AmountUnit = AmountYuan
	}
	return f
}

// A signal without follow-up is kept a year (domain report §17.3); what a rolling sum of twelve months needs, a month longer.
const (
	keepYear    = 365
	keepRolling = 396
)

// ShippedFeeds lists the declarations that come with the software, in the order of the rules that read them (domain report §7). A county
// changes them, or adds others, by editions of its own.
func ShippedFeeds() []Feed { return append(welfareFeeds(), publicFeeds()...) }

func welfareFeeds() []Feed {
	return []Feed{
		shipped("medical", "医保", "医疗费用", "medical bills", keepRolling, columnsOf(who("参保人身份证号"), day("结算日期", "费用日期", "出院日期"),
			money("个人自付金额", "自付金额", "个人负担金额", "自付费用", "自负金额"), maybe(kindOf("就医方式", "医疗类别", "就诊类型")), serial("结算流水号", "结算单号")),
			FeedWord{"inpatient", "住院", "inpatient", []string{"住院治疗"}}, FeedWord{"outpatient", "门诊", "outpatient", []string{"普通门诊", "门诊慢特病"}},
			FeedWord{"pharmacy", "药店", "pharmacy", []string{"定点药店", "购药"}}),
		shipped("illness", "卫健", "重大疾病确诊", "major illness diagnosed", keepYear, columnsOf(who("患者身份证号"), day("确诊日期", "诊断日期"), kindOf("病种类别", "病种")),
			FeedWord{"tumour", "恶性肿瘤", "malignant tumour", []string{"肿瘤", "癌症"}}, FeedWord{"kidney", "终末期肾病", "end-stage kidney disease", []string{"尿毒症", "肾衰竭"}},
			FeedWord{"heart", "心脑血管", "heart or stroke", []string{"心梗", "脑卒中", "脑梗"}}, FeedWord{"blood", "血液病", "blood disease", []string{"白血病", "血友病"}},
			FeedWord{"transplant", "器官移植", "transplant", nil}, FeedWord{"mental", "重性精神障碍", "severe mental disorder", []string{"精神疾病"}},
			FeedWord{"other", "其他重大疾病", "other", []string{"其他"}}),
		shipped("admission", "卫健", "入院登记", "hospital admission", keepYear, columnsOf(who("患者身份证号"), day("入院日期"), maybe(kindOf("入院方式"))),
			FeedWord{"emergency", "急诊", "emergency", []string{"急诊入院"}}, FeedWord{"planned", "择期", "planned", []string{"门诊入院", "普通"}}),
		shipped("insurance", "医保", "医保断缴", "medical insurance lapsed", keepYear, columnsOf(who("参保人身份证号"), day("断缴日期", "应缴日期", "停保日期"),
			fact("unpaid_days", FactNumber, "未缴天数", "断缴天数"))),
		shipped("disability", "残联", "残疾人证", "disability certificates", keepYear, columnsOf(who("持证人身份证号"), day("发证日期", "评定日期", "办证日期"),
			kindOf("残疾类别", "残疾类型"), must(fact("level", FactNumber, "残疾等级", "等级", "级别"))),
			FeedWord{"visual", "视力", "visual", []string{"视力残疾"}}, FeedWord{"hearing", "听力", "hearing", []string{"听力残疾"}},
			FeedWord{"speech", "言语", "speech", []string{"言语残疾"}}, FeedWord{"physical", "肢体", "physical", []string{"肢体残疾"}},
			FeedWord{"intellectual", "智力", "intellectual", []string{"智力残疾"}}, FeedWord{"mental", "精神", "mental", []string{"精神残疾"}},
			FeedWord{"multiple", "多重", "multiple", []string{"多重残疾"}}),
		shipped("unemployment", "人社", "失业登记", "unemployment", keepYear, columnsOf(who(), day("失业日期", "登记日期", "待遇终止日期"), kindOf("失业原因", "登记类型"),
			fact("sole_earner", FactYesNo, "唯一劳动力", "家庭唯一收入"), fact("employed_again", FactYesNo, "已再就业", "是否再就业")),
			FeedWord{"dismissed", "解除劳动合同", "dismissed", []string{"解除合同", "辞退", "裁员"}}, FeedWord{"closed", "企业关停", "employer closed", []string{"企业破产", "停产"}},
			FeedWord{"benefit_ended", "失业金期满", "benefit ended", []string{"待遇期满", "领取期满"}}, FeedWord{"other", "其他", "other", nil}),
		shipped("education", "教育", "学籍变动", "school registration", keepYear, columnsOf(who("学生身份证号"), day("登记日期", "入学日期", "变动日期"), kindOf("学段", "变动类型")),
			FeedWord{"senior", "高中在读", "senior school", []string{"高中", "普通高中"}}, FeedWord{"vocational", "中职在读", "vocational school", []string{"中职", "中专"}},
			FeedWord{"college", "大专本科在读", "college", []string{"大专", "本科", "大学", "高校"}}, FeedWord{"dropout", "辍学", "dropped out", []string{"退学", "失学"}}),
		shipped("housing", "住建", "危房鉴定", "unsafe houses", keepYear, columnsOf(who("户主身份证号"), day("鉴定日期"), kindOf("鉴定等级", "房屋等级", "危房等级")),
			FeedWord{"A", "A级", "A", []string{"安全"}}, FeedWord{"B", "B级", "B", []string{"基本安全"}}, FeedWord{"C", "C级", "C", []string{"局部危险"}},
			FeedWord{"D", "D级", "D", []string{"整栋危险"}}),
		shipped("hotline", "热线", "12345热线", "hotline 12345", keepYear, columnsOf(loosely(), day("来电日期", "受理日期"), kindOf("诉求类别", "事项类别"),
			fact("summary", FactText, "诉求摘要", "内容摘要", "诉求内容"), serial("工单编号", "工单号")), topics()...),
		shipped("grid", "网格", "网格上报", "grid reports", keepYear, columnsOf(loosely(), day("上报日期"), kindOf("事项类别", "问题类别"),
			fact("summary", FactText, "情况摘要", "情况说明"), serial("事件编号")), topics()...),
	}
}

// loosely are the columns of lists that come by telephone: the number is often not known.
func loosely() []FeedColumn {
	columns := who("来电人身份证号", "当事人身份证号")
	columns[0].Required = false
	return columns
}

func topics() []FeedWord {
	return []FeedWord{
		{"living", "生活困难", "living in hardship", []string{"生活", "吃穿困难"}}, {"medical", "就医困难", "medical care", []string{"就医", "医疗"}},
		{"housing", "住房困难", "housing", []string{"住房"}}, {"elderly", "老人无人照料", "elderly without care", []string{"老人", "养老"}},
		{"child", "儿童无人照料", "child without care", []string{"儿童", "未成年人"}}, {"disabled", "残疾人求助", "disabled person", []string{"残疾", "助残"}},
		{"safety", "人身安全", "danger to life", []string{"安全", "家暴"}}, {"other", "其他求助", "other", []string{"其他"}},
	}
}

func publicFeeds() []Feed {
	return []Feed{
		shipped("death", "公安", "死亡注销", "deaths", keepYear, columnsOf(who("死者身份证号", "死亡人员身份证号"), day("死亡日期", "注销日期"))),
		shipped("birth", "公安", "出生登记", "births", keepYear, columnsOf(who("母亲身份证号", "监护人身份证号"), day("出生日期", "登记日期"), fact("children", FactNumber, "新生儿数"))),
		shipped("disaster", "应急", "火灾与灾害", "fires and disasters", keepYear, columnsOf(who("户主身份证号"), day("受灾日期"), kindOf("灾害类型", "灾种"),
			maybe(money("损失金额", "直接经济损失", "财产损失")), fact("casualties", FactNumber, "伤亡人数", "受伤人数")),
			FeedWord{"fire", "火灾", "fire", []string{"住宅火灾"}}, FeedWord{"collapse", "房屋倒塌", "collapse", []string{"倒塌", "坍塌"}},
			FeedWord{"flood", "洪涝", "flood", []string{"水灾", "内涝"}}, FeedWord{"typhoon", "台风", "typhoon", nil},
			FeedWord{"landslide", "地质灾害", "landslide", []string{"山体滑坡", "泥石流"}}, FeedWord{"other", "其他灾害", "other", []string{"其他"}}),
		shipped("traffic", "交警", "交通事故", "traffic accidents", keepYear, columnsOf(who("伤者身份证号"), day("事故日期"), kindOf("伤情", "伤害程度"), serial("事故编号")),
			FeedWord{"minor", "轻伤", "minor injury", []string{"轻微伤"}}, FeedWord{"serious", "重伤", "serious injury", nil}, FeedWord{"death", "死亡", "death", nil}),
		shipped("guardian", "法院", "监护缺失", "guardian lost", keepYear, columnsOf(who("儿童身份证号", "未成年人身份证号"), day("裁定日期", "立案日期"), kindOf("缺失原因", "事由")),
			FeedWord{"imprisoned", "监护人服刑", "guardian imprisoned", []string{"服刑", "羁押"}}, FeedWord{"missing", "监护人失联", "guardian missing", []string{"失联", "失踪"}},
			FeedWord{"removed", "撤销监护资格", "custody removed", []string{"撤销监护"}}),
		shipped("electricity", "供电", "用电异常", "no use of electricity", keepYear, columnsOf(loosely(), day("统计日期"),
			must(fact("idle_hours", FactNumber, "未用电小时", "未用小时", "连续未用小时")), serial("户号"))),
		shipped("water", "供水燃气", "用水用气异常", "no use of water or gas", keepYear, columnsOf(loosely(), day("统计日期"),
			must(fact("idle_hours", FactNumber, "未用水小时", "未用小时", "连续未用小时")), maybe(kindOf("能源类别")), serial("户号")),
			FeedWord{"water", "用水", "water", []string{"水"}}, FeedWord{"gas", "用气", "gas", []string{"燃气", "气"}}),
		shipped("prison", "司法", "收监服刑", "imprisonment", keepYear, columnsOf(who(), day("收监日期"))),
		shipped("property", "自然资源", "不动产登记", "property registered", keepYear, columnsOf(who("权利人身份证号"), day("登记日期"), kindOf("不动产类型")),
			FeedWord{"house", "住宅", "house", []string{"房屋", "商品房"}}, FeedWord{"shop", "商铺", "shop", []string{"店面"}}, FeedWord{"other", "其他", "other", nil}),
		shipped("vehicle", "交警", "机动车登记", "vehicle registered", keepYear, columnsOf(who("车主身份证号"), day("登记日期", "上牌日期"), kindOf("车辆类型")),
			FeedWord{"car", "小型汽车", "car", []string{"小型客车", "轿车"}}, FeedWord{"lorry", "货车", "lorry", []string{"大型汽车"}},
			FeedWord{"motorcycle", "摩托车", "motorcycle", nil}, FeedWord{"other", "其他", "other", nil}),
		shipped("company", "市场监管", "市场主体登记", "company registered", keepYear, columnsOf(who("法定代表人身份证号", "经营者身份证号"), day("成立日期", "登记日期"),
			maybe(money("注册资本")))),
		shipped("income", "税务", "收入变动", "income", keepYear, columnsOf(who("纳税人身份证号"), day("所属期", "申报日期"), money("月收入", "收入额", "工资薪金"))),
	}
}

// FeedList is a county's declarations: its own editions over those that come with the software.
type FeedList []Feed

// FeedsWith puts a county's own editions over those that come with the software.
func FeedsWith(own []Feed) FeedList { return append(FeedList(ShippedFeeds()), own...) }

// In answers the declaration of a feed that counts on a day; ok is false where there is none.
func (all FeedList) In(code string, day Date) (best Feed, ok bool) {
	for _, f := range all {
		if f.Code == code && f.EffectiveFrom <= day && (!ok || f.Edition >= best.Edition) {
			best, ok = f, true
		}
	}
	return best, ok
}

// On lists the declaration of every feed that counts on a day: those that come with the software first, then the county's, by code.
func (all FeedList) On(day Date) []Feed {
	var out []Feed
	seen := map[string]bool{}
	for _, f := range all {
		if seen[f.Code] {
			continue
		}
		seen[f.Code] = true
		if best, ok := all.In(f.Code, day); ok {
			out = append(out, best)
		}
	}
	return out
}

// Edition answers one edition of a feed.
func (all FeedList) Edition(code string, n int) (Feed, bool) {
	i := slices.IndexFunc(all, func(f Feed) bool { return f.Code == code && f.Edition == n })
	if i < 0 {
		return Feed{}, false
	}
	return all[i], true
}

// Next is the number of the next edition of a feed.
func (all FeedList) Next(code string) int {
	last := 0
	for _, f := range all {
		if f.Code == code {
			last = max(last, f.Edition)
		}
	}
	return last + 1
}
