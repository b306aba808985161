package models

import (
	"cmp"
	"slices"
	"strings"
)

// ListBlock is one of the ten blocks of a happiness list.
type ListBlock string

// The blocks (domain report §13). What is written in the last three is not in the lines: it follows from the rest.
const (
	BlockCash      ListBlock = "cash"
	BlockSpecial   ListBlock = "special"
	BlockReduction ListBlock = "reduction"
	BlockHelp      ListBlock = "help" // goods and services
	BlockOneOff    ListBlock = "one_off"
	BlockJob       ListBlock = "job"
	BlockApply     ListBlock = "apply"  // what may still be applied for, and what is under way
	BlockReport    ListBlock = "report" // what the household must tell of
	BlockTotals    ListBlock = "totals"
	BlockReceipt   ListBlock = "receipt"
)

// ListBlocks lists the ten blocks in their order.
func ListBlocks() []ListBlock {
	return []ListBlock{BlockCash, BlockSpecial, BlockReduction, BlockHelp, BlockOneOff, BlockJob, BlockApply, BlockReport, BlockTotals, BlockReceipt}
}

// Block is where a benefit of the kind stands.
func (k BenefitKind) Block() ListBlock {
	if k == BenefitGoods || k == BenefitService {
		return BlockHelp
	}
	return ListBlock(k)
}

// The words under which a line stands that has no name of its own.
const (
	WordVisit = "visit" // somebody came to see how the household is
	WordCare  = "care"  // help whose name is nobody else's business
)

// HappinessListLine is one line of a list, as it was when the list was made.
type HappinessListLine struct {
	Block       ListBlock   `json:"block"`
	Kind        BenefitKind `json:"kind,omitempty"`
	Name        string      `json:"name,omitempty"`
	Word        string      `json:"word,omitempty"`     // in place of a name: one of the words
	Category    string      `json:"category,omitempty"` // in place of a name: a category of needs
	Provider    string      `json:"provider,omitempty"`
	Donor       bool        `json:"donor,omitempty"` // somebody gave it who asked not to be named
	AmountFen   *int64      `json:"amount_fen,omitempty"`
	EachFen     *int64      `json:"each_fen,omitempty"` // of several payments of one amount
	Times       int         `json:"times,omitempty"`
	Quantity    *int64      `json:"quantity,omitempty"`
	Unit        string      `json:"unit,omitempty"`
	On          Date        `json:"on,omitempty"` // the last day
	AccountTail string      `json:"account_tail,omitempty"`
	Strength    Strength    `json:"strength,omitempty"`
	Missing     []string    `json:"missing,omitempty"`
	No          string      `json:"no,omitempty"` // of a request that is under way
	By          Date        `json:"by,omitempty"` // by when it is decided
	SourceNoun  string      `json:"source_noun,omitempty"`
	SourceRef   string      `json:"source_ref,omitempty"` // the first of its sources
	Sources     []string    `json:"sources,omitempty"`
}

// Deed is a delivery that was confirmed, as a list needs it.
type Deed struct {
	NeedID      string
	ID          string
	HouseholdID string
	Category    string
	Sensitivity int
	Quantity    int64
	Unit        string
	ValueFen    *int64
	On          Date
	Supplier    string
	HideName    bool
}

// ListSources is all that a household's list is made of.
type ListSources struct {
	Benefits     []Benefit
	Deeds        []Deed
	Visits       []Visit // valid ones
	Suggestions  []Suggestion
	Applications []Application // that are under way
}

// ListBody is what a list says.
type ListBody struct {
	Lines          []HappinessListLine
	Received       int // lines that are not of what may still be applied for
	TotalCashFen   int64
	TotalInkindFen int64
	ServicesCount  int
}

// mostSuggested is how many things that may still be applied for a list names (domain report §13).
const mostSuggested = 3

