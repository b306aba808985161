package web

import (
	"strings"

	"zhulian/models"
	"zhulian/templates"
)

// entry is one line of a role's menu: its address, the key of its text behind "menu.", and its icon.
type entry struct{ href, key, icon string }

// menus are the ways that each role sees, the most used first: a phone shows the first four.
var menus = map[models.Role][]entry{
	models.RoleStaff: {
		needsEntry, alertsEntry, reliefEntry, {"/suppliers", "suppliers", "supplier"}, {"/offers", "offers_desk", "gift"}, complaintsEntry, {"/rounds", "rounds", "match"},
		{"/households", "households", "house"}, suggestionsEntry, workEntry, coursesEntry, visitPlanEntry, happinessEntry,
		reportEntry, {"/lists", "lists", "upload"}, exportsEntry, batchesEntry, rulesEntry, settingsEntry, auditEntry,
	},
	models.RoleOperator: {needsEntry, alertsEntry, complaintsEntry, {"/offers", "offers_desk", "gift"}, {"/suppliers", "suppliers", "supplier"}, visitPlanEntry,
		coursesEntry, reportEntry, settingsEntry},
	models.RoleTown: {needsEntry, alertsEntry, reliefEntry, visitPlanEntry, happinessEntry, {"/households", "households", "house"}, suggestionsEntry, workEntry,
		coursesEntry, {"/suppliers", "suppliers", "supplier"}, reportEntry},
	models.RoleAuditor: {auditEntry, needsEntry, {"/suppliers", "suppliers", "supplier"}, {"/offers", "offers_desk", "gift"}, reportEntry, exportsEntry, settingsEntry},
	models.RoleAide: {
		alertsEntry, visitsEntry, {"/needs/new", "need_new", "plus"}, {"/households", "households", "house"}, {"/fulfilments", "fulfilments", "check"}, needsEntry, reliefEntry,
		happinessEntry, workEntry, coursesEntry,
		{"/waiting", "waiting", "cloud-off"},
	},
	models.RoleSupplierAdmin: {
		{"/matches", "matches", "inbox"}, {"/offers", "offers", "gift"}, {"/open-needs", "open_needs", "search"}, {"/fulfilments", "deliveries", "hand"},
		{"/reports/gaps", "gaps", "target"}, {"/figures", "figures", "chart"}, coursesEntry, {"/impact", "impact", "gift"}, {"/supplier", "supplier", "supplier"},
	},
	models.RoleDeptSource:     {batchesEntry},
	models.RoleSupplierWorker: {{"/tasks", "tasks", "check"}, {"/sessions", "sessions", "calendar"}},
	models.RoleProvince:       {{"/province", "province", "chart"}, {"/reports/indicators", "indicators", "document"}, {"/reports/resolution", "resolution", "check"}},
	models.RoleSysadmin:       {{"/accounts", "accounts", "people"}},
}

var (
	alertsEntry = entry{"/alerts", "alerts", "alert"}
	needsEntry  = entry{"/needs", "needs", "hand"}
	reliefEntry = entry{"/applications", "relief", "inbox"}
	reportEntry = entry{"/reports", "reports", "chart"}

	visitsEntry    = entry{"/visits", "visits", "visit"}
	coursesEntry   = entry{"/courses", "courses", "calendar"}
	workEntry      = entry{"/work", "work", "target"}
	happinessEntry = entry{"/happiness", "happiness", "gift"}

	visitPlanEntry = entry{"/visit-plan", "visit_plan", "visit"}

	suggestionsEntry = entry{"/suggestions", "suggestions", "target"}

	complaintsEntry = entry{"/complaints", "complaints", "alert"}

	exportsEntry  = entry{"/exports", "exports", "download"}
	rulesEntry    = entry{"/rules", "rules", "filter"}
	batchesEntry  = entry{"/batches", "batches", "inbox"}
	settingsEntry = entry{"/settings", "settings", "settings"}
	auditEntry    = entry{"/audit", "audit", "shield"}
)

func (c *Call) menu() []templates.Link {
	list := append([]entry{{"/", "home", "home"}}, menus[c.Actor.Role]...)
	out, nearest := make([]templates.Link, len(list)), -1
	for i, e := range list {
		out[i] = templates.Link{Href: e.href, Text: c.T("menu." + e.key), Icon: e.icon}
		here := c.Request.URL.Path == e.href || e.href != "/" && strings.HasPrefix(c.Request.URL.Path, e.href+"/")
		if here && (nearest < 0 || len(e.href) > len(list[nearest].href)) {
			nearest = i // of two that lead here, the closer one: /needs/new before /needs
		}
	}
	if nearest >= 0 {
		out[nearest].Current = true
	}
	return out
}
