package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) trainingReportRoutes() []Route {
	return []Route{get("/reports/training", w.trainingReport, append([]models.Role{models.RoleProvince, models.RoleSupplierAdmin}, reportReaders...)...)}
}

type trainingReportPage struct {
	Page
	Tabs   []templates.Link
	Report *reports.TrainedReport // nil where the filters make no sense
	Groups []templates.Option
}

// trainingReport is who is in work ninety days after a training.
func (w *Web) trainingReport(c *Call) error {
	from, to, group := models.Date(c.said("from")), models.Date(c.said("to")), reports.Grouping(c.said("group_by"))
	p := trainingReportPage{Page: c.Page("page.training.title"), Tabs: c.tabs(), Groups: options(c, "grouping", reports.TrainingGroupings(c.Actor))}
	report, err := w.trainedOf(c, from, to, group)
	status := http.StatusOK
	if form, code, ok := c.Crossed(err); ok {
		form.Values = Holding("from", string(from), "to", string(to), "group_by", string(group)).Values
		p.Form, status = form, code
	} else if err != nil {
		return err
	} else {
		p.Report = report
		p.Form = Holding("from", string(report.From), "to", string(report.To), "group_by", string(report.GroupBy))
	}
	return c.ShowAs(status, "report/training", p)
}

func (w *Web) trainedOf(c *Call, from, to models.Date, group reports.Grouping) (*reports.TrainedReport, error) {
	for name, day := range map[string]models.Date{"from": from, "to": to} {
		if _, ok := models.ParseDate(string(day)); day != "" && !ok {
			return nil, models.InvalidField(name, "date")
		}
	}
	return w.Reports.Trained(c.Ctx(), c.Actor, from, to, group)
}

// Excluded is how many people a line leaves out.
func (trainingReportPage) Excluded(t reports.Trained) int64 { return counted(t.Exclusions) }
