package reports_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// The golden county: twenty households and forty needs of the second quarter of 2026, looked at on Saturday 25 July 2026 at noon. Every
// number below was worked out by hand from the tables; whoever doubts a formula may do it again with a pencil.
//
// H01–H08 live in 柳树村 and H09–H13 in 桥头村 of 清河镇, H14–H20 in 沙湾村 of 白沙镇.

// goldenHomes are the categories of H01 to H20. H18 leaves on 20 May, H19 on 10 June; H20 comes on file on 1 July.
const goldenHomes = "T1 D1 D1 D2 E1 E1 X1 X2 X3 D1 P1 S1 M0 D1 E1 E1 C1 D1 E1 D1"

// goldenNeeds: number, household, category, found, accepted, status, code, resolved, due, answer due, promised, taken by government,
// reopened, satisfaction. A dash is nothing. Found at 9, accepted at 10, promised and resolved at 9 o'clock, but for need 36.
const goldenNeeds = `
 1 H01 A01 04-01 04-01 resolved     R1 04-08 04-08 04-03 04-02 -     0 5
 2 H01 B01 04-02 04-02 resolved     R1 04-30 04-07 04-07 04-10 -     0 4
 3 H02 B03 04-03 04-07 resolved     R2 05-20 04-17 04-10 04-09 -     0 3
 4 H02 A01 04-10 04-10 resolved     R4 04-12 04-17 04-15 -     -     0 -
 5 H03 C05 04-15 04-15 resolved     R1 06-30 05-08 04-20 04-16 -     0 2
 6 H03 K03 04-20 04-20 resolved     R3 05-06 05-20 04-23 -     04-20 0 5
 7 H04 A02 04-20 04-20 merged       V1 -     -     -     -     -     0 -
 8 H04 A03 04-21 04-21 void         V2 -     -     -     -     -     0 -
 9 H05 B04 04-22 04-22 void         V3 -     -     -     -     -     0 -
10 H05 B05 04-23 04-23 void         V4 -     -     -     -     -     0 -
11 H06 B01 04-24 04-24 withdrawn    V5 -     -     -     -     -     0 -
12 H06 B01 04-25 -     withdrawn    -  -     -     -     -     -     0 -
13 H06 A01 04-26 -     draft        -  -     -     -     -     -     0 -
14 H06 A01 04-27 -     submitted    -  -     -     -     -     -     0 -
15 H06 A01 04-28 -     returned     -  -     -     -     -     -     0 -
16 H07 C01 05-01 05-01 closed_unmet U1 -     05-06 05-06 -     -     0 -
17 H07 C02 05-02 05-02 closed_unmet U2 -     05-07 05-07 05-03 -     0 -
18 H08 D03 05-05 05-05 closed_unmet U3 -     05-19 05-08 -     -     0 -
19 H08 D03 05-06 05-06 closed_unmet U4 -     05-20 05-09 -     -     0 -
20 H09 G01 05-08 05-08 accepted     -  -     06-23 05-12 -     -     0 -
21 H09 G04 05-10 05-10 open         -  -     05-14 05-13 -     -     0 -
22 H10 H01 05-11 05-11 matching     -  -     05-20 05-14 -     -     0 -
23 H10 J01 05-12 05-12 matched      -  -     06-02 05-15 -     -     0 -
24 H11 A05 05-13 05-13 agreed       -  -     05-18 05-18 05-14 -     0 -
25 H11 B03 05-14 05-14 in_service   -  -     05-25 05-19 05-20 -     0 -
26 H12 E03 05-15 05-15 delivered    -  -     06-30 05-20 05-18 -     0 -
27 H12 E01 05-18 05-18 confirmed    -  -     06-15 05-21 05-19 -     0 -
28 H13 A01 05-20 05-20 resolved     R1 06-19 05-27 05-25 05-21 -     0 4
29 H14 A01 05-21 05-21 reopened     -  -     05-28 05-26 05-22 -     1 -
30 H14 B06 05-25 05-25 referred_gov -  -     06-08 05-28 -     05-26 0 -
31 H14 C08 05-26 05-26 suspended    -  -     05-28 05-29 -     -     0 -
32 H15 A01 06-01 06-01 resolved     R1 06-03 06-08 06-04 06-02 -     1 5
33 H15 D02 06-10 06-10 resolved     R1 06-15 06-22 06-15 06-11 -     0 4
34 H16 F01 06-20 06-22 resolved     R1 07-24 07-13 06-24 06-22 -     0 1
35 H16 G02 06-25 06-25 open         -  -     08-06 06-30 -     -     0 -
36 H17 A01 06-30 07-01 resolved     R1 07-02 07-07 07-03 07-01 -     0 5
37 H20 A01 03-31 03-31 resolved     R1 04-05 04-08 04-03 04-02 -     0 4
38 H20 A02 03-15 03-16 open         -  -     03-25 03-19 -     -     0 -
39 H20 A01 07-01 07-01 open         -  -     07-08 07-06 -     -     0 -
40 H17 B01 07-10 -     submitted    -  -     -     -     -     -     0 -
`

