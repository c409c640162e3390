// Code generated from mul_test.go by command: go run . -single. DO NOT EDIT.

package gemm

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/vec"
)

// canary32 stands in every place of a destination that must not be written.
const canary32 = float32(-12345)

// matrix32 makes a matrix with gap more numbers in a stride than columns. In the gaps and
// around the matrix is what outside gives.
// It begins offset numbers into an array.
func matrix32(rows, cols, gap, offset int, inside, outside func() float32) blas32.General {
	const around = 11
	stride := cols + gap
	size := 0
	if rows > 0 && cols > 0 {
		size = (rows-1)*stride + cols
	}
	buf := make([]float32, offset+around+size+around)[offset:]
	for i := range buf {
		buf[i] = outside()
	}
	data := buf[around : around+size]
	for i := range rows {
		for j := range cols {
			data[i*stride+j] = inside()
		}
	}
	return blas32.General{Rows: rows, Cols: cols, Stride: stride, Data: data}
}

// source32 makes random matrices, which begin at a random place of a cache line or, if it
// is not negative, offset numbers into an array.
type source32 struct {
	r      *rand.Rand
	offset int
}

func newSource32(seed uint64) source32 { return source32{rand.New(rand.NewPCG(seed, 64)), -1} }

func (s source32) place() int {
	if s.offset >= 0 {
		return s.offset
	}
	return s.r.IntN(16)
}

func (s source32) number() float32 {
	return float32(math.Ldexp(s.r.Float64()-0.5, s.r.IntN(20)-10))
}

// special is a number that is an unusual one now and then.
func (s source32) special() float32 {
	switch s.r.IntN(600) {
	case 0:
		return float32(math.NaN())
	case 1:
		return float32(math.Inf(1))
	case 2:
		return float32(math.Inf(-1))
	case 3:
		return -smallest32
	case 4:
		return 0
	case 5:
		return float32(math.Copysign(0, -1))
	}
	return s.number()
}

// factor is A or B of a shape before op: NaN is around it, so that a read outside shows.
func (s source32) factor(rows, cols int, trans bool, inside func() float32) blas32.General {
	if trans {
		rows, cols = cols, rows
	}
	return matrix32(rows, cols, s.r.IntN(4), s.place(), inside, func() float32 { return float32(math.NaN()) })
}

func (s source32) result(rows, cols int, inside func() float32) blas32.General {
	return matrix32(rows, cols, s.r.IntN(4), s.place(), inside, func() float32 { return canary32 })
}

// whole32 is the array that a slice of matrix lies in.
func whole32(g blas32.General) []float32 {
	return around(g.Data)
}

// copied32 is a copy of a result together with what is around it.
func copied32(g blas32.General) blas32.General {
	all := append([]float32(nil), whole32(g)...)
	g.Data = all[11 : 11+len(g.Data)]
	return g
}

// requireSame32 fails unless the bits are equal or both numbers are NaN, also around the matrices.
func requireSame32(t *testing.T, want, got blas32.General, format string, args ...any) {
	t.Helper()
	x, y := whole32(want), whole32(got)
	require.Equal(t, len(x), len(y))
	for i, v := range x {
		if w := y[i]; math.Float32bits(v) != math.Float32bits(w) && (v == v || w == w) {
			require.Failf(t, "other bits", "want %x, got %x, at %d of %d: "+format, append([]any{v, w, i - 11, len(x) - 22}, args...)...)
		}
	}
}

// chains32 is the contract of doc.go taken literally.
func chains32(c, a, b blas32.General, f Flags, k int) {
	at := func(g blas32.General, trans bool, i, j int) float32 {
		if trans {
			i, j = j, i
		}
		return g.Data[i*g.Stride+j]
	}
	for i := range c.Rows {
		for j := range c.Cols {
			var s float32
			if f&Add != 0 {
				s = at(c, false, i, j)
			}
			for p := range k {
				s = vec.FMA32(at(a, f&TransA != 0, i, p), at(b, f&TransB != 0, p, j), s)
			}
			c.Data[i*c.Stride+j] = s
		}
	}
}

