package events

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	clm "github.com/clm-go/clm"
)

// maxColumns is how many columns a header may have.
const maxColumns = 1 << 14

// textReader reads the rows of a text.
type textReader struct {
	*sheet
	split    splitter
	comma    byte
	line     int // of the row at hand
	began    bool
	skipping bool // the rest of a line that is too long
	nul      bool // the text at hand has a NUL byte somewhere

	progress    func(done, total int)
	done, total int
}

func (t *textReader) read(ctx context.Context, r io.Reader) error {
	src := newSource(r)
	defer src.stop()
	t.line = 1
	var held *block // the block that rest is in
	var rest []byte // the beginning of a row
	for {
		b, err := src.next(ctx)
		if err != nil && err != io.EOF {
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return fmt.Errorf("%s: reading line %d: %w", t.op, t.line, err)
		}
		last := b == nil
		text := rest
		if !last {
			text = b.follow(rest)
		}
		if held != nil {
			src.free <- held
		}
		held = b
		if rest, err = t.rows(text, last); err != nil {
			return err
		}
		if last {
			break
		}
		t.done = b.done
		if t.total > 0 {
			t.total = max(t.total, t.done) // the input has grown
		}
		if t.progress != nil {
			t.progress(t.done, t.total)
		}
	}
	if t.header == nil {
		return &clm.RowError{Op: t.op, Err: errors.New("the input is empty")}
	}
	return nil
}

// follow returns rest and the text of the block in one piece.
func (b *block) follow(rest []byte) []byte {
	if len(rest) <= blockHead {
		start := blockHead - len(rest)
		copy(b.buf[start:], rest)
		return b.buf[start:b.n]
	}
	return append(append(make([]byte, 0, len(rest)+b.n-blockHead), rest...), b.buf[blockHead:b.n]...)
}

func (t *textReader) finished() {
	if t.progress != nil {
		if t.total == 0 {
			t.total = t.done
		}
		t.progress(t.total, t.total)
	}
}

// rows takes all rows that text holds to their end, and returns what is left.
func (t *textReader) rows(text []byte, last bool) ([]byte, error) {
	if !t.began && len(text) > 0 {
		t.began = true
		if err := t.sniff(text); err != nil {
			return nil, err
		}
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	t.nul = bytes.IndexByte(text, 0) >= 0
	for len(text) > 0 {
		if t.skipping {
			n := bytes.IndexByte(text, '\n') + 1
			if n == 0 {
				return nil, nil
			}
			t.skipping = false
			t.line++
			text = text[n:]
			continue
		}
		window, whole := text, last
		if len(window) > maxRow {
			window, whole = window[:maxRow], false
		}
		n, bad := t.split.split(window, whole)
		if n == 0 && !bad && len(text) < maxRow {
			return text, nil
		}
		if n == 0 || bad {
			// A row that is too long, or a quote that does not end: only its first line is lost.
			end := bytes.IndexByte(window, '\n') + 1
			if bad && end == 0 && len(text) < maxRow && !last {
				return text, nil // so that what is counted does not depend on where blocks end
			}
			why := badQuotes
			if !bad && end == 0 {
				why = tooLong
			}
			if t.header == nil {
				return nil, &clm.RowError{Op: t.op, Line: t.line, Value: string(text[:min(len(text), maxSample)]), Err: fmt.Errorf("the header cannot be read: %s", why.reason())}
			}
			t.counter.read++
			t.counter.note(why, true, t.line, "", trimLine(window))
			if end == 0 {
				t.skipping = true
				continue
			}
			t.line++
			text = text[end:]
			continue
		}
		if t.split.count > 0 {
			if err := t.row(text[:n]); err != nil {
				return nil, err
			}
		}
		t.line += 1 + t.split.newlines
		text = text[n:]
	}
	return nil, nil
}

// trimLine returns the beginning of the first line of text.
func trimLine(text []byte) []byte {
	text = text[:min(len(text), maxSample)]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimSuffix(text, []byte{'\r'})
}

// row takes the row that was split.
func (t *textReader) row(text []byte) error {
	switch {
	case t.header == nil:
		return t.headerRow()
	case t.nul && bytes.IndexByte(text, 0) >= 0:
		t.counter.read++
		t.counter.note(nulByte, true, t.line, "", trimLine(text))
		return nil
	case t.split.count != len(t.header):
		t.counter.read++
		t.counter.note(wrongFields, true, t.line, "", trimLine(text))
		return nil
	}
	return t.take(t.line, t.split.fields)
}

func (t *textReader) headerRow() error {
	if t.split.count > maxColumns {
		return &clm.LimitError{Op: t.op, Limit: maxColumns, What: "columns"}
	}
	header := make([]string, len(t.split.fields))
	for i, f := range t.split.fields {
		header[i] = string(f)
	}
	return t.setHeader(header, t.line)
}

func (t *textReader) setHeader(header []string, line int) error {
	err := t.find(header, line)
	var missing *clm.RowError
	if errors.As(err, &missing) && len(header) == 1 {
		for _, other := range []byte{',', ';', '\t', '|'} {
			if other != t.comma && strings.IndexByte(header[0], other) >= 0 {
				missing.Err = fmt.Errorf("%w: that is one column with %q in it, so Comma must be that", missing.Err, other)
			}
		}
	}
	t.split.limit = len(header)
	return err
}

// sniff recognises files that are no text of one byte a character.
func (t *textReader) sniff(text []byte) error {
	what := ""
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")):
		what = "the input is UTF-16, want UTF-8"
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		what = "the input is a zip archive or a workbook of a spreadsheet, want CSV"
	default:
		return nil
	}
	return &clm.RowError{Op: t.op, Line: 1, Err: errors.New(what)}
}

// inputSize returns how many bytes r holds, 0 if that is not known.
func inputSize(r io.Reader) int {
	switch r := r.(type) {
	case interface{ Len() int }:
		return r.Len()
	case interface {
		io.Seeker
		Stat() (fs.FileInfo, error)
	}:
		info, err := r.Stat()
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		at, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return 0
		}
		return int(max(0, info.Size()-at))
	}
	return 0
}
