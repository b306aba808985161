package models

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reportTable is the table of domain report §5.1 as it is printed there.
const reportTable = `
A01 | 米面粮油 | staple food | G | – | 0 | 5
A02 | 衣被鞋袜 | clothes & bedding | G | – | 0 | 7
A03 | 家电(冰箱/洗衣机/电视/电扇) | home appliances | G | – | 0 | 10
A04 | 家具(床/桌/书桌) | furniture | G | – | 0 | 10
A05 | 取暖防暑 | heating / cooling | G | – | 0 | 3
A06 | 个人护理与母婴用品 | hygiene & infant goods | G | – | 1 | 5
A07 | 水电燃气通信减免 | utility relief | I | – | 0 | 10
A08 | 慈善超市/余粮兑换 | charity-shop voucher | G | – | 0 | 5
B01 | 送餐/助餐 | meals | S | food | 0 | 3
B02 | 助浴 | assisted bathing | S | care | 1 | 7
B03 | 助洁/家政 | house cleaning | S | – | 0 | 7
B04 | 理发 | haircut | S | – | 0 | 10
B05 | 代购/代办/代领 | errands | S | – | 0 | 3
B06 | 日间照料/短期托养 | day or respite care | S | care | 1 | 10
B07 | 居家照护 | home nursing care | S | care | 2 | 7
B08 | 家属喘息服务 | carer respite | S | care | 1 | 10
C01 | 陪诊/送医 | escort to clinic | S | – | 2 | 2
C02 | 代配药/送药 | medicine pick-up | S | – | 2 | 2
C03 | 上门诊疗/家庭医生 | home doctor visit | S | medical | 2 | 5
C04 | 康复训练 | rehabilitation | S | medical | 2 | 15
C05 | 辅助器具(轮椅/助行器/助听器) | assistive devices | G | – | 1 | 15
C06 | 护理用品(尿不湿/护理床) | nursing supplies | G | – | 1 | 5
C07 | 大病医疗费用慈善补助 | medical charity grant | M | charity | 3 | 20
C08 | 住院陪护 | hospital care | S | care | 2 | 2
D01 | 学费/生活费资助 | tuition support | M | charity | 2 | 20
D02 | 学习用品 | school supplies | G | – | 1 | 7
D03 | 课业辅导 | tutoring | S | child | 1 | 10
D04 | 兴趣/素质课程 | hobby classes | S | child | 1 | 15
D05 | 电脑/网络 | device & internet | G | – | 0 | 10
D06 | 儿童陪伴/结对 | mentoring | S | child | 2 | 10
D07 | 学习空间改造 | study-corner makeover | S | – | 1 | 20
D08 | 困境儿童微心愿 | child micro-wish | G | – | 2 | 10
E01 | 岗位推荐 | job placement | J | – | 0 | 20
E02 | 公益性岗位 | public-welfare job | J | gov | 0 | 20
E03 | 技能培训 | skill training | S | – | 0 | 30
E04 | 共富工坊/来料加工 | Common-Prosperity workshop, piece work | J | – | 0 | 20
E05 | 残疾人辅助性就业 | supported employment | J | – | 1 | 30
E06 | 创业指导/小额贷款信息 | start-up advice | I | – | 0 | 20
F01 | 农资/种苗/畜禽 | farm inputs | G | – | 0 | 15
F02 | 农技指导 | farm extension | S | – | 0 | 15
F03 | 农产品助销/消费帮扶 | sales help | S | – | 0 | 10
F04 | 电商/直播带货 | e-commerce help | S | – | 0 | 20
G01 | 危房/漏雨修缮 | repairs | S | build | 0 | 30
G02 | 适老化改造 | ageing-friendly adaptation | S | build | 1 | 30
G03 | 无障碍改造 | barrier-free adaptation | S | build | 1 | 30
G04 | 水电维修 | plumbing & electrics | S | build | 0 | 3
G05 | 消防/燃气/烟感安装 | fire & gas safety | S | build | 0 | 7
G06 | 居家环境整治 | clear-out & painting | S | – | 0 | 15
G07 | 搬家/临时安置 | moving, shelter | S | – | 1 | 2
H01 | 探访陪聊 | friendly visits | S | – | 0 | 7
H02 | 心理咨询 | counselling | S | psych | 3 | 7
H03 | 哀伤/危机干预 | crisis support | S | psych | 3 | 1
H04 | 生日/节日慰问 | birthday, festival | G | – | 0 | 10
H05 | 亲子/家庭关系辅导 | family counselling | S | psych | 3 | 10
H06 | 社工个案 | social-work case | S | social | 3 | 5
I01 | 法律咨询 | legal advice | S | law | 2 | 5
I02 | 法律援助申请 | legal-aid application | S | law | 3 | 5
I03 | 赡养/监护/继承纠纷调解 | mediation | S | – | 3 | 15
I04 | 证件补办(身份证/残疾证) | document help | S | – | 2 | 15
J01 | 智能手机教学 | smartphone lessons | S | – | 0 | 15
J02 | 文体/小组活动 | group activities | S | – | 0 | 20
J03 | 志愿参与/反哺 | volunteering back | S | – | 0 | 20
J04 | 出行接送 | transport | S | driver | 0 | 2
J05 | 安全提醒设备(手环/烟感/SOS) | safety devices | G | – | 1 | 10
K01 | 政策咨询 | policy advice | I | gov | 0 | 1
K02 | 低保/特困/低边申请 | minimum-living etc. | I | gov | 3 | §15
K03 | 临时救助申请 | temporary relief | I | gov | 3 | §15
K04 | 医疗/教育/住房救助申请 | special relief | I | gov | 3 | §15
K05 | 残疾人两项补贴/护理补贴 | disability subsidies | I | gov | 2 | 15
K06 | 异议与投诉 | appeal, complaint | I | gov | 3 | 15 days
L01 | 火灾/台风等应急物资 | disaster supplies | G | – | 0 | 1
L02 | 紧急安置 | emergency shelter | S | – | 1 | 1
L03 | 失联/走失协查 | missing-person help | S | – | 2 | 0`

