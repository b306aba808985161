package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/models"
)

const (
	password = "an e2e passw0rd"
	regions  = `代码,名称,上级代码
330199000000,虚构县,330100000000
330199001000,云溪街道,330199000000
330199001001,桥东社区,330199001000
330199001002,桥西社区,330199001000
330199100000,柳塘镇,330199000000
330199100201,柳塘村,330199100000
`
)

// county is a small county with its people at work.
type county struct {
	*installation
	*process
	staff, second, town, otherTown, aide, auditor *client
}

// open makes a county: its regions imported, its accounts added on the command line, its server started, with more in its environment as given.
func open(t testing.TB, address string, environment ...string) *county {
	t.Helper()
	return openAt(t, address, time.Time{}, environment...)
}

// openAt is open by a clock that begins at the instant; at the zero time by the machine's.
func openAt(t testing.TB, address string, at time.Time, environment ...string) *county {
	t.Helper()
	in := install(t, address)
	in.more, in.at = environment, at
	return opened(t, in)
}

// openTurned is open by a clock that the test may turn while the server runs.
func openTurned(t testing.TB, address string, environment ...string) *county {
	t.Helper()
	in := install(t, address)
	in.more = environment
	in.ahead(0)
	return opened(t, in)
}

func opened(t testing.TB, in *installation) *county {
	t.Helper()
	file := filepath.Join(t.TempDir(), "regions.csv")
	require.NoError(t, os.WriteFile(file, []byte(regions), 0o600))
	in.run("", "migrate", "up")
	in.run("", "import", "regions", file)
	for _, u := range [][]string{
		{"staff", "county_staff"}, {"second", "county_staff"}, {"town", "town_clerk", "330199001000"}, {"otown", "town_clerk", "330199100000"},
		{"aide", "aide", "330199001001"}, {"auditor", "auditor"},
	} {
		args := []string{"user", "add", u[0], "--role", u[1], "--county", "330199", "--password-stdin"}
		if len(u) > 2 {
			args = append(args, "--region", u[2])
		}
		in.run(password, args...)
	}
	return (&county{installation: in}).run(in.start())
}

// run logs everybody in at a server of the county.
func (c *county) run(p *process) *county {
	c.process = p
	c.staff, c.second, c.town = p.login("staff", password), p.login("second", password), p.login("town", password)
	c.otherTown, c.aide, c.auditor = p.login("otown", password), p.login("aide", password), p.login("auditor", password)
	return c
}

// supplier applies, is approved and logs in.
func (c *county) supplier(username, name string, serial int) (login *client, id string) {
	t := c.process.t
	t.Helper()
	a := c.anyone().post("/suppliers", supplierDraft(username, name, models.SyntheticUSCC("52", "330199", serial)))
	c.anyone().refused(401, "account_pending", "POST", "/auth/login", m{"username": username, "password": password})
	require.Equal(t, "active", c.staff.step("/suppliers/"+a.word("id")+"/approve", m{}).word("status"))
	return c.login(username, password), a.word("id")
}

func supplierDraft(username, name, uscc string) m {
	return m{"name": name, "uscc": uscc, "contact": m{"name": "钱联络", "phone": "13905718264"}, "user": m{"username": username, "password": password}}
}

// offer posts and publishes an offer of bedding.
func (c *county) offer(by *client, title string, quantity int) string {
	c.process.t.Helper()
	id := by.post("/offers", m{
		"category": "A02", "title": title, "description": "全新棉被", "mode": "goods", "unit": "床", "quantity": quantity,
		"regions": []string{"330199"}, "valid_from": day(0), "valid_to": day(90),
	}).word("id")
	require.Equal(c.process.t, "published", by.step("/offers/"+id+"/publish", nil).word("status"))
	return id
}

// household registers an old couple and returns the household's and the husband's ids.
func (c *county) household(serial int) (id, person string) {
	c.process.t.Helper()
	born := models.Date("1948-03-15")
	a := c.aide.post("/households", m{
		"region_code": "330199001001", "address": "桥东社区枫杨路9号", "category": "D1",
		"persons": []m{
			{"name": "欧阳守仁", "relation": "head", "citizen_no": models.SyntheticCitizenNo("330199", born.Time(), 2*serial+1), "phone": "13800001234"},
			{"name": "孙桂芬", "relation": "spouse", "citizen_no": models.SyntheticCitizenNo("330199", born.Time(), 2*serial)},
		},
	})
	persons, _ := a.body["persons"].([]any)
	head, _ := persons[0].(m)
	person, _ = head["id"].(string)
	return a.word("id"), person
}

func (c *county) consent(household, person string) string {
	c.process.t.Helper()
	return c.aide.post("/households/"+household+"/consents", m{
		"person_id": person, "kind": "share_to_supplier", "text_version": "2026-1", "given_by": "self", "evidence": "纸质扫描件",
	}).word("id")
}

func (c *county) need(household, person string, quantity int) string {
	c.process.t.Helper()
	return c.aide.post("/needs", needDraft(household, person, quantity)).word("id")
}

func needDraft(household, person string, quantity int) m {
	return m{
		"household_id": household, "person_id": person, "category": "A02", "title": "欧阳守仁家棉被", "detail": "电话13800001234,冬天被子太薄",
		"quantity": quantity, "unit": "床", "urgency": "high",
	}
}
