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

func TestANeedIsDraftedSubmittedReturnedAndAccepted(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.NeedSubmitted(y.Household(), func(d *models.NeedDraft) { d.Draft = true })
		assert.Equal(t, models.NeedDrafted, n.Status)
		assert.Nil(t, n.SubmittedAt)
		_, err := y.Desk.AcceptNeed(ctx, y.Clerk, n.ID)
		conflict(t, err, "step_not_allowed")
		y.Clock.Advance(time.Hour)
		n, err = y.Desk.SendNeed(ctx, y.Aide, n.ID)
		require.NoError(t, err)
		assert.Equal(t, testdb.Start.Add(time.Hour), n.SubmittedAt.UTC())
		_, err = y.Desk.ReturnNeed(ctx, y.Clerk, n.ID, "")
		faulty(t, err, "reason", "required")
		n, err = y.Desk.ReturnNeed(ctx, y.Clerk, n.ID, "请写明数量")
		require.NoError(t, err)
		assert.Equal(t, "请写明数量", n.StatusReason)
		n, err = y.Desk.SendNeed(ctx, y.Aide, n.ID)
		require.NoError(t, err)
		assert.Empty(t, n.StatusReason)
		n, err = y.Desk.AcceptNeed(ctx, y.Clerk, n.ID)
		require.NoError(t, err)
		assert.Equal(t, models.NeedOpen, n.Status)
		assert.Equal(t, models.Date("2026-03-09"), n.DueOn, "five working days after Monday 2 March")
		assert.Equal(t, y.Clerk.AccountID, *n.AcceptedBy)
		assert.Equal(t, []string{"draft", "submit", "return", "submit", "accept", "open"}, y.Steps("need", n.ID))
	})
}

func TestANeedIsCheckedWithAllItsFaults(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		submit := func(with func(*models.NeedDraft)) error {
			d := models.NeedDraft{HouseholdID: h.ID, Category: "A01", Title: "米面", Quantity: units(1), Unit: "袋", Urgency: "normal"}
			with(&d)
			_, err := y.Desk.SubmitNeed(ctx, y.Aide, d)
			return err
		}
		err := submit(func(d *models.NeedDraft) {
			d.Category, d.Title, d.Unit, d.Urgency, d.Quantity, d.NeededBy = "Z9", " \u3000", "", "soon", units(0), "2026-03-01"
		})
		for field, code := range map[string]string{"category": "category", "title": "required", "unit": "required", "urgency": "oneof", "quantity": "min", "needed_by": "in_past"} {
			faulty(t, err, field, code)
		}
		faulty(t, submit(func(d *models.NeedDraft) { d.HouseholdID = y.ID() }), "household_id", "household_unknown")
		faulty(t, submit(func(d *models.NeedDraft) { d.PersonID = y.ID() }), "person_id", "not_a_member")
		faulty(t, submit(func(d *models.NeedDraft) { d.Frequency = &models.Frequency{Every: "year", Until: "2026-09-01"} }), "frequency.every", "oneof")
		faulty(t, submit(func(d *models.NeedDraft) { d.Frequency = &models.Frequency{Every: "week", Until: "2026-01-01"} }), "frequency.until", "in_past")
		faulty(t, submit(func(d *models.NeedDraft) { d.Earliest, d.NeededBy = "2026-05-01", "2026-04-01" }), "needed_by", "before_start")
		faulty(t, submit(func(d *models.NeedDraft) { d.Title = "米\x00面" }), "title", "text_control")
		faulty(t, submit(func(d *models.NeedDraft) { d.Title = "米\xff" }), "title", "text_utf8")
		require.NoError(t, submit(func(d *models.NeedDraft) { d.Detail = "第一行\r\n第二行" }), "the line ends of a web form")
	})
}

func TestAHouseholdThatHasLeftAsksForNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		_, err := y.Desk.EditHousehold(ctx, y.Aide, h.ID, h.Version, models.HouseholdPatch{Status: ptr(models.HouseholdLeft), StatusReason: ptr("迁出")})
		require.NoError(t, err)
		_, err = y.Desk.SubmitNeed(ctx, y.Aide, models.NeedDraft{HouseholdID: h.ID, Category: "A01", Title: "米面", Unit: "袋", Urgency: "normal"})
		conflict(t, err, "household_not_active")
	})
}

func TestTheAideTakesBackWhatNobodyHasAccepted(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		fresh, taken := y.NeedSubmitted(h), y.Need(h)
		_, err := y.Desk.CancelNeed(ctx, y.Aide, fresh.ID, models.Closing{ResolutionCode: "V2"})
		refused(t, err, models.KindForbidden, "clerk_required")
		n, err := y.Desk.CancelNeed(ctx, y.Aide, fresh.ID, models.Closing{Reason: "不需要了"})
		require.NoError(t, err)
		assert.Equal(t, models.NeedWithdrawn, n.Status)
		assert.Equal(t, "V5", n.ResolutionCode)
		_, err = y.Desk.CancelNeed(ctx, y.Aide, taken.ID, models.Closing{})
		refused(t, err, models.KindForbidden, "clerk_required")
	})
}

func TestEveryWayInWhichANeedEndsGivesItsPromisesBack(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(y *testdb.Tale, id string) (*models.Need, error)
		want models.NeedStatus
		step string
	}{
		"withdrawn": {func(y *testdb.Tale, id string) (*models.Need, error) {
			return y.Desk.CancelNeed(ctx, y.Clerk, id, models.Closing{})
		},
			models.NeedWithdrawn, "withdraw"},
		"void": {func(y *testdb.Tale, id string) (*models.Need, error) {
			return y.Desk.CancelNeed(ctx, y.Clerk, id, models.Closing{ResolutionCode: "V3"})
		}, models.NeedVoid, "void"},
		"unmet": {func(y *testdb.Tale, id string) (*models.Need, error) {
			return y.Desk.CloseUnmet(ctx, y.Clerk, id, models.Closing{ResolutionCode: "U2"})
		}, models.NeedClosedUnmet, "close_unmet"},
		"self-solved": {func(y *testdb.Tale, id string) (*models.Need, error) {
			return y.Desk.ResolveNeed(ctx, y.Clerk, id, models.Closing{ResolutionCode: "R4"})
		}, models.NeedResolved, "resolve"},
	} {
		t.Run(name, func(t *testing.T) {
			tell(t, func(t *testing.T, y *testdb.Tale) {
				g, second := y.Supplier(), y.Supplier()
				o, n := g.Offer(), y.Need(y.Household())
				invited := y.Invite(n, second.Offer(), units(2))
				m := g.Promise(n, o, 8)
				g.Deliver(m, 1)
				ended, err := c.end(y, n.ID)
				require.NoError(t, err)
				assert.Equal(t, c.want, ended.Status)
				assert.NotNil(t, ended.ClosedAt)
				assert.Equal(t, models.MatchCancelled, y.MatchNow(m.ID).Status)
				assert.Equal(t, models.MatchCancelled, y.MatchNow(invited.ID).Status)
				assert.EqualValues(t, 1, y.Held(o.ID))
				steps := y.Steps("need", n.ID)
				assert.Equal(t, c.step, steps[len(steps)-1])
				_, err = y.Desk.EditNeed(ctx, y.Clerk, n.ID, ended.Version, models.NeedPatch{Urgency: ptr(models.UrgencyHigh)})
				conflict(t, err, "need_ended")
				_, err = y.Desk.CancelNeed(ctx, y.Clerk, n.ID, models.Closing{})
				conflict(t, err, "step_not_allowed")
			})
		})
	}
}

