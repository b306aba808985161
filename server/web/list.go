package web

import (
	"strings"

	"zhulian/casework"
	"zhulian/models"
)

// listed is how many rows a page of a list shows.
const listed = 30

// part reads which part of a list the address asks for; what is no cursor is the beginning.
func (c *Call) part() casework.Page {
	after, _ := models.ParseID(c.Query("cursor"))
	return casework.Page{Limit: listed, After: after}
}

// said is one filter of the address, without spaces around it.
func (c *Call) said(name string) string { return strings.TrimSpace(c.Query(name)) }
