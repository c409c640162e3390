package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	kmeansKind    = "cluster.KMeansModel"
	kmeansVersion = 2
)

// MarshalBinary returns the model file. It holds the centres, the sizes and
// the report, and nothing of the training rows. The error is always nil.
//
// The file is of version 1, unless the model was fitted with weights or updated:
// version 2 adds the weight of each cluster and the number of rows since the
// fit.
func (m *KMeansModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *KMeansModel) AppendBinary(b []byte) ([]byte, error) {
	m.fitted()
	version := uint16(1)
	if m.mass != nil || m.updated > 0 {
		version = 2
	}
	w := codec.NewWriter(b, kmeansKind, version)
	w.Float64s(m.centers.offset)
	w.Float64s(m.centers.at)
	w.Ints(m.sizes)
	report.Put(w, m.report)
	if version == 2 {
		w.Float64s(m.mass)
		w.Int(m.updated)
	}
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
	c.check(r)
	rows := 0
	for _, n := range sizes {
		if n < 0 || n > math.MaxInt-rows {
			r.Fail("cluster of %d rows", n)
			break
		}
		rows += n
	}
	if !(rep.Objective >= 0) || math.IsInf(rep.Objective, 1) || rep.Iterations < 1 {
		r.Fail("inertia %v after %d iterations", rep.Objective, rep.Iterations)
	}
	var mass []float64
	updated := 0
	if r.Version() > 1 {
		mass, updated = r.Float64s(), r.Int()
		if mass != nil && len(mass) != c.k || updated < 0 {
			r.Fail("%d weights for %d clusters, %d rows since the fit", len(mass), c.k, updated)
		}
		for _, w := range mass {
			if !(w >= 0) || math.IsInf(w, 1) {
				r.Fail("cluster of weight %v", w)
			}
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	c.uncentre()
	*m = KMeansModel{centers: c, sizes: sizes, report: rep, updated: updated}
	m.setMass(mass)
	return nil
}

// check fails r for centres that no data can have. The lists may be of any
// length.
func (c *centers) check(r *codec.Reader) {
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
}
