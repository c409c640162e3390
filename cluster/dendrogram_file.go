package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	dendrogramKind    = "cluster.Dendrogram"
	dendrogramVersion = 1
)

// MarshalBinary returns the model file. It holds the merges and the report. The
// error is always nil.
func (m *Dendrogram) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *Dendrogram) AppendBinary(b []byte) ([]byte, error) {
	m.fitted()
	a, c, height := make([]int32, len(m.merges)), make([]int32, len(m.merges)), make([]float64, len(m.merges))
	for i, l := range m.merges {
		a[i], c[i], height[i] = l.a, l.b, l.height
	}
	w := codec.NewWriter(b, dendrogramKind, dendrogramVersion)
	w.Int32s(a)
	w.Int32s(c)
	w.Float64s(height)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file. Data that is not one,
// is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the model stays as it was. It panics if the model is
// not zero.
func (m *Dendrogram) UnmarshalBinary(data []byte) error {
	if m.rows != 0 {
		panic("cluster.Dendrogram.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, dendrogramKind, dendrogramVersion)
	if err != nil {
		return err
	}
	a, b, height := r.Int32s(), r.Int32s(), r.Float64s()
	rep := report.Get(r)
	if len(a) != len(b) || len(a) != len(height) || len(a) >= math.MaxInt32/2 {
		r.Fail("%d and %d clusters merge at %d heights", len(a), len(b), len(height))
	}
	if err := r.Err(); err != nil {
		return err
	}
	rows := len(a) + 1
	merges := make([]link, len(a))
	used := make([]bool, rows+len(a))
	for i := range merges {
		l := link{a[i], b[i], height[i]}
		switch {
		case l.a < 0 || l.a >= l.b || int(l.b) >= rows+i || used[l.a] || used[l.b]:
			r.Fail("merge %d is of clusters %d and %d", i, l.a, l.b)
		case notDistance(l.height):
			r.Fail("merge %d at height %v", i, l.height)
		default:
			used[l.a], used[l.b] = true, true
			merges[i] = l
			continue
		}
		break
	}
	if err := r.Close(); err != nil {
		return err
	}
	*m = Dendrogram{rows: rows, merges: merges, report: rep}
	return nil
}
