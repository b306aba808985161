package planner

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// lists makes invented lists of the size that the command is made for, the same every time.
func lists(needs, offers int, categories bool) (string, string) {
	things := []string{"大米 A01", "棉被 A02", "洗衣机 A03", "助餐 B01", "入户保洁 B03", "上门理发 B04", "陪诊 C01", "轮椅 C05", "书包文具 D02",
		"数学辅导 D03", "水管维修 G04", "探访陪聊 H01", "手机教学 J01", "出行接送 J04", "应急包 L01", "拐杖 C05"}
	towns := []string{"青石镇", "白云镇", "东河乡", "城关街道", "松林镇", "南坪镇", "北山乡", "河口镇"}
	write := func(count, scale int) string {
		var out strings.Builder
		out.WriteString("编号,名称,类别,数量,乡镇,家庭,机构\n")
		state := uint32(count)
		next := func(n int) int {
			state = state*1664525 + 1013904223
			return int(state>>16) % n
		}
		for i := range count {
			title, category, _ := strings.Cut(things[next(len(things))], " ")
			if !categories {
				category = ""
			}
			quantity := fmt.Sprint(1 + next(10)*scale)
			if next(7) == 0 {
				quantity = ""
			}
			fmt.Fprintf(&out, "%d,%s,%s,%s,%s,H%d,S%d\n", i, title, category, quantity, towns[next(len(towns))], next(1500), next(60))
		}
		return out.String()
	}
	return write(needs, 1), write(offers, 10)
}

func BenchmarkMake5000Needs500Offers(b *testing.B) {
	for name, categories := range map[string]bool{"categories": true, "texts": false} {
		needs, offers := lists(5000, 500, categories)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := Make(context.Background(), grid(b, needs), grid(b, offers), Options{Candidates: 5})
				require.NoError(b, err)
				require.NoError(b, p.Summary(io.Discard))
				_, err = p.Write(b.TempDir() + "/result.xlsx")
				require.NoError(b, err)
			}
		})
	}
}
