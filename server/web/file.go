package web

import (
	"net/http"
	"strings"

	"zhulian/models"
)

func (w *Web) fileRoutes() []Route { return []Route{get("/files/:id", w.file)} }

// file hands an upload over to be kept, never to be shown in place: what came from outside must not speak for the house.
func (w *Web) file(c *Call) error {
	id, err := c.ID("attachment")
	if err != nil {
		return err
	}
	a, err := w.Casework.File(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.handOver(a)
}

// handOver sends an upload as a file to be kept, whatever asks for it: a page may draw a picture of it, and nothing runs in it.
func (c *Call) handOver(a *models.Attachment) error {
	_, kind, _ := strings.Cut(a.ContentType, "/")
	c.Header("Content-Disposition", `attachment; filename="`+a.ID+"."+kind+`"`)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox")
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, a.ContentType, a.Content)
	return nil
}
