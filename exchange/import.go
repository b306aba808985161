package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

// Order is one import: a kind, its file, and the county that it is for ("" for the only one served).
type Order struct {
	Kind     string
	File     string // its path, or the name of Content
	Content  []byte // the file itself, where it is no file of this machine
	County   string // 6 digits
	By       string // who runs it, as the log is to say: an account of the machine
	Lang     locales.Lang
	DryRun   bool // check everything, the database included, and change nothing
	Progress Progress
}

// Result is what an import did, or with DryRun would have done.
type Result struct {
	Kind    string
	County  string
	Rows    int // rows read
	Created int // regions, suppliers, offers, households or needs
	Updated int // regions that were there
	Persons int // of households
	Repeats int // benefits of a category of which the household had help within a week: allowed, and worth a look
	Waiting int // suppliers whose USCC fails its check digit and wait for a second person
	Ignored []string
	DryRun  bool
}

// Import reads a file and writes all its rows in one transaction, with an event for every step and one for the import. When any row
// is wrong it changes nothing and answers *BadRows with every fault; a file or call that cannot be used is a *Problem or a
// *sheet.Error. Regions that are there already are brought up to date; every other kind only adds.
func Import(ctx context.Context, st *store.Store, o Order) (*Result, error) {
	k, known := kindOf(o.Kind)
	if !known {
		return nil, unknownKind(ImportKinds())
	}
	if k.action != "" {
		if _, err := models.Authorise(models.System(o.County), k.action); err != nil {
			return nil, err
		}
	}
	s := &session{kind: k, order: o, lang: o.Lang, county: o.County, now: st.Now(), today: models.DateOf(st.Now())}
	if k != regionKind {
		county, err := countyOf(ctx, st, o.County)
		if err != nil {
			return nil, err
		}
		s.county = county
	} else if o.County != "" && (len(o.County) != 6 || models.CountyOf(o.County) == "") {
		return nil, problem("county_form", nil)
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	b := k.begin(s)
	return s.settle(ctx, st, b, s.read(b))
}

// batch is the rows of one file on their way into the database. Take is called for every row, close once after the last; check and
// write run inside the transaction and, when that is tried again, again.
type batch interface {
	take(l *line)
	close() []fault
	check(ctx context.Context, in *store.Store) ([]fault, error)
	write(ctx context.Context, in *store.Store, out *Result) error
}

// session is what the steps of one import share.
type session struct {
	kind    *kind
	order   Order
	lang    locales.Lang
	county  string
	now     time.Time
	today   models.Date
	table   *sheet.Table
	rows    int
	objects int    // suppliers, offers, households or needs, once all rows are read
	sum     string // SHA-256 of the file
	ids     int
}

func limits() sheet.Limits {
	l := sheet.DefaultLimits()
	l.Bytes = 64 << 20
	return l
}

// open reads the file and finds its columns.
func (s *session) open() error {
	file, err := s.source()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	grid, err := sheet.Read(io.TeeReader(file, hash), filepath.Base(s.order.File), limits())
	if err != nil {
		return err
	}
	s.sum = hex.EncodeToString(hash.Sum(nil))
	if s.table, err = s.kind.sheetColumns().Bind(grid, nil); err != nil {
		return s.discreet(err)
	}
	return nil
}

func (s *session) source() (io.ReadCloser, error) {
	if s.order.Content != nil {
		return io.NopCloser(bytes.NewReader(s.order.Content)), nil
	}
	file, err := os.Open(s.order.File)
	if err != nil {
		_, err = sheet.Open(s.order.File, limits()) // says it in the words of every other file
		return nil, err
	}
	return file, nil
}

// discreet words what is wrong with a header anew, because sheet's own texts repeat the row, which may be somebody's name and number
// when a list came without its header.
func (s *session) discreet(err error) error {
	var fault *sheet.Error
	if !errors.As(err, &fault) {
		return err
	}
	needed := ""
	for _, c := range s.kind.columns {
		if c.required {
			if needed != "" {
				needed += ", "
			}
			needed += c.zh + " (" + c.field + ")"
		}
	}
	args := models.Args{"file": fault.File, "needed": needed, "line": fault.Line}
	switch fault.Code {
	case sheet.FileHeader:
		return problem("header", args)
	case sheet.FileHeaderMissing:
		args["missing"] = fault.Args[0]
		return problem("header_missing", args)
	case sheet.FileHeaderTwice:
		args["field"] = fault.Args[0]
		return problem("header_twice", args)
	}
	return err
}

// read decodes every row and lets go of the cells.
func (s *session) read(b batch) []fault {
	var faults []fault
	seen := make(map[[16]byte]int, len(s.table.Rows))
	s.rows = len(s.table.Rows)
	for i, row := range s.table.Rows {
		l := &line{of: s.kind, table: s.table, row: row}
		if first, twice := s.twin(seen, row); twice {
			l.faultWith("", "row_twice", models.Args{"line": first})
		} else {
			b.take(l)
		}
		faults = append(faults, l.faults...)
		if i%1000 == 999 {
			s.order.Progress.tell("read", i+1, s.rows)
		}
	}
	s.table.Rows, s.table.Grid.Rows = nil, nil
	return append(faults, b.close()...)
}

// twin answers the line of an earlier row with the very same cells.
func (s *session) twin(seen map[[16]byte]int, row sheet.Row) (int, bool) {
	hash := sha256.New()
	for _, cell := range row.Cells {
		_, _ = io.WriteString(hash, strconv.Itoa(len(cell))+":"+cell)
	}
	key := [16]byte(hash.Sum(nil))
	first, twice := seen[key]
	if !twice {
		seen[key] = row.Line
	}
	return first, twice
}

var errDryRun = errors.New("exchange: a dry run ends without a change")

// settle checks the rows against the database and writes them, or answers all that is wrong.
func (s *session) settle(ctx context.Context, st *store.Store, b batch, faults []fault) (*Result, error) {
	var out *Result
	err := st.InTx(ctx, func(in *store.Store) error {
		s.ids = 0
		out = &Result{Kind: s.kind.name, County: s.county, Rows: s.rows, Ignored: s.table.Ignored, DryRun: s.order.DryRun}
		s.order.Progress.tell("check", 0, s.rows)
		more, err := b.check(ctx, in)
		if err != nil {
			return err
		}
		if bad := s.spoken(append(faults[:len(faults):len(faults)], more...)); len(bad) > 0 {
			return &BadRows{File: s.table.Name, Faults: bad}
		}
		if err := b.write(ctx, in, out); err != nil {
			return err
		}
		if s.order.DryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return nil, err
	}
	return out, nil
}

// origin says where the rows come from. Ids are a microsecond apart, so that they keep the order of the file.
func (s *session) origin() models.Origin {
	return models.Origin{County: s.county, At: s.now, NewID: func() string {
		s.ids++
		return models.NewID(s.now.Add(time.Duration(s.ids) * time.Microsecond))
	}}
}

// step is one event of a row.
type step struct {
	id, name, from, to string
	region, supplier   string
	data               map[string]string
}

// record notes a step that a row took, as the server's own, with where it came from.
func (s *session) record(in *store.Store, e step) {
	data := map[string]string{"via": "import"}
	for k, v := range e.data {
		data[k] = v
	}
	in.Record(models.Event{
		CountyCode: s.county, At: s.now, ActorRole: models.RoleSystem, Noun: s.kind.noun, ObjectID: e.id, Step: e.name,
		FromStatus: e.from, ToStatus: e.to, RegionCode: e.region, SupplierID: e.supplier, Data: data,
	})
}

// conclude notes the import itself: who ran it, the file by its checksum, how many rows.
func (s *session) conclude(in *store.Store, county string, rows int) {
	in.Record(models.Event{
		CountyCode: county, At: s.now, ActorRole: models.RoleSystem, Noun: s.kind.noun, Step: "import", RegionCode: county + "000000",
		Data: map[string]string{"kind": s.kind.name, "rows": strconv.Itoa(rows), "sha256": s.sum, "by": s.order.By},
	})
}

// regionFlaw says what is wrong with a region that a row names, by the county's own regions.
func (s *session) regionFlaw(known map[string]models.Region, code string) string {
	r, found := known[code]
	switch {
	case code == "":
		return ""
	case models.CountyOf(code) != s.county:
		return "region_outside_county"
	case !found:
		return "region_unknown"
	case r.ActiveTo != "" && r.ActiveTo < s.today:
		return "region_ended"
	}
	return ""
}

// countyRegions are the county's regions by code.
func (s *session) countyRegions(ctx context.Context, in *store.Store) (map[string]models.Region, error) {
	rows, err := in.Regions(ctx, s.county+"000000")
	out := make(map[string]models.Region, len(rows))
	for _, r := range rows {
		out[r.Code] = r
	}
	return out, err
}

const chunk = 500 // rows that are made and written at a time

// written counts a chunk, says how far the work is, and has the database look at the sizes after the first and the last chunk.
func (s *session) written(ctx context.Context, in *store.Store, out *Result, rows int) error {
	first := out.Created == 0
	out.Created += rows
	s.order.Progress.tell("write", out.Created, s.objects)
	if first || out.Created == s.objects {
		return in.Analyse(ctx, s.kind.tables...)
	}
	return nil
}
