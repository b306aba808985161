package exchange

import "io"

// spoolPart is how much a spool takes at a time.
const spoolPart = 256 << 10

// spool holds a file in memory in parts, so that it grows without being copied and goes out part by part. Identified data waits nowhere else: not
// in a file on disk that nobody has sealed.
type spool struct{ parts [][]byte }

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		last := len(s.parts) - 1
		if last < 0 || len(s.parts[last]) == spoolPart {
			s.parts, last = append(s.parts, make([]byte, 0, spoolPart)), last+1
		}
		n := min(len(rest), spoolPart-len(s.parts[last]))
		s.parts[last], rest = append(s.parts[last], rest[:n]...), rest[n:]
	}
	return len(p), nil
}

// drain writes what it holds and lets go of it.
func (s *spool) drain(w io.Writer) error {
	for i, part := range s.parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
		s.parts[i] = nil
	}
	s.parts = nil
	return nil
}

// whole answers what it holds in one piece and lets go of it.
func (s *spool) whole() []byte {
	size := 0
	for _, part := range s.parts {
		size += len(part)
	}
	out := make([]byte, 0, size)
	for i, part := range s.parts {
		out = append(out, part...)
		s.parts[i] = nil
	}
	s.parts = nil
	return out
}
