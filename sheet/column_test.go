package sheet

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var wanted = Columns{
	{Field: "title", Names: []string{"title", "物资名称", "物资", "item", "名称"}, Required: true},
	{Field: "quantity", Names: []string{"quantity", "数量", "qty"}},
	{Field: "unit", Names: []string{"unit", "单位"}},
	{Field: "place", Names: []string{"place", "地区", "名称"}},
}

func bind(t *testing.T, data string, overrides map[string]string) (*Table, error) {
	t.Helper()
	return wanted.Bind(read(t, data), overrides)
}

func TestBindsHeadersHoweverTheyAreWritten(t *testing.T) {
	for _, header := range []string{
		"title,quantity,unit", "TITLE, Quantity ,Unit", "物资,数量,单位", "＊物资名称,数 量（件）,单位：", "item,QTY(boxes),单位", "物资【必填】,数量[箱],unit",
	} {
		table, err := bind(t, header+"\n棉被,3,床\n", nil)
		require.NoError(t, err, header)
		row := table.Rows[0]
		assert.Equal(t, []string{"棉被", "3", "床"},
			[]string{table.Value(row, "title"), table.Value(row, "quantity"), table.Value(row, "unit")}, header)
		assert.Empty(t, table.Value(row, "place"))
		assert.False(t, table.Has("place"))
	}
}

func TestAHeadersUnitIsKept(t *testing.T) {
	table, err := bind(t, "物资,数量（ 件 ）\nx,1\n", nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"件", ""}, []string{table.Unit("quantity"), table.Unit("title")})
}

func TestFindsTheHeaderUnderATitle(t *testing.T) {
	table, err := bind(t, "青石镇需求汇总表\n制表,2026-11-01\n\n物资,数量\n棉被,3\n", nil)
	require.NoError(t, err)
	assert.Equal(t, 4, table.HeaderLine)
	assert.Equal(t, 5, table.Rows[0].Line)
}

func TestABetterNameWinsAColumnAndTheRestIsNamed(t *testing.T) {
	table, err := bind(t, "名称,物资,颜色\n青石镇,棉被,红\n", nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"物资", "名称"}, []string{table.Title("title"), table.Title("place")})
	assert.Equal(t, []string{"颜色"}, table.Ignored)
}

func TestAnOverrideWinsByHeaderOrLetter(t *testing.T) {
	for _, by := range []string{"what", "WHAT", "B"} {
		table, err := bind(t, "物资,what\nx,棉被\n", map[string]string{"title": by})
		require.NoError(t, err)
		assert.Equal(t, "棉被", table.Value(table.Rows[0], "title"), by)
	}
	_, err := bind(t, "物资,what\nx,棉被\n", map[string]string{"title": "nowhere"})
	assert.Equal(t, FileColumn, codeOf(err))
	_, err = bind(t, "x,y\n1,2\n", map[string]string{"title": "nowhere"})
	assert.Equal(t, FileColumn, codeOf(err))
}

func codeOf(err error) string {
	var fault *Error
	errors.As(err, &fault)
	if fault == nil {
		return ""
	}
	return fault.Code
}

func TestSaysWhatIsWrongWithAHeader(t *testing.T) {
	for data, code := range map[string]string{
		"a,b\n1,2\n":             FileHeader,
		"数量,单位\n1,2\n":           FileHeaderMissing,
		"物资,数量,数量(件)\n1,2,3\n":   "",
		"物资,数量,数 量\n1,2,3\n":     FileHeaderTwice,
		"物资,数量\n":                FileNoRows,
		"{\"item\": \"rice\"}\n": FileHeader,
	} {
		_, err := bind(t, data, nil)
		assert.Equal(t, code, codeOf(err), data)
	}
	_, err := bind(t, "数量,单位\n1,2\n", nil)
	assert.EqualError(t, err, "list.csv lacks the column title; its header is: 数量, 单位 (line 1)")
}

func TestFaultsNameLineColumnAndReason(t *testing.T) {
	table, err := bind(t, "物资,数量\n棉被,3\n大\x01米,4,5\n", nil)
	require.NoError(t, err)
	require.Len(t, table.Faults, 2)
	assert.Equal(t, "line 3, column C: has more cells than the header", table.Faults[0].Say("en"))
	assert.Equal(t, "第 3 行 A 列 (物资)：含有控制字符", table.Faults[1].Say("zh-CN"))
	fault := table.Fault(table.Rows[0], "quantity", "quantity_negative", "is negative")
	assert.Equal(t, Fault{Line: 2, Column: "B", Header: "数量", Field: "quantity", Code: "quantity_negative", Reason: "is negative"}, fault)
	assert.Equal(t, 2, strings.Count(append(table.Faults, fault).Error(), "\n"))
}

func TestColumnLettersCountLikeASpreadsheet(t *testing.T) {
	for column, letter := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		assert.Equal(t, letter, ColumnLetter(column))
	}
}

func TestNormaliseIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Normalise(rapid.String().Draw(t, "header"))
		if Normalise(once) != once {
			t.Fatalf("%q changes to %q", once, Normalise(once))
		}
	})
}
