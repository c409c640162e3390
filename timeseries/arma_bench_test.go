package timeseries

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clm-go/clm/internal/vec"
)

type benchLikelihood struct {
	name string
	o    orders
	n    int
	coef []float64
	x    int // columns
}

// benchLikelihoods are likelihoods of about the size of those in the README's table.
var benchLikelihoods = []benchLikelihood{
	{"orders=(2,1,1)(0,1,1)12/n=144", orders{2, 1, 1, 0, 1, 1, 12}, 144, []float64{0.6, 0.2, -0.9, -0.6}, 0},
	{"orders=(2,1,1)(0,1,1)24/n=900", orders{2, 1, 1, 0, 1, 1, 24}, 900, []float64{0.6, 0.2, -0.9, -0.6}, 0},
	{"orders=(1,1,1)/n=120", orders{1, 1, 1, 0, 0, 0, 1}, 120, []float64{0.5, -0.4}, 0},
	{"orders=(2,0,1)(1,0,1)12/n=144/x=1", orders{2, 0, 1, 1, 0, 1, 12}, 144, []float64{0.6, 0.2, -0.4, 0.3, -0.2}, 1},
	{"orders=(2,0,1)(2,0,0)52/n=2000/x=1", orders{2, 0, 1, 2, 0, 0, 52}, 2000, []float64{0.6, 0.2, -0.4, 0.3, 0.2}, 1},
	{"orders=(2,1,1)(0,1,1)12/n=150/root=near", orders{2, 1, 1, 0, 1, 1, 12}, 150, []float64{0.99999, 0, -0.9, -0.6}, 0},
}

func benchSeries(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 1))
	y := make([]float64, n)
	level := 0.0
	for i := range y {
		level += r.NormFloat64()
		y[i] = level + r.NormFloat64()
	}
	return y
}

func (c benchLikelihood) likelihood(b *testing.B) *likelihood {
	var x [][]float64
	for range c.x {
		ones := make([]float64, c.n)
		for i := range ones {
			ones[i] = 1
		}
		x = append(x, ones)
	}
	l, err := newLikelihood(c.o, benchSeries(c.n), x)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

func BenchmarkLikelihood(b *testing.B) {
	for _, c := range benchLikelihoods {
		b.Run(c.name, func(b *testing.B) {
			l := c.likelihood(b)
			b.ReportAllocs()
			var v value
			for b.Loop() {
				l.at(&v, c.coef)
			}
			b.ReportMetric(v.loglik, "loglik")
		})
	}
}

func BenchmarkLikelihoodLanes(b *testing.B) {
	for _, c := range benchLikelihoods {
		b.Run(c.name, func(b *testing.B) {
			l := c.likelihood(b)
			coefs := make([][]float64, vec.Lanes)
			for k := range coefs {
				coefs[k] = slices.Clone(c.coef)
				coefs[k][0] -= 1e-6 * float64(k)
			}
			v := make([]value, len(coefs))
			b.ReportAllocs()
			for b.Loop() {
				l.atEach(v, coefs)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(coefs)), "ns/likelihood")
		})
	}
}

func BenchmarkFilter(b *testing.B) {
	for _, c := range benchLikelihoods {
		b.Run(c.name, func(b *testing.B) {
			l := c.likelihood(b)
			b.ReportAllocs()
			for b.Loop() {
				l.filter(c.coef, make([]float64, c.x))
			}
		})
	}
}

// What missing values cost, in lanes.
func BenchmarkLikelihoodGaps(b *testing.B) {
	for _, c := range []struct {
		o    orders
		n    int
		coef []float64
	}{
		{orders{2, 1, 1, 0, 1, 1, 12}, 300, []float64{0.6, 0.2, -0.9, -0.6}},
		{orders{1, 0, 2, 0, 1, 1, 7}, 728, []float64{0.9, -0.6, -0.1, -0.9}},
		{orders{1, 1, 1, 0, 1, 1, 52}, 2000, []float64{0.3, -0.8, -0.8}},
	} {
		for _, percent := range []int{0, 2, 10} {
			b.Run(fmt.Sprintf("n=%d/s=%d/missing=%d%%", c.n, c.o.period, percent), func(b *testing.B) {
				y := benchSeries(c.n)
				r := rand.New(rand.NewPCG(3, 3))
				for range c.n * percent / 100 {
					y[r.IntN(c.n)] = math.NaN()
				}
				l, err := newLikelihood(c.o, y, nil)
				if err != nil {
					b.Fatal(err)
				}
				coefs := make([][]float64, vec.Lanes)
				for k := range coefs {
					coefs[k] = slices.Clone(c.coef)
					coefs[k][0] -= 1e-6 * float64(k)
				}
				v := make([]value, len(coefs))
				b.ReportAllocs()
				for b.Loop() {
					l.atEach(v, coefs)
				}
				b.ReportMetric(v[0].loglik, "loglik")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(coefs)), "ns/likelihood")
			})
		}
	}
}
