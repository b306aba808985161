package matching

import (
	"fmt"
	"math/rand/v2"

	"zhulian/models"
)

// made is a county made up from a seed: 8 towns of 8 villages, and as many offers and needs as asked.
type made struct {
	random *rand.Rand
	codes  []string
}

func newMade(seed uint64) *made {
	m := &made{random: rand.New(rand.NewPCG(seed, 7))}
	for _, c := range models.Categories() {
		m.codes = append(m.codes, c.Code)
	}
	return m
}

func (m *made) one(of ...string) string { return of[m.random.IntN(len(of))] }

func (m *made) village() string {
	return fmt.Sprintf("3301991%02d%03d", m.random.IntN(8)+1, 200+m.random.IntN(8))
}

func (m *made) category() string { return m.codes[m.random.IntN(len(m.codes))] }

var makers = []string{"爱心", "红十字", "邻里", "幸福", "春风", "暖阳", "同心", "百姓", "青松", "益民", "和合", "向阳"}
var manners = []string{"上门", "到家", "免费", "每周", "本月", "周末", "定点", "长期", "应急", "入户", "结对", "预约"}
var products = []string{"大米", "食用油", "午餐", "助浴", "保洁", "理发", "陪诊", "配药", "康复", "轮椅", "尿不湿", "书包", "辅导", "电脑", "岗位", "种苗", "维修", "扶手", "搬家", "陪聊", "法律咨询", "手机教学", "接送", "棉被", "取暖器"}

func (m *made) title() string {
	return m.one(makers...) + m.one(products...) + m.one(manners...) + m.one(products...) + fmt.Sprint(m.random.IntN(40)) + "号"
}

func (m *made) offer(i int) Offer {
	village := m.village()
	o := Offer{
		ID: fmt.Sprintf("o%06d", i), SupplierID: fmt.Sprintf("s%02d", m.random.IntN(61)), Categories: []string{m.category()}, Title: m.title(),
		Status: models.OfferPublished, ValidFrom: "2026-01-01", ValidTo: "2026-12-31", SupplierStatus: models.SupplierActive, FeeMode: "free",
		CreatedOn: models.Date(fmt.Sprintf("2026-%02d-%02d", 1+m.random.IntN(11), 1+m.random.IntN(22))), Home: village, Clearance: 2,
		Unit: "次", Capacity: Capacity{Left: Units(int64(m.random.IntN(60)))}, Slots: Slots(m.random.IntN(1 << 21)),
		Accepted: m.random.IntN(40), LoadPerMille: m.random.IntN(1001), Licences: []models.Licence{{Kind: "food", ValidTo: "2027-06-30"}, {Kind: "gov", ValidTo: "2027-06-30"}},
	}
	if c, _ := models.CategoryByCode(o.Categories[0]); c.Licence != "" {
		o.Licences[0].Kind = c.Licence
	}
	o.Fulfilled = o.Accepted - m.random.IntN(o.Accepted/4+1)
	switch m.random.IntN(4) {
	case 0:
		o.Regions = []string{village}
	case 1, 2:
		o.Regions = []string{village[:9] + "000"}
	default:
		o.Regions = []string{"330199000000"}
	}
	if m.random.IntN(5) == 0 {
		o.TargetTags = []string{m.one("独居老人", "残疾人", "低保")}
	}
	return o
}

// wild is an offer that tries the corners: several categories or none, radius, places, closed gates, online help.
func (m *made) wild(i int) Offer {
	o := m.offer(i)
	if m.random.IntN(3) == 0 {
		o.Categories = append(o.Categories, m.category(), m.category())
	}
	if m.random.IntN(12) == 0 {
		o.Categories = nil
	}
	if m.random.IntN(2) == 0 {
		o.Place = At(30+m.random.Float64()/3, 119.8+m.random.Float64()/3)
	}
	if m.random.IntN(4) == 0 {
		o.RadiusKM = 1 + m.random.IntN(20)
	}
	if m.random.IntN(6) == 0 {
		o.Regions = [][]string{nil, {"33"}, {"330100000000"}, {m.village(), m.village()}}[m.random.IntN(4)]
	}
	if m.random.IntN(6) == 0 {
		o.Home = m.one("", "330199", "330182101201", m.village()[:9])
	}
	if m.random.IntN(8) == 0 {
		o.Deliveries = []string{m.one("online", "to_home", "pick_up")}
	}
	if m.random.IntN(8) == 0 {
		o.Capacity = Capacity{Kind: models.CapacityRate, Left: Units(0), FreesOn: models.Date(m.one("2026-11-25", "2026-12-20", ""))}
	}
	if m.random.IntN(10) == 0 {
		o.Capacity.Left = Quantity{}
	}
	if m.random.IntN(10) == 0 {
		o.Licences = nil
	}
	o.FeeMode = m.one("free", "free", "low_fee", "")
	return o
}

func (m *made) need() Need {
	return Need{
		ID: "n", Category: m.category(), Title: "需要" + m.one(products...) + m.one(manners...), Quantity: Units(int64(1 + m.random.IntN(20))),
		Unit: "次", Region: m.village(), AsOf: "2026-11-23", NeededBy: "2026-12-05", Consent: ConsentGiven, Class: m.one("D1", "S1", "X1"),
	}
}

// wildNeed tries the corners of needs.
func (m *made) wildNeed() Need {
	n := m.need()
	if m.random.IntN(2) == 0 {
		n.Place = At(30+m.random.Float64()/3, 119.8+m.random.Float64()/3)
	}
	if m.random.IntN(5) == 0 {
		n.Region = m.one("", "330199", "330199101000", "33", "330182101201", "bad")
	}
	if m.random.IntN(10) == 0 {
		n.Category = ""
	}
	if m.random.IntN(3) == 0 {
		n.Slots = Slots(m.random.IntN(1 << 21))
	}
	if m.random.IntN(3) == 0 {
		n.Tags = []string{"独居老人", "低保"}
	}
	if m.random.IntN(3) == 0 {
		n.History = []Encounter{{SupplierID: "s01", Served: true, Satisfaction: 5}, {SupplierID: "s02", DeclineCode: "D2", On: "2026-10-20"}}
	}
	if m.random.IntN(4) == 0 {
		n.Quantity = Quantity{}
	}
	if m.random.IntN(6) == 0 {
		n.Delivery = m.one("online", "to_home")
	}
	n.Sensitivity = m.random.IntN(3)
	return n
}

func (m *made) offers(n int, post func(int) Offer) []Offer {
	offers := make([]Offer, n)
	for i := range offers {
		offers[i] = post(i)
	}
	return offers
}
