package cluster

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// Init names a way to choose the starting centres of K-means.
type Init string

// The ways to choose starting centres. The empty string is [PlusPlus].
const (
	// PlusPlus is greedy k-means++: each further centre is the best of
	// 2 + ⌊ln K⌋ rows drawn with a probability proportional to their weight
	// times the squared distance to the nearest centre so far.
	PlusPlus Init = "k-means++"
	// RandomRows takes K different rows, each as likely as any other.
	RandomRows Init = "random"
)

// Precision names the working copy of a table.
type Precision string

// The working copies of K-means. The empty string is [Float64].
const (
	// Float64 keeps copies in float32 and float64 where they make a fit faster.
	Float64 Precision = "float64"
	// Float32 keeps one copy in float32 and looks at the caller's matrix where
	// that is not enough. The result is the same to the bit.
	Float32 Precision = "float32"
)

// KMeans divides the rows of a table into K groups of similar rows, each
// around its mean. Use it to segment customers by a few numbers that were
// brought to comparable scales first (see the feature package), when the
// groups are expected to be compact and of comparable extent. It is not the
// method for groups of odd shapes, for data with many outliers, or for an
// unknown number of groups; where K is in doubt, [ChooseK] compares several.
//
// K-means looks for the centres c and labels l that minimise the inertia
//
//	Σᵢ wᵢ · ‖xᵢ − c_l(i)‖²
//
// by Lloyd's iteration: every row goes to its nearest centre, every centre to
// the weighted mean of its rows, until that changes little or nothing. Each
// start ends in a local optimum; the best of Starts is kept. Inertias that
// differ by less than one part in 10⁹ count as equal, and the earlier start
// wins. Rows that are equally near to several centres belong to the one of
// the lowest index. A cluster that loses all its rows is moved to the row
// that is farthest from its own centre, and the report says so.
//
// Every value must be a finite number of magnitude 1e140 or less; NaN is an
// error, not a missing value. Differences below about 1e-160 count as none,
// because their squares do. Dense tables are centred by their column means. A
// [clm.Sparse] is walked entry by entry, its absent entries are 0, and it is
// neither copied nor centred; it gives the labels of the equal dense table, but
// for rows that lie exactly between two centres, and the values to about 1e-12.
// A model predicts the same for both without exception.
//
// Time: O(Starts·iterations·n·K·d) for n rows and d columns at most, with a
// Sparse the number of its entries instead of n·d. Rows whose nearest centre
// cannot have changed since they were last compared, by how far the centres
// moved, are passed over where that pays, and the sums of clusters follow the
// rows that changed: as a fit converges, an iteration comes down to O(n + K·d)
// and what is near a border. Rows are first compared in float32, with an error
// bound that tells when float64 has to decide. None of this changes a label.
//
// Memory: a copy of a dense table in float32, 4·n·d bytes, and with Precision
// Float64 one in float64, 8·n·d bytes, where it is of use: for k-means++, for
// values that float32 cannot tell apart, and for matrices of which rows do not
// lie in memory (for more than 48 columns, always). Then 24 bytes a row for
// each start that runs, and K·d numbers for each block of 4096 rows. On
// processors without AVX2 there is no copy in float32; Precision Float32 then
// reads the caller's matrix throughout, which is slower. Starts run side by
// side in tables of up to 65,536 rows; in larger ones blocks of rows do. A fit
// reads the matrix until it returns.
//
// Source: S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions
// on Information Theory 28 (1982), DOI 10.1109/TIT.1982.1056489; D. Arthur and
// S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007,
// and for the greedy choice among several candidates M. E. Celebi, H. A.
// Kingravi, P. A. Vela, "A comparative study of efficient initialization
// methods for the k-means clustering algorithm", Expert Systems with
// Applications 40 (2013), DOI 10.1016/j.eswa.2012.07.021; for rows that are
// passed over G. Hamerly, "Making k-means even faster", SIAM International
// Conference on Data Mining 2010, DOI 10.1137/1.9781611972801.12.
//
// Differs from scikit-learn: the default number of starts is 10 with every
// Init; weights count in the column variances that Tol refers to, so that a
// weight of two is the same as a row that stands there twice; distances are
// sums of squared differences and ties go to the lowest index exactly; an
// empty cluster takes no row that is alone in its cluster, has weight 0 or
// lies on its centre; negative weights are an error; more clusters than
// distinct rows is a note in the report, not a warning.
type KMeans struct {
	// K is the number of clusters, from 1 to the number of rows. It is
	// required: 0 is an error.
	K int
	// Init is how the starting centres are chosen: "k-means++" or "random".
	// "" means "k-means++". FitFrom does not use it.
	Init Init
	// Starts is how many starts are made, of which the best is kept; at least 1.
	// 0 means 10. FitFrom does not use it.
	Starts int
	// MaxIter is the largest number of iterations of one start, at least 1.
	// 0 means 300.
	MaxIter int
	// Tol ends a start when the squared distances that the centres moved add
	// up to at most Tol times the mean variance of the columns. 0 means 1e-4;
	// a negative value means that only unchanged labels end it.
	Tol float64
	// Precision is the copy of the table that a fit works with: "float64" or
	// "float32". "" means "float64". It changes the memory and time of a fit,
	// not its result: see Memory above. A [clm.Sparse] is never copied and does
	// not use it.
	Precision Precision
	// Seed chooses the random numbers; every value is a fixed seed, 0 too.
	// FitFrom does not use it.
	Seed uint64
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done: each start
	// counts MaxIter units, whether it needs them or not (fewer where the sum
	// would overflow). nil is silent.
	Progress func(done, total int) `json:"-"`
}

