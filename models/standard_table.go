package models

import "slices"

// The numbers that policy sets. Those without a default are local and must be entered; the rigid ratio of Zhejiang was not found, 60 % is
// what Jilin uses (domain report §5.2).
var standardKinds = []StandardKind{
	{StandardDibao, "最低生活保障标准(每人每月)", "minimum living standard, a head and month", UnitFen, nil, 1_000_000, "浙江省社会救助条例 9、12"},
	{StandardDibianFactor, "低保边缘倍数", "marginal families, times the standard", UnitPermille, new(int64(1500)), 5000, "浙江省社会救助条例 13"},
	{StandardMinimumWage, "最低月工资标准", "minimum wage, a month", UnitFen, nil, 2_000_000, "浙江省社会救助条例 13"},
	{StandardIncomePerHead, "上年度人均可支配收入(每年)", "disposable income a head of the year before", UnitFen, nil, 50_000_000, "民发〔2024〕57号"},
	{StandardRigidRatio, "刚性支出占收入比例", "rigid spending, share of income", UnitPermille, new(int64(600)), 1000, "民发〔2024〕57号"},
	{StandardRigidMonths, "刚性支出认定有效期", "rigid spending, months a recognition holds", UnitMonth, new(int64(12)), 12, "民发〔2024〕57号"},
	{StandardReliefCap, "临时救助每人上限倍数", "temporary relief a head, times the standard", UnitPermille, new(int64(6000)), 12_000, "浙江省社会救助条例 40"},
	{StandardReliefCapMost, "临时救助特殊困难每人上限倍数", "temporary relief in special hardship, times the standard", UnitPermille, new(int64(12_000)), 12_000, "浙江省社会救助条例 40"},
	{StandardReliefTown, "乡镇(街道)可直接审批的临时救助", "temporary relief that a town may decide", UnitFen, nil, 5_000_000, "浙江省社会救助条例 40"},
	{StandardLowIncomeFamily, "相对低收入家庭年收入线", "low-income families, yearly income below", UnitFen, new(int64(10_000_000)), 100_000_000, "省低收入家庭帮扶试点"},
	{StandardMicroWish, "微心愿金额上限", "micro-wish, at most", UnitFen, new(int64(50_000)), 1_000_000, "县级约定"},

	{StandardKeepAlert, "无后续预警和建议的保存期", "alerts and suggestions without follow-up, kept", UnitMonth, new(int64(12)), 120, "个人信息保护法 19"},
	{StandardKeepVisit, "探访记录的保存期", "visits, kept", UnitMonth, new(int64(60)), 240, "个人信息保护法 19"},
	{StandardKeepRelief, "救助帮扶档案的保存期(办结后)", "records of help, kept after closing", UnitMonth, new(int64(120)), 600, "社会救助暂行办法 66"},
	{StandardKeepLog, "披露记录和同意书的保存期", "disclosures and consents, kept", UnitMonth, new(int64(72)), 360, "个人信息保护法 56；网络数据安全管理条例 12"},
	{StandardKeepStranger, "未成为帮扶对象者资料的保存期", "those who never became clients, kept", UnitDay, new(int64(90)), 365, "个人信息保护法 19、47"},
	{StandardKeepPhoto, "照片的保存期", "photos, kept", UnitMonth, new(int64(24)), 120, "个人信息保护法 19"},
}

// standardLeast bounds those numbers from below that law bounds, or by which a slip of the hand would delete what cannot be had again.
var standardLeast = map[StandardCode]int64{
	StandardKeepAlert: 12, StandardKeepVisit: 24, StandardKeepRelief: 60, StandardKeepLog: 36, StandardKeepStranger: 30, StandardKeepPhoto: 3,
}

// StandardKinds lists the numbers that policy sets, in order.
func StandardKinds() []StandardKind { return slices.Clone(standardKinds) }

// Least is the least that may be proposed of a number; 0 where nothing bounds it.
func (k StandardKind) Least() int64 { return standardLeast[k.Code] }

// Keeping tells whether the number is a period for which something is kept. It is one of the whole county.
func (k StandardKind) Keeping() bool { return k.Least() > 0 }

// StandardByCode finds a number that policy sets.
func StandardByCode(code StandardCode) (StandardKind, bool) {
	i := slices.IndexFunc(standardKinds, func(k StandardKind) bool { return k.Code == code })
	if i < 0 {
		return StandardKind{}, false
	}
	return standardKinds[i], true
}
