package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhulian/models"
)

// helper is a supplier with what the stories need to know of it.
type helper struct {
	row   *models.Supplier
	login *models.Account
	codes []string
	town  int
	from  time.Time // active since
	until time.Time // no longer active since; zero while it is
}

func (b *builder) foundSuppliers() {
	for i, w := range ngoTable {
		b.found(w, numbered(ngoLogin, i), 880000+i*137)
	}
	for i, w := range companyTable {
		b.found(w, numbered(companyLogin, i), 210000+i*251)
	}
}

func (b *builder) found(w supplierWords, login string, serial int) {
	applied := b.appliedAt(w.state)
	uscc := models.SyntheticUSCC(w.prefix, County, serial)
	kind, _ := models.SupplierKindOf(uscc)
	row := &models.Supplier{
		CountyCode: County, ID: b.dice.id(applied), USCC: uscc, USCCCheck: models.USCCOk, Kind: kind, Name: w.name,
		Description: w.about, RegionCode: b.townCode(w.town), ContactName: b.surname() + pick(b.dice, givenNames[1][string(b.coin())]),
		ContactPhone: b.phone(), IsCharity: strings.Contains(w.extra, "charity"), Status: models.SupplierApplied,
		AppliedAt: applied, CreatedAt: applied, UpdatedAt: applied, Version: 1,
	}
	if w.state == "legacy" {
		row.USCC, row.USCCCheck = spoil(uscc), models.USCCLegacyOverride
	}
	h := &helper{row: row, codes: strings.Fields(w.codes), town: w.town}
	row.SensitivityClearance = clearance(h.codes)
	row.Licences = b.licences(h.codes, strings.Fields(w.extra))
	h.login = b.account(login, models.RoleSupplierAdmin, row.ContactName)
	h.login.SupplierID, h.login.CreatedAt, h.login.Status = &row.ID, applied, models.AccountPending
	b.helpers = append(b.helpers, h)
	b.review(h, w.state)
}

func (b *builder) appliedAt(state string) time.Time {
	days := b.dice.between(430, 880)
	switch state {
	case "applied":
		days = b.dice.between(1, 3)
	case "checking":
		days = b.dice.between(4, 6)
	case "rejected":
		days = b.dice.between(60, 120)
	}
	return b.dice.at(b.ago(days), 9, 17)
}

// review takes a supplier through the steps to where it stands. A code that fails its check digit is confirmed by a second
// person.
func (b *builder) review(h *helper, state string) {
	at := h.row.AppliedAt
	b.stepSupplier(h, at, h.login, "apply", models.SupplierApplied)
	if state == "applied" {
		return
	}
	at = office(b.Calendar, at.Add(b.dice.span(2*time.Hour, 40*time.Hour)))
	if state == "legacy" || state == "checking" {
		b.stepSupplier(h, at, b.staff[0], "check", models.SupplierChecking)
		h.row.CheckedBy = &b.staff[0].ID
		at = office(b.Calendar, at.Add(b.dice.span(3*time.Hour, 30*time.Hour)))
	}
	switch state {
	case "checking":
		return
	case "rejected":
		h.row.StatusReason = supplierReasons["rejected"]
		b.stepSupplier(h, at, b.staff[0], "reject", models.SupplierRejected)
		h.login.Status = models.AccountDisabled
		return
	}
	by := b.staff[1]
	h.row.ApprovedBy, h.row.ApprovedAt = &by.ID, &at
	b.stepSupplier(h, at, by, "approve", models.SupplierApproved)
	b.stepSupplier(h, at, by, "activate", models.SupplierActive)
	h.login.Status, h.from = models.AccountActive, at
	if state == "suspended" {
		h.until = b.dice.at(b.ago(38), 9, 17)
		h.row.StatusReason = supplierReasons["suspended"]
		b.stepSupplier(h, h.until, b.staff[0], "suspend", models.SupplierSuspended)
	}
}

func (b *builder) stepSupplier(h *helper, at time.Time, by *models.Account, name string, to models.SupplierStatus) {
	from := h.row.Status
	if name == "apply" {
		from = ""
	}
	if from != "" {
		h.row.Version++
	}
	h.row.Status, h.row.UpdatedAt = to, at
	b.record(at, by, step{noun: "supplier", id: h.row.ID, name: name, from: string(from), to: string(to), region: h.row.RegionCode, supplier: h.row.ID})
}

// active tells whether the supplier may serve at an instant.
func (h *helper) active(at time.Time) bool {
	return !h.from.IsZero() && !at.Before(h.from) && (h.until.IsZero() || at.Before(h.until))
}

// licences puts on file what the categories ask for; whoever works with children has passed the yearly query.
func (b *builder) licences(codes, extra []string) []models.Licence {
	kinds := slices.DeleteFunc(slices.Clone(extra), func(k string) bool { return k == "" })
	for _, code := range codes {
		c, _ := models.CategoryByCode(code)
		kinds = append(kinds, c.Licence)
		if c.Parent == "D" {
			kinds = append(kinds, models.LicenceChild)
		}
	}
	slices.Sort(kinds)
	out := []models.Licence{}
	for _, k := range slices.Compact(kinds) {
		if k == "" || k == models.LicenceGov {
			continue
		}
		days := b.dice.between(150, 1100)
		if b.dice.chance(6) {
			days = b.dice.between(12, 30)
		}
		number := fmt.Sprintf("%s-%s-%06d", strings.ToUpper(k), County, b.dice.IntN(1_000_000))
		out = append(out, models.Licence{Kind: k, Number: number, ValidTo: b.today.AddDays(days)})
	}
	return out
}

// clearance is as high as the supplier's categories need, and never 3: those go by named referral only.
func clearance(codes []string) int {
	out := 1
	for _, code := range codes {
		c, _ := models.CategoryByCode(code)
		out = max(out, min(2, c.Sensitivity))
	}
	return out
}

// spoil changes the check character, as in codes of the pilot years.
func spoil(uscc string) string {
	last := byte('0')
	if uscc[17] == '0' {
		last = '1'
	}
	return uscc[:17] + string(last)
}
