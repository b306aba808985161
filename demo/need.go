package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhulian/models"
)

// plan is what is settled of a need's story before it is told. The zero plan is told by chance.
type plan struct {
	at     time.Time
	places []int             // only households of these villages; nil means any
	things []int             // only these things; nil means any
	stop   models.NeedStatus // where the story stands still; "" lets it run its course
	helper *helper           // whose offer is asked first
	fate   fate
	quick  bool
}

// seasonal is how often, in a hundred of the usual, things of a season are asked for on a day.
func seasonal(s season, day models.Date) int {
	md := string(day)[5:]
	in := func(from, to string) bool { return md >= from && md <= to }
	choose := func(hot bool, hotRate int, warm bool, warmRate, rest int) int {
		switch {
		case hot:
			return hotRate
		case warm:
			return warmRate
		}
		return rest
	}
	switch s {
	case winter:
		return choose(md >= "11-01" || md <= "02-20", 300, in("10-10", "10-31") || in("02-21", "03-20"), 90, 8)
	case summer:
		return choose(in("06-10", "08-31"), 330, in("05-15", "06-09") || in("09-01", "09-15"), 80, 4)
	case schoolStart:
		return choose(in("08-15", "09-15"), 700, in("02-10", "03-08"), 260, 45)
	case festival:
		return choose(in("01-10", "02-15"), 450, in("05-25", "06-18") || in("09-10", "10-25"), 250, 40)
	case typhoon:
		return choose(in("07-01", "09-30"), 320, in("05-15", "06-30"), 120, 45)
	case farming:
		return choose(in("02-20", "05-10"), 280, in("08-10", "09-20"), 130, 30)
	case childrensDay:
		return choose(in("05-08", "06-03"), 600, in("01-10", "02-10"), 120, 50)
	default:
		return 100
	}
}

// monthWords are words of titles that only fit some months.
var monthWords = map[string]string{
	"春节": "01 02", "端午": "05 06", "中秋": "08 09 10", "重阳": "09 10 11", "台风": "07 08 09", "暴雨": "05 06 07 08 09", "暑期": "06 07 08",
	"高温": "06 07 08 09", "春耕": "02 03 04", "开学": "08 09 02 03", "新生": "07 08 09", "过冬": "10 11 12 01 02", "冬季": "10 11 12 01 02",
}

// suits tells whether a title fits the person and the day.
func (b *builder) suits(title string, who target, day models.Date) bool {
	for word, months := range monthWords {
		if strings.Contains(title, word) && !strings.Contains(months, string(day)[5:7]) {
			return false
		}
	}
	p := who.person
	age := p.AgeOn(day)
	for word, fits := range map[string]bool{
		"老人": age >= 60, "高龄": age >= 80, "独居": len(who.home.people) == 1, "空巢": has(p, "elderly_empty_nest"), "小学": age >= 6 && age < 13,
		"初中": age >= 12 && age < 16, "高中": age >= 15 && age < 19, "职高": p.Profile.SchoolStage == "vocational", "大学": age >= 17,
		"隔代": p.Relation == "grandchild", "事实无人": has(p, "child_without_carer"), "留守儿童": has(p, "child_left_behind"),
		"辅助性就业": age >= 16, "工坊": age >= 16, "康复": age >= 3, "八十岁": age == 79 || age == 80,
		"智力": p.Profile.DisabilityKind == "intellectual", "重残": p.Profile.DisabilityKind != "",
	} {
		if strings.Contains(title, word) && !fits {
			return false
		}
	}
	return true
}

func (b *builder) title(t thing, who target, day models.Date) (string, bool) {
	var fit []string
	for _, title := range strings.Split(t.needs, "|") {
		if b.suits(title, who, day) {
			fit = append(fit, title)
		}
	}
	if len(fit) == 0 {
		return "", false
	}
	return pick(b.dice, fit), true
}

var numerals = []string{"零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"}

func numeral(n int64) string {
	if n < int64(len(numerals)) {
		return numerals[n]
	}
	return fmt.Sprint(n)
}

// subject is what a need will be about.
type subject struct {
	thing int
	who   target
	title string
}

// choose finds something to ask for and somebody to ask it for.
func (b *builder) choose(p plan) (subject, bool) {
	day := models.DateOf(p.at)
	weights := make([]int, len(things))
	for i, t := range things {
		if p.things == nil || slices.Contains(p.things, i) {
			weights[i] = t.weight * seasonal(t.season, day)
		}
	}
	for range 900 {
		i := b.dice.weighted(weights)
		if len(b.audiences[things[i].who]) == 0 {
			continue
		}
		who := pick(b.dice, b.audiences[things[i].who])
		title, fits := b.title(things[i], who, day)
		if fits && b.mayAsk(p, i, who) {
			return subject{i, who, title}, true
		}
	}
	return subject{}, false
}

// supplied are the statuses in which a story that stands still must have found an offer.
var supplied = []models.NeedStatus{models.NeedMatched, models.NeedAgreed, models.NeedInService, models.NeedDelivered}