const (
	kmeansStarts  = 10
	kmeansMaxIter = 300
	kmeansTol     = 1e-4

	// hugest is the largest magnitude of a value. The sum of the squared
	// distances of 10⁹ rows of 10⁹ columns stays finite with it.
	hugest = 1e140
)

// inRange is what is asked of every value.
func inRange() check.Magnitude {
	return check.Magnitude{Most: hugest, Want: "a magnitude of at most 1e140, as squared distances overflow beyond"}
}

// Fit learns K centres from the rows of x.
//
// It returns a [clm.ConfigError] for a field out of range, an error that
// wraps [clm.ErrTooFew] for fewer than K rows, a [clm.ShapeError] for a table
// without columns, a [clm.ValueError] with the place of the first value that
// is NaN, infinite or beyond ±1e140, a [clm.LimitError] if K times the number
// of columns is more than 2³¹−1, and the cause of the context when that ends
// first.
func (c KMeans) Fit(ctx context.Context, x mat.Matrix) (*KMeansModel, error) {
	return c.fit(ctx, "cluster.KMeans.Fit", x, nil, nil)
}

// FitWeighted is Fit with a weight for each row, a finite number of at least
// 0. A row of weight 2 counts like two equal rows, one of weight 0 gets a
// label and changes nothing else. A nil weight means all ones.
//
// Its errors are those of [KMeans.Fit]; rows of weight 0 do not count as
// rows for [clm.ErrTooFew]. It returns a [clm.ShapeError] for a wrong number
// of weights, a [clm.ValueError] for a weight that is negative, NaN or
// infinite, and an error that wraps [clm.ErrDiverged] for weights so large
// that sums overflow.
func (c KMeans) FitWeighted(ctx context.Context, x mat.Matrix, weight []float64) (*KMeansModel, error) {
	return c.fit(ctx, "cluster.KMeans.FitWeighted", x, weight, nil)
}

