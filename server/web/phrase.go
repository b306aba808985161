package web

import (
	"time"

	"zhulian/casework"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/templates"
)

// Phrase is a reason or a way out of the matcher in the page's language.
func (p Page) Phrase(x matching.Phrase) string { return p.Say(x.Key, x.Args) }

// Whom says roughly for whom something is: the group, and the age band where it is known.
func (p Page) Whom(group models.PersonGroup, band string) string {
	if group == "" {
		group = models.GroupGeneral
	}
	who := p.Word("person_group", group)
	if band == "" {
		return who
	}
	return p.T("page.whom.aged", "Who", who, "Band", band)
}

// Hours writes minutes as hours with one decimal.
func (p Page) Hours(minutes int64) string {
	hours := float64(minutes) / 60
	return p.Decimal(&hours)
}

// Capacity says what is left of an offer, and of how much.
func (p Page) Capacity(o casework.OfferState, day models.Date) string {
	left, known := o.Left(day)
	if !known {
		return p.T("page.unit.unknown")
	}
	of := p.Number(*o.Quantity) + " " + o.Unit
	if o.Period != nil {
		of += " " + p.Word("period", *o.Period)
	}
	return p.T("page.offer.left_of", "Left", p.Number(left), "Of", of)
}

// matchRow is what the partial "matchrow" takes.
type matchRow struct {
	Page  Page
	Match casework.MatchLine
	Late  bool
}

// Row is a match in a list, and whether its last day is over.
func (p Page) Row(m casework.MatchLine) matchRow {
	today := models.DateOf(p.web.Clock.Now())
	return matchRow{p, m, m.Status.Promised() && m.NeededBy != "" && m.NeededBy < today && m.Delivered < m.Reserved}
}

// whomTold is what the partial "whom" takes.
type whomTold struct {
	Page Page
	Whom *casework.Beneficiary
	Now  time.Time
}

// Told is for whom something is, and when it is looked at.
func (p Page) Told(b *casework.Beneficiary, now time.Time) whomTold { return whomTold{p, b, now} }

// ending is what the forms that end a delivery offer.
type ending struct {
	Outcomes []templates.Option
	Today    models.Date
	Meals    bool // a card of three questions makes the delivery a visit too
	Grades   []templates.Option
}

// endingForm is what the partial "outcome" takes.
type endingForm struct {
	Fields templates.Page
	ending
}

// Ending is the fields of such a form.
func (e ending) Ending(fields templates.Page) endingForm { return endingForm{fields, e} }
