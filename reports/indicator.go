package reports

import (
	"time"

	"zhulian/models"
	"zhulian/store"
)

// Indicator is one of the indicators of domain report §14, as it is declared: what it is called, what is counted, and where its formula
// stands. The official formulas are not public; docs/indicators.md explains each with an example.
type Indicator struct {
	Code           string
	NameZH, NameEN string
	Unit           string // what is counted: household, task, need, match …
	OfZH, OfEN     string // the denominator in words
	MetZH, MetEN   string // the numerator in words
	Source         string // where the formula stands in the store; "" for what is not a plain count
	measure        string
	Aim            *float64 // what law or practice asks for, where there is such a number
}

func aim(v float64) *float64 { return &v }

// indicators is the declared table, in the order of §14. A county's choice of base replaces the source of K1 and K2.
var indicators = []Indicator{
	{Code: "K1", NameZH: "探访关爱率", NameEN: "visiting rate", Unit: "household", OfZH: "期内有探访时段到期的户（不含死亡、迁出、整段住院或在机构）",
		OfEN:  "households with a visit window that ended in the period, without those who died, left or were in an institution all of it",
		MetZH: "到期时段全部有有效探访的户", MetEN: "those whose every window holds a valid visit", Source: "window_household", measure: "K1"},
	{Code: "K1b", NameZH: "探访任务完成率", NameEN: "visits done", Unit: "task", OfZH: "到期的探访时段", OfEN: "visit windows that ended",
		MetZH: "有有效探访的时段", MetEN: "windows with a valid visit", Source: "window", measure: "K1b"},
	{Code: "K1c", NameZH: "特殊困难老人月探访率", NameEN: "elderly in hardship visited in the month", Unit: "person", OfZH: "月末在册且已在册满15天的特殊困难老人",
		OfEN: "elderly people on the list at the month's end and for at least 15 days", MetZH: "当月有有效探访", MetEN: "with a valid visit to their household in the month",
		Source: "elderly", measure: "K1c", Aim: aim(1)},
	{Code: "K2", NameZH: "发现问题解决率", NameEN: "resolution rate", Unit: "task", OfZH: "期内发现并受理的有效需求（剔除V1–V5）",
		OfEN: "valid needs found in the period and accepted (without V1–V5)", MetZH: "已办结（R1–R4）", MetEN: "resolved (R1–R4)", Source: "need", measure: "K2"},
	{Code: "K2d30", NameZH: "30天解决率", NameEN: "resolved within 30 days", Unit: "task", OfZH: "期内发现并受理、发现已满30天的有效需求",
		OfEN:  "valid needs of the period that were found 30 days ago or longer",
		MetZH: "30天内办结", MetEN: "resolved within 30 days", Source: "need", measure: "K2d30"},
	{Code: "K2d60", NameZH: "60天解决率", NameEN: "resolved within 60 days", Unit: "task", OfZH: "期内发现并受理、发现已满60天的有效需求",
		OfEN:  "valid needs of the period that were found 60 days ago or longer",
		MetZH: "60天内办结", MetEN: "resolved within 60 days", Source: "need", measure: "K2d60"},
	{Code: "K2d90", NameZH: "90天解决率", NameEN: "resolved within 90 days", Unit: "task", OfZH: "期内发现并受理、发现已满90天的有效需求",
		OfEN:  "valid needs of the period that were found 90 days ago or longer",
		MetZH: "90天内办结", MetEN: "resolved within 90 days", Source: "need", measure: "K2d90"},
	{Code: "K2b", NameZH: "按期解决率", NameEN: "resolved in time", Unit: "task", OfZH: "有效需求中时限已到的", OfEN: "valid needs whose limit has ended",
		MetZH: "在时限内办结", MetEN: "resolved within their limit", Source: "need", measure: "K2b"},
	{Code: "K2c", NameZH: "存量需求", NameEN: "open needs", Unit: "task", OfZH: "现在未办结的需求", OfEN: "needs open now", MetZH: "其中重开的", MetEN: "those that were reopened",
		Source: "open_need", measure: "open"},
	{Code: "K3", NameZH: "幸福清单送达率", NameEN: "happiness lists handed over", Unit: "household", OfZH: "季末在册的特困、低保、低边、支出型家庭，及当季退出且有待遇的",
		OfEN: "households of T, D, E and X on the quarter's last day, and those that ended in it with any benefit", MetZH: "20天内签收或当面送达",
		MetEN: "acknowledged or handed over face to face within 20 days", Source: "list", measure: "K3"},
	{Code: "K3b", NameZH: "知晓率", NameEN: "awareness", Unit: "household", OfZH: "抽查回访的户", OfEN: "households that were called back", MetZH: "能说出两项以上待遇",
		MetEN: "that can name two benefits or more", Source: "awareness", measure: "K3b"},
	{Code: "K4", NameZH: "预警核实及时率", NameEN: "alerts looked into in time", Unit: "alert", OfZH: "期内应核实的预警（剔除合并、退回）",
		OfEN: "alerts due in the period, without merged and returned ones", MetZH: "按时核实", MetEN: "looked into by then", Source: "alert_due", measure: "K4"},
	{Code: "K5", NameZH: "预警转化率", NameEN: "alerts that found trouble", Unit: "alert", OfZH: "期内核实的预警", OfEN: "alerts looked into in the period",
		MetZH: "发起救助申请或登记需求（A2、A3）", MetEN: "with a relief application or needs (A2, A3)", Source: "alert_verified", measure: "K5"},
	{Code: "K6", NameZH: "需求响应及时率", NameEN: "needs answered in time", Unit: "task", OfZH: "响应时限已到的有效需求", OfEN: "valid needs past their limit of response",
		MetZH: "时限内有帮扶方承诺或转政府办理", MetEN: "promised by a supplier or taken by government within it", Source: "need", measure: "K6"},
	{Code: "K7", NameZH: "匹配成功率", NameEN: "needs with a promise", Unit: "task", OfZH: "有效需求（不含政府办理）", OfEN: "valid needs that are not government's own",
		MetZH: "至少一次对接成功", MetEN: "with at least one promise", Source: "need", measure: "K7"},
	{Code: "K8", NameZH: "供给兑现率", NameEN: "promises kept", Unit: "match", OfZH: "期内到期的承诺（剔除政府取消）", OfEN: "promises whose end lies in the period, without those that were cancelled",
		MetZH: "已完成", MetEN: "completed", Source: "match", measure: "K8"},
	{Code: "K9", NameZH: "解决时长", NameEN: "time to resolve", Unit: "task", OfZH: "已办结的需求", OfEN: "resolved needs", MetZH: "受理到办结的工作日：均值、中位数、P90",
		MetEN: "working days from accepted to resolved: mean, median, P90"},
	{Code: "K10", NameZH: "满意率", NameEN: "satisfaction", Unit: "rating", OfZH: "期内全部评价", OfEN: "all ratings of the period", MetZH: "4–5分", MetEN: "of 4 or 5",
		Source: "rating", measure: "K10"},
	{Code: "K11", NameZH: "重开率", NameEN: "reopened", Unit: "task", OfZH: "办结过的需求", OfEN: "needs that were resolved", MetZH: "30天内重开", MetEN: "reopened within 30 days",
		Source: "need", measure: "K11"},
	{Code: "K12", NameZH: "一户一策采纳率", NameEN: "suggestions adopted", Unit: "suggestion", OfZH: "期内发出且已决定或过期的建议", OfEN: "suggestions issued in the period and decided or expired",
		MetZH: "采纳或转办", MetEN: "accepted or converted", Source: "suggestion", measure: "K12"},
	{Code: "K13", NameZH: "服务网络覆盖率", NameEN: "network coverage", Unit: "place", OfZH: "乡镇和村（社区）", OfEN: "towns and villages", MetZH: "有站点且有在岗协理员",
		MetEN: "with a place of the alliance and an active aide"},
	{Code: "K14", NameZH: "活跃供给主体率", NameEN: "active suppliers", Unit: "supplier", OfZH: "在册帮扶主体", OfEN: "active suppliers", MetZH: "90天内有完成的服务",
		MetEN: "with a fulfilment in the last 90 days", Source: "supplier", measure: "K14"},
	{Code: "K15", NameZH: "社会力量撬动", NameEN: "what society gave", Unit: "fen", OfZH: "–", OfEN: "–", MetZH: "记录资金、物资折价与服务折价合计",
		MetEN: "money on record, things and services at their value"},
	{Code: "K16", NameZH: "同意合规率", NameEN: "disclosures under consent", Unit: "disclosure", OfZH: "期内向帮扶方披露（二级以上）", OfEN: "disclosures to suppliers at tier 2 or above",
		MetZH: "当时有有效同意", MetEN: "under a consent that was live then", Source: "disclosure", measure: "K16", Aim: aim(1)},
	{Code: "K17", NameZH: "救助申请办理及时率", NameEN: "applications decided in time", Unit: "application", OfZH: "期内提交、已决定或已超期的申请（不含急难）",
		OfEN:  "applications of the period that are decided or overdue, without emergencies",
		MetZH: "时限内决定", MetEN: "decided within the limit", Source: "application", measure: "K17"},
	{Code: "K17e", NameZH: "急难救助及时率", NameEN: "emergencies decided in time", Unit: "application", OfZH: "期内提交、已决定或已超期的急难申请",
		OfEN: "emergencies of the period that are decided or overdue", MetZH: "时限内决定", MetEN: "decided within the limit", Source: "application", measure: "K17e"},
}

