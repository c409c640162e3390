package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/view"
)

// Profiles describes clusters in words and figures that somebody can use who has
// never heard of clusters: how many rows, typical values of each column, and
// what tells a cluster from the rest.
//
//	portraits, err := cluster.Profiles{Rows: "customers"}.Of(ctx, x, labels, names)
//	fmt.Println(portraits[0].Sentence) // 34% of the customers; high revenue (+1.8 sd), low days since last order (−0.9 sd)
//
// Give it the table in units that people know, also where scaled columns were
// clustered; or the scaled one, where columns are so skewed that a mean says
// little.
//
// The effect of a column is Cohen's d: the mean of the cluster less the mean of
// the rest, divided by the pooled standard deviation
//
//	d = (m₁ − m₂) / √((SS₁ + SS₂) / (n − 2))
//
// where SS are sums of squared deviations and n is the number of all rows. Around
// 0.2 it is small, around 0.5 medium, from 0.8 on large. The clusters were made
// to differ, so an effect describes and proves nothing.
//
// Every value must be a finite number of magnitude 1e140 or less. Time: O(n·log(n)·d)
// for n rows and d columns. Memory: O(n) for each of Workers, and O(k·d) for k
// clusters.
//
// Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd
// edition, Lawrence Erlbaum, 1988, chapter 2 (d); R. J. Hyndman and Y. Fan,
// "Sample quantiles in statistical packages", The American Statistician 50
// (1996), DOI 10.1080/00031305.1996.10473566 (quantiles of type 7, as in numpy
// and R).
type Profiles struct {
	// Rows is what the rows of the table are, in the plural, as in
	// "customers"; "" means "rows".
	Rows string
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
}

// Portrait is what [Profiles] says of one cluster.
type Portrait struct {
	Label int     // as given; -1 for noise
	Size  int     // number of rows
	Share float64 // of all rows of the table
	// Features holds the figures of each column, in the order of the columns.
	Features []Feature
	// Distinct holds the columns that tell this cluster from the rest: those
	// whose effect is at least 0.2 in magnitude, the strongest first.
	Distinct []int
	// Sentence tells size and up to three columns of Distinct in plain words.
	Sentence string
}

// Feature is one column in one cluster.
type Feature struct {
	Name   string
	Mean   float64
	SD     float64 // standard deviation with n − 1, 0 for a single row
	Q25    float64 // a quarter of the rows are below
	Median float64 // the value in the middle
	Q75    float64 // a quarter of the rows are above
	// RestMean is the mean of all other rows of the table, 0 if there are none.
	RestMean float64
	// Effect is Cohen's d against all other rows: the difference of the means
	// in pooled standard deviations. 0 if there are no other rows or the means
	// are equal; infinite if the means differ and nothing else does.
	Effect float64
}

// Profile is [Profiles.Of] with the zero Profiles.
func Profile(ctx context.Context, x mat.Matrix, labels []int, names []string) ([]Portrait, error) {
	return Profiles{}.Of(ctx, x, labels, names)
}

// Of returns one portrait for each cluster, by ascending label. Row i of x is in
// the cluster labels[i]; all rows with labels below 0 are noise together, and
// their portrait, with the label -1, is the last. Noise belongs to the rest that
// a cluster is compared with. Names are those of the columns; nil means "column
// 0", "column 1" and so on.
//
// It returns a [clm.ConfigError] for negative Workers, a [clm.ShapeError] for
// another number of labels than rows or of names than columns or a table
// without columns, a [clm.ValueError] with the place of a value that is NaN,
// infinite or beyond ±1e140, an error that wraps [clm.ErrTooFew] for a table
// without rows, and the cause of the context when that ends first.
func (c Profiles) Of(ctx context.Context, x mat.Matrix, labels []int, names []string) ([]Portrait, error) {
	const op = "cluster.Profiles.Of"
	if err := check.Int("cluster.Profiles", "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	switch {
	case len(labels) != n:
		return nil, oneLabelEach(op, len(labels), n)
	case names != nil && len(names) != d:
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d names for %d columns", len(names), d), Want: "one name for each column, or nil"}
	case n == 0:
		return nil, fmt.Errorf("%s: no rows: %w", op, clm.ErrTooFew)
	case d == 0:
		return nil, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
		return nil, err
	}
	g := withNoise(labels)
	out := make([]Portrait, len(g.label))
	for k, label := range g.label {
		size := g.from[k+1] - g.from[k]
		out[k] = Portrait{Label: label, Size: size, Share: float64(size) / float64(n), Features: make([]Feature, d)}
	}
	// Each column by itself.
	err := par.For(ctx, d, 1, c.Workers, func(_, j, _ int) error {
		values := make([]float64, n)
		for p, i := range g.row {
			if p%par.Block == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			values[p] = x.At(i, j)
		}
		name := fmt.Sprintf("column %d", j)
		if names != nil {
			name = names[j]
		}
		return g.describe(ctx, values, func(k int, f Feature) {
			f.Name = name
			out[k].Features[j] = f
		})
	})
	if err != nil {
		return nil, err
	}
	for k := range out {
		out[k].conclude(c.Rows)
	}
	return out, nil
}