// FitFrom is FitWeighted with one start, from the given centres: one row for
// each of the K clusters, one column for each column of x. Use it to go on
// from an earlier model, or to compare with another implementation.
//
// Its errors are those of [KMeans.FitWeighted], and a [clm.ShapeError] or
// [clm.ValueError] for a start of the wrong shape or with wrong values.
func (c KMeans) FitFrom(ctx context.Context, x mat.Matrix, weight []float64, start mat.Matrix) (*KMeansModel, error) {
	const op = "cluster.KMeans.FitFrom"
	if start == nil {
		return nil, &clm.ShapeError{Op: op, Got: "no start", Want: "one centre for each cluster"}
	}
	return c.fit(ctx, op, x, weight, start)
}

func (c KMeans) fit(ctx context.Context, op string, x mat.Matrix, weight []float64, start mat.Matrix) (*KMeansModel, error) {
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
	t, err := newTable(ctx, op, v, weight, c.Precision == Float32, c.Workers)
	if err != nil {
		return nil, err
	}
	var from []float64
	if start != nil {
		if from, err = startCenters(ctx, op, start, c.K, d, t.offset()); err != nil {
			return nil, err
		}
		c.Starts = 1
	}
	return newFitting(c, op, t, weight, from).run(ctx)
}

// complete puts the defaults in place and checks the fields.
func (c KMeans) complete() (KMeans, error) {
	const typ = "cluster.KMeans"
	if err := check.Int(typ, "K", c.K, 1, math.MaxInt); err != nil {
		return c, err
	}
	if err := check.OneOf(typ, "Init", c.Init, "", PlusPlus, RandomRows); err != nil {
		return c, err
	}
	if err := check.Int(typ, "Starts", c.Starts, 0, math.MaxInt); err != nil {
		return c, err
	}
	if err := check.Int(typ, "MaxIter", c.MaxIter, 0, math.MaxInt); err != nil {
		return c, err
	}
	if err := check.Float(typ, "Tol", c.Tol, math.Inf(-1), math.Inf(1)); err != nil {
		return c, err
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return c, err
	}
	if err := check.OneOf(typ, "Precision", c.Precision, "", Float64, Float32); err != nil {
		return c, err
	}
	if c.Init == "" {
		c.Init = PlusPlus
	}
	if c.Starts == 0 {
		c.Starts = kmeansStarts
	}
	if c.MaxIter == 0 {
		c.MaxIter = kmeansMaxIter
	}
	if c.Tol == 0 {
		c.Tol = kmeansTol
	}
	return c, nil
}

// checkFit tells whether a table of n rows and d columns can be divided into k
// clusters, and whether there is a proper weight for each row.
func checkFit(op string, n, d, k int, weight []float64) error {
	if err := check.Weights(op, weight, n); err != nil {
		return err
	}
	if got := positive(weight, n); got < k {
		return fmt.Errorf("%s: %d rows for %d clusters: %w", op, got, k, clm.ErrTooFew)
	}
	if d == 0 {
		return &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	if k > math.MaxInt32/d {
		return &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "numbers in the centres (clusters times columns)"}
	}
	return nil
}

// positive counts the rows that have a positive weight.
func positive(weight []float64, n int) int {
	if weight == nil {
		return n
	}
	count := 0
	for _, w := range weight {
		if w > 0 {
			count++
		}
	}
	return count
}

// checkStart tells whether a start has k centres of d columns.
func checkStart(op string, start mat.Matrix, k, d int) error {
	if r, c := start.Dims(); r != k || c != d {
		return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d×%d", r, c), Want: fmt.Sprintf("%d×%d", k, d)}
	}
	return nil
}

// startCenters takes the centres that a caller gave into the coordinates of
// the table.
func startCenters(ctx context.Context, op string, start mat.Matrix, k, d int, offset []float64) ([]float64, error) {
	op += ": start"
	if err := checkStart(op, start, k, d); err != nil {
		return nil, err
	}
	v := view.Of(start)
	if err := inRange().Matrix(ctx, op, v, 1); err != nil {
		return nil, err
	}
	at := make([]float64, k*d)
	buf := v.Buffer()
	for i := range k {
		for j, s := range v.Row(i, buf) {
			at[i*d+j] = s - offset[j]
		}
	}
	return at, nil
}
