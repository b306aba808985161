package sheet

import (
	"bytes"
	"strings"
)

// A signature is how a kind of file begins, and its name in Chinese and English.
type signature struct {
	magic  string
	zh, en string
}

var signatures = []signature{
	{"%PDF", " PDF 文件", "a PDF"},
	{"\x89PNG", " PNG 图片", "a PNG picture"},
	{"\xff\xd8\xff", " JPEG 图片", "a JPEG picture"},
	{"GIF8", " GIF 图片", "a GIF picture"},
	{"RIFF", "音视频或图片", "a media file"},
	{"\x1f\x8b", " gzip 压缩包", "a gzip archive"},
	{"7z\xbc\xaf\x27\x1c", " 7z 压缩包", "a 7z archive"},
	{"Rar!", " RAR 压缩包", "a RAR archive"},
	{"SQLite format 3", "数据库文件", "a database"},
	{"\x7fELF", "程序文件", "a program"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls 或加密的工作簿（请另存为 .xlsx）",
		"an old .xls or an encrypted workbook (save it as .xlsx)"},
	{"PK\x05\x06", "空的压缩包", "an empty zip archive"},
}

// sniff answers CSV or XLSX by the first bytes, or why it is neither.
func sniff(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return XLSX, nil
	}
	for _, known := range signatures {
		if bytes.HasPrefix(data, []byte(known.magic)) {
			return "", &Error{Code: FileKind, Args: []any{known.zh, known.en}}
		}
	}
	start := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 256)], "\xef\xbb\xbf \t\r\n")))
	for _, tag := range []string{"<!doctype", "<html", "<?xml"} {
		if strings.HasPrefix(start, tag) {
			return "", &Error{Code: FileKind, Args: []any{"网页或 XML（请另存为 .xlsx）", "a web page or XML (save it as .xlsx)"}}
		}
	}
	return CSV, nil
}

func binaryFile() error {
	return &Error{Code: FileKind, Args: []any{"二进制文件", "a binary file"}}
}
