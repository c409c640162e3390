package codec

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

const kind = "codec.Test"

func sample(dst []byte) []byte {
	w := NewWriter(dst, kind, 2)
	w.Bool(true)
	w.Uint8(7)
	w.Int(-5)
	w.Float64(math.Pi)
	w.String("héllo")
	w.Strings([]string{"", "a"})
	w.Bytes([]byte{1, 2})
	w.Float64s([]float64{1, math.Inf(-1)})
	w.Float32s([]float32{1.5})
	w.Int64s([]int64{math.MinInt64})
	w.Int32s([]int32{-1, 1})
	w.Ints(nil)
	return w.Finish()
}

func readSample(b []byte) error {
	r, err := NewReader(b, kind, 2)
	if err != nil {
		return err
	}
	r.Bool()
	r.Uint8()
	r.Int()
	r.Float64()
	_ = r.String()
	r.Strings()
	r.Bytes()
	r.Float64s()
	r.Float32s()
	r.Int64s()
	r.Int32s()
	r.Ints()
	return r.Close()
}

func TestRoundTrip(t *testing.T) {
	b := sample([]byte("before"))
	require.Equal(t, "before", string(b[:6]))
	r, err := NewReader(b[6:], kind, 3)
	require.NoError(t, err)
	require.EqualValues(t, 2, r.Version())
	require.True(t, r.Bool())
	require.EqualValues(t, 7, r.Uint8())
	require.Equal(t, -5, r.Int())
	require.Equal(t, math.Pi, r.Float64())
	require.Equal(t, "héllo", r.String())
	require.Equal(t, []string{"", "a"}, r.Strings())
	require.Equal(t, []byte{1, 2}, r.Bytes())
	require.Equal(t, []float64{1, math.Inf(-1)}, r.Float64s())
	require.Equal(t, []float32{1.5}, r.Float32s())
	require.Equal(t, []int64{math.MinInt64}, r.Int64s())
	require.Equal(t, []int32{-1, 1}, r.Int32s())
	require.Nil(t, r.Ints())
	require.NoError(t, r.Close())
}

func TestEveryDamageIsFound(t *testing.T) {
	b := sample(nil)
	for n := range b {
		require.ErrorIs(t, readSample(b[:n]), ErrFormat, "cut to %d bytes", n)
	}
	for i := range len(b) * 8 {
		c := bytes.Clone(b)
		c[i/8] ^= 1 << (i % 8)
		require.ErrorIs(t, readSample(c), ErrFormat, "bit %d", i)
	}
	require.ErrorIs(t, readSample(append(bytes.Clone(b), 0)), ErrFormat)
}

func TestVersionsAndKinds(t *testing.T) {
	b := NewWriter(nil, kind, 3).Finish()
	_, err := NewReader(b, kind, 2)
	require.ErrorIs(t, err, ErrFormat)
	require.ErrorContains(t, err, "version 3")
	require.ErrorContains(t, err, "1 to 2")
	_, err = NewReader(b, "codec.Other", 3)
	require.ErrorContains(t, err, `kind "codec.Test"`)
	_, err = NewReader(NewWriter(nil, kind, 0).Finish(), kind, 3)
	require.ErrorIs(t, err, ErrFormat)
}

func TestLeftOverBytesAreAnError(t *testing.T) {
	w := NewWriter(nil, kind, 1)
	w.Int(1)
	w.Int(2)
	r, err := NewReader(w.Finish(), kind, 1)
	require.NoError(t, err)
	r.Int()
	require.ErrorIs(t, r.Close(), ErrFormat)
}

func TestFirstErrorStays(t *testing.T) {
	r, err := NewReader(NewWriter(nil, kind, 1).Finish(), kind, 1)
	require.NoError(t, err)
	r.Fail("first %d", 1)
	r.Fail("second")
	require.ErrorContains(t, r.Err(), "first 1")
	require.Zero(t, r.Int())
	require.Nil(t, r.Float64s())
}

// A length that the file cannot hold must not be allocated.
func TestHugeLengthsAllocateNothing(t *testing.T) {
	for _, read := range map[string]func(*Reader){
		"strings":  func(r *Reader) { r.Strings() },
		"float64s": func(r *Reader) { r.Float64s() },
		"int32s":   func(r *Reader) { r.Int32s() },
		"bytes":    func(r *Reader) { r.Bytes() },
		"string":   func(r *Reader) { _ = r.String() },
	} {
		for _, n := range []uint64{1 << 31, 1 << 40, 1 << 63, math.MaxUint64} {
			w := NewWriter(nil, kind, 1)
			w.Uint64(n)
			b := w.Finish()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := NewReader(b, kind, 1)
			require.NoError(t, err)
			read(r)
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, r.Err(), ErrFormat)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<16))
		}
	}
}

// repair makes length and checksum right, so that the fuzzer's bytes reach
// the decoder.
func repair(b []byte) []byte {
	h := len(magic) + 1 + len(kind) + 2 + 8
	if len(b) < h+4 {
		return b
	}
	b = bytes.Clone(b)
	copy(b, magic)
	b[len(magic)] = byte(len(kind))
	copy(b[len(magic)+1:], kind)
	binary.LittleEndian.PutUint64(b[h-8:], uint64(len(b)-h-4))
	binary.LittleEndian.PutUint32(b[len(b)-4:], crc32.Checksum(b[:len(b)-4], castagnoli))
	return b
}

func FuzzReader(f *testing.F) {
	f.Add(sample(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := readSample(repair(b)); err != nil {
			require.ErrorIs(t, err, ErrFormat)
		}
	})
}
