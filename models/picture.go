package models

import (
	"bytes"
	"encoding/binary"
)

// BarePicture is a JPEG or PNG without what stands beside the picture: place and time of taking, the camera, comments, thumbnails. The
// pixels stay as they are. Ok is false for what is neither, or is broken where its parts are told.
func BarePicture(in []byte) (out []byte, ok bool) {
	switch {
	case bytes.HasPrefix(in, []byte("\xff\xd8")):
		return bareJPEG(in)
	case bytes.HasPrefix(in, []byte(pngMagic)):
		return barePNG(in)
	}
	return nil, false
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// The markers of a JPEG (ITU-T T.81, table B.1).
const (
	jpegRestart0 = 0xd0
	jpegRestart7 = 0xd7
	jpegEnd      = 0xd9
	jpegScan     = 0xda
	jpegApp0     = 0xe0 // JFIF
	jpegApp14    = 0xee // how colours are stored (Adobe)
	jpegApp15    = 0xef
	jpegComment  = 0xfe
)

// bareJPEG copies the segments and scans up to the end of the picture, without comments and the application's own segments. What some
// phones append after that end (depth, a film, another picture) is left out.
func bareJPEG(in []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(in)), in[:2]...)
	scanned := false
	for at := 2; ; {
		for at+1 < len(in) && in[at] == 0xff && in[at+1] == 0xff {
			at++ // fill bytes
		}
		if at+2 > len(in) || in[at] != 0xff {
			return nil, false
		}
		marker := in[at+1]
		if marker == jpegEnd {
			return append(out, 0xff, jpegEnd), scanned
		}
		if at+4 > len(in) {
			return nil, false
		}
		size := int(binary.BigEndian.Uint16(in[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(in) {
			return nil, false
		}
		if marker == jpegScan {
			scanned, end = true, scanEnd(in, end)
		}
		private := marker > jpegApp0 && marker <= jpegApp15 && marker != jpegApp14 || marker == jpegComment
		if !private {
			out = append(out, in[at:end]...)
		}
		at = end
	}
}

// scanEnd finds the marker after the coded data of a scan, in which 0xff is stuffed with 0 or restarts the decoder.
func scanEnd(in []byte, at int) int {
	for ; at+1 < len(in); at++ {
		if next := in[at+1]; in[at] == 0xff && next != 0 && next != 0xff && (next < jpegRestart0 || next > jpegRestart7) {
			return at
		}
	}
	return len(in)
}

// barePNG keeps the chunks that a picture is drawn from (PNG, 3rd edition, §11).
func barePNG(in []byte) ([]byte, bool) {
	const around = 12 // length, name and check sum
	kept := map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "sRGB": true, "gAMA": true, "cHRM": true,
		"sBIT": true, "bKGD": true, "pHYs": true}
	out := append(make([]byte, 0, len(in)), pngMagic...)
	for at := len(pngMagic); ; {
		if at+around > len(in) {
			return nil, false
		}
		size := int(binary.BigEndian.Uint32(in[at:]))
		if size < 0 || size > len(in)-at-around {
			return nil, false
		}
		name, end := string(in[at+4:at+8]), at+around+size
		if kept[name] {
			out = append(out, in[at:end]...)
		}
		if name == "IEND" {
			return out, true
		}
		at = end
	}
}

// PictureTurn tells by how many degrees clockwise a JPEG must be turned to stand upright, as its camera noted (EXIF 2.32, tag 0x0112); 0 where
// nothing is noted.
func PictureTurn(in []byte) int {
	at := bytes.Index(in[:min(len(in), 1<<16)], []byte("Exif\x00\x00"))
	if !bytes.HasPrefix(in, []byte("\xff\xd8")) || at < 0 || at+14 > len(in) {
		return 0
	}
	tiff := in[at+6:]
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	first := int(order.Uint32(tiff[4:]))
	if first < 8 || first+2 > len(tiff) {
		return 0
	}
	const entry = 12
	for i := range int(order.Uint16(tiff[first:])) {
		tag := first + 2 + i*entry
		if tag+entry > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[tag:]) == 0x0112 {
			return map[uint16]int{3: 180, 6: 90, 8: 270}[order.Uint16(tiff[tag+8:])]
		}
	}
	return 0
}