// requireProduct32 compares one product with the contract.
func requireProduct32(t *testing.T, ws *Workspace32, s source32, m, n, k int, f Flags, workers int, inside func() float32) {
	t.Helper()
	a := s.factor(m, k, f&TransA != 0, inside)
	b := s.factor(k, n, f&TransB != 0, inside)
	c := s.result(m, n, inside)
	want := copied32(c)
	chains32(want, a, b, f, k)
	Mul32(ws, c, a, b, f, workers)
	requireSame32(t, want, c, "m=%d n=%d k=%d flags=%d workers=%d lda=%d ldb=%d", m, n, k, f, workers, a.Stride, b.Stride)
}

// TestMulEveryLength32 has every length along each of the three dimensions, at every
// offset; the other two are short.
func TestMulEveryLength32(t *testing.T) {
	lengths := []int{1023, 1024, 1025}
	for l := range 131 {
		lengths = append(lengths, l)
	}
	eachSet(t, func(t *testing.T) {
		s, ws := newSource32(11), new(Workspace32)
		for _, l := range lengths {
			for s.offset = range 16 {
				if testing.Short() && s.offset%8 != l%8 {
					continue
				}
				few := func() int { return 1 + s.r.IntN(3) }
				f := Flags(s.r.IntN(8))
				requireProduct32(t, ws, s, l, few(), few(), f, 1, s.special)
				requireProduct32(t, ws, s, few(), l, few(), f, 1, s.special)
				requireProduct32(t, ws, s, few(), few(), l, f, 1, s.special)
				b := s.factor(few(), l, false, s.special)
				requireRows32(t, Pack32(nil, b, false), s, s.factor(3, b.Rows, false, s.special), b, false, 0, 3)
			}
		}
	})
}

func TestMulSmallShapes32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws := newSource32(1), new(Workspace32)
		for m := range 19 {
			for n := range 21 {
				for k := range 9 {
					f := Flags(s.r.IntN(8))
					requireProduct32(t, ws, s, m, n, k, f, 1, s.special)
				}
			}
		}
	})
}

func TestMulAllFlagsAndWorkers32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws, most := newSource32(2), new(Workspace32), 130
		if len(cpu.Sets()) == 1 {
			most = 70 // the plain way cuts only rows, into pieces of 16
		}
		for f := range Flags(8) {
			for _, workers := range []int{0, 1, 2, 3, 7} {
				requireProduct32(t, ws, s, s.r.IntN(most), s.r.IntN(most), s.r.IntN(most), f, workers, s.special)
			}
		}
	})
}

func TestMulVectors32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws := newSource32(10), new(Workspace32)
		for m := range 4*panelCols32 + 9 {
			for _, k := range []int{1, 3, 4, 9} {
				f := Flags(s.r.IntN(8))
				requireProduct32(t, ws, s, m, 1, k, f, 1, s.special)
				requireProduct32(t, ws, s, 1, m, k, f, 1, s.special)
			}
		}
	})
}

// The sizes where the driver cuts: tiles, depth, what is packed at a time, calls into assembly.
func TestMulLargeShapes32(t *testing.T) {
	s, ws := newSource32(8), new(Workspace32)
	for i, c := range []struct {
		m, n, k int
		f       Flags
	}{
		{65, 49, 769, 0}, {33, 265, 385, Add}, {129, 25, 700, TransB}, {60, 97, 384, TransA},
		{33, 530, 130, TransA | TransB | Add}, {24, 24, 4000, TransA}, {100, 7, 3100, TransA | Add},
		{2, 1000, 2100, TransB}, {5500, 2, 400, TransA}, {2, 5500, 400, TransB | Add},
		{7000, 4, 20, 0}, {5001, 3, 9, TransA}, {1, 1000, 800, 0}, {1, 500, 700, Add}, {1, 90, 700, TransB}, {1000, 1, 800, 0},
	} {
		if len(cpu.Sets()) == 1 { // without assembly nothing is cut but rows, and it takes long
			if i > 0 {
				break
			}
			c.k /= 8
		}
		a := s.factor(c.m, c.k, c.f&TransA != 0, s.number)
		b := s.factor(c.k, c.n, c.f&TransB != 0, s.number)
		before := s.result(c.m, c.n, s.number)
		want := copied32(before)
		chains32(want, a, b, c.f, c.k)
		for _, set := range cpu.Sets() {
			restore := set.Use()
			for _, workers := range []int{1, 3} {
				if set.Name == "go" && (workers == 1 || i > 0) {
					continue // likewise
				}
				got := copied32(before)
				Mul32(ws, got, a, b, c.f, workers)
				requireSame32(t, want, got, "%s %v workers=%d", set.Name, c, workers)
			}
			restore()
		}
	}
	require.LessOrEqual(t, cap(ws.a), maxPacked32)
	require.LessOrEqual(t, cap(ws.b), maxPacked32)
}

