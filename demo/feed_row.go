package demo

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/models"
)

// pushed brings the rows that led to an alert, at the instant at which it was raised, mostly alone, sometimes with a few that led to nothing.
func (l *lister) pushed(a *models.Alert) {
	var h *home
	if a.HouseholdID != nil {
		h = l.at[*a.HouseholdID]
	}
	lines, facts := l.linesOf(a, h)
	l.unsaid(a, lines)
	a.Evidence, a.SourceDept = facts, l.feeds[a.Feed].SourceDept
	if h != nil {
		a.PersonID = &lines[0].p.ID
	}
	if why := l.reasons[a.ID]; why != nil {
		why.Facts, why.Feed, why.PersonID, why.EventOn = facts, a.Feed, a.PersonID, a.EventOn
	}
	for i := range lines {
		lines[i].alert, lines[i].at = a, a.RaisedAt
	}
	all := slices.Clone(lines)
	if l.d.chance(25) {
		all = append(all, l.idle(a.Feed, a.EventOn, l.d.between(1, 2))...)
	}
	l.bring(bringing{feed: a.Feed, at: a.RaisedAt, lines: all}, models.BatchApplied)
	l.told[a.Feed] = append(l.told[a.Feed], lines...)
}

// unsaid moves rows that would say what another has said to the days before: each is an event of its own.
func (l *lister) unsaid(a *models.Alert, lines []line) {
	a.EventOn = ""
	for i := range lines {
		r := &lines[i]
		says := func() string { return strings.Join(append(r.cells(l.feeds[a.Feed]), a.Feed), "|") }
		for l.said[says()] {
			r.on = r.on.AddDays(-1)
		}
		l.said[says()], a.EventOn = true, max(a.EventOn, r.on)
	}
}

// linesOf are the rows that an alert rests on, and the facts that made its rule hold.
func (l *lister) linesOf(a *models.Alert, h *home) ([]line, map[string]string) {
	one := func(fits func(*models.Person) bool) line { return l.about(h, fits, a) }
	switch a.Feed {
	case "medical":
		return l.bills(one(anybody), *a.AmountFen), map[string]string{"medical_fen": strconv.FormatInt(*a.AmountFen, 10)}
	case "illness":
		r := one(grown)
		r.code = pick(l.d, []string{"恶性肿瘤", "心脑血管", "终末期肾病", "血液病"})
		return []line{r}, map[string]string{"illness_n": "1"}
	case "disability":
		r, level := one(func(p *models.Person) bool { l := p.Profile.DisabilityLevel; return l == 1 || l == 2 }), l.d.between(1, 2)
		r.code = pick(l.d, []string{"肢体", "智力", "精神", "视力"})
		if r.p != nil && r.p.Profile.DisabilityLevel > 0 {
			r.code, level = disabilityZH[r.p.Profile.DisabilityKind], min(2, r.p.Profile.DisabilityLevel)
		}
		r.facts = map[models.FeedField]string{"level": strconv.Itoa(level)}
		return []line{r}, map[string]string{"disability_grade": strconv.Itoa(level)}
	case "unemployment":
		r := one(func(p *models.Person) bool { return p.Profile.Employment == "unemployed" })
		r.code, r.facts = pick(l.d, []string{"解除劳动合同", "企业关停"}), map[models.FeedField]string{"sole_earner": "是"}
		return []line{r}, map[string]string{"jobs_lost_n": "1", "sole_earner_lost": "true"}
	case "education":
		r := one(func(p *models.Person) bool { return schoolZH[p.Profile.SchoolStage] != "" })
		code := "senior"
		if r.p != nil && (r.p.Profile.SchoolStage == "vocational" || r.p.Profile.SchoolStage == "college") {
			code = r.p.Profile.SchoolStage
		}
		r.code = schoolZH[code]
		return []line{r}, map[string]string{"education_codes": code}
	case "disaster":
		r := one(head)
		r.code, r.fen = pick(l.d, []string{"火灾", "房屋倒塌", "台风", "洪涝"}), *a.AmountFen
		return []line{r}, map[string]string{"disaster_n": "1"}
	case "housing":
		r, grade := one(head), pick(l.d, []string{"C", "D"})
		r.code = grade + "级"
		return []line{r}, map[string]string{"housing_codes": grade}
	}
	r := one(head) // the hotline
	r.code = pick(l.d, []string{"生活困难", "就医困难", "住房困难", "老人无人照料", "残疾人求助"})
	r.facts = map[models.FeedField]string{"summary": "来电反映家庭有困难，请上门了解", "serial_no": l.serial()}
	return []line{r}, map[string]string{"grid_n": "0", "hotline_n": "1"}
}

func anybody(*models.Person) bool { return true }

func head(p *models.Person) bool { return p.IsHead }

func grown(p *models.Person) bool { return p.Profile.SchoolStage == "" }

