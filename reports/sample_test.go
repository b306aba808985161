package reports_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

func TestASampleIsOneInTwentyAndTheSameAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		ctx := context.Background()
		n, err := g.desk.DrawSample(ctx, g.Staff, "2026-06")
		require.NoError(t, err)
		require.Equal(t, 2, n, "of five needs resolved in June one, of six visits one; no list was handed over in June")
		drawn := func() []models.AuditSample {
			rows, _, err := g.desk.Samples(ctx, g.Staff, "2026-06", store.Page{Limit: 50})
			require.NoError(t, err)
			var audit []models.AuditSample
			for _, r := range rows {
				if r.Purpose == "audit" {
					audit = append(audit, r)
				}
			}
			return audit
		}
		first := drawn()
		require.Len(t, first, 2)
		again, err := g.desk.DrawSample(ctx, g.SecondStaff, "2026-06")
		require.NoError(t, err)
		require.Equal(t, n, again)
		require.Equal(t, first, drawn())

		_, err = g.desk.DrawSample(ctx, g.Staff, "2026-07")
		require.Equal(t, "month_not_over", models.CodeOf(err))
		_, err = g.desk.DrawSample(ctx, g.Staff, "2026")
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		for _, by := range []models.Actor{g.Clerk, g.Aide, g.Auditor, g.Province} {
			_, err = g.desk.DrawSample(ctx, by, "2026-06")
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}

		r, err := g.desk.RecordSample(ctx, g.Operator, first[0].ID, models.SampleResult{Result: "wrong", Note: "家里说没有收到"})
		require.NoError(t, err)
		require.Equal(t, []string{"recorded", "wrong"}, []string{string(r.Status), r.Result})
		_, err = g.desk.RecordSample(ctx, g.Staff, first[0].ID, models.SampleResult{Result: "true"})
		require.Equal(t, models.KindConflict, models.KindOf(err), "what was found stays")
		_, err = g.desk.RecordSample(ctx, g.Staff, first[1].ID, models.SampleResult{})
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		_, err = g.desk.RecordSample(ctx, g.Aide, first[1].ID, models.SampleResult{Result: "true"})
		require.Equal(t, models.KindForbidden, models.KindOf(err), "an aide does not look into the own work")
		rows, _, err := g.desk.Samples(ctx, g.Auditor, "2026-06", store.Page{Limit: 50})
		require.NoError(t, err)
		for _, r := range rows {
			require.Empty(t, r.Note, "an auditor reads nothing personal")
		}
		g.Whole()
	})
}

func TestOutliersAreFoundAndHonestWorkIsNot(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, ctx := testdb.Story(t, s), context.Background()
		desk, giver := &reports.Desk{Store: s}, y.Supplier()
		offer := giver.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		homes := make([]*models.Household, 21)
		for i := range homes {
			homes[i] = y.Household()
		}
		find := func() map[string]int64 {
			rows, err := desk.Outliers(ctx, y.Staff, "2026-03")
			require.NoError(t, err)
			out := map[string]int64{}
			for _, r := range rows {
				out[r.Kind] = r.N
			}
			return out
		}
		deliver := func(h *models.Household) *models.Fulfilment {
			n := y.Need(h, func(d *models.NeedDraft) { d.Quantity = testdb.Units(1) })
			return giver.Deliver(giver.Promise(n, offer, 1), 1)
		}
		for i, h := range homes[:20] { // a full day's honest work: twenty visits, half an hour apart, each at its home
			day := models.Date("2026-03-02").AddDays(i / 10)
			w := y.Window(h, day, day)
			y.Visit(w, day, func(v *models.Visit) {
				v.CheckedInAt = day.Start().Add(8*time.Hour + time.Duration(i%10)*30*time.Minute)
				v.Place = &models.Place{Lat: 28.9 + float64(i)/100, Lng: 123.6}
			})
		}
		y.Confirm(deliver(homes[0]))
		require.Empty(t, find())

		for i, h := range homes { // twenty-one visits within the hour, all at one desk
			w := y.Window(h, "2026-03-10", "2026-03-10")
			y.Visit(w, "2026-03-10", func(v *models.Visit) {
				v.CheckedInAt = models.Date("2026-03-10").Start().Add(9*time.Hour + time.Duration(i)*time.Minute)
				v.Place = &models.Place{Lat: 28.5, Lng: 123.5}
			})
		}
		y.Clock.Advance(models.Date("2026-03-29").Start().Add(10 * time.Hour).Sub(s.Now()))
		late := y.Supplier()
		lateOffer := late.Offer(func(d *models.OfferDraft) { d.Quantity = testdb.Units(100) })
		for i := range 10 { // a supplier that records at the month's end only; all confirmed in one breath
			n := y.Need(homes[i], func(d *models.NeedDraft) { d.Quantity, d.Category = testdb.Units(1), "A01" })
			f := late.Deliver(late.Promise(n, lateOffer, 1), 1)
			if i < 2 { // with one picture for two homes
				require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
					return s.InsertAttachment(ctx, &models.Attachment{CountyCode: testdb.CountyCode, ID: y.ID(), Noun: "fulfilment", ObjectID: f.ID, SHA256: "one picture",
						ContentType: "image/png", Size: 1, Content: []byte(fmt.Sprint(i)), CreatedBy: late.Admin.AccountID, CreatedAt: s.Now()})
				}))
			}
			y.Confirm(f)
		}
		require.Equal(t, map[string]int64{"batch_confirmation": 10, "crowded_visits": 21, "same_place": 21, "same_picture": 2, "month_end": 10}, find())
		rows, err := desk.Outliers(ctx, y.Staff, "2026-03")
		require.NoError(t, err)
		for _, r := range rows {
			require.Len(t, r.IDs, min(int(r.N), 20), "a finding of %s leads to what it is about", r.Kind)
			for _, id := range r.IDs {
				if r.Noun == "visit" {
					_, err = s.Visit(ctx, store.Key{County: testdb.CountyCode, ID: id})
				} else {
					_, err = s.Fulfilment(ctx, store.Key{County: testdb.CountyCode, ID: id})
				}
				require.NoError(t, err)
			}
		}
		_, err = desk.Outliers(ctx, y.Aide, "2026-03")
		require.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
