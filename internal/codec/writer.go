package codec

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// Writer appends one framed model to a byte slice.
type Writer struct {
	buf    []byte
	start  int // where the frame begins
	length int // where the length of the body is kept
}

// NewWriter begins a frame at the end of dst. Kind is at most 255 bytes.
func NewWriter(dst []byte, kind string, version uint16) *Writer {
	if len(kind) > math.MaxUint8 {
		panic("codec: kind is longer than 255 bytes")
	}
	w := &Writer{buf: dst, start: len(dst)}
	w.buf = append(w.buf, magic...)
	w.buf = append(w.buf, byte(len(kind)))
	w.buf = append(w.buf, kind...)
	w.buf = binary.LittleEndian.AppendUint16(w.buf, version)
	w.length = len(w.buf)
	w.buf = binary.LittleEndian.AppendUint64(w.buf, 0)
	return w
}

// Finish completes the frame and returns dst with it appended. The Writer
// must not be used afterwards.
func (w *Writer) Finish() []byte {
	binary.LittleEndian.PutUint64(w.buf[w.length:], uint64(len(w.buf)-w.length-8))
	return binary.LittleEndian.AppendUint32(w.buf, crc32.Checksum(w.buf[w.start:], castagnoli))
}

// Bool writes one byte, 0 or 1.
func (w *Writer) Bool(v bool) {
	if v {
		w.buf = append(w.buf, 1)
	} else {
		w.buf = append(w.buf, 0)
	}
}

// Uint8 writes one byte.
func (w *Writer) Uint8(v uint8) { w.buf = append(w.buf, v) }

// Uint64 writes 8 bytes.
func (w *Writer) Uint64(v uint64) { w.buf = binary.LittleEndian.AppendUint64(w.buf, v) }

// Int writes 8 bytes, two's complement.
func (w *Writer) Int(v int) { w.Uint64(uint64(int64(v))) }

// Float64 writes the bits of v.
func (w *Writer) Float64(v float64) { w.Uint64(math.Float64bits(v)) }

// String writes the length and the bytes of v.
func (w *Writer) String(v string) {
	w.Uint64(uint64(len(v)))
	w.buf = append(w.buf, v...)
}

// Strings writes a list.
func (w *Writer) Strings(v []string) {
	w.Uint64(uint64(len(v)))
	for _, s := range v {
		w.String(s)
	}
}

// Bytes writes a list.
func (w *Writer) Bytes(v []byte) {
	w.Uint64(uint64(len(v)))
	w.buf = append(w.buf, v...)
}

// Float64s writes a list.
func (w *Writer) Float64s(v []float64) {
	w.Uint64(uint64(len(v)))
	for _, x := range v {
		w.Float64(x)
	}
}

// Float32s writes a list.
func (w *Writer) Float32s(v []float32) {
	w.Uint64(uint64(len(v)))
	for _, x := range v {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, math.Float32bits(x))
	}
}

// Int64s writes a list.
func (w *Writer) Int64s(v []int64) {
	w.Uint64(uint64(len(v)))
	for _, x := range v {
		w.Uint64(uint64(x))
	}
}

// Int32s writes a list.
func (w *Writer) Int32s(v []int32) {
	w.Uint64(uint64(len(v)))
	for _, x := range v {
		w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(x))
	}
}

// Ints writes a list of 8-byte numbers.
func (w *Writer) Ints(v []int) {
	w.Uint64(uint64(len(v)))
	for _, x := range v {
		w.Int(x)
	}
}
