package models

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-playground/validator/v10"
)

// Check validates a draft by its validate tags and reports every fault at once as an Invalid error, with the fields named as in JSON.
// Days are compared with today, the civil day in China.
func Check(draft any, today Date) error {
	faults := FaultsOf(draft, today)
	if len(faults) == 0 {
		return nil
	}
	return Invalid(faults...)
}

// checked carries today beside the draft, since a validator has no other way to learn it.
type checked struct {
	Draft any
	today Date
}

// FaultsOf is Check as a list.
func FaultsOf(draft any, today Date) []FieldError {
	err := engine().Struct(checked{Draft: draft, today: today})
	var list validator.ValidationErrors
	if !errors.As(err, &list) {
		return nil
	}
	out := make([]FieldError, 0, len(list))
	for _, f := range list {
		path := f.Namespace()
		if i := strings.Index(path, "Draft."); i >= 0 {
			path = path[i+len("Draft."):]
		}
		out = append(out, fieldError(path, f, today))
	}
	return out
}

func fieldError(path string, f validator.FieldError, today Date) FieldError {
	code, param := f.Tag(), f.Param()
	if s, ok := f.Value().(string); ok && code != "required" {
		if flaw := flawOf(code, param, s, today); flaw != "" {
			code = flaw
		}
	}
	switch code {
	case "required_without", "required_with":
		code = "required"
	case "min", "max":
		switch f.Kind() {
		case reflect.String:
			code += "_length"
		case reflect.Slice:
			code += "_items"
		default:
		}
	}
	out := FieldError{Field: path, Code: code}
	if param != "" {
		out.Args = Args{"param": param}
	}
	return out
}

// flawOf says what exactly is wrong with a text that failed one of the house's own checks.
func flawOf(tag, param, s string, today Date) string {
	switch tag {
	case "text":
		n, _ := strconv.Atoi(param)
		return CheckText(unixLines(s), n)
	case "filled":
		return "required"
	case "uscc":
		_, _, flaw := ParseUSCC(s)
		return flaw
	case "citizen_no":
		_, flaw := ParseCitizenNo(s, endOf(today))
		return flaw
	case "phone":
		_, flaw := ParsePhone(s)
		return flaw
	case "region", "village", "county":
		_, flaw := ParseRegionCode(s)
		return flaw
	}
	return ""
}

var (
	usernameShape = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)
	factNameShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	ruleCodeShape = regexp.MustCompile(`^[A-Z][0-9]{2,3}$`)
)

var engine = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	text := func(ok func(string) bool) validator.Func {
		return func(fl validator.FieldLevel) bool { return ok(fl.Field().String()) }
	}
	own := map[string]validator.Func{
		"text": func(fl validator.FieldLevel) bool {
			n, _ := strconv.Atoi(fl.Param())
			return CheckText(unixLines(fl.Field().String()), n) == ""
		},
		"fact_name": text(factNameShape.MatchString),
		"rule_code": text(ruleCodeShape.MatchString),
		"filled":    text(func(s string) bool { return CleanText(s) != "" }),
		"username":  text(usernameShape.MatchString),
		"uuid":      text(func(s string) bool { _, ok := ParseID(s); return ok }),
		"client_id": func(fl validator.FieldLevel) bool { return IsClientID(fl.Field().String(), endOf(todayOf(fl))) },
		"uscc":      text(func(s string) bool { _, _, flaw := ParseUSCC(s); return flaw == "" }),
		"phone":     text(func(s string) bool { _, flaw := ParsePhone(s); return flaw == "" }),
		"citizen_no": func(fl validator.FieldLevel) bool {
			_, flaw := ParseCitizenNo(fl.Field().String(), endOf(todayOf(fl)))
			return flaw == ""
		},
		"region":            text(func(s string) bool { _, flaw := ParseRegionCode(s); return flaw == "" }),
		"village":           text(func(s string) bool { return len(s) == 12 && isRegion(s) && LevelOf(s) == "village" }),
		"county":            text(func(s string) bool { return len(s) == 6 && isRegion(s) }),
		"category":          text(func(s string) bool { _, ok := CategoryByCode(s); return ok }),
		"category_or_group": text(func(s string) bool { _, ok := CategoryByCode(s); return ok || isCategoryGroup(s) }),
		"date":              text(func(s string) bool { _, ok := ParseDate(s); return ok }),
		"past_date": func(fl validator.FieldLevel) bool {
			d, ok := ParseDate(fl.Field().String())
			return ok && d <= todayOf(fl)
		},
		"tag":           text(isTag),
		"role":          text(isRole),
		"supplier_kind": text(isSupplierKind),
		"beneficiary":   text(isBeneficiary),
		"standard":      text(func(s string) bool { _, ok := StandardByCode(StandardCode(s)); return ok }),
		"resolution":    text(isResolution),
		"decline":       text(isDecline),
		"notice_kind":   text(isNoticeKind),
		"alert_result":  text(func(s string) bool { return AlertResult(s).Valid() }),
		"sla_step":      text(func(s string) bool { return slices.Contains(SLAStepList(), SLAStep(s)) }),
	}
	for tag, fn := range own {
		if err := v.RegisterValidation(tag, fn); err != nil {
			panic(err)
		}
	}
	return v
})

// unixLines lets through the line ends that browsers send; CleanText turns them into plain ones before anything is kept.
func unixLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

func endOf(d Date) time.Time { return d.End().Add(-time.Second) }

func todayOf(fl validator.FieldLevel) Date {
	top := fl.Top()
	if c, ok := top.Interface().(checked); ok {
		return c.today
	}
	return ""
}

func isRegion(s string) bool { _, flaw := ParseRegionCode(s); return flaw == "" }

func isRole(s string) bool {
	for _, r := range Roles() {
		if string(r) == s {
			return true
		}
	}
	return false
}

func isCategoryGroup(s string) bool {
	for _, g := range CategoryGroups() {
		if g.Code == s {
			return true
		}
	}
	return false
}

func isTag(s string) bool { _, ok := PersonTagByCode(s); return ok }

func isSupplierKind(s string) bool {
	for _, k := range SupplierKinds() {
		if string(k) == s {
			return true
		}
	}
	return false
}

func isBeneficiary(s string) bool { return Beneficiary(s).Valid() }

func isResolution(s string) bool { return ResolutionCode(s).Valid() }

func isDecline(s string) bool { return DeclineCode(s).Valid() }

func isNoticeKind(s string) bool {
	for _, k := range noticeKinds {
		if string(k.kind) == s {
			return true
		}
	}
	return false
}
