package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// scene is one object of every noun, each in the middle of its life.
type scene struct {
	y               *testdb.Tale
	g, other        *testdb.Giver
	h               *models.Household
	consent         *models.Consent
	need, submitted *models.Need
	offer           *models.Offer
	invited, active *models.Match
	planned         *models.Fulfilment
	proof           string
	course          *models.CourseSession
	path            *models.WorkPath
}

func set(t *testing.T, y *testdb.Tale) *scene {
	t.Helper()
	x := &scene{y: y, g: y.Supplier(), other: y.Supplier(), h: y.HouseholdUnasked()}
	x.consent = y.Consent(x.h, models.ConsentShare)
	x.offer = x.g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
	x.need, x.submitted = y.Need(x.h), y.NeedSubmitted(x.h)
	x.invited = y.Invite(y.Need(x.h), x.offer, nil)
	x.active = x.g.Promise(x.need, x.offer, 8)
	x.planned = x.g.Plan(x.active, 1, y.Today())
	a, err := y.Desk.AttachProof(ctx, x.g.Admin, x.planned.ID, []byte("%PDF-1.7\n%%EOF\n"))
	require.NoError(t, err)
	x.proof = a.ID
	o := x.g.Offer(training(5))
	x.course = course(t, y, x.g, o, time.Hour)
	x.path = enrolled(t, y, x.g, o, x.h)
	return x
}

// deed is a verb with the actions of which the actor must hold one, tried on the scene's objects.
type deed struct {
	name    string
	actions []models.Action
	do      func(x *scene, by models.Actor) error
	lists   bool // it answers what is in scope, so that outsiders get an empty list
}

func may(actions ...models.Action) []models.Action { return actions }

func deeds() []deed {
	return slices.Concat(supplyDeeds(), needDeeds(), matchDeeds(), workDeeds())
}

func supplyDeeds() []deed {
	return []deed{
		{"show a supplier", may(models.SupplierView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Supplier(ctx, by, x.g.ID); return err }, false},
		{"list suppliers", may(models.SupplierView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Suppliers(ctx, by, store.SupplierFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"edit a supplier", may(models.SupplierEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.EditSupplier(ctx, by, x.g.ID, -1, models.SupplierPatch{})
			return err
		}, false},
		{"review a supplier", may(models.SupplierReview), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ReviewSupplier(ctx, by, x.g.ID, "approve", "")
			return err
		}, false},
		{"post an offer", may(models.OfferEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.PostOffer(ctx, by, x.g.Draft(func(d *models.OfferDraft) { d.SupplierID = x.g.ID }))
			return err
		}, true}, // a supplier posts for itself, whatever it names
		{"show an offer", may(models.OfferView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Offer(ctx, by, x.offer.ID); return err }, false},
		{"list offers", may(models.OfferView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Offers(ctx, by, store.OfferFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"edit an offer", may(models.OfferEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.EditOffer(ctx, by, x.offer.ID, -1, models.OfferPatch{})
			return err
		}, false},
		{"publish an offer", may(models.OfferEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.StepOffer(ctx, by, x.offer.ID, "publish", "")
			return err
		}, false},
		{"browse", may(models.OpenNeedBrowse), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.OpenNeeds(ctx, by, store.NeedFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"list a supplier's papers", may(models.SupplierEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.SupplierFiles(ctx, by, x.g.ID)
			return err
		}, false},
		{"list a team", may(models.SupplierView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Team(ctx, by, x.g.ID); return err }, false},
		{"ask for a reach", may(models.OpenNeedBrowse), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.OfferReach(ctx, by, x.g.Draft())
			return err
		}, true},
		{"browse what fits", may(models.OpenNeedBrowse), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.FittingNeeds(ctx, by, casework.FittingFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"claim", may(models.OpenNeedClaim), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ClaimNeed(ctx, by, x.need.ID, models.Invitation{OfferID: x.offer.ID})
			return err
		}, true}, // another supplier hears that the offer is unknown
	}
}

func needDeeds() []deed {
	onNeed := func(name string, act models.Action, do func(x *scene, by models.Actor) error) deed {
		return deed{name, may(act), do, false}
	}
	return []deed{
		onNeed("show a household", models.HouseholdView, func(x *scene, by models.Actor) error { _, err := x.y.Desk.Household(ctx, by, x.h.ID); return err }),
		onNeed("edit a household", models.HouseholdEdit, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.EditHousehold(ctx, by, x.h.ID, -1, models.HouseholdPatch{})
			return err
		}),
		onNeed("add a person", models.HouseholdEdit, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.AddPerson(ctx, by, x.h.ID, x.y.Child())
			return err
		}),
		onNeed("record a consent", models.ConsentEdit, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.RecordConsent(ctx, by, x.h.ID, models.ConsentDraft{PersonID: x.h.Persons[0].ID, Kind: "sms", TextVersion: "1", GivenBy: "self"})
			return err
		}),
		onNeed("withdraw a consent", models.ConsentEdit, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.WithdrawConsent(ctx, by, x.h.ID, x.consent.ID)
			return err
		}),
		onNeed("list consents", models.HouseholdView, func(x *scene, by models.Actor) error { _, err := x.y.Desk.Consents(ctx, by, x.h.ID); return err }),
		onNeed("show a need", models.NeedView, func(x *scene, by models.Actor) error { _, err := x.y.Desk.Need(ctx, by, x.need.ID); return err }),
		onNeed("edit a need", models.NeedEdit, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.EditNeed(ctx, by, x.need.ID, -1, models.NeedPatch{})
			return err
		}),
		onNeed("send a need", models.NeedEdit, func(x *scene, by models.Actor) error { _, err := x.y.Desk.SendNeed(ctx, by, x.need.ID); return err }),
		onNeed("accept a need", models.NeedReview, func(x *scene, by models.Actor) error { _, err := x.y.Desk.AcceptNeed(ctx, by, x.need.ID); return err }),
		onNeed("return a need", models.NeedReview, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ReturnNeed(ctx, by, x.need.ID, "请补充")
			return err
		}),
		onNeed("resolve a need", models.NeedResolve, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ResolveNeed(ctx, by, x.need.ID, models.Closing{ResolutionCode: "R1"})
			return err
		}),
		onNeed("reopen a need", models.NeedResolve, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ReopenNeed(ctx, by, x.need.ID, "又缺了", nil)
			return err
		}),
		onNeed("close a need unmet", models.NeedClose, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.CloseUnmet(ctx, by, x.submitted.ID, models.Closing{ResolutionCode: "U1"})
			return err
		}),
		onNeed("suspend a need", models.NeedClose, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.SuspendNeed(ctx, by, x.submitted.ID, "住院")
			return err
		}),
		onNeed("resume a need", models.NeedClose, func(x *scene, by models.Actor) error { _, err := x.y.Desk.ResumeNeed(ctx, by, x.need.ID); return err }),
		{"cancel a need", may(models.NeedClose, models.NeedEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.CancelNeed(ctx, by, x.need.ID, models.Closing{ResolutionCode: "V1", DuplicateOf: x.need.ID})
			return err
		}, false},
		onNeed("see candidates", models.CandidateView, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.Candidates(ctx, by, x.need.ID, 3)
			return err
		}),
		onNeed("invite", models.MatchInvite, func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.Invite(ctx, by, x.need.ID, models.Invitation{OfferID: x.y.ID()})
			return err
		}),
	}
}

