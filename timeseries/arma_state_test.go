package timeseries

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/codec"
	"github.com/stretchr/testify/require"
)

func bits(x []float64) []uint64 {
	b := make([]uint64, len(x))
	for i, v := range x {
		b[i] = math.Float64bits(v)
	}
	return b
}

func requireSameState(t *testing.T, want, got *state) {
	t.Helper()
	require.Equal(t, bits(want.mean), bits(got.mean))
	require.Equal(t, bits(want.variance), bits(got.variance))
	require.Equal(t, want.known, got.known)
	require.Equal(t, want.runs, got.runs)
	require.Equal(t, want.factored, got.factored)
	require.Equal(t, want.factor == nil, got.factor == nil)
	if want.factor != nil {
		require.Equal(t, bits(want.factor.factor), bits(got.factor.factor))
	}
	require.Len(t, got.unknown, len(want.unknown))
}

func TestStateGoesOnToTheBit(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 200 {
		c := randomTrial(r, i%2 == 1, false)
		l, err := newLikelihood(c.o, c.y, nil)
		require.NoError(t, err)
		whole, v, f := l.filter(c.coef, nil)
		for n := len(c.y) - 1; n > len(c.y)-6; n-- {
			part, err := newLikelihood(c.o, c.y[:n], nil)
			if err != nil {
				break
			}
			s, _, _ := part.filter(c.coef, nil)
			before := s.clone()
			next := s.clone()
			for j, y := range c.y[n:] {
				v1, f1 := next.push(y)
				require.Equal(t, bits([]float64{v[n+j], f[n+j]}), bits([]float64{v1, f1}))
			}
			requireSameState(t, whole, next)
			requireSameState(t, before, s)
		}
	}
}

func TestStateFile(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for i := range 200 {
		c := randomTrial(r, i%2 == 1, false)
		l, err := newLikelihood(c.o, c.y, nil)
		require.NoError(t, err)
		s, _, _ := l.filter(c.coef, nil)
		w := codec.NewWriter(nil, "state", 1)
		s.put(w)
		file := w.Finish()
		if i%2 == 0 {
			require.LessOrEqual(t, len(file), 128+8*len(s.mean))
		}
		read, err := codec.NewReader(file, "state", 1)
		require.NoError(t, err)
		got := getState(read, c.o, c.coef)
		require.NoError(t, read.Close())
		requireSameState(t, s, got)
	}
}

// A state that would take too long to go through again keeps its variance.
func TestStateFileOfLongSeries(t *testing.T) {
	o := orders{p: 1, d: 1, q: 1, sd: 1, sq: 1, period: 4}
	coef := []float64{0.5, 0.3, -0.4}
	l, err := newLikelihood(o, walk(60), nil)
	require.NoError(t, err)
	s, _, _ := l.filter(coef, nil)
	s.runs = []int{1 << 24}
	w := codec.NewWriter(nil, "state", 1)
	s.put(w)
	read, err := codec.NewReader(w.Finish(), "state", 1)
	require.NoError(t, err)
	got := getState(read, o, coef)
	require.NoError(t, read.Close())
	requireSameState(t, s, got)
}

// FuzzState reads states from numbers that may be anything.
func FuzzState(f *testing.F) {
	f.Add(3, 2, 5, 6, 0.5, 1.0, true)
	f.Add(7, 30, 1, 0, -0.9, -3.0, true)
	f.Add(7, math.MaxInt32, -1, 2, 2.0, 0.0, false)
	f.Add(7, 1<<30, 0, 0, 0.2, 1e300, false)
	f.Fuzz(func(t *testing.T, states, run1, run2, run3 int, phi, x float64, replay bool) {
		w := codec.NewWriter(nil, "state", 1)
		mean := make([]float64, states&63)
		for i := range mean {
			mean[i] = x
		}
		w.Float64s(mean)
		w.Ints([]int{run1, run2, run3}[:(states>>6&3)%4])
		w.Bool(replay)
		if !replay {
			w.Float64s(make([]float64, len(mean)*len(mean)))
			w.Int(run2)
		}
		r, err := codec.NewReader(w.Finish(), "state", 1)
		require.NoError(t, err)
		s := getState(r, orders{p: 1, d: 1, sd: 1, period: 4}, []float64{phi})
		if s == nil {
			require.ErrorIs(t, r.Close(), codec.ErrFormat)
			return
		}
		require.NoError(t, r.Close())
		ahead := make([]float64, 3)
		s.forecast(ahead)
		s.variances(ahead)
		s.push(1)
		s.push(math.NaN())
	})
}
