package models

// Department is one that sends lists; its short Chinese name is its code.
type Department struct{ Name, NameEN string }

// departmentTable is the working list of the 26 departments (domain report §7, to be confirmed with a county) with the hotline and the
// grid, which people report to.
var departmentTable = []Department{
	{"民政", "civil affairs"}, {"医保", "medical insurance"}, {"卫健", "health"}, {"人社", "labour and social security"}, {"教育", "education"},
	{"公安", "public security"}, {"交警", "traffic police"}, {"残联", "disabled persons' federation"}, {"住建", "housing and construction"},
	{"自然资源", "natural resources"}, {"公积金", "housing fund"}, {"税务", "taxation"}, {"市场监管", "market supervision"},
	{"应急", "emergency management"}, {"农业农村", "agriculture and rural affairs"}, {"退役军人", "veterans affairs"}, {"司法", "justice"},
	{"法院", "court"}, {"总工会", "trade union"}, {"团委", "youth league"}, {"妇联", "women's federation"}, {"红十字会", "Red Cross"},
	{"慈善总会", "charity federation"}, {"供电", "electricity"}, {"供水燃气", "water and gas"}, {"金融机构", "banks"},
	{"热线", "hotline 12345"}, {"网格", "grid workers"},
}

// Departments lists the departments that are known by name. A county may have others: a department is what a feed says it is.
func Departments() []Department { return departmentTable }

// DepartmentEN answers the English name of a department, or its own name where it has none.
func DepartmentEN(name string) string {
	for _, d := range departmentTable {
		if d.Name == name {
			return d.NameEN
		}
	}
	return name
}