func (b *builder) mayAsk(p plan, i int, who target) bool {
	h := who.home
	if !h.lives(p.at) || who.person.DeceasedOn != "" || p.places != nil && !slices.ContainsFunc(p.places, func(n int) bool { return &b.places[n] == h.place }) {
		return false
	}
	if slices.Contains(supplied, p.stop) {
		st := b.find(opening{thing: i, home: h, at: p.at, units: 1, prefer: p.helper})
		if !h.shares(p.at) || st == nil || p.helper != nil && st.helper != p.helper {
			return false
		}
	}
	key := fmt.Sprintf("%s/%d", h.row.ID, i)
	if last, asked := b.asked[key]; asked && p.at.Sub(last) < 75*24*time.Hour && last.Sub(p.at) < 75*24*time.Hour {
		return false
	}
	b.asked[key] = p.at
	return true
}

// draw writes the need down as its aide does.
func (b *builder) draw(p plan, s subject) *models.Need {
	d, t := b.dice, things[s.thing]
	category, _ := models.CategoryByCode(t.code)
	day := models.DateOf(p.at)
	h := s.who.home
	n := &models.Need{
		CountyCode: County, ID: d.id(p.at), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, Category: t.code, Unit: t.unit,
		Sensitivity: category.Sensitivity, Urgency: b.urgency(t), Source: b.source(), PublishScope: "county", Status: models.NeedSubmitted,
		SubmittedBy: b.aides[h.place.aide].ID, SubmittedAt: ptr(p.at), CreatedAt: p.at, UpdatedAt: p.at, Version: 1,
	}
	n.No = fmt.Sprintf("N%s-%s", strings.ReplaceAll(string(day), "-", "")[2:], strings.ToUpper(n.ID[len(n.ID)-8:]))
	if t.who != anyone && t.who != farmer {
		n.PersonID = &s.who.person.ID
	}
	if dm := deliveryOf(t.code); dm != "" && d.chance(65) {
		n.DeliveryMode = dm
	}
	if p.stop == models.NeedMatched && n.Urgency == models.UrgencyCritical {
		n.Urgency = models.UrgencyHigh // an invitation of four hours would be over by now
	}
	b.amount(n, t, p)
	b.days(n, t, day)
	count := "若干"
	if n.Quantity != nil {
		count = numeral(*n.Quantity)
	}
	plain := strings.ReplaceAll(s.title, "{n}", count)
	n.Title = plain
	if d.chance(18) {
		n.Title = calledBy(s.who.person, s.who.person.AgeOn(day)) + "家:" + plain
	}
	shown := *n
	shown.Title = plain
	n.TitlePublic = models.PublicTitle(shown, s.who.home.members(), b.today)
	n.Detail = b.detail(s.who, plain, day)
	return n
}

func (b *builder) amount(n *models.Need, t thing, p plan) {
	if p.stop == "" && t.every == "" && strings.Contains(t.needs, "{n}") && b.dice.chance(6) {
		return // the aide could not tell yet
	}
	q := int64(b.dice.between(int(t.min), int(t.max)))
	if t.unit == "公斤" {
		q -= q % 10
	}
	n.Quantity = &q
	if v := q * t.value; v > 0 && b.dice.chance(70) {
		n.ValueEstFen = &v
	}
}

// days sets when the need can and must be met, and how often it recurs.
func (b *builder) days(n *models.Need, t thing, day models.Date) {
	switch n.Urgency {
	case models.UrgencyCritical:
		n.NeededBy = day.AddDays(b.dice.between(1, 2))
	case models.UrgencyHigh:
		n.NeededBy = day.AddDays(b.dice.between(4, 9))
	case models.UrgencyNormal:
		if b.dice.chance(55) {
			n.NeededBy = day.AddDays(b.dice.between(12, 35))
		}
	}
	if t.every == "" {
		return
	}
	n.NeededBy = ""
	units := int(*n.Quantity)
	run := map[models.Period]int{models.PeriodDay: units, models.PeriodWeek: 7 * units}[t.every]
	n.Earliest = day.AddDays(b.dice.between(1, 4))
	n.Frequency = &models.Frequency{Every: t.every, Until: n.Earliest.AddDays(run + 12)}
	if t.every == models.PeriodWeek {
		n.Frequency.Weekdays = []int{b.dice.between(1, 6)}
	}
}

func (b *builder) urgency(t thing) models.Urgency {
	weights := []int{0, 15, 69, 16}
	switch {
	case t.code[0] == 'L' || t.code == "H03":
		weights = []int{55, 45, 0, 0}
	case t.code == "C01" || t.code == "C08" || t.code == "C02" || t.code == "G04" || t.code == "J04":
		weights = []int{3, 40, 57, 0}
	case t.season == winter || t.season == summer:
		weights = []int{1, 30, 60, 9}
	}
	return []models.Urgency{models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow}[b.dice.weighted(weights)]
}

func (b *builder) source() string {
	return []string{"visit", "alert", "application", "one_click", "suggestion", "hotline", "dept"}[b.dice.weighted([]int{52, 12, 9, 7, 9, 5, 6})]
}

// detail is what the aide found, for government eyes: it names people, and so is sealed at rest.
func (b *builder) detail(who target, plain string, day models.Date) string {
	p, d := who.person, b.dice
	if d.chance(12) {
		return ""
	}
	out := fmt.Sprintf("%s%s（%d岁）%s", pick(d, detailOpenings), p.Name, max(0, p.AgeOn(day)), who.home.kind.situation)
	if s := p.Profile.HealthState; s != "" && s != "健康" && d.chance(60) {
		out += "，患" + s
	}
	out += "。申请事项：" + plain + "。"
	if p.Phone != "" && d.chance(30) {
		out += "联系电话" + p.Phone + "。"
	}
	return out
}
