package demo

// The county does not exist; its name says so. Its towns and villages carry names of a kind that is common in the
// hills of Zhejiang, put together by us.

const (
	countyName   = "云溪县(虚构)"
	provinceName = "浙江省(演示汇总)"
)

type townWords struct {
	code, name, kind string
	lat, lng         float64 // kilometres north and east of the centre
	villages         string  // communities first, then villages
	rural            bool
}

var townTable = []townWords{
	{"001", "云溪街道", "街道", 0, 0, "文澜社区 桥东社区 桥西社区 玉泉社区 西门社区 新安社区 锦绣社区 南门社区 下沙村 渡口村", false},
	{"002", "望湖街道", "街道", 2.4, 3.1, "望湖社区 翠苑社区 银杏社区 湖滨社区 清风社区 荷塘社区 后塘村 湖西村 金星村", false},
	{"003", "城南街道", "街道", -3.6, 1.2, "城南社区 工农社区 丰乐社区 花园社区 火车站社区 上河村 联盟村 石榴村", false},
	{"100", "柳塘镇", "镇", 5.2, -7.8, "柳塘社区 老街社区 前塘村 杨家埠村 茶山村 双桥村 高田村 大樟村 塘里村", true},
	{"101", "青石镇", "镇", -9.4, 6.7, "青石社区 石马村 下墅村 里坞村 外坞村 沙畈村 新联村 西山头村", true},
	{"102", "枫岭镇", "镇", 10.8, 9.3, "枫岭社区 岭脚村 岭头村 枫树湾村 黄泥岗村 溪口村 上仙居坑村", true},
	{"200", "竹坑乡", "乡", -14.6, -11.5, "竹坑村 毛竹源村 半岭村 水碓村 龙井坞村", true},
	{"201", "高坪乡", "乡", 16.1, -13.9, "高坪村 云顶村 梯田村 石柱下村", true},
}

var (
	urbanStreets = []string{"文澜路", "云溪大道", "桥东街", "玉泉路", "锦绣路", "望湖路", "翠苑路", "清风巷", "丰乐街", "站前路", "西门弄", "银杏街", "荷塘路", "工农路"}
	ruralPlaces  = []string{"大樟树下", "祠堂边", "水口", "上新屋", "下新屋", "后山脚", "老屋里", "桥头", "晒谷场", "溪边", "岗头", "竹园里", "井头", "学堂基"}
	estates      = []string{"小区", "新村", "花苑", "家园", "公寓"}
)
