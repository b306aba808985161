package web

import (
	"time"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/reports"
	"zhulian/templates"
)

// trendMonths is how far back the board's rate goes.
const trendMonths = 6

type boardPage struct {
	Page
	Board *casework.Board
	Tiles []boardTile
	Trend []reports.Rate
	Now   reports.Rate // of the present month
	Rates []rateCard
}

// boardTile is one count that leads to its list.
type boardTile struct {
	Count            int
	Text, Href, Tone string
}

// board is the first page of those who look after a county or a town: what waits, counts first, each a way to its list.
func (w *Web) board(c *Call) error {
	b, err := w.Casework.Board(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	trend, err := w.Reports.Trend(c.Ctx(), c.Actor, trendMonths)
	if err != nil {
		return err
	}
	rates, err := w.Reports.Rates(c.Ctx(), c.Actor, reports.Query{})
	if err != nil {
		return err
	}
	p := boardPage{Page: c.Page("page.board.title"), Board: b, Now: trend[len(trend)-1]}
	watch, err := w.Outreach.AlertWatch(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p.Tiles, p.Trend, p.Rates = append(c.boardTiles(b), c.alertTiles(watch)...), trend, p.rateCards(rates, reports.Query{})
	if err := w.reliefTiles(c, &p); err != nil {
		return err
	}
	return c.Show("home/board", p)
}

// boardTiles are the counts in the order in which they are seen to; those of what is not the reader's are left out.
func (c *Call) boardTiles(b *casework.Board) []boardTile {
	tile := func(n int, key, href, tone string) boardTile {
		if n == 0 {
			tone = ""
		}
		return boardTile{n, c.T("board." + key), href, tone}
	}
	out := []boardTile{
		tile(b.Groups[models.NeedsForTown], "accept", "/needs?group=town", "warn"), tile(b.Needs.Slow, "slow", "/needs?group=town&due=waiting", "bad"),
		tile(b.Needs.Overdue, "overdue", "/needs?due=overdue", "bad"), tile(b.Needs.Near, "near", "/needs?due=soon", "warn"),
		tile(b.Needs.Duplicates, "duplicates", "/needs?dup=true", "warn"), tile(b.Groups[models.NeedsForMatch], "match", "/needs?group=match", ""),
		tile(b.DisputesAll, "disputes", "#disputes", "bad"), tile(b.ExpiringAll, "expiring", "#expiring", "warn"),
	}
	if b.Suppliers != nil {
		out = append(out, tile(*b.Suppliers, "suppliers", "/suppliers?status=applied", "warn"))
	}
	if b.Offers != nil {
		out = append(out, tile(*b.Offers, "offers", "/offers?status=reviewing", "warn"))
	}
	return out
}

// reliefTiles are the counts of requests for relief and of complaints, for whoever works on them.
func (w *Web) reliefTiles(c *Call, p *boardPage) error {
	if models.ScopeOf(c.Actor, models.ApplicationView) == models.ScopeNone {
		return nil
	}
	waits, err := w.Entitlement.ReliefWaits(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	tile := func(n int64, key, href, tone string) {
		if n == 0 {
			tone = ""
		}
		p.Tiles = append(p.Tiles, boardTile{int(n), c.T("board." + key), href, tone})
	}
	tile(waits.Waiting, "relief", "/applications", "warn")
	tile(waits.Overdue, "relief_late", "/applications", "bad")
	if waits.Complaints != nil {
		tile(*waits.Complaints, "complaints", "/complaints", "warn")
	}
	return nil
}

// alertTiles are the alerts that wait, in the order in which they are seen to.
func (c *Call) alertTiles(a *outreach.AlertWatch) []boardTile {
	out := []boardTile{
		{a.Unrouted, c.T("board.alerts_unrouted"), "/alerts?group=unrouted", "warn"}, {a.Overdue, c.T("board.alerts_overdue"), "/alerts?group=overdue", "bad"},
		{a.Escalated, c.T("board.alerts_escalated"), "/alerts?group=escalated", "bad"}, {a.Open, c.T("board.alerts"), "/alerts", ""},
	}
	for i := range out {
		if out[i].Count == 0 {
			out[i].Tone = ""
		}
	}
	return out
}

// Months draws the rate of the last months.
func (p boardPage) Months() templates.Chart {
	f := templates.Figures{ID: "months", Title: p.T("page.board.trend"), About: p.T("page.board.young"), Of: p.Word("grouping", "month"), Top: 1}
	rate := templates.Series{Name: p.T("page.report.rate")}
	met, of := templates.Series{Name: p.T("page.report.numerator")}, templates.Series{Name: p.T("page.report.denominator")}
	for _, r := range p.Trend {
		f.Labels = append(f.Labels, p.month(r.Key))
		rate.Values, rate.Texts, rate.Short = append(rate.Values, r.Rate), append(rate.Texts, p.Percent(r.Rate)), append(rate.Short, p.whole(r.Rate))
		met.Texts, of.Texts = append(met.Texts, p.Number(r.Numerator)), append(of.Texts, p.Number(r.Denominator))
	}
	f.Series, f.Beside = []templates.Series{rate}, []templates.Series{met, of}
	return templates.Columns(f)
}

// month is the name of a month of the form 2026-06: 6月, or Jun.
func (p boardPage) month(key string) string {
	t, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	return p.Either(t.Format("1月"), t.Format("Jan"))
}

// Lacking is what a gap lacks.
func (p boardPage) Lacking(g models.AllocationGap) int64 { return g.Needed - g.Offered }

// Place is the name of a town.
func (p boardPage) Place(code string) string { return places(p.Board.Regions).Name(code) }
