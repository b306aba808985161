package models

import (
	"slices"
	"strings"
	"time"
)

// rulesFrom is the day from which the rules that come with the software hold.
const rulesFrom Date = "2020-01-01"

func ruleInt(name string, value int64, zh, en string) RuleParam {
	return RuleParam{Name: name, Kind: ParamInt, Value: value, NameZH: zh, NameEN: en}
}

func ruleMoney(name string, yuan int64, zh, en string) RuleParam {
	return RuleParam{Name: name, Kind: ParamMoney, Value: yuan * 100, NameZH: zh, NameEN: en}
}

// ShippedRules lists the 23 rules that come with the software (domain report §7), each as its version 1. A county changes them by versions of
// its own. Every threshold is a proposal that the county is free to set.
func ShippedRules() []AlertRule {
	out := slices.Concat(healthRules(), workRules(), eventRules(), elderlyRules(), householdRules())
	slices.SortFunc(out, func(a, b AlertRule) int { return strings.Compare(a.Code, b.Code) })
	begin := rulesFrom.Start()
	for i := range out {
		r := &out[i]
		r.RuleVersion, r.Enabled, r.Term, r.Source = 1, true, Term{EffectiveFrom: rulesFrom}, "系统预置"
		if r.Kind == "" {
			r.Kind = RuleTrigger
		}
		r.filled()
		r.Decision = Decision{Status: DecisionAdopted, AdoptedAt: &begin, CreatedAt: begin, UpdatedAt: begin, Version: 1}
	}
	return out
}

// medicalRule is W01 or W02. Below the floor the share of income does not count, or a family without income would be alerted for each
// prescription.
func medicalRule(code string, severity Severity, limit, floor, percent int64) AlertRule {
	return AlertRule{
		Code: code, Family: "medical", Severity: severity, WindowDays: 365, RestDays: 90, Feeds: []string{"medical"}, SourceDept: "医保", AmountFact: "medical_fen",
		Expression: "medical_fen >= limit_fen or (medical_fen >= floor_fen and medical_fen * 100 >= household_income_year_fen * percent)",
		Params: []RuleParam{ruleMoney("limit_fen", limit, "自付金额", "self-paid"), ruleInt("percent", percent, "占家庭年收入（%）", "percent of yearly income"),
			ruleMoney("floor_fen", floor, "计算占比的起点金额", "from which the share counts")},
		SentenceZH: "近 {window_days} 天家庭自付医疗费用达到 {limit_fen}，或达到 {floor_fen} 且不低于家庭年收入的 {percent}%。",
		SentenceEN: "Within {window_days} days the household itself paid {limit_fen} or more for medical care, or {floor_fen} or more and at least " +
			"{percent} % of its yearly income.",
	}
}