func TestCategoriesAreTheTableOfTheReport(t *testing.T) {
	modes := map[string]CategoryMode{
		"G": ModeGoods, "S": ModeService, "J": ModeJob, "I": ModeInformation, "M": ModeMoney,
	}
	limits := map[string]int{"§15": 20, "15 days": 11}
	lines := strings.Split(strings.TrimSpace(reportTable), "\n")
	require.Len(t, lines, 73)
	require.Len(t, Categories(), 73)
	for i, line := range lines {
		cell := strings.Split(line, " | ")
		limit, special := limits[cell[6]]
		if !special {
			var err error
			limit, err = strconv.Atoi(cell[6])
			require.NoError(t, err)
		}
		c := Categories()[i]
		assert.Equal(t, cell[0], c.Code)
		assert.Equal(t, cell[0][:1], c.Parent)
		assert.Equal(t, cell[1], c.NameZH)
		assert.Equal(t, cell[2], c.NameEN)
		assert.Equal(t, modes[cell[3]], c.Mode, c.Code)
		assert.Equal(t, strings.Trim(cell[4], "–"), c.Licence, c.Code)
		assert.Equal(t, cell[5], strconv.Itoa(c.Sensitivity), c.Code)
		assert.Equal(t, limit, c.SLAWorkdays, c.Code)
	}
}

func TestCategoryGroupsHeadEveryCategory(t *testing.T) {
	groups := CategoryGroups()
	require.Len(t, groups, 12)
	used := map[string]int{}
	for _, c := range Categories() {
		used[c.Parent]++
	}
	for i, g := range groups {
		assert.Equal(t, string(rune('A'+i)), g.Code)
		assert.NotEmpty(t, g.NameZH)
		assert.NotEmpty(t, g.NameEN)
		assert.Positive(t, used[g.Code], g.Code)
	}
	assert.Len(t, used, len(groups))
}

func TestCategoriesCannotBeChangedFromOutside(t *testing.T) {
	Categories()[0].NameZH = "别的"
	CategoryGroups()[0].NameZH = "别的"
	assert.Equal(t, "米面粮油", Categories()[0].NameZH)
	assert.Equal(t, "基本生活", CategoryGroups()[0].NameZH)
}

func TestOnlyPolicyAccessAndPublicWelfareJobsAreForGovernmentAlone(t *testing.T) {
	for _, c := range Categories() {
		assert.Equal(t, c.Code[0] == 'K' || c.Code == "E02", c.GovernmentOnly(), c.Code)
		if c.GovernmentOnly() {
			assert.Equal(t, LicenceGov, c.Licence, c.Code)
		}
	}
}

func TestReferralOnlyCategoriesAreThoseOfTheTiers(t *testing.T) {
	var hidden []string
	for _, c := range Categories() {
		if c.Sensitivity == 3 && !c.GovernmentOnly() {
			hidden = append(hidden, c.Code)
		}
	}
	assert.Equal(t, []string{"C07", "H02", "H03", "H05", "H06", "I02", "I03"}, hidden)
}

