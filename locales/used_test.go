package locales_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
)

// makers are the functions that make an error of a code, and which argument is the code. FieldError's and Error's literals count too.
var makers = map[string]int{"Unavailable": 0, "Conflict": 0, "Unreadable": 0, "Forbidden": 0, "Unauthenticated": 0, "orConflict": 1, "tooMany": 0}

// sources parses the house's own code, without tests.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	out := map[string]*ast.File{}
	require.NoError(t, filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != ".." || d.Name() == "testdata" || d.Name() == "e2e") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		out[path], err = parser.ParseFile(token.NewFileSet(), path, raw, parser.SkipObjectResolution)
		return err
	}))
	return out
}

// usedCodes collects the codes of errors and of field faults that stand in the code as texts.
func usedCodes(files map[string]*ast.File) (errors, faults map[string]string) {
	errors, faults = map[string]string{}, map[string]string{}
	for path, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := callee(n.Fun)
				if i, ok := makers[name]; ok && i < len(n.Args) {
					note(errors, n.Args[i], path)
				}
				if name == "InvalidField" && len(n.Args) == 2 {
					note(faults, n.Args[1], path)
				}
				// The faults of an expression say where they are.
				if i, ok := map[string]int{"fault": 1, "positioned": 2}[name]; ok && i < len(n.Args) && strings.Contains(path, "/rules/") {
					note(faults, n.Args[i], path)
				}
				// add(bad, field, code) notes a fault; imports have texts of their own.
				if name == "add" && len(n.Args) == 3 && !strings.Contains(path, "exchange") {
					note(faults, n.Args[2], path)
				}
			case *ast.CompositeLit:
				switch callee(n.Type) {
				case "Error":
					note(errors, field(n, "Code"), path)
				case "FieldError":
					note(faults, field(n, "Code"), path)
				}
			}
			return true
		})
	}
	return errors, faults
}

func callee(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && callee(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

func note(into map[string]string, e ast.Expr, path string) {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if code, err := strconv.Unquote(lit.Value); err == nil {
			into[code] = path
		}
	}
}

// known in no literal: built from a status or a table.
var builtErrors = []string{"error.internal", "error.method_not_allowed"}

func TestEveryErrorOfTheCodeHasAText(t *testing.T) {
	errors, faults := usedCodes(sources(t))
	require.Contains(t, errors, "login_failed", "the search finds what is there")
	require.Contains(t, faults, "required")
	require.Contains(t, faults, "in_future")
	zh, _ := catalogue(t, locales.Chinese)
	for code, path := range errors {
		hasKey(t, zh, "error."+code, path)
	}
	for code, path := range faults {
		hasKey(t, zh, "fault."+code, path)
	}
	for key := range zh {
		if code, ok := strings.CutPrefix(key, "error."); ok {
			_, used := errors[code]
			assert.True(t, used || contains(builtErrors, key), "%s is used nowhere", key)
		}
	}
}

// hasKey fails without printing the whole catalogue.
func hasKey(t *testing.T, texts map[string]string, key, where string) {
	t.Helper()
	if _, ok := texts[key]; !ok {
		t.Errorf("%s has no text (%s)", key, where)
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func TestEveryKindOfErrorHasATitle(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	for _, kind := range []models.Kind{
		models.KindUnreadable, models.KindInvalid, models.KindUnauthenticated, models.KindForbidden, models.KindNotFound,
		models.KindConflict, models.KindStale, models.KindTooLarge, models.KindUnsupported, models.KindTooMany, models.KindUnavailable, "internal", "method_not_allowed",
	} {
		hasKey(t, zh, "problem."+string(kind), "models")
	}
}

// flaws are what the parsers of models answer instead of a tag's own name.
var flaws = []string{
	"text_utf8", "text_control", "text_too_long", "uscc_length", "uscc_char", "uscc_region", "citizen_15", "citizen_length", "citizen_char",
	"citizen_date", "citizen_future", "citizen_check_digit", "phone_format", "region_length", "region_char", "region_gap",
	"min_length", "max_length", "min_items", "max_items", "file_malicious", "file_too_large", "file_kind",
}

func TestEveryRuleOfADraftHasAText(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	for _, flaw := range flaws {
		hasKey(t, zh, "fault."+flaw, "models")
	}
	rules := 0
	for path, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			f, ok := n.(*ast.Field)
			if !ok || f.Tag == nil {
				return true
			}
			text, err := strconv.Unquote(f.Tag.Value)
			require.NoError(t, err)
			for _, rule := range strings.Split(reflect.StructTag(text).Get("validate"), ",") {
				rule, _, _ = strings.Cut(rule, "=")
				// filled is reported as required, as the required_… rules are.
				if rule == "" || rule == "omitempty" || rule == "dive" || rule == "filled" || strings.HasPrefix(rule, "required_") {
					continue
				}
				rules++
				hasKey(t, zh, "fault."+rule, path)
			}
			return true
		})
	}
	assert.Greater(t, rules, 50, "the search finds the drafts")
}

