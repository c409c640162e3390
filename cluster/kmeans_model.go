package cluster

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// KMeansModel is what [KMeans], [MiniBatch] or the last [Step] has learned: the
// centres of the clusters. It does not change, may be used by any number of
// goroutines, and holds nothing of the caller's memory. [KMeansModel.Update]
// makes another one of it that has learned from further rows. A zero
// KMeansModel is there to be filled by UnmarshalBinary; it panics when it is
// asked anything else.
type KMeansModel struct {
	centers centers
	sizes   []int
	mass    []float64 // sum of the weights of each cluster, nil where it is the size
	label   []int32   // of the training rows, nil after loading and for other rows
	updated int       // rows since the fit
	report  clm.Report
}

// fitted panics for a zero model.
func (m *KMeansModel) fitted() {
	if m.centers.k == 0 {
		panic("cluster.KMeansModel: not fitted")
	}
}

// Predict sets dst[i] to the index of the centre nearest to row i of x, the
// lowest one where several are equally near, and returns dst. A nil dst is
// allocated; one of another length than the rows of x panics.
//
// It returns a [clm.ShapeError] for another number of columns than the model
// has, and a [clm.ValueError] with the place of a value that is NaN, infinite
// or beyond ±1e140; dst is then partly written, and nil is returned.
//
// Time: O(n·K·d), for a Sparse with its entries instead of n·d. Up to 4096
// rows it works on the calling goroutine and allocates nothing (but a row of
// matrices that are neither dense nor Sparse, if it has more than 64
// columns); above that, on GOMAXPROCS goroutines.
func (m *KMeansModel) Predict(dst []int, x mat.Matrix) ([]int, error) {
	m.fitted()
	return predict(m, "cluster.KMeansModel.Predict", m.centers.d, dst, x)
}

func (m *KMeansModel) predictBlock(op string, dst []int, v view.Rows, lo, hi int) error {
	s := v.Sparse()
	if cpu.AVX2 && s == nil && m.centers.d <= fewColumns && hi-lo >= vec.Block {
		return m.predictTile(op, dst, v, lo, hi)
	}
	var small [64]float64
	buf := rowBuffer(v, small[:])
	for i := lo; i < hi; i++ {
		if err := inRange().Row(op, v, i, buf); err != nil {
			return err
		}
		if s != nil {
			dst[i], _ = m.centers.nearestSparse(newSparseRow(s.Row(i)))
		} else {
			dst[i], _ = m.centers.nearest(v.Row(i, buf))
		}
	}
	return nil
}

// predictTile copies the rows of a dense table of few columns, vec.Block at a
// time, for vec.Assign. It gives what centers.nearest gives.
func (m *KMeansModel) predictTile(op string, dst []int, v view.Rows, lo, hi int) error {
	var (
		small [fewColumns]float64
		tile  [fewColumns * vec.Block]float64
		label [vec.Block]int32
		dist  [vec.Block]float64
	)
	c := &m.centers
	buf, x := v.BufferIn(small[:]), tile[:c.d*vec.Block]
	for lo < hi {
		n := min(vec.Block, hi-lo)
		for i := range n {
			row := v.Row(lo+i, buf)
			if err := inRange().Values(op, lo+i, row); err != nil {
				return err
			}
			at := i
			for j, o := range c.offset {
				x[at] = row[j] - o
				at += vec.Block
			}
		}
		vec.Assign(label[:n], dist[:n], x, c.at, c.d)
		for i, j := range label[:n] {
			dst[lo+i] = int(j)
		}
		lo += n
	}
	return nil
}

// rowBuffer returns a buffer for the rows of v, in small if that is enough. A
// Sparse is walked by its entries and needs none.
func rowBuffer(v view.Rows, small []float64) []float64 {
	if v.Sparse() != nil {
		return nil
	}
	return v.BufferIn(small)
}

// PredictRow returns the index of the centre nearest to row. It has the bits
// and the errors of Predict, with row number 0, and allocates nothing.
func (m *KMeansModel) PredictRow(row []float64) (int, error) {
	m.fitted()
	const op = "cluster.KMeansModel.PredictRow"
	if err := check.Columns(op, len(row), m.centers.d); err != nil {
		return 0, err
	}
	if err := inRange().Values(op, 0, row); err != nil {
		return 0, err
	}
	j, _ := m.centers.nearest(row)
	return j, nil
}

// Transform sets dst[i][j] to the Euclidean distance of row i of x to centre
// j. An empty dst is given the size n×K; one of another size panics. It does
// not allocate otherwise.
//
// Its errors are those of Predict; dst is then partly written. Time: O(n·K·d),
// also for a Sparse.
func (m *KMeansModel) Transform(dst *mat.Dense, x mat.Matrix) error {
	m.fitted()
	const op = "cluster.KMeansModel.Transform"
	v := view.Of(x)
	n, d := v.Dims()
	if err := check.Columns(op, d, m.centers.d); err != nil {
		return err
	}
	k := m.centers.k
	if dst.IsEmpty() && n > 0 {
		dst.ReuseAs(n, k)
	}
	if r, c := dst.Dims(); (r != n || c != k) && n > 0 {
		panic(fmt.Sprintf("%s: dst is %d×%d, want %d×%d", op, r, c, n, k))
	}
	var small [64]float64
	buf := rowBuffer(v, small[:])
	for i := range n {
		if err := inRange().Row(op, v, i, buf); err != nil {
			return err
		}
		to := dst.RawRowView(i)
		if s := v.Sparse(); s != nil {
			r := newSparseRow(s.Row(i))
			for j := range to {
				to[j] = math.Sqrt(m.centers.exact(r, j))
			}
			continue
		}
		row := v.Row(i, buf)
		for j := range to {
			to[j] = math.Sqrt(m.centers.sqDist(row, j))
		}
	}
	return nil
}

// Centers returns a copy of the centres, one row for each cluster.
func (m *KMeansModel) Centers() *mat.Dense {
	m.fitted()
	return mat.NewDense(m.centers.k, m.centers.d, slices.Clone(m.centers.full))
}

// Inertia returns the weighted sum of the squared distances of the training
// rows to their centres. Less is better, for the same K. See
// [KMeansModel.Update] for what it is after an update.
func (m *KMeansModel) Inertia() float64 {
	m.fitted()
	return m.report.Objective
}

// Labels returns a copy of the clusters of the training rows, which are those
// that Predict gives them. It returns nil for a model that was loaded, as the
// file does not hold them, for one that was updated, and for that of a [Step].
func (m *KMeansModel) Labels() []int {
	m.fitted()
	if m.label == nil {
		return nil
	}
	labels := make([]int, len(m.label))
	for i, j := range m.label {
		labels[i] = int(j)
	}
	return labels
}

// Sizes returns a copy of the numbers of training rows in each cluster, those of
// updates included; the weights do not count in it.
func (m *KMeansModel) Sizes() []int {
	m.fitted()
	return slices.Clone(m.sizes)
}

// Report tells how the fit went, for the start that was kept. Its Objective
// is the inertia: less is better. A note counts the rows of updates since.
func (m *KMeansModel) Report() clm.Report {
	m.fitted()
	r := report.Clone(m.report)
	if m.updated > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("rows since the fit, by updates: %d", m.updated))
	}
	return r
}
