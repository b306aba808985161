package models

import (
	"strconv"
	"strings"
	"time"
)

// RuleKind is what a rule does with what it finds.
type RuleKind string

// The kinds of rules.
const (
	RuleTrigger   RuleKind = "trigger"   // one source says so
	RuleComposite RuleKind = "composite" // several weak signals within a window
	RuleDownward  RuleKind = "downward"  // things seem to have become better: somebody looks again, and no benefit ends by itself (L16)
)

// RuleKinds lists the kinds of rules.
func RuleKinds() []RuleKind { return []RuleKind{RuleTrigger, RuleComposite, RuleDownward} }

// ParamKind is what a threshold of a rule counts.
type ParamKind string

// The kinds of thresholds.
const (
	ParamInt   ParamKind = "int"
	ParamMoney ParamKind = "money" // fen
)

// ParamKinds lists the kinds of thresholds.
func ParamKinds() []ParamKind { return []ParamKind{ParamInt, ParamMoney} }

// RuleParam is a threshold of a rule: its expression and its sentence name it.
type RuleParam struct {
	Name   string    `json:"name" validate:"required,fact_name"`
	Kind   ParamKind `json:"kind" validate:"required,oneof=int money"`
	Value  int64     `json:"value" validate:"min=0,max=1000000000000"`
	NameZH string    `json:"name_zh" validate:"filled,text=40"`
	NameEN string    `json:"name_en" validate:"omitempty,text=60"`
}

// AlertRule is one version of a rule that raises alerts (domain report §7). Expression and RedWhen are conditions over the facts of a
// household; facts of signals look back WindowDays. Where RedWhen holds too, what is found is red.
type AlertRule struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	Code        string
	RuleVersion int
	Family      string // rules of one family make one open alert a household
	Kind        RuleKind
	NameZH      string `gorm:"column:name_zh"`
	NameEN      string `gorm:"column:name_en"`
	Expression  string
	RedWhen     string
	Params      []RuleParam `gorm:"serializer:json"`
	Severity    Severity
	WindowDays  int
	RestDays    int      // after closing, the rule rests so long for the household
	Once        bool     // it rests for ever
	Nightly     bool     // time alone may bring it about: every household is asked every night
	Enabled     bool     // a version that is not says that the rule pauses
	Feeds       []string `gorm:"serializer:json"` // a new signal of one of these asks the rule
	SourceDept  string
	AmountFact  string // the fact of money that an alert shows as its amount
	SentenceZH  string `gorm:"column:sentence_zh"`
	SentenceEN  string `gorm:"column:sentence_en"`
	Source      string // the document, or the reason, of the version
	Term        `gorm:"embedded"`
	Decision    `gorm:"embedded"`
}

// TableName implements gorm's Tabler.
func (AlertRule) TableName() string { return "alert_rule" }

// RuleSteps are the steps of a version of a rule.
var RuleSteps = decisionSteps("alert_rule")

// Shipped holds for a version that came with the software.
func (r AlertRule) Shipped() bool { return r.CreatedBy == "" }

// Sentence says in plain words what the rule looks for. Thresholds take the places of their names in braces.
func (r AlertRule) Sentence(chinese bool) string {
	text := r.SentenceEN
	if chinese || text == "" {
		text = r.SentenceZH
	}
	pairs := []string{"{window_days}", strconv.Itoa(r.WindowDays)}
	for _, p := range r.Params {
		pairs = append(pairs, "{"+p.Name+"}", p.Text(chinese))
	}
	text = strings.NewReplacer(pairs...).Replace(text)
	if chinese {
		text = strings.ReplaceAll(text, " 元 ", " 元") // the blank after a name stands for the one after a figure, and 元 is none
	}
	return text
}

// Text writes a threshold for people; money in yuan.
func (p RuleParam) Text(chinese bool) string {
	if p.Kind != ParamMoney {
		return strconv.FormatInt(p.Value, 10)
	}
	yuan := grouped(DecimalText(p.Value, 2))
	if chinese {
		return yuan + " 元"
	}
	return yuan + " yuan"
}

