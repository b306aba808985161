package casework_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// race starts every runner at once and returns their errors in order.
func race(runners ...func() error) []error {
	errs := make([]error, len(runners))
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i, run := range runners {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-start
			errs[i] = run()
		}()
	}
	close(start)
	wg.Wait()
	return errs
}

// clean counts the runners that won and fails on any loser that is not a plain Conflict.
func clean(t *testing.T, errs []error) (won int) {
	t.Helper()
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		assert.Equal(t, models.KindConflict, models.KindOf(err), "%v", err)
	}
	return won
}

func TestNothingIsPromisedTwiceByManyAtOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o, h := g.Offer(), y.Household()
		runners := make([]func() error, 64)
		for i := range runners {
			m := y.Invite(y.Need(h, func(d *models.NeedDraft) { d.Quantity = units(1) }), o, nil)
			runners[i] = func() error {
				_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
				return err
			}
		}
		errs := race(runners...)
		assert.Equal(t, 10, clean(t, errs))
		for _, err := range errs {
			if err != nil {
				assert.Equal(t, "capacity_exhausted", models.CodeOf(err))
			}
		}
		assert.EqualValues(t, 10, y.Held(o.ID))
		assert.Equal(t, models.OfferExhausted, y.OfferNow(o.ID).Status)
	})
}

func TestOfManyAcceptsOfOneInvitationOneWins(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer()
		m := y.Invite(y.Need(y.Household()), o, units(2))
		runners := make([]func() error, 20)
		for i := range runners {
			runners[i] = func() error {
				if i%4 == 3 {
					_, err := y.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{})
					return err
				}
				_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
				return err
			}
		}
		assert.Equal(t, 1, clean(t, race(runners...)))
		assert.Contains(t, []int64{0, 2}, y.Held(o.ID))
	})
}

func TestOfFortyStepsOnOneNeedOneWins(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.NeedSubmitted(y.Household())
		var cancelled atomic.Int64
		runners := make([]func() error, 40)
		for i := range runners {
			runners[i] = func() (err error) {
				switch i % 3 {
				case 0:
					_, err = y.Desk.AcceptNeed(ctx, y.Clerk, n.ID)
				case 1:
					_, err = y.Desk.ReturnNeed(ctx, y.Clerk, n.ID, "请补充")
				default:
					if _, err = y.Desk.CancelNeed(ctx, y.Clerk, n.ID, models.Closing{}); err == nil {
						cancelled.Add(1)
					}
				}
				return err
			}
		}
		won := clean(t, race(runners...))
		// Cancelling is allowed after accepting or returning too; so at most one of each kind wins, and accept and return never both.
		steps := y.Steps("need", n.ID)
		assert.LessOrEqual(t, cancelled.Load(), int64(1))
		assert.LessOrEqual(t, won-int(cancelled.Load()), 1)
		assert.False(t, slices.Contains(steps, "accept") && slices.Contains(steps, "return"), "%v", steps)
	})
}

func TestOfFortyAcceptsOfOneNeedOneWins(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.NeedSubmitted(y.Household())
		runners := make([]func() error, 40)
		for i := range runners {
			runners[i] = func() error {
				if i%2 == 0 {
					_, err := y.Desk.AcceptNeed(ctx, y.Clerk, n.ID)
					return err
				}
				_, err := y.Desk.ReturnNeed(ctx, y.Clerk, n.ID, "请补充")
				return err
			}
		}
		assert.Equal(t, 1, clean(t, race(runners...)))
	})
}

func TestDeliveriesAtOnceNeverExceedThePromise(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		m := g.Promise(n, g.Offer(), 10)
		now := y.Store.Now()
		runners := make([]func() error, 24)
		for i := range runners {
			runners[i] = func() error {
				_, err := y.Desk.RecordFulfilment(ctx, g.Admin, m.ID, models.FulfilmentDraft{Quantity: 3, OccurredAt: &now})
				return err
			}
		}
		assert.Equal(t, 3, clean(t, race(runners...)))
		assert.EqualValues(t, 9, y.NeedNow(n.ID).Delivered)
	})
}

