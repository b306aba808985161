// Package exchange carries lists into the county's database and out of it: regions, suppliers, offers, households and needs from and
// to .csv and .xlsx, and what is on offer as Open Referral HSDS 3. An import changes everything or nothing and says of every bad row
// where it is and why, never repeating what a personal column holds. An export of identified data is logged per household in the very
// transaction that reads it (domain report §17.2, PIPL art. 55 and 56).
package exchange

import (
	"context"
	"slices"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// HSDS is the kind that is exported only: what is on offer, as Open Referral HSDS 3 JSON.
const HSDS = "hsds"

// ImportKinds lists what can be imported, in the order in which a new county is filled.
func ImportKinds() []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.name
	}
	return out
}

// ExportKinds lists what can be exported.
func ExportKinds() []string {
	var out []string
	for _, k := range kinds {
		if !k.oneWay {
			out = append(out, k.name)
		}
	}
	return append(out, HSDS)
}

// IsPersonal tells whether a kind holds data of beneficiaries, so that its export needs a purpose.
func IsPersonal(kind string) bool {
	k, known := kindOf(kind)
	return known && k.personal
}

func kindOf(name string) (*kind, bool) {
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == name })
	if i < 0 {
		return nil, false
	}
	return kinds[i], true
}

// Problem says why a file or a call as a whole cannot be used; no row is to blame. Its text never repeats a cell.
type Problem struct {
	Code  string // the key of its text, behind "import."
	Args  models.Args
	Cause error
}

// Error says it in English.
func (p *Problem) Error() string { return p.Say(string(locales.English)) }

// Say says it in zh-CN or en.
func (p *Problem) Say(lang string) string {
	return locales.T(locales.Lang(lang), "import."+p.Code, p.Args)
}

// Unwrap answers the cause, if there is one.
func (p *Problem) Unwrap() error { return p.Cause }

func problem(code string, args models.Args) error { return &Problem{Code: code, Args: args} }

// unknownKind lists the kinds that there are.
func unknownKind(known []string) error {
	return problem("kind_unknown", models.Args{"kinds": strings.Join(known, ", ")})
}

// countyOf is the county named, or the only one that this installation serves.
func countyOf(ctx context.Context, s *store.Store, named string) (string, error) {
	all, err := s.Counties(ctx)
	if err != nil {
		return "", err
	}
	codes := make([]string, len(all))
	for i, c := range all {
		codes[i] = c.CountyCode
	}
	switch {
	case named == "" && len(codes) == 1:
		return codes[0], nil
	case named == "" && len(codes) == 0:
		return "", problem("county_none", nil)
	case named == "":
		return "", problem("county_which", models.Args{"counties": strings.Join(codes, ", ")})
	case !slices.Contains(codes, named):
		return "", problem("county_unknown", models.Args{"counties": strings.Join(codes, ", ")})
	}
	return named, nil
}

// Progress is told how far long work has come; phase is read, check, write or export.
type Progress func(phase string, done, total int)

func (p Progress) tell(phase string, done, total int) {
	if p != nil {
		p(phase, done, total)
	}
}
