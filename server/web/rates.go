package web

import (
	"sync"
	"time"

	"zhulian/models"
	"zhulian/throttle"
)

// Rates slow down what costs much: to be asked again and again, how far an offer reaches, and to apply, with scans, without a login. The
// zero Rates are ready for use, and count in memory.
type Rates struct {
	// Limits is where they are counted, over several servers; nil for the memory of one.
	Limits throttle.Book

	once        sync.Once
	fits        *throttle.Throttle
	opens, sent *throttle.Exact
}

func (r *Rates) ready(now func() time.Time) {
	r.once.Do(func() {
		if r.Limits == nil {
			r.Limits = throttle.NewMemory(now)
		}
		r.fits = throttle.New(1, 30).Share(r.Limits, "page_fits")
		r.opens = throttle.NewExact(r.Limits, "page_applications", 1.0/120, 10)
		r.sent = throttle.NewExact(r.Limits, "page_codes", 1.0/60, 10)
	})
}

// fit takes one question about a draft's reach of an account.
func (r *Rates) fit(c *Call) error {
	r.ready(c.web.Clock.Now)
	return tooOften(r.fits.Take(c.Actor.AccountID, c.web.Clock.Now()), nil)
}

// apply takes one application of an address.
func (r *Rates) apply(c *Call) error {
	r.ready(c.web.Clock.Now)
	return tooOften(r.opens.Take(c.Ctx(), throttle.AddressKey(c.ClientIP())))
}

// code takes one code that is sent to a phone, of an address.
func (r *Rates) code(c *Call) error {
	r.ready(c.web.Clock.Now)
	return tooOften(r.sent.Take(c.Ctx(), throttle.AddressKey(c.ClientIP())))
}

func tooOften(wait time.Duration, err error) error {
	if err != nil || wait <= 0 {
		return err
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	return (&models.Error{Kind: models.KindTooMany, Code: "too_often"}).With("retry_after", max(1, seconds))
}
