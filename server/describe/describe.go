// Package describe writes the API's description (OpenAPI 3.1) from the table of its routes, and shows it in a viewer that asks nobody
// else for anything.
package describe

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"zhulian/server/api"
	"zhulian/server/respond"
)

const about = "JSON API of the county's matching of needs and offers. Errors are RFC 9457 problem documents whose `code` is stable; " +
	"times are RFC 3339 in UTC, money is in fen, ids are UUIDv7. A POST may carry an `Idempotency-Key`: the same key and body within " +
	"24 hours answers the first answer again."

const problemType = "application/problem+json"

// OpenAPI returns the description of the routes, which stand below prefix, as JSON.
func OpenAPI(routes []api.Route, prefix, version string) ([]byte, error) {
	r := openapi31.NewReflector()
	r.Spec.SetTitle("Zhulian 助联")
	r.Spec.SetDescription(about)
	r.Spec.SetVersion(version)
	r.Spec.SetHTTPBearerTokenSecurity("bearer", "JWT", "the access_token of POST /api/v1/auth/login")
	r.Spec.SetAPIKeySecurity("household", api.CodeHeader, openapi.InHeader, "the code of a household that has no account")
	r.DefaultOptions = append(r.DefaultOptions, jsonschema.InterceptProp(tagsToSchema), jsonschema.InterceptDefName(namer()))
	for _, route := range routes {
		if err := add(r, route, prefix); err != nil {
			return nil, err
		}
	}
	return r.Spec.MarshalJSON()
}

func add(r *openapi31.Reflector, route api.Route, prefix string) error {
	op, err := r.NewOperationContext(route.Method, prefix+openPath(route.Path))
	if err != nil {
		return err
	}
	op.SetSummary(route.Summary)
	op.SetTags(route.Tag)
	op.SetID(operationID(route))
	if !route.Public {
		op.AddSecurity("bearer")
	}
	if route.Coded {
		op.AddSecurity("household")
	}
	if params := parameters(route); params != nil {
		op.AddReqStructure(params)
	}
	if route.In != nil {
		op.AddReqStructure(route.In)
	}
	status := route.Status
	if status == 0 {
		status = http.StatusOK
	}
	op.AddRespStructure(answer(route), openapi.WithHTTPStatus(status))
	for _, problem := range problems(route) {
		op.AddRespStructure(respond.Problem{}, openapi.WithHTTPStatus(problem), openapi.WithContentType(problemType))
	}
	return r.AddOperation(op)
}

// answer is a value of the type that the route answers: its Out, a page of it for a list, or nil for none.
func answer(route api.Route) any {
	if route.Out == nil || !route.List {
		return route.Out
	}
	item := reflect.TypeOf(route.Out)
	return reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Items", Type: reflect.SliceOf(item), Tag: `json:"items" required:"true" nullable:"false"`},
		{Name: "NextCursor", Type: reflect.TypeFor[*string](), Tag: `json:"next_cursor" required:"true" description:"the cursor of the next page, null on the last"`},
	})).Elem().Interface()
}

// problems lists the statuses of the problem documents that a route may answer.
func problems(route api.Route) []int {
	var out []int
	writes := route.Method != http.MethodGet
	add := func(when bool, status ...int) {
		if when {
			out = append(out, status...)
		}
	}
	add(writes, http.StatusBadRequest)
	add(!route.Public || route.Secret && !route.Coded, http.StatusUnauthorized)
	add(!route.Public, http.StatusForbidden)
	add(strings.Contains(route.Path, ":") || route.Coded, http.StatusNotFound)
	add(writes && !route.Secret, http.StatusConflict)
	add(route.IfMatch, http.StatusPreconditionFailed)
	add(route.In != nil, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	add(route.In != nil || route.List || len(route.Query) > 0, http.StatusUnprocessableEntity)
	return append(out, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable)
}

// openPath writes gin's parameters as OpenAPI does: /needs/:id becomes /needs/{id}.
func openPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// operationID names a route once for all: post_needs_id_accept.
func operationID(route api.Route) string {
	return strings.ToLower(route.Method) + strings.NewReplacer("/", "_", ":", "", "-", "_").Replace(route.Path)
}
