package templates

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func figures(n, series int) Figures {
	f := Figures{ID: "c", Title: "Title <b>", About: "About", Of: "Town", Top: 1}
	for i := range n {
		f.Labels, f.Sums = append(f.Labels, "Town "+strconv.Itoa(i)), append(f.Sums, "sum")
	}
	for range series {
		s := Series{Name: "Rate"}
		for i := range n {
			s.Values, s.Texts = append(s.Values, Value(float64(i)/float64(n))), append(s.Texts, strconv.Itoa(i))
		}
		f.Series = append(f.Series, s)
	}
	return f
}

// painted draws a chart as a page would.
func painted(t *testing.T, name string, data any) *goquery.Document {
	t.Helper()
	var out strings.Builder
	require.NoError(t, pages()["home/menu"].ExecuteTemplate(&out, name, data))
	assert.NotContains(t, out.String(), "style=", "the policy of the pages forbids it")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(out.String()))
	require.NoError(t, err)
	return doc
}

func TestEveryChartHasATitleADescriptionAndItsNumbers(t *testing.T) {
	pins := []Pin{{Label: "A", Lat: 28, Lng: 120, Size: 1, Level: 5}, {Label: "B", Lat: 28.2, Lng: 120.2, Size: .1}, {Label: "C", Lat: 28.1, Lng: 120.3}}
	for name, c := range map[string]Chart{
		"bars": Bars(figures(3, 1)), "groups": Bars(figures(3, 2)), "stacked": Stacked(figures(3, 2)), "columns": Columns(figures(3, 3)),
		"trend": Trend(figures(12, 3)), "funnel": Funnel(figures(3, 1)), "map": Map(figures(3, 1), pins),
	} {
		doc := painted(t, "chart", en.Draw(c))
		svg := doc.Find(`figure > svg[role="img"]`)
		for _, id := range strings.Fields(svg.AttrOr("aria-labelledby", "")) {
			assert.NotEmpty(t, doc.Find("#"+id).Text(), name)
		}
		assert.Equal(t, "Title <b>", doc.Find("svg > title").Text(), name)
		assert.Contains(t, doc.Find("svg > desc").Text(), "About", name)
		assert.Equal(t, len(c.Table.Rows), doc.Find("details tbody tr").Length(), name)
		assert.Equal(t, "Town 0", doc.Find(`details tbody th[scope="row"]`).First().Text(), name)
		assert.Positive(t, c.Height, name)
		within(t, name, c)
	}
}

// within fails where a shape leaves the picture.
func within(t *testing.T, name string, c Chart) {
	t.Helper()
	share := func(text string) float64 {
		v, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
		require.NoError(t, err)
		if !strings.HasSuffix(text, "%") {
			v = 100 * v / mapWidth
		}
		return v
	}
	for _, b := range c.Bars {
		assert.GreaterOrEqual(t, share(b.X), 0.0, name)
		assert.LessOrEqual(t, share(b.X)+share(b.Width), 100.01, name)
		assert.GreaterOrEqual(t, b.Y, 0, name)
		assert.LessOrEqual(t, b.Y+b.Height, c.Height, name)
	}
	for _, w := range c.Words {
		assert.True(t, share(w.X) >= 0 && share(w.X) <= 100 && w.Y >= 10 && w.Y <= float64(c.Height), "%s: %+v", name, w)
	}
	for _, d := range c.Dots {
		assert.True(t, d.Y-d.R >= 0 && d.Y+d.R <= float64(c.Height), "%s: %+v", name, d)
	}
}

func TestBarsAreAsLongAsTheirNumbers(t *testing.T) {
	f := figures(2, 1)
	f.Series[0].Values = []*float64{Value(0.25), nil}
	f.Series[0].Texts[1] = "–"
	f.Mark, f.Marked = Value(0.5), "the middle"
	c := Bars(f)
	assert.Equal(t, []string{"100%", "25%", "100%"}, []string{c.Bars[0].Width, c.Bars[1].Width, c.Bars[2].Width}, "ground, bar, and ground alone where there is nothing to count")
	require.Len(t, c.Strokes, 2)
	assert.Equal(t, "50%", c.Strokes[0].X1)
	assert.Equal(t, []ChartKey{{Class: "mark", Text: "the middle"}}, c.Keys)
	f = figures(2, 2)
	f.Top = 0
	f.Series[0].Values, f.Series[1].Values = []*float64{Value(10), Value(5)}, []*float64{Value(20), Value(0)}
	c = Bars(f)
	assert.Equal(t, []string{"40%", "80%", "20%"}, []string{c.Bars[0].Width, c.Bars[1].Width, c.Bars[2].Width}, "the greatest fills the room; 0 draws nothing")
	assert.Equal(t, "s2", c.Bars[1].Class)
}

func TestColumnsThatAreManyLeaveOutTheSignOfPercent(t *testing.T) {
	few, many := figures(crowded, 1), figures(crowded+1, 1)
	for _, f := range []Figures{few, many} {
		for i := range f.Labels {
			f.Series[0].Texts[i] = "50%"
		}
	}
	assert.Equal(t, "50%", Columns(few).Words[0].Text)
	assert.Equal(t, "50", Columns(many).Words[0].Text)
	assert.Equal(t, "50%", Columns(many).Table.Rows[0][1], "the table says it whole")
}

