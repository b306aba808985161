package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ApplySupplier records an organisation's application and its first login, which stays pending until staff approve. Anyone may
// apply. A USCC whose check digit fails is kept as legacy_override for a second person (domain report §16.1). Scans of its papers are kept
// sealed. Errors: Invalid; Unavailable; Conflict uscc_known or username_taken.
func (d *Desk) ApplySupplier(ctx context.Context, in models.SupplierDraft, papers ...Paper) (*models.Supplier, error) {
	papers, faults, err := d.checkPapers(ctx, papers)
	if err != nil {
		return nil, err
	}
	if faults = append(models.CheckSupplier(in, d.today()), faults...); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	county, err := d.countyOf(ctx, in.CountyCode)
	if err != nil {
		return nil, err
	}
	r := in.Row(d.origin(models.Actor{CountyCode: county}))
	hash, err := d.HashPassword(ctx, "user.password", in.User.Password, in.User.Username, in.Name)
	if err != nil {
		return nil, err
	}
	login := d.loginOf(in, *r, hash)
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		if taken, err := s.USCCKnown(ctx, county, r.USCC); err != nil || taken {
			return orConflict(err, "uscc_known")
		}
		if err := s.InsertSupplier(ctx, r); err != nil {
			return err
		}
		if _, err := s.AccountByName(ctx, login.Username); models.KindOf(err) != models.KindNotFound {
			return orConflict(err, "username_taken")
		}
		if err := s.InsertAccount(ctx, login); err != nil {
			return err
		}
		if err := s.PutNoticeAddress(ctx, addressOf(in, *r, *login)); err != nil {
			return err
		}
		flow.Log(s, models.Actor{Role: models.RoleAnonymous}, supplierSubject(*r), "apply", "", string(r.Status),
			map[string]string{"uscc_check": string(r.USCCCheck)})
		return keepPapers(ctx, s, login.ID, r, papers)
	})
	return r, err
}

func orConflict(err error, code string) error {
	if err != nil {
		return err
	}
	return models.Conflict(code)
}

// countyOf is the county named, or the only one that this installation serves.
func (d *Desk) countyOf(ctx context.Context, named string) (string, error) {
	all, err := d.Store.Counties(ctx)
	if err != nil {
		return "", err
	}
	if named == "" && len(all) == 1 {
		return all[0].CountyCode, nil
	}
	for _, c := range all {
		if c.CountyCode == named {
			return named, nil
		}
	}
	if named == "" {
		return "", models.InvalidField("county_code", "required")
	}
	return "", models.InvalidField("county_code", "region_unknown")
}

func (d *Desk) loginOf(in models.SupplierDraft, r models.Supplier, hash string) *models.Account {
	now := d.Store.Now()
	return &models.Account{
		ID: models.NewID(now), CountyCode: r.CountyCode, Username: in.User.Username, PasswordHash: hash,
		Role: models.RoleSupplierAdmin, DisplayName: r.Name, Regions: []string{}, SupplierID: &r.ID, Status: models.AccountPending,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}

// addressOf is where the first login of a supplier is reached until its holder says otherwise.
func addressOf(in models.SupplierDraft, r models.Supplier, login models.Account) *models.NoticeAddress {
	out := &models.NoticeAddress{CountyCode: r.CountyCode, AccountID: login.ID, Email: in.User.Email}
	if models.IsMobile(r.ContactPhone) {
		out.Phone = r.ContactPhone
	}
	return out
}

func supplierSubject(r models.Supplier) flow.Subject {
	return flow.Subject{Noun: "supplier", ID: r.ID, County: r.CountyCode, Region: r.RegionCode, Supplier: r.ID}
}
