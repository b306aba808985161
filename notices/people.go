package notices

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// people finds the accounts of audiences, and remembers what it has read for as long as one transaction.
type people struct {
	s      *store.Store
	county string
	roles  map[models.Role][]models.Account
	towns  map[string]string
}

func (b *bundle) at(id string) store.Key { return store.Key{County: b.county, ID: id} }

// of is who belongs to an audience of a matter, as the county's accounts are now.
func (p *people) of(ctx context.Context, to models.Audience, m *matter) ([]models.Account, error) {
	switch to {
	case models.ToSupplier:
		return p.supplier(ctx, m)
	case models.ToAide:
		return p.oneOr(ctx, m.submitter, models.RoleAide, m.region)
	case models.ToInviter:
		return p.one(ctx, m.inviter)
	case models.ToOwner:
		return p.one(ctx, m.owner)
	case models.ToTown:
		clerks, err := p.covering(ctx, models.RoleTown, m.region)
		if err != nil || len(clerks) > 0 {
			return clerks, err
		}
		return p.role(ctx, models.RoleStaff)
	case models.ToReviewer:
		staff, err := p.role(ctx, models.RoleStaff)
		if err != nil {
			return nil, err
		}
		operators, err := p.role(ctx, models.RoleOperator)
		return append(append([]models.Account{}, staff...), operators...), err
	default:
		return p.role(ctx, models.RoleStaff)
	}
}

// supplier is who may answer for a supplier. Where it was turned down its logins were never opened; they are told all the same.
func (p *people) supplier(ctx context.Context, m *matter) ([]models.Account, error) {
	if m.supplier == "" {
		return nil, nil
	}
	all, err := p.s.Recipients(ctx, store.RecipientFilter{County: p.county, Supplier: m.supplier, Roles: []models.Role{models.RoleSupplierAdmin}})
	var out []models.Account
	for _, a := range all {
		if a.Status == models.AccountActive || a.Status == models.AccountPending {
			out = append(out, a)
		}
	}
	return out, err
}

func (p *people) one(ctx context.Context, id string) ([]models.Account, error) {
	if id == "" {
		return nil, nil
	}
	return p.s.Recipients(ctx, store.RecipientFilter{County: p.county, IDs: []string{id}, Status: models.AccountActive})
}

// oneOr is an account or, where it is gone, those of a role in whose villages the region lies.
func (p *people) oneOr(ctx context.Context, id string, role models.Role, region string) ([]models.Account, error) {
	found, err := p.one(ctx, id)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return p.covering(ctx, role, region)
}

func (p *people) covering(ctx context.Context, role models.Role, region string) ([]models.Account, error) {
	all, err := p.role(ctx, role)
	var out []models.Account
	for _, a := range all {
		if a.Actor("").Covers(region) {
			out = append(out, a)
		}
	}
	return out, err
}

func (p *people) role(ctx context.Context, role models.Role) ([]models.Account, error) {
	if found, ok := p.roles[role]; ok {
		return found, nil
	}
	found, err := p.s.Recipients(ctx, store.RecipientFilter{County: p.county, Roles: []models.Role{role}, Status: models.AccountActive})
	if err != nil {
		return nil, err
	}
	if p.roles == nil {
		p.roles = map[models.Role][]models.Account{}
	}
	p.roles[role] = found
	return found, nil
}

// town is the name of the town in which a region lies.
func (p *people) town(ctx context.Context, region string) (string, error) {
	code := models.TownOf(region)
	if name, ok := p.towns[code]; ok {
		return name, nil
	}
	r, err := p.s.Region(ctx, code)
	if models.KindOf(err) == models.KindNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if p.towns == nil {
		p.towns = map[string]string{}
	}
	p.towns[code] = r.Name
	return r.Name, nil
}
