package cluster

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

// Silhouette says how well each row fits into its cluster, and so how good a
// clustering is. Use it to compare clusterings of the same rows, of which the
// one of the highest mean is the best; [ChooseK] does so for several numbers of
// clusters.
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
// Every value must be a finite number of magnitude 1e140 or less. The result is
// exact, and all pairs are visited, unless there is a Sample. Time: O(n²·d) for
// n rows and d columns, with a Sparse O(n·entries). Memory: O(n), at most 64
// numbers a row, besides a copy of a dense table in order of the clusters; with
// a Sparse O(n + d).
//
// A Sample of m rows takes about 2·m/n of that time. Each of the m is measured
// against all rows, so that its silhouette is exact and the mean is unbiased;
// the answer has its standard error.
//
// Source: P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation
// and validation of cluster analysis", Journal of Computational and Applied
// Mathematics 20 (1987), DOI 10.1016/0377-0427(87)90125-7.
//
// Differs from scikit-learn: labels below 0 are noise and left out (there,
// they are one more cluster); distances are sums of squared differences, so
// equal rows are exactly 0 apart.
type Silhouette struct {
	// Sample is how many rows are measured, each against all others. 0 means
	// all of them; else it is at least 2. They are drawn without replacement,
	// each row with the same probability. A Sample of all rows or more is exact.
	Sample int
	// Seed decides which rows are drawn. Every value is a fixed seed.
	Seed uint64
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
	// Progress, if not nil, is told how much of the work is done, in units that
	// depend on the data. nil is silent.
	Progress func(done, total int) `json:"-"`
}

// SilhouetteScore is the answer of [Silhouette.Of].
type SilhouetteScore struct {
	// Mean is the mean of the silhouettes of the rows that were measured: all
	// that are not noise, or the sample of them.
	Mean float64
	// StandardError is that of Mean as an estimate for all rows: the standard
	// deviation of the sample divided by √m, times √(1 − m/n) for a sample of m
	// of n rows. 0 if all were measured.
	StandardError float64
	// Samples is the silhouette of each row, NaN for noise and for rows that
	// are not in the sample.
	Samples []float64
	// Clusters holds the mean of each cluster, by ascending label.
	Clusters []ClusterSilhouette
	// Noise is the number of rows whose label is below 0.
	Noise int
}

// ClusterSilhouette is the silhouette of one cluster.
type ClusterSilhouette struct {
	Label   int     // as given
	Size    int     // number of rows
	Sampled int     // how many of them were measured
	Mean    float64 // mean of the silhouettes of those; NaN for none
}

// Of returns the silhouettes of the rows of x, of which row i is in the
// cluster labels[i]. Labels need not be without gaps; those below 0 are noise,
// which is left out and counted.
//
// It returns a [clm.ConfigError] for negative Workers or a Sample that is
// negative or 1, a [clm.ShapeError] for another number of labels than rows or a
// table without columns, a [clm.ValueError] with the place of a value that is
// NaN, infinite or beyond ±1e140, an error that wraps [clm.ErrTooFew] for fewer
// than two clusters or as many clusters as rows, and the cause of the context
// when that ends first.
func (c Silhouette) Of(ctx context.Context, x mat.Matrix, labels []int) (*SilhouetteScore, error) {
	const op = "cluster.Silhouette.Of"
	if err := check.Int("cluster.Silhouette", "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return nil, err
	}
	if c.Sample < 0 || c.Sample == 1 {
		return nil, &clm.ConfigError{Type: "cluster.Silhouette", Field: "Sample", Value: c.Sample, Want: "0 for all rows, or at least 2"}
	}
	v, g, err := grouped(ctx, op, x, labels, c.Workers)
	if err != nil {
		return nil, err
	}
	n := len(labels)
	score := &SilhouetteScore{Samples: make([]float64, n), Noise: n - len(g.row)}
	for i := range score.Samples {
		score.Samples[i] = math.NaN()
	}
	if err := c.samples(ctx, v, g, score.Samples); err != nil {
		return nil, err
	}
	score.average(g)
	return score, nil
}

