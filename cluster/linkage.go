package cluster

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// LinkageMethod says how far apart two clusters are.
type LinkageMethod string

// The methods of [Linkage]. A and B are clusters, |A| is the number of rows of
// A, and its centre is the mean of its rows.
const (
	// WardLinkage is √(2·|A|·|B|/(|A|+|B|))·‖centre(A)−centre(B)‖: how much the
	// squared distances of the rows to their centres grow by a merge, doubled and
	// under a root. It gives compact groups of comparable extent.
	WardLinkage LinkageMethod = "ward"
	// SingleLinkage is the least distance of a row of A and a row of B. It
	// follows shapes of any kind, and chains of rows that join two groups too.
	SingleLinkage LinkageMethod = "single"
	// CompleteLinkage is the greatest distance of a row of A and a row of B:
	// a cluster of height h has no two rows farther apart than h.
	CompleteLinkage LinkageMethod = "complete"
	// AverageLinkage is the mean of all distances of a row of A and a row of B,
	// also known as UPGMA.
	AverageLinkage LinkageMethod = "average"
	// WeightedLinkage is the mean of the distances of the two parts of A to B,
	// however many rows they have; also known as WPGMA or McQuitty's method.
	WeightedLinkage LinkageMethod = "weighted"
	// CentroidLinkage is ‖centre(A)−centre(B)‖, also known as UPGMC. A merge may be
	// lower than one before it (an inversion).
	CentroidLinkage LinkageMethod = "centroid"
	// MedianLinkage is CentroidLinkage where the centre of a merge is half way
	// between the centres of its parts, however many rows they have; also known as
	// WPGMC or Gower's method. There are inversions too.
	MedianLinkage LinkageMethod = "median"
)

// Linkage builds the tree of all groupings of the rows, from each row by itself
// to all rows in one cluster: each step merges the two clusters that are
// nearest. Use it when the number of groups is open, when groups within groups
// matter, or to draw them. It is for tables of up to some ten thousand rows;
// [KMeans] goes on from there. Columns need comparable scales. See
// [Dendrogram] for what to ask the tree.
//
// The nearest two clusters need not be unique: equal rows and whole numbers
// make ties. Each merge is one of a nearest pair then; which one, the order of
// the rows decides, the same at every run, and the tree of permuted rows may
// be another one.
//
// Every value must be a finite number of magnitude 1e140 or less. Missing values
// are errors. There is no weighted form.
//
// Ward, centroid and median linkage keep the centres of the clusters in boxes
// of a k-d tree and look only into those that may hold the nearest one: time
// O(n²·d) at most and near O(n·d·log n) where the boxes tell much, which is in
// few columns or with clear groups; memory O(n·d), no distances are kept.
// Single linkage grows a spanning tree: time O(n²·d), memory O(n·d). Complete,
// average and weighted linkage with Euclidean distances, or their squares, find
// small clusters in the same way and measure them row by row, until a quarter of
// the clusters is left; those keep the distances of all pairs: time O(n²·d),
// memory n²/4 bytes, more where the boxes tell little, and never of more than
// 65,536 clusters (16,384 where an int has 32 bits). With other metrics, and for
// FitDistances, all pairs are kept from the start: 4·n² bytes for at most as many
// rows. O(n³) is the limit for centroid and median linkage of data made for it.
//
// Source: D. Müllner, "Modern hierarchical, agglomerative clustering
// algorithms", 2011, DOI 10.48550/arXiv.1109.2378; for the formulas of a merge
// G. N. Lance and W. T. Williams, "A general theory of classificatory sorting
// strategies", Computer Journal 9 (1967), DOI 10.1093/comjnl/9.4.373; for the
// height of Ward's method F. Murtagh and P. Legendre, "Ward's hierarchical
// agglomerative clustering method: which algorithms implement Ward's
// criterion?", Journal of Classification 31 (2014), DOI
// 10.1007/s00357-014-9161-z.
//
// Differs from scipy: one row is a tree without merges, not an error; ward,
// centroid and median take other metrics than Euclidean only as distances;
// distances for which a formula of centroid or median linkage falls below 0 count
// as 0 (there, NaN). Differs from R's hclust: centroid and median heights are
// not squared, and WardLinkage is "ward.D2".
type Linkage struct {
	// Method is "ward", "single", "complete", "average", "weighted", "centroid"
	// or "median". "" means "ward".
	Method LinkageMethod
	// Metric is the distance of two rows. nil means Euclidean, which is the only
	// one that ward, centroid and median linkage take. FitDistances does not use
	// it.
	Metric Metric `json:"-"`
	// Workers is the number of goroutines that measure all pairs, where a method
	// keeps their distances; all else is the work of one. 0 means GOMAXPROCS.
	// It does not change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done: one unit for
	// each merge and one for the end. nil is silent.
	Progress func(done, total int) `json:"-"`
}

// matrixRows is the largest number of rows whose distances are all kept.
const matrixRows = 1 << (14 + 2*(strconv.IntSize/64))

