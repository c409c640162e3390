package cluster

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// Scores says how tight clusters are and how far apart, from their means alone:
// in one pass through the table, where a [Silhouette] looks at all pairs of
// rows. Use them to compare clusterings of the same table; a score by itself
// says little.
//
// With c the mean of a cluster, n its size, S its mean distance to c, and c̄ the
// mean of all N rows in K clusters,
//
//	Calinski–Harabasz = (Σ n·‖c−c̄‖² / (K−1)) / (Σ ‖x−c‖² / (N−K))    more is better
//	Davies–Bouldin    = mean over i of max over j≠i of (Sᵢ+Sⱼ)/‖cᵢ−cⱼ‖  less is better
//
// Both favour compact, round clusters, as the silhouette does. Every value must
// be a finite number of magnitude 1e140 or less. Time: O(N·d + K²·d) for d
// columns, also for a Sparse. Memory: O(N + K·d).
//
// Source: T. Caliński and J. Harabasz, "A dendrite method for cluster
// analysis", Communications in Statistics 3 (1974), DOI
// 10.1080/03610927408827101; D. L. Davies and D. W. Bouldin, "A cluster
// separation measure", IEEE Transactions on Pattern Analysis and Machine
// Intelligence 1 (1979), DOI 10.1109/TPAMI.1979.4766909.
//
// Differs from scikit-learn: labels below 0 are noise and left out (there, they
// are one more cluster); where all rows lie on the mean of their cluster,
// Calinski–Harabasz is +Inf (there 1), and 0 if all rows are equal; where two
// clusters have the same mean, Davies–Bouldin is +Inf (there, the pair counts
// as 0).
type Scores struct {
	// Workers is the number of goroutines, 0 means GOMAXPROCS. It does not
	// change the result. Negative is an error.
	Workers int
}

// InnerScores is the answer of [Scores.Of].
type InnerScores struct {
	CalinskiHarabasz float64 // more is better
	DaviesBouldin    float64 // less is better
	Within           float64 // Σ ‖x−c‖², the squared distances from the means of the clusters
	Between          float64 // Σ n·‖c−c̄‖², those of the means from that of all rows
	Clusters         int     // number of clusters
	Noise            int     // number of rows whose label is below 0
}

