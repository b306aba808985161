package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"

	"zhulian/models"
)

// shape is what a part of an expression is: its kind, and for numbers how far from zero it can be.
type shape struct {
	kind  Kind
	most  int
	fact  *Fact // where the part is a fact alone
	plain bool  // written down, not asked for
}

// kindList is the kind of a list that is written down; it stands right of in and nowhere else.
const kindList Kind = "list"

// typist finds out what each part of an expression is, and rewrites what only the house knows: given values, yuan(…) and date("…").
type typist struct {
	schema Schema
	source []rune
	nodes  int
}

// fault is the first thing that is wrong, with where.
func (c *typist) fault(at ast.Node, code string, more ...string) error {
	return positioned(c.source, at.Location().From, code, more...)
}

// positioned is an error of the field expression at an offset in runes. Lines and characters count from one.
func positioned(source []rune, offset int, code string, more ...string) error {
	line, column := 1, 1
	for _, r := range source[:min(max(offset, 0), len(source))] {
		if column++; r == '\n' {
			line, column = line+1, 1
		}
	}
	args := models.Args{"line": line, "column": column}
	for i := 0; i+1 < len(more); i += 2 {
		args[more[i]] = more[i+1]
	}
	return models.Invalid(models.FieldError{Field: "expression", Code: code, Args: args})
}

