package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// table is what K-means needs of its rows, dense or sparse. The coordinates
// are those of the caller minus the offset.
type table interface {
	dims() (rows, cols int)
	// offset is what was taken off the columns.
	offset() []float64
	// variance is the mean over the columns of their weighted variance.
	variance() float64
	// unit is a power of two that makes no length of a row, times it, more than about
	// 1; 0 where the rows are so small or so large that bounds of distances cannot be had.
	unit() float64
	// prepare completes centres that have changed.
	prepare(c *centers)
	// assign finds the nearest centre of the rows lo to hi, which are of one tile: at
	// most tileRows rows, lo a multiple of it. The slices are those of the whole table.
	// It sets the reach of each row too (see travel), unless that is nil. It
	// returns the cause of a context that ends.
	assign(ctx context.Context, lo, hi int, c *centers, label []int32, reach []float32) error
	// assignRows is assign for some rows in ascending order, all of one par.Block.
	assignRows(ctx context.Context, rows []int32, c *centers, label []int32, reach []float32) error
	// own sets dist to the squared distances of the rows lo to hi, of one tile, to
	// their own centres.
	own(lo, hi int, c *centers, label []int32, dist []float64)
	// distances sets dist to the squared distances to centre j.
	distances(lo, hi int, c *centers, j int, dist []float64)
	// add adds the rows lo to hi of one tile, times their weights, one after the
	// other to the sums of the clusters that they have by label. A nil weight means
	// ones.
	add(lo, hi int, label []int32, weight, sum []float64)
	// move takes some rows of one par.Block, times their weights, off the sums of the
	// clusters that they had, by old, and adds them to those that they have by label.
	move(rows, old, label []int32, weight, sum []float64)
	// row writes row i into dst.
	row(i int, dst []float64)
}

// newTable looks at or copies the rows of v, after it has checked the values. Single
// says that there is to be no copy in float64.
func newTable(ctx context.Context, op string, v view.Rows, weight []float64, single bool, workers int) (table, error) {
	mean, total, longest, err := columnMeans(ctx, op, v, weight, workers)
	if err != nil {
		return nil, err
	}
	if math.IsInf(total, 1) {
		return nil, fmt.Errorf("%s: weights add up to %v: %w", op, total, clm.ErrDiverged)
	}
	if s := v.Sparse(); s != nil {
		return newSparseTable(ctx, s, weight, mean, total, workers)
	}
	unit := unitOf(2 * longest)
	if !(vec.Dot(mean, mean) <= math.MaxFloat64) {
		unit = 0 // weights were so large that means overflow
	}
	if _, d := v.Dims(); d <= fewColumns {
		return newBlockTable(ctx, v, weight, mean, total, unit, single, workers)
	}
	t, err := newRowTable(ctx, v, weight, mean, total, single, workers)
	if err != nil {
		return nil, err
	}
	return gapRows{t, unit}, nil
}

// columnMeans returns the weighted column means, the sum of the weights and the
// length of the longest dense row, or the error of the first value out of range. Absent
// entries of a sparse table add 0 and so nothing.
func columnMeans(ctx context.Context, op string, v view.Rows, weight []float64, workers int) (mean []float64, total, longest float64, err error) {
	n, d := v.Dims()
	g := grain(n, d)
	sums, squares := make([][]float64, par.Blocks(n, g)), make([]float64, par.Blocks(n, g))
	err = par.For(ctx, n, g, workers, func(b, lo, hi int) error {
		sum := make([]float64, d+1) // the last one adds up the weights
		most := 0.0
		buf := rowBuffer(v, nil)
		for i := lo; i < hi; i++ {
			if (i-lo+1)%pieceRows(d) == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			w := weightOf(weight, i)
			sum[d] += w
			if s := v.Sparse(); s != nil {
				if err := inRange().Row(op, v, i, nil); err != nil {
					return err
				}
				addSparse(s, i, w, sum)
				continue
			}
			row := v.Row(i, buf)
			// Where the squares add up to no more than this, no value is NaN or beyond
			// the range.
			square := vec.Dot(row, row)
			if !(square <= 1e279) {
				if err := inRange().Values(op, i, row); err != nil {
					return err
				}
			}
			most = max(most, square)
			if w == 1 {
				vec.Add(sum[:d], row)
			} else {
				vec.Axpy(w, row, sum[:d])
			}
		}
		sums[b], squares[b] = sum, most
		return nil
	})
	if err != nil {
		return nil, 0, 0, err
	}
	mean = make([]float64, d+1)
	for _, s := range sums {
		for j, x := range s {
			mean[j] += x
		}
	}
	total = mean[d]
	mean = mean[:d]
	for j := range mean {
		mean[j] /= total
	}
	return mean, total, math.Sqrt(slices.Max(squares)), nil
}

// unitOf returns the unit of a table whose rows are at most that long.
func unitOf(longest float64) float64 {
	_, e := math.Frexp(longest)
	if !(longest >= leastUnit && longest <= math.MaxFloat64) {
		return 0
	}
	return math.Ldexp(1, -e)
}

// grain returns the number of rows in a block of which a sum of size numbers
// is kept: one block of work, or several where all the sums together would
// take more than about 128 MB.
func grain(n, size int) int {
	most := max(4, 1<<24/size)
	return par.Block * max(1, par.Blocks(par.Blocks(n, par.Block), most))
}

// pieceRows is how many rows of d numbers are walked through between two looks at the
// context: about half a million numbers, and no more rows than a block of work has.
func pieceRows(d int) int { return min(max(1, 1<<19/d), par.Block) }

// weightOf returns the weight of row i; a nil slice means ones.
func weightOf(weight []float64, i int) float64 {
	if weight == nil {
		return 1
	}
	return weight[i]
}

// centred is what the copies of dense tables have in common.
type centred struct {
	n, d   int
	mean   []float64
	zero   []float64 // what is left to take off the copy
	spread float64
	scale  float64 // see table.unit
}

func newCentred(n, d int, mean []float64) centred {
	return centred{n: n, d: d, mean: mean, zero: make([]float64, d)}
}

// setSpread sets the variance from the weighted squares of the blocks of rows.
func (t *centred) setSpread(squares []float64, total float64) {
	for _, s := range squares {
		t.spread += s
	}
	t.spread /= total * float64(t.d)
}

func (t *centred) dims() (rows, cols int) { return t.n, t.d }
func (t *centred) offset() []float64      { return t.mean }
func (t *centred) variance() float64      { return t.spread }
func (t *centred) unit() float64          { return t.scale }
func (t *centred) prepare(c *centers)     { c.offset = t.zero }
