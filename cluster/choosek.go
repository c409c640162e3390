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

// Criterion names a way to choose the number of clusters.
type Criterion string

// The ways to choose the number of clusters. The empty string is [BySilhouette].
const (
	// BySilhouette takes the K of the highest mean [Silhouette].
	BySilhouette Criterion = "silhouette"
	// ByCalinskiHarabasz takes the K of the highest Calinski–Harabasz score.
	ByCalinskiHarabasz Criterion = "calinski-harabasz"
	// ByElbow takes the K where the curve of the inertias bends most, which is
	// where its second difference is largest.
	ByElbow Criterion = "elbow"
	// ByGap takes the smallest K whose gap is at least that of K+1 less the
	// standard error of that one. It alone can say that there are no clusters.
	ByGap Criterion = "gap"
)

// ChooseK says how many groups a table has. It runs [KMeans] for every number of
// clusters K from From to To, shows what each K gives, and recommends one of
// them with a reason:
//
//	curve, err := cluster.ChooseK{}.Of(ctx, x)
//	fmt.Println(curve.K, curve.Reason)
//	labels := curve.Model.Labels()
//
// With W(K) the inertia, T the inertia of one cluster and n the number of rows,
// the curve has for each K
//
//	mean silhouette      of all rows, or of the same sample of rows for every K
//	Calinski–Harabasz    (T − W(K))/(K−1) / (W(K)/(n−K))
//	elbow                W(K−1) − 2·W(K) + W(K+1)
//	gap                  mean of log W*(K) − log W(K)
//
// where W* are the inertias of reference tables: as many rows, uniform in the box
// that the columns of the table span. The standard error of the gap is the
// standard deviation of log W* times √(1 + 1/References).
//
// All of them suppose compact groups of comparable extent, as K-means does, and
// they disagree where groups overlap or lie within groups; the reason says so
// then. The silhouette is the default because it is among the best in
// comparisons and says something by itself: 1 is perfect, 0.25 is hardly
// structure. The elbow is the weakest, in favour of few clusters; it is here
// because it is often asked for. Only the gap says that a table has no clusters;
// it takes References more fits of each K, and is therefore computed only
// where it is asked for.
//
// The fit of each K is that of a KMeans with the same settings and Seed. Every
// value must be a finite number of magnitude 1e140 or less.
//
// Time: that of (1 + References)·(To − From + 1) fits, each
// O(Starts·iterations·n·K·d) for d columns, and O(m·n·d) for the silhouettes of m
// rows. Tables of up to 65,536 rows are fitted side by side, one goroutine for a fit;
// in larger ones each fit uses all of them. Memory: that of the fits that run, n·d
// numbers more for each one of a reference table (which is dense, also for a
// Sparse), and K·d numbers and 4·n bytes of labels for each K in the answer.
//
// Source: P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation
// and validation of cluster analysis", Journal of Computational and Applied
// Mathematics 20 (1987), DOI 10.1016/0377-0427(87)90125-7; T. Caliński and J.
// Harabasz, "A dendrite method for cluster analysis", Communications in
// Statistics 3 (1974), DOI 10.1080/03610927408827101; R. Tibshirani, G. Walther,
// T. Hastie, "Estimating the number of clusters in a data set via the gap
// statistic", Journal of the Royal Statistical Society B 63 (2001), DOI
// 10.1111/1467-9868.00293; for the comparison O. Arbelaitz, I. Gurrutxaga, J.
// Muguerza, J. M. Pérez, I. Perona, "An extensive comparative study of cluster
// validity indices", Pattern Recognition 46 (2013), DOI
// 10.1016/j.patcog.2012.07.021, and against the elbow E. Schubert, "Stop using the
// elbow criterion for k-means and how to choose the number of clusters instead",
// SIGKDD Explorations 25 (2023), DOI 10.1145/3606274.3606278.
//
// Differs from clusGap of the R package cluster (with d.power = 2 and spaceH0 =
// "original", the gap of the paper; its own defaults are others): the standard
// deviation has the divisor References, as in the paper (there References − 1);
// the rule for K is that of the paper (there "Tibs2001SEmax"; its default looks
// at local maxima). Its logarithms are of half the inertia, which the gap does
// not see.
type ChooseK struct {
	// From is the smallest number of clusters, at least 1. 0 means 2, and 1
	// where the gap is asked for.
	From int
	// To is the largest number of clusters, less than the number of rows. 0 means
	// 10, or From + 2 if that is more, or one less than there are rows if that is
	// fewer. At least From; with the silhouette and Calinski–Harabasz at least 2, as
	// one cluster has neither; and with the elbow From + 2, or 3 if From is 2.
	To int
	// Criterion recommends: "silhouette", "calinski-harabasz", "elbow" or "gap".
	// "" means "silhouette".
	Criterion Criterion
	// Init is the Init of KMeans: how the starting centres are chosen. "" means
	// "k-means++".
	Init Init
	// Starts is the Starts of KMeans, of which the best is kept for each K. 0
	// means 10.
	Starts int
	// MaxIter is the MaxIter of KMeans. 0 means 300.
	MaxIter int
	// Tol is the Tol of KMeans. 0 means 1e-4; a negative value means that only
	// unchanged labels end a start.
	Tol float64
	// Sample is how many rows have their silhouette measured, against all others.
	// 0 means all in a table of up to 20,000 rows and 2,000 in a larger one; a
	// negative value means all; else at least 2.
	Sample int
	// References is the number of reference tables for the gap, at least 2. 0
	// means 20 if Criterion is "gap", else that the gap is left out.
	References int
	// Seed chooses the random numbers; every value is a fixed seed, 0 too.
	Seed uint64
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done, in parts of
	// 1000. nil is silent.
	Progress func(done, total int) `json:"-"`
}

