package web

import (
	"io"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

// reportReaders are the roles to whom reports are open.
var reportReaders = []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAuditor}

func (w *Web) paperRoutes() []Route {
	return []Route{get("/reports/file/:report", w.reportFile, append([]models.Role{models.RoleProvince, models.RoleSupplierAdmin}, reportReaders...)...)}
}

// reportFile is a table of a report as a file, asked as the page was that led here.
func (w *Web) reportFile(c *Call) error {
	p, err := reports.PaperOf(c.Param("report"), c.said("format"), c.Lang(), c.said)
	if err != nil {
		return err
	}
	return respond.File(c.Context, p.Name(c.Actor, w.Clock.Now()), func(out io.Writer) error {
		_, err := w.Reports.TakePaper(c.Ctx(), c.Actor, p, out)
		return err
	})
}
