package models

import (
	"slices"
	"strings"
)

// SuggestionRule is one version of a rule of one household, one policy (一户一策; domain report §10): a condition over the facts of a household, and
// what it suggests. It grants nothing: a person decides (个保法 24).
type SuggestionRule struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	Code        string
	RuleVersion int
	NameZH      string `gorm:"column:name_zh"` // what is suggested, without anything of the household
	NameEN      string `gorm:"column:name_en"`
	Basis       string // the law with its article
	BasisEN     string `gorm:"column:basis_en"`
	Kind        SuggestionKind
	Strength    Strength // where it holds and everything in SureWhen is known to hold
	OwnerDept   string
	Urgency     int      // 1 now, 2 this week, 3 this month, 4 when there is time
	Expression  string   // must hold
	SureWhen    string   // where it does not surely hold, the strength is a step lower
	Explore     bool     // where facts of Expression are missing, it is a thing to look into
	Shows       []string `gorm:"serializer:json"`
	AmountFact  string   // the fact of money that says what it is worth
	ValueFen    int64    // what it is worth by common experience, for the order alone
	Application ApplicationKind
	Needs       []string `gorm:"serializer:json"` // categories of the marketplace, the likeliest first
	Benefits    []string `gorm:"serializer:json"` // parts of the names of what a household has received lately that make it needless
	Enabled     bool     // a version that is not says that the rule pauses
	Source      string   // the document, or the reason, of the version
	Term        `gorm:"embedded"`
	Decision    `gorm:"embedded"`
}

// TableName implements gorm's Tabler.
func (SuggestionRule) TableName() string { return "suggestion_rule" }

// SuggestionRuleSteps are the steps of a version of a rule.
var SuggestionRuleSteps = decisionSteps("suggestion_rule")

// Shipped holds for a version that came with the software.
func (r SuggestionRule) Shipped() bool { return r.CreatedBy == "" }

// filled lets lists that hold nothing be empty, as rows keep them.
func (r *SuggestionRule) filled() {
	for _, list := range []*[]string{&r.Shows, &r.Needs, &r.Benefits} {
		if *list == nil {
			*list = []string{}
		}
	}
}

// SuggestionRules are a county's versions of its rules, those that came with the software among them.
type SuggestionRules []SuggestionRule

func (r SuggestionRule) ruleHead() ruleHead {
	return ruleHead{r.Code, r.RuleVersion, r.Enabled, r.Term, r.Decision}
}

func (r SuggestionRule) placed(county, id string) SuggestionRule {
	r.CountyCode, r.ID = county, id
	return r
}

// SuggestionRulesWith answers a county's own versions, and those that came with the software of rules that the county has no version of.
func SuggestionRulesWith(county string, own []SuggestionRule) SuggestionRules {
	return withShipped(county, own, ShippedSuggestionRules())
}

// In answers the version of a rule that holds on a day: the latest beginning, then the latest adoption. It is nil where none holds.
func (all SuggestionRules) In(code string, day Date) *SuggestionRule { return inForce(all, code, day) }

// On lists the versions that are asked on a day, in the order of their codes.
func (all SuggestionRules) On(day Date) SuggestionRules { return enabledOn(all, day) }

// Codes lists the codes of the rules, sorted.
func (all SuggestionRules) Codes() []string { return ruleCodes(all) }

// Version finds a version of a rule, or where there is none of that number the newest that was adopted.
func (all SuggestionRules) Version(code string, number int) (out SuggestionRule, ok bool) {
	for _, r := range all {
		switch {
		case r.Code != code || r.Status != DecisionAdopted:
		case r.RuleVersion == number:
			return r, true
		case !ok || r.RuleVersion > out.RuleVersion:
			out, ok = r, true
		}
	}
	return out, ok
}

