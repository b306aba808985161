package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin/binding"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/templates"
)

// partsInMemory is how much of an upload is held in memory: every form with pictures or papers as a whole, since a file of the system's is not sealed. The
// rest of a longer list waits in one, which the end of the request removes.
const partsInMemory = 32 << 20

// Values reads the form of the call. Its errors are TooLarge, and Unreadable for what is no form.
func (c *Call) Values() (url.Values, error) { return FormValues(c.Request) }

// FormValues reads the fields of a form out of a request, once; files stay with the request.
func FormValues(r *http.Request) (url.Values, error) {
	if r.PostForm != nil { //nolint:forbidigo // the field, not the call
		return r.PostForm, nil //nolint:forbidigo // as above
	}
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(partsInMemory) //nolint:gosec // the route has bounded the body
	} else {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, models.BodyTooLarge(tooLarge.Limit)
	case err != nil:
		return nil, models.Unreadable("form_broken")
	}
	return r.PostForm, nil //nolint:forbidigo // as above
}

// Bind reads the form into a draft, whose json tags name the fields; an empty text is none. What has the wrong type is Invalid, all at
// once; what the values mean is for the verb.
func Bind[T any](c *Call) (T, error) {
	var out T
	values, err := c.Values()
	if err != nil {
		return out, err
	}
	return bound[T](values)
}

// BindYuan is Bind for a form in which some fields hold money, typed in yuan where the draft counts fen.
func BindYuan[T any](c *Call, money ...string) (T, error) {
	var none T
	values, err := c.Values()
	if err != nil {
		return none, err
	}
	counted, faults := maps.Clone(values), []models.FieldError(nil)
	for _, name := range money {
		typed := strings.TrimSpace(values.Get(name))
		if typed == "" {
			continue
		}
		n, ok := fenOf(typed)
		if !ok {
			faults = append(faults, models.FieldError{Field: name, Code: "money"})
		}
		counted[name] = []string{strconv.FormatInt(n, 10)}
	}
	if len(faults) > 0 {
		return none, models.Invalid(faults...)
	}
	return bound[T](counted)
}

func bound[T any](values url.Values) (T, error) {
	var out T
	given := map[string][]string{}
	for name, list := range values {
		if kept := filled(list); len(kept) > 0 && !strings.HasPrefix(name, "_") {
			given[name] = kept
		}
	}
	if err := binding.MapFormWithTag(&out, given, "json"); err == nil {
		return out, nil
	}
	var faults []models.FieldError
	for name, list := range given {
		var alone T
		if binding.MapFormWithTag(&alone, map[string][]string{name: list}, "json") != nil {
			faults = append(faults, models.FieldError{Field: name, Code: "integer"})
		}
	}
	return out, models.Invalid(faults...)
}

func filled(list []string) []string {
	var out []string
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// Crossed is the form as it comes back: what was typed, with what is wrong. Ok is false for errors that are no matter of the form; those
// go on to the error page.
func (c *Call) Crossed(err error) (form *templates.Form, status int, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return nil, 0, false
	}
	switch e.Kind {
	case models.KindInvalid, models.KindConflict, models.KindTooMany, models.KindUnsupported, models.KindTooLarge, models.KindStale:
	case models.KindUnauthenticated:
		if c.Actor.Role != models.RoleAnonymous {
			return nil, 0, false
		}
	case models.KindUnavailable: // where only the file is at fault, what was typed beside it stays
		if e.Code != "scanner_away" {
			return nil, 0, false
		}
		c.Header("Retry-After", fmt.Sprint(e.Args["retry_after"]))
	default:
		return nil, 0, false
	}
	problem := respond.ProblemOf(err, c.Lang())
	values, err := c.Values()
	if err != nil || values == nil {
		values = url.Values{}
	}
	form = &templates.Form{Values: values, Faults: map[string]string{}}
	for _, f := range problem.Errors {
		form.Faults[f.Field] = f.Message
	}
	if e.Kind != models.KindInvalid {
		form.Error = problem.Detail
	}
	return form, problem.Status, true
}

// Holding is a form that holds values to begin with: name, value, name, value …
func Holding(pairs ...string) *templates.Form {
	f := &templates.Form{Values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			f.Values.Add(pairs[i], pairs[i+1])
		}
	}
	return f
}

// options are the words of a room as the choices of a field.
func options[S ~string](c *Call, room string, words []S) []templates.Option {
	out := make([]templates.Option, len(words))
	for i, w := range words {
		out[i] = templates.Option{Value: string(w), Text: locales.T(c.Lang(), room+"."+string(w), nil)}
	}
	return out
}
