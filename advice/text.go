package advice

import (
	"strconv"
	"strings"

	"zhulian/models"
	"zhulian/rules"
)

// Title is the name of a fact in Chinese or English.
func (f Fact) Title(chinese bool) string {
	if chinese {
		return f.NameZH
	}
	return f.NameEN
}

// Text writes a value, as a suggestion keeps it, for people; money in yuan.
func (f Fact) Text(value string, chinese bool) string {
	pick := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	switch f.Kind {
	case rules.KindBool:
		if value == "true" {
			return pick("是", "yes")
		}
		return pick("否", "no")
	case rules.KindMoney:
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return value
		}
		return models.RuleParam{Kind: models.ParamMoney, Value: n}.Text(chinese)
	case rules.KindInt:
		if value == strconv.Itoa(never) {
			return pick("未发生", "not known to have happened")
		}
		return value
	}
	if w, ok := f.Words[value]; ok {
		return pick(w[0], w[1])
	}
	return value
}

// Parse reads a value as a form sends it: true or false, a whole number, yuan with at most two places, or a code. An empty one is not known.
func (f Fact) Parse(text string) (value any, known bool, flaw string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, false, ""
	}
	switch f.Kind {
	case rules.KindBool:
		if text == "true" || text == "false" {
			return text == "true", true, ""
		}
	case rules.KindInt:
		if n, err := strconv.Atoi(text); err == nil && 0 <= n && n <= 100_000 {
			return n, true, ""
		}
		return nil, false, "whole_number"
	case rules.KindMoney:
		if n, ok := models.ParseDecimal(strings.ReplaceAll(text, ",", ""), 2); ok && 0 <= n && n <= mostFen {
			return int(n), true, ""
		}
		return nil, false, "money"
	case rules.KindCode:
		if _, ok := f.Words[text]; ok {
			return text, true, ""
		}
	}
	return nil, false, "fact_value"
}

// mostFen bounds what a form may say, against a slip of the hand.
const mostFen = 1_000_000_000_00
