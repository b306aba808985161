package demo

import "zhulian/models"

// audience says for whom a thing is asked.
type audience int

const (
	anyone audience = iota
	elder
	alone
	dependent
	disabled
	ill
	child
	student
	infant
	jobless
	farmer
	carer
	audiences
)

// season says when a thing is asked for more often.
type season int

const (
	always season = iota
	winter
	summer
	schoolStart
	festival
	typhoon
	farming
	childrensDay
)

// thing is one kind of goods or service within a category, as aides ask for it and as suppliers offer it. Titles are parted
// by "|"; {n} in a need's title stands for its quantity in Chinese. Needs ask for min to max units, or, where every is
// set, for units over a run. A thing with a period is offered as a rate, others as a stock; give is a usual amount.
type thing struct {
	code, unit string
	who        audience
	weight     int
	season     season
	min, max   int64
	value      int64 // fen a unit
	every      models.Period
	period     models.Period
	give       int64
	needs      string
	offers     string
	about      string
}

var things = joinThings(livingThings, careThings, healthThings, childThings, workThings, homeThings, companyThings, rightsThings)

func joinThings(groups ...[]thing) []thing {
	var out []thing
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

var livingThings = []thing{
	{"A01", "袋", anyone, 60, always, 1, 3, 6000, "", "", 400, "10公斤大米{n}袋|困难家庭大米{n}袋|口粮不足,需大米{n}袋", "10公斤装东北大米|本地新米爱心装|助困大米专项捐赠", "10公斤/袋,当季新米,送至村社服务点或上门。"},
	{"A01", "桶", anyone, 34, always, 1, 2, 5500, "", "", 300, "5升食用油{n}桶|困难家庭食用油{n}桶", "5升装菜籽油|食用油捐赠", "5升/桶,保质期12个月以上。"},
	{"A01", "份", anyone, 20, festival, 1, 1, 12000, "", "", 150, "米面油生活包{n}份|节前米面油{n}份", "米面油生活包|节日粮油礼包", "含大米5公斤、挂面2公斤、食用油2升。"},
	{"A02", "床", elder, 46, winter, 1, 2, 16000, "", "", 260, "冬季棉被{n}床|过冬棉被{n}床,现有被褥潮湿|独居老人厚棉被{n}床|保暖被褥{n}床", "加厚棉被|过冬暖心棉被|丝绵被捐赠", "1.8米×2.2米,重6斤,全新。"},
	{"A02", "件", elder, 24, winter, 1, 3, 9000, "", "", 320, "羽绒服{n}件|冬季棉衣{n}件|老人保暖内衣{n}件", "成人羽绒服|保暖内衣捐赠|消毒整理旧冬衣", "尺码齐全,可按需配码。"},
	{"A02", "双", child, 12, always, 1, 2, 8000, "", "", 160, "学生运动鞋{n}双|儿童棉鞋{n}双", "学生运动鞋|儿童棉鞋", "28—40码。"},
	{"A03", "台", anyone, 26, always, 1, 1, 95000, "", "", 36, "洗衣机{n}台|旧冰箱损坏,需冰箱{n}台|32寸电视机{n}台|电饭煲{n}台", "波轮洗衣机|单门冰箱|家电爱心置换", "全新或九成新,免费送货安装,保修一年。"},
	{"A04", "张", anyone, 20, always, 1, 1, 52000, "", "", 60, "单人床{n}张|学生书桌{n}张|老人木板床{n}张|餐桌{n}张", "实木单人床|学生书桌|成套家具捐赠", "免费送货上门并安装,旧家具可一并清运。"},
	{"A05", "台", elder, 40, winter, 1, 1, 18000, "", "", 180, "取暖器{n}台|油汀{n}台,卧床老人过冬|高龄老人电暖器{n}台", "油汀取暖器|小太阳取暖器(带倾倒断电)", "带过热和倾倒断电保护,发放时讲解用电安全。"},
	{"A05", "条", elder, 16, winter, 1, 2, 9000, "", "", 200, "电热毯{n}条|双人电热毯{n}条", "安全型电热毯", "3C认证,带自动断电。"},
	{"A05", "台", elder, 44, summer, 1, 1, 16000, "", "", 240, "落地电风扇{n}台|高温天电风扇{n}台|独居老人电风扇{n}台", "落地电风扇|高温关爱电风扇", "静音款,送货上门并试机。"},
	{"A05", "份", anyone, 26, summer, 1, 2, 6000, "", "", 300, "防暑清凉包{n}份|高温慰问清凉包{n}份", "夏日清凉包|防暑降温礼包", "含毛巾、风油精、绿豆、菊花茶。"},
	{"A06", "罐", infant, 14, always, 2, 4, 18000, "", "", 120, "婴儿配方奶粉{n}罐|二段奶粉{n}罐", "婴幼儿配方奶粉", "保质期6个月以上,按月龄配段。"},
	{"A06", "份", anyone, 20, always, 1, 2, 5000, "", "", 260, "洗护用品{n}份|日用清洁包{n}份", "日用洗护包|个人卫生用品包", "含洗发水、沐浴露、牙具、毛巾等。"},
	{"A07", "户", anyone, 14, always, 1, 1, 36000, "", models.PeriodMonth, 20, "宽带资费减免|电费阶梯优惠办理|水费减免咨询办理", "困难家庭宽带减免|话费优惠套餐办理", "凭认定材料办理,全程代办。"},
	{"A08", "张", anyone, 30, always, 1, 2, 10000, "", models.PeriodMonth, 60, "慈善超市兑换券{n}张|余粮兑换券{n}张", "慈善超市百元兑换券|余粮兑换券", "可在全县慈善超市门店兑换,三个月内有效。"},
	{"L01", "份", anyone, 10, typhoon, 1, 2, 20000, "", "", 200, "台风转移家庭应急包{n}份|火灾后应急生活包{n}份|暴雨进水,应急物资{n}份", "应急救援生活包|防汛应急物资包", "含被褥、洗漱用品、方便食品、手电,2小时内送达。"},
}

var careThings = []thing{
	{"B01", "份", alone, 70, always, 20, 30, 1200, models.PeriodDay, models.PeriodMonth, 900, "独居老人每日送午餐|高龄老人工作日送餐|行动不便老人每日送餐|出院老人一个月送餐", "老年食堂午餐配送|爱心午餐送上门|社区助餐点配送", "两荤一素一汤,少盐少油,可做糖尿病餐,送餐时看一看、问一问。"},
	{"B01", "份", elder, 34, always, 4, 6, 1500, models.PeriodWeek, models.PeriodMonth, 500, "独居老人每周送餐|空巢老人每周送两次餐|老人每周一顿热汤饭", "每周一次暖心餐|周末助餐", "每周固定时间送餐,可预约软食。"},
	{"B02", "次", dependent, 40, always, 2, 4, 8000, models.PeriodWeek, models.PeriodMonth, 60, "失能老人上门助浴|半失能老人每周助浴|卧床老人助浴", "助浴车进村服务|上门助浴|居家助浴(两人服务)", "两名护理员操作,服务前测量血压,家属须在场。"},
	{"B03", "次", elder, 56, always, 1, 2, 12000, "", models.PeriodMonth, 90, "独居老人家庭保洁|高龄老人每月助洁|老人房间大扫除|厨房油污清洗", "困难家庭公益保洁|每月助洁服务|厨卫深度保洁", "每次2小时,自带工具和清洁用品。"},
	{"B04", "次", elder, 44, always, 1, 2, 2500, "", models.PeriodMonth, 120, "高龄老人上门理发|腿脚不便老人理发|独居老人上门理发", "上门理发|每月15日义剪", "自带围布工具,上门服务需提前预约。"},
	{"B05", "次", elder, 40, always, 1, 4, 3000, "", models.PeriodMonth, 110, "代购生活用品|代缴水电费|代领养老金|代办老年证", "老人代购代办|社区跑腿志愿服务", "购物凭小票结算,不收服务费。"},
	{"B06", "天", dependent, 16, always, 3, 15, 9000, "", models.PeriodMonth, 120, "老人日间照料|家属住院期间短期托养|失能老人短期托养", "居家养老服务中心日托|短期托养床位", "含午餐、午休、康复活动,可接送。"},
	{"B07", "次", dependent, 34, always, 4, 6, 10000, models.PeriodWeek, models.PeriodMonth, 140, "失能老人居家照护|重残人员每周居家照护|术后居家照护", "居家护理(每次2小时)|失能人员居家照护", "养老护理员持证上门,含清洁、翻身、喂食指导。"},
	{"B08", "次", carer, 18, always, 1, 4, 14000, "", models.PeriodMonth, 30, "照护者喘息服务|照护者半天替班", "家属喘息服务(半天)|临时替班照护", "半天起,护理员上门替班,需提前3天预约。"},
}

var healthThings = []thing{
	{"C01", "次", elder, 46, always, 1, 3, 10000, "", models.PeriodMonth, 90, "老人去县医院陪诊|白内障手术陪同|老人复查陪诊|独居老人看病陪同", "县级医院陪诊|门诊全程陪诊", "含接送协调、挂号、取药、记录医嘱。"},
	{"C02", "次", elder, 30, always, 1, 3, 2000, "", models.PeriodMonth, 140, "慢病长处方代配药|降压药代配送|行动不便老人送药", "代配药送上门|慢病药品配送", "凭处方和医保凭证代配,次日送达。"},
	{"C03", "次", dependent, 22, always, 1, 2, 12000, "", models.PeriodMonth, 60, "卧床老人上门巡诊|压疮护理上门|家庭医生上门测血糖", "家庭医生上门巡诊|每周义诊", "执业医师带队,含血压血糖检测、换药指导。"},
	{"C04", "次", disabled, 26, always, 4, 6, 12000, models.PeriodWeek, models.PeriodMonth, 130, "肢体功能康复训练|术后康复训练|平衡和行走训练", "上门康复训练|机构康复训练名额", "康复治疗师评估后制定计划,每次45分钟。"},
	{"C05", "台", disabled, 34, always, 1, 1, 68000, "", "", 60, "轮椅{n}台|电动轮椅{n}台|助行器{n}台|助听器{n}台", "手动轮椅|助行器|护理型轮椅捐赠", "全新,免费调试,6个月内可更换。"},
	{"C05", "副", elder, 18, always, 1, 1, 12000, "", "", 200, "老花镜{n}副|拐杖{n}副|腋下拐{n}副", "老花镜验光配镜|四脚拐杖", "免费验光或量身配置。"},
	{"C06", "包", dependent, 44, always, 2, 6, 5500, "", "", 600, "成人纸尿裤{n}包|护理垫{n}包|失能人员尿不湿{n}包", "成人纸尿裤|一次性护理垫", "L/XL码,每包10片。"},
	{"C06", "张", dependent, 12, always, 1, 1, 180000, "", "", 24, "双摇护理床{n}张|防褥疮气垫{n}张", "双摇护理床借用|防褥疮气垫床", "免费送装,可长期借用。"},
	{"C07", "份", ill, 14, always, 1, 1, 500000, "", "", 60, "大病医疗费用慈善补助|透析费用慈善补助|肿瘤治疗费用补助", "大病慈善救助专项", "由慈善组织审核并直接拨付,平台仅作登记。"},
	{"C08", "天", ill, 16, always, 3, 10, 18000, "", models.PeriodMonth, 90, "住院期间陪护|骨折手术住院陪护|独居老人住院陪护", "住院一对一陪护|住院陪护公益名额", "持证护理员,12小时制。"},
}

var childThings = []thing{
	{"D01", "份", student, 18, schoolStart, 1, 1, 300000, "", "", 90, "大学新生学费资助|高中生生活费资助|职高学生助学金", "圆梦大学助学金|高中生助学金", "由慈善组织审核拨付,每学年一次。"},
	{"D02", "套", student, 40, schoolStart, 1, 2, 15000, "", "", 300, "开学书包文具{n}套|小学生学习用品{n}套|初中生教辅文具{n}套", "开学文具套装|爱心书包", "含书包、文具盒、本册、水杯。"},
	{"D03", "次", child, 26, always, 4, 8, 8000, models.PeriodWeek, models.PeriodMonth, 120, "小学生课后作业辅导|初中数学英语辅导|隔代家庭孩子作业辅导", "周末一对一课业辅导|线上作业辅导", "大学生志愿者和退休教师授课,每次1.5小时。"},
	{"D04", "次", child, 14, summer, 4, 6, 6000, models.PeriodWeek, models.PeriodMonth, 100, "暑期兴趣班名额|儿童绘画课|儿童篮球课", "假期公益兴趣课堂|少儿书画班", "小班教学,材料免费,家长须签知情书。"},
	{"D05", "台", student, 16, always, 1, 1, 180000, "", "", 50, "学习平板{n}台|网课电脑{n}台", "学习平板捐赠|翻新笔记本电脑", "含正版学习软件和一年流量。"},
	{"D06", "次", child, 22, always, 4, 6, 5000, models.PeriodWeek, models.PeriodMonth, 80, "留守儿童结对陪伴|困境儿童周末陪伴|事实无人抚养儿童结对", "大手牵小手结对陪伴|儿童周末陪伴", "两名志愿者同行,监护人在场,活动有记录。"},
	{"D07", "间", child, 12, always, 1, 1, 450000, "", "", 14, "儿童学习角改造|卧室改造独立学习空间", "梦想书房改造|学习角改造", "含书桌、书架、护眼灯和墙面翻新。"},
	{"D08", "个", child, 40, childrensDay, 1, 1, 30000, "", "", 160, "儿童微心愿:一辆自行车|儿童微心愿:一套画笔|儿童微心愿:一双球鞋|儿童微心愿:一个生日蛋糕|儿童微心愿:一套课外书", "六一微心愿认领|困境儿童微心愿", "每个心愿500元以内,由村社代为转交。"},
}
