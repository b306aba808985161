package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"time"

	"zhulian/models"
)

// shownProofs is how many of the newest deliveries of each supplier that people log in as have a proof.
const shownProofs = 12

// handInPapers gives every supplier the scan of its registration, and the newest deliveries of those that people log in as a proof.
func (b *builder) handInPapers() {
	for i, h := range b.helpers {
		at := h.row.AppliedAt
		a := b.attach(at, h.login, "supplier", h.row.ID, sketch(i))
		a.Kind = models.PaperRegistration
		b.noteAttached(at, h.login, a, step{noun: "supplier", id: h.row.ID, from: string(models.SupplierApplied), to: string(models.SupplierApplied),
			region: h.row.RegionCode, supplier: h.row.ID})
	}
	shown := map[string]*helper{}
	for _, h := range b.helpers {
		if h.login.Username == ngoLogin || h.login.Username == companyLogin {
			shown[h.row.ID] = h
		}
	}
	last := map[string]entry{}
	for _, e := range b.entries {
		if e.event.Noun == "fulfilment" && shown[e.event.SupplierID] != nil && !e.at.Before(last[e.event.ObjectID].at) {
			last[e.event.ObjectID] = e
		}
	}
	left, shownLast := map[string]int{}, map[string]int{}
	for i := len(b.deeds) - 1; i >= 0; i-- {
		f := b.deeds[i]
		h := shown[f.SupplierID]
		if h == nil || f.OccurredAt == nil || !b.past(*f.OccurredAt) || left[f.SupplierID] == shownProofs {
			continue
		}
		left[f.SupplierID]++
		sheet := i
		if left[f.SupplierID] == 2 { // the sheet of the delivery after it was taken once more: something to look at
			sheet = shownLast[f.SupplierID]
		}
		shownLast[f.SupplierID] = i
		at, status := last[f.ID].at, last[f.ID].event.ToStatus
		a := b.attach(at, h.login, "fulfilment", f.ID, sketch(sheet))
		b.noteAttached(at, h.login, a, step{noun: "fulfilment", id: f.ID, from: status, to: status, region: f.RegionCode, supplier: f.SupplierID})
	}
}

func (b *builder) attach(at time.Time, by *models.Account, noun, object string, content []byte) *models.Attachment {
	a := models.Attachment{CountyCode: County, ID: b.dice.id(at), Noun: noun, ObjectID: object, CreatedBy: by.ID, CreatedAt: at}.Holding("image/png", content)
	b.out.Attachments = append(b.out.Attachments, *a)
	return &b.out.Attachments[len(b.out.Attachments)-1]
}

func (b *builder) noteAttached(at time.Time, by *models.Account, a *models.Attachment, s step) {
	s.name, s.data = "attach", map[string]string{"attachment_id": a.ID, "sha256": a.SHA256}
	b.record(at, by, s)
}

// sketch draws a sheet of paper with a few lines and a seal: what it says is nothing. Each number has a sheet of its own.
func sketch(n int) []byte {
	const width, height = 240, 170
	ink := []color.Color{color.RGBA{0xfb, 0xfa, 0xf5, 0xff}, color.RGBA{0x6b, 0x72, 0x70, 0xff}, color.RGBA{0xb3, 0x2a, 0x20, 0xff}}
	sheet := image.NewPaletted(image.Rect(0, 0, width, height), ink)
	for bit := range 20 { // a number at the foot, in dots: lines alone would repeat
		if n>>bit&1 == 1 {
			for x := range 4 {
				sheet.SetColorIndex(24+bit*6+x, 155, 1)
			}
		}
	}
	for line := range 7 {
		long := 60 + (n*37+line*53)%120
		for x := 24; x < 24+long; x++ {
			sheet.SetColorIndex(x, 26+line*17, 1)
			sheet.SetColorIndex(x, 27+line*17, 1)
		}
	}
	for x := -22; x <= 22; x++ {
		for y := -22; y <= 22; y++ {
			if d := x*x + y*y; d <= 22*22 && d >= 19*19 {
				sheet.SetColorIndex(190+x, 125+y, 2)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, sheet); err != nil {
		panic("demo: " + err.Error()) // a picture in memory always encodes
	}
	return out.Bytes()
}

// hireWorkers gives the suppliers that people log in as a worker each, who does what they have planned.
func (b *builder) hireWorkers() {
	for _, h := range b.helpers {
		if h.login.Username != ngoLogin && h.login.Username != companyLogin {
			continue
		}
		w := b.account(h.login.Username+"-worker", models.RoleSupplierWorker, b.surname()+pick(b.dice, givenNames[1][string(b.coin())]))
		w.SupplierID = &h.row.ID
		for _, f := range b.deeds {
			if f.SupplierID == h.row.ID && (f.Status == models.FulfilmentPlanned || f.Status == models.FulfilmentCheckedIn) {
				f.WorkerID = &w.ID
			}
		}
	}
}
