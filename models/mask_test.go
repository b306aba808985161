package models

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestNameMasks(t *testing.T) {
	cases := []struct{ name, masked, child string }{
		{"张三", "张*", "小三"},
		{"张小明", "张*明", "小明"},
		{"欧阳小明", "欧**明", "小明"},
		{"欧阳明", "欧*明", "小明"},
		{"欧阳", "欧*", "小阳"},
		{"尼格买提汗", "尼***汗", "小汗"},
		{"阿依古丽·买买提", "阿依古丽·***", "小丽"},
		{"阿依古丽•买买提", "阿依古丽·***", "小丽"},
		{"买买提·艾力·江", "买买提·****", "小提"},
		{"阿依·", "阿*", "小依"},
		{"张　三", "张*", "小三"},
		{"张", "*", "小*"},
		{"John Smith", "J********h", "小h"},
		{"", "", "小*"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.masked, MaskName(c.name))
			assert.Equal(t, c.child, MaskChildName(c.name))
		})
	}
}

func TestSurnameWithTitle(t *testing.T) {
	cases := []struct {
		name  string
		sex   Sex
		shown string
	}{
		{"张三", SexMale, "张先生"},
		{"张小明", SexFemale, "张女士"},
		{"张三", SexUnknown, "张先生/女士"},
		{"张三", "", "张先生/女士"},
		{"欧阳修", SexMale, "欧阳先生"},
		{"司马相如", SexMale, "司马先生"},
		{"诸葛亮", SexMale, "诸葛先生"},
		{"上官婉儿", SexFemale, "上官女士"},
		{"欧阳", SexMale, "欧先生"},
		{"梁丘生", SexMale, "梁先生"},
		{"阿依古丽·买买提", SexFemale, "阿依古丽女士"},
		{" 王　五 ", SexMale, "王先生"},
		{"", SexMale, ""},
		{" · ", SexMale, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.shown, SurnameWithTitle(c.name, c.sex)) })
	}
}

func TestNumberMasks(t *testing.T) {
	cases := []struct {
		name string
		mask func(string) string
		in   string
		out  string
	}{
		{"citizen number", MaskCitizenNo, "11010519491231002X", "**************002X"},
		{"citizen number for a clerk", MaskCitizenNoForClerk, "11010519491231002X", "110105********002X"},
		{"disability certificate", MaskCitizenNo, "11010519491231002X43", strings.Repeat("*", 20)},
		{"disability certificate for a clerk", MaskCitizenNoForClerk, "11010519491231002X43", strings.Repeat("*", 20)},
		{"half a number", MaskCitizenNo, "1949", "****"},
		{"empty", MaskCitizenNo, "", ""},
		{"bytes that make 18", MaskCitizenNo, "张王李赵钱孙", "******"},
		{"mobile", MaskPhone, "13812345678", "138****5678"},
		{"mobile as typed", MaskPhone, "+86 138-1234-5678", "138****5678"},
		{"fixed line", MaskPhone, "0571-88776655", "057*****6655"},
		{"short line", MaskPhone, "0101234567", "010***4567"},
		{"no phone", MaskPhone, "5678", "****"},
		{"bank", MaskBank, "6222 0213 0211 4567 890", "***************7890"},
		{"no bank account", MaskBank, "12345678", "********"},
		{"account with letters", MaskBank, "62220213021145678AB", strings.Repeat("*", 19)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.out, c.mask(c.in)) })
	}
}

func FuzzMasks(f *testing.F) {
	for _, seed := range []string{"", "张三", "欧阳小明", "阿依古丽·买买提", "·", " · a", "\xff·\xff", "11010519491231002X", "＊·＊", "a\n·b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		masked := MaskName(s)
		assert.Equal(t, masked, MaskName(masked), "masking twice")
		if first, rest := splitName(s); rest == "" && utf8.RuneCountInString(first) > 1 && !strings.Contains(s, "*") {
			assert.Contains(t, masked, "*")
		}
		assert.LessOrEqual(t, utf8.RuneCountInString(MaskChildName(s)), 2)
		SurnameWithTitle(s, SexUnknown)
		for _, mask := range []func(string) string{MaskCitizenNo, MaskCitizenNoForClerk, MaskPhone, MaskBank} {
			if s != "" {
				assert.Contains(t, mask(s), "*")
			}
		}
	})
}