// Indicators lists the declared indicators, in order.
func Indicators() []Indicator { return append([]Indicator(nil), indicators...) }

func indicatorOf(code string, base models.ReportBase) (Indicator, bool) {
	for _, i := range indicators {
		if i.Code == code {
			return i.on(base), true
		}
	}
	return Indicator{}, false
}

// on is the indicator as a county counts it: K1 and K2 by household or by task. Without a choice K1 goes by household and K2 by task, as
// §14 defines them.
func (i Indicator) on(base models.ReportBase) Indicator {
	switch {
	case i.Code == "K1" && base == models.BaseTask:
		i.Unit, i.Source, i.measure = "task", "window", "K1b"
		i.OfZH, i.OfEN, i.MetZH, i.MetEN = indicators[1].OfZH, indicators[1].OfEN, indicators[1].MetZH, indicators[1].MetEN
	case i.Code == "K2" && base == models.BaseHousehold:
		i.Unit, i.Source, i.measure = "household", "need_household", "K2h"
		i.OfZH, i.OfEN = "期内有有效需求的户", "households with a valid need found in the period"
		i.MetZH, i.MetEN = "有效需求全部办结的户", "those whose every valid need is resolved"
	}
	return i
}

// Value is an indicator as it came out: a rate is numerator by denominator, and nil where the denominator is 0.
type Value struct {
	Indicator
	From, To    models.Date
	AsOf        time.Time
	Numerator   int64
	Denominator int64
	Rate        *float64
	Exclusions  map[string]int64
	Mean        *float64         // K9, in working days
	Median, P90 *float64         // K9
	Parts       map[string]int64 // K15: fen by way of giving
	Answered    *float64         // K10: ratings given, of those that could have been
	Suppressed  bool             // too few to show outside the county
}

