package models_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func draftOf(f models.Feed) models.FeedDraft {
	return models.FeedDraft{Code: f.Code, NameZH: f.NameZH, NameEN: f.NameEN, SourceDept: f.SourceDept, Columns: f.Columns, Codes: f.Codes,
		AmountUnit: f.AmountUnit, KeepDays: f.KeepDays, Enabled: &f.Enabled, Reason: "test"}
}

func TestEveryShippedFeedIsOneThatACountyCouldDeclare(t *testing.T) {
	names := map[string]bool{}
	for _, d := range models.Departments() {
		names[d.Name] = true
	}
	seen := map[string]bool{}
	for _, f := range models.ShippedFeeds() {
		assert.Empty(t, models.CheckFeed(draftOf(f), "2026-11-24"), f.Code)
		assert.True(t, names[f.SourceDept], f.Code)
		assert.False(t, seen[f.Code], f.Code)
		assert.True(t, f.Shipped() && f.Enabled && f.NameEN != "", f.Code)
		seen[f.Code] = true
	}
	for _, code := range []string{"medical", "disability", "unemployment", "education", "death", "birth", "disaster", "traffic", "housing", "electricity",
		"water", "hotline", "guardian"} {
		assert.True(t, seen[code], code)
	}
}

func TestAFeedSaysWhomAndWhenAndNothingTwice(t *testing.T) {
	base := draftOf(models.ShippedFeeds()[0])
	column := func(f models.FeedField, kind models.FactKind, names ...string) models.FeedColumn {
		return models.FeedColumn{Field: f, Kind: kind, Names: names}
	}
	whom := column("citizen_no", "", "证件")
	for name, c := range map[string]struct {
		change func(*models.FeedDraft)
		field  string
		code   string
	}{
		"no date":         {func(d *models.FeedDraft) { d.Columns = []models.FeedColumn{whom} }, "columns", "feed_no_date"},
		"nobody":          {func(d *models.FeedDraft) { d.Columns = []models.FeedColumn{column("event_on", "", "日期")} }, "columns", "feed_nobody"},
		"a field twice":   {func(d *models.FeedDraft) { d.Columns = append(slices.Clone(d.Columns), whom) }, "columns[9].field", "twice"},
		"a heading twice": {func(d *models.FeedDraft) { d.Columns = append(slices.Clone(d.Columns), column("x", "text", "姓名")) }, "columns[9].names", "feed_heading"},
		"no heading":      {func(d *models.FeedDraft) { d.Columns = append(slices.Clone(d.Columns), column("x", "text")) }, "columns[9].names", "required"},
		"no kind":         {func(d *models.FeedDraft) { d.Columns = append(slices.Clone(d.Columns), column("x", "", "甲")) }, "columns[9].kind", "feed_kind"},
		"a bad name":      {func(d *models.FeedDraft) { d.Columns = append(slices.Clone(d.Columns), column("X y", "text", "甲")) }, "columns[9].field", "feed_word"},
		"no unit":         {func(d *models.FeedDraft) { d.AmountUnit = "" }, "amount_unit", "required"},
		"no code list":    {func(d *models.FeedDraft) { d.Codes = nil }, "codes", "required"},
		"a word twice": {func(d *models.FeedDraft) {
			d.Codes = []models.FeedWord{{Code: "a", NameZH: "甲"}, {Code: "b", NameZH: "甲"}}
		}, "codes[1]", "twice"},
		"another writing that turns text around": {func(d *models.FeedDraft) {
			d.Codes = []models.FeedWord{{Code: "a", NameZH: "甲", Also: []string{"甲\u202e乙"}}}
		}, "codes[0].also", "feed_also"},
		"an empty other writing": {func(d *models.FeedDraft) {
			d.Codes = []models.FeedWord{{Code: "a", NameZH: "甲", Also: []string{" "}}}
		}, "codes[0].also", "feed_also"},
		"other writings without end": {func(d *models.FeedDraft) {
			d.Codes = []models.FeedWord{{Code: "a", NameZH: "甲", Also: slices.Repeat([]string{"乙"}, 41)}}
		}, "codes[0].also", "feed_also"},
		"in the past":   {func(d *models.FeedDraft) { d.EffectiveFrom = "2026-11-01" }, "effective_from", "in_past"},
		"a bad code":    {func(d *models.FeedDraft) { d.Code = "医保" }, "code", "feed_word"},
		"kept for ever": {func(d *models.FeedDraft) { d.KeepDays = 9999 }, "keep_days", "max"},
	} {
		d := base
		c.change(&d)
		faults := models.CheckFeed(d, "2026-11-24")
		found := slices.ContainsFunc(faults, func(f models.FieldError) bool { return f.Field == c.field && f.Code == c.code })
		assert.True(t, found, "%s: %v", name, faults)
	}
}

func TestTheNewestEditionThatHasBegunCounts(t *testing.T) {
	own := []models.Feed{{ID: "1", Code: "medical", Edition: 2, EffectiveFrom: "2026-03-01", Enabled: true},
		{ID: "2", Code: "medical", Edition: 3, EffectiveFrom: "2026-05-01"}, {ID: "3", Code: "zeal", Edition: 1, EffectiveFrom: "2026-04-01"}}
	all := models.FeedsWith(own)
	for day, edition := range map[models.Date]int{"2026-02-28": 1, "2026-03-01": 2, "2026-04-30": 2, "2026-05-01": 3} {
		f, ok := all.In("medical", day)
		require.True(t, ok)
		assert.Equal(t, edition, f.Edition, day)
	}
	_, ok := all.In("zeal", "2026-03-31")
	assert.False(t, ok)
	assert.Len(t, all.On("2026-03-31"), len(models.ShippedFeeds()))
	assert.Len(t, all.On("2026-04-01"), len(models.ShippedFeeds())+1)
	assert.Equal(t, []int{4, 2, 1}, []int{all.Next("medical"), all.Next("zeal"), all.Next("new")})
}
