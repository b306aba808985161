package intake

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"zhulian/models"
)

// Fate is what becomes of a row that was understood.
type Fate string

// What becomes of a row.
const (
	FateKnown    Fate = "known"    // of somebody on file
	FateNew      Fate = "new"      // of somebody to be put on file in the named village
	FateUnplaced Fate = "unplaced" // of somebody unknown here whom the row gives no number or no village
	FateRepeated Fate = "repeated" // here already, or twice in the file
	FateGood     Fate = "good"     // what a department is told of all of these
)

// Aside is what a batch keeps for people to look at: the rows that could not be used, and some of the others as they were understood.
type Aside struct {
	Header  []string `json:"header"`
	Ignored []string `json:"ignored,omitempty"` // headings that the feed does not know
	Bad     []Bad    `json:"bad,omitempty"`
	Sample  []Sample `json:"sample,omitempty"`
}

// Sample is one row as it was understood, its name and number masked.
type Sample struct {
	Line      int                 `json:"line"`
	Name      string              `json:"name,omitempty"`
	CitizenNo string              `json:"citizen_no,omitempty"`
	Region    string              `json:"region,omitempty"`
	EventOn   models.Date         `json:"event_on"`
	AmountFen *int64              `json:"amount_fen,omitempty"`
	Code      string              `json:"code,omitempty"`
	Fate      Fate                `json:"fate"`
	Remark    models.SignalRemark `json:"remark,omitempty"`
}

// Sample is the row as people may look at it, with where it belongs and what becomes of it.
func (r Row) Sample(region string, fate Fate, remark models.SignalRemark) Sample {
	return Sample{Line: r.Line, Name: models.MaskName(r.Name), CitizenNo: models.MaskCitizenNo(r.CitizenNo), Region: region,
		EventOn: r.EventOn, AmountFen: r.AmountFen, Code: r.Code, Fate: fate, Remark: remark}
}

// Identity is what a row says, so that the same row is known again in whichever file and whichever order it comes. Who has a number is
// that number: another name, telephone or village for it makes no other row.
func (r Row) Identity(feed string) string {
	whom := r.CitizenNo
	if whom == "" {
		whom = strings.Join([]string{r.Name, r.Phone, r.Village, r.Address}, "\x1f")
	}
	amount := ""
	if r.AmountFen != nil {
		amount = fmt.Sprint(*r.AmountFen)
	}
	parts := []string{feed, whom, string(r.EventOn), amount, r.Code}
	for _, field := range slices.Sorted(maps.Keys(r.Facts)) {
		parts = append(parts, field, r.Facts[field])
	}
	return strings.Join(parts, "\x1e")
}

// Pack writes what is kept aside as it is stored.
func (a *Aside) Pack() ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := json.NewEncoder(z).Encode(a); err != nil {
		return nil, err
	}
	err := z.Close()
	return out.Bytes(), err
}

// asideMost bounds what is unpacked.
const asideMost = 1 << 30

// OpenAside reads what Pack wrote.
func OpenAside(content []byte) (*Aside, error) {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("what a batch keeps aside: %w", err)
	}
	var out Aside
	if err := json.NewDecoder(io.LimitReader(z, asideMost)).Decode(&out); err != nil {
		return nil, fmt.Errorf("what a batch keeps aside: %w", err)
	}
	return &out, nil
}
