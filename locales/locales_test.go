package locales_test

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
)

// catalogue reads all texts of a language, and which room each stands in.
func catalogue(t *testing.T, lang locales.Lang) (texts, rooms map[string]string) {
	t.Helper()
	texts, rooms = map[string]string{}, map[string]string{}
	names, err := fs.Glob(locales.Files(), "*."+string(lang)+".json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		raw, err := fs.ReadFile(locales.Files(), name)
		require.NoError(t, err)
		var room map[string]string
		require.NoError(t, json.Unmarshal(raw, &room), name)
		for key, text := range room {
			assert.Empty(t, rooms[key], "%s: %s twice", name, key)
			texts[key], rooms[key] = text, strings.TrimSuffix(name, "."+string(lang)+".json")
		}
	}
	return texts, rooms
}

var argument = regexp.MustCompile(`\{\{[^}]*\}\}`)

func arguments(text string) []string {
	found := argument.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEveryLanguageSaysTheSame(t *testing.T) {
	zh, rooms := catalogue(t, locales.Chinese)
	en, otherRooms := catalogue(t, locales.English)
	assert.Equal(t, rooms, otherRooms, "the same keys in the same rooms")
	for key, text := range zh {
		assert.Equal(t, arguments(text), arguments(en[key]), "%s: other arguments", key)
		assert.NotEmpty(t, strings.TrimSpace(text), key)
		assert.NotEmpty(t, strings.TrimSpace(en[key]), key)
	}
}

// Chinese is written with full-width marks (GB/T 15834); an ASCII one beside a Chinese character is a slip of the keyboard.
func TestChineseIsWrittenWithItsOwnMarks(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	slip := regexp.MustCompile(`\p{Han}[,:;!?]|[,;!?]\p{Han}|\p{Han}\(|\)\p{Han}`)
	for key, text := range zh {
		assert.NotRegexp(t, slip, text, key)
	}
}

func TestEveryFileIsOfAKnownLanguage(t *testing.T) {
	names, err := fs.Glob(locales.Files(), "*.json")
	require.NoError(t, err)
	for _, name := range names {
		parts := strings.Split(name, ".")
		require.Len(t, parts, 3, name)
		assert.Contains(t, locales.Langs(), locales.Lang(parts[1]), name)
	}
}

func TestEveryStatusOfEveryNounHasAWord(t *testing.T) {
	nouns := map[string][]string{
		"supplier": words(models.SupplierSteps.Statuses()), "offer": words(models.OfferSteps.Statuses()),
		"need": words(models.NeedSteps.Statuses()), "match": words(models.MatchSteps.Statuses()),
		"fulfilment": words(models.FulfilmentSteps.Statuses()), "allocation": words(models.AllocationSteps.Statuses()),
		"weights": words(models.WeightSteps.Statuses()), "errand": words(models.ErrandSteps.Statuses()),
		"notice_delivery": words(models.DeliverySteps.Statuses()),
		"account":         words([]models.AccountStatus{models.AccountActive, models.AccountPending, models.AccountDisabled}),
		"household":       words([]models.HouseholdStatus{models.HouseholdActive, models.HouseholdSuspended, models.HouseholdLeft, models.HouseholdClosed}),
		"visit_window":    words(models.VisitWindowSteps.Statuses()), "alert": words(models.AlertSteps.Statuses()),
		"absence":     words(models.AbsenceSteps.Statuses()),
		"application": words(models.ApplicationSteps.Statuses()), "suggestion": words(models.SuggestionSteps.Statuses()),
		"happiness_list": words(models.HappinessListSteps.Statuses()), "list_run": words(models.ListRunSteps.Statuses()), "audit_sample": words(models.SampleSteps.Statuses()),
		"export_request": words(models.ExportSteps.Statuses()), "feed_batch": words(models.BatchSteps.Statuses()),
		"retention": words(models.RetentionSteps.Statuses()), "standard": words(models.StandardSteps.Statuses()), "sla": words(models.SLASteps.Statuses()), "complaint": words(models.ComplaintSteps.Statuses()), "alert_rule": words(models.RuleSteps.Statuses()),
		"minor_access": words(models.MinorAccessSteps.Statuses()), "suggestion_rule": words(models.SuggestionRuleSteps.Statuses()),
		"course_session": words(models.CourseSteps.Statuses()), "work_path": words(models.WorkSteps.Statuses()),
	}
	nouns["household_level"], nouns["child_report"] = words(models.LevelSteps.Statuses()), words(models.ChildReportSteps.Statuses())
	zh, _ := catalogue(t, locales.Chinese)
	named := map[string]bool{}
	for noun, statuses := range nouns {
		hasKey(t, zh, "noun."+noun, "models")
		for _, status := range statuses {
			key := "status." + noun + "." + status
			hasKey(t, zh, key, "models")
			named[key] = true
		}
	}
	for key := range zh {
		if strings.HasPrefix(key, "status.") {
			assert.True(t, named[key], "%s is no status", key)
		}
	}
}

func TestEveryReasonOfARoundHasAWord(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	named := map[string]bool{}
	for prefix, list := range map[string][]string{
		"unmet.": words(models.UnmetReasons()), "idle.": words(models.IdleReasons()),
		"urgency.": words([]models.Urgency{models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow}),
	} {
		for _, word := range list {
			hasKey(t, zh, prefix+word, "models")
			named[prefix+word] = true
		}
	}
	for key := range zh {
		room, _, _ := strings.Cut(key, ".")
		assert.True(t, named[key] || room != "unmet" && room != "idle" && room != "urgency", "%s is no reason of a round", key)
	}
}

func TestEveryWordOfAFormHasItsText(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	for room, list := range map[string][]string{
		"supplier_kind": words(models.SupplierKinds()), "person_group": words(models.PersonGroups()), "licence": models.LicenceKinds(),
		"offer_mode": models.OfferModes(), "fee_mode": models.FeeModes(), "delivery": models.Deliveries(),
		"period": words([]models.Period{models.PeriodDay, models.PeriodWeek, models.PeriodMonth}),
	} {
		require.NotEmpty(t, list, room)
		for _, word := range list {
			hasKey(t, zh, room+"."+word, "models")
		}
	}
}

func TestEveryKindOfNoticeHasItsTexts(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	named := map[string]bool{}
	for _, kind := range models.NoticeKinds() {
		for _, part := range []string{".title", ".text"} {
			hasKey(t, zh, "notice."+string(kind)+part, "models")
			named["notice."+string(kind)+part] = true
		}
	}
	for key := range zh {
		titled := strings.HasPrefix(key, "notice.") && (strings.HasSuffix(key, ".title") || strings.HasSuffix(key, ".text"))
		assert.True(t, named[key] || !titled, "%s is of no kind of notice", key)
	}
}

func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func TestTextHasItsArgumentsPutIn(t *testing.T) {
	assert.Equal(t, "最多80个字符", locales.T(locales.Chinese, "fault.text_too_long", map[string]any{"param": "80"}))
	assert.Equal(t, "may have at most 80 characters", locales.T(locales.English, "fault.text_too_long", map[string]any{"param": "80"}))
}

func TestUnknownLanguageIsChineseAndUnknownKeyIsItself(t *testing.T) {
	assert.Equal(t, locales.T(locales.Chinese, "error.invalid", nil), locales.T("fr", "error.invalid", nil))
	assert.Equal(t, "no.such.key", locales.T(locales.English, "no.such.key", nil))
	assert.True(t, locales.Has(locales.English, "error.invalid"))
	assert.False(t, locales.Has(locales.English, "no.such.key"))
	assert.False(t, locales.Has("fr", "error.invalid"))
}

func TestAcceptLanguageChoosesWhatIsSpokenHere(t *testing.T) {
	for header, want := range map[string]locales.Lang{
		"": locales.Chinese, "en": locales.English, "en-GB,en;q=0.9": locales.English, "zh-CN,zh;q=0.9,en;q=0.8": locales.Chinese,
		"fr": locales.Chinese, "fr, en;q=0.5": locales.English, "zh-TW": locales.Chinese, "*": locales.Chinese, ";;;": locales.Chinese,
		"en;q=0.2, zh;q=0.8": locales.Chinese, strings.Repeat("en,", 400): locales.Chinese,
	} {
		assert.Equal(t, want, locales.Match(header), "%.40q", header)
	}
}

func FuzzAcceptLanguage(f *testing.F) {
	f.Add("en-GB,en;q=0.9")
	f.Fuzz(func(t *testing.T, header string) { assert.Contains(t, locales.Langs(), locales.Match(header)) })
}
