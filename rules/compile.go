package rules

import (
	"errors"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// What an expression may be at most. There is nothing in it that repeats, so that these bound what it costs.
const (
	MostRunes = 2000
	MostNodes = 300
)

// Program is an expression that was checked. It is safe for concurrent use.
type Program struct {
	source string
	root   part
	uses   []string
	kinds  map[string]Fact
}

// part is a node of and, or, not, known, or a condition that expr judges.
type part struct {
	op     string // and, or, not, known, leaf
	of     []part
	uses   []string // of a condition: the facts it reads; of known: the one it asks about
	source string
	code   *vm.Program
}

// Source answers the expression as it was written.
func (p *Program) Source() string { return p.source }

// Uses lists the facts that the expression reads, in the order of their names.
func (p *Program) Uses() []string { return slices.Clone(p.uses) }

// Compile checks an expression against a schema: that it can be read, asks only for what there is, compares like with like, answers yes or
// no, and stays within MostRunes and MostNodes. Errors: Invalid with one fault of the field expression, which says line and column.
func Compile(expression string, schema Schema) (*Program, error) {
	source := []rune(expression)
	if len(source) > MostRunes {
		return nil, positioned(source, MostRunes, "rule_too_long")
	}
	if !utf8.ValidString(expression) {
		return nil, positioned(source, 0, "rule_syntax")
	}
	root, err := parse(expression, source)
	if err != nil {
		return nil, err
	}
	c := &typist{schema: schema, source: source}
	what, err := c.check(&root)
	if err != nil {
		return nil, err
	}
	if what.kind != KindBool {
		return nil, c.fault(root, "rule_not_yes_or_no")
	}
	p := &Program{source: expression, kinds: map[string]Fact{}}
	if p.root, err = c.part(root); err != nil {
		return nil, err
	}
	p.root.collect(&p.uses)
	if len(p.uses) == 0 {
		return nil, c.fault(root, "rule_no_fact")
	}
	for _, name := range p.uses {
		p.kinds[name], _ = schema.Fact(name)
	}
	return p, nil
}

// parse reads an expression. The parser of expr knows predicates, variables and more; the typist refuses them.
func parse(expression string, source []rune) (ast.Node, error) {
	config := conf.CreateNew()
	config.MaxNodes = MostRunes
	for name := range config.Builtins {
		config.Disabled[name] = true
	}
	tree, err := parser.ParseWithConfig(expression, config)
	if err != nil {
		offset := 0
		var at *file.Error
		if errors.As(err, &at) {
			offset = at.From
		}
		return nil, positioned(source, offset, "rule_syntax")
	}
	return tree.Node, nil
}

// part takes and, or, not and known apart; what is left between them is compiled.
func (c *typist) part(node ast.Node) (part, error) {
	switch n := node.(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return c.parts("and", n.Left, n.Right)
		case "or", "||":
			return c.parts("or", n.Left, n.Right)
		}
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return c.parts("not", n.Node)
		}
	case *ast.CallNode:
		return part{op: "known", uses: []string{n.Arguments[0].(*ast.IdentifierNode).Value}, source: n.String()}, nil
	}
	return c.leaf(node)
}

func (c *typist) parts(op string, nodes ...ast.Node) (part, error) {
	out := part{op: op}
	for _, n := range nodes {
		p, err := c.part(n)
		if err != nil {
			return out, err
		}
		if p.op == op && op != "not" { // a and b and c is one
			out.of = append(out.of, p.of...)
		} else {
			out.of = append(out.of, p)
		}
	}
	return out, nil
}

// leaf compiles one condition with the types of the facts that it reads.
func (c *typist) leaf(node ast.Node) (part, error) {
	seen := reads{}
	ast.Walk(&node, &seen)
	if seen.called != nil {
		return part{}, c.fault(seen.called, "rule_known_alone")
	}
	out := part{op: "leaf", uses: seen.names, source: node.String()}
	env := make(map[string]any, len(seen.names))
	for _, name := range seen.names {
		f, _ := c.schema.Fact(name)
		env[name] = sampleOf(f.Kind)
	}
	config := conf.New(env)
	config.Expect, config.ExpectAny = reflect.Bool, true
	tree := &parser.Tree{Node: node, Source: file.NewSource(string(c.source))}
	if _, err := checker.Check(tree, config); err != nil {
		return out, c.fault(node, "rule_not_taken")
	}
	if err := optimizer.Optimize(&tree.Node, config); err != nil {
		return out, c.fault(node, "rule_not_taken")
	}
	code, err := compiler.Compile(tree, config)
	if err != nil {
		return out, c.fault(node, "rule_not_taken")
	}
	out.code = code
	return out, nil
}

// reads collects the facts that a condition asks for, and a known(…) that stands inside it.
type reads struct {
	names  []string
	called ast.Node
}

// Visit implements ast.Visitor.
func (r *reads) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.CallNode:
		r.called = n
	case *ast.IdentifierNode:
		if !slices.Contains(r.names, n.Value) {
			r.names = append(r.names, n.Value)
		}
	}
}

func sampleOf(k Kind) any {
	switch k {
	case KindBool:
		return false
	case KindInt, KindMoney:
		return 0
	case KindCodes:
		return []string{}
	default:
		return ""
	}
}

// collect gathers the names that the parts read, sorted and each once.
func (p part) collect(into *[]string) {
	for _, name := range p.uses {
		if i, there := slices.BinarySearch(*into, name); !there {
			*into = slices.Insert(*into, i, name)
		}
	}
	for _, q := range p.of {
		q.collect(into)
	}
}
