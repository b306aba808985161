package describe

import (
	_ "embed"
	"net/http"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

//go:embed viewer/index.html
var index []byte

//go:embed viewer/start.js
var start []byte

// policy lets the viewer load its own files and ask this server, and nothing else: no inline script, no eval, no other host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// Viewer shows /openapi.json with Swagger UI, whose files are in the binary. It stands under /docs/.
func Viewer() http.Handler {
	files := v5emb.NewHandlerWithConfig(swgui.Config{Title: "Zhulian", SwaggerJSON: "/openapi.json", BasePath: "/docs/"})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		switch r.URL.Path {
		// Swagger UI's own first page has its script inline, which the policy forbids.
		case "/docs/", "/docs/index.html":
			own(w, "text/html; charset=utf-8", index)
		case "/docs/start.js":
			own(w, "text/javascript; charset=utf-8", start)
		default:
			files.ServeHTTP(w, r)
		}
	})
}

func own(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body)
}
