package models

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
