package weighing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/weighing"
)

// twoSides has an offer of the next village with plenty left, and one of the other town with just enough, for a need of ten.
func twoSides(y *testdb.Tale) (near, far *models.Offer) {
	nearby := y.Supplier(func(d *models.SupplierDraft) { d.RegionCode = testdb.Town })
	distant := y.Supplier(func(d *models.SupplierDraft) { d.RegionCode = testdb.OtherTown })
	near = nearby.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(1000) })
	far = distant.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(20) })
	return near, far
}

func TestPreviewTellsWhichNeedsGetAnotherFirstOffer(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		near, far := twoSides(y)
		var numbers []string
		for range 23 {
			numbers = append(numbers, y.Need(y.Household()).No)
		}
		y.NeedSubmitted(y.Household()) // not open yet
		v, err := d.Propose(ctx, y.Staff, draft("capacity", [6]int{20, 0, 50, 10, 10, 10}))
		require.NoError(t, err)
		p, err := d.Preview(ctx, y.SecondStaff, v.ID)
		require.NoError(t, err)
		assert.Equal(t, matching.DefaultWeights().Version, p.From)
		assert.Equal(t, "capacity", p.To)
		assert.Equal(t, []int{23, 23, 23, 23}, []int{p.Open, p.Needs, p.FirstChanged, p.ListChanged})
		assert.InDelta(t, 1, p.MeanShift, 1e-9, "two offers change places")
		require.Len(t, p.Examples, 20)
		assert.Subset(t, numbers, []string{p.Examples[0].NeedNo, p.Examples[19].NeedNo})
		assert.Less(t, p.Examples[0].NeedID, p.Examples[19].NeedID)
		assert.Equal(t, near.ID, p.Examples[0].Old.ID)
		assert.Equal(t, far.ID, p.Examples[0].New.ID)
		assert.Equal(t, []weighing.Share{{Key: testdb.Town, Name: "清河镇", Before: 23, After: 23}}, p.Towns)
		before, after := map[string]int{}, map[string]int{}
		for _, s := range p.Suppliers {
			before[s.Key], after[s.Key] = s.Before, s.After
			assert.NotEmpty(t, s.Name)
		}
		assert.Equal(t, map[string]int{near.SupplierID: 23, far.SupplierID: 0}, before)
		assert.Equal(t, map[string]int{near.SupplierID: 0, far.SupplierID: 23}, after)
		again, err := d.Preview(ctx, y.Staff, v.ID)
		require.NoError(t, err)
		assert.Equal(t, p, again)
		assert.Equal(t, []string{"propose"}, y.Steps("weights", v.ID), "looking changes nothing")
	})
}

func TestPreviewOfTheSameWeightsAltersNothing(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		twoSides(y)
		y.Need(y.Household())
		v, err := d.Propose(ctx, y.Staff, draft("same", [6]int{30, 20, 15, 15, 10, 10}))
		require.NoError(t, err)
		p, err := d.Preview(ctx, y.Staff, v.ID)
		require.NoError(t, err)
		assert.Equal(t, []int{1, 0, 0}, []int{p.Needs, p.FirstChanged, p.ListChanged})
		assert.Zero(t, p.MeanShift)
		assert.Empty(t, p.Examples)
		_, err = d.Preview(ctx, y.FarStaff, v.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestPreviewOfACountyWithoutNeedsIsEmpty(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		v, err := d.Propose(ctx, y.Staff, draft("early", [6]int{40, 20, 10, 10, 10, 10}))
		require.NoError(t, err)
		p, err := (&weighing.Desk{Store: y.Store}).Preview(ctx, y.Staff, v.ID) // without a market of its own
		require.NoError(t, err)
		assert.Zero(t, p.Needs)
		assert.Zero(t, p.MeanShift)
	})
}

func TestThresholdThatHidesTheOnlyOfferShowsInThePreview(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *weighing.Desk) {
		near, _ := twoSides(y)
		y.Need(y.Household())
		in, all := draft("strict", [6]int{30, 20, 15, 15, 10, 10}), 100
		in.Show = &all
		v, err := d.Propose(ctx, y.Staff, in)
		require.NoError(t, err)
		p, err := d.Preview(ctx, y.Staff, v.ID)
		require.NoError(t, err)
		require.Len(t, p.Examples, 1)
		assert.Equal(t, near.ID, p.Examples[0].Old.ID)
		assert.Nil(t, p.Examples[0].New)
		assert.Equal(t, []weighing.Share{{Key: testdb.Town, Name: "清河镇", Before: 1, After: 0}}, p.Towns)
	})
}
