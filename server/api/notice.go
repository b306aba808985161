package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/notices"
	"zhulian/server/respond"
)

func (a *API) noticeRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/notices", Handler: a.notices, Tag: "notices", Out: noticeBody{}, List: true, Query: []string{"unread", "kind"},
			Summary: "The caller's inbox, in the language asked for; unread=true leaves out what was read",
		},
		{Method: http.MethodGet, Path: "/notices/unread", Handler: a.unread, Tag: "notices", Out: unreadBody{}, Summary: "How many unread notices the caller has, up to 100"},
		{Method: http.MethodPost, Path: "/notices/read", Handler: a.readAll, Tag: "notices", Out: unreadBody{}, Summary: "Mark all of the caller's notices as read"},
		{Method: http.MethodPost, Path: "/notices/:id/read", Handler: a.readNotice, Tag: "notices", Out: noticeBody{}, Summary: "Mark a notice as read"},
		{
			Method: http.MethodGet, Path: "/notice-preferences", Handler: a.preferences, Tag: "notices", Out: preferenceBody{},
			Summary: "Where the caller is reached outside the portal, and what is sent there",
		},
		{
			Method: http.MethodPut, Path: "/notice-preferences", Handler: a.setPreferences, Tag: "notices", In: models.PreferenceDraft{}, Out: preferenceBody{},
			Summary: "Choose where to be reached and what is sent there, in the place of what was chosen before",
		},
		{
			Method: http.MethodGet, Path: "/notice-deliveries", Handler: a.deliveries, Tag: "notices", Out: deliveryBody{}, List: true, Query: []string{"status", "channel"},
			Summary: "Messages on their way out, without addresses; unsure ones may have arrived or not",
		},
		{
			Method: http.MethodPost, Path: "/notice-deliveries/:id/resend", Handler: a.resend, Tag: "notices", Out: deliveryBody{},
			Summary: "Send a failed or unsure message again, which a person decides",
		},
	}
}

type noticeBody struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Noun      string     `json:"noun" description:"what the notice is about: need, match, …"`
	ObjectID  string     `json:"object_id"`
	CreatedAt time.Time  `json:"created_at"`
	ReadAt    *time.Time `json:"read_at"`
}

func noticeOf(c *gin.Context) func(models.Notice) noticeBody {
	return func(n models.Notice) noticeBody {
		title, text := notices.Say(lang(c), n.Kind, n.Args)
		return noticeBody{ID: n.ID, Kind: string(n.Kind), Title: title, Text: text, Noun: n.Noun, ObjectID: n.ObjectID, CreatedAt: n.CreatedAt, ReadAt: n.ReadAt}
	}
}

func (a *API) notices(c *gin.Context) error {
	p, err := listPage(c, "unread", "kind")
	kind, err1 := oneOf(c, "kind", models.NoticeKinds()...)
	unread, err2 := oneOf(c, "unread", "true", "false")
	if err := first(err, err1, err2); err != nil {
		return err
	}
	rows, next, err := a.Notices.Inbox(c.Request.Context(), actor(c), notices.Filter{Kind: kind, Unread: unread == "true"}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, noticeOf(c))
}

type unreadBody struct {
	Unread int `json:"unread" description:"100 stands for 100 and more"`
}

func (a *API) unread(c *gin.Context) error {
	n, err := a.Notices.Unread(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, unreadBody{n})
}

func (a *API) readAll(c *gin.Context) error {
	if err := a.Notices.ReadAll(c.Request.Context(), actor(c)); err != nil {
		return err
	}
	return a.unread(c)
}

func (a *API) readNotice(c *gin.Context) error {
	id, err := pathID(c, "notice")
	if err != nil {
		return err
	}
	n, err := a.Notices.Read(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, noticeOf(c)(*n))
}

type preferenceBody struct {
	Email     string              `json:"email"`
	Phone     string              `json:"phone"`
	Lang      string              `json:"lang"`
	EmailOpen bool                `json:"email_open" description:"whether mail goes out of this portal at all"`
	SMSOpen   bool                `json:"sms_open" description:"whether text messages go out of this portal at all"`
	Kinds     []models.KindChoice `json:"kinds" description:"every kind that may come to the caller; the inbox has them all"`
}

func preferenceOf(p *notices.Preferences) preferenceBody {
	out := preferenceBody{Email: p.Email, Phone: p.Phone, Lang: p.Lang, EmailOpen: p.EmailOpen, SMSOpen: p.SMSOpen, Kinds: p.Choices}
	if out.Kinds == nil {
		out.Kinds = []models.KindChoice{}
	}
	return out
}

func (a *API) preferences(c *gin.Context) error {
	p, err := a.Notices.Preferences(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, preferenceOf(p))
}

func (a *API) setPreferences(c *gin.Context) error {
	in, err := bind[models.PreferenceDraft](c)
	if err != nil {
		return err
	}
	p, err := a.Notices.SetPreferences(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, preferenceOf(p))
}

type deliveryBody struct {
	ID        string     `json:"id"`
	AccountID *string    `json:"account_id" description:"null: a group robot"`
	Channel   string     `json:"channel"`
	Robot     *string    `json:"robot"`
	Kind      string     `json:"kind"`
	Noun      string     `json:"noun"`
	ObjectID  string     `json:"object_id"`
	Status    string     `json:"status"`
	Attempts  int        `json:"attempts"`
	DueAt     time.Time  `json:"due_at"`
	Reason    string     `json:"reason" description:"why the last attempt did not succeed, in a word"`
	SentAt    *time.Time `json:"sent_at"`
	CreatedAt time.Time  `json:"created_at"`
}

func deliveryOf(r models.Delivery) deliveryBody {
	return deliveryBody{
		ID: r.ID, AccountID: textOr(r.AccountID), Channel: string(r.Channel), Robot: textOr(r.Robot), Kind: string(r.Kind), Noun: r.Noun, ObjectID: r.ObjectID,
		Status: string(r.Status), Attempts: r.Attempts, DueAt: r.DueAt, Reason: r.Reason, SentAt: r.SentAt, CreatedAt: r.CreatedAt,
	}
}

func (a *API) deliveries(c *gin.Context) error {
	p, err := listPage(c, "status", "channel")
	status, err1 := oneOf(c, "status", models.DeliverySteps.Statuses()...)
	channel, err2 := oneOf(c, "channel", models.ChannelEmail, models.ChannelSMS, models.ChannelRobot)
	if err := first(err, err1, err2); err != nil {
		return err
	}
	rows, next, err := a.Notices.Deliveries(c.Request.Context(), actor(c), notices.DeliveryFilter{Status: status, Channel: channel}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, deliveryOf)
}

func (a *API) resend(c *gin.Context) error {
	id, err := pathID(c, "notice_delivery")
	if err != nil {
		return err
	}
	r, err := a.Notices.Resend(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, deliveryOf(*r))
}
