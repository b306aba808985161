package models

// Role is what an account is in the county's alliance; what it may do stands in the permission table.
type Role string

// The roles of the alliance. System is the server's own hand: sweeps, imports and the demo.
const (
	RoleStaff          Role = "county_staff"
	RoleOperator       Role = "county_operator"
	RoleTown           Role = "town_clerk"
	RoleAide           Role = "aide"
	RoleSupplierAdmin  Role = "supplier_admin"
	RoleSupplierWorker Role = "supplier_worker"
	RoleResident       Role = "resident"
	RoleDeptSource     Role = "dept_source"
	RoleAuditor        Role = "auditor"
	RoleProvince       Role = "province"
	RoleSysadmin       Role = "sysadmin"
	RoleSystem         Role = "system"
	RoleAnonymous      Role = "anonymous"
)

// Roles lists the roles that an account may hold, in the order in which people expect them.
func Roles() []Role {
	return []Role{RoleStaff, RoleOperator, RoleTown, RoleAide, RoleSupplierAdmin, RoleSupplierWorker, RoleResident,
		RoleDeptSource, RoleAuditor, RoleProvince, RoleSysadmin}
}

// IsSupplier tells whether the role belongs to a supplier, outside government.
func (r Role) IsSupplier() bool { return r == RoleSupplierAdmin || r == RoleSupplierWorker }

// Actor is who is asking: an account with its role and its scope.
type Actor struct {
	AccountID  string
	SessionID  string
	CountyCode string // 6 digits; a province's account has its own 6-digit code, as 330000
	Role       Role
	Regions    []string // 12-digit codes at or under which the actor's government scope lies
	SupplierID string   // for supplier roles
	Department string   // for a department's account
	Owes       Duty     // what must be done before anything else may
}

// Duty is what an account must do before it may do anything else.
type Duty string

// The duties, in the order in which they are done.
const (
	DutyPassword     Duty = "password"      // choose a password in the place of one that somebody else gave
	DutySecondFactor Duty = "second_factor" // set a second factor up
)

// Free is nil for an actor that owes nothing, else Forbidden with what must be done first.
func (a Actor) Free() error {
	switch a.Owes {
	case DutyPassword:
		return Forbidden("password_given")
	case DutySecondFactor:
		return Forbidden("second_factor_missing")
	default:
		return nil
	}
}

// System is the server itself, acting in one county.
func System(county string) Actor {
	return Actor{CountyCode: county, Role: RoleSystem, Regions: []string{county + "000000"}}
}

// Covers tells whether a region lies in the actor's government scope.
func (a Actor) Covers(region string) bool {
	for _, r := range a.Regions {
		if Covers(r, region) {
			return true
		}
	}
	return false
}
