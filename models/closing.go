package models

// DeclineCode says why a supplier declined; declining costs nothing and is counted for statistics only (domain report
// §2, L3).
type DeclineCode string

// The decline codes (domain report §5.7).
const (
	DeclineNoCapacity    DeclineCode = "D1"
	DeclineTooFar        DeclineCode = "D2"
	DeclineTimeClash     DeclineCode = "D3"
	DeclineWrongCategory DeclineCode = "D4"
	DeclineConflict      DeclineCode = "D5"
	DeclineSafety        DeclineCode = "D6"
	DeclineOther         DeclineCode = "D7"
)

// ResolutionCode says how a need ended.
type ResolutionCode string

// The resolution codes (domain report §5.7): R met, U unmet, V void.
const (
	ResolvedFully         ResolutionCode = "R1"
	ResolvedPartly        ResolutionCode = "R2"
	ResolvedByPolicy      ResolutionCode = "R3"
	ResolvedBySelf        ResolutionCode = "R4"
	UnmetNoSupply         ResolutionCode = "U1"
	UnmetSupplierFailed   ResolutionCode = "U2"
	UnmetRefused          ResolutionCode = "U3"
	UnmetOutOfScope       ResolutionCode = "U4"
	VoidDuplicate         ResolutionCode = "V1"
	VoidWrongData         ResolutionCode = "V2"
	VoidDied              ResolutionCode = "V3"
	VoidMovedAway         ResolutionCode = "V4"
	VoidWithdrawnByPerson ResolutionCode = "V5"
)

type codeEntry struct{ code, nameZH, nameEN string }

var declineTable = []codeEntry{
	{"D1", "没有余量", "no capacity"},
	{"D2", "距离太远", "too far"},
	{"D3", "时间冲突", "time clash"},
	{"D4", "类别不符", "category wrong"},
	{"D5", "利益冲突", "conflict of interest"},
	{"D6", "安全顾虑", "safety"},
	{"D7", "其他", "other"},
}

var resolutionTable = []codeEntry{
	{"R1", "全部满足", "fully met"},
	{"R2", "部分满足且本人认可", "partly met and the person is content"},
	{"R3", "转由政策解决", "policy granted"},
	{"R4", "自行解决", "self-solved"},
	{"U1", "无供给", "no supply"},
	{"U2", "帮扶方未履行", "supplier failed"},
	{"U3", "本人拒绝", "refused by the person"},
	{"U4", "不合法或超出范围", "not lawful or out of scope"},
	{"V1", "重复", "duplicate"},
	{"V2", "信息有误", "wrong data"},
	{"V3", "死亡", "died"},
	{"V4", "迁出", "moved away"},
	{"V5", "本人撤回", "withdrawn by the person"},
}

// DeclineCodes lists every decline code in order.
func DeclineCodes() []DeclineCode { return codesOf[DeclineCode](declineTable) }

// Valid holds for a code of the list.
func (c DeclineCode) Valid() bool { return entryOf(declineTable, string(c)).code != "" }

// NameZH answers the Chinese name, or "" for a code that is not in the list.
func (c DeclineCode) NameZH() string { return entryOf(declineTable, string(c)).nameZH }

// NameEN answers the English name, or "" for a code that is not in the list.
func (c DeclineCode) NameEN() string { return entryOf(declineTable, string(c)).nameEN }

// ResolutionCodes lists every resolution code in order.
func ResolutionCodes() []ResolutionCode { return codesOf[ResolutionCode](resolutionTable) }

// Valid holds for a code of the list.
func (c ResolutionCode) Valid() bool { return entryOf(resolutionTable, string(c)).code != "" }

// NameZH answers the Chinese name, or "" for a code that is not in the list.
func (c ResolutionCode) NameZH() string { return entryOf(resolutionTable, string(c)).nameZH }

// NameEN answers the English name, or "" for a code that is not in the list.
func (c ResolutionCode) NameEN() string { return entryOf(resolutionTable, string(c)).nameEN }

// IsMet holds for R1 to R4: the need counts as resolved (domain report §14, K2).
func (c ResolutionCode) IsMet() bool { return c.Valid() && c[0] == 'R' }

// IsUnmet holds for U1 to U4: the need was real and stays in the denominator.
func (c ResolutionCode) IsUnmet() bool { return c.Valid() && c[0] == 'U' }

// IsVoid holds for V1 to V5: the need leaves the denominator.
func (c ResolutionCode) IsVoid() bool { return c.Valid() && c[0] == 'V' }

func codesOf[C ~string](table []codeEntry) []C {
	codes := make([]C, len(table))
	for i, entry := range table {
		codes[i] = C(entry.code)
	}
	return codes
}

func entryOf(table []codeEntry, code string) codeEntry {
	for _, entry := range table {
		if entry.code == code {
			return entry
		}
	}
	return codeEntry{}
}
