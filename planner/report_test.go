package planner

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"zhulian/sheet"
)

func TestAWorkbookHasASheetForEveryList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "result.xlsx")
	files, err := county(t, Options{Lang: "zh-CN", Candidates: 2}).Write(path)
	require.NoError(t, err)
	assert.Equal(t, []string{path}, files)
	book, err := excelize.OpenFile(path)
	require.NoError(t, err)
	assert.Equal(t, []string{"分配", "未满足", "下一步招募", "候选"}, book.GetSheetList())
	rows, err := book.GetRows("分配")
	require.NoError(t, err)
	assert.Equal(t, []string{"2", "N-01", "午餐送餐", "H-001", "青石镇 上坞村", "特急", "30", "30", "份", "全部满足", "2", "O-01", "社区食堂助餐", "示例社区食堂"}, rows[1][:14])
	assert.Contains(t, rows[1][16], "需人工核对资质：food")
	rows, err = book.GetRows("未满足")
	require.NoError(t, err)
	assert.Equal(t, "capacity", rows[1][10])
	rows, err = book.GetRows("下一步招募")
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "G01 危房/漏雨修缮", "松林乡", "高", "1", "1"}, rows[1][:6])
	rows, err = book.GetRows("候选")
	require.NoError(t, err)
	assert.Equal(t, []string{"2", "N-01", "午餐送餐", "1", "2", "O-01"}, rows[1][:6])
}

func TestAFolderHoldsTheSameListsAsCSV(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "result")
	files, err := county(t, Options{Lang: "en"}).Write(folder)
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(file))
		grid, err := sheet.Open(file, sheet.DefaultLimits())
		require.NoError(t, err)
		assert.Equal(t, "utf-8", grid.Encoding)
	}
	assert.Equal(t, []string{"assignments.csv", "unmet.csv", "recruit.csv"}, names)
	grid, err := sheet.Open(files[0], sheet.DefaultLimits())
	require.NoError(t, err)
	assert.Equal(t, []string{"need line", "need id", "need", "for", "place", "urgency", "requested", "assigned", "unit", "state",
		"offer line", "offer id", "offer", "supplier", "score", "likeness %", "reasons", "likely duplicate"}, grid.Rows[0].Cells)
	for _, row := range grid.Rows[1:] {
		assert.NotContains(t, strings.Join(row.Cells, " "), "%!", "every text has its arguments")
		assert.Contains(t, []string{"full", "in part", "quantity to be agreed"}, row.Cell(9))
	}
}

func TestARowThatLooksLikeAFormulaRunsNowhere(t *testing.T) {
	folder := t.TempDir()
	_, err := plan(t, "item,qty\n=HYPERLINK(1),3\n", "item,qty\n=HYPERLINK(1),3\n", Options{}).Write(folder)
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(folder, "assignments.csv"))
	require.NoError(t, err)
	assert.Contains(t, string(raw), ",'=HYPERLINK(1),")
	assert.NotContains(t, string(raw), ",=HYPERLINK")
}

func TestRefusesAResultThatCannotHoldThreeLists(t *testing.T) {
	for _, path := range []string{"result.csv", "a/b.CSV", "x.json", "x.xls"} {
		assert.ErrorIs(t, CheckResult(path), ErrResultName, path)
	}
	file := filepath.Join(t.TempDir(), "plain")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	assert.Error(t, CheckResult(file))
	for _, path := range []string{"result.xlsx", "folder", "folder/", t.TempDir()} {
		assert.NoError(t, CheckResult(path), path)
	}
}

func TestEveryTextIsThereInBothLanguagesWithTheSameArguments(t *testing.T) {
	for key, pair := range words {
		assert.NotEmpty(t, pair[0], key)
		assert.NotEmpty(t, pair[1], key)
		assert.Equal(t, strings.Count(pair[0], "%"), strings.Count(pair[1], "%"), key)
	}
	for _, state := range []State{Full, Part, Agree, Nobody} {
		assert.Contains(t, words, "state."+string(state))
	}
	for _, code := range []string{"no_offer", "not_alike", "gate", "capacity", "links", "offers_limit"} {
		assert.Contains(t, words, "code."+code)
	}
}
