package accounts

import (
	"context"
	"strings"

	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
)

// OpenAccount is AddAccount with a password that is made here, told once, and must be changed at the first login, within GivenLife.
func (d *Desk) OpenAccount(ctx context.Context, actor models.Actor, draft models.AccountDraft) (*models.Account, string, error) {
	draft.Password, draft.Given = passwords.Make(), true
	a, err := d.AddAccount(ctx, actor, draft)
	return a, draft.Password, err
}

// AddAccount makes an account in the actor's county. A supplier's account names its supplier and waits with it for approval; an
// account of any other role names none and has at least one region: the whole county where none is said, but for aides and town clerks, whose
// town or villages must be. Faults are Invalid, all at once; a username that is taken is a Conflict.
func (d *Desk) AddAccount(ctx context.Context, actor models.Actor, draft models.AccountDraft) (*models.Account, error) {
	if _, err := models.Authorise(actor, models.AccountEdit); err != nil {
		return nil, err
	}
	now := d.clock.Now()
	if err := models.Check(draft, models.DateOf(now)); err != nil {
		return nil, err
	}
	if faults := d.misfits(actor, draft); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	hash, err := d.hasher.Choose(ctx, "password", draft.Password, draft.Username, draft.DisplayName)
	if err != nil {
		return nil, err
	}
	account := models.Account{
		ID: models.NewID(now), CountyCode: draft.CountyCode, Username: draft.Username, PasswordHash: hash, Role: draft.Role,
		DisplayName: models.CleanText(draft.DisplayName), Regions: regionsOf(draft), Department: models.CleanText(draft.Department), Status: models.AccountActive,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if draft.Given {
		account.PasswordGivenAt = &now
	}
	err = d.store.InTx(ctx, func(s *store.Store) error {
		if err := bindSupplier(ctx, s, &account, draft.SupplierID); err != nil {
			return err
		}
		if err := s.InsertAccount(ctx, &account); err != nil {
			return err
		}
		e := accountEvent(&account, actor, "account", account.ID, "add")
		e.ToStatus, e.Data = string(account.Status), map[string]string{"role": string(account.Role)}
		s.Record(e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &account, nil
}

// misfits are the faults between fields, which the draft's tags cannot say.
func (d *Desk) misfits(actor models.Actor, draft models.AccountDraft) (faults []models.FieldError) {
	add := func(field, code string) { faults = append(faults, models.FieldError{Field: field, Code: code}) }
	if draft.CountyCode != actor.CountyCode {
		add("county_code", "county_other")
	}
	for _, r := range draft.Regions {
		if !models.Covers(draft.CountyCode, r) {
			add("regions", "region_outside")
			break
		}
	}
	if (draft.Role == models.RoleAide || draft.Role == models.RoleTown) && len(draft.Regions) == 0 {
		add("regions", "required")
	}
	switch {
	case draft.Role.IsSupplier() && draft.SupplierID == "":
		add("supplier_id", "required")
	case !draft.Role.IsSupplier() && draft.SupplierID != "":
		add("supplier_id", "supplier_role_only")
	}
	switch named := models.CleanText(draft.Department) != ""; {
	case draft.Role == models.RoleDeptSource && !named:
		add("department", "required")
	case draft.Role != models.RoleDeptSource && named:
		add("department", "dept_role_only")
	}
	return faults
}

func regionsOf(draft models.AccountDraft) []string {
	out := make([]string, 0, len(draft.Regions))
	for _, r := range draft.Regions {
		code, _ := models.ParseRegionCode(r)
		out = append(out, code)
	}
	if len(out) == 0 && !draft.Role.IsSupplier() {
		out = append(out, draft.CountyCode+strings.Repeat("0", 6))
	}
	return out
}

func bindSupplier(ctx context.Context, s *store.Store, a *models.Account, supplier string) error {
	if supplier == "" {
		return nil
	}
	row, err := s.Supplier(ctx, store.Key{County: a.CountyCode, ID: supplier})
	if models.KindOf(err) == models.KindNotFound {
		return models.InvalidField("supplier_id", "unknown")
	}
	if err != nil {
		return err
	}
	a.SupplierID = &row.ID
	if row.Status == models.SupplierApplied || row.Status == models.SupplierChecking {
		a.Status = models.AccountPending
	}
	return nil
}