func healthRules() []AlertRule {
	yellow, red := medicalRule("W01", SeverityYellow, 20_000, 2_000, 50), medicalRule("W02", SeverityRed, 50_000, 5_000, 100)
	yellow.NameZH, yellow.NameEN = "医疗自付费用较高", "high medical costs"
	red.NameZH, red.NameEN = "医疗自付费用特别高", "very high medical costs"
	return []AlertRule{
		yellow, red,
		{Code: "W03", NameZH: "新确诊重大疾病", NameEN: "major illness newly diagnosed", Family: "illness", Severity: SeverityOrange, WindowDays: 365, RestDays: 365,
			Feeds: []string{"illness"}, SourceDept: "卫健", Expression: "illness_n >= least", Params: []RuleParam{ruleInt("least", 1, "确诊次数", "diagnoses")},
			SentenceZH: "近 {window_days} 天有成员新确诊重大疾病（至少 {least} 次）。",
			SentenceEN: "Within {window_days} days a member was diagnosed with a major illness (at least {least} times)."},
		{Code: "W04", NameZH: "在保对象医保断缴", NameEN: "assisted person's medical insurance lapsed", Family: "insurance", Severity: SeverityYellow, WindowDays: 365, RestDays: 365,
			Feeds: []string{"insurance"}, Nightly: true, SourceDept: "医保", Expression: "assisted and insurance_lapsed_days >= days",
			Params:     []RuleParam{ruleInt("days", 30, "断缴天数", "days unpaid")},
			SentenceZH: "救助对象家庭有成员基本医保断缴满 {days} 天。",
			SentenceEN: "A member of an assisted household has not paid the basic medical insurance for {days} days."},
		{Code: "W05", NameZH: "新领一、二级残疾证", NameEN: "new disability certificate, level 1 or 2", Family: "disability", Severity: SeverityOrange, WindowDays: 365, RestDays: 365,
			Feeds: []string{"disability"}, SourceDept: "残联", Expression: "disability_grade <= level", Params: []RuleParam{ruleInt("level", 2, "残疾等级（含）", "level, at most")},
			SentenceZH: "近 {window_days} 天有成员新领残疾证，等级为 {level} 级及以上。",
			SentenceEN: "Within {window_days} days a member was certified disabled at level {level} or more severe."},
		{Code: "W06", NameZH: "低边、支出型家庭新领三、四级残疾证", NameEN: "level 3 or 4 in a marginal household", Family: "disability", Severity: SeverityYellow, WindowDays: 365,
			RestDays: 365, Feeds: []string{"disability"}, SourceDept: "残联", Expression: `disability_grade > above and disability_grade <= level and category in ["E1", "X1"]`,
			Params:     []RuleParam{ruleInt("above", 2, "残疾等级（不含）", "level, above"), ruleInt("level", 4, "残疾等级（含）", "level, at most")},
			SentenceZH: "低保边缘或支出型困难家庭近 {window_days} 天有成员新领残疾证，等级在 {above} 级之后、{level} 级及以上。",
			SentenceEN: "Within {window_days} days a member of a marginal household was certified disabled at a level after {above}, up to {level}."},
		{Code: "W18", NameZH: "独居老人或特困人员住院", NameEN: "elderly alone or destitute person admitted to hospital",
			Family: "admission", Severity: SeverityOrange, WindowDays: 30, RestDays: 30,
			Feeds: []string{"admission"}, SourceDept: "卫健", Expression: `admission_n >= least and (elder_alone or category == "T1")`,
			Params:     []RuleParam{ruleInt("least", 1, "住院次数", "admissions")},
			SentenceZH: "近 {window_days} 天独居老人或分散供养特困人员住院（至少 {least} 次）。",
			SentenceEN: "Within {window_days} days an elderly person alone, or one in extreme hardship, was admitted to hospital (at least {least} times)."},
	}
}

func workRules() []AlertRule {
	return []AlertRule{
		{Code: "W07", NameZH: "唯一劳动力失业", NameEN: "only earner lost the job", Family: "employment", Severity: SeverityOrange, WindowDays: 180, RestDays: 180,
			Feeds: []string{"unemployment"}, SourceDept: "人社", Expression: "jobs_lost_n >= least and (sole_earner_lost or other_earners_n == 0)",
			Params:     []RuleParam{ruleInt("least", 1, "失业人数", "jobs lost")},
			SentenceZH: "近 {window_days} 天有成员失业（至少 {least} 人），且家庭没有其他就业成员。",
			SentenceEN: "Within {window_days} days a member lost the job (at least {least}) and nobody else in the household earns."},
		{Code: "W08", NameZH: "失业保险待遇期满未就业", NameEN: "unemployment benefit ended, no new job", Family: "employment", Severity: SeverityYellow, WindowDays: 180, RestDays: 180,
			Feeds: []string{"unemployment"}, Nightly: true, SourceDept: "人社", Expression: "benefit_ended_days >= days and not (known(employed_again) and employed_again)",
			Params:     []RuleParam{ruleInt("days", 30, "期满后天数", "days since the end")},
			SentenceZH: "失业保险待遇期满 {days} 天，未见再就业。",
			SentenceEN: "Unemployment benefit ended {days} days ago and no new job is known."},
		{Code: "W09", NameZH: "在学负担或辍学", NameEN: "student in a marginal household, or dropout", Family: "education", Severity: SeverityYellow, WindowDays: 180, RestDays: 180,
			Feeds: []string{"education"}, SourceDept: "教育", RedWhen: `"dropout" in education_codes`, Expression: `"dropout" in education_codes or ` +
				`(("senior" in education_codes or "vocational" in education_codes or "college" in education_codes) and category in ["E1", "X1"])`,
			SentenceZH: "近 {window_days} 天（一学期），低保边缘或支出型困难家庭有高中、中职、大专以上在读学生；有辍学的，为红色。",
			SentenceEN: "Within {window_days} days (a term) a marginal household has a student in senior school, vocational school or college; a dropout makes it red."},
		{Code: "W11", NameZH: "低保、低边家庭新生儿", NameEN: "birth in an assisted household", Family: "birth", Severity: SeverityBlue, WindowDays: 90,
			// Another birth is another event, so that it does not rest for ever.
			RestDays: 270, Feeds: []string{"birth"}, SourceDept: "公安", Expression: `birth_n >= least and category in ["D1", "E1"]`,
			Params:     []RuleParam{ruleInt("least", 1, "出生登记数", "births")},
			SentenceZH: "低保或低保边缘家庭近 {window_days} 天有新生儿登记（至少 {least} 例）。",
			SentenceEN: "Within {window_days} days a birth was registered in a household of minimum living or a marginal one (at least {least})."},
	}
}

