package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/settings"
)

func (a *API) categoryRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/settings/categories", Handler: a.localCategories, Tag: "settings", Out: listBody[localCategoryBody]{},
			Query: []string{"day"}, Summary: "Every category as the county uses it on a day",
		},
		{
			Method: http.MethodPost, Path: "/settings/categories/:code", Handler: a.setCategory, Tag: "settings", In: models.CategoryChange{},
			Out: categorySettingBody{}, Summary: "Set how the county uses a category from a day on; sensitivity may only be raised over the list's own",
		},
		{
			Method: http.MethodGet, Path: "/settings/categories/:code/history", Handler: a.categoryHistory, Tag: "settings",
			Out: listBody[categorySettingBody]{}, Summary: "What the county ever set of a category, newest first",
		},
	}
}

type localCategoryBody struct {
	categoryBody
	Active    bool                 `json:"active" description:"whether new needs and offers may have it"`
	LocalName string               `json:"local_name"`
	Limit     limitInWord          `json:"limit" description:"from accepted to resolved"`
	Setting   *categorySettingBody `json:"setting" description:"null: as listed"`
}

type limitInWord struct {
	Amount int    `json:"amount"`
	Unit   string `json:"unit"`
}

type categorySettingBody struct {
	ID            string      `json:"id"`
	Category      string      `json:"category"`
	Active        bool        `json:"active"`
	LocalName     string      `json:"local_name"`
	Sensitivity   int         `json:"sensitivity"`
	EffectiveFrom models.Date `json:"effective_from"`
	Reason        string      `json:"reason"`
	CreatedBy     string      `json:"created_by"`
	CreatedAt     time.Time   `json:"created_at"`
}

func categorySettingOf(r models.CategorySetting) categorySettingBody {
	return categorySettingBody{ID: r.ID, Category: r.Category, Active: r.Active, LocalName: r.LocalName, Sensitivity: r.Sensitivity,
		EffectiveFrom: r.EffectiveFrom, Reason: r.Reason, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt}
}

func (a *API) localCategories(c *gin.Context) error {
	day, err := dayOf(c, "day")
	if err != nil {
		return err
	}
	rows, err := a.Settings.Categories(c.Request.Context(), actor(c), day)
	if err != nil {
		return err
	}
	return listed(c, rows, "", func(s settings.CategoryState) localCategoryBody {
		out := localCategoryBody{categoryBody: categoryOfList(s.Category), Active: s.Active, LocalName: s.LocalName,
			Limit: limitInWord{s.Limit.Amount, string(s.Limit.Unit)}}
		if s.Setting != nil {
			body := categorySettingOf(*s.Setting)
			out.Setting = &body
		}
		return out
	})
}

func (a *API) setCategory(c *gin.Context) error {
	in, err := bind[models.CategoryChange](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.SetCategory(c.Request.Context(), actor(c), c.Param("code"), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, categorySettingOf(*r))
}

func (a *API) categoryHistory(c *gin.Context) error {
	rows, err := a.Settings.CategoryHistory(c.Request.Context(), actor(c), c.Param("code"))
	if err != nil {
		return err
	}
	return listed(c, rows, "", categorySettingOf)
}

func (a *API) calendarRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/settings/calendar", Handler: a.calendar, Tag: "settings", Out: calendarBody{}, Query: []string{"year"},
			Summary: "The days of a year that differ from the plain week, and the working days of every month",
		},
		{
			Method: http.MethodPost, Path: "/settings/calendar", Handler: a.changeCalendar, Tag: "settings", In: models.CalendarChange{},
			Out: listBody[calendarEntryBody]{}, Summary: "Make days others, or with a year lay down the whole of it",
		},
		{
			Method: http.MethodPost, Path: "/settings/calendar/preview", Handler: a.previewCalendar, Tag: "settings", In: models.CalendarChange{},
			Out: calendarPreviewBody{}, Summary: "What a change would do to the working days of the months; changes nothing",
		},
		{
			Method: http.MethodGet, Path: "/settings/calendar/history", Handler: a.calendarHistory, Tag: "settings", Out: listBody[calendarEntryBody]{},
			Query: []string{"year"}, Summary: "What the county ever made of the days of a year, newest first",
		},
	}
}

type calendarBody struct {
	Year   int         `json:"year"`
	Days   []dayBody   `json:"days"`
	Months []monthBody `json:"months"`
}

type dayBody struct {
	Day  models.Date `json:"day"`
	Kind string      `json:"kind" enum:"working,holiday,plain"`
	Name string      `json:"name"`
	Own  bool        `json:"own" description:"set by the county, not by the calendar that all share"`
}

type monthBody struct {
	Month    models.Date `json:"month" description:"its first day"`
	Workdays int         `json:"workdays"`
}

// yearOf reads a filter that takes a year; 0 is none.
func yearOf(c *gin.Context) (int, error) {
	said := c.Query("year")
	if said == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(said)
	if err != nil {
		return 0, models.InvalidField("year", "year")
	}
	return year, nil
}

