package gemm

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas/blas64"
)

// requireRows compares the rows of a packed product with the contract.
func requireRows(t *testing.T, p *Packed, s source, a, b blas64.General, trans bool, i0, i1 int) {
	t.Helper()
	k, n := p.Dims()
	c := s.result(i1-i0, n, s.number)
	want := copied(c)
	part := a
	part.Rows, part.Data = i1-i0, nil
	if i1 > i0 && k > 0 {
		part.Data = a.Data[i0*a.Stride : (i1-1)*a.Stride+k]
	}
	f := Flags(0)
	if trans {
		f = TransB
	}
	chains(want, part, b, f, k)
	p.Rows(c.Data, c.Stride, a, i0, i1)
	requireSame(t, want, c, "n=%d k=%d rows %d to %d", n, k, i0, i1)
}

func TestRows(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s := newSource(3)
		var reused *Packed
		for n := range 2*panelCols + 3 {
			for _, k := range []int{0, 1, 2, 5, 33} {
				trans := s.r.IntN(2) == 0
				a, b := s.factor(19, k, false, s.special), s.factor(k, n, trans, s.special)
				reused = Pack(reused, b, trans)
				for range 2 {
					i0 := s.r.IntN(20)
					requireRows(t, reused, s, a, b, trans, i0, i0+s.r.IntN(20-i0))
				}
				requireRows(t, Pack(nil, b, trans), s, a, b, trans, 0, 19)
			}
		}
	})
}

func TestRowsOfLongVectors(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s := newSource(9)
		for _, c := range []struct{ m, n, k int }{{9, 30, 1000}, {200, 5, 384}, {3, 2, 4500}, {2, 430, 400}, {2, 200, 7}, {70, 1, 401}} {
			a, b := s.factor(c.m, c.k, false, s.number), s.factor(c.k, c.n, true, s.number)
			requireRows(t, Pack(nil, b, true), s, a, b, true, 1, c.m)
			b = s.factor(c.k, c.n, false, s.number)
			requireRows(t, Pack(nil, b, false), s, a, b, false, 0, c.m)
		}
	})
}

func TestPackedIsShared(t *testing.T) {
	s := newSource(5)
	a, b := s.factor(64, 50, false, s.number), s.factor(50, 70, false, s.number)
	p := Pack(nil, b, false)
	want := make([]float64, 64*70)
	p.Rows(want, 70, a, 0, 64)
	var wg sync.WaitGroup
	got := make([][]float64, 8)
	for g := range got {
		wg.Go(func() {
			got[g] = make([]float64, 64*70)
			for i := range 64 {
				p.Rows(got[g][i*70:], 70, a, i, i+1)
			}
		})
	}
	wg.Wait()
	for _, g := range got {
		require.Equal(t, want, g)
	}
}

// What one set of features packs, another one multiplies.
func TestPackedIsTheSameForEverySet(t *testing.T) {
	s := newSource(6)
	b := s.factor(50, 70, true, s.number)
	var first *Packed
	eachSet(t, func(t *testing.T) {
		p := Pack(nil, b, true)
		if first == nil {
			first = p
		}
		require.Equal(t, first, p)
	})
}

func TestRowsOutOfRangePanic(t *testing.T) {
	p := Pack(nil, blas64.General{Rows: 3, Cols: 4, Stride: 4, Data: make([]float64, 12)}, false)
	a := blas64.General{Rows: 5, Cols: 3, Stride: 3, Data: make([]float64, 15)}
	dst := make([]float64, 20)
	require.NotPanics(t, func() { p.Rows(dst, 4, a, 0, 5); p.Rows(nil, 4, a, 5, 5); p.Rows(dst[:19], 5, a, 1, 5) })
	require.PanicsWithValue(t, badRows, func() { p.Rows(dst, 4, a, 0, 6) })
	require.PanicsWithValue(t, badRows, func() { p.Rows(dst, 4, a, -1, 2) })
	require.PanicsWithValue(t, badRows, func() { p.Rows(dst, 4, a, 3, 2) })
	require.PanicsWithValue(t, badTile, func() { p.Rows(dst[:19], 4, a, 0, 5) })
	require.PanicsWithValue(t, badTile, func() { p.Rows(dst, 3, a, 0, 5) })
	a.Cols = 2
	require.PanicsWithValue(t, shapesDiffer, func() { p.Rows(dst, 4, a, 0, 5) })
}

func TestWarmCallsDoNotAllocate(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		s, ws := newSource(7), new(Workspace)
		a, b, c := s.factor(60, 130, false, s.number), s.factor(130, 90, true, s.number), s.result(60, 90, s.number)
		p := Pack(nil, b, true)
		Mul(ws, c, a, b, TransB, 1)
		require.Zero(t, testing.AllocsPerRun(5, func() {
			Mul(ws, c, a, b, TransB, 1)
			Pack(p, b, true)
			p.Rows(c.Data, c.Stride, a, 3, 60)
			var x [130]float64
			var y [90]float64
			p.Rows(y[:], 90, blas64.General{Rows: 1, Cols: 130, Stride: 130, Data: x[:]}, 0, 1)
		}))
	})
}
