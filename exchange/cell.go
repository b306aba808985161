package exchange

import (
	"fmt"
	"strconv"
	"strings"

	"zhulian/locales"
	"zhulian/models"
)

// cell writes a value as the column is read again; nil is a blank cell.
func (c column) cell(value any, lang locales.Lang) any {
	switch v := value.(type) {
	case nil:
		return nil
	case *int64:
		if v == nil {
			return nil
		}
		if c.shape == asYuan {
			return yuan(*v)
		}
		return *v
	case *int:
		if v == nil {
			return nil
		}
		return *v
	case int:
		if c.words != nil {
			return c.words.say(strconv.Itoa(v), lang)
		}
		return v
	case *float64:
		if v == nil {
			return nil
		}
		return strconv.FormatFloat(*v, 'f', -1, 64)
	case bool:
		return c.words.say(strconv.FormatBool(v), lang)
	case []string:
		return c.joined(v, lang)
	case []models.Licence:
		return papers(v, lang)
	}
	return c.textCell(fmt.Sprint(value), lang)
}

func (c column) textCell(text string, lang locales.Lang) any {
	switch {
	case text == "":
		return nil
	case c.shape == asKind:
		return categoryCell(text, lang)
	case c.words != nil:
		return c.words.say(text, lang)
	}
	return text
}

// categoryCell is the code and the name, which FindCategory reads together.
func categoryCell(code string, lang locales.Lang) string {
	c, known := models.CategoryByCode(code)
	switch {
	case !known:
		return code
	case lang == locales.English:
		return code + " " + c.NameEN
	}
	return code + " " + c.NameZH
}

func (c column) joined(list []string, lang locales.Lang) any {
	words := make([]string, len(list))
	for i, code := range list {
		if words[i] = code; c.words != nil {
			words[i] = c.words.say(code, lang)
		}
	}
	by := "、"
	if lang == locales.English {
		by = "; "
	}
	if len(words) == 0 {
		return nil
	}
	return strings.Join(words, by)
}

// papers writes kind|number|last day. The marks that part them cannot stand in a number.
func papers(list []models.Licence, lang locales.Lang) any {
	parts := make([]string, len(list))
	for i, l := range list {
		number := strings.NewReplacer("|", "/", "｜", "/", ";", ",", "；", ",", "\n", " ").Replace(l.Number)
		parts[i] = licenceWords.say(l.Kind, lang) + "|" + number + "|" + string(l.ValidTo)
	}
	if len(parts) == 0 {
		return nil
	}
	return strings.Join(parts, ";")
}

func yuan(fen int64) string {
	if fen%100 == 0 {
		return strconv.FormatInt(fen/100, 10)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}
