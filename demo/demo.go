// Package demo invents a county that looks alive and loads it: regions, suppliers, offers, households, and a year of needs
// with everything that came of them. The county does not exist; every name, code and number in it is made up.
package demo

import (
	"time"

	"zhulian/models"
)

// County is the code of the invented county: a prefix that no real county uses.
const County = "330199"

const countyRegion = County + "000000"

// DefaultSeed makes the county that the documentation shows.
const DefaultSeed = 20260101

// Scene is what a county is made from. The same scene always makes the same county, ids included.
type Scene struct {
	Now      time.Time // everything lies before it; offers and consents reach beyond it
	Seed     uint64
	Calendar models.Calendar
	// PasswordHash is the argon2id hash (PHC form) that all demo accounts share: one password is printed for all of them, and a
	// hash for each of a hundred accounts would take longer than making the whole county.
	PasswordHash string
	// Share makes one in so many households and needs only; 0 and 1 make all of them. The regions, suppliers and offers are those of a whole county.
	Share int
}

// Data is everything that a county consists of, as rows that are not sealed yet. Events are in the order in which they
// happened.
type Data struct {
	Regions      []models.Region
	Accounts     []models.Account
	Suppliers    []models.Supplier
	Offers       []models.Offer
	Windows      []models.CapacityWindow
	Households   []models.Household
	Persons      []models.Person
	Consents     []models.Consent
	Needs        []models.Need
	Matches      []models.Match
	Reservations []models.Reservation
	Fulfilments  []models.Fulfilment
	Attachments  []models.Attachment
	Disclosures  []models.Disclosure
	Batches      []models.FeedBatch
	Alerts       []models.Alert
	Reasons      []models.AlertReason
	Signals      []models.Signal
	Ties         []models.AlertSignal
	Absences     []models.Absence
	VisitPlans   []models.VisitPlan
	VisitRounds  []models.VisitRound
	Levels       []models.HouseholdLevel
	ChildReports []models.ChildReport
	VisitWindows []models.VisitWindow
	Visits       []models.Visit
	Applications []models.Application
	Complaints   []models.Complaint
	Suggestions  []models.Suggestion
	Benefits     []models.Benefit
	MinorAccess  []models.MinorAccess
	Works        []models.WorkPath
	WorkChecks   []models.WorkCheck
	Sessions     []models.CourseSession
	Attendances  []models.Attendance
	Lists        []models.HappinessList
	ListRuns     []models.ListRun
	Samples      []models.AuditSample
	Events       []models.Event
	Standards    []models.Standard
	Limits       []models.SLARule
	Categories   []models.CategorySetting
	Calendar     []models.CalendarEntry
	Weights      []models.WeightVersion

	said []said // by signal
}

// How large the county is.
const (
	householdCount = 1200
	needCount      = 4000
	yearDays       = 365
)

// Build makes the county of a scene.
func Build(s Scene) *Data {
	b := &builder{Scene: s, dice: newDice(s.Seed), out: &Data{}}
	b.Now = s.Now.UTC().Truncate(time.Microsecond)
	b.today = models.DateOf(b.Now)
	b.layRegions()
	b.openAccounts()
	b.foundSuppliers()
	b.postOffers()
	b.settleHouseholds()
	b.tellStories()
	b.layDownSettings()
	b.tellOutreach()
	b.closeOffers()
	b.handInPapers()
	b.hireWorkers()
	b.goToWork()
	b.askForMinors()
	return b.collect()
}

// builder holds a county while it is being made.
type builder struct {
	Scene
	dice  dice
	today models.Date
	out   *Data

	places    []place
	staff     [2]*models.Account
	clerks    []*models.Account
	aides     []*models.Account
	helpers   []*helper
	stocks    []*stock
	byThing   map[int][]*stock
	homes     []*home
	audiences [audiences][]target
	birthdays map[models.Date]*[2]int // citizen numbers given, by day of birth
	phones    int
	needs     []*models.Need
	matches   []*models.Match
	deeds     []*models.Fulfilment
	accounts  []*models.Account
	asked     map[string]time.Time // household and thing, when last asked for
	entries   []entry
}

// ago answers the start of the day so many days before today.
func (b *builder) ago(days int) models.Date { return b.today.AddDays(-days) }

func (b *builder) past(t time.Time) bool { return !t.After(b.Now) }

func (b *builder) collect() *Data {
	d := b.out
	for _, a := range b.accounts {
		d.Accounts = append(d.Accounts, *a)
	}
	for _, h := range b.helpers {
		d.Suppliers = append(d.Suppliers, *h.row)
	}
	for _, s := range b.stocks {
		d.Offers = append(d.Offers, *s.row)
		d.Windows = append(d.Windows, s.windows()...)
	}
	for _, h := range b.homes {
		d.Households = append(d.Households, *h.row)
		for _, p := range h.people {
			d.Persons = append(d.Persons, *p)
		}
		for _, c := range h.consents {
			d.Consents = append(d.Consents, *c)
		}
	}
	for _, n := range b.needs {
		d.Needs = append(d.Needs, *n)
	}
	for _, m := range b.matches {
		d.Matches = append(d.Matches, *m)
	}
	for _, f := range b.deeds {
		d.Fulfilments = append(d.Fulfilments, *f)
	}
	d.Events = b.chronicle()
	return d
}
