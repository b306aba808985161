package models

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDeidentifyRemovesNumbers(t *testing.T) {
	cases := []struct{ in, out, kind string }{
		{"身份证330199194803150021。", "身份证〔证件号〕。", FoundCitizenNo},
		{"11010519491231002x", "〔证件号〕", FoundCitizenNo},
		{"11010519491231002 X", "〔证件号〕", FoundCitizenNo},
		{"330199 19480315 002 x 2份", "〔证件号〕 2份", FoundCitizenNo},
		{"13812345678x2", "〔电话〕x2", FoundPhone},
		{"330199 19480315 0021", "〔证件号〕", FoundCitizenNo},
		{"3301 9919 4803 1500 21", "〔证件号〕", FoundCitizenNo},
		{"3 3 0 1 9 9 1 9 4 8 0 3 1 5 0 0 2 1", "〔证件号〕", FoundCitizenNo},
		{"３３０１９９１９４８０３１５００２１", "〔证件号〕", FoundCitizenNo},
		{"3301\u200B99194803150021", "〔证件号〕", FoundCitizenNo},
		{"旧证330199480315002", "旧证〔证件号〕", FoundCitizenNo},
		{"旧证330199-480315-002", "旧证〔证件号〕", FoundCitizenNo},
		{"残疾证33019919480315002143", "残疾证〔证件号〕", FoundCitizenNo},
		{"打13812345678找他", "打〔电话〕找他", FoundPhone},
		{"微信wx13812345678", "微信wx〔电话〕", FoundPhone},
		{"138 1234 5678", "〔电话〕", FoundPhone},
		{"+86 138-1234-5678", "〔电话〕", FoundPhone},
		{"1 3 8 1 2 3 4 5 6 7 8", "〔电话〕", FoundPhone},
		{"13812345678/13912345678", "〔电话〕/〔电话〕", FoundPhone},
		{"0571-88776655转802", "〔电话〕转802", FoundPhone},
		{"（０５７１）８８７７６６５５", "〔电话〕", FoundPhone},
		{"+86(571)88776655", "〔电话〕", FoundPhone},
		{"(+86)13812345678", "〔电话〕", FoundPhone},
		{"6 2 2 2 0 2 1 3 0 2 1 1 4 5 6 7", "〔银行卡〕", FoundBankCard},
		{"+86 571 88776655", "〔电话〕", FoundPhone},
		{"0086-571-88776655", "〔电话〕", FoundPhone},
		{"电话:88776655", "电话:〔电话〕", FoundPhone},
		{"6222021302114567890", "〔银行卡〕", FoundBankCard},
		{"卡号6222 0213 0211 4567 890", "卡号〔银行卡〕", FoundBankCard},
		{"车牌浙A12345", "车牌〔车牌〕", FoundPlate},
		{"浙A·12345", "〔车牌〕", FoundPlate},
		{"浙ad12345停在门口", "〔车牌〕停在门口", FoundPlate},
		{"浙Ａ１２３４学", "〔车牌〕", FoundPlate},
		{"写信到li.ming+1@example.com.cn", "写信到〔邮箱〕", FoundEmail},
		{"liming＠example．com", "〔邮箱〕", FoundEmail},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			clean, found := Deidentify(c.in, nil)
			assert.Equal(t, c.out, clean)
			assert.Equal(t, []string{c.kind}, found)
		})
	}
}

func TestDeidentifyRemovesSchoolsAndHospitals(t *testing.T) {
	cases := []struct{ in, out, kind string }{
		{"孙女在红星小学读三年级", "孙女在某小学读三年级", FoundSchool},
		{"杭州市西湖区文三街小学", "某小学", FoundSchool},
		{"女儿就读县第一中学", "女儿就读某中学", FoundSchool},
		{"县一中高三", "某中学高三", FoundSchool},
		{"第十四中毕业", "某中学毕业", FoundSchool},
		{"前进小学", "某小学", FoundSchool},
		{"育才中学", "某中学", FoundSchool},
		{"李家幼儿园", "某幼儿园", FoundSchool},
		{"送孩子到阳光学校", "送孩子到某学校", FoundSchool},
		{"红星小学和育才中学", "某小学某中学", FoundSchool},
		{"需每周陪护去县人民医院", "需每周陪护去某医院", FoundHospital},
		{"仁和医院", "某医院", FoundHospital},
		{"浙江大学医学院附属第一医院", "某医院", FoundHospital},
		{"到东溪镇卫生院换药", "到某卫生院换药", FoundHospital},
		{"张某县医院", "张某医院", FoundHospital},
		{"凤凰社区卫生服务中心", "某社区卫生服务中心", FoundHospital},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			clean, found := Deidentify(c.in, nil)
			assert.Equal(t, c.out, strings.ReplaceAll(clean, "和", ""), "a 和 between two places may stay")
			assert.Equal(t, []string{c.kind}, found)
		})
	}
}

func TestDeidentifyRemovesSecrets(t *testing.T) {
	cases := []struct {
		name, in string
		secrets  []string
		out      string
	}{
		{"name", "王小明需要轮椅", []string{"王小明"}, "〔姓名〕需要轮椅"},
		{"blanks in between", "王 小　明需要轮椅", []string{"王小明"}, "〔姓名〕需要轮椅"},
		{"blanks in the secret", "王小明需要轮椅", []string{" 王 小明 "}, "〔姓名〕需要轮椅"},
		{"the longer first", "王小明明和王小明", []string{"王小明", "王小明明"}, "〔姓名〕和〔姓名〕"},
		{"another dot", "阿依古丽•买买提的女儿", []string{"阿依古丽·买买提"}, "〔姓名〕的女儿"},
		{"width and case", "ＬＩ Ming", []string{"li ming"}, "〔姓名〕"},
		{"not over a line end", "老王\n小明天来", []string{"王小明"}, "老王\n小明天来"},
		{"the surname alone stays", "王家需要轮椅", []string{"王小明"}, "王家需要轮椅"},
		{"blank secrets", "王小明", []string{"", " ", "\u3000", "\u200B"}, "王小明"},
		{"secret that is not UTF-8", "王小明", []string{"王\xff"}, "王小明"},
		{"secret of a mark", "电话13812345678", []string{"电话"}, "〔姓名〕〔□〕"},
		{"secrets of every mark", "姓名", []string{"姓名", "□"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			clean, _ := Deidentify(c.in, c.secrets)
			assert.Equal(t, c.out, clean)
		})
	}
}

