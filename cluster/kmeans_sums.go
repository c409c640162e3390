package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// part is what the rows of one block, or of all, add to their clusters.
//
// The sums of a block follow its labels: a row that has another one than before is
// taken off one sum and added to another. They are made anew, one row after the other,
// where many rows changed, and after some iterations, as the roundings of taking
// off stay in the sum. A fit that ends makes them all anew, so what it returns does
// not depend on how it got there.
type part struct {
	sum     []float64 // k·d
	mass    []float64 // sum of the weights, if there are any
	count   []int     // rows of positive weight
	inertia float64

	// Of the last assignment: rows whose label is another one than before, rows that
	// might have been passed over, and rows that were.
	changed, looked, skipped int

	most  int  // rows that may change before it is cheaper to make the sums anew
	many  bool // more than that changed
	again bool // the sums are to be made anew
	age   int  // assignments that changed them since; 0: they are what they are when made anew
}

const (
	// A row that changes costs about as much as this many rows in a sum made anew.
	costOfChange = 5
	// oldest is how many assignments may change sums before they are made anew.
	oldest = 16
)

func newPart(k, d int) part {
	return part{sum: make([]float64, k*d), mass: make([]float64, k), count: make([]int, k), many: true}
}

// begin begins an assignment of n rows.
func (p *part) begin(n int) {
	p.changed, p.looked, p.skipped = 0, 0, 0
	p.most = n / costOfChange
	p.again = p.many || p.age >= oldest
}

// end ends it and returns whether the sums are to be made anew.
func (p *part) end() bool {
	p.many = p.changed > p.most
	if p.changed > 0 {
		p.age++
	}
	return p.again
}

// change brings p in line with the new labels of some rows. It returns the cause of a
// context that ends.
func (s *start) change(ctx context.Context, p *part, rows, old []int32) error {
	p.changed += len(rows)
	p.again = p.again || p.changed > p.most || s.last
	for at, i := range rows {
		w := weightOf(s.weight, int(i))
		if w == 0 {
			continue
		}
		j, from := s.label[i], old[at]
		p.count[j]++
		if from >= 0 {
			p.count[from]--
		}
		if !p.again {
			p.mass[from] -= w
			p.mass[j] += w
		}
	}
	if p.again {
		return nil
	}
	for most := pieceRows(s.centers.d); len(rows) > 0; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n := min(most, len(rows))
		s.table.move(rows[:n], old[:n], s.label, s.weight, p.sum)
		rows, old = rows[n:], old[n:]
	}
	return nil
}

// addAll makes the sums of the rows lo to hi anew.
func (s *start) addAll(ctx context.Context, p *part, lo, hi int) error {
	clear(p.sum)
	most := min(tileRows, pieceRows(s.centers.d))
	for at := lo; at < hi; at += most {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.table.add(at, min(at+most, hi), s.label, s.weight, p.sum)
	}
	p.age = 0
	if s.weight == nil {
		return nil
	}
	clear(p.mass)
	for i, w := range s.weight[lo:hi] {
		p.mass[s.label[lo+i]] += w
	}
	return nil
}

// refresh makes the sums anew that are not what they are when made anew.
func (s *start) refresh(ctx context.Context) error {
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		if p := &s.parts[b]; p.age > 0 {
			return s.addAll(ctx, p, lo, hi)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.merge()
	copy(s.peak, s.total.mass)
	return nil
}

// addUp counts and adds the rows up by labels that were given to them.
func (s *start) addUp(ctx context.Context) error {
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		p := &s.parts[b]
		clear(p.count)
		for i := lo; i < hi; i++ {
			if weightOf(s.weight, i) > 0 {
				p.count[s.label[i]]++
			}
		}
		p.age = max(p.age, 1)
		return nil
	})
	if err != nil {
		return err
	}
	return s.refresh(ctx)
}

// merge adds the parts up.
func (s *start) merge() {
	t := &s.total
	clear(t.sum)
	clear(t.mass)
	clear(t.count)
	t.changed, t.looked, t.skipped = 0, 0, 0
	for b := range s.parts {
		p := &s.parts[b]
		vec.Add(t.sum, p.sum)
		vec.Add(t.mass, p.mass)
		for j, c := range p.count {
			t.count[j] += c
		}
		t.changed += p.changed
		t.looked += p.looked
		t.skipped += p.skipped
	}
	if s.weight == nil {
		for j, c := range t.count {
			t.mass[j] = float64(c)
		}
	}
}

// lost tells whether a cluster has lost so much of its mass that the roundings of
// taking it off may count beside what is left.
func (s *start) lost() bool {
	lost := false
	for j, m := range s.total.mass {
		s.peak[j] = max(s.peak[j], m)
		lost = lost || s.total.count[j] > 0 && !(m >= s.peak[j]/64)
	}
	return lost
}

// measure computes the distances of all rows to their centres and the inertia.
func (s *start) measure(ctx context.Context) error {
	n, _ := s.table.dims()
	err := par.For(ctx, n, s.grain, s.workers, func(b, lo, hi int) error {
		sum := 0.0
		most := min(tileRows, pieceRows(s.centers.d))
		for at := lo; at < hi; at += most {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			to := min(at+most, hi)
			s.table.own(at, to, &s.centers, s.label, s.dist)
			for i := at; i < to; i++ {
				if w := weightOf(s.weight, i); w != 0 {
					sum += float64(w * s.dist[i])
				}
			}
		}
		s.parts[b].inertia = sum
		return nil
	})
	if err != nil {
		return err
	}
	s.total.inertia = 0
	for b := range s.parts {
		s.total.inertia += s.parts[b].inertia
	}
	return nil
}
