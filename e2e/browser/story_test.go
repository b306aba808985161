package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// play is how a story is played: on which screens, in which language, with or without JavaScript.
type play struct {
	name    string
	dialect string
	field   size // of who is out in the field: the aide and the supplier's helper
	office  size
	lang    locales.Lang
	scripts bool
	serial  int // keeps the plays on one database apart
}

// plays are the ways in which the story is told. Together they have every screen, language and database, with JavaScript and without.
var plays = []play{
	{"phone_zh", store.SQLite, phone, desk, locales.Chinese, true, 71},
	{"desk_en", store.Postgres, desk, phone, locales.English, true, 72},
	{"without_scripts", store.SQLite, phone, desk, locales.Chinese, false, 73},
}

// TestFromNeedToResolved tells the main story through the pages: a supplier comes in and offers, an aide registers a household and
// submits its need, the town accepts, the county invites, the supplier accepts and delivers, the aide confirms and resolves.
func TestFromNeedToResolved(t *testing.T) {
	needChromium(t)
	for _, p := range plays {
		if p.dialect == store.Postgres && len(testdb.Dialects(t)) == 1 {
			p.dialect = store.SQLite
		}
		t.Run(p.name, func(t *testing.T) {
			s := &story{t: t, play: p, site: open(t, p.dialect), people: map[string]*visitor{}}
			s.supplierComesIn()
			s.offerIsPosted()
			s.householdIsRegistered()
			s.needIsSubmitted()
			s.needIsAccepted()
			s.supplierIsInvited()
			s.supplierAccepts()
			s.deliveryIsRecorded()
			s.needIsResolved()
		})
	}
}

type story struct {
	t *testing.T
	play
	site      *site
	people    map[string]*visitor
	household string // path of its page
	need      string // path of its page
}

// as is the browser of a demo account, logged in at its first use.
func (s *story) as(login string) *visitor {
	s.t.Helper()
	if v, ok := s.people[login]; ok {
		return v
	}
	v := s.anybody()
	if strings.HasPrefix(login, "aide") {
		v.resize(s.field)
	}
	v.logIn(login)
	s.people[login] = v
	return v
}

func (s *story) title() string { return fmt.Sprintf("冬季棉被 %d", s.serial) }

// supplier is the login of the organisation that helps in this play.
func (s *story) supplier() string { return fmt.Sprintf("warm%d", s.serial) }

func (s *story) supplierComesIn() {
	s.t.Helper()
	v := s.anybody()
	name := fmt.Sprintf("虚构县暖冬公益服务中心%d", s.serial)
	v.open("/apply", 200)
	v.field("uscc").write(models.SyntheticUSCC("52", "330199", s.serial))
	v.field("name").write(name)
	v.field("region_code").chooseFirst()
	v.field("contact.name").write("钱联络")
	v.field("contact.phone").write("13900000000")
	v.field("scan").attach(photo(s.t))
	v.field("user.username").write(s.supplier())
	v.field("user.password").write(password)
	v.loads(func() { v.press("page.apply.do") })
	v.says("page.apply.received")

	staff := s.as("staff")
	staff.open("/suppliers?status=applied", 200)
	staff.loads(func() { staff.link(name).click() })
	staff.loads(func() { staff.press("page.supplier.approve") })
	staff.says("status.supplier.active")
}

// anybody is the browser of somebody who is not logged in.
func (s *story) anybody() *visitor {
	s.t.Helper()
	v := visit(s.t, s.site, s.office, s.lang)
	if !s.scripts {
		v.withoutScripts()
	}
	return v
}

// category is what the story is about: winter bedding.
const category = "A02"

func (s *story) offerIsPosted() {
	s.t.Helper()
	v := s.as(s.supplier())
	v.open("/offers/new", 200)
	v.field("category").choose(category)
	v.field("title").write(s.title())
	v.field("quantity").write("3")
	v.field("unit").write("床")
	v.css(`main input[name=regions]`).tick()
	v.field("valid_from").write(day(0))
	v.field("valid_to").write(day(90))
	v.loads(func() { v.press("page.offer.publish_now") })
	v.reads(s.title())
	v.says("status.offer.published")
}

func (s *story) householdIsRegistered() {
	s.t.Helper()
	v := s.as("aide")
	s.household = v.register(s.serial)
	v.loads(func() { v.link(v.T("page.consent.new")).click() })
	v.css(`main input[name=person_id]`).tick()
	v.field("text_version").write("2026-1")
	v.field("evidence").write("纸质扫描件")
	v.loads(func() { v.press("page.consent.record") })
	v.says("consent_kind.share_to_supplier")
}

