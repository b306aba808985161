package templates

import (
	"strconv"
	"strings"
)

// The measures of bars, in pixels: a line of words, a bar, and the room below a row. barRoom is how much of the width the bars of several
// series have, in percent; their numbers stand at the right of it.
const (
	wordLine  = 20
	barHeight = 12
	barGap    = 12
	barRoom   = 80.0
	labelFits = 34 // units beside a number, on the narrowest phone
)

// Bars draws rows of lying bars: the label and the number above, the bar below; of several series each has its bar with its number beside.
func Bars(f Figures) Chart {
	c, top, y := f.begin("lying"), f.top(), 0
	for i, label := range f.Labels {
		c.word(0, y+14, "start", "", clipped(label, labelFits))
		if len(f.Series) == 1 {
			s := f.Series[0]
			c.word(100, y+14, "end", "strong", s.Texts[i])
			y += wordLine
			f.ground(&c, 100, y)
			c.bar(0, 100*at(s.Values[i], top), y, barHeight, "s1")
			f.mark(&c, 100*at(f.Mark, top), y)
			y += barHeight + barGap
			continue
		}
		y += wordLine
		for j, s := range f.Series {
			f.ground(&c, barRoom, y)
			c.bar(0, barRoom*at(s.Values[i], top), y, barHeight, seriesClass(j))
			c.word(100, y+11, "end", "", s.short(i))
			y += barHeight + 5
		}
		y += barGap - 3
	}
	c.Height = max(y-barGap+4, 1)
	return c
}

// ground shows how far a bar could go, where there is such a thing.
func (f Figures) ground(c *Chart, width float64, y int) {
	if f.Top > 0 {
		c.bar(0, width, y, barHeight, "ground")
	}
}

func (f Figures) mark(c *Chart, x float64, y int) {
	if f.Mark != nil {
		c.Strokes = append(c.Strokes, Stroke{percent(x), percent(x), float64(y - 3), float64(y + barHeight + 3), "mark"})
	}
}

// Stacked draws rows of lying bars whose parts follow each other; Sums stand at their ends.
func Stacked(f Figures) Chart {
	c, y := f.begin("lying stacked"), 0
	sums, top := make([]float64, len(f.Labels)), f.Top
	for _, s := range f.Series {
		for i, v := range s.Values {
			sums[i] += number(v)
		}
	}
	for _, sum := range sums {
		top = max(top, sum)
	}
	for i, label := range f.Labels {
		c.word(0, y+14, "start", "", clipped(label, labelFits))
		c.word(100, y+14, "end", "strong", f.Sums[i])
		y += wordLine
		x := 0.0
		for j, s := range f.Series {
			width := 100 * at(s.Values[i], max(top, 1e-9))
			c.bar(x, width, y, barHeight+2, seriesClass(j))
			x += width
		}
		y += barHeight + barGap
	}
	c.Height = max(y-barGap+6, 1)
	return c
}

// The measures of standing pictures, in pixels: the plot between words above and below.
const (
	plotTop    = 22
	plotHeight = 130
	plotFoot   = plotTop + plotHeight
)

// crowded is how many standing bars leave no room for the sign of percent on a phone: what the picture is about says it then.
const crowded = 8

// Columns draws standing bars, for a few months beside each other.
func Columns(f Figures) Chart {
	c, top := f.begin("standing"), f.top()
	c.Height = plotFoot + 24
	slot := 100 / float64(max(len(f.Labels), 1))
	for i, label := range f.Labels {
		width := min(slot*0.7/float64(len(f.Series)), 18)
		left := slot*(float64(i)+0.5) - width*float64(len(f.Series))/2
		for j, s := range f.Series {
			x := left + width*float64(j)
			tall := int(plotHeight*at(s.Values[i], top) + 0.5)
			if tall > 0 {
				c.bar(x+0.5, width-1, plotFoot-tall, tall, seriesClass(j))
			}
			text := s.short(i)
			if len(f.Labels)*len(f.Series) > crowded {
				text = strings.TrimSuffix(text, "%")
			}
			c.word(x+width/2, plotFoot-tall-6, "middle", "strong", text)
		}
		c.word(slot*(float64(i)+0.5), plotFoot+18, "middle", "", label)
	}
	c.Strokes = append(c.Strokes, Stroke{"0%", "100%", plotFoot, plotFoot, "axis"})
	return c
}

