package gemm

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
)

// canary stands in every place of a destination that must not be written.
const canary = float64(-12345)

// matrix makes a matrix with gap more numbers in a stride than columns. In the gaps and
// around the matrix is what outside gives.
// It begins offset numbers into an array.
func matrix(rows, cols, gap, offset int, inside, outside func() float64) blas64.General {
	const around = 11
	stride := cols + gap
	size := 0
	if rows > 0 && cols > 0 {
		size = (rows-1)*stride + cols
	}
	buf := make([]float64, offset+around+size+around)[offset:]
	for i := range buf {
		buf[i] = outside()
	}
	data := buf[around : around+size]
	for i := range rows {
		for j := range cols {
			data[i*stride+j] = inside()
		}
	}
	return blas64.General{Rows: rows, Cols: cols, Stride: stride, Data: data}
}

// source makes random matrices, which begin at a random place of a cache line or, if it
// is not negative, offset numbers into an array.
type source struct {
	r      *rand.Rand
	offset int
}

func newSource(seed uint64) source { return source{rand.New(rand.NewPCG(seed, 64)), -1} }

func (s source) place() int {
	if s.offset >= 0 {
		return s.offset
	}
	return s.r.IntN(16)
}

func (s source) number() float64 {
	return float64(math.Ldexp(s.r.Float64()-0.5, s.r.IntN(20)-10))
}

// special is a number that is an unusual one now and then.
func (s source) special() float64 {
	switch s.r.IntN(600) {
	case 0:
		return float64(math.NaN())
	case 1:
		return float64(math.Inf(1))
	case 2:
		return float64(math.Inf(-1))
	case 3:
		return -smallest
	case 4:
		return 0
	case 5:
		return float64(math.Copysign(0, -1))
	}
	return s.number()
}

// factor is A or B of a shape before op: NaN is around it, so that a read outside shows.
func (s source) factor(rows, cols int, trans bool, inside func() float64) blas64.General {
	if trans {
		rows, cols = cols, rows
	}
	return matrix(rows, cols, s.r.IntN(4), s.place(), inside, func() float64 { return float64(math.NaN()) })
}

func (s source) result(rows, cols int, inside func() float64) blas64.General {
	return matrix(rows, cols, s.r.IntN(4), s.place(), inside, func() float64 { return canary })
}

// whole is the array that a slice of matrix lies in.
func whole(g blas64.General) []float64 {
	return around(g.Data)
}

// copied is a copy of a result together with what is around it.
func copied(g blas64.General) blas64.General {
	all := append([]float64(nil), whole(g)...)
	g.Data = all[11 : 11+len(g.Data)]
	return g
}

// requireSame fails unless the bits are equal or both numbers are NaN, also around the matrices.
func requireSame(t *testing.T, want, got blas64.General, format string, args ...any) {
	t.Helper()
	x, y := whole(want), whole(got)
	require.Equal(t, len(x), len(y))
	for i, v := range x {
		if w := y[i]; math.Float64bits(v) != math.Float64bits(w) && (v == v || w == w) {
			require.Failf(t, "other bits", "want %x, got %x, at %d of %d: "+format, append([]any{v, w, i - 11, len(x) - 22}, args...)...)
		}
	}
}

// chains is the contract of doc.go taken literally.
func chains(c, a, b blas64.General, f Flags, k int) {
	at := func(g blas64.General, trans bool, i, j int) float64 {
		if trans {
			i, j = j, i
		}
		return g.Data[i*g.Stride+j]
	}
	for i := range c.Rows {
		for j := range c.Cols {
			var s float64
			if f&Add != 0 {
				s = at(c, false, i, j)
			}
			for p := range k {
				s = math.FMA(at(a, f&TransA != 0, i, p), at(b, f&TransB != 0, p, j), s)
			}
			c.Data[i*c.Stride+j] = s
		}
	}
}

// requireProduct compares one product with the contract.
func requireProduct(t *testing.T, ws *Workspace, s source, m, n, k int, f Flags, workers int, inside func() float64) {
	t.Helper()
	a := s.factor(m, k, f&TransA != 0, inside)
	b := s.factor(k, n, f&TransB != 0, inside)
	c := s.result(m, n, inside)
	want := copied(c)
	chains(want, a, b, f, k)
	Mul(ws, c, a, b, f, workers)
	requireSame(t, want, c, "m=%d n=%d k=%d flags=%d workers=%d lda=%d ldb=%d", m, n, k, f, workers, a.Stride, b.Stride)
}

// TestMulEveryLength has every length along each of the three dimensions, at every
// offset; the other two are short.
func TestMulEveryLength(t *testing.T) {
	lengths := []int{1023, 1024, 1025}
	for l := range 131 {
		lengths = append(lengths, l)
	}
	eachSet(t, func(t *testing.T) {
		s, ws := newSource(11), new(Workspace)
		for _, l := range lengths {
			for s.offset = range 16 {
				if testing.Short() && s.offset%8 != l%8 {
					continue
				}
				few := func() int { return 1 + s.r.IntN(3) }
				f := Flags(s.r.IntN(8))
				requireProduct(t, ws, s, l, few(), few(), f, 1, s.special)
				requireProduct(t, ws, s, few(), l, few(), f, 1, s.special)
				requireProduct(t, ws, s, few(), few(), l, f, 1, s.special)
				b := s.factor(few(), l, false, s.special)
				requireRows(t, Pack(nil, b, false), s, s.factor(3, b.Rows, false, s.special), b, false, 0, 3)
			}
		}
	})
}

func TestMulSmallShapes(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws := newSource(1), new(Workspace)
		for m := range 19 {
			for n := range 21 {
				for k := range 9 {
					f := Flags(s.r.IntN(8))
					requireProduct(t, ws, s, m, n, k, f, 1, s.special)
				}
			}
		}
	})
}

