package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
)

// EpsCurve helps to choose Eps for [DBSCAN]. It asks how far rows are from their
// MinPoints-th nearest row, and sorts these distances: rows inside of clusters
// have small and similar ones, noise has large ones, and where the curve bends
// up lies a distance that tells the two apart.
//
//	curve, err := cluster.EpsCurve{MinPoints: 10}.Of(ctx, x)
//	m, err := cluster.DBSCAN{Eps: curve.Eps, MinPoints: 10}.Fit(ctx, x)
//
// The bend is the point of the curve that is farthest below the straight line
// from its first to its last point. It is a proposal: draw the curve, and try
// values around it. Groups of unequal density make a curve of several bends, one
// for each: then the proposal suits one of them, and no Eps suits all.
//
// Every value must be a finite number of magnitude 1e140 or less. The distances
// are exact, those of a sample of rows to all rows. Time: O(s·log n) for a sample
// of s of n rows where columns are few, up to O(s·n·d) for many columns d and for
// metrics that are none of this package. Memory: O(n·d).
//
// Source: M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm
// for discovering clusters in large spatial databases with noise", KDD 1996
// (section 4.2, the sorted k-dist graph); for the bend V. Satopää, J. Albrecht,
// D. Irwin, B. Raghavan, "Finding a \"kneedle\" in a haystack", ICDCSW 2011, DOI
// 10.1109/ICDCSW.2011.20, without its smoothing.
type EpsCurve struct {
	// MinPoints is the MinPoints of DBSCAN: the distance to the row itself, which
	// is 0, is the first one. At least 1; 0 means 5.
	MinPoints int
	// Metric measures the distance. nil means Euclidean.
	Metric Metric `json:"-"`
	// Sample is how many rows, drawn at random, are asked. 0 means 10,000, or all
	// if there are fewer; a negative value means all.
	Sample int
	// Seed chooses the sample; every value is a fixed seed, 0 too.
	Seed uint64
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how many of the rows that are asked are done.
	// nil is silent.
	Progress func(done, total int) `json:"-"`
}

const epsCurveSample = 10000

// KDistances is the answer of [EpsCurve.Of].
type KDistances struct {
	// Distances holds the distance of each asked row to its MinPoints-th nearest
	// row, ascending.
	Distances []float64
	// Knee is the index of the distance where the curve bends up, −1 if it is a
	// straight line.
	Knee int
	// Eps is the distance at the knee, a proposal for DBSCAN; where there is no
	// knee, the largest distance. If need be it is rounded up, so that the row at
	// the knee is a core row.
	Eps float64
}

// Of returns the curve for the rows of x.
//
// It returns a [clm.ConfigError] for a field out of range, an error that wraps
// [clm.ErrTooFew] for fewer than MinPoints rows or no row, a [clm.ShapeError]
// for a table without columns, a [clm.ValueError] with the place of a value that
// is NaN, infinite or beyond ±1e140, one with the numbers of two rows for a
// distance of a Metric that is negative or NaN, a [clm.LimitError] for more than 2³¹−1
// rows or, if the table is not dense, numbers (rows times columns), and the cause
// of the context when that ends first.
func (c EpsCurve) Of(ctx context.Context, x mat.Matrix) (*KDistances, error) {
	const op, typ = "cluster.EpsCurve.Of", "cluster.EpsCurve"
	if err := check.Int(typ, "MinPoints", c.MinPoints, 0, math.MaxInt); err != nil {
		return nil, err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return nil, err
	}
	if c.MinPoints == 0 {
		c.MinPoints = dbscanMinPoints
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v, err := checkRows(op, x)
	if err != nil {
		return nil, err
	}
	n, _ := v.Dims()
	if n < c.MinPoints {
		return nil, fmt.Errorf("%s: %d rows, want at least MinPoints = %d: %w", op, n, c.MinPoints, clm.ErrTooFew)
	}
	if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
		return nil, err
	}
	r, err := rawOf(ctx, op, x, v, c.Workers)
	if err != nil {
		return nil, err
	}
	distances, err := c.distances(ctx, r)
	if err != nil {
		return nil, err
	}
	slices.Sort(distances)
	if newBall(c.Metric, 1).name != "euclidean" {
		k := &KDistances{Distances: distances, Knee: knee(distances)}
		k.Eps = distances[k.proposal()]
		return k, nil
	}
	squares := slices.Clone(distances)
	for i, s := range squares {
		distances[i] = math.Sqrt(s)
	}
	k := &KDistances{Distances: distances, Knee: knee(distances)}
	at := k.proposal()
	k.Eps = distances[at]
	if k.Eps*k.Eps < squares[at] {
		k.Eps = math.Nextafter(k.Eps, math.Inf(1))
	}
	return k, nil
}

