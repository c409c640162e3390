package cluster

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	dbscanKind    = "cluster.DBSCANModel"
	dbscanVersion = 1
)

// MarshalBinary returns the model file. It holds the core rows with their
// clusters, the sizes and the report. A model with a Metric that is none of
// this package cannot be written: that is a [clm.ConfigError].
func (m *DBSCANModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. Its error is that of MarshalBinary.
func (m *DBSCANModel) AppendBinary(b []byte) ([]byte, error) {
	m.fitted()
	if m.ball.name == "" {
		return nil, &clm.ConfigError{Type: "cluster.DBSCAN", Field: "Metric", Value: fmt.Sprintf("%T", m.ball.metric),
			Want: "a metric of package cluster, as a model file cannot hold another one"}
	}
	w := codec.NewWriter(b, dbscanKind, dbscanVersion)
	w.String(m.ball.name)
	w.Float64(m.eps)
	w.Int(m.minPoints)
	w.Int(m.d)
	w.Ints(m.sizes)
	rows, cluster := m.index.all(m.d)
	w.Float64s(rows)
	w.Int32s(cluster)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file. Data that is not one,
// is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the model stays as it was. It panics if the model is
// not zero.
//
// Time: O(n·log n) for n core rows, which are put in order again.
func (m *DBSCANModel) UnmarshalBinary(data []byte) error {
	if m.d != 0 {
		panic("cluster.DBSCANModel.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, dbscanKind, dbscanVersion)
	if err != nil {
		return err
	}
	metric, known := metricNamed(r.String())
	if !known {
		r.Fail("unknown metric")
	}
	k := DBSCANModel{eps: r.Float64(), minPoints: r.Int(), d: r.Int(), sizes: r.Ints()}
	rows, cluster := r.Float64s(), r.Int32s()
	k.report = report.Get(r)
	if checkEps("", k.eps) != nil || k.minPoints < 1 {
		r.Fail("neighbourhoods of radius %v with %d rows", k.eps, k.minPoints)
	}
	n := len(cluster)
	// Divided, as a product of two numbers from a file might overflow.
	if k.d < 1 || k.d > math.MaxInt32 || len(rows)%k.d != 0 || len(rows)/k.d != n || n > maxRows {
		r.Fail("%d numbers for %d core rows of %d columns", len(rows), n, k.d)
	}
	for _, v := range rows {
		if !(math.Abs(v) <= hugest) {
			r.Fail("core row at %v", v)
		}
	}
	k.checkClusters(r, cluster)
	if s := k.report.Objective; !(s >= 0 && s <= 1) {
		r.Fail("share of noise %v", s)
	}
	if err := r.Close(); err != nil {
		return err
	}
	k.ball = newBall(metric, k.eps)
	var consistent bool
	if k.index, consistent = newCoreIndex(rawRows{n, k.d, k.d, rows}, k.ball, cluster); !consistent {
		r.Fail("neighbours in different clusters")
		return r.Err()
	}
	*m = k
	return nil
}

// checkClusters expects each cluster to have a core row, in the order of their
// numbers, and at least as many rows as core rows.
func (m *DBSCANModel) checkClusters(r *codec.Reader, cluster []int32) {
	cores := make([]int, len(m.sizes))
	next := int32(0)
	for _, c := range cluster {
		if c < 0 || c > next || int(c) >= len(cores) {
			r.Fail("core row in cluster %d of %d", c, len(cores))
			return
		}
		next = max(next, c+1)
		cores[c]++
	}
	for c, n := range m.sizes {
		if cores[c] == 0 || n < cores[c] {
			r.Fail("cluster of %d rows with %d core rows", n, cores[c])
			return
		}
	}
}