// register registers a household and returns the path of its page.
func (v *visitor) register(serial int) string {
	v.t.Helper()
	v.open("/households/new", 200)
	v.field("persons[0].name").write("欧阳守仁")
	v.field("persons[0].citizen_no").write(models.SyntheticCitizenNo("330199", models.Date("1948-03-15").Time(), serial))
	v.field("persons[0].phone").write("13800001234")
	v.field("region_code").chooseFirst()
	v.field("address").write("枫杨路9号")
	v.loads(func() { v.press("page.household.register") })
	require.Regexp(v.t, `^/households/[0-9a-f-]{36}$`, v.path())
	return v.path()
}

// needIsSubmitted is what an aide does most. From the household's page it takes few taps, and far less than a minute.
func (s *story) needIsSubmitted() {
	s.t.Helper()
	v := s.as("aide")
	v.taps = 0
	begun := time.Now()
	v.loads(func() { v.link(v.T("page.needs.new")).click() })
	recent := v.css(fmt.Sprintf(`[data-recent] input[value=%s]`, category))
	if !recent.there() {
		v.unfold("page.needs.all_categories")
		recent = v.css(fmt.Sprintf(`[data-all] input[value=%s]`, category))
	}
	recent.tick()
	v.field("quantity").write("2")
	v.css(`main input[name=urgency][value=high]`).tick()
	v.loads(func() { v.press("page.needs.submit") })
	s.t.Logf("a need takes %d taps and %v", v.taps, time.Since(begun).Round(time.Millisecond))
	assert.LessOrEqual(s.t, v.taps, 7, "taps for a need")
	v.loads(func() { v.css(`main a[href^="/needs/0"]`).click() })
	s.need = v.path()
	v.says("status.need.submitted")
}

func (s *story) needIsAccepted() {
	s.t.Helper()
	v := s.as("town")
	v.open(s.need, 200)
	v.loads(func() { v.press("page.need.accept") })
	v.says("status.need.open")
}

func (s *story) supplierIsInvited() {
	s.t.Helper()
	v := s.as("staff")
	v.open(s.need, 200)
	v.loads(func() { v.link(v.T("page.need.match")).click() })
	for !strings.Contains(v.text(), s.title()) {
		v.loads(func() { v.link(v.T("page.match.more")).click() })
	}
	v.loads(func() { v.holding("li.candidate", s.title(), "button[name=only]").click() })
	v.open(s.need, 200)
	v.says("status.match.invited")
}

func (s *story) supplierAccepts() {
	s.t.Helper()
	v := s.as(s.supplier())
	v.open("/matches", 200)
	v.loads(func() { v.holding("main a", s.title(), "").click() })
	v.field("quantity").write("2")
	v.css(`main input[name=no_conflict]`).tick()
	v.loads(func() { v.press("page.invitation.accept_do") })
	v.says("page.invitation.record")
	v.reads("欧阳") // who is helped is told once the invitation is accepted, under the consent
}

func (s *story) deliveryIsRecorded() {
	s.t.Helper()
	v := s.as(s.supplier())
	v.css(`main input[name=outcome][value=done]`).tick()
	v.field("quantity").write("2")
	v.field("occurred_at").write(day(0))
	v.field("proof").attach(photo(s.t))
	v.field("note").write("两床棉被已送到家")
	v.loads(func() { v.press("page.invitation.record_do") })
	v.says("status.fulfilment.done")
}

func (s *story) needIsResolved() {
	s.t.Helper()
	v := s.as("aide")
	v.open("/fulfilments?status=waiting", 200)
	v.loads(func() { v.holding("main a", "欧阳守仁", "").click() })
	require.Regexp(s.t, `^/fulfilments/`, v.path())
	v.css("img.proof").comes() // the aide sees the picture
	v.css(`main input[name=satisfaction][value="5"]`).tick()
	v.loads(func() { v.press("page.fulfilment.confirm_do") })
	v.says("status.fulfilment.confirmed")
	v.open(s.need, 200)
	v.unfold("page.need.resolve")
	v.css(`main input[name=resolution_code]`).tick()
	v.field("satisfaction").choose("5")
	v.loads(func() { v.press("page.need.resolve") })
	v.says("status.need.resolved")
}

// day is a civil day some days from today.
func day(n int) string { return string(models.DateOf(time.Now()).AddDays(n)) }

// photo is a picture as a phone takes it.
func photo(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	for x := range 1600 {
		for y := range 1200 {
			picture.Set(x, y, color.RGBA{uint8(x / 8), uint8(y / 8), uint8(x * y % 251), 255})
		}
	}
	var raw bytes.Buffer
	require.NoError(t, png.Encode(&raw, picture))
	file := filepath.Join(t.TempDir(), "proof.png")
	require.NoError(t, os.WriteFile(file, raw.Bytes(), 0o600))
	return file
}
