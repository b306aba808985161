package web

import (
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) homeRoutes() []Route {
	return []Route{public(get("/", w.home)), get("/menu", w.menuPage)}
}

// homes are what each role sees first. It is no variable: the pages ask in turn which pages there are.
func homes() map[models.Role]func(*Web, *Call) error {
	return map[models.Role]func(*Web, *Call) error{
		models.RoleStaff: (*Web).board, models.RoleOperator: (*Web).board, models.RoleTown: (*Web).board,
		models.RoleAide: (*Web).aideHome, models.RoleSupplierAdmin: (*Web).supplierHome, models.RoleSupplierWorker: (*Web).taskList,
		models.RoleAuditor: (*Web).audit, models.RoleProvince: (*Web).province, models.RoleDeptSource: (*Web).batchList,
	}
}

// home is the first page: what this is for whoever is not logged in, else what waits for the reader.
func (w *Web) home(c *Call) error {
	if c.Actor.Owes != "" {
		return c.Go(dutyPages[c.Actor.Owes], "")
	}
	if show, ok := homes()[c.Actor.Role]; ok {
		return show(w, c)
	}
	if c.Actor.Role == models.RoleAnonymous {
		return c.Show("home/welcome", c.Page("page.welcome.title"))
	}
	return w.menuPage(c)
}

type menuPage struct {
	Page
	Ways []templates.Link
}

// menuPage lists all ways of the reader: what a phone's bar has no room for.
func (w *Web) menuPage(c *Call) error {
	return c.Show("home/menu", menuPage{c.Page("page.menu.title"), c.menu()})
}
