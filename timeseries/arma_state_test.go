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
	require.Equal(t, want.leapt, got.leapt)
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
			together := s.clone()
			for j, y := range c.y[n:] {
				v1, f1 := next.push(y)
				if v[n+j] != v[n+j] {
					require.True(t, v1 != v1)
					continue
				}
				near(t, v[n+j], v1, c.tolerance())
				near(t, f[n+j], f1, c.tolerance())
			}
			// In steps or not: the same bits. By leaps: the same up to rounding.
			for _, y := range c.y[n:] {
				together.push(y)
			}
			requireSameState(t, next, together)
			requireSameState(t, before, s)
			require.Equal(t, whole.runs, next.runs)
			for k := range whole.mean {
				near(t, whole.mean[k], next.mean[k], 10*c.tolerance(), c)
			}
			for k := range whole.variance {
				near(t, whole.variance[k], next.variance[k], 10*c.tolerance(), c)
			}
		}
	}
}

// A leap is the same as a push for every value.
func TestLeapIsPush(t *testing.T) {
	for _, c := range benchLikelihoods {
		s, ok := newSystem(c.o, c.coef, nil)
		require.True(t, ok)
		y := benchSeries(c.n)
		for _, n := range []int{1, 2, s.r - 1, s.r, s.r + 1, 3*s.r + 2, c.n - s.lost} {
			leapt, pushed := newState(s), newState(s)
			leapt.begin(y[:s.lost])
			pushed.begin(y[:s.lost])
			z := y[s.lost:][:n]
			v, f := make([]float64, n), make([]float64, n)
			require.Equal(t, s.root == nil, leapt.leap(z, v, f, nil))
			if s.root != nil {
				continue
			}
			for i, x := range z {
				v1, f1 := pushed.push(x)
				near(t, v1, v[i], 1e-9)
				near(t, f1, f[i], 1e-9)
			}
			for k := range pushed.mean {
				near(t, pushed.mean[k], leapt.mean[k], 1e-9, c.name, n, k)
			}
			for k := range pushed.variance {
				near(t, pushed.variance[k], leapt.variance[k], 1e-9, c.name, n, k)
			}
			require.Equal(t, pushed.runs, leapt.runs)
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
			require.LessOrEqual(t, len(file), 136+8*len(s.mean))
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
	f.Add(3, 2, 5, 6, 0, 0.5, 1.0, true)
	f.Add(6+64, 30, 1, 0, 25, -0.9, -3.0, true)
	f.Add(7, math.MaxInt32, -1, 2, 1, 2.0, 0.0, false)
	f.Add(6+64, 1<<30, 0, 0, 1<<20, 0.2, 1e300, false)
	f.Fuzz(func(t *testing.T, states, run1, run2, run3, leapt int, phi, x float64, replay bool) {
		w := codec.NewWriter(nil, "state", 1)
		mean := make([]float64, states&63)
		for i := range mean {
			mean[i] = x
		}
		w.Float64s(mean)
		w.Ints([]int{run1, run2, run3}[:(states>>6&3)%4])
		w.Int(leapt)
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