// goldenWindows: household, from, to, and what became of it: the day of a valid visit, "missed", "open" (nobody did anything), "phone" (a call
// where a visit at home was due), or a code of exemption.
const goldenWindows = `
H01 04-06 04-12 04-07
H01 04-13 04-19 04-14
H01 04-20 04-26 04-21
H01 06-01 06-07 06-02
H02 04-01 04-30 04-15
H02 05-01 05-31 05-15
H02 06-01 06-30 06-15
H03 04-01 04-30 04-16
H03 05-01 05-31 missed
H03 06-01 06-30 06-16
H04 04-01 06-30 phone
H05 04-01 06-30 06-20
H05 06-29 07-05 missed
H06 04-01 04-30 04-17
H06 05-01 05-31 institution
H07 04-01 06-30 died
H08 04-01 06-30 open
H10 04-01 06-30 05-12
H14 04-01 04-30 04-10
H14 05-01 05-31 05-06
H15 04-01 06-30 missed
`

// goldenLists: household, and how its list of the quarter was handed over: face to face or acknowledged on a day, or only sent. The last day
// is 20 July.
const goldenLists = `
H01 face 07-03
H02 ack  07-20
H03 ack  07-21
H04 message 07-05
H05 sent 07-05
H06 face 07-10
H07 ack  07-05
H08 face 07-11
H10 face 07-08
H14 ack  07-12
H15 face 07-22
H16 face 07-13
H18 face 07-14
`

// goldenRates is what comes of it: met, of, and what was left out.
var goldenRates = map[string]struct {
	met, of  int64
	excluded string
}{
	"K1":    {6, 10, "died:1 left:1"},                // H01 H02 H05 H06 H10 H14; not H03 H04 H08 H15
	"K1b":   {14, 18, "died:1 institution:1 left:1"}, // 4+3+2+0+1+1+0+1+2+0 of 4+3+3+1+1+1+1+1+2+1
	"K1c":   {4, 5, ""},                              // April H01 H14, June H01 H02; May H01 was not visited
	"K2":    {11, 27, "V1:1 V2:1 V3:1 V4:1 V5:2"},    // 1–6 28 32 33 34 36 of 1–6 and 16–36
	"K2d30": {7, 26, "V1:1 V2:1 V3:1 V4:1 V5:2"},     // 1 2 4 6 28 32 33; 36 is younger than 30 days
	"K2d60": {6, 22, "V1:1 V2:1 V3:1 V4:1 V5:2"},     // 1 2 3 4 6 28 of 1–6 and 16–31
	"K2d90": {6, 6, "V1:1 V2:1 V3:1 V4:1 V5:2"},      // 1–6
	"K2b":   {6, 26, "V1:1 V2:1 V3:1 V4:1 V5:2"},     // 1 4 6 32 33 36; the limit of 35 has not ended
	"K2c":   {1, 14, ""},                             // open now: 20–27 29 30 31 35 38 39; 29 was reopened
	"K3":    {9, 14, ""},                             // H01 H02 H06 H07 H08 H10 H14 H16 H18 of H01–H10 H14–H16 H18
	"K3b":   {1, 2, "unreachable:1"},
	"K4":    {1, 3, "merged:1 returned:1"},
	"K5":    {2, 3, ""},
	"K6":    {15, 27, "V1:1 V2:1 V3:1 V4:1 V5:2"}, // 1 3 5 6 17 24 26 27 28 29 30 32 33 34 36
	"K7":    {15, 26, "V1:1 V2:1 V3:1 V4:1 V5:2"}, // 1 2 3 5 17 24–29 32 33 34 36; 6 is government's own
	"K8":    {2, 4, "cancelled:1"},
	"K9":    {163, 11, ""},                       // working days: 0 1 2 3 4 9 19 21 24 29 51
	"K10":   {8, 10, ""},                         // needs 1 2 6 28 32 33 37 and a delivery; not 3 5
	"K11":   {2, 12, "V1:1 V2:1 V3:1 V4:1 V5:2"}, // 29 32
	"K12":   {2, 4, ""},
	"K13":   {2, 5, ""}, // 清河镇 and 柳树村
	"K14":   {1, 2, ""},
	"K15":   {42000, 0, ""},
	"K16":   {1, 3, ""},
	"K17":   {1, 3, "withdrawn:1"},
	"K17e":  {1, 2, "withdrawn:1"},
}

