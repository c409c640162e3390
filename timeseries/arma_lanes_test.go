package timeseries

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/clm-go/clm/internal/cpu"
	"github.com/stretchr/testify/require"
)

func requireSameValue(t *testing.T, want, got value, what ...any) {
	t.Helper()
	require.Equal(t, want.ok, got.ok, what...)
	require.Equal(t, want.used, got.used, what...)
	require.Equal(t, bits([]float64{want.loglik, want.ssq, want.sigma2}), bits([]float64{got.loglik, got.ssq, got.sigma2}), what...)
	require.Equal(t, bits(want.beta), bits(got.beta), what...)
}

// Any number of vectors beside each other, of stationary processes and others, have the bits that
// each has alone, with every set of CPU features.
func TestLanesHaveTheBitsOfOne(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for i := range 150 {
		c := randomTrial(r, i%3 == 1, i%3 == 2)
		if i%3 == 1 {
			c.x = nil
		}
		n := []int{12, 40, 101, 300}[i%4] + c.o.lost()
		if i%5 == 0 {
			c.o.period *= 16 // wide lanes
			n += c.o.lost() + 64
		}
		y := benchSeries(n)
		if i%3 == 1 {
			y[n/2] = math.NaN()
		}
		var x [][]float64
		if len(c.x) > 0 {
			x = [][]float64{walk(n)}
		}
		l, err := newLikelihood(c.o, y, x)
		if err != nil {
			continue
		}
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
			var alone value
			l.at(&alone, coefs[0])
			requireSameValue(t, want[0], alone)
			restore()
		}
	}
}