func eventRules() []AlertRule {
	return []AlertRule{
		{Code: "W10", NameZH: "劳动年龄成员死亡", NameEN: "death of a member of working age", Family: "death", Severity: SeverityRed, WindowDays: 90, Once: true,
			Feeds: []string{"death"}, SourceDept: "公安", Expression: "worker_age_deaths_n >= least", Params: []RuleParam{ruleInt("least", 1, "死亡人数", "deaths")},
			SentenceZH: "近 {window_days} 天有 16 至 59 周岁成员死亡（至少 {least} 人）。",
			SentenceEN: "Within {window_days} days a member aged 16 to 59 died (at least {least})."},
		{Code: "W12", NameZH: "火灾、倒塌等灾害", NameEN: "fire, collapse or disaster",
			Family: "disaster", Severity: SeverityRed, WindowDays: 30, RestDays: 30, AmountFact: "disaster_fen",
			Feeds: []string{"disaster"}, SourceDept: "应急", Expression: "disaster_n >= least", Params: []RuleParam{ruleInt("least", 1, "受灾次数", "events")},
			SentenceZH: "近 {window_days} 天遭受火灾、房屋倒塌或其他灾害（至少 {least} 次）。",
			SentenceEN: "Within {window_days} days the household suffered a fire, a collapse or another disaster (at least {least})."},
		{Code: "W13", NameZH: "交通事故重伤或死亡", NameEN: "traffic accident with serious injury", Family: "accident", Severity: SeverityRed, WindowDays: 90, RestDays: 90,
			Feeds: []string{"traffic"}, SourceDept: "交警", Expression: `"serious" in traffic_codes or "death" in traffic_codes`,
			SentenceZH: "近 {window_days} 天有成员在交通事故中重伤或死亡。",
			SentenceEN: "Within {window_days} days a member was seriously injured or killed in a traffic accident."},
		{Code: "W14", NameZH: "住房鉴定为 C、D 级", NameEN: "house graded C or D", Family: "housing", Severity: SeverityOrange, WindowDays: 365, RestDays: 365,
			Feeds: []string{"housing"}, SourceDept: "住建", Expression: `"C" in housing_codes or "D" in housing_codes`,
			SentenceZH: "近 {window_days} 天住房被鉴定为 C 级或 D 级危房。",
			SentenceEN: "Within {window_days} days the house was graded C or D."},
		{Code: "W15", NameZH: "儿童监护缺失", NameEN: "child without guardian", Family: "child", Severity: SeverityRed, WindowDays: 90, Once: true,
			Feeds: []string{"guardian", "prison"}, SourceDept: "法院", Expression: "guardian_n >= least or (prison_n >= least and children_n >= 1)",
			Params:     []RuleParam{ruleInt("least", 1, "事件数", "events")},
			SentenceZH: "近 {window_days} 天儿童的监护人服刑、失联或被撤销监护资格（至少 {least} 例）；按未成年人保护流程立即处理。",
			SentenceEN: "Within {window_days} days a child's guardian was imprisoned, went missing or lost custody (at least {least}); the child-protection flow begins at once."},
		{Code: "W23", NameZH: "本人或邻里求助", NameEN: "reported by oneself or a neighbour", Family: "report", Severity: SeverityYellow, WindowDays: 7, RestDays: 7,
			Feeds: []string{"hotline", "grid"}, SourceDept: "热线", Expression: "hotline_n + grid_n >= least",
			RedWhen:    `"safety" in hotline_codes or "child" in hotline_codes or "safety" in grid_codes or "child" in grid_codes`,
			Params:     []RuleParam{ruleInt("least", 1, "求助次数", "reports")},
			SentenceZH: "近 {window_days} 天 12345 热线或网格有求助（至少 {least} 次）；涉及人身安全或儿童的，为红色。",
			SentenceEN: "Within {window_days} days hotline 12345 or the grid had a call for help (at least {least}); danger to life or a child makes it red."},
	}
}

