package timeseries

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/stretchr/testify/require"
)

// skippedTrial is a random problem with missing values that are skipped, single ones and runs.
func skippedTrial(r *rand.Rand, n int, regress bool) (trial, *likelihood) {
	for {
		c := randomTrial(r, false, false)
		c.y = benchSeries(n)
		c.x = nil
		for range 1 + r.IntN(6) {
			from := r.IntN(n)
			for i := from; i < min(n-1, from+1+r.IntN(4)*r.IntN(4)); i++ {
				c.y[i] = math.NaN()
			}
		}
		if regress {
			for range 1 + r.IntN(2) {
				x := make([]float64, n)
				for i := range x {
					x[i] = r.NormFloat64()
				}
				c.x = append(c.x, x)
			}
		}
		l, err := newLikelihood(c.o, c.y, c.x)
		if err == nil && l.missing != nil && l.used > len(c.x)+1 {
			return c, l
		}
	}
}

func TestSkippingIsTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for i := range 80 {
		c, l := skippedTrial(r, 32+r.IntN(8), i%2 == 1)
		var v value
		l.at(&v, c.coef)
		want := exactLikelihood(c.o, c.coef, c.y, c.x)
		require.True(t, v.ok, c)
		require.Equal(t, want.used, v.used)
		near(t, want.loglik(), v.loglik, c.tolerance(), i, c)
		near(t, want.ssq, v.ssq, c.tolerance(), i, c)
		for j, b := range v.beta {
			near(t, want.beta[j], b, 1e3*c.tolerance(), i, c)
		}
	}
}

// Skipping missing values is the same as a column for each, on longer series too.
func TestSkippingIsColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	handed := 0
	for i := range 150 {
		c, l := skippedTrial(r, 60+r.IntN(300), i%2 == 1)
		whole, err := prepareLikelihood(c.o, c.y, c.x, skipNone, nil)
		require.NoError(t, err)
		require.Nil(t, whole.missing)
		var got, want value
		whole.at(&want, c.coef)
		l.at(&got, c.coef)
		require.True(t, got.ok && want.ok, c)
		require.Equal(t, want.used, got.used)
		if late := l.other[skipLate-1]; l.skip.lane[0].handed || late != nil && late.missing != nil && late.skip.lane[0].handed {
			handed++
		}
		near(t, want.loglik, got.loglik, c.tolerance(), i, c.o, c.coef)
		near(t, want.ssq, got.ssq, 10*c.tolerance(), i, c.o, c.coef)
		for j, b := range got.beta {
			near(t, want.beta[j], b, 1e3*c.tolerance(), i, c)
		}
	}
	require.Greater(t, handed, 10)
}

// Where a gap is so long that skipping it loses digits, columns take over.
func TestSkippingOfLongGaps(t *testing.T) {
	o, coef := orders{p: 1, d: 2, q: 1, period: 1}, []float64{0.8, 0.3}
	y := benchSeries(700)
	for i := 200; i < 500; i++ {
		y[i] = math.NaN()
	}
	l, err := newLikelihood(o, y, nil)
	require.NoError(t, err)
	require.NotNil(t, l.missing)
	var got, want value
	l.at(&got, coef)
	require.NotNil(t, l.other[skipNone-1])
	whole, err := prepareLikelihood(o, y, nil, skipNone, nil)
	require.NoError(t, err)
	whole.at(&want, coef)
	requireSameValue(t, want, got)
}

// Any number of vectors beside each other have the bits that each has alone, with every set of CPU
// features.
func TestSkippingLanesHaveTheBitsOfOne(t *testing.T) {
	r := rand.New(rand.NewPCG(45, 46))
	for i := range 60 {
		c, l := skippedTrial(r, 40+r.IntN(200), i%3 == 2)
		coefs := make([][]float64, 1+r.IntN(20))
		for k := range coefs {
			coefs[k] = make([]float64, len(c.coef))
			for j, b := range c.coef {
				coefs[k][j] = b * (0.4 + 0.7*r.Float64())
			}
			if r.IntN(6) == 0 && len(c.coef) > 0 {
				coefs[k][r.IntN(len(c.coef))] = []float64{2, math.NaN(), 1e200, 0, 0.9999}[r.IntN(5)]
			}
		}
		want := make([]value, len(coefs))
		for k := range coefs {
			l.at(&want[k], coefs[k])
		}
		for _, s := range cpu.Sets() {
			restore := s.Use()
			got := make([]value, len(coefs))
			l.atEach(got, coefs)
			for k := range got {
				requireSameValue(t, want[k], got[k], fmt.Sprint(i, s.Name, " ", k, len(coefs), c.o, coefs[k]))
			}
			restore()
		}
	}
}