// shapes mark the points of lines.
var shapes = []string{"circle", "square", "diamond"}

// axisRoom is what the words of the scale take of the width, in percent.
const axisRoom = 11.0

// Trend draws lines over time. Where there was nothing to count the line breaks and "–" stands at the foot.
func Trend(f Figures) Chart {
	c, top := f.begin("trend"), f.top()
	for i := range c.Keys {
		c.Keys[i].Shape = shapes[i%len(shapes)]
	}
	c.Height = plotFoot + 24
	for _, share := range []float64{0, 0.5, 1} {
		y := plotTop + plotHeight*(1-share)
		c.Strokes = append(c.Strokes, Stroke{percent(axisRoom), "100%", y, y, "scale"})
		c.word(axisRoom-1.5, int(y)+4, "end", "soft", f.scale(share*top))
	}
	slot := (100 - axisRoom) / float64(max(len(f.Labels), 1))
	middle := func(i int) float64 { return axisRoom + slot*(float64(i)+0.5) }
	every := (len(f.Labels) + 6) / 7
	for i, label := range f.Labels {
		if (len(f.Labels)-1-i)%max(every, 1) == 0 {
			c.word(middle(i), plotFoot+18, "middle", "", label)
		}
	}
	for j, s := range f.Series {
		for i, v := range s.Values {
			f.point(&c, s, i, j, middle, top)
			if i > 0 && v != nil && s.Values[i-1] != nil {
				c.Strokes = append(c.Strokes, Stroke{percent(middle(i - 1)), percent(middle(i)), height(s.Values[i-1], top), height(v, top), seriesClass(j)})
			}
		}
	}
	return c
}

func height(v *float64, top float64) float64 { return plotTop + plotHeight*(1-at(v, top)) }

// point marks a value of a line. Its number stands above it where one line has the picture for itself.
func (f Figures) point(c *Chart, s Series, i, j int, middle func(int) float64, top float64) {
	alone := len(f.Series) == 1 && (len(f.Labels) <= 7 || i == len(s.Values)-1)
	if s.Values[i] == nil {
		if len(f.Series) == 1 {
			c.word(middle(i), plotFoot-6, "middle", "soft", s.short(i))
		}
		return
	}
	y := height(s.Values[i], top)
	c.Dots = append(c.Dots, Dot{percent(middle(i)), y, 4.5, seriesClass(j), shapes[j%len(shapes)]})
	if alone {
		c.word(middle(i), int(y)-9, "middle", "strong", s.short(i))
	}
}

// scale writes a number of the scale: shares of a whole as percent.
func (f Figures) scale(v float64) string {
	if f.Top == 1 {
		return strconv.Itoa(int(v*100+0.5)) + "%"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// Funnel draws how many came how far: each step as wide as what is left of the first. The step that loses most stands out.
func Funnel(f Figures) Chart {
	c, y, s := f.begin("lying funnel"), 0, f.Series[0]
	top, worst := f.top(), f.greatestLoss()
	for i, label := range f.Labels {
		c.word(0, y+14, "start", "", clipped(label, labelFits))
		c.word(100, y+14, "end", "strong", s.Texts[i])
		y += wordLine
		width := 100 * at(s.Values[i], top)
		class := "s1"
		if i == worst {
			class = "drop"
		}
		c.bar(0, 100, y, barHeight+6, "ground")
		c.bar((100-width)/2, width, y, barHeight+6, class)
		y += barHeight + 6 + barGap
	}
	c.Height = max(y-barGap+2, 1)
	return c
}

// greatestLoss is the step before which most fell away, or -1.
func (f Figures) greatestLoss() int {
	worst, most := -1, 0.0
	values := f.Series[0].Values
	for i := 1; i < len(values); i++ {
		if lost := number(values[i-1]) - number(values[i]); lost > most {
			worst, most = i, lost
		}
	}
	return worst
}