// schoolZH and disabilityZH are codes of the file as departments write them.
var (
	schoolZH     = map[string]string{"senior": "高中在读", "vocational": "中职在读", "college": "大专本科在读", "university": "大专本科在读"}
	disabilityZH = map[string]string{"visual": "视力", "hearing": "听力", "speech": "言语", "physical": "肢体", "intellectual": "智力", "mental": "精神",
		"multiple": "多重"}
)

// about is a row about the first member whom it fits, else the head; or about somebody who is not on file.
func (l *lister) about(h *home, fits func(*models.Person) bool, a *models.Alert) line {
	r := line{h: h, on: a.EventOn, facts: map[models.FeedField]string{}}
	if h == nil {
		return l.stranger(r)
	}
	i := max(0, slices.IndexFunc(h.people, fits))
	r.p = h.people[i]
	r.no, r.name, r.region = r.p.CitizenNo, r.p.Name, h.row.RegionCode
	return r
}

// stranger is somebody who is not on file here.
func (l *lister) stranger(r line) line {
	l.strangers++
	birth := time.Date(1950+l.d.IntN(45), time.Month(1+l.d.IntN(12)), 1+l.d.IntN(28), 0, 0, 0, 0, time.UTC)
	sex := []models.Sex{male, female}[l.d.IntN(2)]
	r.no, r.name = models.SyntheticCitizenNo(County, birth, 800+l.strangers), pick(l.d, surnames)+pick(l.d, givenNames[1][string(sex)])
	return r
}

// bills split an amount into one to three bills, the last of them on the day of the row.
func (l *lister) bills(r line, fen int64) []line {
	n, left, on := l.d.between(1, 3), fen, r.on
	var out []line
	for i := range n {
		one := r
		one.fen, one.on, one.code = left, on, pick(l.d, []string{"住院", "住院", "门诊"})
		if i < n-1 {
			one.fen = left / int64(l.d.between(2, 4)) / 100 * 100
		}
		one.facts = map[models.FeedField]string{"serial_no": l.serial()}
		left -= one.fen
		on = on.AddDays(-l.d.between(2, 25))
		out = append(out, one)
	}
	return out
}

// idle are rows that lead to nothing, of households that no alert of the kind was about; of some feeds every row leads to an alert, so that
// there are none.
func (l *lister) idle(feed string, on models.Date, n int) []line {
	var out []line
	for range 6 * n {
		h := pick(l.d, l.homes)
		key := h.row.ID + feed
		if len(out) == n || l.alerted[h.row.ID+familyOf[feed]] || l.lent[key] > 2 || !h.lives(on.Start()) {
			continue
		}
		if r, ok := l.idleLine(feed, h); ok {
			r.h, r.on, r.no, r.name, r.region = h, on, r.p.CitizenNo, r.p.Name, h.row.RegionCode
			out, l.lent[key] = append(out, r), l.lent[key]+1
		}
	}
	return out
}

// familyOf is the family of rules that reads a feed whose rows may lead to nothing.
var familyOf = map[string]string{"medical": "medical", "disability": "disability", "unemployment": "employment", "education": "education", "housing": "housing"}

func (l *lister) idleLine(feed string, h *home) (line, bool) {
	marginal := h.row.Category == models.BeneficiaryMarginal || h.row.Category == models.BeneficiaryRigidSpending
	member := func(fits func(*models.Person) bool) *models.Person {
		if i := slices.IndexFunc(h.people, fits); i >= 0 {
			return h.people[i]
		}
		return nil
	}
	r := line{}
	switch feed {
	case "medical":
		r.p, r.fen, r.code = pick(l.d, h.people), int64(l.d.between(30, 400))*100, pick(l.d, []string{"门诊", "门诊", "药店"})
		r.facts = map[models.FeedField]string{"serial_no": l.serial()}
	case "disability":
		if r.p = member(func(p *models.Person) bool { return p.Profile.DisabilityLevel > 2 }); r.p != nil && !marginal {
			r.code, r.facts = disabilityZH[r.p.Profile.DisabilityKind], map[models.FeedField]string{"level": strconv.Itoa(r.p.Profile.DisabilityLevel)}
		}
	case "unemployment":
		earns := func(p *models.Person) bool { return p.Profile.Employment == "employed" }
		r.p = member(func(p *models.Person) bool { return p.Profile.Employment == "unemployed" })
		if slices.ContainsFunc(h.people, earns) {
			r.code, r.facts = "其他", map[models.FeedField]string{"sole_earner": "否"}
		}
	case "education":
		if r.p = member(func(p *models.Person) bool { return schoolZH[p.Profile.SchoolStage] != "" }); r.p != nil && !marginal {
			r.code = schoolZH[r.p.Profile.SchoolStage]
		}
	case "housing":
		r.p, r.code = h.people[0], pick(l.d, []string{"A级", "B级"})
	}
	return r, r.p != nil && r.code != ""
}
