package describe

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"zhulian/server/api"
)

// parameters is a value of a struct that declares what a route takes beside its body, or nil for nothing.
func parameters(route api.Route) any {
	var fields []reflect.StructField
	add := func(t reflect.Type, tag string) {
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("P%d", len(fields)), Type: t, Tag: reflect.StructTag(tag)})
	}
	text, number := reflect.TypeFor[string](), reflect.TypeFor[int]()
	for _, part := range strings.Split(route.Path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			if name == "token" {
				add(text, `path:"token" minLength:"49" maxLength:"49"`)
				continue
			}
			format := ""
			if name == "id" {
				format = ` format:"uuid"`
			}
			add(text, fmt.Sprintf(`path:"%s"%s`, name, format))
		}
	}
	for _, name := range route.Query {
		add(text, fmt.Sprintf(`query:"%s"`, name))
	}
	if route.List {
		add(number, `query:"limit" minimum:"1" maximum:"100" default:"20"`)
		add(text, `query:"cursor" description:"next_cursor of the page before"`)
		add(text, `query:"sort" enum:"-created_at,created_at" description:"newest first, or oldest first"`)
	}
	if route.IfMatch {
		add(text, `header:"If-Match" required:"true" description:"the version that the change is based on, in quotes" example:"\"3\""`)
	}
	if route.Method == http.MethodPost && !route.Secret {
		add(text, `header:"Idempotency-Key" minLength:"1" maxLength:"255" description:"visible ASCII characters"`)
	}
	if len(fields) == 0 {
		return nil
	}
	return reflect.New(reflect.StructOf(fields)).Elem().Interface()
}
