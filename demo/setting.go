package demo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"zhulian/matching"
	"zhulian/models"
)

// standardWords is a number that the county set: so many years ago, or with 0 years one that waits to be adopted from next January on.
type standardWords struct {
	code   models.StandardCode
	value  int64
	years  int
	source string
}

// The figures are of the size that Zhejiang's are; the documents are made up.
var standardTable = []standardWords{
	{models.StandardDibao, 108_400, 2, "民发〔演示〕18号"},
	{models.StandardDibao, 114_900, 1, "民发〔演示〕21号"},
	{models.StandardDibianFactor, 2000, 2, "民发〔演示〕9号"},
	{models.StandardMinimumWage, 226_000, 2, "人社发〔演示〕30号"},
	{models.StandardIncomePerHead, 5_280_000, 2, "统计公报(演示)"},
	{models.StandardIncomePerHead, 5_530_000, 1, "统计公报(演示)"},
	{models.StandardRigidRatio, 600, 2, "民发〔演示〕12号"},
	{models.StandardReliefTown, 150_000, 1, "民发〔演示〕22号"},
	{models.StandardDibao, 122_000, 0, "民发〔演示〕25号(征求意见)"},
}

// limitWords is a limit that the county set, like standardWords.
type limitWords struct {
	step    models.SLAStep
	subject string
	limit   models.Limit
	years   int
}

var limitTable = []limitWords{
	{models.SLANeedResponse, "", models.Limit{Amount: 1, Unit: models.LimitWorkday}, 2},
	{models.SLANeedResponse, "critical", models.Limit{Amount: 2, Unit: models.LimitHour}, 2},
	{models.SLASupplierReply, "", models.Limit{Amount: 2, Unit: models.LimitWorkday}, 2},
	{models.SLASupplierReply, "critical", models.Limit{Amount: 4, Unit: models.LimitHour}, 2},
	{models.SLAResolution, "A05", models.Limit{Amount: 3, Unit: models.LimitWorkday}, 1},
	{models.SLASupplierReview, "", models.Limit{Amount: 5, Unit: models.LimitWorkday}, 1},
	{models.SLAResolution, "A05", models.Limit{Amount: 2, Unit: models.LimitWorkday}, 0},
}

// holidays are the statutory days of 2027 (全国年节及纪念日放假办法); which days off are worked in exchange is not announced yet.
var holidays = []struct {
	day  models.Date
	name string
}{
	{"2027-01-01", "元旦"}, {"2027-02-05", "春节"}, {"2027-02-06", "春节"}, {"2027-02-07", "春节"}, {"2027-02-08", "春节"}, {"2027-04-05", "清明节"},
	{"2027-05-01", "劳动节"}, {"2027-05-02", "劳动节"}, {"2027-06-09", "端午节"}, {"2027-09-15", "中秋节"}, {"2027-10-01", "国庆节"},
	{"2027-10-02", "国庆节"}, {"2027-10-03", "国庆节"},
}

// layDownSettings sets what the county sets: numbers and limits, each by two people, and its categories and calendar. Limits adopted are those
// that the stories went by.
func (b *builder) layDownSettings() {
	for _, w := range standardTable {
		term, decision := b.decision(w.years)
		r := models.Standard{CountyCode: County, ID: b.dice.id(decision.CreatedAt), Code: w.code, RegionCode: countyRegion, Value: w.value,
			Source: w.source, Term: term, Decision: decision}
		kind, _ := models.StandardByCode(w.code)
		r.Unit = kind.Unit
		b.out.Standards = append(b.out.Standards, r)
		b.decided("standard", r.ID, decision, map[string]string{"code": string(w.code), "value": strconv.FormatInt(w.value, 10),
			"region": countyRegion, "effective_from": string(term.EffectiveFrom), "effective_to": ""})
	}
	for _, w := range limitTable {
		term, decision := b.decision(w.years)
		r := models.SLARule{CountyCode: County, ID: b.dice.id(decision.CreatedAt), Step: w.step, Subject: w.subject, Amount: w.limit.Amount,
			Unit: w.limit.Unit, Source: "县民政局办件时限规定(演示)", Term: term, Decision: decision}
		b.out.Limits = append(b.out.Limits, r)
		b.decided("sla", r.ID, decision, map[string]string{"step": string(w.step), "subject": w.subject, "amount": strconv.Itoa(w.limit.Amount),
			"unit": string(w.limit.Unit), "effective_from": string(term.EffectiveFrom), "effective_to": ""})
	}
	b.nameCategories()
	b.layCalendar()
	b.proposeWeights()
}

