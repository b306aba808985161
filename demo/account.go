package demo

import (
	"fmt"

	"zhulian/models"
)

// The logins that the documentation names.
const (
	adminLogin    = "admin"
	staffLogin    = "staff"
	townLogin     = "town"
	aideLogin     = "aide"
	ngoLogin      = "ngo"
	companyLogin  = "company"
	auditorLogin  = "auditor"
	provinceLogin = "province"
	deptLogin     = "dept"
)

// Logins lists the demo accounts to print, in the order in which people try them.
func Logins() []string {
	return []string{adminLogin, staffLogin, townLogin, aideLogin, ngoLogin, companyLogin, auditorLogin, provinceLogin, deptLogin}
}

func (b *builder) account(username string, role models.Role, name string, regions ...string) *models.Account {
	at := b.ago(b.dice.between(920, 940)).Start().Add(b.dice.span(0, 8e12))
	a := &models.Account{
		ID: b.dice.id(at), CountyCode: County, Username: username, PasswordHash: b.PasswordHash, Role: role, DisplayName: name,
		Regions: regions, Status: models.AccountActive, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
	if regions == nil {
		a.Regions = []string{}
	}
	b.accounts = append(b.accounts, a)
	return a
}

func (b *builder) openAccounts() {
	b.account(adminLogin, models.RoleSysadmin, "系统管理员")
	b.staff[0] = b.account(staffLogin, models.RoleStaff, "沈立群", countyRegion)
	b.staff[1] = b.account("staff-02", models.RoleStaff, "周晓燕", countyRegion)
	b.account(auditorLogin, models.RoleAuditor, "王海萍", countyRegion)
	b.account(provinceLogin, models.RoleProvince, "省厅汇总", "330000000000").CountyCode = "330000"
	b.departmentAccount()
	names := staffNames[3:]
	for i := range townTable {
		b.clerks = append(b.clerks, b.account(numbered(townLogin, i), models.RoleTown, names[i], b.townCode(i)))
	}
	b.openAides(names[len(townTable):])
}

// departmentAccount is who brings the lists of medical bills, with dice of its own so that the rest stays as it is.
func (b *builder) departmentAccount() {
	at := b.ago(930).Start()
	b.accounts = append(b.accounts, &models.Account{ID: newDice(b.Seed + 12).id(at), CountyCode: County, Username: deptLogin, PasswordHash: b.PasswordHash,
		Role: models.RoleDeptSource, DisplayName: "医保局数据员", Department: "医保", Regions: []string{countyRegion}, Status: models.AccountActive,
		CreatedAt: at, UpdatedAt: at, Version: 1})
}

// openAides gives every aide two or three villages of one town; the first has the first two communities of the first town.
func (b *builder) openAides(names []string) {
	for i := 0; i < len(b.places); {
		size := 2 + len(b.aides)%2
		end := i
		var codes []string
		for end < len(b.places) && end < i+size && b.places[end].town == b.places[i].town {
			b.places[end].aide = len(b.aides)
			codes = append(codes, b.places[end].region.Code)
			end++
		}
		n := len(b.aides)
		b.aides = append(b.aides, b.account(numbered(aideLogin, n), models.RoleAide, names[n%len(names)], codes...))
		i = end
	}
}

func numbered(login string, i int) string {
	if i == 0 {
		return login
	}
	return fmt.Sprintf("%s-%02d", login, i+1)
}
