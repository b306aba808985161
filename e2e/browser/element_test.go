package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// element is one thing on the page, which is looked for anew with each use.
type element struct {
	v    *visitor
	says string
	find func(ctx context.Context) ([]cdp.BackendNodeID, error)
}

// css is the first visible element of a selector.
func (v *visitor) css(selector string) element {
	return element{v, selector, func(ctx context.Context) ([]cdp.BackendNodeID, error) {
		raw, _ := json.Marshal(selector)
		return v.objects(ctx, `Array.from(document.querySelectorAll(`+string(raw)+`))`)
	}}
}

// field is the control of a form by its name.
func (v *visitor) field(name string) element { return v.css(fmt.Sprintf("main [name=%q]", name)) }

// named is the first visible element with an accessible name among those of the roles, as a screen reader would find it.
func (v *visitor) named(name string, roles ...string) element {
	return element{v, fmt.Sprintf("%v %q", roles, name), func(ctx context.Context) ([]cdp.BackendNodeID, error) {
		root, err := chromedp.Call(ctx, dom.GetDocument, dom.GetDocumentParams{})
		if err != nil {
			return nil, err
		}
		var out []cdp.BackendNodeID
		for _, role := range roles {
			found, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
				NodeID: root.Root.NodeID, AccessibleName: name, Role: role,
			})
			if err != nil {
				return nil, err
			}
			for _, n := range found.Nodes {
				if !n.Ignored && !slices.Contains(out, n.BackendDOMNodeID) {
					out = append(out, n.BackendDOMNodeID)
				}
			}
		}
		return out, nil
	}}
}

func (v *visitor) button(name string) element { return v.named(name, "button") }
func (v *visitor) link(name string) element   { return v.named(name, "link") }
func (v *visitor) labelled(name string) element {
	return v.named(name, "textbox", "combobox", "checkbox", "radio", "spinbutton", "searchbox", "Date", "button", "listbox")
}

// summary opens or closes a part of the page, by the key of its text.
func (v *visitor) summary(key string) element { return v.holding("summary", v.T(key), "") }

// unfold opens a part of the page, by the key of its text. A tap that the page swallowed while it came is made again.
func (v *visitor) unfold(key string) {
	v.t.Helper()
	part := v.summary(key)
	open := func() bool {
		return part.on("read", `function() { return this.parentElement.open ? "yes" : "no" }`) == "yes"
	}
	part.until(open)
	require.True(v.t, open(), "%s stays closed", key)
}

// holding is the first visible element of a selector that has a text in it, or what a second selector finds inside it.
func (v *visitor) holding(selector, text, inside string) element {
	return element{v, fmt.Sprintf("%s with %q %s", selector, text, inside), func(ctx context.Context) ([]cdp.BackendNodeID, error) {
		raw, _ := json.Marshal([]string{selector, text, inside})
		return v.objects(ctx, `(([selector, text, inside]) => Array.from(document.querySelectorAll(selector)).filter(e => e.innerText.includes(text))
			.flatMap(e => inside ? Array.from(e.querySelectorAll(inside)) : [e]))(`+string(raw)+`)`)
	}}
}

// press presses a button by the key of its text.
func (v *visitor) press(key string) {
	v.t.Helper()
	v.button(v.T(key)).click()
}

// objects are the nodes that an expression gives as a list.
func (v *visitor) objects(ctx context.Context, expression string) ([]cdp.BackendNodeID, error) {
	yes := true
	list, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, Silent: &yes})
	if err != nil {
		return nil, err
	}
	if list.ExceptionDetails != nil {
		return nil, errors.New(exception(list.ExceptionDetails))
	}
	items, err := chromedp.Call(ctx, runtime.GetProperties, runtime.GetPropertiesParams{ObjectID: list.Result.ObjectID, OwnProperties: &yes})
	if err != nil {
		return nil, err
	}
	var out []cdp.BackendNodeID
	for _, p := range items.Result {
		if p.Value == nil || p.Value.Subtype != "node" {
			continue
		}
		node, err := chromedp.Call(ctx, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: p.Value.ObjectID})
		if err != nil {
			return nil, err
		}
		out = append(out, node.Node.BackendNodeID)
	}
	return out, nil
}

