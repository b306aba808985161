package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"

	"zhulian/models"
)

// deepest is how many objects and arrays may stand inside each other.
const deepest = 32

// level is one object or array that the walk is inside of.
type level struct {
	keys map[string]bool // nil in an array
	key  bool            // whether a key comes next
}

// walk reads all tokens of a body and refuses what the decoder would let pass: a key twice in one object, deep nesting, and anything
// after the value.
func walk(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var stack []level
	for begun := false; ; begun = true {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && begun && len(stack) == 0 {
			return nil
		}
		if begun && len(stack) == 0 {
			return models.Unreadable("json_trailing")
		}
		if err != nil {
			return models.Unreadable("json_syntax").With("offset", dec.InputOffset())
		}
		if stack, err = descend(stack, token); err != nil {
			return err
		}
	}
}

func descend(stack []level, token json.Token) ([]level, error) {
	top := len(stack) - 1
	if name, ok := token.(string); ok && top >= 0 && stack[top].key {
		if stack[top].keys[fold(name)] {
			return nil, models.Unreadable("json_duplicate_field").With("field", short(name))
		}
		stack[top].keys[fold(name)], stack[top].key = true, false
		return stack, nil
	}
	switch token {
	case json.Delim('}'), json.Delim(']'):
		stack = stack[:top]
		return valueDone(stack), nil
	case json.Delim('{'):
		stack = append(stack, level{keys: map[string]bool{}, key: true})
	case json.Delim('['):
		stack = append(stack, level{})
	default:
		return valueDone(stack), nil
	}
	if len(stack) > deepest {
		return nil, models.Unreadable("json_depth")
	}
	return stack, nil
}

func valueDone(stack []level) []level {
	if top := len(stack) - 1; top >= 0 {
		stack[top].key = stack[top].keys != nil
	}
	return stack
}

// fold writes a key in the one case in which encoding/json compares names.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		for {
			next := unicode.SimpleFold(r)
			if next <= r {
				return next
			}
			r = next
		}
	}, s)
}
