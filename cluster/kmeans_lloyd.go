package cluster

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
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
	mass    []float64 // sum of the weights, if there are any
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
		shift, same := s.update()
		r.Iterations++
		step()
		switch again = !same || moved > 0; {
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

// tileRows is the number of rows that are assigned and then added up while
// they are still in the cache, a whole number of blocks of a table.
const tileRows = 8 * vec.Block

// assign gives every row to its nearest centre and adds the rows up.
func (s *start) assign(ctx context.Context) error {
	s.table.prepare(&s.centers)
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		p := &s.parts[b]
		p.reset()
		var old [tileRows]int32
		for lo < hi {
			to := min(lo+tileRows, hi)
			copy(old[:], s.label[lo:to])
			if err := s.table.assign(ctx, lo, to, &s.centers, s.label, s.dist); err != nil {
				return err
			}
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
		for ; lo < hi; lo += tileRows {
			to := min(lo+tileRows, hi)
			s.add(&s.parts[b], lo, to, s.label[lo:to])
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.merge()
	return nil
}

func (s *start) merge() {
	t := &s.total
	t.reset()
	for b := range s.parts {
		t.merge(&s.parts[b])
	}
	if s.weight == nil {
		for j, c := range t.count {
			t.mass[j] = float64(c)
		}
	}
}

// add adds the rows lo to hi to p, but for the masses where no weights are
// given: merge takes the counts for them.
func (s *start) add(p *part, lo, hi int, old []int32) {
	s.table.add(lo, hi, s.label, s.weight, p.sum)
	label, dist := s.label[lo:hi], s.dist[lo:hi]
	old, dist = old[:len(label)], dist[:len(label)]
	changed, inertia := 0, p.inertia
	for i, j := range label {
		if j != old[i] {
			changed++
		}
		if s.weight == nil {
			p.count[j]++
			inertia += dist[i]
		} else if w := s.weight[lo+i]; w != 0 {
			p.count[j]++
			p.mass[j] += w
			inertia += float64(w * dist[i])
		}
	}
	p.changed += changed
	p.inertia = inertia
}

// update moves the centres to the means of their rows and returns the sum of
// the squared distances, and whether all are where they were: squares of small moves
// are 0. A centre without rows stays where it is.
func (s *start) update() (shift float64, same bool) {
	d := s.centers.d
	same = true
	for j, m := range s.total.mass {
		if s.total.count[j] == 0 {
			continue
		}
		c, sum := s.centers.center(j), s.total.sum[j*d:(j+1)*d]
		for i := range c {
			v := sum[i] / m
			t := v - c[i]
			shift += float64(t * t)
			same = same && t == 0
			c[i] = v
		}
	}
	return shift, same
}