// grouped sets commas between the thousands of a number written in figures.
func grouped(text string) string {
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// AlertRules are a county's versions of its rules, those that came with the software among them.
type AlertRules []AlertRule

func (r AlertRule) ruleHead() ruleHead {
	return ruleHead{r.Code, r.RuleVersion, r.Enabled, r.Term, r.Decision}
}

func (r AlertRule) placed(county, id string) AlertRule {
	r.CountyCode, r.ID = county, id
	return r
}

// RulesWith answers a county's own versions, and those that came with the software of rules that the county has no version of.
func RulesWith(county string, own []AlertRule) AlertRules {
	return withShipped(county, own, ShippedRules())
}

// In answers the version of a rule that holds on a day: the latest beginning, then the latest adoption. It is nil where none holds.
func (all AlertRules) In(code string, day Date) *AlertRule { return inForce(all, code, day) }

// On lists the rules that are asked on a day, in the order of their codes.
func (all AlertRules) On(day Date) []AlertRule { return enabledOn(all, day) }

// Codes lists the codes of the rules, sorted.
func (all AlertRules) Codes() []string { return ruleCodes(all) }

// RuleDraft proposes a version of a rule: of one that is there, or of a new one.
type RuleDraft struct {
	ID            string      `json:"id" validate:"omitempty,client_id"`
	Code          string      `json:"code" validate:"required,rule_code"`
	Family        string      `json:"family" validate:"required,fact_name"`
	Kind          RuleKind    `json:"kind" validate:"required,oneof=trigger composite downward"`
	NameZH        string      `json:"name_zh" validate:"filled,text=40"`
	NameEN        string      `json:"name_en" validate:"omitempty,text=80"`
	Expression    string      `json:"expression" validate:"filled,max=2000"`
	RedWhen       string      `json:"red_when" validate:"omitempty,max=2000"`
	Params        []RuleParam `json:"params" validate:"max=12,dive"`
	Severity      Severity    `json:"severity" validate:"required,oneof=red orange yellow blue"`
	WindowDays    int         `json:"window_days" validate:"min=1,max=730"`
	RestDays      int         `json:"rest_days" validate:"min=0,max=3650"`
	Once          bool        `json:"once"`
	Nightly       bool        `json:"nightly"`
	Enabled       *bool       `json:"enabled" description:"false: the rule pauses; true where left out"`
	Feeds         []string    `json:"feeds" validate:"max=40,dive,fact_name"`
	SourceDept    string      `json:"source_dept" validate:"filled,text=40"`
	AmountFact    string      `json:"amount_fact" validate:"omitempty,fact_name"`
	SentenceZH    string      `json:"sentence_zh" validate:"filled,text=300"`
	SentenceEN    string      `json:"sentence_en" validate:"omitempty,text=500"`
	Source        string      `json:"source" validate:"filled,text=200"`
	EffectiveFrom Date        `json:"effective_from" validate:"required,date"`
	EffectiveTo   Date        `json:"effective_to" validate:"omitempty,date"`
}

// DraftOf is a draft that says what a version says, for somebody to change.
func DraftOf(r AlertRule) RuleDraft {
	return RuleDraft{Code: r.Code, Family: r.Family, Kind: r.Kind, NameZH: r.NameZH, NameEN: r.NameEN, Expression: r.Expression, RedWhen: r.RedWhen,
		Params: r.Params, Severity: r.Severity, WindowDays: r.WindowDays, RestDays: r.RestDays, Once: r.Once, Nightly: r.Nightly, Enabled: &r.Enabled,
		Feeds: r.Feeds, SourceDept: r.SourceDept, AmountFact: r.AmountFact, SentenceZH: r.SentenceZH, SentenceEN: r.SentenceEN, Source: r.Source,
		EffectiveFrom: r.EffectiveFrom, EffectiveTo: r.EffectiveTo}
}

// Rule is the version that the draft proposes, not yet decided.
func (in RuleDraft) Rule() AlertRule {
	r := AlertRule{Code: in.Code, Family: in.Family, Kind: in.Kind, NameZH: CleanText(in.NameZH), NameEN: CleanText(in.NameEN),
		Expression: strings.TrimSpace(in.Expression), RedWhen: strings.TrimSpace(in.RedWhen), Params: in.Params, Severity: in.Severity,
		WindowDays: in.WindowDays, RestDays: in.RestDays, Once: in.Once, Nightly: in.Nightly, Enabled: in.Enabled == nil || *in.Enabled,
		Feeds: in.Feeds, SourceDept: CleanText(in.SourceDept), AmountFact: in.AmountFact, SentenceZH: CleanText(in.SentenceZH),
		SentenceEN: CleanText(in.SentenceEN), Source: CleanText(in.Source), Term: Term{EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo}}
	r.filled()
	return r
}

// filled lets lists that hold nothing be empty, as rows keep them.
func (r *AlertRule) filled() {
	if r.Params == nil {
		r.Params = []RuleParam{}
	}
	if r.Feeds == nil {
		r.Feeds = []string{}
	}
}

// CheckRule finds every fault of a draft that its fields alone tell: those of Check, days in the wrong order or in the past, thresholds of one
// name, and a rule that nothing would ever ask. What its conditions say is for the room that knows the facts.
func CheckRule(in RuleDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.EffectiveTo != "" && in.EffectiveTo < in.EffectiveFrom {
		faults = append(faults, FieldError{Field: "effective_to", Code: "before_start"})
	}
	if in.EffectiveFrom != "" && in.EffectiveFrom < today {
		faults = append(faults, FieldError{Field: "effective_from", Code: "in_past"})
	}
	if len(in.Feeds) == 0 && !in.Nightly {
		faults = append(faults, FieldError{Field: "feeds", Code: "rule_never_asked"})
	}
	seen := map[string]bool{}
	for i, p := range in.Params {
		if seen[p.Name] {
			faults = append(faults, FieldError{Field: "params[" + strconv.Itoa(i) + "].name", Code: "twice"})
		}
		seen[p.Name] = true
	}
	return faults
}

// RuleRun is a night on which the rules of time were asked about every household of a county.
type RuleRun struct {
	CountyCode string `gorm:"primaryKey"`
	RanOn      Date   `gorm:"primaryKey"`
	Households int
	Findings   int
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (RuleRun) TableName() string { return "rule_run" }