// proposal returns which of the distances is proposed.
func (k *KDistances) proposal() int {
	if k.Knee < 0 {
		return len(k.Distances) - 1
	}
	return k.Knee
}

// sample returns the rows that are asked, ascending; nil stands for all.
func (c EpsCurve) sample(n int) []int {
	size := c.Sample
	if size == 0 {
		size = epsCurveSample
	}
	if size < 0 || size >= n {
		return nil
	}
	// Each further row takes a place of its own among those up to it.
	chosen := make(map[int]bool, size)
	list := make([]int, 0, size)
	s := rng.New(c.Seed, 0)
	for i := n - size; i < n; i++ {
		at := s.IntN(i + 1)
		if chosen[at] {
			at = i
		}
		chosen[at] = true
		list = append(list, at)
	}
	slices.Sort(list)
	return list
}

// distances returns the distances of the asked rows, in any order; their squares
// for Euclidean.
func (c EpsCurve) distances(ctx context.Context, r rawRows) ([]float64, error) {
	asked := c.sample(r.n)
	if asked == nil {
		asked = make([]int, r.n)
		for i := range asked {
			asked[i] = i
		}
	}
	told := newTally(c.Progress, len(asked))
	distances := make([]float64, len(asked))
	b := newBall(c.Metric, 1)
	_, cosine := b.metric.(Cosine)
	switch {
	case b.form == formSquares && tiled(r.d):
		return distances, c.ofTiles(ctx, r, nil, asked, distances, told)
	case cosine && cpu.AVX2 && r.d <= mostTileColumns:
		dirs, points, err := newDirections(ctx, r, 0, c.Workers)
		if err != nil {
			return nil, err
		}
		if dirs != nil {
			return distances, c.ofTiles(ctx, points, dirs, asked, distances, told)
		}
	}
	find := func(ctx context.Context, near *nearestFew, i int) error { return near.ofPairs(ctx, r, b.metric, i) }
	if b.form != formOther {
		t, err := newKDTree(ctx, r, b.form, c.Workers)
		if err != nil {
			return nil, err
		}
		at := make([]int32, r.n)
		for p, i := range t.row {
			at[i] = int32(p)
		}
		find = func(ctx context.Context, near *nearestFew, i int) error {
			return near.ofTree(ctx, t, int(at[i]), r.row(i))
		}
	}
	err := par.For(ctx, len(asked), 64, c.Workers, func(_, lo, hi int) error {
		near := &nearestFew{k: c.MinPoints}
		for k := lo; k < hi; k++ {
			near.far = near.far[:0]
			if err := find(ctx, near, asked[k]); err != nil {
				return err
			}
			distances[k] = near.limit()
		}
		told.add(hi - lo)
		return nil
	})
	return distances, err
}

// knee returns the index of the point farthest below the line from the first to
// the last point of an ascending curve, the first such point; −1 if none is
// below.
func knee(y []float64) int {
	n := len(y)
	if n < 3 || !(y[n-1] > y[0]) {
		return -1
	}
	best, most := -1, 0.0
	for i, v := range y {
		if below := float64(i)/float64(n-1) - (v-y[0])/(y[n-1]-y[0]); below > most {
			best, most = i, below
		}
	}
	return best
}
