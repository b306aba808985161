package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) referenceRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/categories", Handler: a.categories, Public: true, Tag: "reference",
			Summary: "The categories of needs and offers", Out: listBody[categoryBody]{},
		},
		{
			Method: http.MethodGet, Path: "/regions", Handler: a.regions, Public: true, Tag: "reference",
			Summary: "The regions at or under a code", Out: listBody[regionBody]{}, Query: []string{"under"},
		},
	}
}

type categoryBody struct {
	Code        string `json:"code"`
	Parent      string `json:"parent"`
	NameZH      string `json:"name_zh"`
	NameEN      string `json:"name_en"`
	Mode        string `json:"mode"`
	Licence     string `json:"licence"`
	Sensitivity int    `json:"sensitivity"`
	SLAWorkdays int    `json:"sla_workdays"`
}

func (a *API) categories(c *gin.Context) error {
	out := listBody[categoryBody]{}
	for _, g := range models.CategoryGroups() {
		out.Items = append(out.Items, categoryBody{Code: g.Code, NameZH: g.NameZH, NameEN: g.NameEN})
	}
	for _, k := range models.Categories() {
		out.Items = append(out.Items, categoryOfList(k))
	}
	return respond.JSON(c, http.StatusOK, out)
}

func categoryOfList(k models.Category) categoryBody {
	return categoryBody{Code: k.Code, Parent: k.Parent, NameZH: k.NameZH, NameEN: k.NameEN, Mode: string(k.Mode), Licence: k.Licence,
		Sensitivity: k.Sensitivity, SLAWorkdays: k.SLAWorkdays}
}

type regionBody struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Level      string `json:"level"`
	ParentCode string `json:"parent_code"`
	Kind       string `json:"kind"`
}

func (a *API) regions(c *gin.Context) error {
	under := c.Query("under")
	if under != "" {
		code, flaw := models.ParseRegionCode(under)
		if flaw != "" {
			return models.InvalidField("under", flaw)
		}
		under = code
	}
	rows, err := a.Casework.Regions(c.Request.Context(), under)
	if err != nil {
		return err
	}
	return listed(c, rows, "", regionOf)
}

func regionOf(r models.Region) regionBody {
	return regionBody{Code: r.Code, Name: r.Name, Level: string(r.Level), ParentCode: r.ParentCode, Kind: r.Kind}
}
