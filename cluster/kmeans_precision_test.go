package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/cpu"
)

// hidden is a matrix of which the memory is not known.
type hidden struct{ m *mat.Dense }

func (h hidden) Dims() (int, int)    { return h.m.Dims() }
func (h hidden) At(i, j int) float64 { return h.m.At(i, j) }
func (h hidden) T() mat.Matrix       { return mat.Transpose{Matrix: h} }

// Neither the working copy nor where the rows lie changes a byte of the model.
func TestPrecisionChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(32, 64))
	tables := 45
	if testing.Short() {
		tables = 2 * nastyKinds
	}
	for i := range tables {
		n, d := 30+r.IntN(900), 1+r.IntN(20)
		if i%9 == 0 {
			n, d = 5000, 3
		}
		if i%11 == 0 {
			d = 48 + r.IntN(3)
		}
		x := nasty(r, i%nastyKinds, n, d)
		var weight []float64
		if i%2 == 0 {
			weight = make([]float64, n)
			for j := range weight {
				weight[j] = float64(1+r.IntN(4)) / 3
			}
		}
		wide := mat.NewDense(n, d+2, nil)
		wide.Slice(0, n, 1, d+1).(*mat.Dense).Copy(x)
		rows := map[string]mat.Matrix{
			"dense": x, "slice": wide.Slice(0, n, 1, d+1),
			"transposed": mat.DenseCopyOf(x.T()).T(), "hidden": hidden{x},
		}
		var want []byte
		for _, s := range cpu.Sets() {
			restore := s.Use()
			for name, m := range rows {
				for _, p := range []Precision{Float64, Float32} {
					c := KMeans{K: 2 + i%6, Starts: 1, MaxIter: 12, Precision: p, Workers: 1 + i%2, Seed: uint64(i)}
					model, err := c.FitWeighted(t.Context(), m, weight)
					require.NoError(t, err)
					got := append(file(t, model), fmt.Sprint(model.Labels())...)
					if want == nil {
						want = got
					}
					require.Equal(t, want, got, "kind %d, %d×%d, %s, %s, %s", i%nastyKinds, n, d, name, p, s.Name)
				}
			}
			restore()
		}
	}
}

// Float32 makes no copy in float64, and Float64 none as long as nobody asks.
func TestCopiesAreMadeWhenAskedFor(t *testing.T) {
	x := clouds(3, 6000, 4, 5)
	for _, init := range []Init{PlusPlus, ""} {
		for _, p := range []Precision{Float64, Float32} {
			f := fittingOf(t, KMeans{K: 5, Starts: 1, Precision: p, Init: init}, x, nil)
			if init == "" {
				f.from = make([]float64, 20)
				for j := range 5 {
					f.table.row(j, f.from[4*j:4*j+4])
				}
			}
			_, err := f.one(t.Context(), 0, 2)
			require.NoError(t, err)
			made := 0
			for i := range f.table.(*blockTable).copies {
				if f.table.(*blockTable).copies[i].x != nil {
					made++
				}
			}
			asked := p == Float64 && (init == PlusPlus || !cpu.AVX2)
			require.Equal(t, pick(asked, 2, 0), made, "%s, %s", p, init)
		}
	}
}
