package browser

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/stretchr/testify/assert"

	"zhulian/demo"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/web"
	"zhulian/store"
)

const (
	anybody = ""           // who is not logged in
	worker  = "ngo-worker" // a supplier's worker of the demo county, who is not among the logins that it prints
)

// unlinked are the addresses to which no link of the demo county leads, or none for one account, with why.
var unlinked = map[string]string{
	"/l/:code":              "the link is on paper and in messages; it is the whole of the permission",
	"/happiness/:id/slip":   "it is a picture and no page",
	"/offline/:lang":        "the shell is looked at without a signal",
	"/answer/:token":        "the link is in a mail; it is the whole of the permission",
	"/login/code":           "one is led to it after the password, where an account has a second factor",
	"/errands/:id":          "an errand is there once somebody has begun one",
	"/errands/:id/file":     "the same; it is a file and no page",
	"/reports/file/:report": "it is a file and no page",
	"/settings/weights/:id": "weights are there once somebody has proposed some",
	"ngo /fulfilments/:id":  "who delivers sees it as a task",
	"/rounds/:id":           "a round is there once somebody has run one",
	"/files/:id":            "it is a scan and no page",
	"/offers/reach":         "what the form of an offer asks while it is filled in",
	"/proofs/:id":           "it is a picture and no page",

	"/visits/:id/photos/:photo": "it is a picture and no page",

	"/applications/:id/pictures/:picture": "it is a picture and no page",
	"/publicity/:code":                    "its address stands on a paper on the wall",
	"aide /applications/:id/notice":       "one is led to it while it shows",
	"/applications/:id/letter":            "it is there once a request was decided, and the list shows what waits",
	"/exports/:id":                        "a request for a list with names is there once somebody has made one",
	"ngo /courses/:id":                    "who gives no training has none",
	"ngo /sessions/:id":                   "the same",
	"/relief/code/:pass":                  "the pages of a household are reached with its code alone; they are looked at where one asks for relief",
	"/relief/form/:pass/:group":           "the same",
	"/relief/at/:code":                    "the same",
}

// TestEveryPageOfEveryRole looks at every page of the table of routes as each role that may read it: on a phone and on a desk, in both
// languages, light and dark. A page with a parameter is found by the links that lead to it; one that nothing leads to fails the test.
func TestEveryPageOfEveryRole(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	for _, role := range readers() {
		t.Run("as_"+role, func(t *testing.T) {
			t.Parallel()
			pages := read(t, s, role).explore()
			for _, lang := range locales.Langs() {
				v := visit(t, s, phone, lang)
				if role != anybody {
					v.logIn(role)
				}
				for _, p := range pages {
					v.lookAround(role, p)
				}
			}
		})
	}
}

// readers are nobody and one demo account of each role.
func readers() []string {
	out, known := []string{anybody}, map[models.Role]bool{}
	for _, login := range demo.Logins() {
		if role := roleOf(login); !known[role] {
			known[role] = true
			out = append(out, login)
		}
	}
	return out
}

// lookAround looks at one page on both screens. In Chinese it first weighs it as a phone does that has nothing of the site yet.
func (v *visitor) lookAround(role string, p found) {
	v.t.Helper()
	name := strings.Trim(role+"."+strings.Trim(strings.NewReplacer("/", "_", ":", "").Replace(p.route), "_"), ".")
	if p.route == "/" {
		name = strings.Trim(role+".home", ".")
	}
	fresh := v.lang == locales.Chinese
	v.resize(phone)
	v.call(call(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: fresh}))
	v.open(p.path, 200)
	if fresh {
		v.light(name)
	}
	v.look(name)
	v.resize(desk)
	v.look(name)
}

// routesOf are the GET routes of the table that a role may read.
func routesOf(login string) []string {
	role := roleOf(login)
	var out []string
	for _, r := range (&web.Web{}).Routes() {
		if r.Method == http.MethodGet && (r.Public || role != models.RoleAnonymous && (r.Roles == nil || slices.Contains(r.Roles, role))) {
			out = append(out, r.Path)
		}
	}
	if login == anybody {
		out = append(out, "/trust")
	}
	return out
}

// roleOf is the role of a demo account.
func roleOf(login string) models.Role {
	roles := map[string]models.Role{
		anybody: models.RoleAnonymous, "admin": models.RoleSysadmin, "staff": models.RoleStaff, "town": models.RoleTown, "aide": models.RoleAide,
		"ngo": models.RoleSupplierAdmin, "company": models.RoleSupplierAdmin, "auditor": models.RoleAuditor, "province": models.RoleProvince, "dept": models.RoleDeptSource, worker: models.RoleSupplierWorker,
	}
	return roles[login]
}

func TestRoutesAreFoundByTheirPaths(t *testing.T) {
	e := explorer{routes: []string{"/", "/needs", "/needs/:id", "/needs/new", "/files/*name"}}
	for path, want := range map[string]string{
		"/": "/", "/needs": "/needs", "/needs?status=open": "/needs", "/needs/new": "/needs/new", "/needs/7": "/needs/:id", "/needs/7/x": "",
		"/files/a/b": "/files/*name", "/needs/": "", "/other": "",
	} {
		assert.Equal(t, want, e.routeOf(path), path)
	}
	for _, login := range demo.Logins() {
		assert.NotEmpty(t, roleOf(login), login)
		assert.Contains(t, routesOf(login), "/menu", login+" has pages")
	}
	for _, r := range (&web.Web{}).Routes() {
		read := r.Method != http.MethodGet || slices.ContainsFunc(append(demo.Logins(), anybody, worker), func(l string) bool { return slices.Contains(routesOf(l), r.Path) })
		assert.True(t, read, "no demo account may read %s", r.Path)
	}
}
