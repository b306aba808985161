package exchange

import (
	"slices"

	"zhulian/models"
	"zhulian/sheet"
)

// shape says what a column holds and so how it is read, written and described.
type shape string

const (
	asText   shape = "text"
	asCode   shape = "code"  // text that is an identifier
	asDate   shape = "date"  // a civil day
	asWhole  shape = "whole" // a whole number
	asNumber shape = "number"
	asYuan   shape = "yuan" // money, kept in fen
	asWord   shape = "word" // one of a vocabulary
	asWords  shape = "words"
	asYesNo  shape = "yes_no"
	asKind   shape = "category" // a category by code or name
	asPlaces shape = "places"   // region codes
	asPapers shape = "licences"
	asValue  shape = "value" // a number whose unit goes by the standard
)

// column is one column of a kind: the field, its heading in Chinese (the field's own name is the English heading), and what else
// people call it.
type column struct {
	field    string
	zh       string
	also     []string
	shape    shape
	words    *vocabulary
	required bool
	personal bool // its cells are never repeated in a message
}

// kind is one list that can be imported and exported.
type kind struct {
	name     string
	noun     string
	action   models.Action // asked before an import; "" where nobody but the operator of the installation may
	view     models.Action // asked before an export
	personal bool
	oneWay   bool // comes in and is not taken out
	columns  []column
	tables   []string // that an import fills and foreign keys point to
	begin    func(*session) batch
}

var kinds = []*kind{regionKind, supplierKind, offerKind, householdKind, needKind, standardKind, benefitKind}

// sheetColumns are the columns as the sheet package looks for them: the Chinese heading, the field's name, then the rest.
func (k *kind) sheetColumns() sheet.Columns {
	out := make(sheet.Columns, len(k.columns))
	for i, c := range k.columns {
		out[i] = sheet.Column{Field: c.field, Names: append([]string{c.zh, c.field}, c.also...), Required: c.required}
	}
	return out
}

func (k *kind) column(field string) (column, bool) {
	i := slices.IndexFunc(k.columns, func(c column) bool { return c.field == field })
	if i < 0 {
		return column{}, false
	}
	return k.columns[i], true
}

var regionKind = &kind{
	name: "regions", noun: "region", begin: newRegions,
	columns: []column{
		{field: "code", zh: "区划代码", also: []string{"区域代码", "行政区划代码", "region_code", "代码"}, shape: asCode, required: true},
		{field: "name", zh: "名称", also: []string{"区域名称", "region_name", "地名"}, shape: asText, required: true},
		{field: "level", zh: "级别", also: []string{"层级"}, shape: asWord, words: regionLevels},
		{field: "parent_code", zh: "上级代码", also: []string{"parent", "上级区划代码"}, shape: asCode},
		{field: "kind", zh: "类型", also: []string{"区域类型"}, shape: asText},
		{field: "urban_rural", zh: "城乡", also: []string{"城乡分类"}, shape: asWord, words: urbanRural},
		{field: "lat", zh: "纬度", also: []string{"latitude"}, shape: asNumber},
		{field: "lng", zh: "经度", also: []string{"lon", "longitude"}, shape: asNumber},
		{field: "active_from", zh: "启用日期", also: []string{"valid_from"}, shape: asDate},
		{field: "active_to", zh: "停用日期", also: []string{"valid_to"}, shape: asDate},
		{field: "successor_code", zh: "继任代码", also: []string{"successor"}, shape: asCode},
		{field: "node_kind", zh: "助联体阵地", also: []string{"阵地类型", "node"}, shape: asWord, words: nodeWords},
		{field: "node_address", zh: "阵地地址", shape: asText},
		{field: "node_phone", zh: "阵地电话", shape: asText},
	},
}

var standardKind = &kind{
	name: "standards", noun: "standard", action: models.SettingPropose, view: models.SettingView, begin: newStandards,
	columns: []column{
		{field: "code", zh: "标准", also: []string{"标准代码", "标准名称", "standard"}, shape: asWord, words: standardWords, required: true},
		{field: "region_code", zh: "区划代码", also: []string{"适用区域", "region"}, shape: asCode},
		{field: "value", zh: "数值", also: []string{"标准值", "金额"}, shape: asValue, required: true},
		{field: "effective_from", zh: "生效日期", also: []string{"起始日期", "valid_from"}, shape: asDate, required: true},
		{field: "effective_to", zh: "失效日期", also: []string{"截止日期", "valid_to"}, shape: asDate},
		{field: "source", zh: "依据", also: []string{"文号", "来源", "document"}, shape: asText, required: true},
		{field: "status", zh: "状态", shape: asWord, words: standardStatuses},
	},
}