func TestLinesDifferByShape(t *testing.T) {
	c, seen := Trend(figures(3, 3)), map[string]string{}
	for _, d := range c.Dots {
		seen[d.Class] = d.Shape
	}
	assert.Equal(t, map[string]string{"s1": "circle", "s2": "square", "s3": "diamond"}, seen)
	for i, k := range c.Keys {
		assert.Equal(t, shapes[i], k.Shape)
	}
}

func TestStackedPartsFollowEachOther(t *testing.T) {
	f := figures(2, 2)
	f.Top = 0
	f.Series[0].Values, f.Series[1].Values = []*float64{Value(3), Value(1)}, []*float64{Value(1), nil}
	c := Stacked(f)
	require.Len(t, c.Bars, 3)
	assert.Equal(t, []string{"0%", "75%", "0%"}, []string{c.Bars[0].X, c.Bars[1].X, c.Bars[2].X})
	assert.Equal(t, []string{"75%", "25%", "25%"}, []string{c.Bars[0].Width, c.Bars[1].Width, c.Bars[2].Width})
}

func TestATrendBreaksWhereThereWasNothingToCount(t *testing.T) {
	f := figures(5, 1)
	f.Series[0].Values = []*float64{Value(.5), nil, Value(1), Value(0), Value(.5)}
	f.Series[0].Texts = []string{"50%", "–", "100%", "0%", "50%"}
	c := Trend(f)
	var joints int
	for _, s := range c.Strokes {
		if s.Class == "s1" {
			joints++
		}
	}
	assert.Equal(t, 2, joints, "only neighbours that are both there are joined")
	assert.Len(t, c.Dots, 4)
	assert.InDelta(t, plotTop, c.Dots[1].Y, .01, "the whole is at the top")
	assert.InDelta(t, plotFoot, c.Dots[2].Y, .01, "and nothing at the foot")
	var dash bool
	for _, w := range c.Words {
		dash = dash || w.Text == "–" && w.Class == "soft"
	}
	assert.True(t, dash)
}

func TestAFunnelShowsWhereMostIsLost(t *testing.T) {
	f := figures(4, 1)
	f.Top = 0
	f.Series[0].Values = []*float64{Value(10), Value(9), Value(4), Value(3)}
	c := Funnel(f)
	assert.Equal(t, "drop", c.Bars[5].Class)
	assert.Equal(t, Bar{X: "30%", Width: "40%", Y: c.Bars[5].Y, Height: barHeight + 6, Class: "drop"}, c.Bars[5])
	f.Series[0].Values = []*float64{Value(0), Value(0), Value(0), Value(0)}
	for _, b := range Funnel(f).Bars {
		assert.Equal(t, "ground", b.Class, "nothing found loses nothing")
	}
}

func TestAMapKeepsProportionsAndItsWordsApart(t *testing.T) {
	pins := []Pin{
		{Label: "北镇", Lat: 29, Lng: 120, Size: .2}, {Label: "南镇", Lat: 28, Lng: 120, Size: 1}, {Label: "中镇", Lat: 28.01, Lng: 120.01, Size: .3},
		{Label: "东镇", Lat: 28.5, Lng: 120.5, Size: .3},
	}
	c := Map(figures(4, 1), pins)
	at := map[string]Words{}
	for _, w := range c.Words {
		at[strings.TrimSpace(w.Text)] = w
	}
	assert.Less(t, at["北镇"].Y, at["南镇"].Y, "north is above")
	assert.NotEqual(t, at["南镇"].Y, at["中镇"].Y, "two near each other are written apart")
	assert.Len(t, c.Dots, 4)
	assert.Greater(t, c.Dots[0].R, c.Dots[3].R, "the large one is drawn first")
	assert.NotPanics(t, func() { Map(figures(1, 1), pins[:1]); Map(figures(0, 1), nil) })
}

func TestAHeatTableIsReadWithoutItsShades(t *testing.T) {
	h := Heat{ID: "h", Title: "Missing", Of: "Category", Columns: []string{"North"}, Rows: []HeatRow{{Label: "Food", Href: "/needs?category=A01",
		Cells: []HeatCell{{Text: "3", Said: "of 5 missing", Level: Level(3, 3)}}}, {Label: "Care", Cells: []HeatCell{{Text: "–"}}}}}
	doc := painted(t, "heat", en.Warm(h))
	assert.Equal(t, "3 of 5 missing", doc.Find("td.h5").Text())
	assert.Equal(t, "–", doc.Find("tbody tr").Last().Find("td").Text())
	assert.Equal(t, "/needs?category=A01", doc.Find("tbody th a").AttrOr("href", ""))
	assert.Equal(t, []int{0, 0, 1, 3, 5, 5}, []int{Level(0, 9), Level(3, 0), Level(1, 9), Level(5, 9), Level(9, 9), Level(12, 9)})
}

func TestLongLabelsAreClippedByWhatTheyTake(t *testing.T) {
	assert.Equal(t, "康复辅具租借", clipped("康复辅具租借", 12))
	assert.Equal(t, "康复辅具…", clipped("康复辅具租借", 11))
	assert.Equal(t, "Home nursing…", clipped("Home nursing and more", 15))
	assert.Equal(t, "12.5%", percent(12.5))
	assert.Equal(t, "0%", percent(0))
	assert.Equal(t, "100%", percent(100))
}
