package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	kmeansKind    = "cluster.KMeansModel"
	kmeansVersion = 1
)

// MarshalBinary returns the model file. It holds the centres, the sizes and
// the report, and nothing of the training rows. The error is always nil.
func (m *KMeansModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *KMeansModel) AppendBinary(b []byte) ([]byte, error) {
	m.fitted()
	w := codec.NewWriter(b, kmeansKind, kmeansVersion)
	w.Float64s(m.centers.offset)
	w.Float64s(m.centers.at)
	w.Ints(m.sizes)
	report.Put(w, m.report)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero model from a model file. Data that is not one,
// is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the model stays as it was. It panics if the model is
// not zero.
func (m *KMeansModel) UnmarshalBinary(data []byte) error {
	if m.centers.k != 0 {
		panic("cluster.KMeansModel.UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, kmeansKind, kmeansVersion)
	if err != nil {
		return err
	}
	c := centers{offset: r.Float64s(), at: r.Float64s()}
	sizes := r.Ints()
	rep := report.Get(r)
	c.k, c.d = len(sizes), len(c.offset)
	// Divided, as a product of two lengths from a file might overflow.
	if c.k == 0 || c.d == 0 || len(c.at)%c.d != 0 || len(c.at)/c.d != c.k {
		r.Fail("%d numbers for %d centres of %d columns", len(c.at), c.k, c.d)
	}
	for _, list := range [][]float64{c.offset, c.at} {
		// A centre is a difference of two values in range.
		for _, v := range list {
			if !(math.Abs(v) <= 2*hugest) {
				r.Fail("centre at %v", v)
			}
		}
	}
	for _, n := range sizes {
		if n < 0 {
			r.Fail("cluster of %d rows", n)
		}
	}
	if !(rep.Objective >= 0) || math.IsInf(rep.Objective, 1) || rep.Iterations < 1 {
		r.Fail("inertia %v after %d iterations", rep.Objective, rep.Iterations)
	}
	if err := r.Close(); err != nil {
		return err
	}
	c.uncentre()
	*m = KMeansModel{centers: c, sizes: sizes, report: rep}
	return nil
}
