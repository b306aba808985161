package demo

import "strings"

// Names are put together from lists of our own: surnames common in Zhejiang, given names as each generation has them.

var surnames = strings.Fields(`陈 陈 陈 王 王 王 张 张 林 吴 吴 徐 徐 周 周 朱 沈 金 胡 郑 叶 潘 方 俞 章 何 蒋 许 余 汪 傅 楼 程 李 李 黄
	赵 孙 杨 蔡 钱 洪 邵 姜 毛 邱 宋 童 翁 施 严 吕 包 倪 夏 罗 应 祝 柴 戴 范 龚 郎 盛 陆 骆 丁 诸葛 欧阳`)

// givenNames are by generation (born before 1955, to 1979, to 1999, later) and sex.
var givenNames = [4]map[string][]string{
	{
		"male": strings.Fields(`阿根 根土 金水 有福 水根 土生 关林 志祥 炳荣 德顺 福根 长富 小毛 宝法 洪生 樟根 永福 大林 松青 阿兴 文彬 寿康
			国良 来法 荣根 顺富 金荣 柏林 荣生 小狗 发祥 茂林 正华 开富 岳松 成德 阿木 云法`),
		"female": strings.Fields(`阿珍 桂英 秀英 凤仙 彩娥 小妹 美英 爱珠 菊香 桂花 水仙 招弟 素珍 月娥 银花 雪娥 玉兰 阿香 翠花 莲香 冬英
			仙娥 香妹 杏花 根娣 彩凤 荷花 爱娣 梅香 惠珍 金娥 苏英 兰芬 云仙 阿囡`),
	},
	{
		"male": strings.Fields(`建国 建华 国强 卫东 志明 永强 建军 红卫 国平 文革 小平 伟民 志刚 忠良 海平 利民 建平 国华 新民 立新 志强 明华
			晓东 爱国 学军 跃进 世荣 红星 金龙 富强 根华 水平 金良 柏松 建忠`),
		"female": strings.Fields(`丽华 美珍 红英 秀芳 玉珍 爱华 小红 桂芳 惠芳 春燕 国英 亚萍 爱玲 建芬 丽萍 雪芳 月琴 彩萍 建英 玲娣 晓燕
			金凤 水英 爱琴 红梅 卫红 美娟 小芬 云芳 莉莉 雅芬 杏英 玉琴`),
	},
	{
		"male": strings.Fields(`伟 军 磊 勇 超 俊杰 海波 晓峰 志鹏 斌 鑫 凯 建波 宇 剑锋 晨 旭东 佳伟 鹏飞 立峰 晓明 浩 江涛 东升 国栋
			帅 晓伟 文杰 明辉 佳俊 康 益民`),
		"female": strings.Fields(`丽 娟 敏 静 燕 婷婷 小丽 佳 莉 晓丽 雪琴 海燕 丹 慧 芳芳 倩 佩佩 洁 艳 萍 晓芳 莎莎 琴 露 玲玲 梦佳
			晶晶 小燕 雅 春丽 珊珊`),
	},
	{
		"male":   strings.Fields(`子轩 浩然 宇轩 俊熙 梓豪 一鸣 子墨 宇航 奕辰 俊宇 天佑 思源 睿 嘉豪 子涵 晨曦 铭泽 佳乐 文博 泽宇 骏 乐天 诚`),
		"female": strings.Fields(`梓涵 欣怡 雨桐 诗涵 佳怡 可馨 思琪 梦琪 语嫣 紫萱 依诺 雨欣 一诺 若溪 嘉怡 乐瑶 心怡 晨曦 妍 奕涵 子悦 思思 晓彤`),
	},
}

// staffNames are for the people who work in the alliance.
var staffNames = strings.Fields(`沈立群 周晓燕 王海萍 方国庆 叶文静 潘建新 徐亚琴 俞志峰 金燕飞 章丽娜 胡俊 何雪芬 傅晓玲 楼海燕 汪建明 郑佳丽
	许红霞 蒋伟峰 余小凤 朱建英 林珊 吴雪萍 陈丽君 张旭 程佩芳 童小飞 翁海珍 施云霞 吕洁 包丽萍 夏文娟 罗敏 应国芳 祝燕萍 戴琼 范小丽 龚月仙
	郎晓飞 盛佳 陆水英 骆菊仙 丁建飞 邵雪莲 姜慧 毛春花 邱爱萍 宋飞燕 严杏芳 倪巧玲 洪建芬`)

// ailments are what a visit writes down, the common ones several times.
var (
	elderAilments   = []string{"高血压", "高血压", "糖尿病", "高血压、糖尿病", "冠心病", "类风湿关节炎", "慢性支气管炎", "白内障", "脑卒中后遗症", "帕金森病", "阿尔茨海默病早期", "骨质疏松"}
	seriousAilments = []string{"肺癌术后", "胃癌术后", "甲状腺癌术后", "尿毒症,每周透析三次", "肝硬化", "脑出血后遗症", "白血病治疗中", "肾功能不全", "结肠癌化疗中", "心脏搭桥术后"}
	mildAilments    = []string{"腰椎间盘突出", "高血压", "甲状腺结节", "胃病", "糖尿病"}
)

// callNames are what an aide calls an old neighbour beside the surname.
var callNames = map[string]string{"male": "大伯", "female": "阿婆"}
