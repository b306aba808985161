package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

const standardsCSV = `标准,区划代码,数值,生效日期,失效日期,依据
最低生活保障标准(每人每月),,"1,149",2026-07-01,,民发〔2026〕1号
dibian_factor,330000,1.5,2026/1/1,2026-12-31,省条例
刚性支出占收入比例,330199001000,0.6,20260101,,县通知
rigid_months,330199,12,2026-01-01,,县通知
最低月工资标准,,2260.50元,2026-01-01,,人社通知
`

func TestStandardsAreImportedAsProposals(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		rows, _, err := s.StandardPage(ctx, store.StandardFilter{County: county}, store.Page{Limit: 10, Oldest: true})
		require.NoError(t, err)
		require.Len(t, rows, 5)
		for i, want := range []struct {
			code   models.StandardCode
			region string
			value  int64
		}{
			{models.StandardDibao, "330199000000", 114_900}, {models.StandardDibianFactor, "330000000000", 1500}, {models.StandardRigidRatio, "330199001000", 600},
			{models.StandardRigidMonths, "330199000000", 12}, {models.StandardMinimumWage, "330199000000", 226_050},
		} {
			assert.Equal(t, []any{want.code, want.region, want.value}, []any{rows[i].Code, rows[i].RegionCode, rows[i].Value})
			assert.Equal(t, models.DecisionProposed, rows[i].Status, "a person adopts")
			assert.Empty(t, rows[i].CreatedBy)
		}
		all, err := s.Standards(ctx, county)
		require.NoError(t, err)
		assert.Empty(t, all)
		text := export(t, s, demand("standards"))
		assert.Contains(t, text, "最低生活保障标准(每人每月),330199000000,1149,2026-07-01,,民发〔2026〕1号,待启用")
		assert.Contains(t, text, "低保边缘倍数,330000000000,1.5,2026-01-01,2026-12-31,省条例,待启用")
		assert.Contains(t, text, "最低月工资标准,330199000000,2260.5,")
	})
}

func TestBadStandardsChangeNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		assert.Equal(t, []string{
			"2 code word", "2 value required", "3 value decimals", "3 source required", "4 region_code region_unknown", "5 region_code region_outside_county",
			"5 effective_to before_start", "6 value max",
		}, refused(t, s, order(t, "standards", `code,region_code,value,effective_from,effective_to,source
低保,,1149,2026-07-01,,文
dibao_line,,1149.005,2026-07-01,,
dibao_line,330199009000,1149,2026-07-01,,文
dibao_line,330198001000,1149,2026-07-01,2026-06-30,文
relief_cap_special,,12.5,2026-07-01,,文
`)))
	})
}