func elderlyRules() []AlertRule {
	return []AlertRule{
		{Code: "W16", NameZH: "独居老人满 80 周岁", NameEN: "elderly person alone turns 80", Family: "elderly", Severity: SeverityYellow, WindowDays: 30, Once: true, Nightly: true,
			SourceDept: "民政", Expression: "elder_alone_age == age and elder_alone_birthday_days < days",
			Params:     []RuleParam{ruleInt("age", 80, "年龄", "age"), ruleInt("days", 30, "生日后天数", "days since the birthday")},
			SentenceZH: "独居老人年满 {age} 周岁（生日后 {days} 天内提示一次）。",
			SentenceEN: "An elderly person living alone has turned {age} (told once, within {days} days of the birthday)."},
		{Code: "W17", NameZH: "独居老人水电气停用", NameEN: "no use of electricity or water by an elderly person alone",
			Family: "solitary", Severity: SeverityRed, WindowDays: 7, RestDays: 7,
			Feeds: []string{"electricity", "water"}, SourceDept: "供电", Expression: "elder_alone and (electricity_idle_hours >= hours or water_idle_hours >= hours)",
			Params:     []RuleParam{ruleInt("hours", 72, "连续未用小时", "hours without use")},
			SentenceZH: "独居老人家中水、电或燃气连续 {hours} 小时未使用。",
			SentenceEN: "In the home of an elderly person alone no electricity, water or gas was used for {hours} hours."},
	}
}

func householdRules() []AlertRule {
	return []AlertRule{
		{Code: "W19", NameZH: "救助认定即将到期", NameEN: "recognition about to expire", Family: "recognition", Severity: SeverityBlue, WindowDays: 30, RestDays: 330, Nightly: true,
			SourceDept: "民政", Expression: "recognition_days_left >= 0 and recognition_days_left <= days", Params: []RuleParam{ruleInt("days", 30, "到期前天数", "days before the end")},
			SentenceZH: "刚性支出困难家庭认定将在 {days} 天内到期。",
			SentenceEN: "The recognition for rigid spending expires within {days} days."},
		{Code: "W20", Kind: RuleDownward, NameZH: "救助条件可能变化（复核）", NameEN: "circumstances may have changed (re-check)",
			Family: "recheck", Severity: SeverityYellow, WindowDays: 90, RestDays: 90,
			Feeds: []string{"death", "prison", "vehicle", "company", "property", "income"}, SourceDept: "民政",
			Expression: `assisted and (death_n >= least or prison_n >= least or "car" in vehicle_codes or "lorry" in vehicle_codes or company_n >= least or ` +
				`"house" in property_codes or "shop" in property_codes or income_reported_fen > dibian_line_fen * members_n)`,
			Params:     []RuleParam{ruleInt("least", 1, "事件数", "events")},
			SentenceZH: "在保家庭近 {window_days} 天有成员死亡、服刑，新购车辆、房产，新办企业，或申报收入超过低保边缘线；仅提示复核，不停发待遇。",
			SentenceEN: "Within {window_days} days an assisted household had a death or imprisonment, a new vehicle, house or company, or income above the marginal line; " +
				"somebody looks again, and no benefit ends by itself."},
		{Code: "W21", Kind: RuleComposite, NameZH: "多个黄色信号叠加", NameEN: "several yellow signals",
			Family: "composite", Severity: SeverityOrange, WindowDays: 60, RestDays: 60, Nightly: true,
			Feeds: []string{"medical", "insurance", "disability", "unemployment", "education", "hotline", "grid"}, SourceDept: "民政", Expression: "yellow_families_n >= least",
			Params:     []RuleParam{ruleInt("least", 2, "黄色预警类别数", "kinds of yellow alerts")},
			SentenceZH: "{window_days} 天内出现 {least} 类及以上黄色预警。",
			SentenceEN: "Within {window_days} days there were yellow alerts of {least} or more kinds."},
		{Code: "W22", Kind: RuleComposite, NameZH: "困难评分快速上升", NameEN: "score of hardship rises fast",
			Family: "score", Severity: SeverityOrange, WindowDays: 90, RestDays: 90, Nightly: true,
			SourceDept: "民政", Expression: "score_rise >= points", Params: []RuleParam{ruleInt("points", 20, "上升分值", "points")},
			SentenceZH: "{window_days} 天内家庭困难维度评分上升 {points} 分及以上。",
			SentenceEN: "Within {window_days} days the household's score of hardship rose by {points} points or more."},
	}
}

// RuleAdopted is a version as if it had been adopted at an instant, for trying it out.
func RuleAdopted(r AlertRule, at time.Time) AlertRule {
	r.Status, r.AdoptedAt = DecisionAdopted, &at
	return r
}