// within tries until it works or patience is at its end.
func (e element) within(what string, try func(ctx context.Context, node cdp.BackendNodeID) error) {
	e.v.t.Helper()
	ctx, stop := context.WithTimeout(e.v.ctx, patience)
	defer stop()
	var last error
	for ctx.Err() == nil {
		nodes, err := e.find(ctx)
		for _, n := range nodes {
			if err = try(ctx, n); err == nil {
				return
			}
		}
		if len(nodes) == 0 && err == nil {
			err = errors.New("there is none")
		}
		last = err
		pause(ctx, pollEvery)
	}
	require.Fail(e.v.t, "cannot "+what+" "+e.says, "%v\non %s:\n%.1500s", last, e.v.seen.page(), e.v.mainText())
}

// pause lets the page go on for a moment between two looks at it.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// there says whether a visible element of this kind stands on the page now.
func (e element) there() bool {
	e.v.t.Helper()
	ctx, stop := context.WithTimeout(e.v.ctx, patience)
	defer stop()
	nodes, err := e.find(ctx)
	require.NoError(e.v.t, err)
	return slices.ContainsFunc(nodes, func(n cdp.BackendNodeID) bool {
		_, _, err := middle(ctx, n)
		return err == nil
	})
}

// comes waits until a visible element of this kind stands on the page: a picture has no size before it is loaded.
func (e element) comes() {
	e.v.t.Helper()
	e.within("see", func(ctx context.Context, n cdp.BackendNodeID) error {
		_, _, err := middle(ctx, n)
		return err
	})
}

// click clicks or taps in the middle of the element, as a person does: what lies over it is hit instead, and that is an error.
func (e element) click() {
	e.v.t.Helper()
	e.v.taps++
	e.within("click", func(ctx context.Context, n cdp.BackendNodeID) error {
		x, y, err := middle(ctx, n)
		if err != nil {
			return err
		}
		if over, err := covered(ctx, n, x, y); err != nil || over != "" {
			return errors.Join(err, fmt.Errorf("%s lies over it", over))
		}
		if e.v.size.touch {
			return chromedp.Do(ctx, chromedp.TapXY(x, y))
		}
		return chromedp.Do(ctx, chromedp.MouseClickXY(x, y))
	})
}

// tick clicks a box or a choice unless it is chosen already.
func (e element) tick() {
	e.v.t.Helper()
	chosen := func() bool { return e.on("read", `function() { return this.checked ? "yes" : "no" }`) == "yes" }
	e.until(chosen)
	require.True(e.v.t, chosen(), e.says)
}

// until clicks until something is so: what moves while a page settles swallows a click, at which a person clicks again.
func (e element) until(so func() bool) {
	e.v.t.Helper()
	for end := time.Now().Add(patience); !so() && time.Now().Before(end); {
		e.click()
		for soon := time.Now().Add(patience / 10); !so() && time.Now().Before(soon); {
			pause(e.v.ctx, pollEvery)
		}
	}
}

// middle scrolls an element into view and returns its middle; an element without area is an error.
func middle(ctx context.Context, n cdp.BackendNodeID) (x, y float64, err error) {
	if _, err = chromedp.Call(ctx, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: n}); err != nil {
		return 0, 0, err
	}
	box, err := chromedp.Call(ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: n})
	if err != nil {
		return 0, 0, err
	}
	for _, q := range box.Quads {
		if len(q) == 8 && (q[2]-q[0]) > 0 && (q[5]-q[1]) > 0 {
			return (q[0] + q[2] + q[4] + q[6]) / 4, (q[1] + q[3] + q[5] + q[7]) / 4, nil
		}
	}
	return 0, 0, errors.New("it has no area")
}