// Of returns the scores of the rows of x, of which row i is in the cluster
// labels[i]. Labels need not be without gaps; those below 0 are noise, which is
// left out and counted.
//
// It returns a [clm.ConfigError] for negative Workers, a [clm.ShapeError] for
// another number of labels than rows or a table without columns, a
// [clm.ValueError] with the place of a value that is NaN, infinite or beyond
// ±1e140, an error that wraps [clm.ErrTooFew] for fewer than two clusters or as
// many clusters as rows, and the cause of the context when that ends first.
func (c Scores) Of(ctx context.Context, x mat.Matrix, labels []int) (*InnerScores, error) {
	const op = "cluster.Scores.Of"
	if err := check.Int("cluster.Scores", "Workers", c.Workers, 0, math.MaxInt); err != nil {
		return nil, err
	}
	v, g, err := grouped(ctx, op, x, labels, c.Workers)
	if err != nil {
		return nil, err
	}
	m, err := newMoments(ctx, v, g, c.Workers)
	if err != nil {
		return nil, err
	}
	s := &InnerScores{Clusters: len(g.label), Noise: len(labels) - len(g.row)}
	all := m.overall()
	for k := range g.label {
		s.Within += m.square[k]
		s.Between += float64(m.size(k) * vec.SqDist(m.mean(k), all))
	}
	switch {
	case s.Between == 0:
	case s.Within == 0:
		s.CalinskiHarabasz = math.Inf(1)
	default:
		n, k := float64(len(g.row)), float64(len(g.label))
		s.CalinskiHarabasz = s.Between / (k - 1) / (s.Within / (n - k))
	}
	s.DaviesBouldin, err = m.daviesBouldin(ctx, c.Workers)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// grouped checks a table and its labels and returns the rows in order of the
// clusters.
func grouped(ctx context.Context, op string, x mat.Matrix, labels []int, workers int) (view.Rows, groups, error) {
	v := view.Of(x)
	if err := context.Cause(ctx); err != nil {
		return v, groups{}, err
	}
	n, d := v.Dims()
	if err := oneLabelEach(op, len(labels), n); err != nil {
		return v, groups{}, err
	}
	g := groupRows(labels)
	if m := len(g.label); m < 2 || m >= len(g.row) {
		return v, g, fmt.Errorf("%s: %d clusters of %d rows, want at least 2 and fewer than rows: %w", op, m, len(g.row), clm.ErrTooFew)
	}
	if d == 0 {
		return v, g, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	}
	return v, g, inRange().Matrix(ctx, op, v, workers)
}

// oneLabelEach returns nil if there are as many labels as rows.
func oneLabelEach(op string, labels, rows int) error {
	if labels == rows {
		return nil
	}
	return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d labels for %d rows", labels, rows), Want: "one label for each row"}
}

// moments are the means of clusters and how far their rows are from them.
// Coordinates are relative to the first row of all, and while a cluster is
// looked at to its own first row: a table far from the origin loses nothing,
// and the mean of equal rows is exactly these.
type moments struct {
	groups
	d      int
	means  []float64 // cluster by cluster
	square []float64 // Σ ‖x−c‖² of each cluster
	spread []float64 // mean of ‖x−c‖ of each cluster
}

func (m *moments) mean(k int) []float64 { return m.means[k*m.d : (k+1)*m.d] }
func (m *moments) size(k int) float64   { return float64(m.from[k+1] - m.from[k]) }

// newMoments goes through the rows twice: for the means and for the distances
// from them. Pieces are of one cluster and of at most par.Block rows, fewer in wide
// tables, and are put together in order.
func newMoments(ctx context.Context, v view.Rows, g groups, workers int) (*moments, error) {
	_, d := v.Dims()
	m := &moments{groups: g, d: d, means: make([]float64, len(g.label)*d), square: make([]float64, len(g.label)), spread: make([]float64, len(g.label))}
	rows := max(1, min(par.Block, 1<<22/d))
	var pieces []piece
	for k := range g.label {
		for lo := g.from[k]; lo < g.from[k+1]; lo += rows {
			pieces = append(pieces, piece{lo, min(lo+rows, g.from[k+1]), k})
		}
	}
	first := make([]float64, len(g.label)*d)
	buf := v.Buffer()
	for k := range g.label {
		copy(first[k*d:], v.Row(g.row[g.from[k]], buf))
	}

	// One block is several pieces, if they are small.
	each := func(f func(i int, p piece, row func(at int) []float64)) error {
		grain := max(1, rows*len(pieces)/len(g.row))
		return par.For(ctx, len(pieces), grain, workers, func(_, lo, hi int) error {
			buf, shifted := v.Buffer(), make([]float64, d)
			row := func(at int) []float64 {
				from := first[g.of[at]*d:]
				for j, x := range v.Row(g.row[at], buf) {
					shifted[j] = x - from[j]
				}
				return shifted
			}
			for i := lo; i < hi; i++ {
				f(i, pieces[i], row)
			}
			return context.Cause(ctx)
		})
	}
	sums := make([]float64, len(pieces)*d)
	err := each(func(i int, p piece, row func(int) []float64) {
		sum := sums[i*d : (i+1)*d]
		for at := p.lo; at < p.hi; at++ {
			vec.Add(sum, row(at))
		}
	})
	if err != nil {
		return nil, err
	}
	for i, p := range pieces {
		vec.Add(m.mean(p.cluster), sums[i*d:(i+1)*d])
	}
	for k := range g.label {
		n := m.size(k)
		for j := range m.mean(k) {
			m.mean(k)[j] /= n
		}
	}
	square, spread := make([]float64, len(pieces)), make([]float64, len(pieces))
	err = each(func(i int, p piece, row func(int) []float64) {
		for at := p.lo; at < p.hi; at++ {
			sq := vec.SqDist(row(at), m.mean(p.cluster))
			square[i] += sq
			spread[i] += math.Sqrt(sq)
		}
	})
	if err != nil {
		return nil, err
	}
	for i, p := range pieces {
		m.square[p.cluster] += square[i]
		m.spread[p.cluster] += spread[i]
	}
	for k := range g.label {
		m.spread[k] /= m.size(k)
		for j := range m.mean(k) {
			m.mean(k)[j] += first[k*d+j] - first[j]
		}
	}
	return m, nil
}

// overall returns the mean of all rows.
func (m *moments) overall() []float64 {
	all := make([]float64, m.d)
	for k := range m.label {
		vec.Axpy(m.size(k), m.mean(k), all)
	}
	for j := range all {
		all[j] /= float64(len(m.row))
	}
	return all
}

func (m *moments) daviesBouldin(ctx context.Context, workers int) (float64, error) {
	clusters := len(m.label)
	worst := make([]float64, clusters)
	grain := max(1, 1<<20/clusters/m.d)
	err := par.For(ctx, clusters, grain, workers, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ {
			for j := range clusters {
				if j == i {
					continue
				}
				apart := math.Sqrt(vec.SqDist(m.mean(i), m.mean(j)))
				if apart == 0 {
					worst[i] = math.Inf(1)
					continue
				}
				worst[i] = max(worst[i], (m.spread[i]+m.spread[j])/apart)
			}
		}
		return nil
	})
	return vec.Sum(worst) / float64(clusters), err
}
