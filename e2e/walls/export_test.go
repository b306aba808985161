package walls

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// leads are what a cell begins with that a spreadsheet works out, as it can be typed. A tab or the end of a line at the front is cut off what is
// typed; it comes in lists of departments alone.
var leads = []string{"=", "+", "-", "@", "＝"}

// counting is a formula, and easily found.
const counting = "zl()+1"

// outing has people take lists out and reads the files.
type outing struct {
	reading
	of    secret // what is another county's
	clerk *person
	files map[string]int
	sums  map[string]int // of each kind of file, the cells that would be worked out if they were let
}

// file reads a file that somebody took out.
func (x *outing) file(p *person, what string, a answer) {
	x.files[what]++
	cells, faults := cellsOf(a)
	for _, fault := range faults {
		x.told(p, what, fault)
	}
	for _, cell := range cells {
		if strings.Contains(cell, counting) {
			x.sums[what]++
		}
	}
	if leaks := x.of.in(strings.Join(cells, "\n")+a.readable(), ""); len(leaks) > 0 {
		x.told(p, what, strings.Join(leaks, ", "))
	}
}

// lists asks for every list that there is, of the formats there are, as a person who may or may not.
func (x *outing) lists(p *person) {
	_, may := x.w.Web.Exchange.KindsFor(p.Actor)
	_, all := x.w.Web.Exchange.KindsFor(x.clerk.Actor)
	for _, kind := range append(all, "households.csv", "accounts") {
		for _, format := range []string{"csv", "xlsx"} {
			a := p.send("/lists/export", url.Values{"kind": {kind}, "format": {format}, "purpose": {"=" + counting}}, nil)
			at, ok := strings.CutPrefix(a.header.Get("Location"), "/errands/")
			if allowed := p.Role == models.RoleStaff && slices.Contains(may, kind); ok != allowed {
				x.told(p, kind, fmt.Sprint("a list is asked for: ", a.status))
			}
			if ok {
				x.file(p, kind+" "+format, x.made(p, "/errands/"+at+"/file"))
			}
		}
	}
}

// made is a file that long work makes.
func (x *outing) made(p *person, path string) answer {
	x.w.idle()
	a := p.read(path)
	if a.status != http.StatusOK {
		x.told(p, path, fmt.Sprint("no file: ", a.status, a.text))
	}
	return a
}

// identified asks for a list with all that is known of the people, has another approve it, and takes it. Nobody else gets the file.
func (x *outing) identified(by, second *person, all []*person) {
	for _, kind := range []string{"households", "needs"} {
		for _, format := range []string{"csv", "xlsx"} {
			at := "/exports/" + by.made("/exports", m{"kind": kind, "format": format, "purpose": "=" + counting})
			second.made(at+"/approve", m{"reason": "=" + counting})
			by.made(at+"/take", nil)
			x.w.idle()
			a := by.call(http.MethodGet, at+"/file", nil)
			require.Equal(x.w.t, http.StatusOK, a.status, a.text)
			x.file(by, "identified "+kind+" "+format, a)
			for _, p := range all {
				if b := p.call(http.MethodGet, at+"/file", nil); p != by && b.status < 400 {
					x.told(p, at, "takes what another asked for")
				}
			}
		}
	}
}

// papers takes every report away.
func (x *outing) papers(p *person) {
	for _, report := range reports.Papers() {
		for _, format := range []string{"csv", "xlsx"} {
			a := p.read("/reports/file/" + report + "?" + url.Values{"format": {format}, "code": {"K1"}, "group_by": {groups[report]}, "period": {"2026-Q1"}}.Encode())
			switch {
			case a.status == http.StatusOK:
				x.file(p, report+" "+format, a)
			case a.status >= 500:
				x.told(p, report, fmt.Sprint(a.status, a.text))
			}
		}
	}
}

// groups are what a report goes by where it must be said.
var groups = map[string]string{"breakdown": "aide", "resolution": "supplier"}

// badRows has a department bring a list whose rows cannot be read and hold formulas, and takes those rows away.
func (x *outing) badRows(office *person) {
	var content strings.Builder
	list := csv.NewWriter(&content)
	_ = list.Write([]string{"身份证号", "姓名", "结算日期", "自付金额"})
	for _, lead := range append(slices.Clone(leads), "\t", "\r", "\n") {
		_ = list.Write([]string{"1", lead + counting, "2026-03-01", lead + counting})
	}
	list.Flush()
	a := office.call(http.MethodPost, "/alerts/batches", file{name: "list.csv", content: []byte(content.String()), with: map[string]string{"feed": "medical"}})
	require.Less(x.w.t, a.status, 300, a.text)
	x.w.idle()
	id, _ := a.object()["id"].(string)
	x.file(office, "bad rows csv", x.made(office, "/batches/"+id+"/bad"))
}