func (v *Value) count(met, of int64) {
	v.Numerator, v.Denominator, v.Rate = met, of, nil
	if of > 0 {
		r := float64(met) / float64(of)
		v.Rate = &r
	}
}

// Query asks for indicators of a period, narrowed as said. An empty field does not narrow.
type Query struct {
	Period   string // 2026, 2026-Q3 or 2026-09; "" is the present quarter
	Region   string // a town or village of the scope
	Category string
	Aide     string
	Supplier string
}

// narrow puts what a query says into the reader's scope; a region outside of it is not there.
func (q Query) narrow(scope store.Scope) (store.Scope, error) {
	if q.Region == "" {
		return scope, nil
	}
	if _, flaw := models.ParseRegionCode(q.Region); flaw != "" {
		return scope, models.InvalidField("region", "region")
	}
	if len(scope.Regions) > 0 {
		inside := false
		for _, r := range scope.Regions {
			inside = inside || models.Covers(r, q.Region)
		}
		if !inside {
			return scope, models.NotFound("region")
		}
	}
	scope.Regions = []string{q.Region}
	return scope, nil
}

// ParsePeriod reads a year, a quarter or a month: 2026, 2026-Q3, 2026-09.
func ParsePeriod(said string, today models.Date) (from, to models.Date, err error) {
	months := 0
	switch {
	case said == "":
		from, months = models.PeriodWith(models.PeriodOfQuarter, today).From, 3
	case len(said) == 4:
		from, months = models.Date(said+"-01-01"), 12
	case len(said) == 7 && said[5] == 'Q':
		first := map[byte]string{'1': "01", '2': "04", '3': "07", '4': "10"}[said[6]]
		from, months = models.Date(said[:5]+first+"-01"), 3
	case len(said) == 7:
		from, months = models.Date(said+"-01"), 1
	}
	if _, ok := models.ParseDate(string(from)); !ok || months == 0 {
		return "", "", models.InvalidField("period", "period")
	}
	return from, from.AddMonths(months).AddDays(-1), nil
}
