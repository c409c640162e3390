package cluster

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// DBSCAN finds groups of any shape: regions in which customers lie densely,
// with sparse regions between them. It finds the number of groups by itself,
// and says of customers who lie alone that they belong to none. Use it for
// groups that are not round, and to find outliers. It needs one distance Eps
// that separates dense from sparse everywhere: choose it with [EpsCurve]. It is
// not the method for groups of very different density, or for many columns,
// where all distances become alike.
//
// Two rows are neighbours if their distance is at most Eps; each row is its own
// neighbour. A core row has at least MinPoints neighbours. Core rows that are
// neighbours are in the same cluster, and so are all that are connected in this
// way:
//
//	core(i)  ⇔  |{ j : ‖xᵢ − xⱼ‖ ≤ Eps }| ≥ MinPoints
//
// Clusters are numbered from 0 in the order of their first core row. A row that
// is no core row but has one for a neighbour is at the border of a cluster; if
// it could belong to several, it belongs to the one of the lowest number. All
// other rows are noise, with the label −1. Neither the number of Workers nor
// the order of the rows, but for the numbers of the clusters and the choice at
// borders, changes what is found.
//
// Every value must be a finite number of magnitude 1e140 or less; NaN is an
// error, not a missing value. A squared distance is one chain of fused
// multiply-adds along the columns, and it is compared with Eps·Eps; both are 0
// below about 1e-162. All answers are exact: no row is left out. A [clm.Sparse]
// is copied into a dense table and gives the labels of the equal one.
//
// Time: O(n·log n) for n rows of few columns where neighbourhoods are small, up
// to O(n²·d) for many columns d. With [Euclidean] and [SquaredEuclidean], tables of
// up to 6 columns are divided into cells in which all rows are neighbours, as
// long as no more than some 16 rows of cells around each row have to be looked
// through. Wider and sparser tables, and those of very large extent, go into a
// k-d tree, as they do with [Manhattan] and [Chebyshev]. From 12 columns on, and with
// [Cosine], rows near each other in the tree are compared with others by products of
// matrices in float32, which decide about almost all pairs; about those near the edge
// of a ball, float64 decides. Other metrics compare all pairs of rows until all is
// known: O(n²) distances. Memory: O(n·d) always, up to four copies of the table, seven
// with Cosine; lists of neighbours are never kept.
//
// Source: M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm
// for discovering clusters in large spatial databases with noise", KDD 1996;
// E. Schubert, J. Sander, M. Ester, H.-P. Kriegel, X. Xu, "DBSCAN revisited,
// revisited", ACM Transactions on Database Systems 42 (2017), DOI
// 10.1145/3068335; for the cells and the sets that several goroutines unite
// Y. Wang, Y. Gu, J. Shun, "Theoretically-efficient and practical parallel
// DBSCAN", SIGMOD 2020, DOI 10.1145/3318464.3380582.
//
// Differs from scikit-learn: there is no default for Eps; memory does not grow
// with the number of neighbours; a border row belongs to the cluster of the
// lowest number, which is the same; weights are at least 0; the model can tell
// the cluster of new rows.
type DBSCAN struct {
	// Eps is the largest distance between two neighbours, in the units of the
	// metric (for SquaredEuclidean, a squared distance); above 0 and finite. It
	// is required: 0 is an error.
	Eps float64
	// MinPoints is how many neighbours a core row has, itself included; at
	// least 1. 0 means 5.
	MinPoints int
	// Metric measures the distance. nil means Euclidean.
	Metric Metric `json:"-"`
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done: each row
	// counts as three units. nil is silent.
	Progress func(done, total int) `json:"-"`
}

const (
	dbscanMinPoints = 5
	maxRows         = math.MaxInt32
)

// Fit finds the clusters of the rows of x.
//
// It returns a [clm.ConfigError] for a field out of range, an error that wraps
// [clm.ErrTooFew] if there is no row, a [clm.ShapeError] for a table without
// columns, a [clm.ValueError] with the place of the first value that is NaN,
// infinite or beyond ±1e140, one with the numbers of two rows for a distance of a
// Metric of the caller that is negative or NaN and was asked for, a
// [clm.LimitError] for more than 2³¹−1 rows or, if the table is not dense,
// numbers (rows times columns), and the cause of the context when that ends first.
func (c DBSCAN) Fit(ctx context.Context, x mat.Matrix) (*DBSCANModel, error) {
	return c.fit(ctx, "cluster.DBSCAN.Fit", x, nil)
}

// FitWeighted is Fit with a weight for each row, a finite number of at least 0:
// a core row is one whose neighbours have weights that add up to at least
// MinPoints. A row of weight 2 counts like two equal rows; one of weight 0 does
// not count, but may itself be a core row. A nil weight means all ones. The sum
// is exact but for parts of a weight below MinPoints·2⁻⁹⁶, and is rounded once:
// the order of the rows does not matter, and ten times 0.7 is 7.
//
// Its errors are those of [DBSCAN.Fit], a [clm.ShapeError] for a wrong number of
// weights, and a [clm.ValueError] for a weight that is negative, NaN or
// infinite.
func (c DBSCAN) FitWeighted(ctx context.Context, x mat.Matrix, weight []float64) (*DBSCANModel, error) {
	return c.fit(ctx, "cluster.DBSCAN.FitWeighted", x, weight)
}

func (c DBSCAN) fit(ctx context.Context, op string, x mat.Matrix, weight []float64) (*DBSCANModel, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v, err := checkRows(op, x)
	if err != nil {
		return nil, err
	}
	n, d := v.Dims()
	if err := check.Weights(op, weight, n); err != nil {
		return nil, err
	}
	f := newDBSCANFit(c, n, d)
	f.op, f.weight = op, weight
	if f.rows, err = rawOf(ctx, op, x, v, c.Workers); err != nil {
		return nil, err
	}
	var finite bool
	if f.low, f.high, finite, err = f.rows.extent(ctx, c.Workers); err != nil {
		return nil, err
	}
	if !finite || slices.Min(f.low) < -hugest || slices.Max(f.high) > hugest {
		if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
			return nil, err
		}
	}
	return f.run(ctx)
}

// complete puts the defaults in place and checks the fields.
func (c DBSCAN) complete() (DBSCAN, error) {
	const typ = "cluster.DBSCAN"
	if err := checkEps(typ, c.Eps); err != nil {
		return c, err
	}
	if err := check.Int(typ, "MinPoints", c.MinPoints, 0, math.MaxInt); err != nil {
		return c, err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return c, err
	}
	if c.MinPoints == 0 {
		c.MinPoints = dbscanMinPoints
	}
	return c, nil
}

func checkEps(typ string, eps float64) error {
	if eps > 0 && !math.IsInf(eps, 1) {
		return nil
	}
	return &clm.ConfigError{Type: typ, Field: "Eps", Value: eps, Want: "a finite number above 0"}
}
