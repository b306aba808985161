package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// TestFromNeedToResolved tells the main story: a supplier comes in, an aide submits a need, two suppliers fill it together, the aide
// confirms, the need is resolved, and the resolution rate moves.
func TestFromNeedToResolved(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			spans := collect(t)
			c := open(t, byRows(t, testdb.Address(t, dialect)), "OTEL_EXPORTER_OTLP_ENDPOINT="+spans.URL)
			s := &story{county: c, spans: spans}
			s.suppliersComeIn(t)
			s.needIsAccepted(t)
			s.twoSuppliersPromise(t)
			s.deliveriesAreConfirmed(t)
			s.needIsResolved(t)
			s.reportMoves(t)
			s.othersSeeNothing(t)
			s.nothingLeaks(t)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
			require.NotContains(t, s.said(), "permission denied")
			require.NotContains(t, s.said(), "jobs wait")
		})
	}
}

// byRows is a PostgreSQL under a role that reads and writes rows and changes no table, once its owner has brought the schema up to date.
func byRows(t *testing.T, address string) string {
	t.Helper()
	if strings.HasPrefix(address, "sqlite:") {
		return address
	}
	owner := install(t, address)
	owner.run("", "migrate", "up")
	role, as := testdb.Role(t, address)
	owner.run("", "migrate", "rights", role, "--run")
	return as
}

type story struct {
	*county
	spans               *collector
	ngo, firm           *client
	ngoOffer, firmOffer string
	household, person   string
	consentID, need     string
	ngoMatch, firmMatch string
}

func (s *story) suppliersComeIn(t *testing.T) {
	s.ngo, _ = s.supplier("ngo", "虚构县暖冬公益服务中心", 1)
	// A check digit that fails is kept for a second person, never refused.
	odd := s.anyone().post("/suppliers", supplierDraft("firm", "虚构县早年家纺有限公司", "91330199MA2YY0015A"))
	require.Equal(t, "legacy_override", odd.word("uscc_check"))
	path := "/suppliers/" + odd.word("id") + "/approve"
	require.Equal(t, "checking", s.staff.step(path, nil).word("status"))
	s.staff.refused(403, "second_person_required", "POST", path, nil)
	require.Equal(t, "active", s.second.step(path, nil).word("status"))
	s.firm = s.login("firm", password)
	s.ngoOffer, s.firmOffer = s.offer(s.ngo, "冬季棉被十床", 10), s.offer(s.firm, "家纺厂棉被五床", 5)
}

func (s *story) needIsAccepted(t *testing.T) {
	s.household, s.person = s.county.household(1)
	s.consentID = s.consent(s.household, s.person)
	s.need = s.county.need(s.household, s.person, 3)
	path := "/needs/" + s.need
	s.town.step(path+"/return", m{"reason": "请写明尺寸"})
	returned := s.aide.get(path)
	require.Equal(t, "returned", returned.word("status"))
	s.aide.want(412, "PATCH", path, m{"detail": "一米八"}, "If-Match", `"99"`)
	s.aide.want(200, "PATCH", path, m{"detail": "一米八,电话13800001234"}, "If-Match", returned2(s.aide, path))
	s.aide.step(path+"/submit", nil)
	accepted := s.town.step(path+"/accept", nil)
	require.Equal(t, "open", accepted.word("status"))
	require.NotEmpty(t, accepted.word("due_on"))
	require.NotContains(t, accepted.word("title_public"), "欧阳守仁")
}

func returned2(c *client, path string) string { return c.get(path).header.Get("ETag") }

func (s *story) twoSuppliersPromise(t *testing.T) {
	found := s.town.get("/needs/" + s.need + "/candidates?limit=5")
	require.Len(t, found.items(), 2)
	best := found.items()[0]
	require.GreaterOrEqual(t, best.number("score"), 50)
	require.Equal(t, 100, best.number("parts", "category"))
	reasons, _ := best.at("reasons").([]any)
	require.NotEmpty(t, reasons)

	s.ngoMatch = s.town.post("/needs/"+s.need+"/matches", m{"offer_id": s.ngoOffer, "quantity": 2}).word("id")
	s.town.refused(409, "match_exists", "POST", "/needs/"+s.need+"/matches", m{"offer_id": s.ngoOffer, "quantity": 1})
	require.Equal(t, 1, s.ngo.get("/matches/"+s.ngoMatch).number("beneficiary", "tier"))
	accepted := s.ngo.step("/matches/"+s.ngoMatch+"/accept", m{"quantity": 2})
	require.Equal(t, "active", accepted.word("status"))
	require.Equal(t, 8, s.ngo.get("/offers/"+s.ngoOffer).number("quantity_left"))

	declined := s.town.post("/needs/"+s.need+"/matches", m{"offer_id": s.firmOffer}).word("id")
	require.Equal(t, "D1", s.firm.step("/matches/"+declined+"/decline", m{"decline_code": "D1"}).word("decline_code"))
	require.Equal(t, 5, s.firm.get("/offers/"+s.firmOffer).number("quantity_left"))

	third, thirdID := s.supplier("third", "虚构县邻里互助社", 3)
	_ = thirdID
	offer := s.offer(third, "邻里棉被", 4)
	open := third.get("/open-needs").items()
	require.Len(t, open, 1)
	require.Equal(t, 1, open[0].number("quantity_left"))
	s.firm, s.firmOffer = third, offer
	s.firmMatch = third.post("/open-needs/"+s.need+"/claim", m{"offer_id": offer, "quantity": 1}).word("id")
	require.Equal(t, "agreed", s.town.get("/needs/"+s.need).word("status"))
	require.Empty(t, third.get("/open-needs").items())
}

