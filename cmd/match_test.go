package cmd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/planner"
	"zhulian/sheet"
)

const (
	someNeeds  = "物资,数量,乡镇\n棉被,3,青石镇\n轮椅,1,白云镇\n"
	someOffers = "物资,数量,乡镇,帮扶主体\n棉被,5,青石镇,示例纺织公司\n"
)

// match parses the arguments as the command line does and runs the command in a folder with the two files.
func match(t *testing.T, needs, offers string, args ...string) (folder, out, errs string, err error) {
	t.Helper()
	folder = t.TempDir()
	for name, text := range map[string]string{"needs.csv": needs, "offers.csv": offers} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	t.Chdir(folder)
	m, err := parseMatch(t, append([]string{"needs.csv", "offers.csv"}, args...)...)
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	now := clock.NewFake(time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC))
	err = m.Run(t.Context(), &Env{Out: &stdout, Err: &stderr, Clock: now})
	return folder, stdout.String(), stderr.String(), err
}

func parseMatch(t *testing.T, args ...string) (*Match, error) {
	t.Helper()
	m := &Match{}
	parser, err := kong.New(m, kong.Name("match"), kong.Exit(func(int) {}))
	require.NoError(t, err)
	_, err = parser.Parse(args)
	return m, err
}

func TestMatchWritesAWorkbookAndASummary(t *testing.T) {
	folder, out, errs, err := match(t, someNeeds, someOffers, "-o", "result.xlsx")
	require.NoError(t, err)
	assert.Empty(t, errs)
	assert.Contains(t, out, "找到供给的需求 1 条：全部满足 1")
	assert.Contains(t, out, "结果已写入 result.xlsx")
	grid, err := sheet.Open(filepath.Join(folder, "result.xlsx"), sheet.DefaultLimits())
	require.NoError(t, err)
	assert.Equal(t, "分配", grid.Sheet)
	assert.Len(t, grid.Rows, 2)
}

func TestMatchWritesCSVIntoAFolderInTheLanguageAskedFor(t *testing.T) {
	folder, out, _, err := match(t, someNeeds, someOffers, "-o", "result/", "--lang", "en", "--candidates", "2")
	require.NoError(t, err)
	assert.Contains(t, out, "1 needs found supply: 1 in full")
	for _, name := range []string{"assignments.csv", "unmet.csv", "recruit.csv", "candidates.csv"} {
		assert.FileExists(t, filepath.Join(folder, "result", name))
	}
}

func TestMatchFlagsReachThePlan(t *testing.T) {
	_, out, _, err := match(t, "what,how many\n棉被,1\n棉被,9\n", "thing,n\n棉被,20\n", "-o", "r", "--lang", "en",
		"--need-column", "title=what", "--need-column", "quantity=how many", "--offer-column", "title=A;quantity=B",
		"--unknown-quantity", "1", "--unknown-quantity", "99")
	require.NoError(t, err)
	assert.Contains(t, out, "read 2 needs (1 of known quantity, 1 unknown) and 1 offers (1 known, 0 unknown)")
	assert.Contains(t, out, "1 in full, 0 in part, 1 with the quantity to be agreed")
}

func TestOffersThatEndedBeforeTodayAreLeftOut(t *testing.T) {
	offers := "物资,数量,有效期至\n棉被,5,2026-11-23\n"
	_, out, _, err := match(t, someNeeds, offers, "-o", "r", "--lang", "en")
	require.NoError(t, err)
	assert.Contains(t, out, "0 needs found supply")
	_, out, _, err = match(t, someNeeds, offers, "-o", "r", "--lang", "en", "--date", "2026-11-23")
	require.NoError(t, err)
	assert.Contains(t, out, "1 needs found supply")
}

func TestMatchListsEveryBadRowAndWritesNothing(t *testing.T) {
	folder, out, errs, err := match(t, "物资,数量\n棉被,-3\n,2\n", "物资,数量\n棉被,x\n", "-o", "result.xlsx")
	require.Error(t, err)
	assert.Empty(t, out)
	assert.Equal(t, "needs.csv 第 2 行 B 列 (数量)：数量不能为负\nneeds.csv 第 3 行 A 列 (物资)：没有名称\noffers.csv 第 2 行 B 列 (数量)：数量无法识别\n", errs)
	assert.Equal(t, "有 3 处无法读取，未写入任何结果（加 --skip-bad-rows 可跳过这些行）", err.Error())
	assert.NoFileExists(t, filepath.Join(folder, "result.xlsx"))
	var bad *planner.BadRows
	assert.ErrorAs(t, err, &bad)
}

func TestMatchSaysInOneLineWhatIsWrongWithAFile(t *testing.T) {
	for offers, want := range map[string]string{
		"%PDF-1.4":   "offers.csv is neither csv nor xlsx but a PDF",
		"":           "offers.csv is empty",
		"物资\n":       "offers.csv has a header and no rows (line 1)",
		"a,b\n1,2\n": "offers.csv has no header row that is understood; its first row is: a, b; name a column yourself with --offer-column FIELD=HEADER, e.g. title=item",
	} {
		_, _, errs, err := match(t, someNeeds, offers, "-o", "r", "--lang", "en")
		require.Error(t, err)
		assert.Equal(t, want, err.Error())
		assert.Empty(t, errs)
	}
}

func TestAWrongCallIsRefusedInOneLineBeforeAnyWork(t *testing.T) {
	for args, want := range map[string]string{
		"a b":                               "missing flags: --output",
		"a -o r":                            "offers",
		"a b -o r.csv":                      "name a folder for csv files",
		"a b -o r --min-score 0":            "--min-score must be from 1 to 100",
		"a b -o r --lang fr":                "--lang must be one of",
		"a b -o r --need-column nonsense=x": `--need-column knows no field "nonsense"`,
		"a b -o r --date 2026-13-01":        "--date must be a day",
		"a b -o r --max-offers 0":           "--max-offers must be at least 1",
		"a b -o r --min-score 0 --date yes": "--date must be a day such as 2026-11-24; --min-score must be",
		"a b -o r --candidates -1":          "",
		"a b -o r --unknown-quantity":       "missing value",
	} {
		_, err := parseMatch(t, strings.Fields(args)...)
		require.ErrorContains(t, err, want, args)
		assert.NotContains(t, err.Error(), "\n", args)
	}
}

func TestTheHelpNamesColumnsAndTellsWhatUnknownQuantitiesMean(t *testing.T) {
	help := (&Match{}).Help()
	for _, text := range []string{"--need-column title=item", "An unknown quantity is never counted as 1", "quantity to be\nagreed", "per_household_limit"} {
		assert.Contains(t, help, text)
	}
}