// proposeWeights lets somebody propose that distance counts more, for the other member of staff to preview and adopt.
func (b *builder) proposeWeights() {
	w := matching.DefaultWeights()
	w.Version, w.Category, w.Geography = "山区加权", w.Category-5, w.Geography+5
	raw, err := json.Marshal(w)
	if err != nil {
		panic("demo: " + err.Error()) // plain numbers
	}
	_, d := b.decision(0)
	r := models.WeightVersion{CountyCode: County, ID: b.dice.id(d.CreatedAt), WeightsVersion: w.Version, Weights: string(raw), Note: "山区路远,距离多算一些(演示)",
		Status: models.WeightProposed, CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Version: 1}
	b.out.Weights = append(b.out.Weights, r)
	b.record(r.CreatedAt, b.staff[1], step{noun: "weights", id: r.ID, name: "propose", to: string(models.WeightProposed), region: countyRegion,
		data: map[string]string{"weights_version": r.WeightsVersion}})
}

// decision is what two members of staff decided so many years ago, to hold from July on, or what one proposed a few days ago.
func (b *builder) decision(years int) (models.Term, models.Decision) {
	year, _ := strconv.Atoi(string(b.today[:4]))
	if years == 0 {
		at := b.dice.at(b.ago(b.dice.between(3, 9)), 9, 17)
		return models.Term{EffectiveFrom: models.Date(fmt.Sprintf("%d-01-01", year+1))}, models.Decision{Status: models.DecisionProposed,
			CreatedBy: b.staff[1].ID, CreatedAt: at, UpdatedAt: at, Version: 1}
	}
	from := models.Date(fmt.Sprintf("%d-07-01", year-years))
	at := from.AddDays(-b.dice.between(8, 14)).Start().Add(b.dice.span(9*time.Hour, 17*time.Hour))
	if opened := b.staff[0].CreatedAt.Add(48 * time.Hour); at.Before(opened) {
		at = opened
	}
	adopted := at.Add(b.dice.span(20*time.Hour, 70*time.Hour))
	return models.Term{EffectiveFrom: from}, models.Decision{Status: models.DecisionAdopted, CreatedBy: b.staff[0].ID, AdoptedBy: b.staff[1].ID,
		AdoptedAt: &adopted, CreatedAt: at, UpdatedAt: adopted, Version: 2}
}

// decided records the steps of a decision.
func (b *builder) decided(noun, id string, d models.Decision, data map[string]string) {
	who := map[string]*models.Account{b.staff[0].ID: b.staff[0], b.staff[1].ID: b.staff[1]}
	b.record(d.CreatedAt, who[d.CreatedBy], step{noun: noun, id: id, name: "propose", to: string(models.DecisionProposed), region: countyRegion, data: data})
	if d.AdoptedAt != nil {
		b.record(*d.AdoptedAt, who[d.AdoptedBy], step{noun: noun, id: id, name: "adopt", from: string(models.DecisionProposed),
			to: string(models.DecisionAdopted), region: countyRegion, data: data})
	}
}

func (b *builder) nameCategories() {
	for _, w := range []struct{ code, name, reason string }{
		{"B01", "老年食堂送餐", "与县老年食堂统一叫法(演示)"}, {"A08", "余粮公社兑换", "县慈善超市更名(演示)"},
	} {
		c, _ := models.CategoryByCode(w.code)
		at := b.dice.at(b.ago(b.dice.between(300, 340)), 9, 17)
		r := models.CategorySetting{CountyCode: County, ID: b.dice.id(at), Category: w.code, Active: true, LocalName: w.name,
			Sensitivity: c.Sensitivity, EffectiveFrom: models.DateOf(at), Reason: w.reason, CreatedBy: b.staff[0].ID, CreatedAt: at}
		b.out.Categories = append(b.out.Categories, r)
		b.record(at, b.staff[0], step{noun: "category", id: w.code, name: "set", region: countyRegion, data: map[string]string{"setting_id": r.ID,
			"active": strconv.FormatBool(r.Active), "sensitivity": strconv.Itoa(r.Sensitivity), "local_name": r.LocalName,
			"effective_from": string(r.EffectiveFrom), "reason": r.Reason}})
	}
}

func (b *builder) layCalendar() {
	const reason = "先录入法定节假日,调休安排公布后补录(演示)"
	at := b.dice.at(b.ago(b.dice.between(12, 20)), 9, 17)
	data := map[string]string{"reason": reason}
	for _, h := range holidays {
		b.out.Calendar = append(b.out.Calendar, models.CalendarEntry{CountyCode: County, ID: b.dice.id(at), Day: h.day, Kind: models.DayHoliday, Name: h.name,
			Reason: reason, CreatedBy: b.staff[0].ID, CreatedAt: at})
		data[string(h.day)] = string(models.DayHoliday)
	}
	b.record(at, b.staff[0], step{noun: "calendar", id: "2027", name: "change", region: countyRegion, data: data})
}