func matchDeeds() []deed {
	now := testdb.Start
	return []deed{
		{"show a match", may(models.MatchView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Match(ctx, by, x.active.ID); return err }, false},
		{"accept a match", may(models.MatchAnswer), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.AcceptMatch(ctx, by, x.active.ID, models.Answer{})
			return err
		}, false},
		{"decline a match", may(models.MatchAnswer), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.DeclineMatch(ctx, by, x.active.ID, models.Answer{})
			return err
		}, false},
		{"sign a match", may(models.MatchAnswer), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.SignMatch(ctx, by, x.active.ID, models.Answer{AgreementNo: "1"})
			return err
		}, false},
		{"fail a match", may(models.MatchCancel), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.FailMatch(ctx, by, x.invited.ID, "未履行")
			return err
		}, false},
		{"record a fulfilment", may(models.FulfilmentRecord), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.RecordFulfilment(ctx, by, x.active.ID, models.FulfilmentDraft{Quantity: 99, OccurredAt: &now})
			return err
		}, false},
		{"show a task", may(models.FulfilmentView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Task(ctx, by, x.planned.ID)
			return err
		}, false},
		{"finish a fulfilment", may(models.FulfilmentRecord), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.FinishFulfilment(ctx, by, x.planned.ID, models.FulfilmentDraft{Quantity: 99, OccurredAt: &now})
			return err
		}, false},
		{"check in", may(models.FulfilmentRecord), func(x *scene, by models.Actor) error { _, err := x.y.Desk.CheckIn(ctx, by, x.planned.ID); return err }, false},
		{"confirm a fulfilment", may(models.FulfilmentConfirm), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.ConfirmFulfilment(ctx, by, x.planned.ID, models.Confirmation{})
			return err
		}, false},
		{"dispute a fulfilment", may(models.FulfilmentConfirm), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.DisputeFulfilment(ctx, by, x.planned.ID, models.Confirmation{Note: "没有"})
			return err
		}, false},
		{"settle a dispute", may(models.FulfilmentSettle), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.SettleDispute(ctx, by, x.planned.ID, false, models.Confirmation{})
			return err
		}, false},
		{"attach a proof", may(models.FulfilmentRecord), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.AttachProof(ctx, by, x.planned.ID, []byte("%PDF-1.7\n%%EOF\n"))
			return err
		}, false},
		{"list proofs", may(models.FulfilmentView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Proofs(ctx, by, x.planned.ID); return err }, false},
		{"read a proof", may(models.FulfilmentView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Proof(ctx, by, x.proof); return err }, false},
		{"list matches", may(models.MatchView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Matches(ctx, by, store.MatchFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"list events", may(models.EventView), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.Events(ctx, by, store.EventFilter{Limit: 1})
			return err
		}, true},
		{"list disclosures", may(models.DisclosureView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Disclosures(ctx, by, "", store.Page{Limit: 1})
			return err
		}, true},
	}
}