func TestMulAgainstGonum32(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s := newSource32(4)
		trans := map[bool]blas.Transpose{false: blas.NoTrans, true: blas.Trans}
		for f := range Flags(8) {
			const m, n, k = 37, 61, 300
			one := func() float32 { return float32(s.r.Float64() - 0.5) }
			a, b, c := s.factor(m, k, f&TransA != 0, one), s.factor(k, n, f&TransB != 0, one), s.result(m, n, one)
			want := copied32(c)
			blas32.Gemm(trans[f&TransA != 0], trans[f&TransB != 0], 1, a, b, map[bool]float32{true: 1}[f&Add != 0], want)
			Mul32(nil, c, a, b, f, 1)
			for i := range m {
				for j := range n {
					require.InDelta(t, float32(want.Data[i*want.Stride+j]), float32(c.Data[i*c.Stride+j]), 10*tolerance32)
				}
			}
		}
	})
}

func TestMulWrongShapesPanic32(t *testing.T) {
	dense := func(r, c int) blas32.General {
		return blas32.General{Rows: r, Cols: c, Stride: max(c, 1), Data: make([]float32, r*c)}
	}
	for _, c := range []struct {
		c, a, b blas32.General
		f       Flags
	}{
		{dense(2, 3), dense(2, 4), dense(5, 3), 0},
		{dense(2, 3), dense(3, 4), dense(4, 3), 0},
		{dense(2, 3), dense(2, 4), dense(4, 2), 0},
		{dense(2, 3), dense(2, 4), dense(4, 3), TransA},
		{dense(2, 3), dense(2, 4), dense(4, 3), TransB},
		{dense(0, 3), dense(0, 4), dense(5, 3), 0},
	} {
		require.PanicsWithValue(t, shapesDiffer, func() { Mul32(nil, c.c, c.a, c.b, c.f, 1) })
	}
	short := dense(4, 4)
	short.Data = short.Data[:15]
	narrow := dense(4, 4)
	narrow.Stride = 3
	negative := dense(4, 4)
	negative.Rows = -4
	for _, bad := range []blas32.General{short, narrow, negative} {
		require.PanicsWithValue(t, badMatrix, func() { Mul32(nil, bad, dense(4, 4), dense(4, 4), 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Mul32(nil, dense(4, 4), bad, dense(4, 4), 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Mul32(nil, dense(4, 4), dense(4, 4), bad, 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Pack32(nil, bad, false) })
	}
}

func TestMulEmptyShapes32(t *testing.T) {
	var none blas32.General
	require.NotPanics(t, func() { Mul32(nil, none, none, none, 0, 0) })
	c := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 2, 3, 4}}
	a, b := blas32.General{Rows: 2}, blas32.General{Cols: 2}
	Mul32(nil, c, a, b, Add, 1)
	require.Equal(t, []float32{1, 2, 3, 4}, c.Data)
	Mul32(nil, c, a, b, 0, 1)
	require.Equal(t, []float32{0, 0, 0, 0}, c.Data)
}

func FuzzMul32(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(5), uint8(7), uint8(0), []byte("some numbers"))
	f.Add(uint64(2), uint8(33), uint8(50), uint8(64), uint8(7), []byte{0xf0, 0x7f, 0, 0, 0x80})
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k, flags uint8, raw []byte) {
		s := newSource32(seed)
		at := 0
		inside := func() float32 {
			if len(raw) < 8 || s.r.IntN(2) == 0 {
				return s.number()
			}
			var bits uint64
			for range 8 {
				bits = bits<<8 | uint64(raw[at%len(raw)])
				at++
			}
			return ofBits32(bits)
		}
		requireProduct32(t, nil, s, int(m%70), int(n%70), int(k%70), Flags(flags&7), int(flags>>3)%4, inside)
	})
}
