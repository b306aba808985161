package exchange_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// benefitsOf is a department's list about a citizen, whose number must be on file.
func benefitsOf(number string) string {
	return `身份证号,待遇类型,待遇名称,发放单位,金额(元),数量,计量单位,发放日期,需求类别,账号后四位,不留名
` + number + `,现金,最低生活保障金,县民政局,980.00,,,2026-02-10,,0018,
` + number + `,实物,大米,爱心粮油行,,2,袋,2026-02-20,A01,,是
` + number + `,实物,食用油,爱心粮油行,,1,桶,2026-02-25,A01,,是
` + number + `,服务,精神障碍康复训练,县残联,,1,次,2026-02-26,,,
`
}

func TestADepartmentsListOfBenefitsComesInWholeOnceAndWarnsOfRepetitions(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		number := h.Persons[0].CitizenNo
		require.NotEmpty(t, number)
		ctx := context.Background()
		in := func(content string) (*exchange.Result, error) {
			return exchange.Import(ctx, s, exchange.Order{Kind: "benefits", File: "待遇.csv", Content: []byte(content), County: testdb.CountyCode, By: "os:test", Lang: locales.Chinese})
		}
		kept := func() []models.Benefit {
			rows, _, err := s.Benefits(ctx, store.PaperFilter{Scope: store.Scope{County: testdb.CountyCode}, Household: h.ID}, store.Page{Limit: 20, Oldest: true})
			require.NoError(t, err)
			return rows
		}
		_, err := in(benefitsOf(number) + "330199194001010014,现金,最低生活保障金,县民政局,980,,,2026-02-10,,,\n")
		require.Error(t, err)
		assert.Empty(t, kept(), "all or nothing")

		res, err := in(benefitsOf(number))
		require.NoError(t, err)
		assert.Equal(t, []int{4, 1}, []int{res.Created, res.Repeats}, "oil five days after rice: both are staple food")
		assert.Contains(t, res.Say(locales.Chinese), "其中1条与7天内同类帮扶重复")
		rows := kept()
		require.Len(t, rows, 4)
		assert.Equal(t, int64(98_000), *rows[0].AmountFen)
		assert.Equal(t, "0018", rows[0].AccountTail)
		assert.True(t, rows[1].HideProvider)
		assert.Equal(t, models.Renamed, rows[3].Visibility, "nobody reads that on a list on the table")
		assert.Equal(t, h.Persons[0].ID, *rows[0].PersonID)

		_, err = in(benefitsOf(number))
		assert.Equal(t, "benefit_file_known", models.CodeOf(err))
		assert.Len(t, kept(), 4)

		var out bytes.Buffer
		_, err = exchange.Export(ctx, s, exchange.Demand{Kind: "benefits", County: testdb.CountyCode, Format: "csv"}, &out)
		require.Error(t, err, "they come in and are not taken out")
		assert.Zero(t, out.Len())
	})
}