const (
	chooseKTo         = 10
	chooseKReferences = 20
	chooseKExact      = 20000 // rows of which all silhouettes are measured
	chooseKSample     = 2000
	chooseKMost       = 1 << 30 // bound of From and To: numbers above it are a mistake
)

// Of returns the curve for the rows of x.
//
// It returns a [clm.ConfigError] for a field out of range, an error that wraps
// [clm.ErrTooFew] for no more rows than To (or than the least To, if that is 0), and
// where there are so few distinct rows that the Criterion cannot say anything, a
// [clm.ShapeError] for a table without columns, a [clm.ValueError] with the place
// of the first value that is NaN, infinite or beyond ±1e140, a [clm.LimitError]
// if To times the number of columns is more than 2³¹−1 or, for the gap of a
// Sparse, rows times columns, and the cause of the context when that ends first.
func (c ChooseK) Of(ctx context.Context, x mat.Matrix) (*KCurve, error) {
	const op = "cluster.ChooseK.Of"
	c, err := c.complete()
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	if c, err = c.within(op, n); err != nil {
		return nil, err
	}
	switch {
	case d == 0:
		return nil, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	case c.To > math.MaxInt32/d:
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "numbers in the centres (clusters times columns)"}
	case c.References > 0 && v.Sparse() != nil && d > math.MaxInt32/n:
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "numbers in a reference table (rows times columns), which is dense"}
	case c.References >= math.MaxInt/(c.To-c.From+1):
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt, What: "fits (1 + References for each number of clusters)"}
	}
	if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
		return nil, err
	}
	s, err := newKSearch(ctx, c, x, v)
	if err != nil {
		return nil, err
	}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s.curve(op)
}

// complete puts the defaults in place, but for To, and checks the fields.
func (c ChooseK) complete() (ChooseK, error) {
	const typ = "cluster.ChooseK"
	if err := check.Int(typ, "From", c.From, 0, chooseKMost); err != nil {
		return c, err
	}
	if err := check.OneOf(typ, "Criterion", c.Criterion, "", BySilhouette, ByCalinskiHarabasz, ByElbow, ByGap); err != nil {
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
	if c.Sample == 1 {
		return c, &clm.ConfigError{Type: typ, Field: "Sample", Value: c.Sample, Want: "0, a negative number for all rows, or at least 2"}
	}
	if c.References < 0 || c.References == 1 {
		return c, &clm.ConfigError{Type: typ, Field: "References", Value: c.References, Want: "0, or at least 2"}
	}
	if err := check.Int(typ, "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return c, err
	}
	if c.Criterion == "" {
		c.Criterion = BySilhouette
	}
	if c.Criterion == ByGap && c.References == 0 {
		c.References = chooseKReferences
	}
	if c.From == 0 {
		c.From = 2
		if c.References > 0 {
			c.From = 1
		}
	}
	if c.Starts == 0 {
		c.Starts = kmeansStarts
	}
	if c.To != 0 {
		return c, check.Int(typ, "To", c.To, c.leastTo(), chooseKMost)
	}
	return c, nil
}

// leastTo returns the smallest To with which the criterion can say something.
func (c ChooseK) leastTo() int {
	switch c.Criterion {
	case ByGap:
		return c.From
	case ByElbow:
		// The inertia of one cluster is known without a fit.
		if c.From == 2 {
			return 3
		}
		return c.From + 2
	}
	return max(c.From, 2)
}

// within puts the default of To in place and checks that there are rows enough.
func (c ChooseK) within(op string, n int) (ChooseK, error) {
	want := c.To
	if want == 0 {
		want = c.leastTo()
		c.To = max(want, min(max(chooseKTo, c.From+2), n-1))
	}
	if n <= want {
		return c, fmt.Errorf("%s: %d rows for %d clusters, want more rows than clusters: %w", op, n, want, clm.ErrTooFew)
	}
	return c, nil
}

// sample returns the Sample of the silhouettes of n rows; 0 means all.
func (c ChooseK) sample(n int) int {
	switch {
	case c.Sample < 0 || c.Sample >= n || c.Sample == 0 && n <= chooseKExact:
		return 0
	case c.Sample == 0:
		return chooseKSample
	}
	return c.Sample
}
