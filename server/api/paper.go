package api

import (
	"cmp"
	"io"

	"github.com/gin-gonic/gin"

	"zhulian/reports"
	"zhulian/server/respond"
)

// paper answers a report as its handler does, or with ?format=csv or xlsx as a file. Of several tables ?table= chooses one; the first is usual.
func (a *API) paper(handler func(*gin.Context) error, tables ...string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		format, err := oneOf(c, "format", "json", "csv", "xlsx")
		table, err1 := oneOf(c, "table", tables...)
		if err := first(err, err1); err != nil {
			return err
		}
		if format == "" || format == "json" {
			return handler(c)
		}
		p, err := reports.PaperOf(cmp.Or(table, tables[0]), format, lang(c), func(name string) string { return cmp.Or(c.Param(name), c.Query(name)) })
		if err != nil {
			return err
		}
		return respond.File(c, p.Name(actor(c), a.Clock.Now()), func(w io.Writer) error {
			_, err := a.Reports.TakePaper(c.Request.Context(), actor(c), p, w)
			return err
		})
	}
}
