package exchange

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

func TestEveryWordIsReadAsItIsWritten(t *testing.T) {
	for _, k := range kinds {
		for _, c := range k.columns {
			if c.words == nil {
				continue
			}
			for _, w := range c.words.words {
				for _, lang := range locales.Langs() {
					code, found := c.words.find(c.words.say(w.code, lang))
					assert.True(t, found, "%s %s", k.name, c.field)
					assert.Equal(t, w.code, code, "%s.%s: %s", k.name, c.field, w.zh)
				}
				code, found := c.words.find(w.code)
				assert.True(t, found && code == w.code, "%s.%s: %s", k.name, c.field, w.code)
			}
		}
	}
}

func TestNoTwoWordsOfAColumnLookAlike(t *testing.T) {
	for _, k := range kinds {
		for _, c := range k.columns {
			if c.words == nil {
				continue
			}
			of := map[string]string{}
			for _, w := range c.words.words {
				for _, name := range append([]string{w.code, w.zh, w.en}, strings.Fields(w.also)...) {
					key := sheet.Normalise(name)
					if other, taken := of[key]; taken {
						assert.Equal(t, other, w.code, "%s.%s: %s", k.name, c.field, name)
					}
					of[key] = w.code
				}
			}
		}
	}
}

func TestVocabulariesHaveTheCodesOfTheDrafts(t *testing.T) {
	for _, tag := range models.PersonTags() {
		_, found := tagWords.find(tag.NameZH)
		assert.True(t, found, tag.Code)
	}
	for _, kind := range models.SupplierKinds() {
		code, found := supplierWords.find(string(kind))
		assert.True(t, found && code == string(kind), kind)
	}
}

func TestHeadingsOfAKindAreItsOwn(t *testing.T) {
	for _, k := range kinds {
		for _, lang := range locales.Langs() {
			row := []string{}
			for _, c := range k.columns {
				row = append(row, c.title(lang))
			}
			grid := &sheet.Grid{Rows: []sheet.Row{{Line: 1, Cells: row}, {Line: 2, Cells: []string{"x"}}}}
			table, err := k.sheetColumns().Bind(grid, nil)
			require.NoError(t, err, k.name)
			assert.Empty(t, table.Ignored)
			for i, c := range k.columns {
				assert.Equal(t, row[i], table.Title(c.field), "%s.%s", k.name, c.field)
			}
		}
	}
}

func TestEverySupplierStatusIsReachedByLegalSteps(t *testing.T) {
	for _, status := range models.SupplierSteps.Statuses() {
		path, known := supplierPaths[status]
		require.True(t, known, status)
		at := models.SupplierStatus("")
		for _, name := range path {
			next, err := models.SupplierSteps.Next(name, at)
			require.NoError(t, err)
			at = next
		}
		assert.Equal(t, status, at)
	}
}

func TestDraftFieldsFindTheirColumns(t *testing.T) {
	for path, want := range map[string]string{
		"persons[12].profile.tags[0]": "tags", "persons[0].citizen_no": "citizen_no", "contact.phone": "contact_phone",
		"licences[3].valid_to": "licences", "frequency.until": "frequency_until", "monthly_income_fen": "monthly_income", "regions[1]": "regions",
	} {
		assert.Equal(t, want, fieldOf(path), path)
	}
	i, ok := personOf("persons[12].name")
	assert.True(t, ok)
	assert.Equal(t, 12, i)
	_, ok = personOf("address")
	assert.False(t, ok)
}
