package web

import (
	"sync"
	"time"

	"zhulian/models"
	"zhulian/throttle"
)

// Rates slow down what costs much: to be asked again and again, how far an offer reaches, and to apply, with scans, without a login. The
// zero Rates are ready for use.
type Rates struct {
	once               sync.Once
	fits, opens, codes *throttle.Throttle
}

func (r *Rates) ready() {
	r.once.Do(func() {
		r.fits, r.opens = throttle.New(1, 30), throttle.New(1.0/120, 10)
		r.codes = throttle.New(1.0/60, 10)
	})
}

// fit takes one question about a draft's reach of an account.
func (r *Rates) fit(c *Call) error {
	r.ready()
	return tooOften(r.fits.Take(c.Actor.AccountID, c.web.Clock.Now()))
}

// apply takes one application of an address.
func (r *Rates) apply(c *Call) error {
	r.ready()
	return tooOften(r.opens.Take(throttle.AddressKey(c.ClientIP()), c.web.Clock.Now()))
}

// code takes one code that is sent to a phone, of an address.
func (r *Rates) code(c *Call) error {
	r.ready()
	return tooOften(r.codes.Take(throttle.AddressKey(c.ClientIP()), c.web.Clock.Now()))
}

func tooOften(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	return (&models.Error{Kind: models.KindTooMany, Code: "too_often"}).With("retry_after", max(1, seconds))
}