func (a *API) calendar(c *gin.Context) error {
	year, err := yearOf(c)
	if err != nil {
		return err
	}
	y, err := a.Settings.Year(c.Request.Context(), actor(c), year)
	if err != nil {
		return err
	}
	out := calendarBody{Year: y.Year, Days: []dayBody{}, Months: []monthBody{}}
	for _, d := range y.Days {
		out.Days = append(out.Days, dayBody{d.Day, string(d.Kind), d.Name, d.Own})
	}
	for _, m := range y.Months {
		out.Months = append(out.Months, monthBody{m.Month, m.After})
	}
	return respond.JSON(c, http.StatusOK, out)
}

type calendarEntryBody struct {
	ID        string      `json:"id"`
	Day       models.Date `json:"day"`
	Kind      string      `json:"kind"`
	Name      string      `json:"name"`
	Reason    string      `json:"reason"`
	CreatedBy string      `json:"created_by"`
	CreatedAt time.Time   `json:"created_at"`
}

func calendarEntryOf(r models.CalendarEntry) calendarEntryBody {
	return calendarEntryBody{ID: r.ID, Day: r.Day, Kind: string(r.Kind), Name: r.Name, Reason: r.Reason, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt}
}

func (a *API) changeCalendar(c *gin.Context) error {
	in, err := bind[models.CalendarChange](c)
	if err != nil {
		return err
	}
	rows, err := a.Settings.ChangeCalendar(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return listed(c, rows, "", calendarEntryOf)
}

func (a *API) calendarHistory(c *gin.Context) error {
	year, err := yearOf(c)
	if err != nil {
		return err
	}
	rows, err := a.Settings.CalendarHistory(c.Request.Context(), actor(c), year)
	if err != nil {
		return err
	}
	return listed(c, rows, "", calendarEntryOf)
}

type calendarPreviewBody struct {
	Days   []dayBody     `json:"days" description:"those that would become others"`
	Months []monthChange `json:"months" description:"those that would have another number of working days"`
}

type monthChange struct {
	Month  models.Date `json:"month"`
	Before int         `json:"workdays_before"`
	After  int         `json:"workdays_after"`
}

func (a *API) previewCalendar(c *gin.Context) error {
	in, err := bind[models.CalendarChange](c)
	if err != nil {
		return err
	}
	p, err := a.Settings.PreviewCalendar(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	out := calendarPreviewBody{Days: []dayBody{}, Months: []monthChange{}}
	for _, d := range p.Days {
		out.Days = append(out.Days, dayBody{d.Day, string(d.Kind), d.Name, true})
	}
	for _, m := range p.Months {
		out.Months = append(out.Months, monthChange(m))
	}
	return respond.JSON(c, http.StatusOK, out)
}

func (a *API) regionRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/settings/regions", Handler: a.regionsWhole, Tag: "settings", Out: listBody[regionWholeBody]{},
			Summary: "The county's regions, those that ended among them",
		},
		{
			Method: http.MethodPost, Path: "/settings/regions/:code", Handler: a.changeRegion, Tag: "settings", In: models.RegionChange{}, Out: regionWholeBody{},
			Summary: "Rename a region, or say what place of the alliance it has",
		},
		{
			Method: http.MethodPost, Path: "/settings/regions/:code/merge", Handler: a.mergeRegion, Tag: "settings", In: models.RegionMerge{},
			Out: regionWholeBody{}, Summary: "End a village or town for a successor; what is there goes over to it",
		},
		{
			Method: http.MethodGet, Path: "/settings/regions/:code/history", Handler: a.regionHistory, Tag: "settings", Out: listBody[eventBody]{},
			Summary: "What became of a region, newest first",
		},
	}
}

type regionWholeBody struct {
	regionBody
	ActiveFrom    *models.Date `json:"active_from"`
	ActiveTo      *models.Date `json:"active_to" description:"the last day"`
	SuccessorCode string       `json:"successor_code"`
	NodeKind      string       `json:"node_kind" enum:",centre,station,point"`
	NodeAddress   string       `json:"node_address"`
	NodePhone     string       `json:"node_phone"`
}

func regionWholeOf(r models.Region) regionWholeBody {
	return regionWholeBody{regionBody: regionOf(r), ActiveFrom: dateOr(r.ActiveFrom), ActiveTo: dateOr(r.ActiveTo), SuccessorCode: r.SuccessorCode,
		NodeKind: string(r.NodeKind), NodeAddress: r.NodeAddress, NodePhone: r.NodePhone}
}

func (a *API) regionsWhole(c *gin.Context) error {
	rows, err := a.Settings.Regions(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return listed(c, rows, "", regionWholeOf)
}

func (a *API) changeRegion(c *gin.Context) error {
	in, err := bind[models.RegionChange](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.ChangeRegion(c.Request.Context(), actor(c), c.Param("code"), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, regionWholeOf(*r))
}

func (a *API) mergeRegion(c *gin.Context) error {
	in, err := bind[models.RegionMerge](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.MergeRegion(c.Request.Context(), actor(c), c.Param("code"), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, regionWholeOf(*r))
}

func (a *API) regionHistory(c *gin.Context) error {
	rows, err := a.Settings.RegionHistory(c.Request.Context(), actor(c), c.Param("code"))
	if err != nil {
		return err
	}
	return listed(c, rows, "", eventOf)
}
