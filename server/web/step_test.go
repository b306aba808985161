package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
)

// stepNames lists what a history may tell of every noun that has declared steps.
func stepNames() map[string][]string {
	return map[string][]string{
		"absence": names(models.AbsenceSteps), "alert": append(names(models.AlertSteps), models.AlertNotes()...), "application": names(models.ApplicationSteps),
		"course_session": names(models.CourseSteps), "audit_sample": names(models.SampleSteps), "export_request": names(models.ExportSteps),
		"child_report": names(models.ChildReportSteps), "complaint": names(models.ComplaintSteps), "feed_batch": names(models.BatchSteps),
		"fulfilment": names(models.FulfilmentSteps), "happiness_list": names(models.HappinessListSteps), "household_level": names(models.LevelSteps),
		"list_run": names(models.ListRunSteps), "minor_access": names(models.MinorAccessSteps), "match": names(models.MatchSteps), "need": names(models.NeedSteps), "offer": names(models.OfferSteps),
		"suggestion": names(models.SuggestionSteps), "supplier": names(models.SupplierSteps), "visit": models.VisitNotes(),
		"visit_window": append(names(models.VisitWindowSteps), models.WindowNotes()...), "work_path": names(models.WorkSteps),
		"alert_rule": names(models.RuleSteps),
	}
}

func names[S ~string](s models.Steps[S]) (out []string) {
	for _, step := range s.Table {
		out = append(out, step.Name)
	}
	return out
}

// TestEveryStepHasItsWords walks every declared step, and every one that the rooms which find trouble and grant help write into the log, and asks
// for its text, and its noun's, in both languages.
func TestEveryStepHasItsWords(t *testing.T) {
	all := stepNames()
	for _, room := range []string{"outreach", "entitlement", "casework"} {
		for noun, steps := range logged(t, filepath.Join("..", "..", room)) {
			all[noun] = append(all[noun], steps...)
		}
	}
	require.Contains(t, all["household"], "confirm_death", "the sources are read")
	require.Contains(t, all["visit_plan"], "begin")
	for noun, steps := range all {
		for _, lang := range []locales.Lang{locales.Chinese, locales.English} {
			assert.True(t, locales.Has(lang, "noun."+noun), "%s: noun.%s", lang, noun)
			for _, step := range steps {
				assert.True(t, locales.Has(lang, "step."+noun+"."+step), "%s: step.%s.%s", lang, noun, step)
			}
		}
	}
}

// logged finds the steps that a room writes into the log by name: the noun stands in the subject, or in the function that makes it.
func logged(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, makers, out := parsed(t, dir), map[string]string{}, map[string][]string{}
	each := func(visit func(ast.Node)) {
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool { visit(n); return true })
		}
	}
	each(func(n ast.Node) {
		if f, ok := n.(*ast.FuncDecl); ok && strings.HasSuffix(f.Name.Name, "Subject") {
			makers[f.Name.Name] = nounIn(f)
		}
	})
	each(func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 7 {
			return
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Log" {
			return
		}
		noun := nounIn(call.Args[2])
		if made, ok := call.Args[2].(*ast.CallExpr); ok {
			if f, ok := made.Fun.(*ast.Ident); ok {
				noun = makers[f.Name]
			}
		}
		if step := literal(call.Args[3]); step != "" && noun != "" {
			out[noun] = append(out[noun], step)
		}
	})
	return out
}

func parsed(t *testing.T, dir string) (out []*ast.File) {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range list {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, 0)
		require.NoError(t, err)
		out = append(out, f)
	}
	return out
}

// nounIn is the first noun that is named in a piece of source.
func nounIn(n ast.Node) (noun string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok && noun == "" {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Noun" {
				noun = literal(kv.Value)
			}
		}
		return true
	})
	return noun
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		text, _ := strconv.Unquote(lit.Value)
		return text
	}
	return ""
}