func TestReachFollowsTheKindOfThing(t *testing.T) {
	for _, c := range Categories() {
		switch c.Mode {
		case ModeGoods:
			assert.Equal(t, ReachMedium, c.Reach, c.Code)
		case ModeInformation, ModeMoney:
			assert.Equal(t, ReachNone, c.Reach, c.Code)
		default:
			assert.Contains(t, []Reach{ReachNone, ReachMedium, ReachStrong}, c.Reach, c.Code)
		}
	}
	for _, code := range []string{"B01", "B02", "B07", "H01", "J04"} {
		c, _ := CategoryByCode(code)
		assert.Equal(t, ReachStrong, c.Reach, code)
	}
}

func TestCategoryByCodeTakesExactCodesOnly(t *testing.T) {
	c, found := CategoryByCode("B01")
	assert.True(t, found)
	assert.Equal(t, "送餐/助餐", c.NameZH)
	for _, code := range []string{"", "B", "b01", "B09", "M01", "B01 "} {
		_, found = CategoryByCode(code)
		assert.False(t, found, code)
	}
}

func TestCategoryDistance(t *testing.T) {
	cases := []struct {
		a, b string
		want int
	}{
		{"B01", "B01", 100}, {"B07", "C08", 60}, {"B01", "B05", 60}, {"A03", "A04", 60}, {"C01", "J04", 60},
		{"D02", "D08", 60}, {"E01", "E04", 60}, {"G02", "G03", 60}, {"H01", "J02", 60}, {"B01", "B02", 30},
		{"A01", "A08", 30}, {"A01", "B01", 0}, {"J04", "C02", 0}, {"Z99", "Z99", 0}, {"", "", 0}, {"A", "A01", 0},
	}
	for _, c := range cases {
		t.Run(c.a+c.b, func(t *testing.T) {
			assert.Equal(t, c.want, CategoryDistance(c.a, c.b))
			assert.Equal(t, c.want, CategoryDistance(c.b, c.a))
		})
	}
}

func TestFindCategoryReadsSpreadsheets(t *testing.T) {
	cases := map[string]string{
		"A01": "A01", " b01 ": "B01", "Ｂ０１": "B01", "米面粮油": "A01", "家电(冰箱/洗衣机/电视/电扇)": "A03",
		"家电（冰箱／洗衣机／电视／电扇）": "A03", "家电": "A03", "洗衣机": "A03", "送餐": "B01", "助餐": "B01", "轮椅": "C05",
		"辅助器具": "C05", "Meals": "B01", "clothes & bedding": "A02", "Clothes and Bedding": "A02", "heating": "A05",
		"HEATING/COOLING": "A05", "A01 米面粮油": "A01", "B01-送餐": "B01", "g04: plumbing & electrics": "G04", "sos": "J05",
		"大米": "A01", "临时救助": "K03", "piece work": "E04", "低保": "K02",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			c, found := FindCategory(text)
			require.True(t, found)
			assert.Equal(t, want, c.Code)
		})
	}
}

func TestFindCategoryDoesNotGuess(t *testing.T) {
	for _, text := range []string{"", " ", "/", "A", "A99", "A01 送餐", "A012", "医疗", "教育", "口罩", "B01 和别的", "\xff", "食"} {
		_, found := FindCategory(text)
		assert.False(t, found, text)
	}
}

func TestEveryNameOfACategoryFindsItAlone(t *testing.T) {
	owner := map[string]string{}
	for _, c := range Categories() {
		for _, name := range categoryNames(c) {
			key := categoryKey(name)
			require.NotEmpty(t, key, "%s has an empty name", c.Code)
			if other, taken := owner[key]; taken {
				require.Equal(t, other, c.Code, name)
			}
			owner[key] = c.Code
			found, _ := FindCategory(name)
			require.Equal(t, c.Code, found.Code, name)
		}
	}
}

func TestCategoryAliasesBelongToCategories(t *testing.T) {
	for code := range categoryAliases {
		_, found := CategoryByCode(code)
		assert.True(t, found, code)
	}
}

func FuzzFindCategory(f *testing.F) {
	for _, seed := range []string{"", "A01", "b01 送餐", "家电(冰箱/洗衣机)", "Ａ０１", "\xff", "A", "ab", "食物"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, found := FindCategory(s)
		if found {
			same, _ := CategoryByCode(c.Code)
			assert.Equal(t, c, same)
		} else {
			assert.Empty(t, c)
		}
	})
}
