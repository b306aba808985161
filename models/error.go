package models

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Kind says what sort of answer an error deserves. Anything that is not an *Error is internal.
type Kind string

// The kinds of errors a caller can do something about.
const (
	KindUnreadable      Kind = "unreadable"      // the request could not be understood at all
	KindInvalid         Kind = "invalid"         // fields are wrong; Fields says which
	KindUnauthenticated Kind = "unauthenticated" // nobody is logged in, or the proof is not good
	KindForbidden       Kind = "forbidden"       // the role may not do this
	KindNotFound        Kind = "not_found"       // not there, or not the caller's to see
	KindConflict        Kind = "conflict"        // the state does not allow it
	KindStale           Kind = "stale"           // somebody else changed it in between
	KindTooLarge        Kind = "too_large"       // body or file over the limit
	KindUnsupported     Kind = "unsupported"     // a kind of content that is not taken
	KindTooMany         Kind = "too_many"        // the caller asks too often
	KindUnavailable     Kind = "unavailable"     // the database is not to be had; later it may be
)

// Args are the values that a translated message may mention. They never hold personal data.
type Args map[string]any

// FieldError is one fault of one field: its path as the caller wrote it and a stable machine word.
type FieldError struct {
	Field string
	Code  string
	Args  Args
}

// Error is the one error type that crosses packages. Code is a stable machine word and, behind "error.", the key of its translation.
type Error struct {
	Kind   Kind
	Code   string
	Args   Args
	Fields []FieldError
	Cause  error
}

// Error says kind and code, for logs; it never holds what a user typed.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Kind) + ": " + e.Code)
	for _, f := range e.Fields {
		b.WriteString(" " + f.Field + "=" + f.Code)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// With returns a copy of the error that carries one more argument for its message.
func (e *Error) With(name string, value any) *Error {
	out := *e
	out.Args = Args{name: value}
	for k, v := range e.Args {
		if k != name {
			out.Args[k] = v
		}
	}
	return &out
}

// BodyTooLarge is an error for a request that has more bytes than the limit.
func BodyTooLarge(limit int64) *Error {
	e := &Error{Kind: KindTooLarge, Code: "body_too_large"}
	return e.With("limit", limit).With("size", sizeText(limit))
}

// sizeText writes a number of bytes as people do, rounded down.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatInt(n>>20, 10) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}

// Unreadable is an error for a request that cannot be understood.
func Unreadable(code string) *Error { return &Error{Kind: KindUnreadable, Code: code} }

// Invalid is an error for fields that are wrong.
func Invalid(fields ...FieldError) *Error {
	return &Error{Kind: KindInvalid, Code: "invalid", Fields: fields}
}

// InvalidField is an error for one wrong field.
func InvalidField(field, code string) *Error { return Invalid(FieldError{Field: field, Code: code}) }

// NotFound is an error for something that is not there or not the caller's to see; the two must look alike.
func NotFound(noun string) *Error {
	return &Error{Kind: KindNotFound, Code: "not_found", Args: Args{"noun": noun}}
}

// Conflict is an error for a step that the present state does not allow.
func Conflict(code string) *Error { return &Error{Kind: KindConflict, Code: code} }

// Forbidden is an error for something the caller's role may not do.
func Forbidden(code string) *Error { return &Error{Kind: KindForbidden, Code: code} }

// Unauthenticated is an error for a caller who is not, or no longer, logged in.
func Unauthenticated(code string) *Error { return &Error{Kind: KindUnauthenticated, Code: code} }

// Stale is an error for a change based on an older version.
func Stale() *Error { return &Error{Kind: KindStale, Code: "stale_version"} }

// Unavailable is an error for something that is not to be had just now; after some seconds it may be.
func Unavailable(code string, seconds int) *Error {
	return &Error{Kind: KindUnavailable, Code: code, Args: Args{"retry_after": seconds}}
}

// Of returns a copy of the error with its cause.
func (e *Error) Of(cause error) *Error {
	out := *e
	out.Cause = cause
	return &out
}

// KindOf returns the kind of an error, or "" for an internal one or nil.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// CodeOf returns the machine word of an error, or "" for an internal one or nil.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FaultsIn are the faults of fields that an error tells, as those of one field.
func FaultsIn(err error, field string) []FieldError {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	out := slices.Clone(e.Fields)
	for i := range out {
		out[i].Field = field
	}
	return out
}
