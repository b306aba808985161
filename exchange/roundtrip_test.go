package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/sheet"
	"zhulian/store"
)

func TestWhatIsExportedIsImportedAgainTheSame(t *testing.T) {
	for _, lang := range locales.Langs() {
		for _, format := range []string{sheet.CSV, sheet.XLSX} {
			t.Run(string(lang)+" "+format, func(t *testing.T) {
				testdb.Each(t, func(t *testing.T, s *store.Store) { roundTrip(t, s, lang, format) })
			})
		}
	}
}

func roundTrip(t *testing.T, s *store.Store, lang locales.Lang, format string) {
	settle(t, s)
	other := testdb.Open(t, testdb.Address(t, s.Dialect()))
	for _, kind := range exchange.ExportKinds() {
		if kind == exchange.HSDS {
			continue // another system's form, which is not read here
		}
		d := demand(kind)
		d.Lang, d.Format = lang, format
		var out bytes.Buffer
		rows, err := exchange.Export(ctx, s, d, &out)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), kind+"."+format)
		require.NoError(t, os.WriteFile(path, out.Bytes(), 0o600))
		res, err := exchange.Import(ctx, other, exchange.Order{Kind: kind, File: path, Lang: lang, By: "os:tester"})
		require.NoError(t, err, kind)
		assert.Equal(t, rows, res.Rows, kind)
		assert.Empty(t, res.Ignored, kind)
		d.Format = sheet.CSV
		assert.Equal(t, export(t, s, d), export(t, other, d), kind)
	}
	had, have := counts(t, s), counts(t, other)
	delete(had, "event")
	delete(have, "event")
	delete(had, "disclosure")
	delete(have, "disclosure")
	assert.Equal(t, had, have)
}

func TestSmallCountyHasWhatItsListsSay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		got := counts(t, s)
		assert.Equal(t, []int{5, 2, 3, 2, 2, 3, 2}, []int{got["region"], got["supplier"], got["offer"], got["capacity_window"], got["household"], got["person"], got["need"]})
		text := export(t, s, demand("households"))
		assert.Contains(t, text, "H-001,330199001001,河东路 1 号,,,,户在人在,低保,Ⅱ级,812.50,在册,张建国,户主,330199194803150013,,1948-03-15,男,13800000003,,肢体,二级,")
		assert.True(t, strings.HasPrefix(text, "\ufeff内部资料，禁止外传 含完整证件号码 内容 households 区划代码 330199 操作人 os:tester"), "whose data it is stands first")
		rep, err := s.VerifyChain(ctx, county)
		require.NoError(t, err)
		assert.Empty(t, rep.Fault)
	})
}
