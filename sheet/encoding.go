package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode answers the text and the name of its encoding. A byte order mark decides; without one valid UTF-8 is UTF-8;
// what is mostly UTF-8 with some broken bytes is refused with the line of the first, because reading it as GB18030
// would turn names into other names; the rest must be GB18030 throughout.
func decode(data []byte) (text, name string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
		if !utf8.Valid(data) {
			return "", "", encodingFault(data)
		}
		return checked(string(data), "utf-8")
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return transcode(data[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le")
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return transcode(data[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be")
	case utf8.Valid(data):
		return checked(string(data), "utf-8")
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", binaryFile()
	case mostlyUTF8(data):
		return "", "", encodingFault(data)
	}
	return transcode(data, simplifiedchinese.GB18030, "gb18030")
}

// checked refuses NULs, which no spreadsheet writes.
func checked(text, name string) (string, string, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return "", "", binaryFile()
	}
	return text, name, nil
}

// transcode decodes strictly: the decoders write U+FFFD for what they do not know, so one in the result is a fault.
func transcode(data []byte, from encoding.Encoding, name string) (string, string, error) {
	text, err := from.NewDecoder().String(string(data))
	if err != nil {
		return "", "", &Error{Code: FileEncoding, Cause: err}
	}
	if at := strings.IndexRune(text, utf8.RuneError); at >= 0 {
		return "", "", &Error{Code: FileEncoding, Line: 1 + strings.Count(text[:at], "\n")}
	}
	return checked(text, name)
}

// mostlyUTF8 says whether well-formed multi-byte characters outnumber stray bytes four to one. GB18030 text never
// comes near that: about one character in eight happens to be well-formed UTF-8.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size <= 1:
			bad++
		case size > 1:
			good++
		}
		data = data[size:]
	}
	return good > 4*bad
}

// encodingFault names the line of the first byte that is not UTF-8.
func encodingFault(data []byte) error {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return &Error{Code: FileEncoding, Line: line}
}
