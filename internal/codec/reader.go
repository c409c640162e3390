package codec

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// Reader takes a framed model apart. Its first error stays, and every later
// read returns zero.
type Reader struct {
	kind    string
	version uint16
	rest    []byte
	err     error
}

// NewReader checks the frame in data, which must be of the given kind and of
// a version from 1 to newest, and stands at the start of its body. Every
// error wraps [ErrFormat].
func NewReader(data []byte, kind string, newest uint16) (*Reader, error) {
	bad := func(format string, args ...any) (*Reader, error) {
		return nil, fmt.Errorf("%s: %s: %w", kind, fmt.Sprintf(format, args...), ErrFormat)
	}
	const fixed = len(magic) + 1
	if len(data) < fixed || string(data[:len(magic)]) != magic {
		return bad("not a clm model file")
	}
	k := int(data[fixed-1])
	header := fixed + k + 2 + 8
	if len(data) < header+4 {
		return bad("file of %d bytes ends inside its header", len(data))
	}
	if got := string(data[fixed : fixed+k]); got != kind {
		return bad("file holds kind %q", got)
	}
	body := data[header : len(data)-4]
	if n := binary.LittleEndian.Uint64(data[header-8:]); n != uint64(len(body)) {
		return bad("header promises %d bytes, file has %d", n, len(body))
	}
	if crc32.Checksum(data[:len(data)-4], castagnoli) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return bad("checksum differs, the file is damaged")
	}
	v := binary.LittleEndian.Uint16(data[fixed+k:])
	if v < 1 || v > newest {
		return bad("file has version %d, this library reads versions 1 to %d", v, newest)
	}
	return &Reader{kind: kind, version: v, rest: body}, nil
}

// Version returns the version of the body.
func (r *Reader) Version() uint16 { return r.version }

// Fail records that what was read makes no sense. Only the first call counts.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %s: %w", r.kind, fmt.Sprintf(format, args...), ErrFormat)
		r.rest = nil
	}
}

// Err returns the first error so far.
func (r *Reader) Err() error { return r.err }

// Close returns the first error, or one if bytes of the body are left.
func (r *Reader) Close() error {
	if r.err == nil && len(r.rest) > 0 {
		r.Fail("%d bytes left over", len(r.rest))
	}
	return r.err
}

// take returns the next n bytes, or nil after an error.
func (r *Reader) take(n int) []byte {
	if r.err != nil {
		return nil
	}
	if n > len(r.rest) {
		r.Fail("body ends too early")
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// count reads the length of a list whose elements take at least size bytes.
func (r *Reader) count(size int) int {
	n := r.Uint64()
	if n > uint64(len(r.rest)/size) {
		r.Fail("list of %d elements does not fit in the file", n)
		return 0
	}
	return int(n)
}

// Bool reads a byte that must be 0 or 1.
func (r *Reader) Bool() bool {
	v := r.Uint8()
	if v > 1 {
		r.Fail("truth value %d", v)
	}
	return v == 1
}

// Uint8 reads one byte.
func (r *Reader) Uint8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint64 reads 8 bytes.
func (r *Reader) Uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// Int reads 8 bytes. A number that does not fit an int is an error.
func (r *Reader) Int() int {
	v := int64(r.Uint64())
	if int64(int(v)) != v {
		r.Fail("number %d is too large for this machine", v)
		return 0
	}
	return int(v)
}

// Float64 reads 8 bytes.
func (r *Reader) Float64() float64 { return math.Float64frombits(r.Uint64()) }

// String reads a length and that many bytes.
func (r *Reader) String() string { return string(r.take(r.count(1))) }

// Strings reads a list. An empty list is nil, here and below.
func (r *Reader) Strings() []string {
	return list(r, 8, func() string { return r.String() })
}

// Bytes reads a list and copies it.
func (r *Reader) Bytes() []byte {
	return append([]byte(nil), r.take(r.count(1))...)
}

// Float64s reads a list.
func (r *Reader) Float64s() []float64 { return list(r, 8, r.Float64) }

// Float32s reads a list.
func (r *Reader) Float32s() []float32 {
	return list(r, 4, func() float32 { return math.Float32frombits(r.uint32()) })
}

// Int64s reads a list.
func (r *Reader) Int64s() []int64 {
	return list(r, 8, func() int64 { return int64(r.Uint64()) })
}

// Int32s reads a list.
func (r *Reader) Int32s() []int32 {
	return list(r, 4, func() int32 { return int32(r.uint32()) })
}

// Ints reads a list of 8-byte numbers.
func (r *Reader) Ints() []int { return list(r, 8, r.Int) }

func (r *Reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// list reads a counted list whose elements take at least size bytes each.
func list[T any](r *Reader, size int, next func() T) []T {
	n := r.count(size)
	if n == 0 {
		return nil
	}
	v := make([]T, n)
	for i := range v {
		v[i] = next()
	}
	if r.err != nil {
		return nil
	}
	return v
}