// average fills in the means of the samples.
func (s *SilhouetteScore) average(g groups) {
	all, measured := 0.0, 0
	for k, label := range g.label {
		part, n := 0.0, 0
		rows := g.row[g.from[k]:g.from[k+1]]
		for _, i := range rows {
			if v := s.Samples[i]; !math.IsNaN(v) {
				part += v
				n++
			}
		}
		s.Clusters = append(s.Clusters, ClusterSilhouette{Label: label, Size: len(rows), Sampled: n, Mean: part / float64(n)})
		all += part
		measured += n
	}
	m, n := float64(measured), float64(len(g.row))
	s.Mean = all / m
	if measured < len(g.row) {
		squares := 0.0
		for _, v := range s.Samples {
			if !math.IsNaN(v) {
				squares += float64((v - s.Mean) * (v - s.Mean))
			}
		}
		s.StandardError = math.Sqrt(squares / (m - 1) / m * (1 - m/n))
	}
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
	sortByLabel(g.row, labels)
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

// sortByLabel puts rows, which ascend, in order of their labels, none of which is
// below 0. Labels are mostly small numbers: then it counts them.
func sortByLabel(rows, labels []int) {
	most := 0
	for _, i := range rows {
		most = max(most, labels[i])
	}
	if most >= 4*len(rows)+1024 {
		slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(labels[a], labels[b]) })
		return
	}
	next := make([]int, most+1) // place of the next row of each label
	for _, i := range rows {
		next[labels[i]]++
	}
	at := 0
	for l, n := range next {
		next[l] = at
		at += n
	}
	for _, i := range slices.Clone(rows) {
		rows[next[labels[i]]] = i
		next[labels[i]]++
	}
}

// samples fills dst for the rows that are in a cluster, or for a sample.
func (c Silhouette) samples(ctx context.Context, v view.Rows, g groups, dst []float64) error {
	rows := c.drawn(g, len(dst))
	if s := v.Sparse(); s != nil {
		return c.byRows(ctx, rows, g, newSparseSums(s, g), dst)
	}
	s := newDenseSums(v, g)
	clusters := len(g.label)
	if clusters > fewClusters || len(rows) < len(g.row) {
		return c.byRows(ctx, rows, g, s, dst)
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

// drawn returns the places in the order of the groups of the rows to measure.
// What is drawn depends on which of the n rows are noise, and on nothing else
// in their labels.
//
// Source: D. E. Knuth, The Art of Computer Programming, volume 2, 3rd edition,
// Addison-Wesley, 1997, section 3.4.2 (selection sampling).
func (c Silhouette) drawn(g groups, n int) []int {
	places := make([]int, 0, len(g.row))
	if c.Sample == 0 || c.Sample >= len(g.row) {
		for p := range g.row {
			places = append(places, p)
		}
		return places
	}
	place := make([]int, n) // 1 + that of a row, 0 for noise
	for p, i := range g.row {
		place[i] = p + 1
	}
	r := rng.New(c.Seed, 0)
	wanted, left := c.Sample, len(g.row)
	for _, p := range place {
		if p == 0 {
			continue
		}
		if r.IntN(left) < wanted {
			places = append(places, p-1)
			wanted--
		}
		left--
	}
	return places
}

// byRows goes through all rows for each of some rows.
func (c Silhouette) byRows(ctx context.Context, rows []int, g groups, sums distanceSums, dst []float64) error {
	told := newTally(c.Progress, len(rows))
	clusters := len(g.label)
	grain := min(sums.block(), max(1, 1<<16/clusters))
	return par.For(ctx, len(rows), grain, c.Workers, func(_, lo, hi int) error {
		sum := make([]float64, (hi-lo)*clusters)
		sums.of(rows[lo:hi], sum, sums.scratch())
		for i, p := range rows[lo:hi] {
			dst[g.row[p]] = g.silhouette(g.of[p], sum[i*clusters:(i+1)*clusters])
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