// golden is the county while it is put together.
type golden struct {
	*testdb.Tale
	t     *testing.T
	desk  *reports.Desk
	homes map[string]*models.Household
	needs map[string]*models.Need
}

func at(day string, hour int) time.Time {
	return models.Date("2026-" + day).Start().Add(time.Duration(hour) * time.Hour)
}

func maybe(day string, hour int) *time.Time {
	if day == "-" {
		return nil
	}
	v := at(day, hour)
	return &v
}

func dayOr(day string) models.Date {
	if day == "-" {
		return ""
	}
	return models.Date("2026-" + day)
}

func lines(table string) (out [][]string) {
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		out = append(out, strings.Fields(line))
	}
	return out
}

func (g *golden) put(rows ...any) {
	g.t.Helper()
	require.NoError(g.t, g.Store.InTx(context.Background(), func(s *store.Store) error {
		for _, list := range rows {
			if err := s.InsertAll(context.Background(), list); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (g *golden) until(day string, hour int) { g.Clock.Advance(at(day, hour).Sub(g.Store.Now())) }

func buildGolden(t *testing.T, s *store.Store) *golden {
	t.Helper()
	g := &golden{Tale: testdb.Story(t, s), t: t, desk: &reports.Desk{Store: s}, homes: map[string]*models.Household{}, needs: map[string]*models.Need{}}
	g.settle()
	g.visits()
	g.leave("H18", "05-20")
	g.leave("H19", "06-10")
	g.until("07-01", 9)
	g.home(19)
	g.until("07-25", 12)
	g.wants()
	g.supply()
	g.papers()
	g.network()
	return g
}

func (g *golden) home(i int) {
	name := "H" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
	village := []string{testdb.Village, testdb.NextVillage, testdb.OtherVillage}[map[bool]int{i < 8: 0, i >= 8 && i < 13: 1, i >= 13: 2}[true]]
	g.homes[name] = g.HouseholdUnasked(func(d *models.HouseholdDraft) {
		d.RegionCode, d.Category = village, models.Beneficiary(strings.Fields(goldenHomes)[i])
	})
}

func (g *golden) settle() {
	for i := range 19 {
		g.home(i)
	}
	elderly := func(home, from string, to models.Date) models.Listing {
		h := g.homes[home]
		return models.Listing{CountyCode: h.CountyCode, ID: g.ID(), HouseholdID: h.ID, PersonID: &h.Persons[0].ID, RegionCode: h.RegionCode, Category: "P1",
			ListedFrom: dayOr(from), ListedTo: to, CreatedAt: g.Store.Now(), UpdatedAt: g.Store.Now(), Version: 1}
	}
	// H11 is on the list for eleven days when June ends, H14 no longer when May does.
	g.put([]models.Listing{elderly("H01", "01-01", ""), elderly("H02", "06-10", ""), elderly("H11", "06-20", ""), elderly("H14", "01-01", "2026-05-15")})
}

func (g *golden) leave(home, day string) {
	g.until(day, 9)
	left := models.HouseholdLeft
	_, err := g.Desk.EditHousehold(context.Background(), g.Staff, g.homes[home].ID, 1, models.HouseholdPatch{Status: &left})
	require.NoError(g.t, err)
}

func (g *golden) visits() {
	g.Window(g.homes["H18"], "2026-04-01", "2026-06-30") // leaves the rates when the household leaves
	for _, row := range lines(goldenWindows) {
		mode := "home"
		if row[0] == "H10" {
			mode = "any"
		}
		w := g.Window(g.homes[row[0]], dayOr(row[1]), dayOr(row[2]), func(w *models.VisitWindow) { w.Mode = mode })
		switch row[3] {
		case "open":
		case "missed":
			g.Miss(w)
		case "phone":
			g.Visit(w, "2026-05-10", func(v *models.Visit) { v.Mode = models.VisitByPhone })
		case "institution", "died":
			g.Exempt(w, models.ExemptCode(row[3]))
		default:
			g.Visit(w, dayOr(row[3]), func(v *models.Visit) {
				if mode == "any" {
					v.Mode, v.DurationMin = models.VisitByPhone, 2
				}
			})
		}
	}
}

func (g *golden) wants() {
	var rows []models.Need
	for _, r := range lines(goldenNeeds) {
		h := g.homes[r[1]]
		none := func(s string) string { return strings.ReplaceAll(s, "-", "") }
		n := models.Need{CountyCode: h.CountyCode, ID: g.ID(), No: "G" + r[0], HouseholdID: h.ID, RegionCode: h.RegionCode, Category: r[2], Title: "需求" + r[0], TitlePublic: "需求" + r[0],
			Unit: "件", Urgency: "normal", PublishScope: "county", Status: models.NeedStatus(r[5]), ResolutionCode: none(r[6]), SubmittedBy: g.Aide.AccountID,
			SubmittedAt: maybe(r[3], 9), AcceptedAt: maybe(r[4], 10), ResolvedAt: maybe(r[7], 9), DueOn: dayOr(r[8]), ResponseDueAt: maybe(r[9], 18),
			AgreedAt: maybe(r[10], 9), ReferredAt: maybe(r[11], 11), ReopenedCount: int(r[12][0] - '0'), CreatedAt: at(r[3], 9), UpdatedAt: g.Store.Now(), Version: 1}
		if r[13] != "-" {
			v := int(r[13][0] - '0')
			n.Satisfaction = &v
		}
		if r[0] == "36" { // the last minute of the quarter
			late := models.Date("2026-06-30").End().Add(-time.Minute)
			n.SubmittedAt = &late
		}
		if r[0] == "1" { // and its first
			first := models.Date("2026-04-01").Start()
			n.SubmittedAt = &first
		}
		rows = append(rows, n)
	}
	g.put(rows)
	for i := range rows {
		g.needs[rows[i].No[1:]] = &rows[i]
	}
}

// supply are two active suppliers and a suspended one; promises that end in the quarter and others; deliveries.
func (g *golden) supply() {
	now := g.Store.Now()
	supplier := func(name string, status models.SupplierStatus, n int) models.Supplier {
		return models.Supplier{CountyCode: testdb.CountyCode, ID: g.ID(), USCC: models.SyntheticUSCC("52", testdb.CountyCode, n), USCCCheck: models.USCCOk,
			Kind: "service_org", Name: name, ContactName: "李联络", ContactPhone: "13900139000", RegionCode: testdb.Town, Licences: []models.Licence{}, Status: status, AppliedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	}
	busy, idle, off := supplier("勤", models.SupplierActive, 1), supplier("闲", models.SupplierActive, 2), supplier("停", models.SupplierSuspended, 3)
	offer := func(s models.Supplier, mode string) models.Offer {
		return models.Offer{CountyCode: s.CountyCode, ID: g.ID(), SupplierID: s.ID, Category: "A01", Title: "资源", Mode: mode, Unit: "件", CapacityKind: "count",
			Regions: []string{testdb.County}, ValidFrom: "2026-01-01", ValidTo: "2026-12-31", TargetTags: []string{}, ExcludeTags: []string{}, FeeMode: "free",
			Status: models.OfferPublished, CreatedAt: now, UpdatedAt: now, Version: 1}
	}
	goods, service := offer(busy, "goods"), offer(idle, "service")
	match := func(need string, o models.Offer, status models.MatchStatus, end string, answered bool) models.Match {
		n := g.needs[need]
		m := models.Match{CountyCode: n.CountyCode, ID: g.ID(), NeedID: n.ID, OfferID: o.ID, SupplierID: o.SupplierID, HouseholdID: n.HouseholdID, RegionCode: n.RegionCode,
			Category: n.Category, Unit: "件", Status: status, ProposedBy: "staff", ScoreParts: map[string]int{}, Reasons: []models.Reason{}, PlannedEnd: dayOr(end),
			InvitedAt: &now, CreatedAt: now, UpdatedAt: now, Version: 1}
		if answered {
			m.RespondedAt = &now
		}
		return m
	}
	matches := []models.Match{match("1", goods, "completed", "04-20", true), match("2", service, "completed", "05-10", true), match("3", goods, "failed", "05-10", true),
		match("5", goods, "active", "06-30", true), match("17", goods, "cancelled", "06-01", true), match("16", goods, "declined", "-", true),
		match("24", goods, "active", "07-30", true), match("25", goods, "expired", "-", false)}
	deed := func(m models.Match, status models.FulfilmentStatus, occurred, confirmed string, fen int64, rating int) models.Fulfilment {
		f := models.Fulfilment{CountyCode: m.CountyCode, ID: g.ID(), MatchID: m.ID, NeedID: m.NeedID, OfferID: m.OfferID, SupplierID: m.SupplierID,
			HouseholdID: m.HouseholdID, RegionCode: m.RegionCode, Quantity: 1, Unit: "件", Status: status, OccurredAt: maybe(occurred, 9), ConfirmedAt: maybe(confirmed, 9),
			ValueFen: &fen, CreatedAt: now, UpdatedAt: now, Version: 1}
		if rating > 0 {
			f.Satisfaction = &rating
		}
		return f
	}
	g.put([]models.Supplier{busy, idle, off}, []models.Offer{goods, service}, matches, []models.Fulfilment{
		deed(matches[0], "confirmed", "05-04", "05-05", 12000, 5), deed(matches[1], "confirmed", "04-20", "06-01", 30000, 0),
		deed(matches[3], "confirmed", "07-01", "07-02", 999, 1), deed(matches[1], "no_show_supplier", "06-01", "-", 0, 0)})
}

func (g *golden) papers() {
	h := g.homes["H01"]
	for _, row := range lines(goldenLists) {
		day := dayOr(row[2])
		g.List(g.homes[row[0]], "2026-06-30", map[string]func(*models.HappinessList){
			"face": testdb.HandedOver(day), "ack": testdb.Acknowledged(day), "sent": func(l *models.HappinessList) { l.Status = models.ListSent },
			"message": func(l *models.HappinessList) {
				l.Status, l.Channel, l.DeliveredAt = models.ListDelivered, "message", maybe(row[2], 9)
			},
		}[row[1]])
	}
	benefit := models.Benefit{CountyCode: h.CountyCode, ID: g.ID(), HouseholdID: g.homes["H18"].ID, RegionCode: g.homes["H18"].RegionCode, Kind: "cash", Name: "低保金",
		ProviderKind: "dept", GrantedOn: "2026-04-10", Visibility: "shown", CreatedAt: g.Store.Now(), UpdatedAt: g.Store.Now(), Version: 1}
	named := func(n int) *int { return &n }
	sample := func(result string, benefits *int) models.AuditSample {
		now := g.Store.Now()
		return models.AuditSample{CountyCode: h.CountyCode, ID: g.ID(), Purpose: "awareness", Month: "2026-06-01", Noun: "happiness_list", ObjectID: g.ID(), HouseholdID: h.ID,
			RegionCode: h.RegionCode, Status: models.SampleRecorded, Result: result, BenefitsNamed: benefits, CreatedAt: now, UpdatedAt: now, Version: 1}
	}
	g.put([]models.Benefit{benefit}, []models.AuditSample{sample("true", named(3)), sample("true", named(1)), sample("unreachable", nil)})

	alert := func(due, verified, code string, status models.AlertStatus) {
		g.Alert(h, func(a *models.Alert) {
			a.DueAt, a.Status = at(due, 12), status
			if verified != "-" {
				testdb.Verified(at(verified, 9), models.AlertResult(code))(a)
			}
		})
	}
	alert("04-10", "04-10", "A2", "") // in time, and found trouble
	alert("04-20", "04-21", "A5", "") // a day late, nothing found
	alert("05-20", "-", "", models.AlertEscalated)
	alert("05-21", "-", "", models.AlertMerged)
	alert("05-22", "-", "", models.AlertReturned)
	alert("07-10", "-", "", models.AlertNew)
	alert("03-30", "04-02", "A3", "") // due before the quarter, looked into in it

	for _, row := range lines("04-01 accepted\n04-02 converted\n05-03 rejected\n05-04 expired\n06-05 new\n07-02 accepted") {
		g.Suggestion(h, func(s *models.Suggestion) {
			id := g.ID()
			s.IssuedAt, s.Status = at(row[0], 9), models.SuggestionStatus(row[1])
			if row[1] == "converted" {
				s.ConvertedNoun, s.ConvertedID = "need", &id
			}
		})
	}
	application := func(emergency bool, by, decided string, status models.ApplicationStatus) {
		g.ReliefApplication(h, func(a *models.Application) {
			a.SubmittedAt, a.DecideBy, a.Emergency, a.Status = maybe("05-01", 9), maybe(by, 18), emergency, status
			if decided != "-" {
				testdb.Decided(at(decided, 9), "approved")(a)
			}
		})
	}
	application(false, "05-20", "05-20", "")
	application(false, "05-20", "05-22", "")
	application(false, "05-20", "-", models.ApplicationVerifying) // overdue
	application(false, "08-20", "-", models.ApplicationVerifying) // not due yet
	application(false, "05-20", "-", models.ApplicationWithdrawn)
	application(true, "05-02", "05-02", "")
	application(true, "05-02", "05-03", "")

	consent := func(withdrawn *time.Time) models.Consent {
		return models.Consent{CountyCode: h.CountyCode, ID: g.ID(), HouseholdID: h.ID, PersonID: h.Persons[0].ID, Kind: models.ConsentShare, Categories: []string{},
			Suppliers: []string{}, TextVersion: "1", GivenBy: "self", GivenAt: at("04-01", 9), WithdrawnAt: withdrawn, RecordedBy: g.Aide.AccountID, CreatedAt: at("04-01", 9)}
	}
	live, gone := consent(nil), consent(maybe("05-01", 9))
	view := func(day string, tier int, consent string) models.Disclosure {
		return models.Disclosure{CountyCode: h.CountyCode, ID: g.ID(), At: at(day, 9), AccountID: g.ID(), Role: models.RoleSupplierAdmin, HouseholdID: h.ID, ConsentID: consent,
			Tier: tier, Purpose: "match", Fields: []string{}}
	}
	g.put([]models.Consent{live, gone}, []models.Disclosure{view("05-10", 2, live.ID), view("05-10", 2, gone.ID), view("05-11", 4, ""), view("05-12", 3, ""), view("07-10", 2, live.ID)})
}

// network gives 清河镇, 柳树村, 白沙镇 and 沙湾村 a place of the alliance; an aide works in 柳树村 and 桥头村, the one of 沙湾村 no longer does.
func (g *golden) network() {
	regions, err := g.Store.Regions(context.Background(), testdb.County)
	require.NoError(g.t, err)
	for i := range regions {
		switch regions[i].Code {
		case testdb.Town, testdb.OtherTown:
			regions[i].NodeKind = models.NodeStation
		case testdb.Village, testdb.OtherVillage:
			regions[i].NodeKind = models.NodePoint
		}
	}
	require.NoError(g.t, g.Store.PutRegions(context.Background(), regions))
	account := func(name string, status models.AccountStatus, villages ...string) models.Account {
		return models.Account{ID: g.ID(), CountyCode: testdb.CountyCode, Username: name, PasswordHash: "-", Role: models.RoleAide, Regions: villages, Status: status,
			CreatedAt: g.Store.Now(), UpdatedAt: g.Store.Now(), Version: 1}
	}
	g.put([]models.Account{account("goldaide1", models.AccountActive, testdb.Village, testdb.NextVillage), account("goldaide2", models.AccountDisabled, testdb.OtherVillage)})
}

func (g *golden) values(by models.Actor, q reports.Query) map[string]reports.Value {
	g.t.Helper()
	list, err := g.desk.Indicators(context.Background(), by, q)
	require.NoError(g.t, err)
	out := map[string]reports.Value{}
	for _, v := range list {
		out[v.Code] = v
	}
	return out
}

func excluded(t *testing.T, words string) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, w := range strings.Fields(words) {
		code, n, _ := strings.Cut(w, ":")
		out[code] = int64(n[0] - '0')
	}
	return out
}

func TestTheGoldenCountyToTheUnit(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		got := g.values(g.Staff, reports.Query{Period: "2026-Q2"})
		require.Len(t, got, len(goldenRates))
		for code, want := range goldenRates {
			v := got[code]
			require.Equal(t, []int64{want.met, want.of}, []int64{v.Numerator, v.Denominator}, code)
			require.Equal(t, excluded(t, want.excluded), v.Exclusions, code)
			require.Equal(t, s.Now(), v.AsOf, code)
			if want.of > 0 && code != "K9" {
				require.InDelta(t, float64(want.met)/float64(want.of), *v.Rate, 1e-12, code)
			} else {
				require.Nil(t, v.Rate, code)
			}
		}
		require.InDelta(t, 163.0/11, *got["K9"].Mean, 1e-12)
		require.InDelta(t, 9, *got["K9"].Median, 1e-12)
		require.InDelta(t, 29, *got["K9"].P90, 1e-12)
		require.InDelta(t, 10.0/12, *got["K10"].Answered, 1e-12)
		require.Equal(t, map[string]int64{"goods": 12000, "service": 30000}, got["K15"].Parts)
		g.choosesItsBase(t)
		g.breaksDown(t)
		g.listsTheCases(t)
	})
}

// choosesItsBase: by household, K2 asks for every valid need of a home; by task, K1 asks for every window.
func (g *golden) choosesItsBase(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, g.desk.SetBase(ctx, g.Staff, models.ReportBaseDraft{Base: models.BaseHousehold}))
	got := g.values(g.Staff, reports.Query{Period: "2026-Q2"})
	require.Equal(t, []int64{6, 14}, []int64{got["K2"].Numerator, got["K2"].Denominator}, "H01 H02 H03 H13 H15 H17 of 14")
	require.Equal(t, excluded(t, "V2:1 V4:1 V5:1"), got["K2"].Exclusions, "H04 H05 H06 have no valid need")
	require.Equal(t, "household", got["K2"].Unit)
	require.NoError(t, g.desk.SetBase(ctx, g.Staff, models.ReportBaseDraft{Base: models.BaseTask}))
	got = g.values(g.Staff, reports.Query{Period: "2026-Q2"})
	require.Equal(t, []int64{14, 18}, []int64{got["K1"].Numerator, got["K1"].Denominator})
	require.Equal(t, "task", got["K1"].Unit)
	require.Equal(t, []int64{11, 27}, []int64{got["K2"].Numerator, got["K2"].Denominator})
	err := g.desk.SetBase(ctx, g.Clerk, models.ReportBaseDraft{Base: models.BaseTask})
	require.Equal(t, models.KindForbidden, models.KindOf(err), "the county chooses, not a town")
	err = g.desk.SetBase(ctx, g.Staff, models.ReportBaseDraft{Base: "moon"})
	require.Equal(t, models.KindInvalid, models.KindOf(err))
}

func (g *golden) breaksDown(t *testing.T) {
	t.Helper()
	by := func(code string, dim store.Dimension) map[string][2]int64 {
		b, err := g.desk.Breakdown(context.Background(), g.Staff, code, reports.Query{Period: "2026-Q2"}, dim)
		require.NoError(t, err)
		out := map[string][2]int64{}
		for _, l := range b.Lines {
			out[l.Label] = [2]int64{l.Numerator, l.Denominator}
		}
		return out
	}
	require.Equal(t, map[string][2]int64{"清河镇": {7, 19}, "白沙镇": {4, 8}}, by("K2", store.DimTown))
	require.Equal(t, map[string][2]int64{"2026-04": {6, 6}, "2026-05": {1, 16}, "2026-06": {4, 5}}, by("K2", store.DimMonth))
	require.Equal(t, map[string][2]int64{"清河镇": {12, 15}, "白沙镇": {2, 3}}, by("K1b", store.DimTown))
	require.Equal(t, map[string][2]int64{"勤": {1, 3}, "闲": {1, 1}}, by("K8", store.DimSupplier))
	require.Equal(t, map[string][2]int64{"清河镇": {2, 3}, "白沙镇": {0, 2}}, by("K13", store.DimTown))

	town := g.values(g.OtherClerk, reports.Query{Period: "2026-Q2"})
	require.Equal(t, []int64{4, 8}, []int64{town["K2"].Numerator, town["K2"].Denominator}, "a town's clerk sees the town")
	village := g.values(g.Staff, reports.Query{Period: "2026-Q2", Region: testdb.NextVillage})
	require.Equal(t, []int64{1, 9}, []int64{village["K2"].Numerator, village["K2"].Denominator}, "H09–H13: needs 20–28")
	_, err := g.desk.Indicators(context.Background(), g.OtherClerk, reports.Query{Period: "2026-Q2", Region: testdb.Village})
	require.Equal(t, models.KindNotFound, models.KindOf(err))
	food := g.values(g.Staff, reports.Query{Period: "2026-Q2", Category: "A01"})
	require.Equal(t, []int64{5, 6}, []int64{food["K2"].Numerator, food["K2"].Denominator}, "1 4 28 32 36, and 29 open again")
	june := g.values(g.Staff, reports.Query{Period: "2026-06"})
	require.Equal(t, []int64{4, 5}, []int64{june["K2"].Numerator, june["K2"].Denominator})
	year := g.values(g.Staff, reports.Query{Period: "2026"})
	require.Equal(t, []int64{12, 30}, []int64{year["K2"].Numerator, year["K2"].Denominator}, "and 37 38 39")
	before := g.values(g.Staff, reports.Query{Period: "2025-Q2"})
	require.Nil(t, before["K2"].Rate)
	require.Nil(t, before["K1"].Rate)
}

// listsTheCases: behind every number stand the very cases that make it up.
func (g *golden) listsTheCases(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	for code, want := range goldenRates {
		var n [3]int64
		for i, part := range []store.Part{store.PartMet, store.PartUnmet, store.PartExcluded} {
			for page := (store.Page{Limit: 7}); ; {
				rows, next, err := g.desk.Cases(ctx, g.Staff, code, part, reports.Query{Period: "2026-Q2"}, page)
				if code == "K9" || code == "K13" || code == "K15" {
					require.Equal(t, models.KindInvalid, models.KindOf(err), code)
					break
				}
				require.NoError(t, err, code)
				n[i] += int64(len(rows))
				if next == "" {
					break
				}
				page.After = next
			}
		}
		if code == "K9" || code == "K13" || code == "K15" || code == "K1" {
			continue // K1 goes by task since the county chose so
		}
		if code == "K1c" {
			require.Equal(t, [2]int64{want.met, want.of - want.met}, [2]int64{n[0], n[1]}, code)
			continue
		}
		var out int64
		for _, v := range excluded(t, want.excluded) {
			out += v
		}
		require.Equal(t, [3]int64{want.met, want.of - want.met, out}, n, code)
	}
	rows, _, err := g.desk.Cases(ctx, g.Staff, "K2b", store.PartMet, reports.Query{Period: "2026-Q2", Region: testdb.OtherTown}, store.Page{Limit: 10})
	require.NoError(t, err)
	titles := []string{}
	for _, r := range rows {
		require.Equal(t, "need", r.Noun)
		titles = append(titles, r.Title)
	}
	require.ElementsMatch(t, []string{"需求32", "需求33", "需求36"}, titles)
	_, _, err = g.desk.Cases(ctx, g.Province, "K2", store.PartMet, reports.Query{Period: "2026-Q2"}, store.Page{Limit: 10})
	require.Equal(t, models.KindForbidden, models.KindOf(err), "a province sees counts")
}

// The worked example of domain report §14: windows due and satisfied H1 1/1, H2 4/4, H3 4/3, H4 1/1, H5 1/0.
func TestTheWorkedVisitingRate(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := &golden{Tale: testdb.Story(t, s), t: t, desk: &reports.Desk{Store: s}}
		for _, c := range []struct{ due, done int }{{1, 1}, {4, 4}, {4, 3}, {1, 1}, {1, 0}} {
			h := g.HouseholdUnasked()
			for i := range c.due {
				week := models.Date("2026-03-02").AddDays(7 * i)
				if w := g.Window(h, week, week.AddDays(6)); i < c.done {
					g.Visit(w, week)
				}
			}
		}
		g.until("04-01", 9)
		v := g.values(g.Staff, reports.Query{Period: "2026-03"})
		require.Equal(t, []int64{3, 5, 9, 11}, []int64{v["K1"].Numerator, v["K1"].Denominator, v["K1b"].Numerator, v["K1b"].Denominator})
		require.InDelta(t, 0.6, *v["K1"].Rate, 1e-12)
		require.InDelta(t, 0.818, *v["K1b"].Rate, 5e-4)
	})
}
