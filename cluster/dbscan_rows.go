package cluster

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// rawRows are the rows of a dense table in memory, those of the caller where
// possible.
type rawRows struct {
	n, d, stride int
	data         []float64
}

// maxCopy is the largest number of numbers in a copy of a table.
const maxCopy = math.MaxInt32

// rawOf returns the rows of x, of which v is the view.
func rawOf(ctx context.Context, op string, x mat.Matrix, v view.Rows, workers int) (rawRows, error) {
	n, d := v.Dims()
	if m, ok := x.(mat.RawMatrixer); ok {
		raw := m.RawMatrix()
		return rawRows{n, d, raw.Stride, raw.Data}, nil
	}
	if d > maxCopy/n {
		return rawRows{}, &clm.LimitError{Op: op, Limit: maxCopy, What: "numbers in a table that is not dense (rows times columns), as it is copied into one"}
	}
	r := rawRows{n, d, d, make([]float64, n*d)}
	err := par.For(ctx, n, par.Block, workers, func(_, lo, hi int) error {
		buf := v.Buffer()
		for i := lo; i < hi; i++ {
			copy(r.row(i), v.Row(i, buf))
		}
		return nil
	})
	return r, err
}

func (r rawRows) row(i int) []float64 {
	at := i * r.stride
	return r.data[at : at+r.d : at+r.d]
}

// pick returns a copy of some rows.
func (r rawRows) pick(number []int32) rawRows {
	p := rawRows{len(number), r.d, r.d, make([]float64, 0, len(number)*r.d)}
	for _, i := range number {
		p.data = append(p.data, r.row(int(i))...)
	}
	return p
}

// extent returns the lowest and the highest value of each column, and whether
// all values are finite.
func (r rawRows) extent(ctx context.Context, workers int) (low, high []float64, finite bool, err error) {
	d := r.d
	blocks := make([]float64, par.Blocks(r.n, par.Block)*2*d)
	odd := make([]bool, par.Blocks(r.n, par.Block))
	err = par.For(ctx, r.n, par.Block, workers, func(b, lo, hi int) error {
		low, high := blocks[b*2*d:][:d], blocks[b*2*d+d:][:d]
		copy(low, r.row(lo))
		copy(high, low)
		zero := 0.0 // NaN once a value is not finite
		for i := lo; i < hi; i++ {
			for j, x := range r.row(i) {
				if x < low[j] {
					low[j] = x
				}
				if x > high[j] {
					high[j] = x
				}
				zero += x - x
			}
		}
		odd[b] = zero != 0
		return nil
	})
	if err != nil {
		return nil, nil, false, err
	}
	low, high = slices.Clone(blocks[:d]), slices.Clone(blocks[d:2*d])
	for at := 2 * d; at < len(blocks); at += 2 * d {
		for j := range low {
			low[j], high[j] = math.Min(low[j], blocks[at+j]), math.Max(high[j], blocks[at+d+j])
		}
	}
	return low, high, !slices.Contains(odd, true), nil
}
