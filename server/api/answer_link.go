package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) answerLinkRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/answer-links/:token", Handler: a.mailedInvitation, Public: true, Guessed: true, Tag: "answer-links", Out: mailedBody{},
			Summary: "The invitation that a mailed link leads to; changes nothing, however often it is asked",
		},
		{
			Method: http.MethodPost, Path: "/answer-links/:token/accept", Handler: a.answerByLink(true), Public: true, Guessed: true, Tag: "answer-links",
			In: models.Answer{}, Out: mailedAnswer{}, Summary: "Accept that invitation, whole or in part, as the account it was mailed to; the link ends with it",
		},
		{
			Method: http.MethodPost, Path: "/answer-links/:token/decline", Handler: a.answerByLink(false), Public: true, Guessed: true, Tag: "answer-links",
			In: models.Answer{}, Out: mailedAnswer{}, Summary: "Decline that invitation, at no cost; the link ends with it",
		},
	}
}

type mailedBody struct {
	Need      openNeedBody `json:"need" description:"what a browsing supplier may see"`
	Supplier  string       `json:"supplier"`
	Offer     string       `json:"offer"`
	Quantity  *int64       `json:"quantity" description:"null: not known"`
	Unit      string       `json:"unit"`
	RespondBy *time.Time   `json:"respond_by"`
}

func (a *API) mailedInvitation(c *gin.Context) error {
	x, err := a.Casework.InvitationByLink(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, mailedOf(x))
}

func mailedOf(x *casework.MailedInvitation) mailedBody {
	return mailedBody{
		Need: openNeedOf(x.OpenNeed), Supplier: x.Supplier, Offer: x.Offer, Quantity: x.Match.Quantity, Unit: x.Match.Unit,
		RespondBy: x.Match.RespondBy,
	}
}

// mailedAnswer says what became of an invitation, and nothing of the household: more takes a login.
type mailedAnswer struct {
	MatchID  string `json:"match_id"`
	Status   string `json:"status"`
	Reserved int64  `json:"quantity_reserved"`
}

func (a *API) answerByLink(accept bool) func(*gin.Context) error {
	return func(c *gin.Context) error {
		in, err := bindOptional[models.Answer](c)
		if err != nil {
			return err
		}
		m, err := a.Casework.AnswerByLink(c.Request.Context(), c.Param("token"), accept, in)
		if err != nil {
			return err
		}
		return respond.JSON(c, http.StatusOK, mailedAnswer{MatchID: m.ID, Status: string(m.Status), Reserved: m.Reserved})
	}
}
