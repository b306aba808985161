package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"zhulian/models"
)

// A browser or program that has logged in to an account holds a token that says so. It proves nothing of a login: all it does is that wrong passwords
// which others send do not keep it out (OWASP, Blocking Brute Force Attacks, device cookies). It is void once the sessions of the account were
// ended all together: by a new password, by its owner, by whoever keeps accounts.
const (
	// DeviceLife is how long a device is known after its last login.
	DeviceLife = 365 * 24 * time.Hour
	// devicesMost is how many accounts one device is known to.
	devicesMost = 5
)

// known is a token of a device as it was shown: the day on which it was made, what tells the device from others, and a keyed hash over both and the
// account.
type known struct {
	day  int64
	name string
	mac  []byte
}

func (k known) String() string {
	return strconv.FormatInt(k.day, 10) + "." + k.name + "." + base64.RawURLEncoding.EncodeToString(k.mac)
}

// devicesIn reads the tokens that were joined into one; what is none is left out.
func devicesIn(given string) (out []known) {
	for part := range strings.SplitSeq(given, "~") {
		fields := strings.Split(part, ".")
		if len(fields) != 3 || len(part) > 100 || len(out) == devicesMost {
			continue
		}
		day, err := strconv.ParseInt(fields[0], 10, 32)
		mac, bad := base64.RawURLEncoding.DecodeString(fields[2])
		if err == nil && bad == nil {
			out = append(out, known{day, fields[1], mac})
		}
	}
	return out
}

func dayOf(t time.Time) int64 { return t.Unix() / int64((24 * time.Hour).Seconds()) }

func (d *Desk) deviceMAC(a *models.Account, k known) []byte {
	return d.store.Vault().Index(a.CountyCode, "account.device", fmt.Sprintf("%s.%d.%d.%s", a.ID, a.DeviceRound, k.day, k.name))
}

func (d *Desk) belongs(a *models.Account, k known) bool {
	age := dayOf(d.clock.Now()) - k.day
	return age <= dayOf(time.Unix(0, 0).Add(DeviceLife)) && hmac.Equal(k.mac, d.deviceMAC(a, k))
}

// known names the device whose token was shown, where it has logged in to the account before; "" for any other.
func (d *Desk) known(a *models.Account, given string) string {
	for _, k := range devicesIn(given) {
		if d.belongs(a, k) {
			return k.name
		}
	}
	return ""
}

// remember is the token of a device that knows an account from now on, besides those that it knew.
func (d *Desk) remember(a *models.Account, given string) string {
	fresh := known{day: dayOf(d.clock.Now()), name: rand.Text()}
	all := []string{""}
	for _, k := range devicesIn(given) {
		if d.belongs(a, k) {
			fresh.name = k.name // under which its wrong passwords are counted
		} else if len(all) < devicesMost {
			all = append(all, k.String())
		}
	}
	fresh.mac = d.deviceMAC(a, fresh)
	all[0] = fresh.String()
	return strings.Join(all, "~")
}

// Device is the token of the device in which the actor is logged in, for when all others were just forgotten.
func (d *Desk) Device(ctx context.Context, actor models.Actor, given string) (string, error) {
	a, err := d.Me(ctx, actor)
	if err != nil {
		return "", err
	}
	return d.remember(a, given), nil
}