func TestADuplicateIsMergedIntoANeedOfItsHousehold(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		first, twin, strange := y.Need(h), y.Need(h), y.Need(y.Household())
		merge := func(into string) (*models.Need, error) {
			return y.Desk.CancelNeed(ctx, y.Clerk, twin.ID, models.Closing{ResolutionCode: "V1", DuplicateOf: into})
		}
		_, err := merge(twin.ID)
		faulty(t, err, "duplicate_of", "itself")
		_, err = merge(strange.ID)
		faulty(t, err, "duplicate_of", "not_of_household")
		_, err = merge(y.ID())
		faulty(t, err, "duplicate_of", "not_of_household")
		n, err := merge(first.ID)
		require.NoError(t, err)
		assert.Equal(t, models.NeedMerged, n.Status)
		assert.Equal(t, first.ID, *n.DuplicateOf)
	})
}

func TestClosingCodesBelongToTheirSteps(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.Need(y.Household())
		_, err := y.Desk.CancelNeed(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: "U1"})
		faulty(t, err, "resolution_code", "code_not_of_step")
		_, err = y.Desk.CloseUnmet(ctx, y.Clerk, n.ID, models.Closing{})
		faulty(t, err, "resolution_code", "required")
		_, err = y.Desk.CloseUnmet(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: "V1"})
		faulty(t, err, "resolution_code", "code_not_of_step")
		_, err = y.Desk.CloseUnmet(ctx, y.Clerk, n.ID, models.Closing{ResolutionCode: "U9"})
		faulty(t, err, "resolution_code", "resolution")
	})
}

func TestASuspendedNeedRestsAndGoesOnWhereItsMatchesAre(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second := y.Supplier(), y.Supplier()
		n := y.Need(y.Household())
		m := g.Promise(n, g.Offer(), 6)
		invited := y.Invite(n, second.Offer(), nil)
		n, err := y.Desk.SuspendNeed(ctx, y.Clerk, n.ID, "住院")
		require.NoError(t, err)
		assert.Equal(t, models.NeedSuspended, n.Status)
		assert.Equal(t, models.MatchCancelled, y.MatchNow(invited.ID).Status)
		assert.Equal(t, models.MatchActive, y.MatchNow(m.ID).Status, "promises stay")
		_, err = y.Desk.Invite(ctx, y.Clerk, n.ID, models.Invitation{OfferID: second.Offer().ID})
		conflict(t, err, "need_not_open")
		y.Confirm(g.Deliver(m, 6))
		assert.Equal(t, models.NeedSuspended, y.NeedNow(n.ID).Status, "what happens meanwhile does not wake it")
		n, err = y.Desk.ResumeNeed(ctx, y.Clerk, n.ID)
		require.NoError(t, err)
		assert.Equal(t, models.NeedOpen, n.Status)
		assert.EqualValues(t, 6, n.Confirmed)
		_, err = y.Desk.ResumeNeed(ctx, y.Clerk, n.ID)
		conflict(t, err, "step_not_allowed")
	})
}

func TestEditingANeedKeepsItsPromises(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		g.Promise(n, g.Offer(), 6)
		edit := func(p models.NeedPatch) (*models.Need, error) {
			return y.Desk.EditNeed(ctx, y.Clerk, n.ID, y.NeedNow(n.ID).Version, p)
		}
		_, err := edit(models.NeedPatch{Quantity: units(5)})
		conflict(t, err, "below_reserved")
		r, err := edit(models.NeedPatch{Quantity: units(6)})
		require.NoError(t, err)
		assert.Equal(t, models.NeedAgreed, r.Status, "what is asked for is promised now")
		r, err = edit(models.NeedPatch{Quantity: units(7), Title: ptr(" 大米 ")})
		require.NoError(t, err)
		assert.Equal(t, models.NeedOpen, r.Status)
		assert.Equal(t, "大米", r.Title)
		assert.Equal(t, "大米", r.TitlePublic)
		_, err = edit(models.NeedPatch{Title: ptr("")})
		faulty(t, err, "title", "required")
		_, err = edit(models.NeedPatch{NeededBy: ptr(models.Date("2026-03-01"))})
		faulty(t, err, "needed_by", "in_past")
		_, err = y.Desk.EditNeed(ctx, y.Clerk, n.ID, n.Version, models.NeedPatch{Urgency: ptr(models.UrgencyHigh)})
		refused(t, err, models.KindStale, "stale_version")
	})
}