func TestEveryNounOfANotFoundHasAWord(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	nouns := map[string]string{}
	for path, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && callee(call.Fun) == "NotFound" && len(call.Args) == 1 {
				note(nouns, call.Args[0], path)
			}
			return true
		})
	}
	require.Contains(t, nouns, "account")
	for noun, path := range nouns {
		hasKey(t, zh, "noun."+noun, path)
	}
}

func TestWhatWasDoneHasAText(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	used := map[string]bool{}
	for path, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || callee(call.Fun) != "Go" || len(call.Args) != 2 {
				return true
			}
			found := map[string]string{}
			note(found, call.Args[1], path)
			for key := range found {
				if key != "" {
					used["done."+key] = true
					hasKey(t, zh, "done."+key, path)
				}
			}
			return true
		})
	}
	require.NotEmpty(t, used)
}

func TestEveryRoleHasAName(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	for _, role := range append(models.Roles(), models.RoleSystem, models.RoleAnonymous) {
		hasKey(t, zh, "role."+string(role), "models")
	}
}

// lookedUp are the rooms of words that templates and handlers look up by what they show.
func lookedUp(t *testing.T) []string {
	t.Helper()
	var out []string
	shape := regexp.MustCompile(`(?:\.Word\(?|options\(c,|c\.words\() ?"(page\.[a-z_.]+)"`)
	for _, dir := range []string{"../server/web", "../templates"} {
		require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			for _, m := range shape.FindAllStringSubmatch(string(raw), -1) {
				out = append(out, m[1])
			}
			return err
		}))
	}
	return out
}

func TestEveryTextOfAPageIsUsedAndThere(t *testing.T) {
	zh, _ := catalogue(t, locales.Chinese)
	used := map[string]bool{}
	require.NoError(t, filepath.WalkDir("../templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
			used[m[1]] = true
			hasKey(t, zh, m[1], path)
		}
		return err
	}))
	require.NotEmpty(t, used)
	// Words that a page looks up by what it shows: $.Word "page.lists.kind" .Subject.
	for _, m := range lookedUp(t) {
		for key := range zh {
			if strings.HasPrefix(key, m+".") {
				used[key] = true
			}
		}
	}
	// A page's title is chosen by its handler.
	said := regexp.MustCompile(`"((?:page|menu)\.[a-z0-9_.]+)"`)
	for _, dir := range []string{"../server/web", "../templates"} {
		names, err := filepath.Glob(dir + "/*.go")
		require.NoError(t, err)
		for _, name := range names {
			raw, err := os.ReadFile(name)
			require.NoError(t, err)
			for _, m := range said.FindAllStringSubmatch(string(raw), -1) {
				if !strings.HasSuffix(m[1], ".") && !slices.Contains(lookedUp(t), m[1]) {
					used[m[1]] = true
					hasKey(t, zh, m[1], name)
				}
			}
		}
	}
	for key := range zh {
		assert.True(t, used[key] || !strings.HasPrefix(key, "page."), "%s is used nowhere", key)
	}
}
