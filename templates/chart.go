package templates

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Chart is a picture made of shapes, with the table of its numbers behind it; the partial "chart" draws it. Along the page everything stands
// in percent of the width and down it in pixels: so a picture is as wide as its place, and its words keep their size on a phone, on a desk
// and on paper. A map alone keeps its proportions: it has a Box.
type Chart struct {
	ID, Title, About string
	Kind             string // the class of the picture, for the design
	Box              string // viewBox; "" where shapes stand in percent
	Height           int
	Bars             []Bar
	Strokes          []Stroke
	Dots             []Dot
	Words            []Words
	Keys             []ChartKey
	Table            DataTable
	Section, Tabled  bool
}

// Bar is a rectangle. Class names its colour: s1 to s4 for series, ground, drop, h1 to h5.
type Bar struct {
	X, Width  string
	Y, Height int
	Class     string
}

// Stroke is a straight line.
type Stroke struct {
	X1, X2 string
	Y1, Y2 float64
	Class  string
}

// Dot marks a point of a line, or a place of a map.
type Dot struct {
	X     string
	Y, R  float64
	Class string
	Shape string // circle, square or diamond: lines differ by shape as well as by colour
}

// Words are a text in a picture. Anchor is start, middle or end.
type Words struct {
	X      string
	Y      float64
	Anchor string
	Class  string
	Text   string
}

// ChartKey explains a colour, and the shape of what marks a line.
type ChartKey struct {
	Class, Text, Shape string
}

// DataTable is the numbers of a chart: what a screen reader reads, and whoever wants to copy them.
type DataTable struct {
	Head []string
	Rows [][]string // the first cell heads its row
}

// Figures are the numbers of a chart: one row a label, one column a series.
type Figures struct {
	ID     string // of the picture on its page
	Title  string
	About  string // what it shows, in a sentence
	Of     string // what the labels are: town, month
	Labels []string
	Series []Series
	Beside []Series // columns of the table that are not drawn
	Sums   []string // of stacked bars: what stands at the end of each row
	Top    float64  // what fills the whole width or height; 0 is the greatest value there is
	Mark   *float64 // a line to measure by, such as an aim or the middle of the peers
	Marked string   // what the line is

	Section bool // the picture is a section of its own, so that its title is of the second rank and not of the third
	Tabled  bool // the page shows the table itself, below the picture
}

// Series is one number of each label. A nil value is nothing to count: it is drawn as a gap and written as Texts says, "–".
type Series struct {
	Name   string
	Values []*float64
	Texts  []string
	Short  []string // the same where there is little room; without it Texts stand there
}

// drawing is what the partial "chart" takes.
type drawing struct {
	Page
	Chart
	Title string // of the chart: both have one
}

// Draw is a chart on this page.
func (p Page) Draw(c Chart) drawing { return drawing{p, c, c.Title} }

// Wide tells whether the table needs room to be moved sideways in.
func (t DataTable) Wide() bool { return len(t.Head) > 4 }

func (f Figures) begin(kind string) Chart {
	c := Chart{ID: f.ID, Title: f.Title, About: f.About, Kind: kind, Section: f.Section, Tabled: f.Tabled, Table: DataTable{Head: []string{f.Of}}}
	columns := append(append([]Series{}, f.Series...), f.Beside...)
	for _, s := range columns {
		c.Table.Head = append(c.Table.Head, s.Name)
	}
	for i, label := range f.Labels {
		row := []string{label}
		for _, s := range columns {
			row = append(row, s.Texts[i])
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	if len(f.Series) > 1 {
		for i, s := range f.Series {
			c.Keys = append(c.Keys, ChartKey{Class: seriesClass(i), Text: s.Name})
		}
	}
	if f.Mark != nil {
		c.Keys = append(c.Keys, ChartKey{Class: "mark", Text: f.Marked})
	}
	return c
}

func seriesClass(i int) string { return "s" + strconv.Itoa(i%4+1) }

// top is what fills the whole width or height; it is never 0.
func (f Figures) top() float64 {
	top := f.Top
	if top == 0 {
		for _, s := range f.Series {
			for _, v := range s.Values {
				if v != nil {
					top = max(top, *v)
				}
			}
		}
	}
	if top <= 0 {
		return 1
	}
	return top
}

// number is a value, 0 where there is none.
func number(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

// at is a value as a share of 0 to 1 of what fills the whole.
func at(v *float64, top float64) float64 { return min(max(number(v)/top, 0), 1) }

func (s Series) short(i int) string {
	if len(s.Short) > i {
		return s.Short[i]
	}
	return s.Texts[i]
}

func (c *Chart) bar(x, width float64, y, height int, class string) {
	if width > 0 {
		c.Bars = append(c.Bars, Bar{percent(x), percent(width), y, height, class})
	}
}

func (c *Chart) word(x float64, y int, anchor, class, text string) {
	c.Words = append(c.Words, Words{percent(x), float64(y), anchor, class, text})
}

// percent writes a share of 0 to 100 for an attribute.
func percent(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + "%"
}

// wide are the units that a text takes: a Chinese character takes two of a Latin one.
func wide(text string) (n int) {
	for _, r := range text {
		if n++; utf8.RuneLen(r) > 2 {
			n++
		}
	}
	return n
}

// clipped shortens a text to a width in units; the table has it whole.
func clipped(text string, units int) string {
	if wide(text) <= units {
		return text
	}
	n := 0
	for i, r := range text {
		if n += wide(string(r)); n > units-2 {
			return strings.TrimSpace(text[:i]) + "…"
		}
	}
	return text
}

// Value is a number that is there, for Series.
func Value[N int | int64 | float64](n N) *float64 {
	v := float64(n)
	return &v
}
