package cluster

import (
	"context"
	"math/bits"

	"github.com/clm-go/clm/internal/par"
)

// directions are rows of which the angles count. Divided by their lengths, they are
// points on a sphere, and
//
//	‖a/‖a‖ − b/‖b‖‖² = 2·(1 − a·b/(‖a‖·‖b‖))
//
// so that the neighbours of a row are in a ball of these points, but for rounding, for
// which the ball is made larger; of what is near its edge, cosineOf decides. A row of zeros
// has no direction, and the distance 1 from all rows. It becomes the point in the middle,
// which is in every ball that it has to be in, and of it cosineOf always decides.
type directions struct {
	rows   rawRows
	length []float64
	limit  float64
}

// shortest is the smallest length of a row that is not 0 with which cosineOf is as exact as
// with any other. The squares of the numbers of shorter ones lose bits.
const shortest = 0x1p-480

// newDirections returns the directions of rows and the points on the sphere, or nil if a
// row is too short for that.
func newDirections(ctx context.Context, r rawRows, limit float64, workers int) (*directions, rawRows, error) {
	d := &directions{rows: r, length: make([]float64, r.n), limit: limit}
	point := rawRows{r.n, r.d, r.d, make([]float64, r.n*r.d)}
	grain := max(1, 1<<20/r.d)
	short := make([]bool, par.Blocks(r.n, grain))
	err := par.For(ctx, r.n, grain, workers, func(b, lo, hi int) error {
		for i := lo; i < hi; i++ {
			length := lengthOf(r.row(i))
			d.length[i] = length
			if length == 0 {
				continue
			}
			short[b] = short[b] || length < shortest
			to := point.row(i)
			for j, v := range r.row(i) {
				to[j] = v / length
			}
		}
		return nil
	})
	if err != nil {
		return nil, point, err
	}
	for _, is := range short {
		if is {
			return nil, point, nil
		}
	}
	return d, point, nil
}

// off is how far off the square of the distance of two points is from twice what cosineOf
// returns.
func (d *directions) off() float64 { return float64(d.rows.d+16) * 0x1p-48 }

// reach returns the square of the radius of a ball that holds all points with a cosine
// distance of at most limit.
func (d *directions) reach(limit float64) float64 { return 2*limit + d.off() }

// pick returns some of the directions.
func (d *directions) pick(rows rawRows, number []int32) *directions {
	p := &directions{rows: rows, length: make([]float64, len(number)), limit: d.limit}
	for k, i := range number {
		p.length[k] = d.length[i]
	}
	return p
}

// within returns which of the candidates of a leaf are neighbours of a row.
func (d *directions) within(t *kdTree, leaf int, r *queryRow, candidates uint64) uint64 {
	near := candidates
	for ; candidates != 0; candidates &= candidates - 1 {
		p := bits.TrailingZeros64(candidates)
		if d.distance(int(t.row[leaf*leafRows+p]), r) > d.limit {
			near &^= 1 << p
		}
	}
	return near
}

// distance returns the distance of row i from r.
func (d *directions) distance(i int, r *queryRow) float64 {
	return cosineOf(r.row, d.rows.row(i), r.length, d.length[i])
}
