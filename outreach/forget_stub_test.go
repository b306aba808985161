package outreach_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestWhoOnlyAListEverNamedIsForgottenWithTheLastSignal(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		o.brings(bills(bill(someone(5), "王五", testdb.Village, o.today(5), "1", "S1"), bill(someone(7), "赵六", testdb.Village, o.today(5), "1", "S2"),
			bill(someone(9), "钱七", testdb.Village, o.today(5), "60000", "S3")))
		var homes []string
		for _, g := range o.signals() {
			homes = append(homes, *g.HouseholdID)
		}
		nobody, edited, alerted := homes[0], homes[1], homes[2]
		h, err := o.y.Desk.Household(ctx, o.y.Aide, edited)
		require.NoError(t, err)
		address := "柳树村3号"
		_, err = o.y.Desk.EditHousehold(ctx, o.y.Aide, edited, h.Version, models.HouseholdPatch{Address: &address})
		require.NoError(t, err)
		require.NoError(t, o.Sweep(ctx, testdb.CountyCode))
		o.y.Clock.Advance(401 * 24 * time.Hour)
		require.NoError(t, o.Sweep(ctx, testdb.CountyCode))
		there := func(id string) bool {
			_, err := o.Store.Household(ctx, store.Key{County: testdb.CountyCode, ID: id})
			if err != nil {
				require.Equal(t, models.KindNotFound, models.KindOf(err))
			}
			return err == nil
		}
		assert.False(t, there(nobody), "nothing is left of whom nobody has touched")
		assert.True(t, there(edited), "an aide has asked where they live")
		assert.True(t, there(alerted), "an alert hangs on the signal")
		assert.Equal(t, []string{"register", "forget"}, o.y.Steps("household", nobody))
		persons, err := o.Store.Persons(ctx, testdb.CountyCode, nobody)
		require.NoError(t, err)
		assert.Empty(t, persons[nobody])
		again := o.brings(bills(bill(someone(5), "王五", testdb.Village, o.today(5), "1", "S9")))
		assert.Equal(t, 1, again.Counts.Stubs, "named again, they are put on file again")
	})
}