// withNoise is groupRows with the noise as the last group.
func withNoise(labels []int) groups {
	g := groupRows(labels)
	if len(g.row) == len(labels) {
		return g
	}
	for i, l := range labels {
		if l < 0 {
			g.row = append(g.row, i)
			g.of = append(g.of, len(g.label))
		}
	}
	g.label = append(g.label, -1)
	g.from = append(g.from, len(labels))
	return g
}

// describe tells the figures of one column, whose values are in the order of the
// groups, and sorts the values of each group.
func (g groups) describe(ctx context.Context, values []float64, tell func(k int, f Feature)) error {
	parts := make([]deviation, len(g.label))
	for k := range parts {
		part := values[g.from[k]:g.from[k+1]]
		if err := sortLong(ctx, part); err != nil {
			return err
		}
		parts[k] = deviationOf(part)
	}
	// after[k] is all groups from k on.
	after := make([]deviation, len(parts)+1)
	for k := len(parts) - 1; k >= 0; k-- {
		after[k] = parts[k].and(after[k+1])
	}
	var before deviation
	for k, p := range parts {
		part := values[g.from[k]:g.from[k+1]]
		rest := before.and(after[k+1])
		f := Feature{
			Mean: p.mean, Q25: quantile(part, 0.25), Median: quantile(part, 0.5), Q75: quantile(part, 0.75),
			RestMean: rest.mean, Effect: p.effect(rest),
		}
		if p.n > 1 {
			f.SD = math.Sqrt(p.square / (p.n - 1))
		}
		tell(k, f)
		before = before.and(p)
	}
	return nil
}

// deviation is the number of some values, their mean, and the sum of their
// squared deviations from it.
type deviation struct{ n, mean, square float64 }

// deviationOf takes the first value away from all, so that equal values have no
// deviation and nothing is lost far from 0.
func deviationOf(values []float64) deviation {
	first, sum, n := values[0], 0.0, float64(len(values))
	for _, v := range values {
		sum += v - first
	}
	mean, square := sum/n, 0.0
	for _, v := range values {
		t := v - first - mean
		square += float64(t * t)
	}
	return deviation{n, first + mean, square}
}

// and puts two sets of values together.
//
// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for computing
// the sample variance", The American Statistician 37 (1983), DOI
// 10.1080/00031305.1983.10483115.
func (a deviation) and(b deviation) deviation {
	switch {
	case a.n == 0:
		return b
	case b.n == 0:
		return a
	}
	n, apart := a.n+b.n, b.mean-a.mean
	return deviation{n, a.mean + float64(apart*(b.n/n)), a.square + b.square + float64(apart*apart*(a.n*(b.n/n)))}
}

// effect returns Cohen's d.
func (a deviation) effect(rest deviation) float64 {
	if rest.n == 0 || a.mean == rest.mean {
		return 0
	}
	apart := a.mean - rest.mean
	if a.n+rest.n == 2 {
		return math.Copysign(math.Inf(1), apart)
	}
	return apart / math.Sqrt((a.square+rest.square)/(a.n+rest.n-2))
}

// quantile returns the value below which a share of the sorted values lies,
// between two of them in proportion.
func quantile(sorted []float64, share float64) float64 {
	at := share * float64(len(sorted)-1)
	i := int(at)
	if i == len(sorted)-1 {
		return sorted[i]
	}
	return sorted[i] + float64((sorted[i+1]-sorted[i])*(at-float64(i)))
}

// sortLong sorts, and looks at the context every few milliseconds: pieces are
// sorted by themselves and merged.
func sortLong(ctx context.Context, values []float64) error {
	const piece = 1 << 16
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if len(values) <= piece {
		slices.Sort(values)
		return nil
	}
	half := len(values) / 2
	if err := sortLong(ctx, values[:half]); err != nil {
		return err
	}
	if err := sortLong(ctx, values[half:]); err != nil {
		return err
	}
	left, right := slices.Clone(values[:half]), values[half:]
	for i := range values {
		switch {
		case len(left) == 0:
			return nil // the rest is where it belongs
		case len(right) > 0 && right[0] < left[0]:
			values[i], right = right[0], right[1:]
		default:
			values[i], left = left[0], left[1:]
		}
	}
	return nil
}
