package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/server/respond"
)

func (a *API) searchRoutes() []Route {
	return []Route{{
		// A POST, so that a citizen number or phone never stands in an address; Secret, so that no answer is remembered.
		Method: http.MethodPost, Path: "/search", Handler: a.search, Tag: "search", In: searchBody{}, Out: foundBody{}, Secret: true,
		Summary: "Look over all that you may see: needs, offers and suppliers by words or number, households by exact number, citizen number or phone",
	}}
}

type searchBody struct {
	Q string `json:"q"`
}

type foundBody struct {
	Kind       string          `json:"kind" enum:"words,number,citizen_no,phone" description:"what the words were taken for"`
	Needs      []needBody      `json:"needs"`
	OpenNeeds  []openNeedBody  `json:"open_needs"`
	Offers     []offerBody     `json:"offers"`
	Suppliers  []supplierBody  `json:"suppliers"`
	Households []householdBody `json:"households"`
	More       bool            `json:"more" description:"there is more of something than the ten shown"`
}

func (a *API) search(c *gin.Context) error {
	in, err := bind[searchBody](c)
	if err != nil {
		return err
	}
	f, err := a.Casework.Search(c.Request.Context(), actor(c), in.Q)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, foundBody{
		Kind: string(f.Kind), More: f.More, Needs: viewed(f.Needs, needOf), OpenNeeds: viewed(f.OpenNeeds, openNeedOf),
		Offers: viewed(f.Offers, a.offerOf), Suppliers: viewed(f.Suppliers, supplierOf(actor(c))), Households: viewed(f.Households, listedHousehold),
	})
}

// viewed shows rows each through view; none is an empty list.
func viewed[R, T any](rows []R, view func(R) T) []T {
	out := make([]T, 0, len(rows))
	for _, r := range rows {
		out = append(out, view(r))
	}
	return out
}