func TestOnlyReviewersWriteThePublicTitleAndItIdentifiesNobody(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		n := y.Need(y.Household())
		edit := func(by models.Actor, title string) error {
			_, err := y.Desk.EditNeed(ctx, by, n.ID, y.NeedNow(n.ID).Version, models.NeedPatch{TitlePublic: &title})
			return err
		}
		refused(t, edit(y.Aide, "粮油"), models.KindForbidden, "reviewer_only_field")
		for _, title := range []string{"给王秀英送粮油", "联系13800138000", "王 秀 英的粮油", "身份证" + models.SyntheticCitizenNo("330199", models.Date("1950-01-01").Time(), 7)} {
			faulty(t, edit(y.Clerk, title), "title_public", "identifies_somebody")
		}
		require.NoError(t, edit(y.Clerk, "一位老人的粮油"))
	})
}

func TestPublicTitlesNeverNameAnybody(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
		granny, child := h.Persons[0], h.Persons[1]
		for title, secret := range map[string]string{
			"王秀英要两袋米":                      "王秀英",
			"请打13800138000送米":              "13800138000",
			"号码" + granny.CitizenNo + "要米": granny.CitizenNo,
			"王小宝的学习用品":                     "王小宝",
		} {
			n := y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Title = title })
			assert.NotContains(t, n.TitlePublic, secret)
			assert.NotEmpty(t, n.TitlePublic)
		}
		n := y.NeedSubmitted(h, func(d *models.NeedDraft) {
			d.Title, d.Category, d.PersonID = "阳光小学二年级的作业本", "D02", child.ID
		})
		assert.Equal(t, "儿童:学习用品", n.TitlePublic, "no free text at all for a child under fourteen")
		n = y.NeedSubmitted(h, func(d *models.NeedDraft) { d.Title, d.Category = "丧子后的心理援助", "H03" })
		assert.Equal(t, "哀伤/危机干预", n.TitlePublic, "nor for a need of level three")
	})
}

func TestCandidatesAreRankedAndTheExcludedCounted(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, second := y.Supplier(), y.Supplier()
		n := y.Need(y.Household())
		good, small := g.Offer(), second.Offer(func(d *models.OfferDraft) { d.Quantity = units(5) })
		g.Offer(func(d *models.OfferDraft) { d.Regions = []string{testdb.OtherTown} })
		list, err := y.Desk.Candidates(ctx, y.Aide, n.ID, 10)
		require.NoError(t, err)
		require.Len(t, list.Ranked, 2)
		assert.Equal(t, []string{good.ID, small.ID}, []string{list.Ranked[0].Offer.ID, list.Ranked[1].Offer.ID})
		assert.Equal(t, 1, list.Excluded["area"])
		_, err = y.Desk.Candidates(ctx, y.Aide, y.NeedSubmitted(y.Household()).ID, 10)
		conflict(t, err, "need_not_open")
	})
}

func TestNeedsAreListedWithinTheActorsRegions(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		here := y.Need(y.Household())
		there := y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
		list := func(by models.Actor) (ids []string) {
			rows, _, err := y.Desk.Needs(ctx, by, store.NeedFilter{}, store.Page{Limit: 10})
			require.NoError(t, err)
			for _, n := range rows {
				ids = append(ids, n.ID)
			}
			return ids
		}
		assert.ElementsMatch(t, []string{here.ID, there.ID}, list(y.Staff))
		assert.Equal(t, []string{here.ID}, list(y.Clerk))
		assert.Equal(t, []string{there.ID}, list(y.OtherAide))
		assert.Empty(t, list(y.FarStaff))
		_, _, err := y.Desk.Needs(ctx, y.Actor(models.RoleAide), store.NeedFilter{}, store.Page{Limit: 10})
		refused(t, err, models.KindForbidden, "no_region")
		masked, _, err := y.Desk.Needs(ctx, y.Auditor, store.NeedFilter{}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, masked[0].Detail)
	})
}
