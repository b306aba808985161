package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) eventRoutes() []Route {
	return []Route{{
		Method: http.MethodGet, Path: "/events", Handler: a.events, Tag: "events", Out: eventsBody{}, Query: []string{"after", "limit", "noun", "object_id"},
		Summary: "What changed in scope after a sequence number, in order; next_after goes on from the last. With Accept: text/event-stream, as it happens",
	}}
}

type eventsBody struct {
	Items     []eventBody `json:"items"`
	NextAfter int64       `json:"next_after"`
}

type eventBody struct {
	Seq        int64             `json:"seq"`
	ID         string            `json:"id"`
	At         time.Time         `json:"at"`
	Noun       string            `json:"noun"`
	ObjectID   string            `json:"object_id"`
	Step       string            `json:"step"`
	FromStatus string            `json:"from_status"`
	ToStatus   string            `json:"to_status"`
	ActorRole  string            `json:"actor_role"`
	Data       map[string]string `json:"data"`
}

func (a *API) events(c *gin.Context) error {
	limit, _, err := page(c)
	if err != nil {
		return err
	}
	after, said, err := afterOf(c)
	if err != nil {
		return err
	}
	if wantsStream(c) {
		return a.streamEvents(c, after, said)
	}
	object, err := idOf(c, "object_id")
	noun, err1 := words(c, "noun")
	if err := first(err, err1); err != nil {
		return err
	}
	rows, err := a.Casework.Events(c.Request.Context(), actor(c), casework.EventFilter{After: after, Noun: noun, ObjectID: object, Limit: limit})
	if err != nil {
		return err
	}
	out := eventsBody{Items: []eventBody{}, NextAfter: after}
	for _, e := range rows {
		out.NextAfter = e.Seq
		out.Items = append(out.Items, eventOf(e))
	}
	return respond.JSON(c, http.StatusOK, out)
}

func eventOf(e models.Event) eventBody {
	return eventBody{Seq: e.Seq, ID: e.ID, At: e.At, Noun: e.Noun, ObjectID: e.ObjectID, Step: e.Step, FromStatus: e.FromStatus, ToStatus: e.ToStatus,
		ActorRole: string(e.ActorRole), Data: e.Data}
}

// afterOf reads the sequence number after which to go on: the browser's own Last-Event-ID of a stream, or ?after=.
func afterOf(c *gin.Context) (after int64, said bool, err error) {
	text := c.Query("after")
	if last := c.GetHeader("Last-Event-ID"); last != "" && wantsStream(c) {
		text = last
	}
	if text == "" {
		return 0, false, nil
	}
	if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
		return 0, false, models.InvalidField("after", "integer")
	}
	return after, true, nil
}