var supplierKind = &kind{
	name: "suppliers", tables: []string{"supplier"}, noun: "supplier", action: models.SupplierReview, view: models.SupplierView, begin: newSuppliers,
	columns: []column{
		{field: "uscc", zh: "统一社会信用代码", also: []string{"信用代码", "社会信用代码", "unified_social_credit_code"}, shape: asCode, required: true},
		{field: "name", zh: "名称", also: []string{"主体名称", "单位名称", "机构名称", "企业名称", "supplier", "organisation", "organization"}, shape: asText, required: true},
		{field: "kind", zh: "主体类型", also: []string{"类型", "单位类型"}, shape: asWord, words: supplierWords},
		{field: "description", zh: "简介", also: []string{"业务范围", "说明", "about"}, shape: asText},
		{field: "region_code", zh: "区划代码", also: []string{"所在区域", "区域代码", "region"}, shape: asCode},
		{field: "contact_name", zh: "联系人", also: []string{"联系人姓名", "contact"}, shape: asText, required: true, personal: true},
		{field: "contact_phone", zh: "联系电话", also: []string{"电话", "手机", "phone", "联系方式"}, shape: asCode, required: true, personal: true},
		{field: "is_charity", zh: "慈善组织", also: []string{"是否慈善组织", "charity"}, shape: asYesNo, words: yesNo},
		{field: "sensitivity_clearance", zh: "可见敏感级别", also: []string{"clearance"}, shape: asWhole},
		{field: "licences", zh: "资质", also: []string{"许可证", "licenses"}, shape: asPapers, words: licenceWords},
		{field: "status", zh: "状态", shape: asWord, words: supplierStatuses},
	},
}

var offerKind = &kind{
	name: "offers", tables: []string{"offer"}, noun: "offer", action: models.OfferEdit, view: models.OfferView, begin: newOffers,
	columns: []column{
		{field: "uscc", zh: "统一社会信用代码", also: []string{"信用代码", "社会信用代码", "unified_social_credit_code"}, shape: asCode, required: true},
		{field: "category", zh: "类别", also: []string{"资源类别", "类别代码", "分类"}, shape: asKind, required: true},
		{field: "title", zh: "资源名称", also: []string{"标题", "名称", "name", "资源"}, shape: asText, required: true},
		{field: "description", zh: "说明", also: []string{"描述", "资源说明", "备注"}, shape: asText},
		{field: "mode", zh: "方式", also: []string{"资源方式", "类型"}, shape: asWord, words: modes},
		{field: "quantity", zh: "数量", also: []string{"qty", "资源数量"}, shape: asWhole},
		{field: "unit", zh: "单位", also: []string{"计量单位"}, shape: asText},
		{field: "period", zh: "供给周期", also: []string{"周期", "每"}, shape: asWord, words: periods},
		{field: "per_household_limit", zh: "每户上限", also: []string{"每户限量"}, shape: asWhole},
		{field: "regions", zh: "服务区域", also: []string{"区域", "服务范围", "区划代码", "region"}, shape: asPlaces, required: true},
		{field: "radius_km", zh: "服务半径", also: []string{"半径", "半径公里"}, shape: asWhole},
		{field: "lat", zh: "纬度", also: []string{"latitude"}, shape: asNumber},
		{field: "lng", zh: "经度", also: []string{"lon", "longitude"}, shape: asNumber},
		{field: "valid_from", zh: "开始日期", also: []string{"有效期起", "起始日期", "from"}, shape: asDate, required: true},
		{field: "valid_to", zh: "结束日期", also: []string{"有效期止", "截止日期", "to"}, shape: asDate, required: true},
		{field: "goods_expiry", zh: "保质期至", also: []string{"有效期至", "expiry"}, shape: asDate},
		{field: "target_tags", zh: "面向人群", also: []string{"适用人群", "tags"}, shape: asWords, words: tagWords},
		{field: "exclude_tags", zh: "不面向人群", also: []string{"排除人群"}, shape: asWords, words: tagWords},
		{field: "min_age", zh: "最小年龄", also: []string{"年龄下限"}, shape: asWhole},
		{field: "max_age", zh: "最大年龄", also: []string{"年龄上限"}, shape: asWhole},
		{field: "fee_mode", zh: "收费方式", also: []string{"收费", "fee"}, shape: asWord, words: fees},
		{field: "delivery_mode", zh: "提供方式", also: []string{"送达方式", "delivery"}, shape: asWord, words: deliveries},
		{field: "lead_time_hours", zh: "准备小时数", also: []string{"提前小时数"}, shape: asWhole},
		{field: "status", zh: "状态", also: []string{"发布状态"}, shape: asWord, words: offerStatuses},
	},
}