func workDeeds() []deed {
	return []deed{
		{"plan a session", may(models.OfferEdit), func(x *scene, by models.Actor) error {
			at := x.y.Store.Now().Add(time.Hour)
			_, err := x.y.Desk.PostCourse(ctx, by, x.course.OfferID, models.CourseDraft{StartsAt: at, EndsAt: at.Add(time.Hour), Place: "文化站"})
			return err
		}, false},
		{"mark attendance", may(models.FulfilmentRecord), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.MarkAttendance(ctx, by, x.course.ID, models.AttendanceDraft{})
			return err
		}, false},
		{"list trainings", may(models.OfferView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.OpenCourses(ctx, by); return err }, true},
		{"list paths", may(models.WorkView), func(x *scene, by models.Actor) error {
			_, _, err := x.y.Desk.Works(ctx, by, store.WorkFilter{}, store.Page{Limit: 1})
			return err
		}, true},
		{"show a path", may(models.WorkView), func(x *scene, by models.Actor) error { _, err := x.y.Desk.Work(ctx, by, x.path.ID); return err }, false},
		{"begin a path", may(models.WorkEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.OpenWork(ctx, by, x.h.ID, models.WorkDraft{PersonID: x.h.Persons[0].ID})
			return err
		}, false},
		{"enrol", may(models.WorkEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.Enrol(ctx, by, x.active.ID, models.EnrolDraft{PersonID: x.h.Persons[0].ID})
			return err
		}, false},
		{"check on work", may(models.WorkEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.CheckWork(ctx, by, x.path.ID, models.CheckDraft{Employed: models.EmployedNo})
			return err
		}, false},
		{"record an income", may(models.WorkEdit), func(x *scene, by models.Actor) error {
			_, err := x.y.Desk.RecordIncome(ctx, by, x.path.ID, models.IncomeDraft{MonthlyIncomeFen: units(100)})
			return err
		}, false},
	}
}

func holdsOne(by models.Actor, actions []models.Action) (scope models.Scope) {
	for _, act := range actions {
		if s := models.ScopeOf(by, act); s != models.ScopeNone {
			return s
		}
	}
	return models.ScopeNone
}

func TestEveryRoleDoesWhatThePermissionTableSaysAndNoMore(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		x := set(t, y)
		actors := []models.Actor{y.Staff, y.Operator, y.Clerk, y.Aide, x.g.Admin, x.g.Worker, y.Resident, y.DeptSource, y.Auditor, y.Province, y.Sysadmin}
		require.Len(t, actors, len(models.Roles()))
		for _, d := range deeds() {
			refused(t, d.do(x, models.Actor{Role: models.RoleAnonymous}), models.KindUnauthenticated, "login_required")
			for _, by := range actors {
				err := d.do(x, by)
				switch holdsOne(by, d.actions) {
				case models.ScopeNone, models.ScopeCounts:
					assert.Equal(t, "role_may_not", models.CodeOf(err), "%s must not %s: %v", by.Role, d.name, err)
				default:
					if by.Role == models.RoleSupplierWorker && d.name == "record a fulfilment" {
						absent(t, err) // a worker ends the tasks given, and makes none
						continue
					}
					assert.NotEqual(t, "role_may_not", models.CodeOf(err), "%s may %s", by.Role, d.name)
					assert.NotEqual(t, models.KindNotFound, models.KindOf(err), "%s may %s", by.Role, d.name)
				}
				if err != nil {
					assert.NotEmpty(t, models.KindOf(err), "%s, %s: %v", by.Role, d.name, err)
				}
			}
		}
	})
}

func TestOutsideTheScopeEverythingLooksAbsent(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		x := set(t, y)
		farGiver := y.Supplier(func(d *models.SupplierDraft) { d.CountyCode, d.RegionCode = testdb.OtherCounty, testdb.FarVillage })
		farOperator := y.FarStaff
		farOperator.Role = models.RoleOperator
		farAuditor := y.FarStaff
		farAuditor.Role = models.RoleAuditor
		outsiders := map[string]models.Actor{
			"another county's staff": y.FarStaff, "another county's operator": farOperator, "another county's auditor": farAuditor, "another county's aide": y.FarAide,
			"another county's supplier": farGiver.Admin, "another town's clerk": y.OtherClerk, "another village's aide": y.OtherAide,
			"another supplier": x.other.Admin, "another supplier's worker": x.other.Worker,
		}
		for who, by := range outsiders {
			for _, d := range deeds() {
				scope := holdsOne(by, d.actions)
				if d.lists || scope == models.ScopeNone || scope == models.ScopeCounty && by.CountyCode == testdb.CountyCode {
					continue
				}
				err := d.do(x, by)
				assert.Equal(t, models.KindNotFound, models.KindOf(err), "%s must find nothing to %s: %v", who, d.name, err)
			}
		}
	})
}
