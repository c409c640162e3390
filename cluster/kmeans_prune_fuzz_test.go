package cluster

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/clm-go/clm/internal/view"
	"gonum.org/v1/gonum/mat"
)

// Whatever the numbers, each iteration has the labels of comparing every row with every
// centre.
func FuzzPrunedIsLloyd(f *testing.F) {
	f.Add(uint8(2), uint8(2), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	line := make([]byte, 8*60)
	for i := range 60 {
		binary.LittleEndian.PutUint64(line[8*i:], math.Float64bits(float64(i*i%37)))
	}
	f.Add(uint8(3), uint8(0), line)
	f.Add(uint8(5), uint8(1), line)
	f.Fuzz(func(t *testing.T, k, d uint8, b []byte) {
		x := matrixOf(b, int(d%5)+1)
		if x == nil {
			return
		}
		n, _ := x.Dims()
		x.Apply(func(_, _ int, v float64) float64 { return max(min(v, hugest), -hugest) }, x)
		// Several times the rows, so that there are full blocks too.
		many := mat.NewDense(4*n, int(d%5)+1, nil)
		for i := range 4 * n {
			many.SetRow(i, x.RawRowView(i%n))
		}
		if !(mat.Norm(many, 1) >= 0) {
			return // NaN is an error
		}
		c, err := KMeans{K: min(int(k%9)+1, n)}.complete()
		if err != nil {
			t.Fatal(err)
		}
		for _, single := range []bool{false, true} {
			tab, err := newTable(t.Context(), "test", view.Of(many), nil, single, 1)
			if err != nil {
				t.Fatal(err)
			}
			s := newFitting(c, "test", tab, nil, nil).newStart(1)
			for j := range s.K {
				tab.row(j*n/s.K, s.centers.center(j))
			}
			requireLloyd(t, s, 8)
		}
	})
}
