package timeseries

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The fast recursion, the factor and one that hands over to the other are the same on
// series that are long enough to come to rest.
func TestFastIsFactor(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	handed := 0
	for i := range 120 {
		c := randomTrial(r, false, i%2 == 1)
		n := 150 + r.IntN(250)
		var x [][]float64
		if i%2 == 1 {
			x = [][]float64{walk(n)}
		}
		l, err := newLikelihood(c.o, benchSeries(n), x)
		require.NoError(t, err)
		var got, want value
		l.at(&got, c.coef)
		require.True(t, got.ok)
		if l.start.large() {
			handed++
		}

		want.used = l.used
		require.True(t, l.start.prepare(c.o, c.coef))
		require.True(t, l.start.sharpen(c.o, c.coef))
		l.white = columnsOf(l.white, len(l.columns), len(l.columns[0]))
		l.root.begin(&l.start, len(l.columns), nil)
		l.solve(&want, l.root.run(l.white, &l.start, l.columns, 0, len(l.columns[0]), nil))
		near(t, want.loglik, got.loglik, c.tolerance(), i, c.o, c.coef)
		near(t, want.ssq, got.ssq, 10*c.tolerance(), i, c.o, c.coef)
	}
	require.Greater(t, handed, 10)
}
