package events

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"

	clm "github.com/clm-go/clm"
)

// duplicates finds rows that are equal to an earlier one. A row is known by
// its code: a few bytes that follow from its texts and from which its texts
// follow. Codes are found by their hash and then compared, so the answer is
// exact.
type duplicates struct {
	code  []byte  // the row at hand
	other []names // numbers for the texts of columns that are coded by number

	chunks [][]byte // all codes so far, each begins at a multiple of 8 bytes
	slots  []uint64 // an open hash table: hash in the upper half, place of the code plus one in the lower
	n      int
	seed   maphash.Seed
}

// codeChunk is a chunk of codes in bytes. A code is at most a few hundred
// bytes for the columns of usual files; a longer one gets its own chunk.
const codeChunk = 1 << 18

// number codes a small number.
func (d *duplicates) number(v uint64) { d.code = binary.AppendUvarint(d.code, v) }

// text codes a text by its number in column c.
func (d *duplicates) text(op string, c int, text []byte) error {
	i, err := d.other[c].add(op, "different texts of a column", text)
	d.number(uint64(i))
	return err
}

// seen tells whether the code at hand was there before, remembers it and
// begins a new one. Its error is a LimitError.
func (d *duplicates) seen(op string) (bool, error) {
	if 4*d.n >= 3*len(d.slots) {
		d.grow()
	}
	code := d.code
	d.code = d.code[:0]
	h := uint32(maphash.Bytes(d.seed, code))
	mask := uint32(len(d.slots) - 1)
	at := h & mask
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		// No code is the beginning of another, so the length need not be known.
		if s := d.slots[at]; uint32(s>>32) == h && bytes.HasPrefix(d.codeAt(uint32(s)-1), code) {
			return true, nil
		}
	}
	place, ok := d.keep(code)
	if !ok {
		return false, &clm.LimitError{Op: op, Limit: math.MaxUint32 * 8, What: "bytes of rows to compare", Hint: "keep duplicates"}
	}
	d.slots[at] = uint64(h)<<32 | uint64(place+1)
	d.n++
	return false, nil
}

func (d *duplicates) codeAt(place uint32) []byte {
	const perChunk = codeChunk / 8
	return d.chunks[place/perChunk][place%perChunk*8:]
}

// keep appends a code and returns its place. False: there is no room.
func (d *duplicates) keep(code []byte) (uint32, bool) {
	const perChunk = codeChunk / 8
	last := len(d.chunks) - 1
	if last < 0 || len(d.chunks[last])+len(code) > codeChunk {
		d.chunks = append(d.chunks, make([]byte, 0, max(codeChunk, len(code))))
		last++
	}
	c := d.chunks[last]
	start := len(c)
	c = append(c, code...)
	for len(c)%8 != 0 && len(c) < cap(c) {
		c = append(c, 0)
	}
	d.chunks[last] = c
	place := uint64(last)*perChunk + uint64(start/8)
	return uint32(place), place < math.MaxUint32
}

// grow doubles the table.
func (d *duplicates) grow() {
	if d.slots == nil {
		d.seed = maphash.MakeSeed()
	}
	old := d.slots
	d.slots = make([]uint64, max(1024, 2*len(old)))
	mask := uint32(len(d.slots) - 1)
	for _, s := range old {
		if s != 0 {
			at := uint32(s>>32) & mask
			for d.slots[at] != 0 {
				at = (at + 1) & mask
			}
			d.slots[at] = s
		}
	}
}
