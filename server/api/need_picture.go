package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/server/respond"
)

func (a *API) showNeed(c *gin.Context) error {
	id, err := pathID(c, "need")
	if err != nil {
		return err
	}
	content, err := uploaded(c)
	if err != nil {
		return err
	}
	r, err := a.Casework.ShowNeed(c.Request.Context(), actor(c), id, casework.Picture{ID: c.Request.PostFormValue("id"), Content: content})
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, proofOf(*r))
}

func (a *API) needPictures(c *gin.Context) error {
	id, err := pathID(c, "need")
	if err != nil {
		return err
	}
	rows, err := a.Casework.NeedPictures(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, rows, "", proofOf)
}