// ComposeList makes the lines of a list: like payments as one line, deliveries of one kind from one giver as one line, what is sensitive under
// a plain name or not at all, and the three surest things that may still be applied for. The same sources in any order give the same lines.
func ComposeList(in ListSources) ListBody {
	var out ListBody
	out.takeBenefits(in.Benefits)
	out.takeDeeds(in.Deeds)
	out.takeVisits(in.Visits)
	order := ListBlocks()
	slices.SortStableFunc(out.Lines, func(a, b HappinessListLine) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Block), slices.Index(order, b.Block)), cmp.Compare(a.On, b.On), cmp.Compare(a.SourceRef, b.SourceRef))
	})
	out.Received = len(out.Lines)
	out.takeApplications(in.Applications)
	out.takeSuggestions(in.Suggestions)
	return out
}

// Apply writes what a list says into it.
func (b ListBody) Apply(l *HappinessList) {
	l.Lines, l.LinesCount, l.TotalCashFen, l.TotalInkindFen, l.ServicesCount = b.Lines, b.Received, b.TotalCashFen, b.TotalInkindFen, b.ServicesCount
}

func (b *ListBody) takeBenefits(all []Benefit) {
	type like struct {
		kind                       BenefitKind
		name, provider, tail, unit string
		each                       int64
		hidden                     bool
		visibility                 Visibility
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Benefit) int { return cmp.Or(cmp.Compare(x.GrantedOn, y.GrantedOn), cmp.Compare(x.ID, y.ID)) })
	at := map[like]int{}
	for _, r := range all {
		visible := Discreet(r.Visibility, r.Name)
		if visible == Hidden || r.VoidedAt != nil || r.SourceNoun == "fulfilment" {
			continue
		}
		key := like{r.Kind, r.Name, r.Provider, r.AccountTail, r.Unit, amountOf(r.AmountFen), r.HideProvider, visible}
		i, known := at[key]
		if !known {
			i = len(b.Lines)
			at[key] = i
			b.Lines = append(b.Lines, benefitLine(r, visible))
		}
		b.Lines[i].add(r.AmountFen, r.Quantity, r.GrantedOn, r.ID)
		b.count(r.Kind, r.AmountFen)
	}
}

func amountOf(fen *int64) int64 {
	if fen == nil {
		return -1
	}
	return *fen
}

func benefitLine(r Benefit, visible Visibility) HappinessListLine {
	l := HappinessListLine{Block: r.Kind.Block(), Kind: r.Kind, Name: r.Name, Provider: r.Provider, Donor: r.HideProvider, EachFen: r.AmountFen, Unit: r.Unit,
		AccountTail: r.AccountTail, SourceNoun: "benefit"}
	if visible == Renamed {
		l.Name, l.Word, l.Provider, l.Donor = "", WordCare, "", false
	}
	if l.Donor {
		l.Provider = ""
	}
	return l
}

// add counts one more source of the line.
func (l *HappinessListLine) add(fen, quantity *int64, on Date, id string) {
	l.AmountFen, l.Quantity = plus(l.AmountFen, fen), plus(l.Quantity, quantity)
	l.Times++
	l.On = max(l.On, on)
	l.Sources = append(l.Sources, id)
	l.SourceRef = l.Sources[0]
}

func plus(sum, more *int64) *int64 {
	switch {
	case more == nil:
		return sum
	case sum == nil:
		return new(*more)
	}
	return new(*sum + *more)
}

func (b *ListBody) count(kind BenefitKind, fen *int64) {
	if kind == BenefitService {
		b.ServicesCount++
	}
	if fen == nil || kind == BenefitReduction {
		return
	}
	if kind.Paid() {
		b.TotalCashFen += *fen
	} else {
		b.TotalInkindFen += *fen
	}
}

// deedKind is the kind of benefit that meets a need of a category.
func deedKind(c Category) BenefitKind {
	switch {
	case c.Parent == "E":
		return BenefitJob
	case c.Mode == ModeGoods:
		return BenefitGoods
	case c.Mode == ModeMoney:
		return BenefitSpecial
	case c.Code == "A07":
		return BenefitReduction
	default:
		return BenefitService
	}
}

// discreetDeed tells whether what a delivery was is nobody else's business: help for the mind, and help with the law.
func discreetDeed(c Category, sensitivity int) bool {
	return max(sensitivity, c.Sensitivity) >= 3 && (c.Parent == "H" || c.Parent == "I")
}

