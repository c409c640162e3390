package events

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// maxRow is how long a row may be in bytes.
const maxRow = 1 << 20

// splitter cuts text into rows and fields.
type splitter struct {
	comma  byte
	blanks bool // fields are separated by runs of blanks, and there are no quotes
	limit  int  // fields to return at most

	fields   [][]byte // of the last row
	count    int      // how many there were
	newlines int      // that the row held inside of quotes
	unquoted []byte   // fields whose doubled quotes were halved
}

// split cuts the row that text begins with and returns how many bytes it takes
// with its line end. That is 0 if text does not hold the whole row; last tells
// that nothing follows. Fields are slices of text, valid until it changes. A
// row without fields is a blank line. If bad, a quoted field does not end as it
// must, and the number of bytes means nothing.
func (s *splitter) split(text []byte, last bool) (size int, bad bool) {
	s.fields, s.unquoted, s.count, s.newlines = s.fields[:0], s.unquoted[:0], 0, 0
	if s.blanks {
		return s.splitBlanks(text, last), false
	}
	if size := lineEnd(text, 0, last); size > 0 {
		return size, false
	}
	ones := uint64(0x0101010101010101)
	commas, newlines := ones*uint64(s.comma), ones*'\n'
	i := 0
	for {
		if i < len(text) && text[i] == '"' {
			end, size, bad := s.quoted(text, i, last)
			if bad || end == 0 || size > 0 {
				return size, bad
			}
			i = end
			continue
		}
		// The first comma or line end, eight bytes at a time. What the
		// subtraction borrows can only mark bytes behind a true match.
		j := i
		for j+8 <= len(text) {
			w := binary.LittleEndian.Uint64(text[j:])
			c, n := w^commas, w^newlines
			if m := ((c-ones)&^c | (n-ones)&^n) & (ones << 7); m != 0 {
				j += bits.TrailingZeros64(m) >> 3
				goto found
			}
			j += 8
		}
		for j < len(text) && text[j] != s.comma && text[j] != '\n' {
			j++
		}
		if j == len(text) {
			if !last {
				return 0, false
			}
			s.add(bytes.TrimSuffix(text[i:], []byte{'\r'}))
			return len(text), false
		}
	found:
		if text[j] == s.comma {
			s.add(text[i:j])
			i = j + 1
			continue
		}
		end := j
		if end > i && text[end-1] == '\r' {
			end--
		}
		s.add(text[i:end])
		return j + 1, false
	}
}

func (s *splitter) add(field []byte) {
	if s.count++; s.count <= s.limit {
		s.fields = append(s.fields, field)
	}
}

// quoted reads the field whose quote stands at i. It returns where the next
// field begins, or the size of the row if it was the last field, or neither if
// text does not hold the whole field.
func (s *splitter) quoted(text []byte, i int, last bool) (next, size int, bad bool) {
	doubled := false
	j := i + 1
	for {
		k := bytes.IndexByte(text[j:], '"')
		if k < 0 {
			return 0, 0, last
		}
		if j += k + 1; j == len(text) || text[j] != '"' {
			break
		}
		doubled = true
		j++
	}
	if j == len(text) && !last {
		return 0, 0, false
	}
	field := text[i+1 : j-1]
	if j < len(text) && text[j] == s.comma {
		next = j + 1
	} else if size = lineEnd(text, j, last); size == 0 && j == len(text) {
		size = j
	} else if size == 0 {
		more := text[j] == '\r' && j+1 == len(text) && !last // the line end may follow
		return 0, 0, !more
	}
	s.newlines += bytes.Count(field, []byte{'\n'})
	if doubled {
		start := len(s.unquoted)
		for {
			k := bytes.IndexByte(field, '"')
			if k < 0 {
				break
			}
			s.unquoted = append(s.unquoted, field[:k+1]...)
			field = field[k+2:]
		}
		s.unquoted = append(s.unquoted, field...)
		field = s.unquoted[start:]
	}
	s.add(field)
	return next, size, false
}

// lineEnd returns the place behind the line end that stands at i, or 0. A
// carriage return alone is one only at the end of the text.
func lineEnd(text []byte, i int, last bool) int {
	switch rest := text[i:]; {
	case len(rest) > 0 && rest[0] == '\n':
		return i + 1
	case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
		return i + 2
	case last && len(rest) == 1 && rest[0] == '\r':
		return i + 1
	}
	return 0
}

// splitBlanks cuts a row whose fields are separated by blanks and tabs.
func (s *splitter) splitBlanks(text []byte, last bool) int {
	size := bytes.IndexByte(text, '\n') + 1
	if size == 0 {
		if !last {
			return 0
		}
		size = len(text)
	}
	line := text[:size]
	for i := 0; i < len(line); {
		for i < len(line) && isBlank(line[i]) {
			i++
		}
		start := i
		for i < len(line) && !isBlank(line[i]) {
			i++
		}
		if i > start {
			s.add(line[start:i])
		}
	}
	return size
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }
