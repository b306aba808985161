package browser

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/store"
)

// TestAHouseholdAsksForReliefFromItsPhone walks and looks at the pages that a household reaches with a code alone, and that no link leads to.
func TestAHouseholdAsksForReliefFromItsPhone(t *testing.T) {
	needChromium(t)
	texts := make(chan string, 10)
	gateway := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		texts <- string(said)
	}))
	t.Cleanup(gateway.Close)
	s := serve(t, open(t, store.SQLite).address, secretFile(t), "--sms-url", gateway.URL, "--sms-body", "{{.Text}}")
	for i, lang := range locales.Langs() {
		t.Run(string(lang), func(t *testing.T) {
			v := visit(t, s, phone, lang)
			v.open("/relief", 200)
			v.field("phone").write([]string{"13900139001", "13900139002"}[i])
			v.loads(func() { v.press("page.resident.send_code") })
			v.look("resident.code")
			v.field("code").write(codeOf(t, texts))
			v.loads(func() { v.press("page.resident.go_on") })
			v.look("resident.who")
			v.field("name").write("张试申")
			v.field("citizen_no").write("330199197508200034")
			v.field("region_code").chooseFirst()
			v.field("address").write("前塘村 9 号")
			v.field("consent").tick()
			v.next()
			v.look("resident.members")
			v.next()
			v.look("resident.means")
			v.field("persons").write("2")
			v.field("monthly_fen").write("800")
			v.next()
			v.look("resident.event")
			v.css(`main [name="event"]`).tick()
			v.field("story").write("屋顶漏雨，人没有事")
			v.next()
			v.look("resident.choose")
			v.css(`main [name="kinds"]`).tick()
			v.loads(func() { v.press("page.resident.hand_in") })
			v.look("resident.progress")
			v.resize(desk)
			v.look("resident.progress")
		})
	}
}

// codeOf waits for the text message with a code; other messages may come before it.
func codeOf(t *testing.T, texts <-chan string) string {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case said := <-texts:
			if code := regexp.MustCompile(`\b\d{6}\b`).FindString(said); code != "" {
				return code
			}
		case <-late:
			require.Fail(t, "no text message brought a code")
		}
	}
}

// next goes on to the next of the four groups.
func (v *visitor) next() {
	v.t.Helper()
	v.loads(func() { v.press("page.resident.next") })
}