// SuggestionRuleDraft proposes a version of a rule: of one that is there, or of a new one.
type SuggestionRuleDraft struct {
	ID            string          `json:"id" validate:"omitempty,client_id"`
	Code          string          `json:"code" validate:"required,rule_code"`
	NameZH        string          `json:"name_zh" validate:"filled,text=80" description:"what is suggested"`
	NameEN        string          `json:"name_en" validate:"omitempty,text=160"`
	Basis         string          `json:"basis" validate:"filled,text=120" description:"the law with its article"`
	BasisEN       string          `json:"basis_en" validate:"omitempty,text=160"`
	Kind          SuggestionKind  `json:"kind" validate:"required,oneof=policy service goods job visit"`
	Strength      Strength        `json:"strength" validate:"required,oneof=entitled likely explore"`
	OwnerDept     string          `json:"owner_dept" validate:"filled,text=40"`
	Urgency       int             `json:"urgency" validate:"min=1,max=4" description:"1 now, 2 this week, 3 this month, 4 when there is time"`
	Expression    string          `json:"expression" validate:"filled,max=2000"`
	SureWhen      string          `json:"sure_when" validate:"omitempty,max=2000" description:"where it does not surely hold, the strength is a step lower"`
	Explore       bool            `json:"explore" description:"where facts are missing, it is a thing to look into"`
	Shows         []string        `json:"shows" validate:"max=12,dive,fact_name" description:"more facts that are shown as reasons"`
	AmountFact    string          `json:"amount_fact" validate:"omitempty,fact_name"`
	ValueFen      int64           `json:"value_fen" validate:"min=0,max=1000000000" description:"for the order alone"`
	Application   ApplicationKind `json:"application" description:"the request for relief that it leads to"`
	Needs         []string        `json:"needs" validate:"max=12" description:"categories of the marketplace, the likeliest first"`
	Benefits      []string        `json:"benefits" validate:"max=12,dive,filled,text=40" description:"parts of the names of what was received lately that make it needless"`
	Enabled       *bool           `json:"enabled" description:"false: the rule pauses; true where left out"`
	Source        string          `json:"source" validate:"filled,text=200"`
	EffectiveFrom Date            `json:"effective_from" validate:"required,date"`
	EffectiveTo   Date            `json:"effective_to" validate:"omitempty,date"`
}

// SuggestionDraftOf is a draft that says what a version says, for somebody to change.
func SuggestionDraftOf(r SuggestionRule) SuggestionRuleDraft {
	return SuggestionRuleDraft{Code: r.Code, NameZH: r.NameZH, NameEN: r.NameEN, Basis: r.Basis, BasisEN: r.BasisEN, Kind: r.Kind, Strength: r.Strength,
		OwnerDept: r.OwnerDept, Urgency: r.Urgency, Expression: r.Expression, SureWhen: r.SureWhen, Explore: r.Explore, Shows: r.Shows, AmountFact: r.AmountFact,
		ValueFen: r.ValueFen, Application: r.Application, Needs: r.Needs, Benefits: r.Benefits, Enabled: &r.Enabled, Source: r.Source,
		EffectiveFrom: r.EffectiveFrom, EffectiveTo: r.EffectiveTo}
}

// Rule is the version that the draft proposes, not yet decided.
func (in SuggestionRuleDraft) Rule() SuggestionRule {
	r := SuggestionRule{Code: in.Code, NameZH: CleanText(in.NameZH), NameEN: CleanText(in.NameEN), Basis: CleanText(in.Basis), BasisEN: CleanText(in.BasisEN),
		Kind: in.Kind, Strength: in.Strength, OwnerDept: CleanText(in.OwnerDept), Urgency: in.Urgency, Expression: strings.TrimSpace(in.Expression),
		SureWhen: strings.TrimSpace(in.SureWhen), Explore: in.Explore, Shows: in.Shows, AmountFact: in.AmountFact, ValueFen: in.ValueFen,
		Application: in.Application, Needs: in.Needs, Benefits: in.Benefits, Enabled: in.Enabled == nil || *in.Enabled, Source: CleanText(in.Source),
		Term: Term{EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo}}
	r.filled()
	return r
}

// CheckSuggestionRule finds every fault of a draft that its fields alone tell; what its conditions say is for the room that knows the facts.
func CheckSuggestionRule(in SuggestionRuleDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.EffectiveTo != "" && in.EffectiveTo < in.EffectiveFrom {
		faults = append(faults, FieldError{Field: "effective_to", Code: "before_start"})
	}
	if in.EffectiveFrom != "" && in.EffectiveFrom < today {
		faults = append(faults, FieldError{Field: "effective_from", Code: "in_past"})
	}
	if in.Application != "" && !slices.Contains(ApplicationKinds(), in.Application) {
		faults = append(faults, FieldError{Field: "application", Code: "oneof"})
	}
	if slices.ContainsFunc(in.Needs, func(code string) bool { _, ok := CategoryByCode(code); return !ok }) {
		faults = append(faults, FieldError{Field: "needs", Code: "category"})
	}
	return faults
}

// Weaker is the strength a step lower.
func (s Strength) Weaker() Strength {
	if s == StrengthEntitled {
		return StrengthLikely
	}
	return StrengthExplore
}

// Rank is the place of a strength, 1 the surest.
func (s Strength) Rank() int { return slices.Index(Strengths(), s) + 1 }
