package cluster

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// MiniBatch is [KMeans] for tables of very many rows: it learns from random
// batches of rows instead of all rows in each iteration, and it does not copy the
// table. It ends about where one start of KMeans does, in a fraction of the time.
// Where the last percent of the inertia matters, or for up to some ten thousand
// rows, take KMeans.
//
// A K-means of a sample of rows comes first. Then rows are drawn from the whole
// table in batches, with replacement and each row as likely as its weight says.
// The rows of a batch go to their nearest centres, and each centre moves to the
// mean of all rows that batches have given it so far:
//
//	m := m + b;  c := c + Σ(x − c)/m
//
// over the b rows x of the batch that are nearest to centre c, of m rows so far.
// That ends when the inertia of the batches does not fall any more. Last, each
// centre moves to the weighted mean of all rows of the table that are nearest to
// it, and all rows are assigned once more: Labels are those that Predict gives,
// and Inertia and Sizes are exact.
//
// As rows are drawn one by one, the order of the table does not matter. A centre
// that is never nearest to a row of a batch moves to the row that is farthest
// from its own centre, and the report says so.
//
// Values, missing values and a [clm.Sparse] are as for [KMeans]. The model is of
// the same type; its report counts batches as iterations.
//
// Time: O(batches·BatchSize·K·d + n·K·d), with a Sparse the entries of the rows
// instead of d. Memory: 4 bytes a row for the labels, with weights 8 bytes for each
// 64 rows, a copy of the sample, and O(BatchSize·d + K·d).
//
// Source: D. Sculley, "Web-scale k-means clustering", Proceedings of the 19th
// International Conference on World Wide Web (2010), DOI
// 10.1145/1772690.1772862.
//
// Differs from scikit-learn: the start is the best K-means of the sample and not
// k-means++ alone, and the sample has at least 10 rows for each cluster; the end
// is seen by comparing the inertia of some batches to that of as many before,
// not by a running mean over a time that depends on the number of rows; it is
// followed by one step over all rows; MaxIter counts batches; there is no Tol,
// because the moves of the centres shrink with the number of batches, at rest or
// not; clusters of few rows are kept, only those without rows move.
type MiniBatch struct {
	// K is the number of clusters, from 1 to the number of rows. It is
	// required: 0 is an error.
	K int
	// Init is how the centres of the K-means of the sample are chosen:
	// "k-means++" or "random". "" means "k-means++". FitFrom does not use it.
	Init Init
	// Starts is how many starts the K-means of the sample makes, of which the
	// best is kept; at least 1. 0 means 3. FitFrom does not use it.
	Starts int
	// BatchSize is the number of rows in a batch, at least 1; never more than
	// the table has. The sample has three times as many, and at least 10·K. 0
	// means 1024.
	BatchSize int
	// MaxIter is the largest number of batches, at least 1. 0 means 10,000.
	MaxIter int
	// Patience is the number of batches whose mean inertia is compared to that of
	// as many batches before: the fit ends when it is not less. 0 means 20; a
	// negative value means that only MaxIter ends the fit.
	Patience int
	// Seed chooses the random numbers; every value is a fixed seed, 0 too.
	Seed uint64
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done: each of
	// MaxIter batches counts one, whether it is needed or not, and so does each
	// of the two passes over all rows in the end. nil is silent.
	Progress func(done, total int) `json:"-"`
}

const (
	batchStarts   = 3
	batchSize     = 1024
	batchMaxIter  = 10_000
	batchPatience = 20
)

// Fit learns K centres from the rows of x.
//
// It returns a [clm.ConfigError] for a field out of range, an error that
// wraps [clm.ErrTooFew] for fewer than K rows, a [clm.ShapeError] for a table
// without columns, a [clm.ValueError] with the place of the first value that
// is NaN, infinite or beyond ±1e140, a [clm.LimitError] if K times the number
// of columns is more than 2³¹−1, and the cause of the context when that ends
// first.
func (c MiniBatch) Fit(ctx context.Context, x mat.Matrix) (*KMeansModel, error) {
	return c.fit(ctx, "cluster.MiniBatch.Fit", x, nil, nil)
}

// FitWeighted is Fit with a weight for each row, a finite number of at least
// 0, in proportion to which rows are drawn. A row of weight 2 counts like two
// equal rows, one of weight 0 gets a label and changes nothing else. A nil weight
// means all ones.
//
// Its errors are those of [MiniBatch.Fit]; rows of weight 0 do not count as
// rows for [clm.ErrTooFew]. It returns a [clm.ShapeError] for a wrong number
// of weights, a [clm.ValueError] for a weight that is negative, NaN or
// infinite, and an error that wraps [clm.ErrDiverged] for weights so large
// that sums overflow.
func (c MiniBatch) FitWeighted(ctx context.Context, x mat.Matrix, weight []float64) (*KMeansModel, error) {
	return c.fit(ctx, "cluster.MiniBatch.FitWeighted", x, weight, nil)
}

// FitFrom is FitWeighted from the given centres instead of a K-means of a
// sample: one row for each of the K clusters, one column for each column of x.
//
// Its errors are those of [MiniBatch.FitWeighted], and a [clm.ShapeError] or
// [clm.ValueError] for a start of the wrong shape or with wrong values.
func (c MiniBatch) FitFrom(ctx context.Context, x mat.Matrix, weight []float64, start mat.Matrix) (*KMeansModel, error) {
	const op = "cluster.MiniBatch.FitFrom"
	if start == nil {
		return nil, &clm.ShapeError{Op: op, Got: "no start", Want: "one centre for each cluster"}
	}
	return c.fit(ctx, op, x, weight, start)
}

func (c MiniBatch) fit(ctx context.Context, op string, x mat.Matrix, weight []float64, start mat.Matrix) (*KMeansModel, error) {
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	if err := checkFit(op, n, d, c.K, weight); err != nil {
		return nil, err
	}
	if start != nil {
		if err := checkStart(op+": start", start, c.K, d); err != nil {
			return nil, err
		}
	}
	f, err := newBatchFitting(c, op, v, weight)
	if err != nil {
		return nil, err
	}
	return f.run(ctx, x, start)
}

// complete puts the defaults in place and checks the fields.
func (c MiniBatch) complete() (MiniBatch, error) {
	const typ = "cluster.MiniBatch"
	for _, f := range []struct {
		name      string
		value, lo int
	}{
		{"K", c.K, 1}, {"Starts", c.Starts, 0}, {"BatchSize", c.BatchSize, 0}, {"MaxIter", c.MaxIter, 0}, {"Workers", c.Workers, 0},
	} {
		if err := check.Int(typ, f.name, f.value, f.lo, math.MaxInt); err != nil {
			return c, err
		}
	}
	if err := check.OneOf(typ, "Init", c.Init, "", PlusPlus, RandomRows); err != nil {
		return c, err
	}
	if c.Starts == 0 {
		c.Starts = batchStarts
	}
	if c.BatchSize == 0 {
		c.BatchSize = batchSize
	}
	if c.MaxIter == 0 {
		c.MaxIter = batchMaxIter
	}
	if c.Patience == 0 {
		c.Patience = batchPatience
	}
	return c, nil
}