// check answers what a part is, or what is wrong with it.
func (c *typist) check(node *ast.Node) (shape, error) {
	if c.nodes++; c.nodes > MostNodes {
		return shape{}, c.fault(*node, "rule_too_long")
	}
	switch n := (*node).(type) {
	case *ast.BoolNode:
		return shape{kind: KindBool, plain: true}, nil
	case *ast.IntegerNode:
		return c.number(n)
	case *ast.StringNode:
		return shape{kind: KindCode, plain: true}, nil
	case *ast.IdentifierNode:
		return c.name(node, n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ArrayNode:
		return c.list(n)
	case *ast.CallNode:
		return c.call(node, n)
	case *ast.FloatNode:
		return shape{}, c.fault(n, "rule_whole_numbers")
	case nil:
		return shape{}, positioned(c.source, 0, "rule_syntax")
	}
	return shape{}, c.fault(*node, "rule_not_taken")
}

func (c *typist) number(n *ast.IntegerNode) (shape, error) {
	if !within(n.Value, mostInt) {
		return shape{}, c.fault(n, "rule_number_too_large")
	}
	return shape{kind: KindInt, most: max(n.Value, -n.Value), plain: true}, nil
}

// name is a fact, or a given value, which takes its place.
func (c *typist) name(node *ast.Node, n *ast.IdentifierNode) (shape, error) {
	f, ok := c.schema.Fact(n.Value)
	if !ok {
		return shape{}, c.fault(n, "rule_unknown_fact", "name", short(n.Value))
	}
	value, given := c.schema.given[f.Name]
	if !given {
		out := shape{kind: f.Kind, fact: &f}
		switch f.Kind {
		case KindInt:
			out.most = mostInt
		case KindMoney:
			out.most = mostMoney
		}
		return out, nil
	}
	if !f.fits(value) {
		return shape{}, c.fault(n, "rule_value_of_parameter", "name", f.Name)
	}
	out := shape{kind: f.Kind}
	switch v := value.(type) {
	case bool:
		ast.Patch(node, &ast.BoolNode{Value: v})
	case int:
		ast.Patch(node, &ast.IntegerNode{Value: v})
		out.most = max(v, -v)
	case string:
		ast.Patch(node, &ast.StringNode{Value: v})
	case []string:
		ast.Patch(node, texts(v))
	}
	return out, nil
}

func texts(values []string) *ast.ArrayNode {
	list := &ast.ArrayNode{Nodes: []ast.Node{}}
	for _, v := range values {
		list.Nodes = append(list.Nodes, &ast.StringNode{Value: v})
	}
	return list
}

func short(name string) string {
	if r := []rune(name); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return name
}

func (c *typist) unary(n *ast.UnaryNode) (shape, error) {
	of, err := c.check(&n.Node)
	if err != nil {
		return of, err
	}
	switch n.Operator {
	case "not", "!":
		if of.kind != KindBool {
			return of, c.fault(n, "rule_needs_yes_or_no", "operator", n.Operator)
		}
	case "-":
		if of.kind != KindInt && of.kind != KindMoney {
			return of, c.fault(n, "rule_needs_numbers", "operator", n.Operator)
		}
	default:
		return of, c.fault(n, "rule_not_taken")
	}
	return shape{kind: of.kind, most: of.most}, nil
}

func (c *typist) binary(n *ast.BinaryNode) (shape, error) {
	left, err := c.check(&n.Left)
	if err != nil {
		return left, err
	}
	right, err := c.check(&n.Right)
	if err != nil {
		return right, err
	}
	switch n.Operator {
	case "and", "&&", "or", "||":
		if left.kind != KindBool || right.kind != KindBool {
			return left, c.fault(n, "rule_needs_yes_or_no", "operator", n.Operator)
		}
		return shape{kind: KindBool}, nil
	case "==", "!=", "<", "<=", ">", ">=":
		return c.compare(n, left, right)
	case "in":
		return c.member(n, left, right)
	case "+", "-", "*":
		return c.count(n, left, right)
	}
	return left, c.fault(n, "rule_not_taken")
}

// compare wants two of one kind. Only numbers, amounts and dates have an order.
func (c *typist) compare(n *ast.BinaryNode, left, right shape) (shape, error) {
	if left.kind != right.kind {
		if left.kind == KindMoney && right.kind == KindInt || left.kind == KindInt && right.kind == KindMoney {
			return left, c.fault(n, "rule_money_with_number")
		}
		return left, c.fault(n, "rule_kinds_differ", "operator", n.Operator)
	}
	switch left.kind {
	case KindInt, KindMoney, KindDate:
	case KindBool, KindCode:
		if n.Operator != "==" && n.Operator != "!=" {
			return left, c.fault(n, "rule_no_order", "operator", n.Operator)
		}
	default:
		return left, c.fault(n, "rule_kinds_differ", "operator", n.Operator)
	}
	if err := c.codeOf(left, n.Right); err != nil {
		return left, err
	}
	return shape{kind: KindBool}, c.codeOf(right, n.Left)
}

// codeOf wants a text that is written beside a fact to be one of the fact's codes.
func (c *typist) codeOf(s shape, beside ast.Node) error {
	text, ok := beside.(*ast.StringNode)
	if !ok || s.fact == nil || len(s.fact.Codes) == 0 || slices.Contains(s.fact.Codes, text.Value) {
		return nil
	}
	return c.fault(beside, "rule_no_such_code", "name", s.fact.Name)
}

// member takes a code in a written list, or a written code in a fact of codes.
func (c *typist) member(n *ast.BinaryNode, left, right shape) (shape, error) {
	out := shape{kind: KindBool}
	if left.kind != KindCode {
		return out, c.fault(n, "rule_in")
	}
	switch right.kind {
	case KindCodes:
		return out, c.codeOf(right, n.Left)
	case kindList:
		for _, item := range n.Right.(*ast.ArrayNode).Nodes {
			if err := c.codeOf(left, item); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	return out, c.fault(n, "rule_in")
}

// count adds what is of one kind and multiplies by plain numbers, as long as no result can overflow.
func (c *typist) count(n *ast.BinaryNode, left, right shape) (shape, error) {
	numbers := func(k Kind) bool { return k == KindInt || k == KindMoney }
	if !numbers(left.kind) || !numbers(right.kind) {
		return left, c.fault(n, "rule_needs_numbers", "operator", n.Operator)
	}
	out := shape{kind: left.kind}
	if n.Operator == "*" {
		if left.kind == KindMoney && right.kind == KindMoney {
			return left, c.fault(n, "rule_money_times_money")
		}
		if right.kind == KindMoney {
			out.kind = KindMoney
		}
		if left.most != 0 && right.most > mostProduct/left.most {
			return left, c.fault(n, "rule_number_too_large")
		}
		out.most = left.most * right.most
		return out, nil
	}
	if left.kind != right.kind {
		return left, c.fault(n, "rule_money_with_number")
	}
	if out.most = left.most + right.most; out.most > mostProduct {
		return left, c.fault(n, "rule_number_too_large")
	}
	return out, nil
}

func (c *typist) list(n *ast.ArrayNode) (shape, error) {
	for i := range n.Nodes {
		if item, err := c.check(&n.Nodes[i]); err != nil {
			return item, err
		}
		if _, ok := n.Nodes[i].(*ast.StringNode); !ok {
			return shape{}, c.fault(n.Nodes[i], "rule_in")
		}
	}
	return shape{kind: kindList, plain: true}, nil
}

// call takes known(fact), which is looked at where the answer is put together, yuan(number) and date("YYYY-MM-DD").
func (c *typist) call(node *ast.Node, n *ast.CallNode) (shape, error) {
	callee, _ := n.Callee.(*ast.IdentifierNode)
	if callee == nil || len(n.Arguments) != 1 || !slices.Contains([]string{"known", "yuan", "date"}, callee.Value) {
		return shape{}, c.fault(n, "rule_not_taken")
	}
	c.nodes++
	switch arg := n.Arguments[0].(type) {
	case *ast.IdentifierNode:
		if _, given := c.schema.given[arg.Value]; given || callee.Value != "known" {
			break
		}
		if _, ok := c.schema.Fact(arg.Value); !ok {
			return shape{}, c.fault(arg, "rule_unknown_fact", "name", short(arg.Value))
		}
		return shape{kind: KindBool}, nil
	case *ast.IntegerNode:
		if callee.Value == "yuan" && within(arg.Value, mostMoney/100) {
			ast.Patch(node, &ast.IntegerNode{Value: arg.Value * 100})
			return shape{kind: KindMoney, most: max(arg.Value, -arg.Value) * 100}, nil
		}
	case *ast.StringNode:
		if _, err := time.Parse(time.DateOnly, arg.Value); callee.Value == "date" && err == nil {
			ast.Patch(node, &ast.StringNode{Value: strings.Clone(arg.Value)})
			return shape{kind: KindDate}, nil
		}
	}
	return shape{}, c.fault(n, "rule_argument", "operator", callee.Value)
}
