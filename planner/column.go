package planner

import "zhulian/sheet"

// The names that are recognised, the best first. docs/match.md lists them for people.
var needColumns = sheet.Columns{
	{Field: "id", Names: []string{"id", "need_id", "编号", "序号", "需求编号", "no", "number"}},
	{Field: "title", Names: []string{"title", "需求名称", "need", "需求", "item", "物资名称", "物资", "品名", "物品名称", "物品", "need_title",
		"服务名称", "服务", "需求物资", "需求内容", "需求标题", "标题", "名称", "need_text", "text", "内容", "文本", "message", "tweet", "需求描述",
		"description", "need_description", "request_text", "tweet_text", "full_text", "body", "texto", "testo", "texte",
		"post", "request", "wish", "微心愿", "心愿", "goods", "product", "name", "what"}},
	{Field: "category", Names: []string{
		"category", "类别", "需求类别", "category_code", "类别代码", "分类", "品类", "类型", "需求类型", "class",
		"type", "kind"}},
	{Field: "quantity", Names: []string{
		"quantity", "数量", "需求数量", "qty", "需求量", "amount", "count", "件数", "人数", "次数", "number_needed"}},
	{Field: "unit", Names: []string{"unit", "单位", "计量单位", "数量单位", "units"}},
	{Field: "detail", Names: []string{"detail", "details", "说明", "需求说明", "备注", "规格", "spec", "specification", "规格型号", "标准", "描述", "详情",
		"notes", "note", "remark", "remarks", "comment"}},
	{Field: "urgency", Names: []string{"urgency", "紧急程度", "紧急", "优先级", "priority", "紧急度", "缓急", "urgent"}},
	{Field: "household", Names: []string{"household", "household_id", "家庭", "家庭编号", "户号", "困难家庭", "户主", "beneficiary", "受助人", "受助对象",
		"求助人", "申请人", "医院", "hospital", "需求单位", "单位名称", "机构", "organisation", "organization", "org", "school", "学校", "姓名"}},
	{Field: "province", Names: []string{"province", "省份", "省"}},
	{Field: "city", Names: []string{"city", "城市", "地市", "市", "地级市", "prefecture"}},
	{Field: "district", Names: []string{"district", "区县", "县区", "县", "区", "county", "县市区", "行政区"}},
	{Field: "town", Names: []string{"town", "乡镇", "街道", "乡镇街道", "镇街", "镇", "township", "street"}},
	{Field: "village", Names: []string{"village", "村", "社区", "村社区", "村居", "community"}},
	{Field: "region", Names: []string{
		"region", "region_code", "区域代码", "行政区划代码", "地区", "区域", "所在地", "地点", "place", "location",
		"area", "属地"}},
	{Field: "lat", Names: []string{"lat", "纬度", "latitude"}},
	{Field: "lng", Names: []string{"lng", "经度", "lon", "longitude"}},
	{Field: "earliest", Names: []string{"earliest", "最早日期", "开始日期", "from_date"}},
	{Field: "needed_by", Names: []string{"needed_by", "需要日期", "截止日期", "期望日期", "最晚日期", "deadline", "due", "期限"}},
}

var offerColumns = sheet.Columns{
	{Field: "id", Names: []string{"id", "offer_id", "编号", "序号", "资源编号", "no", "number"}},
	{Field: "title", Names: []string{"title", "资源名称", "offer", "资源", "item", "物资名称", "物资", "品名", "物品名称", "物品", "offer_title",
		"服务名称", "服务", "供应物资", "产品名称", "产品", "product", "标题", "名称", "offer_text", "text", "内容", "文本", "message", "tweet",
		"资源描述", "description", "offer_description", "tweet_text", "full_text", "body", "texto", "testo", "texte",
		"post", "goods", "name", "what"}},
	{Field: "category", Names: []string{
		"category", "类别", "资源类别", "category_code", "类别代码", "分类", "品类", "类型", "资源类型", "class",
		"type", "kind"}},
	{Field: "quantity", Names: []string{
		"quantity", "数量", "可供数量", "qty", "供应量", "库存", "capacity", "产能", "amount", "count", "stock",
		"余量", "rooms", "房间数", "名额", "件数", "可服务人数"}},
	{Field: "unit", Names: []string{"unit", "单位", "计量单位", "数量单位", "units"}},
	{Field: "detail", Names: []string{"detail", "details", "说明", "资源说明", "备注", "规格", "spec", "specification", "规格型号", "标准", "描述", "详情",
		"notes", "note", "remark", "remarks", "comment"}},
	{Field: "supplier", Names: []string{"supplier", "supplier_id", "帮扶主体", "供应商", "供应单位", "企业", "企业名称", "公司", "company", "社会组织", "org",
		"organisation", "organization", "机构", "机构名称", "单位名称", "hotel", "酒店", "捐赠方", "donor", "provider", "厂家", "factory"}},
	{Field: "province", Names: []string{"province", "省份", "省"}},
	{Field: "city", Names: []string{"city", "城市", "地市", "市", "地级市", "prefecture"}},
	{Field: "district", Names: []string{"district", "区县", "县区", "县", "区", "county", "县市区", "行政区"}},
	{Field: "town", Names: []string{"town", "乡镇", "街道", "乡镇街道", "镇街", "镇", "township", "street"}},
	{Field: "village", Names: []string{"village", "村", "社区", "村社区", "村居", "community"}},
	{Field: "region", Names: []string{
		"region", "region_code", "区域代码", "行政区划代码", "地区", "区域", "所在地", "地点", "place", "location",
		"属地"}},
	{Field: "area", Names: []string{
		"regions", "服务区域", "服务范围", "可服务区域", "覆盖范围", "service_area", "to", "送达", "目的地",
		"destination", "area"}},
	{Field: "lat", Names: []string{"lat", "纬度", "latitude"}},
	{Field: "lng", Names: []string{"lng", "经度", "lon", "longitude"}},
	{Field: "radius_km", Names: []string{"radius_km", "服务半径", "半径", "radius"}},
	{Field: "valid_from", Names: []string{"valid_from", "起始日期", "有效期起", "开始日期", "available_from"}},
	{Field: "valid_to", Names: []string{"valid_to", "截止日期", "有效期至", "有效期止", "结束日期", "available_to", "expires"}},
	{Field: "per_household_limit", Names: []string{"per_household_limit", "每户限量", "每户上限"}},
}

// NeedFields and OfferFields are the fields that a file may have, for --help.
func NeedFields() []string { return fields(needColumns) }

// OfferFields are the fields of an offers file.
func OfferFields() []string { return fields(offerColumns) }

func fields(columns sheet.Columns) []string {
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = column.Field
	}
	return out
}
