package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestALikelyDuplicateIsFlaggedBeforeTheTownAccepts(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		first := y.NeedSubmitted(h)
		assert.Nil(t, first.LikelyDuplicateOf)
		again := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Title = "再要一些大米" })
		require.NotNil(t, again.LikelyDuplicateOf, "the same category within a month")
		assert.Equal(t, first.ID, *again.LikelyDuplicateOf)
		assert.Equal(t, first.ID, *y.NeedNow(again.ID).LikelyDuplicateOf)
		sameWords := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Category = "A02" })
		require.NotNil(t, sameWords.LikelyDuplicateOf, "nearly the same text in one household")
		other := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Category, d.Title, d.Unit = "B04", "上门理发", "次" })
		assert.Nil(t, other.LikelyDuplicateOf)
		assert.Nil(t, y.NeedSubmitted(y.Household()).LikelyDuplicateOf, "another household")
		assert.Nil(t, again.DuplicateOf, "a flag decides nothing")
		_, err := y.Desk.AcceptNeed(ctx, y.Clerk, again.ID)
		require.NoError(t, err)
		for want, only := range map[int]*bool{2: ptr(true), 3: ptr(false), 5: nil} {
			list, _, err := y.Desk.Needs(ctx, y.Staff, store.NeedFilter{LikelyDuplicate: only}, store.Page{Limit: 20})
			require.NoError(t, err)
			assert.Len(t, list, want)
		}
	})
}

func TestWhatIsNoDuplicateIsNotFlagged(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
		of := func(p int) func(*models.NeedDraft) {
			return func(d *models.NeedDraft) { d.PersonID = h.Persons[p].ID }
		}
		mine := y.NeedSubmitted(h, of(0))
		assert.Nil(t, y.NeedSubmitted(h, of(1)).LikelyDuplicateOf, "two persons are two needs")
		_, err := y.Desk.CancelNeed(ctx, y.Staff, mine.ID, models.Closing{ResolutionCode: "V2"})
		require.NoError(t, err)
		assert.Nil(t, y.NeedSubmitted(h, of(0)).LikelyDuplicateOf, "what was void is not repeated")
		y.Clock.Advance(32 * 24 * time.Hour)
		assert.Nil(t, y.NeedSubmitted(h, of(0)).LikelyDuplicateOf, "a month later it is a new need")
	})
}

func TestADraftIsComparedWhenItIsSent(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		draft := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Draft = true })
		first := y.NeedSubmitted(h)
		assert.Nil(t, first.LikelyDuplicateOf, "a draft was not asked yet")
		sent, err := y.Desk.SendNeed(ctx, y.Aide, draft.ID)
		require.NoError(t, err)
		require.NotNil(t, sent.LikelyDuplicateOf)
		assert.Equal(t, first.ID, *sent.LikelyDuplicateOf)
	})
}