// Fit builds the tree of the rows of x. A [clm.Sparse] is made dense.
//
// It returns a [clm.ConfigError] for a field out of range, an error that wraps
// [clm.ErrTooFew] for no rows, a [clm.ShapeError] for a table without columns,
// a [clm.ValueError] with the place of the first value that is NaN, infinite or
// beyond ±1e140, one with the numbers of two rows for a distance of a Metric
// that is negative, NaN or infinite, a [clm.LimitError] for too many rows, and
// the cause of the context when that ends first.
func (c Linkage) Fit(ctx context.Context, x mat.Matrix) (*Dendrogram, error) {
	const op = "cluster.Linkage.Fit"
	c, err := c.complete(true)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	if err := c.size(op, n, c.keepsDistances() && !c.isEuclidean()); err != nil {
		return nil, err
	}
	if d == 0 {
		return nil, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
		return nil, err
	}
	l := newLinking(c, n, c.keepsDistances())
	rows, err := packRows(ctx, v, c.isEuclidean())
	if err != nil {
		return nil, err
	}
	switch {
	case c.Method == SingleLinkage:
		err = l.span(ctx, op, rows)
	case c.keepsDistances():
		err = l.keep(ctx, op, rows)
	case c.Method == WardLinkage:
		err = l.chain(ctx, newBuckets(ctx, rows, n, d, c.Method), oneLeft)
	default:
		err = l.heap(ctx, newBuckets(ctx, rows, n, d, c.Method))
	}
	if err != nil {
		return nil, err
	}
	return l.dendrogram(), nil
}

// FitDistances builds the tree of n rows of which only the distances are known:
// those of the pairs (0,1), (0,2) … (0,n−1), (1,2) … (n−2,n−1), in this order, as
// scipy's pdist has them. They may be any numbers from 0 to 1e140, with or without a
// triangle inequality. Ward, centroid and median linkage take them for Euclidean
// distances and merge by formulas that hold for those.
//
// Time: O(n²) for the methods without inversions, and O(n³) at worst for the
// others. Memory: a copy of the distances.
//
// It returns a [clm.ConfigError] for a field out of range, an error that wraps
// [clm.ErrTooFew] for no rows, a [clm.ShapeError] for another number of
// distances than n·(n−1)/2, a [clm.ValueError] with the numbers of the two rows
// for a distance that is negative, NaN, infinite or above 1e140, a
// [clm.LimitError] for too many rows, and the cause of the context when that
// ends first.
func (c Linkage) FitDistances(ctx context.Context, n int, distances []float64) (*Dendrogram, error) {
	const op = "cluster.Linkage.FitDistances"
	c, err := c.complete(false)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if err := c.size(op, n, true); err != nil {
		return nil, err
	}
	if want := n * (n - 1) / 2; len(distances) != want {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d distances for %d rows", len(distances), n), Want: fmt.Sprintf("%d distances", want)}
	}
	l := newLinking(c, n, true)
	if err := l.given(ctx, op, distances); err != nil {
		return nil, err
	}
	return l.dendrogram(), nil
}

// complete puts the defaults in place and checks the fields.
func (c Linkage) complete(metric bool) (Linkage, error) {
	const typ = "cluster.Linkage"
	err := check.OneOf(typ, "Method", c.Method, "", WardLinkage, SingleLinkage, CompleteLinkage, AverageLinkage,
		WeightedLinkage, CentroidLinkage, MedianLinkage)
	if err != nil {
		return c, err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return c, err
	}
	if c.Method == "" {
		c.Method = WardLinkage
	}
	if c.Metric == nil {
		c.Metric = Euclidean{}
	}
	if metric && c.isCentred() && c.Metric != Metric(Euclidean{}) {
		return c, &clm.ConfigError{Type: typ, Field: "Metric", Value: fmt.Sprintf("%T", c.Metric),
			Want: fmt.Sprintf("nil or Euclidean for %s linkage, or FitDistances", c.Method)}
	}
	return c, nil
}

// size checks the number of rows.
func (c Linkage) size(op string, n int, matrix bool) error {
	switch {
	case n < 1:
		return fmt.Errorf("%s: %d rows, want at least 1: %w", op, n, clm.ErrTooFew)
	case n > math.MaxInt32/2:
		return &clm.LimitError{Op: op, Limit: math.MaxInt32 / 2, What: "rows"}
	case matrix && n > matrixRows:
		return &clm.LimitError{Op: op, Limit: matrixRows, What: "rows whose distances are all kept",
			Hint: "ward, single, centroid and median linkage of a table keep none; or cluster the centres of a KMeans of many clusters"}
	}
	return nil
}

// isCentred tells whether the method is about centres of clusters.
func (c Linkage) isCentred() bool {
	return c.Method == WardLinkage || c.inverts()
}

// inverts tells whether a merge may be lower than one before it.
func (c Linkage) inverts() bool {
	return c.Method == CentroidLinkage || c.Method == MedianLinkage
}

// keepsDistances tells whether a fit to rows needs the distances of all pairs.
func (c Linkage) keepsDistances() bool {
	return c.Method == CompleteLinkage || c.Method == AverageLinkage || c.Method == WeightedLinkage
}

func (c Linkage) isEuclidean() bool { return isEuclidean(c.Metric) }

// isEuclidean tells whether a metric is the Euclidean distance or its square.
func isEuclidean(m Metric) bool {
	switch m.(type) {
	case Euclidean, SquaredEuclidean:
		return true
	}
	return false
}

// packRows copies the rows one after the other. If they may be moved, a column
// that lies far from 0 moves there by its first value: this is exact where the
// values are within a quarter of their size, so Euclidean distances stay what
// they are, and sums lose nothing. Other metrics may look at more than
// differences, and their rows stay where they are.
func packRows(ctx context.Context, v view.Rows, move bool) ([]float64, error) {
	n, d := v.Dims()
	rows := make([]float64, 0, n*d)
	buf := v.Buffer()
	for i := range n {
		if i%par.Block == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		rows = append(rows, v.Row(i, buf)...)
	}
	for j := 0; move && j < d; j++ {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		lo, hi := math.Inf(1), math.Inf(-1)
		for at := j; at < len(rows); at += d {
			lo, hi = min(lo, rows[at]), max(hi, rows[at])
		}
		if first := rows[j]; math.Abs(first) > 4*(hi-lo) {
			for at := j; at < len(rows); at += d {
				rows[at] -= first
			}
		}
	}
	return rows, nil
}
