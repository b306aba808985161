package templates

import (
	"math"
	"slices"
	"strconv"
)

// Heat is a table whose cells are shaded by how much they say. The number always stands in the cell; the shade only leads the eye.
type Heat struct {
	ID, Title, About string
	Of               string // what heads the rows
	Columns          []string
	Rows             []HeatRow
	Keys             []ChartKey
}

// HeatRow is one line of a heat table.
type HeatRow struct {
	Label, Href string
	Cells       []HeatCell
}

// HeatCell is one cell: its number, and in small what it means. Said is for a screen reader alone; Level runs from 0 to 5.
type HeatCell struct {
	Text, Small, Said, Href string
	Level                   int
}

// Level is the shade of a number against the greatest: 0 for none, then 1 to 5.
func Level(v, greatest float64) int {
	if v <= 0 || greatest <= 0 {
		return 0
	}
	return min(int(math.Ceil(5*v/greatest)), 5)
}

// heating is what the partial "heat" takes.
type heating struct {
	Page
	Heat
	Title string
}

// Warm is a heat table on this page.
func (p Page) Warm(h Heat) heating { return heating{p, h, h.Title} }

// Pin is a place of a map: where, how large (0 to 1 of the greatest), how deep in colour (0 to 5), and what stands beside it.
type Pin struct {
	Label, Text string
	Lat, Lng    float64
	Size        float64
	Level       int
}

// The measures of a map, in units of its box. mapMargin leaves room for the words at its edges.
const (
	mapWidth  = 360.0
	mapMargin = 46.0
	mapMost   = 420.0
)

// Map draws places by their coordinates, north above. Figures give its words and its table.
func Map(f Figures, pins []Pin) Chart {
	c := f.begin("map")
	x, y, tall := project(pins)
	c.Height = int(tall)
	c.Box = "0 0 " + strconv.Itoa(int(mapWidth)) + " " + strconv.Itoa(c.Height)
	order := make([]int, len(pins))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { // the small ones last, so that none is hidden below a large one
		return int(math.Copysign(1, pins[b].Size-pins[a].Size))
	})
	var taken []box
	for _, i := range order {
		r := 6 + 14*math.Sqrt(min(max(pins[i].Size, 0), 1))
		c.Dots = append(c.Dots, Dot{units(x[i]), y[i], r, "h" + strconv.Itoa(pins[i].Level), "circle"})
		taken = append(taken, box{x[i] - r, y[i] - r, x[i] + r, y[i] + r})
	}
	for n, i := range order {
		text := clipped(pins[i].Label, 20) + " " + pins[i].Text
		w, at := place(x[i], y[i], c.Dots[n].R, float64(wide(text))*6.2, taken, tall)
		w.Text = text
		c.Words = append(c.Words, w)
		taken = append(taken, at)
	}
	return c
}

// project lays coordinates on the box: a degree of longitude is shorter by the cosine of the latitude.
func project(pins []Pin) (x, y []float64, tall float64) {
	if len(pins) == 0 {
		return nil, nil, 1
	}
	lat := func(a, b Pin) int { return int(math.Copysign(1, a.Lat-b.Lat)) }
	lng := func(a, b Pin) int { return int(math.Copysign(1, a.Lng-b.Lng)) }
	south, north := slices.MinFunc(pins, lat).Lat, slices.MaxFunc(pins, lat).Lat
	west, east := slices.MinFunc(pins, lng).Lng, slices.MaxFunc(pins, lng).Lng
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	across, down := (east-west)*narrow, north-south
	scale := (mapWidth - 2*mapMargin) / max(across, 1e-9)
	if down*scale > mapMost-2*mapMargin {
		scale = (mapMost - 2*mapMargin) / down
	}
	if across < 1e-9 && down < 1e-9 {
		scale = 0
	}
	left := (mapWidth - across*scale) / 2
	for _, p := range pins {
		x = append(x, left+(p.Lng-west)*narrow*scale)
		y = append(y, mapMargin+(north-p.Lat)*scale)
	}
	return x, y, math.Ceil(down*scale + 2*mapMargin)
}

type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// place finds where the words of a place stand: below it, above, right or left, the first where nothing else is.
func place(x, y, r, width float64, taken []box, tall float64) (Words, box) {
	at := func(left, base float64) box { return box{left, base - 11, left + width, base + 3} }
	options := []struct {
		x, y   float64
		anchor string
		at     box
	}{
		{x, y + r + 13, "middle", at(x-width/2, y+r+13)}, {x, y - r - 5, "middle", at(x-width/2, y-r-5)},
		{x + r + 4, y + 4, "start", at(x+r+4, y+4)}, {x - r - 4, y + 4, "end", at(x-r-4-width, y+4)},
		{x, y + r + 27, "middle", at(x-width/2, y+r+27)}, {x, y - r - 19, "middle", at(x-width/2, y-r-19)},
	}
	best := options[0]
	for _, o := range options {
		inside := o.at.left >= 0 && o.at.right <= mapWidth && o.at.top >= 0 && o.at.bottom <= tall
		if inside && !slices.ContainsFunc(taken, o.at.meets) {
			best = o
			break
		}
	}
	return Words{X: units(best.x), Y: best.y, Anchor: best.anchor}, best.at
}

func units(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