var householdKind = &kind{
	name: "households", tables: []string{"household", "person"}, noun: "household", action: models.HouseholdEdit, view: models.HouseholdView, personal: true, begin: newHouseholds,
	columns: []column{
		{field: "household_no", zh: "户编号", also: []string{"家庭编号", "户号"}, shape: asCode, required: true},
		{field: "region_code", zh: "区划代码", also: []string{"村(社区)代码", "区域代码", "region", "所在村代码"}, shape: asCode, required: true},
		{field: "address", zh: "住址", also: []string{"地址", "家庭住址", "详细地址"}, shape: asText, required: true, personal: true},
		{field: "lat", zh: "纬度", also: []string{"latitude"}, shape: asNumber, personal: true},
		{field: "lng", zh: "经度", also: []string{"lon", "longitude"}, shape: asNumber, personal: true},
		{field: "hukou_kind", zh: "户籍性质", also: []string{"户口性质", "hukou"}, shape: asWord, words: hukouKinds},
		{field: "residence_state", zh: "居住情况", also: []string{"人户情况"}, shape: asWord, words: residences},
		{field: "category", zh: "对象类别", also: []string{"救助类别", "家庭类别"}, shape: asWord, words: beneficiaryWords, personal: true},
		{field: "level", zh: "困难等级", also: []string{"等级"}, shape: asWord, words: levels, personal: true},
		{field: "monthly_income", zh: "人均月收入(元)", also: []string{"人均月收入", "月人均收入", "monthly_income_yuan"}, shape: asYuan, personal: true},
		{field: "household_status", zh: "家庭状态", also: []string{"状态", "status"}, shape: asWord, words: householdWords},
		{field: "name", zh: "姓名", also: []string{"成员姓名", "person_name"}, shape: asText, required: true, personal: true},
		{field: "relation", zh: "与户主关系", also: []string{"关系"}, shape: asWord, words: relations, required: true},
		{field: "citizen_no", zh: "公民身份号码", also: []string{"身份证号", "身份证号码", "身份证", "id_number", "id_no"}, shape: asCode, personal: true},
		{field: "no_number_reason", zh: "无号码原因", also: []string{"无身份证原因"}, shape: asText, personal: true},
		{field: "birth_date", zh: "出生日期", also: []string{"生日", "出生年月日", "date_of_birth"}, shape: asDate, personal: true},
		{field: "sex", zh: "性别", also: []string{"gender"}, shape: asWord, words: sexes, personal: true},
		{field: "phone", zh: "联系电话", also: []string{"电话", "手机", "手机号", "mobile"}, shape: asCode, personal: true},
		{field: "health_state", zh: "健康状况", also: []string{"health"}, shape: asText, personal: true},
		{field: "disability_kind", zh: "残疾类别", also: []string{"残疾类型"}, shape: asWord, words: disabilities, personal: true},
		{field: "disability_level", zh: "残疾等级", shape: asWord, words: degrees, personal: true},
		{field: "disability_cert_no", zh: "残疾证号", also: []string{"残疾人证号"}, shape: asCode, personal: true},
		{field: "care_ability", zh: "自理能力", also: []string{"生活自理能力"}, shape: asWord, words: abilities, personal: true},
		{field: "employment", zh: "就业状况", also: []string{"就业情况"}, shape: asWord, words: employments, personal: true},
		{field: "school_stage", zh: "就学阶段", also: []string{"在读学段"}, shape: asWord, words: schools, personal: true},
		{field: "tags", zh: "人员标签", also: []string{"标签"}, shape: asWords, words: tagWords, personal: true},
	},
}

var needKind = &kind{
	name: "needs", tables: []string{"need"}, noun: "need", action: models.NeedEdit, view: models.NeedView, personal: true, begin: newNeeds,
	columns: []column{
		{field: "household_no", zh: "户编号", also: []string{"家庭编号", "户号"}, shape: asCode, required: true},
		{field: "person_name", zh: "成员姓名", also: []string{"姓名", "受益人"}, shape: asText, personal: true},
		{field: "category", zh: "类别", also: []string{"需求类别", "类别代码"}, shape: asKind, required: true},
		{field: "title", zh: "需求名称", also: []string{"标题", "需求", "need"}, shape: asText, required: true, personal: true},
		{field: "detail", zh: "需求说明", also: []string{"说明", "备注", "details"}, shape: asText, personal: true},
		{field: "quantity", zh: "数量", also: []string{"需求数量", "qty"}, shape: asWhole},
		{field: "unit", zh: "单位", also: []string{"计量单位"}, shape: asText},
		{field: "urgency", zh: "紧急程度", also: []string{"优先级", "priority"}, shape: asWord, words: urgencies},
		{field: "earliest", zh: "最早日期", also: []string{"from_date"}, shape: asDate},
		{field: "needed_by", zh: "需要日期", also: []string{"期望日期", "截止日期", "deadline"}, shape: asDate},
		{field: "frequency", zh: "频次", also: []string{"周期", "frequency_every"}, shape: asWord, words: periods},
		{field: "weekdays", zh: "周几", also: []string{"星期"}, shape: asWords, words: weekdays},
		{field: "frequency_until", zh: "持续至", also: []string{"until"}, shape: asDate},
		{field: "delivery_mode", zh: "提供方式", also: []string{"送达方式", "delivery"}, shape: asWord, words: deliveries},
		{field: "value_est", zh: "估计价值(元)", also: []string{"估计价值", "估值"}, shape: asYuan},
		{field: "source", zh: "来源", also: []string{"需求来源"}, shape: asWord, words: sources},
		{field: "status", zh: "状态", also: []string{"需求状态"}, shape: asWord, words: needStatuses},
	},
}