// covered says what a finger at the point would hit in the place of a node; "" where it hits the node, something inside it, or its label.
func covered(ctx context.Context, n cdp.BackendNodeID, x, y float64) (string, error) {
	object, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n})
	if err != nil {
		return "", err
	}
	yes, out := true, ""
	answer, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: object.Object.ObjectID, ReturnByValue: &yes,
		Arguments: []*runtime.CallArgument{{Value: fmt.Appendf(nil, "%f", x)}, {Value: fmt.Appendf(nil, "%f", y)}},
		FunctionDeclaration: `function(x, y) {
			const hit = document.elementFromPoint(x, y)
			if (!hit) return "nothing: it is out of the window"
			const label = hit.closest("label")
			return this.contains(hit) || label && (label.control === this || label.contains(this)) ? "" : hit.outerHTML.slice(0, 120)
		}`,
	})
	if err != nil {
		return "", err
	}
	err = json.Unmarshal(answer.Result.Value, &out)
	return out, err
}

// on calls a function with the element as this and returns what it says.
func (e element) on(what, function string, args ...any) string {
	e.v.t.Helper()
	out := ""
	e.within(what, func(ctx context.Context, n cdp.BackendNodeID) error {
		object, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n})
		if err != nil {
			return err
		}
		yes := true
		p := runtime.CallFunctionOnParams{ObjectID: object.Object.ObjectID, FunctionDeclaration: function, ReturnByValue: &yes}
		for _, a := range args {
			raw, err := json.Marshal(a)
			if err != nil {
				return err
			}
			p.Arguments = append(p.Arguments, &runtime.CallArgument{Value: raw})
		}
		answer, err := chromedp.Call(ctx, runtime.CallFunctionOn, p)
		if err != nil {
			return err
		}
		if answer.ExceptionDetails != nil {
			return errors.New(exception(answer.ExceptionDetails))
		}
		if raw := answer.Result.Value; len(raw) > 0 && raw[0] == '"' {
			return json.Unmarshal(raw, &out)
		}
		return nil
	})
	return out
}

// write puts a text into a field, in the place of what stood there.
func (e element) write(text string) {
	e.v.t.Helper()
	kind := e.on("read", `function() { return this.type || "" }`)
	switch kind {
	case "date", "datetime-local", "time", "month", "number", "range":
		e.v.taps++
		e.on("set", `function(value) {
			this.value = value
			this.dispatchEvent(new Event("input", {bubbles: true}))
			this.dispatchEvent(new Event("change", {bubbles: true}))
		}`, text)
		return
	}
	e.v.taps++
	e.within("write into", func(ctx context.Context, n cdp.BackendNodeID) error {
		if _, err := chromedp.Call(ctx, dom.Focus, dom.FocusParams{BackendNodeID: n}); err != nil {
			return err
		}
		return nil
	})
	e.on("empty", `function() { this.select() }`)
	e.v.call(call(input.InsertText, input.InsertTextParams{Text: text}))
	require.Equal(e.v.t, text, e.on("read", `function() { return this.value }`), e.says)
}

// choose picks the option of a select by its text or its value.
func (e element) choose(option string) {
	e.v.t.Helper()
	e.v.taps += 2
	e.on("choose "+option+" in", `function(want) {
		const option = Array.from(this.options).find(o => o.value === want || o.text.trim() === want)
		if (!option) throw new Error("no option " + want + " among " + Array.from(this.options).map(o => o.text.trim()).join(", "))
		this.value = option.value
		this.dispatchEvent(new Event("input", {bubbles: true}))
		this.dispatchEvent(new Event("change", {bubbles: true}))
	}`, option)
}

// chooseFirst picks the first option of a select that stands for something.
func (e element) chooseFirst() {
	e.v.t.Helper()
	e.choose(e.on("read", `function() { return Array.from(this.options).find(o => o.value).value }`))
}

// attach gives files to a file field.
func (e element) attach(files ...string) {
	e.v.t.Helper()
	e.v.taps++
	e.within("attach to", func(ctx context.Context, n cdp.BackendNodeID) error {
		_, err := chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{BackendNodeID: n, Files: files})
		return err
	})
}