func (s *story) deliveriesAreConfirmed(t *testing.T) {
	seen := s.ngo.get("/matches/" + s.ngoMatch)
	require.Equal(t, 2, seen.number("beneficiary", "tier"))
	require.Equal(t, "欧阳先生", seen.word("beneficiary", "called_name"))
	require.Equal(t, s.consentID, seen.word("beneficiary", "consent_id"))

	deliver := func(by *client, match string, n int) string {
		return by.post("/matches/"+match+"/fulfilments", m{"quantity": n, "occurred_at": now(), "note": "送到家中"}).word("id")
	}
	one := deliver(s.ngo, s.ngoMatch, 1)
	s.ngo.refused(409, "over_reserved", "POST", "/matches/"+s.ngoMatch+"/fulfilments", m{"quantity": 2, "occurred_at": now()})
	two, three := deliver(s.ngo, s.ngoMatch, 1), deliver(s.firm, s.firmMatch, 1)
	require.Equal(t, "delivered", s.aide.get("/needs/"+s.need).word("status"))
	s.aide.step("/fulfilments/"+one+"/confirm", m{"satisfaction": 5})
	s.aide.step("/fulfilments/"+two+"/dispute", m{"note": "没有收到第二床"})
	require.Equal(t, "in_service", s.aide.get("/needs/"+s.need).word("status"))
	s.town.step("/fulfilments/"+two+"/uphold", m{"note": "邻居代收"})
	s.aide.refused(409, "not_all_confirmed", "POST", "/needs/"+s.need+"/resolve", m{"resolution_code": "R1"})
	s.aide.step("/fulfilments/"+three+"/confirm", m{"satisfaction": 4})
	done := s.aide.get("/needs/" + s.need)
	require.Equal(t, "confirmed", done.word("status"))
	require.Equal(t, 3, done.number("quantity_confirmed"))
	require.Equal(t, "completed", s.ngo.get("/matches/"+s.ngoMatch).word("status"))
}

func (s *story) needIsResolved(t *testing.T) {
	rate := s.staff.get("/reports/resolution")
	require.Equal(t, 0, rate.number("total", "numerator"))
	require.Equal(t, 1, rate.number("total", "denominator"))
	resolved := s.aide.step("/needs/"+s.need+"/resolve", m{"resolution_code": "R1", "satisfaction": 5})
	require.Equal(t, "resolved", resolved.word("status"))
}

// reportMoves ends more needs in every way and checks the rate by hand: resolved 1 of (resolved, unmet, open) and one void left out.
func (s *story) reportMoves(t *testing.T) {
	take := func() string {
		id := s.county.need(s.household, s.person, 1)
		s.town.step("/needs/"+id+"/accept", nil)
		return id
	}
	unmet, void := take(), take()
	take() // stays open
	s.town.step("/needs/"+unmet+"/close-unmet", m{"resolution_code": "U1"})
	s.town.step("/needs/"+void+"/cancel", m{"resolution_code": "V2"})
	rate := s.staff.get("/reports/resolution?group_by=town")
	require.Equal(t, 1, rate.number("total", "numerator"))
	require.Equal(t, 3, rate.number("total", "denominator"))
	require.Equal(t, 1, rate.number("total", "exclusions", "V2"))
	require.Len(t, rate.items(), 1)
	require.Equal(t, "云溪街道", rate.items()[0].word("label"))

	s.aide.step("/needs/"+s.need+"/reopen", m{"reason": "被子有破损", "quantity": 1})
	require.Equal(t, 0, s.staff.get("/reports/resolution").number("total", "numerator"))
	require.Equal(t, 1, s.aide.get("/needs/"+s.need).number("quantity_left"))

}

// othersSeeNothing checks that other towns, suppliers and roles cannot tell these objects from absent ones.
func (s *story) othersSeeNothing(t *testing.T) {
	s.otherTown.refused(404, "not_found", "GET", "/needs/"+s.need, nil)
	s.otherTown.refused(404, "not_found", "GET", "/households/"+s.household, nil)
	s.otherTown.refused(404, "not_found", "POST", "/needs/"+s.need+"/suspend", m{"reason": "x"})
	s.firm.refused(404, "not_found", "GET", "/matches/"+s.ngoMatch, nil)
	s.firm.refused(404, "not_found", "GET", "/offers/"+s.ngoOffer, nil)
	s.ngo.refused(403, "role_may_not", "GET", "/households/"+s.household, nil)
	s.auditor.refused(403, "role_may_not", "POST", "/needs/"+s.need+"/close-unmet", m{"resolution_code": "U1"})
	s.anyone().refused(401, "login_required", "GET", "/needs", nil)
	s.aide.step("/households/"+s.household+"/consents/"+s.consentID+"/withdraw", nil)
	require.Equal(t, 1, s.ngo.get("/matches/"+s.ngoMatch).number("beneficiary", "tier"))
	require.Empty(t, s.ngo.get("/open-needs").items())
	log := s.staff.get("/households/" + s.household + "/disclosures").items()
	tier2 := 0
	for _, d := range log {
		if d.number("tier") == 2 {
			tier2++
			require.Equal(t, s.consentID, d.word("consent_id"))
			require.NotEmpty(t, d.word("match_id"))
		}
	}
	require.NotZero(t, tier2)
}