func (b *ListBody) takeDeeds(all []Deed) {
	type like struct {
		category, supplier, unit string
		hidden, discreet         bool
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Deed) int { return cmp.Or(cmp.Compare(x.On, y.On), cmp.Compare(x.ID, y.ID)) })
	at := map[like]int{}
	for _, r := range all {
		c, _ := CategoryByCode(r.Category)
		kind := deedKind(c)
		key := like{r.Category, r.Supplier, r.Unit, r.HideName, discreetDeed(c, r.Sensitivity)}
		if key.discreet {
			key = like{discreet: true}
		}
		i, known := at[key]
		if !known {
			i = len(b.Lines)
			at[key] = i
			l := HappinessListLine{Block: kind.Block(), Kind: kind, Name: c.NameZH, Category: c.Code, Provider: r.Supplier, Unit: r.Unit, SourceNoun: "fulfilment"}
			if key.discreet {
				l = HappinessListLine{Block: BlockHelp, Kind: BenefitService, Word: WordCare, SourceNoun: "fulfilment"}
			} else if r.HideName {
				l.Provider, l.Donor = "", true
			}
			b.Lines = append(b.Lines, l)
		}
		quantity := &r.Quantity
		if key.discreet {
			quantity = nil
		}
		b.Lines[i].add(r.ValueFen, quantity, r.On, r.ID)
		b.count(kind, r.ValueFen)
	}
}

func (b *ListBody) takeVisits(all []Visit) {
	if len(all) == 0 {
		return
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Visit) int { return cmp.Compare(x.ID, y.ID) })
	l := HappinessListLine{Block: BlockHelp, Kind: BenefitService, Word: WordVisit, SourceNoun: "visit"}
	for _, v := range all {
		l.add(nil, nil, DateOf(v.CheckedInAt), v.ID)
	}
	b.Lines = append(b.Lines, l)
}

func (b *ListBody) takeApplications(all []Application) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y Application) int { return cmp.Compare(x.ID, y.ID) })
	for _, a := range all {
		l := HappinessListLine{Block: BlockApply, Name: a.Kind.BenefitName(), No: a.No, SourceNoun: "application", SourceRef: a.ID, Sources: []string{a.ID}}
		if a.DecideBy != nil {
			l.By = DateOf(a.DecideBy.Add(-1))
		}
		b.Lines = append(b.Lines, l)
	}
}

func (b *ListBody) takeSuggestions(all []Suggestion) {
	all = slices.DeleteFunc(slices.Clone(all), func(g Suggestion) bool { return VisibilityOf(g.Title) != Shown })
	order := Strengths()
	slices.SortFunc(all, func(x, y Suggestion) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Strength), slices.Index(order, y.Strength)), cmp.Compare(x.Priority, y.Priority),
			strings.Compare(x.RuleCode, y.RuleCode), cmp.Compare(x.ID, y.ID))
	})
	named := map[string]bool{}
	for _, g := range all {
		if len(named) == mostSuggested {
			return
		}
		if named[g.Title] {
			continue
		}
		named[g.Title] = true
		b.Lines = append(b.Lines, HappinessListLine{Block: BlockApply, Name: g.Title, Strength: g.Strength, Missing: g.Missing, AmountFen: g.AmountEstFen,
			SourceNoun: "suggestion", SourceRef: g.ID, Sources: []string{g.ID}})
	}
}

// In lists the lines of a block.
func (l HappinessList) In(block ListBlock) []HappinessListLine {
	var out []HappinessListLine
	for _, line := range l.Lines {
		if line.Block == block || line.Block == "" && line.Kind.Block() == block {
			out = append(out, line)
		}
	}
	return out
}

// ReducedFen is what the household did not have to pay.
func (l HappinessList) ReducedFen() (sum int64) {
	for _, line := range l.In(BlockReduction) {
		if line.AmountFen != nil {
			sum += *line.AmountFen
		}
	}
	return sum
}

// Kind is the kind of benefit that the delivery is.
func (d Deed) Kind() BenefitKind {
	c, _ := CategoryByCode(d.Category)
	return deedKind(c)
}
