package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
)

const (
	stepKind    = "cluster.Step"
	stepVersion = 1
)

// MarshalBinary returns the step as bytes, to be sent to another machine or
// kept: its centres and sums, to the bit. The error is always nil.
func (s *Step) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// AppendBinary appends to b what MarshalBinary returns. The error is always nil.
func (s *Step) AppendBinary(b []byte) ([]byte, error) {
	s.made()
	w := codec.NewWriter(b, stepKind, stepVersion)
	w.Int(s.before)
	w.Float64s(s.centers.offset)
	w.Float64s(s.centers.at)
	w.Float64s(s.sums.sum)
	w.Float64s(s.sums.mass)
	w.Ints(s.sums.sizes)
	w.Float64(s.sums.inertia)
	return w.Finish(), nil
}

// UnmarshalBinary fills a zero step from the bytes of another. Data that is not
// a step, is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the step stays as it was. It panics if the step is not
// zero.
func (s *Step) UnmarshalBinary(data []byte) error {
	if s.centers.k != 0 {
		panic("cluster.Step.UnmarshalBinary: the step is not empty")
	}
	r, err := codec.NewReader(data, stepKind, stepVersion)
	if err != nil {
		return err
	}
	before := r.Int()
	if before < 0 || before == math.MaxInt {
		r.Fail("%d steps before", before)
	}
	c := centers{offset: r.Float64s(), at: r.Float64s()}
	p := sums{sum: r.Float64s(), mass: r.Float64s(), sizes: r.Ints(), inertia: r.Float64()}
	c.k, c.d = len(p.sizes), len(c.offset)
	c.check(r)
	if len(p.sum) != len(c.at) || len(p.mass) != c.k {
		r.Fail("%d sums and %d masses for %d centres of %d columns", len(p.sum), len(p.mass), c.k, c.d)
	}
	if !p.finite() || p.inertia < 0 {
		r.Fail("inertia %v, or sums that are not finite", p.inertia)
	}
	rows := 0
	for j, n := range p.sizes {
		if n < 0 || n > math.MaxInt-rows {
			r.Fail("%d rows at a centre", n)
			break
		}
		rows += n
		if len(p.mass) == c.k && (p.mass[j] < 0 || n == 0 && p.mass[j] > 0) {
			r.Fail("mass %v of %d rows", p.mass[j], n)
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	c.uncentre()
	*s = Step{centers: c, before: before, sums: p}
	return nil
}
