package modeltest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"runtime/metrics"

	clm "github.com/clm-go/clm"
)

const magic = "clm\x1a"

// bodyAt returns where the body of a file begins, or the length of the file
// if it is too short to have one.
func bodyAt(file []byte) int {
	if len(file) <= len(magic) {
		return len(file)
	}
	return min(len(file), len(magic)+1+int(file[len(magic)])+2+8)
}

// framed tells whether file has the frame of package codec.
func framed(file []byte) bool {
	return bytes.HasPrefix(file, []byte(magic)) && len(file) >= bodyAt(file)+4 && bytes.Equal(file, Repair(file))
}

// Repair returns a copy of a model file whose length and checksum are right
// again, so that a fuzzer's bytes reach the decoder behind the frame. Bytes
// that are too short for a frame come back as they are.
func Repair(file []byte) []byte {
	file = bytes.Clone(file)
	at := bodyAt(file)
	if len(file) < at+4 || at < 8 {
		return file
	}
	copy(file, magic)
	end := len(file) - 4
	binary.LittleEndian.PutUint64(file[at-8:], uint64(end-at))
	binary.LittleEndian.PutUint32(file[end:], crc32.Checksum(file[:end], crc32.MakeTable(crc32.Castagnoli)))
	return file
}

// withVersion returns a copy of a file that says it is of another version.
func withVersion(file []byte, v uint16) []byte {
	file = bytes.Clone(file)
	binary.LittleEndian.PutUint16(file[bodyAt(file)-10:], v)
	return Repair(file)
}

// mutations returns files with a valid frame and a body that was tampered
// with. They are the same at every call.
func mutations(file []byte) [][]byte {
	var list [][]byte
	at, end := bodyAt(file), len(file)-4
	put := func(body []byte) {
		m := append(bytes.Clone(file[:at]), body...)
		list = append(list, Repair(append(m, 0, 0, 0, 0)))
	}
	body := file[at:end]
	edit := func(f func(b []byte)) {
		b := bytes.Clone(body)
		f(b)
		put(b)
	}
	put(nil)
	put(append(bytes.Clone(body), make([]byte, 8)...))
	put(append(bytes.Clone(body), body...))
	if len(body) == 0 {
		return list
	}
	// A length, a count, an index or a number may stand anywhere.
	numbers := []uint64{0, 1, 2, 1 << 20, 1 << 31, 1 << 40, 1 << 62, 1 << 63, math.MaxUint64, math.Float64bits(math.NaN()), math.Float64bits(math.Inf(1)), math.Float64bits(1e300)}
	step := max(1, len(body)/64)
	for i := 0; i+8 <= len(body); i += step {
		for _, n := range numbers {
			edit(func(b []byte) { binary.LittleEndian.PutUint64(b[i:], n) })
		}
	}
	r := rand.New(rand.NewPCG(1, uint64(len(body))))
	for range 150 {
		edit(func(b []byte) {
			for range 1 + r.IntN(4) {
				b[r.IntN(len(b))] ^= 1 << r.IntN(8)
			}
		})
		put(body[:r.IntN(len(body))])
		i := r.IntN(len(body))
		put(append(bytes.Clone(body[:i]), body[r.IntN(i+1):]...))
	}
	return list
}

// allocated returns how many bytes were allocated since the program began.
// Unlike runtime.ReadMemStats it does not stop the program; it may miss the
// last few kilobytes.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func (c *Case[D, T_, M]) hostile(t T) {
	file := c.bytes(t, c.model(t))
	if !framed(file) {
		t.Fatalf("the file has not the frame of package codec")
	}
	d := c.Data(1)
	for i, bad := range mutations(file) {
		m := M(new(T_))
		var err error
		before := allocated()
		p, did := panics(func() { err = m.UnmarshalBinary(bad) })
		got := allocated() - before
		if did {
			t.Errorf("tampered file %d: UnmarshalBinary panics: %v", i, p)
			continue
		}
		if limit := uint64(1<<20 + 64*len(bad)); got > limit {
			t.Errorf("tampered file %d of %d bytes: UnmarshalBinary took %d bytes of memory", i, len(bad), got)
		}
		if err != nil {
			if !errors.Is(err, clm.ErrFormat) {
				t.Errorf("tampered file %d: error %v, want %v", i, err, clm.ErrFormat)
			}
			continue
		}
		if p, did := panics(func() {
			_, _ = c.ask(m, d)
			_ = m.Report()
			_, err = m.MarshalBinary()
		}); did {
			t.Errorf("tampered file %d was accepted, and then the model panics: %v", i, fmt.Sprint(p))
		}
	}
}
