package models

// The table of needs and offers (domain report §5.1). The limits of K02 to K04 follow from the procedure: 15 working
// days of survey and 5 of decision make 20 (浙江省社会救助条例 11, 13, 15). K06 must be answered within 15 days
// (浙江省社会救助条例 58), which hold at most 11 working days. L03 is for the same day.

var categoryGroups = []CategoryGroup{
	{"A", "基本生活", "Basic living"},
	{"B", "生活照料", "Daily care"},
	{"C", "助医康复", "Health & rehab"},
	{"D", "助学成长", "Education & children"},
	{"E", "就业增收", "Jobs & income"},
	{"F", "产业帮扶", "Livelihood"},
	{"G", "安居改造", "Housing"},
	{"H", "心理与陪伴", "Mind & company"},
	{"I", "法律与权益", "Legal"},
	{"J", "社会融入", "Social inclusion"},
	{"K", "政策申办", "Policy access"},
	{"L", "应急", "Emergency"},
}

var categories = []Category{
	{"A01", "A", "米面粮油", "staple food", ModeGoods, "", 0, 5, ReachMedium},
	{"A02", "A", "衣被鞋袜", "clothes & bedding", ModeGoods, "", 0, 7, ReachMedium},
	{"A03", "A", "家电(冰箱/洗衣机/电视/电扇)", "home appliances", ModeGoods, "", 0, 10, ReachMedium},
	{"A04", "A", "家具(床/桌/书桌)", "furniture", ModeGoods, "", 0, 10, ReachMedium},
	{"A05", "A", "取暖防暑", "heating / cooling", ModeGoods, "", 0, 3, ReachMedium},
	{"A06", "A", "个人护理与母婴用品", "hygiene & infant goods", ModeGoods, "", 1, 5, ReachMedium},
	{"A07", "A", "水电燃气通信减免", "utility relief", ModeInformation, "", 0, 10, ReachNone},
	{"A08", "A", "慈善超市/余粮兑换", "charity-shop voucher", ModeGoods, "", 0, 5, ReachMedium},

	{"B01", "B", "送餐/助餐", "meals", ModeService, LicenceFood, 0, 3, ReachStrong},
	{"B02", "B", "助浴", "assisted bathing", ModeService, LicenceCare, 1, 7, ReachStrong},
	{"B03", "B", "助洁/家政", "house cleaning", ModeService, "", 0, 7, ReachStrong},
	{"B04", "B", "理发", "haircut", ModeService, "", 0, 10, ReachStrong},
	{"B05", "B", "代购/代办/代领", "errands", ModeService, "", 0, 3, ReachStrong},
	{"B06", "B", "日间照料/短期托养", "day or respite care", ModeService, LicenceCare, 1, 10, ReachStrong},
	{"B07", "B", "居家照护", "home nursing care", ModeService, LicenceCare, 2, 7, ReachStrong},
	{"B08", "B", "家属喘息服务", "carer respite", ModeService, LicenceCare, 1, 10, ReachStrong},

	{"C01", "C", "陪诊/送医", "escort to clinic", ModeService, "", 2, 2, ReachStrong},
	{"C02", "C", "代配药/送药", "medicine pick-up", ModeService, "", 2, 2, ReachStrong},
	{"C03", "C", "上门诊疗/家庭医生", "home doctor visit", ModeService, LicenceMedical, 2, 5, ReachStrong},
	{"C04", "C", "康复训练", "rehabilitation", ModeService, LicenceMedical, 2, 15, ReachStrong},
	{"C05", "C", "辅助器具(轮椅/助行器/助听器)", "assistive devices", ModeGoods, "", 1, 15, ReachMedium},
	{"C06", "C", "护理用品(尿不湿/护理床)", "nursing supplies", ModeGoods, "", 1, 5, ReachMedium},
	{"C07", "C", "大病医疗费用慈善补助", "medical charity grant", ModeMoney, LicenceCharity, 3, 20, ReachNone},
	{"C08", "C", "住院陪护", "hospital care", ModeService, LicenceCare, 2, 2, ReachMedium},

	{"D01", "D", "学费/生活费资助", "tuition support", ModeMoney, LicenceCharity, 2, 20, ReachNone},
	{"D02", "D", "学习用品", "school supplies", ModeGoods, "", 1, 7, ReachMedium},
	{"D03", "D", "课业辅导", "tutoring", ModeService, LicenceChild, 1, 10, ReachMedium},
	{"D04", "D", "兴趣/素质课程", "hobby classes", ModeService, LicenceChild, 1, 15, ReachMedium},
	{"D05", "D", "电脑/网络", "device & internet", ModeGoods, "", 0, 10, ReachMedium},
	{"D06", "D", "儿童陪伴/结对", "mentoring", ModeService, LicenceChild, 2, 10, ReachMedium},
	{"D07", "D", "学习空间改造", "study-corner makeover", ModeService, "", 1, 20, ReachMedium},
	{"D08", "D", "困境儿童微心愿", "child micro-wish", ModeGoods, "", 2, 10, ReachMedium},

	{"E01", "E", "岗位推荐", "job placement", ModeJob, "", 0, 20, ReachMedium},
	{"E02", "E", "公益性岗位", "public-welfare job", ModeJob, LicenceGov, 0, 20, ReachMedium},
	{"E03", "E", "技能培训", "skill training", ModeService, "", 0, 30, ReachMedium},
	{"E04", "E", "共富工坊/来料加工", "Common-Prosperity workshop, piece work", ModeJob, "", 0, 20, ReachMedium},
	{"E05", "E", "残疾人辅助性就业", "supported employment", ModeJob, "", 1, 30, ReachStrong},
	{"E06", "E", "创业指导/小额贷款信息", "start-up advice", ModeInformation, "", 0, 20, ReachNone},

	{"F01", "F", "农资/种苗/畜禽", "farm inputs", ModeGoods, "", 0, 15, ReachMedium},
	{"F02", "F", "农技指导", "farm extension", ModeService, "", 0, 15, ReachMedium},
	{"F03", "F", "农产品助销/消费帮扶", "sales help", ModeService, "", 0, 10, ReachMedium},
	{"F04", "F", "电商/直播带货", "e-commerce help", ModeService, "", 0, 20, ReachNone},

	{"G01", "G", "危房/漏雨修缮", "repairs", ModeService, LicenceBuild, 0, 30, ReachMedium},
	{"G02", "G", "适老化改造", "ageing-friendly adaptation", ModeService, LicenceBuild, 1, 30, ReachMedium},
	{"G03", "G", "无障碍改造", "barrier-free adaptation", ModeService, LicenceBuild, 1, 30, ReachMedium},
	{"G04", "G", "水电维修", "plumbing & electrics", ModeService, LicenceBuild, 0, 3, ReachMedium},
	{"G05", "G", "消防/燃气/烟感安装", "fire & gas safety", ModeService, LicenceBuild, 0, 7, ReachMedium},
	{"G06", "G", "居家环境整治", "clear-out & painting", ModeService, "", 0, 15, ReachMedium},
	{"G07", "G", "搬家/临时安置", "moving, shelter", ModeService, "", 1, 2, ReachMedium},

	{"H01", "H", "探访陪聊", "friendly visits", ModeService, "", 0, 7, ReachStrong},
	{"H02", "H", "心理咨询", "counselling", ModeService, LicencePsych, 3, 7, ReachMedium},
	{"H03", "H", "哀伤/危机干预", "crisis support", ModeService, LicencePsych, 3, 1, ReachStrong},
	{"H04", "H", "生日/节日慰问", "birthday, festival", ModeGoods, "", 0, 10, ReachMedium},
	{"H05", "H", "亲子/家庭关系辅导", "family counselling", ModeService, LicencePsych, 3, 10, ReachMedium},
	{"H06", "H", "社工个案", "social-work case", ModeService, LicenceSocial, 3, 5, ReachMedium},

	{"I01", "I", "法律咨询", "legal advice", ModeService, LicenceLaw, 2, 5, ReachNone},
	{"I02", "I", "法律援助申请", "legal-aid application", ModeService, LicenceLaw, 3, 5, ReachMedium},
	{"I03", "I", "赡养/监护/继承纠纷调解", "mediation", ModeService, "", 3, 15, ReachMedium},
	{"I04", "I", "证件补办(身份证/残疾证)", "document help", ModeService, "", 2, 15, ReachMedium},

	{"J01", "J", "智能手机教学", "smartphone lessons", ModeService, "", 0, 15, ReachMedium},
	{"J02", "J", "文体/小组活动", "group activities", ModeService, "", 0, 20, ReachMedium},
	{"J03", "J", "志愿参与/反哺", "volunteering back", ModeService, "", 0, 20, ReachMedium},
	{"J04", "J", "出行接送", "transport", ModeService, LicenceDriver, 0, 2, ReachStrong},
	{"J05", "J", "安全提醒设备(手环/烟感/SOS)", "safety devices", ModeGoods, "", 1, 10, ReachMedium},

	{"K01", "K", "政策咨询", "policy advice", ModeInformation, LicenceGov, 0, 1, ReachNone},
	{"K02", "K", "低保/特困/低边申请", "minimum-living etc.", ModeInformation, LicenceGov, 3, 20, ReachNone},
	{"K03", "K", "临时救助申请", "temporary relief", ModeInformation, LicenceGov, 3, 20, ReachNone},
	{"K04", "K", "医疗/教育/住房救助申请", "special relief", ModeInformation, LicenceGov, 3, 20, ReachNone},
	{"K05", "K", "残疾人两项补贴/护理补贴", "disability subsidies", ModeInformation, LicenceGov, 2, 15, ReachNone},
	{"K06", "K", "异议与投诉", "appeal, complaint", ModeInformation, LicenceGov, 3, 11, ReachNone},

	{"L01", "L", "火灾/台风等应急物资", "disaster supplies", ModeGoods, "", 0, 1, ReachMedium},
	{"L02", "L", "紧急安置", "emergency shelter", ModeService, "", 1, 1, ReachMedium},
	{"L03", "L", "失联/走失协查", "missing-person help", ModeService, "", 2, 0, ReachStrong},
}
