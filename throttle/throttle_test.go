package throttle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/throttle"
)

var now = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func TestBucketEmptiesAndFillsAgain(t *testing.T) {
	th := throttle.New(1, 3)
	for range 3 {
		assert.Zero(t, th.Take("a", now))
	}
	assert.Equal(t, time.Second, th.Take("a", now))
	assert.Equal(t, time.Second, th.Peek("a", now))
	assert.Zero(t, th.Take("b", now), "another key has its own bucket")
	assert.Zero(t, th.Take("a", now.Add(time.Second)))
	assert.NotZero(t, th.Take("a", now.Add(time.Second)))
}

func TestPeekTakesNothing(t *testing.T) {
	th := throttle.New(1, 1)
	for range 5 {
		assert.Zero(t, th.Peek("a", now))
	}
	assert.Zero(t, th.Take("a", now))
}

func TestRefusedTakeCostsNothing(t *testing.T) {
	th := throttle.New(1, 1)
	th.Take("a", now)
	for range 100 {
		th.Take("a", now)
	}
	assert.Zero(t, th.Take("a", now.Add(time.Second)))
}

func TestManyKeysDoNotLoseWhoIsSlowedDown(t *testing.T) {
	th := throttle.New(0.001, 1)
	th.Take("slow", now)
	for i := range 49_999 {
		th.Peek(fmt.Sprint(i), now)
	}
	assert.Zero(t, th.Take("one more", now), "full buckets make room")
	assert.NotZero(t, th.Take("slow", now))
}

func TestManyWhoComeOnceDoNotLoseWhoIsSlowedDown(t *testing.T) {
	th := throttle.New(0.001, 2)
	th.Take("slow", now)
	th.Take("slow", now)
	for i := range 200_000 {
		th.Take(fmt.Sprint(i), now)
	}
	assert.NotZero(t, th.Take("slow", now))
	assert.Zero(t, th.Take("slow", now.Add(time.Hour)), "but as long as the rate says")
}

func TestAddressKeyJoinsWhatOneAskerOwns(t *testing.T) {
	for address, want := range map[string]string{
		"10.1.2.3": "10.1.2.3", "::ffff:10.1.2.3": "10.1.2.3", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "unknown", "host": "unknown",
	} {
		assert.Equal(t, want, throttle.AddressKey(address), address)
	}
}
