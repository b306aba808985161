package exchange

import (
	"strings"

	"zhulian/locales"
	"zhulian/models"
)

// Say sums up what was done, in one or a few lines.
func (r *Result) Say(lang locales.Lang) string {
	key := "import.result"
	if r.DryRun {
		key = "import.result_dry"
	}
	lines := []string{locales.T(lang, key, models.Args{"kind": r.Kind, "rows": r.Rows, "created": r.Created, "updated": r.Updated})}
	if r.Persons > 0 {
		lines = append(lines, locales.T(lang, "import.result_persons", models.Args{"persons": r.Persons}))
	}
	if r.Waiting > 0 {
		lines = append(lines, locales.T(lang, "import.result_waiting", models.Args{"waiting": r.Waiting}))
	}
	if r.Repeats > 0 {
		lines = append(lines, locales.T(lang, "import.result_repeats", models.Args{"repeats": r.Repeats}))
	}
	if len(r.Ignored) > 0 {
		lines = append(lines, locales.T(lang, "import.result_ignored", models.Args{"columns": strings.Join(r.Ignored, ", ")}))
	}
	return strings.Join(lines, "\n")
}