// sums has everything in a place that lists and reports name begin like a formula, each sign at the front of one.
func (l *place) sums() {
	n := 800_000
	mark := l.mark
	defer func() { l.mark = mark }()
	for i, lead := range leads {
		l.mark = lead + counting
		c := &course{place: l, k: maker{own: l, other: l, count: &n, may: func(string) bool { return false }}}
		c.admin.made("/offers/"+c.offer(nil)+"/publish", m{})
		c.accepted()
		c.hamlet()
		household := c.household()
		c.confirmed()
		c.aide.made("/needs", m{"household_id": household.ID, "category": "A01", "title": c.mark, "detail": c.mark, "quantity": 1, "unit": lead + "zl()", "urgency": "high"})
		id := c.staff.made("/settings/standards", m{"code": "dibao_line", "value": 114_900, "effective_from": c.today().AddDays(i), "source": c.mark})
		c.second.made("/settings/standards/"+id+"/adopt", nil)
		now := c.w.Store.Now()
		benefit := &models.Benefit{CountyCode: c.code, ID: models.NewID(now), HouseholdID: household.ID, RegionCode: c.village, Kind: models.BenefitOneOff, Name: c.mark, ProviderKind: "dept",
			Provider: c.mark, PeriodFrom: c.today(), PeriodTo: c.today(), GrantedOn: c.today(), Visibility: models.Shown, CreatedAt: now, UpdatedAt: now, Version: 1}
		require.NoError(c.w.t, c.w.Store.InTx(context.Background(), func(s *store.Store) error { return s.InsertBenefit(context.Background(), benefit) }))
	}
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// cellsOf reads the cells of a table or a workbook, and says which a spreadsheet program would work out.
func cellsOf(a answer) (cells, faults []string) {
	kind := a.header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "text/csv"):
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.text, "\ufeff")))
		in.FieldsPerRecord = -1
		records, err := in.ReadAll()
		if err != nil {
			faults = append(faults, err.Error())
		}
		for _, cell := range slices.Concat(records...) {
			cells = append(cells, cell)
			if worked(cell) {
				faults = append(faults, "a formula in a table: "+cell)
			}
		}
	case strings.Contains(kind, "spreadsheet"):
		return workbook(a)
	case !strings.Contains(kind, "json"):
		faults = append(faults, "a file of "+kind)
	}
	return cells, faults
}

// worked tells whether a program would work a cell out.
func worked(cell string) bool {
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) && !plainNumber.MatchString(cell)
}

type xlsxSheet struct {
	Cells []struct {
		Style int     `xml:"s,attr"`
		Kind  string  `xml:"t,attr"`
		F     *string `xml:"f"`
		Text  string  `xml:"is>t"`
	} `xml:"sheetData>row>c"`
}

type xlsxStyles struct {
	Cells []struct {
		Quoted bool `xml:"quotePrefix,attr"`
	} `xml:"cellXfs>xf"`
}

// workbook reads what is packed in a workbook: no cell is a formula, and what begins like one stays text where somebody edits it.
func workbook(a answer) (cells, faults []string) {
	packed, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text)))
	if err != nil {
		return nil, []string{err.Error()}
	}
	read := func(name string, into any) {
		f, err := packed.Open(name)
		if err == nil {
			err = xml.NewDecoder(f).Decode(into)
		}
		if err != nil {
			faults = append(faults, err.Error())
		}
	}
	var styles xlsxStyles
	read("xl/styles.xml", &styles)
	for _, part := range packed.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/") {
			continue
		}
		var sheet xlsxSheet
		read(part.Name, &sheet)
		for _, c := range sheet.Cells {
			cells = append(cells, c.Text)
			if c.F != nil || worked(c.Text) && (c.Kind != "inlineStr" || c.Style >= len(styles.Cells) || !styles.Cells[c.Style].Quoted) {
				faults = append(faults, "a formula in a workbook: "+c.Text)
			}
		}
	}
	return cells, faults
}

func TestWhatIsTakenOutHoldsNoFormulaAndNothingOfAnotherCounty(t *testing.T) {
	testdb.Each(t, func(t *testing.T, db *store.Store) {
		w := open(t, db)
		home := newPlace(w, testdb.Town, testdb.Village, "这边", "13800138000")
		home.others = append(home.others, w.hire("330000", models.RoleProvince, "", "330000000000"))
		next := newPlace(w, "330198001000", testdb.FarVillage, "隔壁", "13700137001")
		home.sums()
		x := &outing{reading: reading{w: w}, of: secretOf(next), clerk: home.staff, files: map[string]int{}, sums: map[string]int{}}
		everybody := append(home.people(), w.anybody())
		for _, p := range everybody {
			x.lists(p)
			x.papers(p)
			if p.Role == models.RoleDeptSource {
				x.badRows(p)
			}
		}
		x.identified(home.staff, home.second, everybody)
		assert.Empty(t, strings.Join(x.found, "\n"))
		assert.Empty(t, x.unread(), "files that nobody took out, or in which nothing stands that could be worked out")
		t.Logf("%d requests, %d kinds of files", w.asked, len(x.files))
	})
}

// unread are the files of which nothing is shown: nobody got them, or a list in which none of what was typed stands.
func (x *outing) unread() (out []string) {
	_, lists := x.w.Web.Exchange.KindsFor(x.clerk.Actor)
	for _, format := range []string{"csv", "xlsx"} {
		for _, kind := range append(lists, "identified households", "identified needs") {
			if kind != "hsds" && x.sums[kind+" "+format] < len(leads) {
				out = append(out, kind+" "+format)
			}
		}
		for _, report := range reports.Papers() {
			if x.files[report+" "+format] == 0 {
				out = append(out, report+" "+format)
			}
		}
	}
	if x.sums["bad rows csv"] < len(leads) {
		out = append(out, "bad rows csv")
	}
	return out
}

func TestAFormulaInAFileIsSeen(t *testing.T) {
	for text, fault := range map[string]int{"a,'=zl()\r\n-5,+3.5": 0, "=zl()": 1, "+zl": 1, "-zl,@zl": 2, "\"\tzl\"": 1, "＝zl": 1, "'=zl": 0} {
		_, faults := cellsOf(answer{header: http.Header{"Content-Type": {"text/csv"}}, text: text})
		assert.Len(t, faults, fault, text)
	}
}
