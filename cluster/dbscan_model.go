package cluster

import (
	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/view"
)

// DBSCANModel is what [DBSCAN] has found. It holds the core rows of the
// training data, as the clusters are nothing but these, and no other row. It
// does not change, may be used by any number of goroutines, and holds nothing
// of the caller's memory. A zero DBSCANModel is there to be filled by
// UnmarshalBinary; it panics when it is asked anything else.
type DBSCANModel struct {
	eps       float64
	minPoints int
	ball      ball
	d         int
	index     coreIndex
	sizes     []int
	label     []int32 // of the training rows, nil after loading
	core      []bool  // whether a training row is a core row, nil after loading
	report    clm.Report
}

// fitted panics for a zero model.
func (m *DBSCANModel) fitted() {
	if m.d == 0 {
		panic("cluster.DBSCANModel: not fitted")
	}
}

// Predict sets dst[i] to the lowest number of a cluster that has a core row at
// most Eps away from row i of x, −1 if there is none, and returns dst. For the
// training rows these are their labels. A nil dst is allocated; one of another
// length than the rows of x panics.
//
// It returns a [clm.ShapeError] for another number of columns than the model
// has, and a [clm.ValueError] with the place of a value that is NaN, infinite
// or beyond ±1e140; dst is then partly written, and nil is returned.
//
// Time: O(log n) for each row of up to 3 columns where neighbourhoods are small,
// up to O(n·d) for many columns, for n core rows. Up to 4096 rows it works on the
// calling goroutine and allocates nothing (but one row, if the matrix is not
// dense and has more than 64 columns, or if the metric is none of this
// package); above that, on GOMAXPROCS goroutines.
func (m *DBSCANModel) Predict(dst []int, x mat.Matrix) ([]int, error) {
	m.fitted()
	return predict(m, "cluster.DBSCANModel.Predict", m.d, dst, x)
}

func (m *DBSCANModel) predictBlock(op string, dst []int, v view.Rows, lo, hi int) error {
	if m.index.foreign() {
		return m.predictForeign(op, dst, v, lo, hi)
	}
	var small [64]float64
	buf := v.BufferIn(small[:])
	for i := lo; i < hi; i++ {
		row := v.Row(i, buf)
		if err := inRange().Values(op, i, row); err != nil {
			return err
		}
		dst[i] = int(m.index.lowest(row))
	}
	return nil
}

// predictForeign is predictBlock for a metric that may keep what it is given.
func (m *DBSCANModel) predictForeign(op string, dst []int, v view.Rows, lo, hi int) error {
	buf := v.Buffer()
	for i := lo; i < hi; i++ {
		row := v.Row(i, buf)
		if err := inRange().Values(op, i, row); err != nil {
			return err
		}
		dst[i] = int(m.index.pairs.lowestOther(row))
	}
	return nil
}

// PredictRow returns the lowest number of a cluster that has a core row at most
// Eps away from row, or −1. It has the errors of Predict, with row number 0,
// and allocates nothing.
func (m *DBSCANModel) PredictRow(row []float64) (int, error) {
	m.fitted()
	const op = "cluster.DBSCANModel.PredictRow"
	if err := check.Columns(op, len(row), m.d); err != nil {
		return 0, err
	}
	if err := inRange().Values(op, 0, row); err != nil {
		return 0, err
	}
	if m.index.foreign() {
		return int(m.index.pairs.lowestOther(row)), nil
	}
	return int(m.index.lowest(row)), nil
}

// Clusters returns the number of clusters, which may be 0.
func (m *DBSCANModel) Clusters() int {
	m.fitted()
	return len(m.sizes)
}

// Sizes returns a copy of the numbers of training rows in each cluster, with
// those at its border; noise is in none, and weights do not count.
func (m *DBSCANModel) Sizes() []int {
	m.fitted()
	return append([]int{}, m.sizes...)
}

// Labels returns a copy of the clusters of the training rows, −1 for noise. It
// returns nil for a model that was loaded, as the file does not hold them.
func (m *DBSCANModel) Labels() []int {
	m.fitted()
	if m.label == nil {
		return nil
	}
	labels := make([]int, len(m.label))
	for i, l := range m.label {
		labels[i] = int(l)
	}
	return labels
}

// CoreIndices returns the training rows that are core rows, ascending. It
// returns nil for a model that was loaded, as the file does not say which rows
// they were.
func (m *DBSCANModel) CoreIndices() []int {
	m.fitted()
	if m.core == nil {
		return nil
	}
	at := []int{}
	for i, is := range m.core {
		if is {
			at = append(at, i)
		}
	}
	return at
}

// Report tells how the fit went. Its Objective is the share of the rows that
// are noise, from 0 to 1; neither more nor less is better.
func (m *DBSCANModel) Report() clm.Report {
	m.fitted()
	return report.Clone(m.report)
}