// What the observed values settle does not depend on how it is found out.
func TestSkippingSettlesAsColumnsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(47, 48))
	refused := 0
	for i := range 300 {
		o := orders{d: r.IntN(3), sd: r.IntN(2), period: 2 + r.IntN(5)}
		n := o.lost() + 4 + r.IntN(20)
		y := benchSeries(n)
		share := r.Float64()
		for i := range y {
			if r.Float64() < share {
				y[i] = math.NaN()
			}
		}
		x := [][]float64{walk(n)}
		if i%3 == 0 {
			for j := range x[0] {
				if y[j] == y[j] {
					x[0][j] = float64(i % 2) // constant where y is observed
				}
			}
		}
		got, gotErr := newLikelihood(o, y, x)
		whole, wantErr := prepareLikelihood(o, y, x, skipNone, nil)
		if wantErr == nil {
			wantErr = whole.independent()
		}
		require.Equal(t, wantErr, gotErr, "%v %v", o, y)
		if wantErr != nil {
			refused++
		} else {
			require.Equal(t, whole.used, got.used)
		}
	}
	require.Greater(t, refused, 30)
}

// What is known about the coefficients of columns is the same by skipping and by the filter of the
// series.
func TestSkippingKnowsTheColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(49, 50))
	known := 0
	for i := range 60 {
		c, l := skippedTrial(r, 60+r.IntN(100), true)
		p := &problem{orders: c.o, z: c.y, columns: c.x, exact: l}
		got, ok := l.gram(c.coef, 2)
		if !ok {
			require.True(t, l.skip.lane[0].holed)
			continue
		}
		known++
		var err error
		p.exact, err = prepareLikelihood(c.o, c.y, c.x, skipNone, nil)
		require.NoError(t, err)
		want, err := p.gram(c.coef, 2)
		require.NoError(t, err)
		for j := range want {
			near(t, want[j], got[j], 10*c.tolerance(), i, c.o, c.coef)
		}
	}
	require.Greater(t, known, 40)
}

// A series shorter than the state, near a unit root and not.
func TestSkippingOfShortSeries(t *testing.T) {
	o := orders{p: 1, sp: 1, q: 1, period: 30}
	y := benchSeries(26)
	y[3], y[9], y[10], y[20] = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	for _, phi := range []float64{0.5, 0.99, 1 - 1e-6} {
		coef := []float64{phi, 0.3, 0.4}
		l, err := newLikelihood(o, y, nil)
		require.NoError(t, err)
		require.NotNil(t, l.missing)
		var v value
		l.at(&v, coef)
		want := exactLikelihood(o, coef, y, nil)
		require.True(t, v.ok)
		near(t, want.loglik(), v.loglik, 1e-8)
	}
}

// Rows without noise are those whose θ is 0 whatever the coefficients are.
func TestQuietRows(t *testing.T) {
	for _, o := range []orders{
		{q: 1, sq: 1, period: 52}, {q: 3, sq: 2, period: 12}, {q: 14, sq: 1, period: 12}, {p: 20, period: 1},
		{sp: 2, period: 24}, {q: 2, sp: 1, sq: 1, period: 40}, {q: 5, period: 1}, {sq: 1, period: 7},
	} {
		var c skipping
		c.begin(o, 1, 1)
		coef := make([]float64, o.coefs())
		for i := range coef {
			coef[i] = 0.1
		}
		process := o.expand(coef)
		quiet := make([]bool, c.r)
		for _, q := range c.quiet {
			require.GreaterOrEqual(t, q.hi-q.lo, 8)
			for i := q.lo; i < q.hi; i++ {
				quiet[i] = true
			}
		}
		run := 0
		for i := range c.r + 1 {
			if i < c.r && process.theta(i) == 0 {
				run++
				continue
			}
			for j := i - run; j < i; j++ {
				require.Equal(t, run >= 8, quiet[j], "%v %d", o, j)
			}
			if i < c.r {
				require.False(t, quiet[i], "%v %d", o, i)
			}
			run = 0
		}
	}
}

// A series too long for a column for each missing value has a likelihood even so.
func TestSkippingOfManyGaps(t *testing.T) {
	o, coef := orders{p: 1, d: 2, q: 1, period: 1}, []float64{0.8, 0.3}
	y := benchSeries(20000)
	for i := range y {
		if i > 300 && (i%3 == 0 || i < 1000) {
			y[i] = math.NaN()
		}
	}
	l, err := newLikelihood(o, y, nil)
	require.NoError(t, err)
	require.True(t, l.tooLarge())
	var v value
	l.at(&v, coef)
	require.True(t, v.ok)
	require.Nil(t, l.other[skipNone-1])
	// The innovations of the filter of the series are the same, up to what variances of 10⁹ leave of the digits of
	// those after the long gap.
	_, e, f := l.filter(coef, nil)
	ssq, logDet := 0.0, 0.0
	for i, x := range e {
		if x == x {
			ssq += x * x / f[i]
			logDet += math.Log(f[i])
		}
	}
	near(t, ssq, v.ssq, 1e-6)
	n := float64(l.used)
	near(t, -0.5*(n*(math.Log(2*math.Pi*ssq/n)+1)+logDet), v.loglik, 1e-6)
}
