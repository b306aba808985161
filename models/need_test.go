package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"zhulian/models"
)

func TestANeedsStatusFollowsFromItsSums(t *testing.T) {
	ten := int64(10)
	for _, c := range []struct {
		name string
		p    models.Progress
		want *int64
		is   models.NeedStatus
	}{
		{"nothing", models.Progress{}, &ten, models.NeedOpen},
		{"a proposal", models.Progress{Proposed: 1}, &ten, models.NeedMatching},
		{"an invitation", models.Progress{Proposed: 1, Invited: 1}, &ten, models.NeedMatched},
		{"a part promised", models.Progress{Reserved: 9}, &ten, models.NeedOpen},
		{"a part promised, more invited", models.Progress{Reserved: 9, Invited: 1}, &ten, models.NeedMatched},
		{"a part delivered", models.Progress{Reserved: 9, Delivered: 9, Confirmed: 9}, &ten, models.NeedOpen},
		{"all promised", models.Progress{Reserved: 10, Invited: 1}, &ten, models.NeedAgreed},
		{"begun", models.Progress{Reserved: 10, Delivered: 1}, &ten, models.NeedInService},
		{"all delivered", models.Progress{Reserved: 10, Delivered: 10, Confirmed: 9}, &ten, models.NeedDelivered},
		{"all confirmed", models.Progress{Reserved: 10, Delivered: 10, Confirmed: 10}, &ten, models.NeedConfirmed},
		{"unknown, nothing", models.Progress{}, nil, models.NeedOpen},
		{"unknown, invited", models.Progress{Invited: 1}, nil, models.NeedMatched},
		{"unknown, promised", models.Progress{Reserved: 1}, nil, models.NeedAgreed},
		{"unknown, begun", models.Progress{Reserved: 3, Delivered: 1}, nil, models.NeedInService},
		{"unknown, delivered", models.Progress{Reserved: 3, Delivered: 3}, nil, models.NeedDelivered},
		{"unknown, confirmed", models.Progress{Reserved: 3, Delivered: 3, Confirmed: 3}, nil, models.NeedConfirmed},
	} {
		assert.Equal(t, c.is, c.p.Derive(c.want), c.name)
	}
}

// TestMoreProgressNeverGoesBack says that a further unit promised, delivered or confirmed never makes a need look less served.
func TestMoreProgressNeverGoesBack(t *testing.T) {
	order := map[models.NeedStatus]int{models.NeedOpen: 0, models.NeedMatching: 0, models.NeedMatched: 0, models.NeedAgreed: 1, models.NeedInService: 2,
		models.NeedDelivered: 3, models.NeedConfirmed: 4}
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.Int64Range(1, 12).Draw(r, "want")
		reserved := rapid.Int64Range(0, want).Draw(r, "reserved")
		delivered := rapid.Int64Range(0, reserved).Draw(r, "delivered")
		p := models.Progress{Reserved: reserved, Delivered: delivered, Confirmed: rapid.Int64Range(0, delivered).Draw(r, "confirmed"),
			Invited: rapid.IntRange(0, 2).Draw(r, "invited")}
		at := order[p.Derive(&want)]
		for _, more := range []models.Progress{{Reserved: 1}, {Delivered: 1}, {Confirmed: 1}} {
			q := models.Progress{Reserved: p.Reserved + more.Reserved, Delivered: p.Delivered + more.Delivered, Confirmed: p.Confirmed + more.Confirmed, Invited: p.Invited}
			if q.Confirmed > q.Delivered || q.Delivered > q.Reserved || q.Reserved > want {
				continue
			}
			if order[q.Derive(&want)] < at {
				r.Fatalf("%+v of %d is %s, %+v is %s", p, want, p.Derive(&want), q, q.Derive(&want))
			}
		}
	})
}

func TestWhatIsLeftOfANeed(t *testing.T) {
	ten := int64(10)
	left, known := models.Need{Quantity: &ten, Reserved: 4}.Left()
	assert.Equal(t, []any{int64(6), true}, []any{left, known})
	left, known = models.Need{Quantity: &ten, Reserved: 11}.Left()
	assert.Equal(t, []any{int64(0), true}, []any{left, known})
	_, known = models.Need{Reserved: 4}.Left()
	assert.False(t, known, "an unknown amount has no rest")
}