func TestMulAllFlagsAndWorkers(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws, most := newSource(2), new(Workspace), 130
		if len(cpu.Sets()) == 1 {
			most = 70 // the plain way cuts only rows, into pieces of 16
		}
		for f := range Flags(8) {
			for _, workers := range []int{0, 1, 2, 3, 7} {
				requireProduct(t, ws, s, s.r.IntN(most), s.r.IntN(most), s.r.IntN(most), f, workers, s.special)
			}
		}
	})
}

func TestMulVectors(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws := newSource(10), new(Workspace)
		for m := range 4*panelCols + 9 {
			for _, k := range []int{1, 3, 4, 9} {
				f := Flags(s.r.IntN(8))
				requireProduct(t, ws, s, m, 1, k, f, 1, s.special)
				requireProduct(t, ws, s, 1, m, k, f, 1, s.special)
			}
		}
	})
}

// The sizes where the driver cuts: tiles, depth, what is packed at a time, calls into assembly.
func TestMulLargeShapes(t *testing.T) {
	s, ws := newSource(8), new(Workspace)
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
		want := copied(before)
		chains(want, a, b, c.f, c.k)
		for _, set := range cpu.Sets() {
			restore := set.Use()
			for _, workers := range []int{1, 3} {
				if set.Name == "go" && (workers == 1 || i > 0) {
					continue // likewise
				}
				got := copied(before)
				Mul(ws, got, a, b, c.f, workers)
				requireSame(t, want, got, "%s %v workers=%d", set.Name, c, workers)
			}
			restore()
		}
	}
	require.LessOrEqual(t, cap(ws.a), maxPacked)
	require.LessOrEqual(t, cap(ws.b), maxPacked)
}

func TestMulAgainstGonum(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s := newSource(4)
		trans := map[bool]blas.Transpose{false: blas.NoTrans, true: blas.Trans}
		for f := range Flags(8) {
			const m, n, k = 37, 61, 300
			one := func() float64 { return float64(s.r.Float64() - 0.5) }
			a, b, c := s.factor(m, k, f&TransA != 0, one), s.factor(k, n, f&TransB != 0, one), s.result(m, n, one)
			want := copied(c)
			blas64.Gemm(trans[f&TransA != 0], trans[f&TransB != 0], 1, a, b, map[bool]float64{true: 1}[f&Add != 0], want)
			Mul(nil, c, a, b, f, 1)
			for i := range m {
				for j := range n {
					require.InDelta(t, float64(want.Data[i*want.Stride+j]), float64(c.Data[i*c.Stride+j]), 10*tolerance)
				}
			}
		}
	})
}

func TestMulWrongShapesPanic(t *testing.T) {
	dense := func(r, c int) blas64.General {
		return blas64.General{Rows: r, Cols: c, Stride: max(c, 1), Data: make([]float64, r*c)}
	}
	for _, c := range []struct {
		c, a, b blas64.General
		f       Flags
	}{
		{dense(2, 3), dense(2, 4), dense(5, 3), 0},
		{dense(2, 3), dense(3, 4), dense(4, 3), 0},
		{dense(2, 3), dense(2, 4), dense(4, 2), 0},
		{dense(2, 3), dense(2, 4), dense(4, 3), TransA},
		{dense(2, 3), dense(2, 4), dense(4, 3), TransB},
		{dense(0, 3), dense(0, 4), dense(5, 3), 0},
	} {
		require.PanicsWithValue(t, shapesDiffer, func() { Mul(nil, c.c, c.a, c.b, c.f, 1) })
	}
	short := dense(4, 4)
	short.Data = short.Data[:15]
	narrow := dense(4, 4)
	narrow.Stride = 3
	negative := dense(4, 4)
	negative.Rows = -4
	for _, bad := range []blas64.General{short, narrow, negative} {
		require.PanicsWithValue(t, badMatrix, func() { Mul(nil, bad, dense(4, 4), dense(4, 4), 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Mul(nil, dense(4, 4), bad, dense(4, 4), 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Mul(nil, dense(4, 4), dense(4, 4), bad, 0, 1) })
		require.PanicsWithValue(t, badMatrix, func() { Pack(nil, bad, false) })
	}
}

func TestMulEmptyShapes(t *testing.T) {
	var none blas64.General
	require.NotPanics(t, func() { Mul(nil, none, none, none, 0, 0) })
	c := blas64.General{Rows: 2, Cols: 2, Stride: 2, Data: []float64{1, 2, 3, 4}}
	a, b := blas64.General{Rows: 2}, blas64.General{Cols: 2}
	Mul(nil, c, a, b, Add, 1)
	require.Equal(t, []float64{1, 2, 3, 4}, c.Data)
	Mul(nil, c, a, b, 0, 1)
	require.Equal(t, []float64{0, 0, 0, 0}, c.Data)
}

func FuzzMul(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(5), uint8(7), uint8(0), []byte("some numbers"))
	f.Add(uint64(2), uint8(33), uint8(50), uint8(64), uint8(7), []byte{0xf0, 0x7f, 0, 0, 0x80})
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k, flags uint8, raw []byte) {
		s := newSource(seed)
		at := 0
		inside := func() float64 {
			if len(raw) < 8 || s.r.IntN(2) == 0 {
				return s.number()
			}
			var bits uint64
			for range 8 {
				bits = bits<<8 | uint64(raw[at%len(raw)])
				at++
			}
			return ofBits(bits)
		}
		requireProduct(t, nil, s, int(m%70), int(n%70), int(k%70), Flags(flags&7), int(flags>>3)%4, inside)
	})
}
