package describe

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
)

// namer names each struct by its own name, and by its package as well where two would share one.
func namer() func(reflect.Type, string) string {
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, long string) string {
		if t.Name() == "" {
			return long
		}
		short := shortName(t.Name())
		if other, ok := taken[short]; ok && other != t {
			return long
		}
		taken[short] = t
		return short
	}
}

// shortName is a type's name without the word Body; a generic type is named with what it is of: listBody[…needBody] is ListOfNeed.
func shortName(name string) string {
	outer, inner, generic := strings.Cut(name, "[")
	out := strings.ToUpper(outer[:1]) + strings.TrimSuffix(outer[1:], "Body")
	if generic {
		inner = strings.TrimSuffix(inner, "]")
		out += "Of" + shortName(inner[strings.LastIndex(inner, ".")+1:])
	}
	return out
}

// tagsToSchema says in a schema what the validate tag of a field demands, as far as JSON Schema has words for it.
func tagsToSchema(p jsonschema.InterceptPropParams) error {
	tag := p.Field.Tag.Get("validate")
	if !p.Processed || tag == "" {
		return nil
	}
	for _, rule := range strings.Split(tag, ",") {
		if rule == "dive" {
			break // what follows is about the entries
		}
		name, param, _ := strings.Cut(rule, "=")
		switch name {
		case "required":
			p.ParentSchema.Required = append(without(p.ParentSchema.Required, p.Name), p.Name)
		case "oneof":
			p.PropertySchema.Enum = words(param, p.Field.Type)
		case "uuid", "client_id":
			p.PropertySchema.WithFormat("uuid")
		case "date", "past_date":
			p.PropertySchema.WithFormat("date")
		case "min", "max", "text":
			bound(p.PropertySchema, name, param, kindOf(p.Field.Type))
		}
	}
	return nil
}

// bound writes min, max and text as the bounds of a length, a number of entries or a number.
func bound(s *jsonschema.Schema, name, param string, kind reflect.Kind) {
	n, err := strconv.ParseInt(param, 10, 64)
	if err != nil {
		return
	}
	lower := name == "min"
	switch {
	case kind == reflect.String && lower:
		s.MinLength = n
	case kind == reflect.String:
		s.WithMaxLength(n)
	case kind == reflect.Slice && lower:
		s.MinItems = n
	case kind == reflect.Slice:
		s.WithMaxItems(n)
	case lower:
		s.WithMinimum(float64(n))
	default:
		s.WithMaximum(float64(n))
	}
}

func words(param string, t reflect.Type) []any {
	var out []any
	for _, w := range strings.Fields(param) {
		if n, err := strconv.Atoi(w); err == nil && kindOf(t) != reflect.String {
			out = append(out, n)
			continue
		}
		out = append(out, w)
	}
	return out
}

func kindOf(t reflect.Type) reflect.Kind {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind()
}

func without(list []string, name string) []string {
	var out []string
	for _, s := range list {
		if s != name {
			out = append(out, s)
		}
	}
	return out
}
