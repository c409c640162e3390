package modeltest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"iter"
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

// mutations walks files with a valid frame and a body that was tampered with.
// They are the same at every call.
func mutations(file []byte) iter.Seq[[]byte] {
	at, end := bodyAt(file), len(file)-4
	body := file[at:end]
	return func(yield func([]byte) bool) {
		for b := range bodies(body) {
			m := append(bytes.Clone(file[:at]), b...)
			if !yield(Repair(append(m, 0, 0, 0, 0))) {
				return
			}
		}
	}
}

// numbers are what is written over each place of a body: a length, a count,
// an index or a value may stand there.
var numbers = []uint64{
	0, 1, 2, 1 << 20, 1 << 31, 1 << 40, 1 << 62, 1 << 63, math.MaxUint64,
	math.Float64bits(math.NaN()), math.Float64bits(math.Inf(1)), math.Float64bits(1e300),
}

// bodies walks variations of a body.
func bodies(body []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if !yield(nil) || !yield(append(bytes.Clone(body), make([]byte, 8)...)) || !yield(append(bytes.Clone(body), body...)) {
			return
		}
		if len(body) == 0 {
			return
		}
		for i := 0; i+8 <= len(body); i += max(1, len(body)/64) {
			for _, n := range numbers {
				b := bytes.Clone(body)
				binary.LittleEndian.PutUint64(b[i:], n)
				if !yield(b) {
					return
				}
			}
		}
		r := rand.New(rand.NewPCG(1, uint64(len(body))))
		for range 150 {
			bent := bytes.Clone(body)
			for range 1 + r.IntN(4) {
				bent[r.IntN(len(bent))] ^= 1 << r.IntN(8)
			}
			cut := body[:r.IntN(len(body))]
			i := r.IntN(len(body))
			twisted := append(bytes.Clone(body[:i]), body[r.IntN(i+1):]...)
			if !yield(bent) || !yield(cut) || !yield(twisted) {
				return
			}
		}
	}
}

// allocated returns how many bytes were allocated since the program began.
// Unlike runtime.ReadMemStats it does not stop the program; it may miss the
// last few kilobytes.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func (c *Case[D, T, M]) hostile(t TB) {
	file := c.bytes(t, c.model(t))
	if !framed(file) {
		t.Fatalf("the file has not the frame of package codec")
	}
	d := c.Data(1)
	i := -1
	for bad := range mutations(file) {
		i++
		m := M(new(T))
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
			_, _ = m.MarshalBinary()
		}); did {
			t.Errorf("tampered file %d was accepted, and then the model panics: %v", i, p)
		}
	}
}
