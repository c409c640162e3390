package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

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
	dist    []float64 // of use in choosing the centres, in relocation and for the inertia
	pruning pruning

	parts   []part // one for each block of rows
	total   part
	peak    []float64 // the largest mass of each cluster since all sums were made anew
	scratch sync.Pool // of *blockRows
	last    bool      // no sums are needed any more

	moved  int // rows that took over an empty cluster
	report clm.Report
}

func (f *fitting) newStart(workers int) *start {
	n, d := f.table.dims()
	s := &start{
		fitting: f, workers: workers,
		centers: centers{k: f.K, d: d, at: make([]float64, f.K*d)},
		label:   make([]int32, n), dist: make([]float64, n),
		pruning: newPruning(f.table, f.K),
		parts:   make([]part, par.Blocks(n, f.grain)), total: newPart(f.K, d),
		peak: make([]float64, f.K),
	}
	s.centers.travel = s.pruning.travel
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
	again := true  // whether the labels are behind the centres
	check := false // whether this is only to see that nothing changes
	for !r.Converged && (check || r.Iterations < s.MaxIter) {
		if err := s.assign(ctx); err != nil {
			return err
		}
		if again = false; check && s.total.changed > 0 && r.Iterations == s.MaxIter {
			break
		}
		moved, err := s.relocate(ctx)
		if err != nil {
			return err
		}
		settled := s.total.changed == 0 && moved == 0
		if settled {
			// The centres may be off in their last bits: see part.
			if err := s.refresh(ctx); err != nil {
				return err
			}
		}
		shift, same := s.update()
		if !check || !settled {
			r.Iterations++
			step()
		}
		again, check = !same || moved > 0, false
		switch {
		case !(shift < math.Inf(1)):
			return s.overflow()
		case settled && same:
			r.Converged, r.Reason = true, "no label changed"
		case settled:
			check = true
		case shift <= threshold:
			r.Converged, r.Reason = true, "the centres moved by less than Tol"
		}
	}
	if again {
		if err := s.finish(ctx); err != nil {
			return err
		}
	}
	if err := s.measure(ctx); err != nil {
		return err
	}
	if r.Objective = s.total.inertia; !(r.Objective < math.Inf(1)) {
		return s.overflow()
	}
	return nil
}

func (s *start) overflow() error {
	return fmt.Errorf("%s: weighted sums overflow in iteration %d: %w", s.op, s.report.Iterations, clm.ErrDiverged)
}

// finish brings the centres in line with the labels to the last bit, and then the
// labels with the centres.
func (s *start) finish(ctx context.Context) error {
	if err := s.refresh(ctx); err != nil {
		return err
	}
	s.update()
	s.last = true
	return s.assign(ctx)
}

// tileRows is the number of rows that are assigned at once, a whole number of blocks
// of a table.
const tileRows = 8 * vec.Block

// blockRows is the workspace of one goroutine.
type blockRows struct {
	rows, old   []int32 // that are compared again, and their labels before
	moved, from []int32 // that have another label than before, and which that was
	keys        []uint64
}

// sort brings moved in ascending order. Sums follow it, and must not depend on which rows
// were compared by themselves: bounds are tighter with some instructions than with others.
func (w *blockRows) sort() {
	w.keys = w.keys[:0]
	for at, i := range w.moved {
		w.keys = append(w.keys, uint64(i)<<32|uint64(uint32(w.from[at])))
	}
	slices.Sort(w.keys)
	for at, k := range w.keys {
		w.moved[at], w.from[at] = int32(k>>32), int32(uint32(k))
	}
}

// assign gives every row to its nearest centre and brings the sums in line.
func (s *start) assign(ctx context.Context) error {
	s.pruning.begin()
	s.table.prepare(&s.centers)
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		w, _ := s.scratch.Get().(*blockRows)
		if w == nil {
			w = new(blockRows)
		}
		defer s.scratch.Put(w)
		p := &s.parts[b]
		p.begin(hi - lo)
		for at := lo; at < hi; at += par.Block {
			if err := s.assignBlock(ctx, w, p, at, min(at+par.Block, hi)); err != nil {
				return err
			}
		}
		if p.end() && !s.last {
			return s.addAll(ctx, p, lo, hi)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.merge()
	c := &s.centers
	s.pruning.end(s.total.changed, s.total.looked, s.total.skipped, c.products != nil || c.screen != nil && c.screen.sure)
	if !s.last && s.lost() {
		return s.refresh(ctx)
	}
	return nil
}

// assignBlock assigns the rows of one par.Block: tiles as they are, or only those of
// their rows that may have another nearest centre than before, all together.
func (s *start) assignBlock(ctx context.Context, w *blockRows, p *part, lo, hi int) error {
	reach := s.pruning.wanted()
	w.rows, w.old, w.moved, w.from = w.rows[:0], w.old[:0], w.moved[:0], w.from[:0]
	var old [tileRows]int32
	for ; lo < hi; lo += tileRows {
		to := min(lo+tileRows, hi)
		if s.pruning.looks(lo) {
			p.looked += to - lo
			known := len(w.rows)
			w.rows = s.pruning.unsure(w.rows, s.label, lo, to)
			if unsure := len(w.rows) - known; unsure*s.pruning.few <= to-lo {
				p.skipped += to - lo - unsure
				continue
			}
			w.rows = w.rows[:known]
		}
		copy(old[:], s.label[lo:to])
		if err := s.table.assign(ctx, lo, to, &s.centers, s.label, reach); err != nil {
			return err
		}
		for i, j := range s.label[lo:to] {
			if j != old[i] {
				w.moved, w.from = append(w.moved, int32(lo+i)), append(w.from, old[i])
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if len(w.rows) > 0 {
		for _, i := range w.rows {
			w.old = append(w.old, s.label[i])
		}
		if err := s.table.assignRows(ctx, w.rows, &s.centers, s.label, reach); err != nil {
			return err
		}
		whole := len(w.moved)
		for at, i := range w.rows {
			if old := w.old[at]; s.label[i] != old {
				w.moved, w.from = append(w.moved, i), append(w.from, old)
			}
		}
		if whole > 0 && whole < len(w.moved) {
			w.sort()
		}
	}
	return s.change(ctx, p, w.moved, w.from)
}

// update moves the centres to the means of their rows and returns the sum of
// the squared distances, and whether all are where they were: squares of small moves
// are 0. A centre without rows stays where it is.
func (s *start) update() (shift float64, same bool) {
	d := s.centers.d
	same = true
	for j, m := range s.total.mass {
		s.pruning.step[j] = 0
		if s.total.count[j] == 0 {
			continue
		}
		c, sum := s.centers.center(j), s.total.sum[j*d:(j+1)*d]
		squares := 0.0 // in units of the table
		for i := range c {
			v := sum[i] / m
			t := v - c[i]
			shift += float64(t * t)
			same = same && t == 0
			c[i] = v
			t *= s.pruning.unit
			squares += float64(t * t)
		}
		s.pruning.step[j] = math.Sqrt(squares) * (1 + float64(d+4)*0x1p-52)
	}
	s.pruning.moved()
	return shift, same
}
