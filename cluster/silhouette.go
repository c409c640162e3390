package cluster

import (
	"cmp"
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

// Silhouette says how well each row fits into its cluster, and so how good a
// clustering is. Use it to choose the number of clusters: fit several, and
// keep the one of the highest mean.
//
// With a the mean distance of a row to the other rows of its cluster, and b
// the smallest mean distance to the rows of any other cluster, the silhouette
// of the row is
//
//	s = (b − a) / max(a, b)
//
// from −1 (it belongs elsewhere) over 0 (it lies between two clusters) to 1.
// It is 0 for a row that is alone in its cluster, and where a and b are 0.
// Distances are Euclidean. The silhouette favours compact, round clusters; it
// is no judge of clusters of other shapes.
//
// Every value must be a finite number of magnitude 1e140 or less. The result
// is exact: all pairs are visited. Time: O(n²·d) for n rows and d columns,
// with a Sparse O(n·entries). Memory: O(n), at most 64 numbers a row, besides a
// copy of a dense table in order of the clusters; with a Sparse O(n + d).
//
// Source: P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation
// and validation of cluster analysis", Journal of Computational and Applied
// Mathematics 20 (1987), DOI 10.1016/0377-0427(87)90125-7.
//
// Differs from scikit-learn: labels below 0 are noise and left out (there,
// they are one more cluster); distances are sums of squared differences, so
// equal rows are exactly 0 apart.
type Silhouette struct {
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done, in units that
	// depend on the data. nil is silent.
	Progress func(done, total int) `json:"-"`
}

// SilhouetteScore is the answer of [Silhouette.Of].
type SilhouetteScore struct {
	// Mean is the mean of the silhouettes of the rows that are not noise.
	Mean float64
	// Samples is the silhouette of each row, NaN for noise.
	Samples []float64
	// Clusters holds the mean of each cluster, by ascending label.
	Clusters []ClusterSilhouette
	// Noise is the number of rows whose label is below 0.
	Noise int
}

// ClusterSilhouette is the silhouette of one cluster.
type ClusterSilhouette struct {
	Label int     // as given
	Size  int     // number of rows
	Mean  float64 // mean of their silhouettes
}

// Of returns the silhouettes of the rows of x, of which row i is in the
// cluster labels[i]. Labels need not be without gaps; those below 0 are noise,
// which is left out and counted.
//
// It returns a [clm.ConfigError] for negative Workers, a [clm.ShapeError] for
// another number of labels than rows or a table without columns, a
// [clm.ValueError] with the place of a value that is NaN, infinite or beyond
// ±1e140, an error that wraps [clm.ErrTooFew] for fewer than two clusters or as
// many clusters as rows, and the cause of the context when that ends first.
func (c Silhouette) Of(ctx context.Context, x mat.Matrix, labels []int) (*SilhouetteScore, error) {
	const op = "cluster.Silhouette.Of"
	if err := check.Int("cluster.Silhouette", "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	v := view.Of(x)
	n, d := v.Dims()
	if len(labels) != n {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d labels for %d rows", len(labels), n), Want: "one label for each row"}
	}
	g := groupRows(labels)
	if m := len(g.label); m < 2 || m >= len(g.row) {
		return nil, fmt.Errorf("%s: %d clusters of %d rows, want at least 2 and fewer than rows: %w", op, m, len(g.row), clm.ErrTooFew)
	}
	if d == 0 {
		return nil, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	if err := inRange().Matrix(ctx, op, v, c.Workers); err != nil {
		return nil, err
	}
	score := &SilhouetteScore{Samples: make([]float64, n), Noise: n - len(g.row)}
	for i := range score.Samples {
		score.Samples[i] = math.NaN()
	}
	if err := c.samples(ctx, v, g, score.Samples); err != nil {
		return nil, err
	}
	sum := 0.0
	for k, label := range g.label {
		part := 0.0
		rows := g.row[g.from[k]:g.from[k+1]]
		for _, i := range rows {
			part += score.Samples[i]
		}
		score.Clusters = append(score.Clusters, ClusterSilhouette{Label: label, Size: len(rows), Mean: part / float64(len(rows))})
		sum += part
	}
	score.Mean = sum / float64(len(g.row))
	return score, nil
}

// groups are the rows in order of their clusters.
type groups struct {
	label []int // of each cluster, ascending
	from  []int // cluster k is row[from[k]:from[k+1]]
	row   []int // ascending within a cluster
	of    []int // cluster of row[p]
}

func groupRows(labels []int) groups {
	var g groups
	for i, l := range labels {
		if l >= 0 {
			g.row = append(g.row, i)
		}
	}
	slices.SortStableFunc(g.row, func(a, b int) int { return cmp.Compare(labels[a], labels[b]) })
	for p, i := range g.row {
		if p == 0 || labels[i] != g.label[len(g.label)-1] {
			g.label = append(g.label, labels[i])
			g.from = append(g.from, p)
		}
		g.of = append(g.of, len(g.label)-1)
	}
	g.from = append(g.from, len(g.row))
	return g
}

// samples fills dst for the rows that are in a cluster.
func (c Silhouette) samples(ctx context.Context, v view.Rows, g groups, dst []float64) error {
	if s := v.Sparse(); s != nil {
		return c.byRows(ctx, g, newSparseSums(s, g), dst)
	}
	s := newDenseSums(v, g)
	clusters := len(g.label)
	if clusters > fewClusters {
		return c.byRows(ctx, g, s, dst)
	}
	p := newPairing(s)
	if err := p.run(ctx, c.Workers, newTally(c.Progress, p.units())); err != nil {
		return err
	}
	for q, i := range g.row {
		dst[i] = g.silhouette(g.of[q], p.sum[q*clusters:(q+1)*clusters])
	}
	return nil
}

// byRows goes through all rows for each row.
func (c Silhouette) byRows(ctx context.Context, g groups, sums distanceSums, dst []float64) error {
	n := len(g.row)
	told := newTally(c.Progress, n)
	// Blocks of about four million differences.
	return par.For(ctx, n, max(1, 1<<22/n/sums.size()), c.Workers, func(_, lo, hi int) error {
		sum := make([]float64, len(g.label))
		scratch := sums.scratch()
		for p := lo; p < hi; p++ {
			sums.of(p, sum, scratch)
			dst[g.row[p]] = g.silhouette(g.of[p], sum)
		}
		told.add(hi - lo)
		return nil
	})
}

// silhouette returns that of a row of cluster own whose distances to the rows
// of each cluster add up to sum.
func (g groups) silhouette(own int, sum []float64) float64 {
	a, b := 0.0, math.Inf(1)
	for k, s := range sum {
		size := g.from[k+1] - g.from[k]
		switch {
		case k != own:
			b = min(b, s/float64(size))
		case size == 1:
			return 0
		default:
			a = s / float64(size-1)
		}
	}
	if top := max(a, b); top > 0 {
		return (b - a) / top
	}
	return 0
}