func TestDeidentifyLeavesOrdinaryTextAlone(t *testing.T) {
	for _, text := range []string{
		"", "每天2份", "20袋大米 10公斤", "2026-11-23 上午 08:00", "2026年11月23日前送到", "出生1990-01-01 180斤", "身高138厘米",
		"预算1380元", "手机 1000-2000元", "138.12 3456.78", "2021 2022 2023 2024", "0.5 12345678", "1 2 3 4 5 6 7 8 9 10", "1 2 3 4 5 6 7 8 9 0 1 2",
		"热线12345", "区划330199101001", "52330199MJ880001XC", "6901234567892", "尺寸 20x30x40", "新A4打印纸500张",
		"孩子上小学三年级", "小学生课桌2张", "中小学生书包20个", "从小学习绘画", "高中学习用品", "女儿考上大学", "学校里中午",
		"去医院看病", "附近的医院", "每月跑医院3次", "每3个月医院复查", "一家医院", "乡镇卫生院", "住院陪护", "某小学",
		"周一至周五 9:00-11:00,每周 3 次", "a@b", "第一行\n\t第二行", "需要1台轮椅🙏",
	} {
		t.Run(text, func(t *testing.T) {
			clean, found := Deidentify(text, []string{"王小明"})
			assert.Equal(t, text, clean)
			assert.Empty(t, found)
		})
	}
}

func TestDeidentifyReportsEachKindOnceInOrder(t *testing.T) {
	text := "王小明在红星小学,电话13812345678或13912345678,身份证330199194803150021,浙A12345," +
		"卡6222021302114567890,a@b.cn,去县医院"
	clean, found := Deidentify(text, []string{"王小明"})
	assert.Equal(t, "〔姓名〕在某小学,电话〔电话〕或〔电话〕,身份证〔证件号〕,〔车牌〕,卡〔银行卡〕,〔邮箱〕,去某医院", clean)
	assert.Equal(t, []string{
		FoundCitizenNo, FoundPhone, FoundPlate, FoundBankCard, FoundEmail, FoundName, FoundSchool, FoundHospital,
	}, found)
}

func TestDeidentifyFindsEverySyntheticNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := time.Date(1930, 1, 1+rapid.IntRange(0, 35_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		no := SyntheticCitizenNo("330199", birth, rapid.IntRange(0, 999).Draw(t, "serial"))
		gap := rapid.SampledFrom([]string{"", " ", "-", "\u3000", "—"}).Draw(t, "gap")
		before := rapid.SampledFrom([]string{"", "证号", "ID:", "送3袋 "}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", "。", "需要2份", "\n12"}).Draw(t, "after")
		clean, found := Deidentify(before+no[:6]+gap+no[6:14]+gap+no[14:]+after, nil)
		require.Equal(t, before+"〔证件号〕"+after, clean)
		require.Equal(t, []string{FoundCitizenNo}, found)
	})
}

func TestDeidentifyKeepsNoSecretAndSettles(t *testing.T) {
	alphabet := []rune("王小明张三学医院中某〔〕姓名电话□和在 \n1389xX浙A@.-·")
	piece := rapid.StringOfN(rapid.SampledFrom(alphabet), 1, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		secrets := rapid.SliceOfN(piece, 0, 4).Draw(t, "secrets")
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "text"), "")
		requireSafe(t, text, secrets)
	})
}

func requireSafe(t require.TestingT, text string, secrets []string) {
	clean, _ := Deidentify(text, secrets)
	require.True(t, utf8.ValidString(clean))
	for _, secret := range secrets {
		if utf8.ValidString(secret) && strings.TrimSpace(visible(secret)) != "" {
			require.NotContains(t, clean, secret)
		}
	}
	again, found := Deidentify(clean, secrets)
	require.Equal(t, clean, again, "asking again")
	require.Empty(t, found)
}

func FuzzDeidentify(f *testing.F) {
	seeds := []struct{ text, first, second string }{
		{"王小明在红星小学,电话13812345678", "王小明", "李四"},
		{"3301 9919 4803 1500 21", "1", ""},
		{"913812345678", "9", ""},
		{"浙A12345 a.b@c.com", "浙A", "b@c"},
		{"某某小学和县一中", "某", "中"},
		{"〔姓名〕", "姓名", "〔"},
		{"aaaa", "aa", "a〔"},
		{"1\n2", "1\n2", "\v"},
		{"\xff王\xff", "王", "\xff"},
		{"İ", "i", "İ"},
	}
	for _, s := range seeds {
		f.Add(s.text, s.first, s.second)
	}
	f.Fuzz(func(t *testing.T, text, first, second string) {
		requireSafe(t, text, []string{first, second})
	})
}

func BenchmarkDeidentify(b *testing.B) {
	text := strings.Repeat("孙女在红星小学读三年级,奶奶电话138 1234 5678,需要轮椅1台。", 10)
	for b.Loop() {
		Deidentify(text, []string{"王小明", "王二小", "李秀英"})
	}
}
