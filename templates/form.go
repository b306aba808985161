package templates

import (
	"net/url"
	"slices"
	"strings"
)

// Form is what was typed and what is wrong with it, so that a form comes back with both.
type Form struct {
	Values url.Values
	Faults map[string]string // by the field's name, in the page's language
	Error  string            // what is wrong with the whole, in the page's language
}

// Value is what was typed into a field, or what it holds to begin with.
func (f *Form) Value(name string) string {
	if f == nil {
		return ""
	}
	return f.Values.Get(name)
}

// Fault is what is wrong with a field, or "".
func (f *Form) Fault(name string) string {
	if f == nil {
		return ""
	}
	return f.Faults[name]
}

// Field is one field of a form, as the partial "field" draws it. Its methods answer a changed copy, so that templates can write
// {{template "field" (($.Field "title" ($.T "need.title")).Need.Max 80)}}.
type Field struct {
	Name, ID, Label    string
	Text               string // what stands in it
	Wrong, Advice      string
	Kind               string // text, number, date, …; textarea, select, radio, check, checks, file
	Required, Wide     bool
	Most, Least, Steps string
	Length, Rows       int
	Fill, Mode, Shape  string // autocomplete, inputmode, pattern
	Accept, Camera     string
	Options            []Option
	Chosen             []string
	Lists              string // the id of a datalist
}

// Option is one choice of a field.
type Option struct {
	Value, Text, Group string
	Advice             string
}

// Field begins a text field with what the page's form holds for it.
func (p Page) Field(name, label string) Field {
	f := Field{Name: name, ID: "f-" + p.prefix + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name), Label: label, Kind: "text"}
	if p.Form != nil {
		f.Text, f.Chosen, f.Wrong = p.Form.Value(name), p.Form.Values[name], p.Form.Fault(name)
	}
	return f
}

// Named sets the ids of the fields that follow apart from those of another form on the page: ($.Named "export").Field "kind" ….
func (p Page) Named(form string) Page {
	p.prefix = form + "-"
	return p
}

// Need marks the field as required.
func (f Field) Need() Field { f.Required = true; return f }

// Full lets the field take the whole width.
func (f Field) Full() Field { f.Wide = true; return f }

// Hint says under the label what is wanted.
func (f Field) Hint(text string) Field { f.Advice = text; return f }

// Max bounds the length of a text.
func (f Field) Max(n int) Field { f.Length = n; return f }

// As changes the kind of input: number, date, datetime-local, tel, email, password, search, hidden, file.
func (f Field) As(kind string) Field { f.Kind = kind; return f }

// Lines makes a text of several lines.
func (f Field) Lines(rows int) Field { f.Kind, f.Rows = "textarea", rows; return f }

// Between bounds a number or a day; an empty bound is none.
func (f Field) Between(least, most string) Field { f.Least, f.Most = least, most; return f }

// Autofill names what a browser may fill in (HTML, autocomplete).
func (f Field) Autofill(token string) Field { f.Fill = token; return f }

// Keys names the keyboard that a phone shows (HTML, inputmode).
func (f Field) Keys(mode string) Field { f.Mode = mode; return f }

// Like is a regular expression that the text must match in the browser; the server decides.
func (f Field) Like(pattern string) Field { f.Shape = pattern; return f }

// Default is what stands in the field when nothing was typed yet.
func (f Field) Default(text string) Field {
	if f.Text == "" && f.Wrong == "" {
		f.Text, f.Chosen = text, []string{text}
	}
	return f
}

// Select makes a list to choose one of.
func (f Field) Select(options []Option) Field { f.Kind, f.Options = "select", options; return f }

// Radio shows the choices at once, one of which is taken: large targets for a phone.
func (f Field) Radio(options []Option) Field { f.Kind, f.Options = "radio", options; return f }

// Checks shows the choices at once, any of which are taken.
func (f Field) Checks(options []Option) Field { f.Kind, f.Options = "checks", options; return f }

// Check makes a single box that says true.
func (f Field) Check() Field { f.Kind = "check"; return f }

// File takes a file of the given media types; camera ("environment") offers a phone's camera.
func (f Field) File(accept, camera string) Field {
	f.Kind, f.Accept, f.Camera = "file", accept, camera
	return f
}

// List offers the options of a datalist while somebody types.
func (f Field) List(id string) Field { f.Lists = id; return f }

// Has tells whether an option is chosen.
func (f Field) Has(value string) bool { return slices.Contains(f.Chosen, value) }

// Described lists the ids that explain the field, for aria-describedby.
func (f Field) Described() string {
	var ids []string
	if f.Advice != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.ID+"-fault")
	}
	return strings.Join(ids, " ")
}

// Groups are the headings of the options in their order; one without a heading is "".
func (f Field) Groups() []string {
	var out []string
	for _, o := range f.Options {
		if !slices.Contains(out, o.Group) {
			out = append(out, o.Group)
		}
	}
	return out
}
