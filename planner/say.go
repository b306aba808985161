package planner

import (
	"fmt"
	"strings"
)

// words are everything that a plan says, in Chinese and English.
var words = map[string][2]string{
	"hint": {"（可用 %s 字段=列名 指定列，例如 title=物品）", "; name a column yourself with %s FIELD=HEADER, e.g. title=item"},

	"bad_rows": {
		"有 %d 处无法读取，未写入任何结果（加 --skip-bad-rows 可跳过这些行）",
		"%d cells cannot be read, nothing was written (--skip-bad-rows leaves their rows out)",
	},

	"title_missing":       {"没有名称", "says nothing of what it is about"},
	"quantity_unreadable": {"数量无法识别", "is no quantity"},
	"quantity_negative":   {"数量不能为负", "is a negative quantity"},
	"quantity_fraction":   {"数量必须是整数", "is no whole quantity"},
	"quantity_too_large":  {"数量过大（上限 10 亿）", "is too large a quantity (at most 1,000,000,000)"},
	"quantity_zero":       {"需求数量为 0（若表示未知，请加 --unknown-quantity 0）", "asks for nothing (if 0 means unknown, say --unknown-quantity 0)"},
	"urgency_unknown":     {"紧急程度无法识别（可用：特急、高、一般、低）", "is no urgency (critical, high, normal or low)"},
	"date_unreadable":     {"日期无法识别（例：2026-11-24）", "is no date (write 2026-11-24)"},
	"number_unreadable":   {"应为不小于 0 的整数", "is no whole number from 0 up"},
	"point_unreadable":    {"经纬度无法识别", "is no latitude and longitude"},

	"reason.likeness":     {"名称相似度 %d%%", "names %d %% alike"},
	"reason.words":        {"需求的关键用词有 %d%% 对得上", "%d %% of the need's telling words are met"},
	"reason.licence":      {"需人工核对资质：%s", "licence to be checked by hand: %s"},
	"reason.same_village": {"同一地点", "same place"},
	"reason.same_town":    {"同一地点", "same place"},
	"reason.same_county":  {"同一区域", "same area"},
	"of_supplier":         {"（%s）", " of %s"},
	"list.semicolon":      {"；", "; "},
	"list.comma":          {"、", ", "},

	"unmet.no_offer":     {"没有同类或相近的资源", "nothing of the kind is offered"},
	"unmet.not_alike":    {"最接近的是%s，但相似度仅 %d%%、得分 %d，不足以指派", "nearest is %s, but only %d %% alike with a score of %d: too little to assign"},
	"unmet.gate":         {"%s不能对接：%s；%s", "%s is ruled out: %s; %s"},
	"unmet.capacity":     {"%s已用完，分配给了%s", "the capacity of %s went to %s"},
	"unmet.and_others":   {"%s及另外 %d 个相符资源", "%s and %d more that fit"},
	"unmet.too_small":    {"%s的数量不够", "%s has too little"},
	"unmet.links":        {"%s的待商定对接已达上限 %d 条", "%s already has its limit of %d proposals to be agreed"},
	"unmet.offers_limit": {"已由 %d 个资源分担，达到上限", "%d offers share it already, the limit"},
	"unmet.more_urgent":  {"（更紧急）", " (more urgent)"},
	"unmet.lines":        {"第 %s 行", "line %s"},
	"unmet.lines_more":   {"第 %s 行等（另 %d 行）", "lines %s and %d more"},

	"duplicate.same": {"可能与第 %d 行重复：%s", "likely the same need as line %d: %s"},

	"sheet.assignments": {"分配", "assignments"},
	"sheet.unmet":       {"未满足", "unmet"},
	"sheet.recruit":     {"下一步招募", "recruit next"},
	"sheet.candidates":  {"候选", "candidates"},

	"col.need_line":    {"需求行号", "need line"},
	"col.need_id":      {"需求编号", "need id"},
	"col.need":         {"需求", "need"},
	"col.for":          {"受助方", "for"},
	"col.place":        {"地点", "place"},
	"col.urgency":      {"紧急程度", "urgency"},
	"col.requested":    {"需求数量", "requested"},
	"col.assigned":     {"分配数量", "assigned"},
	"col.missing":      {"缺口", "missing"},
	"col.unit":         {"单位", "unit"},
	"col.offer_line":   {"资源行号", "offer line"},
	"col.offer_id":     {"资源编号", "offer id"},
	"col.offer":        {"资源", "offer"},
	"col.supplier":     {"帮扶主体", "supplier"},
	"col.score":        {"得分", "score"},
	"col.likeness":     {"文字相似度%", "likeness %"},
	"col.reasons":      {"理由", "reasons"},
	"col.state":        {"状态", "state"},
	"col.why":          {"原因", "why"},
	"col.code":         {"原因代码", "code"},
	"col.nearest":      {"最接近的资源", "nearest offer"},
	"col.duplicate":    {"疑似重复", "likely duplicate"},
	"col.rank":         {"名次", "rank"},
	"col.kind":         {"招募什么", "what to recruit"},
	"col.lines":        {"未满足需求条数", "needs without supply"},
	"col.units":        {"缺口数量", "units missing"},
	"col.unknown":      {"其中数量未知条数", "of them of unknown quantity"},
	"col.agreeing":     {"待商定条数", "needs to be agreed"},
	"col.most_urgent":  {"最高紧急程度", "most urgent"},
	"col.marginal":     {"多一单位的价值", "value of one more unit"},
	"quantity.unknown": {"未知", "unknown"},
	"quantity.agree":   {"待商定", "to be agreed"},

	"state.full":         {"全部满足", "full"},
	"state.part":         {"部分满足", "in part"},
	"state.to_be_agreed": {"待商定数量", "quantity to be agreed"},
	"state.unmet":        {"未满足", "unmet"},
	"urgency.critical":   {"特急", "critical"},
	"urgency.high":       {"高", "high"},
	"urgency.normal":     {"一般", "normal"},
	"urgency.low":        {"低", "low"},

	"sum.read": {
		"读取需求 %d 条（数量已知 %d，未知 %d），资源 %d 条（数量已知 %d，未知 %d）",
		"read %d needs (%d of known quantity, %d unknown) and %d offers (%d known, %d unknown)",
	},
	"sum.placeholder_needs": {
		"需求中有 %d 条的数量都是 1，其余多在 %d 以上；若 1 只表示未知，请加 --unknown-quantity 1",
		"%d needs have a quantity of 1 and most others %d or more; if 1 only stands for unknown, say --unknown-quantity 1",
	},
	"sum.placeholder_offers": {
		"资源中有 %d 条的数量都是 1，其余多在 %d 以上；若 1 只表示未知，请加 --unknown-quantity 1",
		"%d offers have a quantity of 1 and most others %d or more; if 1 only stands for unknown, say --unknown-quantity 1",
	},
	"sum.judged":   {"按类别判断的需求 %d 条，按文字判断 %d 条", "%d needs judged by category, %d by their text"},
	"sum.ignored":  {"%s 未使用的列：%s", "%s: columns not used: %s"},
	"sum.stand_in": {"%s 没有名称列，以“%s”列代替", "%s has no column of titles; %s stands in"},
	"sum.skipped":  {"跳过无法读取的行：%d 处", "bad cells, their rows left out: %d"},
	"sum.matched": {
		"找到供给的需求 %d 条：全部满足 %d，部分满足 %d，待商定数量 %d；分配 %d 单位",
		"%d needs found supply: %d in full, %d in part, %d with the quantity to be agreed; %d units assigned",
	},
	"sum.unmet":    {"未满足 %d 条", "%d needs found none"},
	"sum.unmet_by": {"  %d 条：%s", "  %d: %s"},
	"sum.proof":    {"已知数量部分的分配已证明最优", "the allocation of known quantities is proven to be the best"},
	"sum.gap":      {"已知数量部分的分配与最优值的差距至多 %.4f%%", "the allocation of known quantities is within %.4f %% of the best"},
	"sum.unused_empty": {
		"数量为 0、未用到的资源 %d 条（若 0 表示未知，请加 --unknown-quantity 0）",
		"%d offers are not used since their quantity is 0 (if 0 means unknown, say --unknown-quantity 0)",
	},
	"sum.unused_unasked": {"没有需求与之相符的资源 %d 条", "%d offers are not used since no need fits them"},
	"sum.unused_spare":   {"需求已由更合适的资源满足、未用到的资源 %d 条", "%d offers are not used since better ones cover the needs"},
	"sum.busy":           {"待商定最多的资源：%s，%d 条，请先问明可供数量", "most proposals wait for %s: %d; ask first how much it can give"},
	"sum.duplicates":     {"疑似重复的需求 %d 条（已标注，未剔除）", "%d needs are likely duplicates (marked, not removed)"},
	"sum.recruit":        {"下一步最该招募：", "recruit next:"},
	"sum.recruit_by":     {"  %d. %s：%d 条，缺 %s", "  %d. %s: %d needs, missing %s"},
	"sum.units":          {"%d 单位", "%d units"},
	"sum.units_more":     {"%d 单位另加 %d 条数量未知", "%d units and %d needs of unknown quantity"},
	"sum.none":           {"%d 条数量未知", "%d needs of unknown quantity"},
	"sum.written":        {"结果已写入 %s（均为建议，由人决定）", "written to %s (proposals, for people to decide)"},

	"code.no_offer":     {"没有同类或相近的资源", "nothing of the kind is offered"},
	"code.not_alike":    {"有相近的资源，但不够相似", "something is offered, but not alike enough"},
	"code.gate":         {"有同类资源，但条件不符", "something of the kind is offered, but ruled out"},
	"code.capacity":     {"同类资源已用完", "the capacity went to other needs"},
	"code.links":        {"同类资源的待商定对接已达上限", "the offers have their limit of proposals to be agreed"},
	"code.offers_limit": {"分担的资源数已达上限", "the limit of offers for one need is reached"},
}

// say puts a text into the language with its arguments. An unknown key comes back as it is.
func say(lang, key string, args ...any) string {
	pair, known := words[key]
	if !known {
		return key
	}
	text := pair[1]
	if strings.HasPrefix(strings.ToLower(lang), "zh") {
		text = pair[0]
	}
	if len(args) == 0 {
		return strings.ReplaceAll(text, "%%", "%")
	}
	return fmt.Sprintf(text, args...)
}
