package cluster

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// start is one start of Lloyd's iteration: its centres, where the rows are,
// and its workspace.
type start struct {
	*fitting
	workers int
	centers centers
	label   []int32
	dist    []float64 // squared distance of each row to its centre

	parts []part // one for each block of rows
	total part

	moved  int // rows that took over an empty cluster
	report clm.Report
}

// part is what the rows of one block, or of all, add to their clusters.
type part struct {
	sum     []float64 // k·d
	mass    []float64 // sum of the weights
	count   []int     // rows of positive weight
	inertia float64
	changed int // rows whose label is another one than before
}

func newPart(k, d int) part {
	return part{sum: make([]float64, k*d), mass: make([]float64, k), count: make([]int, k)}
}

func (p *part) reset() {
	clear(p.sum)
	clear(p.mass)
	clear(p.count)
	p.inertia, p.changed = 0, 0
}

func (p *part) merge(q *part) {
	for i, x := range q.sum {
		p.sum[i] += x
	}
	for j := range q.mass {
		p.mass[j] += q.mass[j]
		p.count[j] += q.count[j]
	}
	p.inertia += q.inertia
	p.changed += q.changed
}

func (f *fitting) newStart(workers int) *start {
	n, d := f.table.dims()
	s := &start{
		fitting: f, workers: workers,
		centers: centers{k: f.K, d: d, at: make([]float64, f.K*d)},
		label:   make([]int32, n), dist: make([]float64, n),
		parts: make([]part, par.Blocks(n, f.grain)), total: newPart(f.K, d),
	}
	for b := range s.parts {
		s.parts[b] = newPart(f.K, d)
	}
	for i := range s.label {
		s.label[i] = -1
	}
	return s
}

// lloyd iterates from the centres that stand in s until nothing changes.
// Step is called after each iteration.
func (s *start) lloyd(ctx context.Context, step func()) error {
	threshold := -1.0
	if s.Tol > 0 {
		threshold = s.Tol * s.table.variance()
	}
	r := &s.report
	r.Reason = fmt.Sprintf("stopped after %d iterations", s.MaxIter)
	again := true // whether the labels are behind the centres
	for !r.Converged && r.Iterations < s.MaxIter {
		if err := s.assign(ctx); err != nil {
			return err
		}
		changed := s.total.changed
		moved, err := s.relocate(ctx)
		if err != nil {
			return err
		}
		shift := s.update()
		r.Iterations++
		step()
		switch again = shift != 0 || moved > 0; {
		case !(shift < math.Inf(1)) || math.IsInf(s.total.inertia, 1):
			return fmt.Errorf("%s: weighted sums overflow in iteration %d: %w", s.op, r.Iterations, clm.ErrDiverged)
		case changed == 0 && moved == 0:
			r.Converged, r.Reason = true, "no label changed"
		case shift <= threshold:
			r.Converged, r.Reason = true, "the centres moved by less than Tol"
		}
	}
	if again {
		if err := s.assign(ctx); err != nil {
			return err
		}
	}
	r.Objective = s.total.inertia
	return nil
}

// assign gives every row to its nearest centre and adds the rows up.
func (s *start) assign(ctx context.Context) error {
	s.table.prepare(&s.centers)
	n, d := s.table.dims()
	// A tile of rows at a time, and fewer where they take more than about 2²²
	// products, with a look at the context after each.
	step := min(tileRows, max(1, 1<<22/(s.K*d)))
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		p := &s.parts[b]
		p.reset()
		var old [tileRows]int32
		for lo < hi {
			to := min(lo+step, hi)
			copy(old[:], s.label[lo:to])
			s.table.assign(lo, to, &s.centers, s.label, s.dist)
			s.add(p, lo, to, old[:to-lo])
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			lo = to
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.merge()
	return nil
}

// addUp adds the rows up by the labels and distances that they have.
func (s *start) addUp(ctx context.Context) error {
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		s.parts[b].reset()
		s.add(&s.parts[b], lo, hi, s.label[lo:hi])
		return nil
	})
	if err != nil {
		return err
	}
	s.merge()
	return nil
}

func (s *start) merge() {
	s.total.reset()
	for b := range s.parts {
		s.total.merge(&s.parts[b])
	}
}

// add adds the rows lo to hi to p.
func (s *start) add(p *part, lo, hi int, old []int32) {
	d := s.centers.d
	for i := lo; i < hi; i++ {
		j := int(s.label[i])
		if s.label[i] != old[i-lo] {
			p.changed++
		}
		w := weightOf(s.weight, i)
		if w == 0 {
			continue
		}
		s.table.add(i, w, p.sum[j*d:(j+1)*d])
		p.mass[j] += w
		p.count[j]++
		p.inertia += float64(w * s.dist[i])
	}
}

// update moves the centres to the means of their rows and returns the sum of
// the squared distances. A centre without rows stays where it is.
func (s *start) update() (shift float64) {
	d := s.centers.d
	for j, m := range s.total.mass {
		if s.total.count[j] == 0 {
			continue
		}
		c, sum := s.centers.center(j), s.total.sum[j*d:(j+1)*d]
		for i := range c {
			v := sum[i] / m
			t := v - c[i]
			shift += float64(t * t)
			c[i] = v
		}
	}
	return shift
}
