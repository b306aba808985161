package models

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// USCCCheck says how far the check characters of a unified social credit code were believed.
type USCCCheck string

// The outcomes of checking a unified social credit code. A legacy override is kept and waits for a second
// person, because codes of the pilot years break the rule of GB 32100-2015.
const (
	USCCOk             USCCCheck = "ok"
	USCCLegacyOverride USCCCheck = "legacy_override"
)

// SupplierKind is the kind of body that helps, as its registration says it.
type SupplierKind string

// The supplier kinds that a unified social credit code tells apart.
const (
	SupplierSocialAssociation SupplierKind = "social_association"
	SupplierServiceOrg        SupplierKind = "service_org"
	SupplierFoundation        SupplierKind = "foundation"
	SupplierCompany           SupplierKind = "company"
	SupplierSoleTrader        SupplierKind = "sole_trader"
	SupplierCooperative       SupplierKind = "cooperative"
	SupplierPublicInstitution SupplierKind = "public_institution"
	SupplierLawFirm           SupplierKind = "law_firm"
	SupplierOther             SupplierKind = "other"
)

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

	supplierKinds = map[string]SupplierKind{
		"51": SupplierSocialAssociation, "52": SupplierServiceOrg, "53": SupplierFoundation,
		"91": SupplierCompany, "92": SupplierSoleTrader, "93": SupplierCooperative,
		"12": SupplierPublicInstitution, "31": SupplierLawFirm,
		"59": SupplierOther, "11": SupplierOther, "13": SupplierOther, "81": SupplierOther,
		"N1": SupplierOther, "N2": SupplierOther, "N3": SupplierOther, "Y1": SupplierOther,
	}
)

// SupplierKinds lists every supplier kind in the order in which forms offer them.
func SupplierKinds() []SupplierKind {
	return []SupplierKind{
		SupplierSocialAssociation, SupplierServiceOrg, SupplierFoundation, SupplierCompany, SupplierSoleTrader,
		SupplierCooperative, SupplierPublicInstitution, SupplierLawFirm, SupplierOther,
	}
}

// IsNGO holds for the social organisations that civil affairs registers: associations (51), service
// organisations (52) and foundations (53).
func (k SupplierKind) IsNGO() bool {
	return k == SupplierSocialAssociation || k == SupplierServiceOrg || k == SupplierFoundation
}

// NormaliseUSCC trims a code, turns full-width characters into half-width ones and writes ASCII letters in
// upper case. It repairs nothing: an O stays an O and is refused later.
func NormaliseUSCC(s string) string {
	return strings.Map(upperASCII, strings.TrimSpace(halfWidth(s)))
}

// ParseUSCC reads a unified social credit code (GB 32100-2015). The flaw is "" when the code may be used, else
// uscc_length (not 18 characters), uscc_char (a character outside the alphabet of 31, which has no I, O, S, V, Z)
// or uscc_region (positions 3 to 8 are not digits); the code is then "". A failing check character, of the whole
// or of the organisation code in positions 9 to 17, is no flaw: it answers USCCLegacyOverride.
func ParseUSCC(s string) (code string, check USCCCheck, flaw string) {
	code = NormaliseUSCC(s)
	if utf8.RuneCountInString(code) != 18 {
		return "", "", "uscc_length"
	}
	for _, r := range code {
		if !strings.ContainsRune(usccAlphabet, r) {
			return "", "", "uscc_char"
		}
	}
	if !allDigits(code[2:8]) {
		return "", "", "uscc_region"
	}
	if orgCheck(code[8:16]) != code[16] || usccCheckChar(code[:17]) != code[17] {
		return code, USCCLegacyOverride, ""
	}
	return code, USCCOk, ""
}

// SupplierKindOf reads the supplier kind from the first two characters of a normalised code (registering
// authority and body type). It answers SupplierOther, false when those two characters are not in use.
func SupplierKindOf(uscc string) (SupplierKind, bool) {
	if len(uscc) < 2 {
		return SupplierOther, false
	}
	kind, known := supplierKinds[uscc[:2]]
	if !known {
		return SupplierOther, false
	}
	return kind, true
}

// SyntheticUSCC makes the valid code number serial (0 to 999,999) of a body type such as "52" or "91", always the
// same one. It is for tests and invented counties such as 330199 only: in a real region the code may belong to
// somebody. It answers "" when prefix, region (6 digits) or serial is out of range.
func SyntheticUSCC(prefix, region string, serial int) string {
	if len(prefix) != 2 || len(region) != 6 || !allDigits(region) || serial < 0 || serial > 999_999 {
		return ""
	}
	if strings.IndexByte(usccAlphabet, prefix[0]) < 0 || strings.IndexByte(usccAlphabet, prefix[1]) < 0 {
		return ""
	}
	series := "00"
	switch prefix[0] {
	case '5':
		series = "MJ"
	case '9':
		series = "MA"
	}
	organisation := fmt.Sprintf("%s%06d", series, serial)
	body := prefix + region + organisation + string(orgCheck(organisation))
	return body + string(usccCheckChar(body))
}

// usccCheckChar is the 18th character for the first 17, all of them in the alphabet.
func usccCheckChar(body string) byte {
	sum := 0
	for i, weight := range usccWeights {
		sum += weight * strings.IndexByte(usccAlphabet, body[i])
	}
	return usccAlphabet[(31-sum%31)%31]
}

// orgCheck is the check character of an organisation code (GB 11714) for its first 8 characters.
func orgCheck(body string) byte {
	sum := 0
	for i, weight := range orgWeights {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += weight * value
	}
	switch check := 11 - sum%11; check {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return '0' + byte(check)
	}
}

// upperASCII leaves other letters alone: Unicode would turn ſ into S.
func upperASCII(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}