func TestOneDeliveryIsConfirmedOrDisputedOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		f := g.Deliver(g.Promise(y.Need(y.Household()), g.Offer(), 10), 10)
		runners := make([]func() error, 16)
		for i := range runners {
			runners[i] = func() (err error) {
				if i%2 == 0 {
					_, err = y.Desk.ConfirmFulfilment(ctx, y.Aide, f.ID, models.Confirmation{})
				} else {
					_, err = y.Desk.DisputeFulfilment(ctx, y.Aide, f.ID, models.Confirmation{Note: "没有收到"})
				}
				return err
			}
		}
		assert.Equal(t, 1, clean(t, race(runners...)))
	})
}

// TestAnOfferIsWithdrawnWhileItIsAccepted crosses the two orders in which needs and offers might be held.
func TestAnOfferIsWithdrawnWhileItIsAccepted(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		for range 3 {
			o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
			runners := []func() error{func() error {
				_, err := y.Desk.StepOffer(ctx, g.Admin, o.ID, "withdraw", "")
				return err
			}}
			for range 12 {
				n := y.Need(h, func(d *models.NeedDraft) { d.Quantity = units(1) })
				m := y.Invite(n, o, nil)
				fresh := y.Need(h, func(d *models.NeedDraft) { d.Quantity = units(1) })
				runners = append(runners, func() error {
					_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
					return err
				}, func() error {
					_, err := y.Desk.Invite(ctx, y.Clerk, fresh.ID, models.Invitation{OfferID: o.ID})
					return err
				})
			}
			errs := race(runners...)
			clean(t, errs)
			require.NoError(t, errs[0], "withdrawing always goes through")
			assert.Equal(t, models.OfferWithdrawn, y.OfferNow(o.ID).Status)
		}
		for _, list := range read(t, y).matches {
			for _, m := range list {
				assert.NotEqual(t, models.MatchInvited, m.Status, "no invitation outlives its offer")
			}
		}
	})
}

func TestANeedEndsWhileItIsServed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		first, second := y.Supplier(), y.Supplier()
		stock := func(d *models.OfferDraft) { d.Quantity = units(500) }
		a, b, h := first.Offer(stock), second.Offer(stock), y.Household()
		now := y.Store.Now()
		var runners []func() error
		for i := range 8 {
			n := y.Need(h)
			// Half the needs hold the two offers in one order and half in the other.
			givers, offers := []*testdb.Giver{first, second}, []*models.Offer{a, b}
			if i%2 == 1 {
				givers, offers = []*testdb.Giver{second, first}, []*models.Offer{b, a}
			}
			m := givers[0].Promise(n, offers[0], 5)
			other := givers[1].Promise(n, offers[1], 5)
			runners = append(runners, func() error {
				_, err := y.Desk.CancelNeed(ctx, y.Clerk, n.ID, models.Closing{})
				return err
			}, func() error {
				_, err := y.Desk.RecordFulfilment(ctx, givers[0].Admin, m.ID, models.FulfilmentDraft{Quantity: 2, OccurredAt: &now})
				return err
			}, func() error {
				_, err := y.Desk.CancelMatch(ctx, y.Staff, other.ID, "")
				return err
			}, func() error {
				_, err := y.Desk.EditOffer(ctx, first.Admin, a.ID, a.Version, models.OfferPatch{LeadTimeHours: ptr(1)})
				if models.KindOf(err) == models.KindStale {
					return nil
				}
				return err
			})
		}
		clean(t, race(runners...))
	})
}

func TestSweepsAtOnceEndEachThingOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity, d.ValidTo = units(50), y.Today() })
		for range 6 {
			y.Invite(y.Need(h, func(d *models.NeedDraft) { d.Urgency = models.UrgencyCritical }), o, units(1))
		}
		y.Clock.Set(y.Today().End().Add(1))
		sweep := func() error { _, err := y.Desk.Sweep(ctx, testdb.CountyCode); return err }
		for _, err := range race(sweep, sweep, sweep, sweep) {
			require.NoError(t, err)
		}
		assert.Equal(t, []string{"post", "publish", "expire"}, y.Steps("offer", o.ID))
	})
}

func TestOneUsernameIsGivenOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		runners := make([]func() error, 8)
		for i := range runners {
			draft := y.Application(func(d *models.SupplierDraft) { d.User.Username = "samename" })
			runners[i] = func() error { _, err := y.Desk.ApplySupplier(ctx, draft); return err }
		}
		errs := race(runners...)
		assert.Equal(t, 1, clean(t, errs), "%v", errors.Join(errs...))
	})
}
