package cluster

import (
	"context"
	"fmt"
	"math"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
)

// sideBySide is the largest number of rows for which starts, or fits, run beside each
// other; in larger tables the blocks of rows do. Both give the same result.
const sideBySide = 16 * par.Block

// wave is the number of starts whose results are held at once.
const wave = 16

// fitting is one call of Fit: the completed configuration and the data.
type fitting struct {
	KMeans
	op     string
	table  table
	weight []float64
	from   []float64 // the centres to start from, nil to choose them
	grain  int       // rows in a block
	units  int       // that one start counts in Progress
	told   *tally
}

func newFitting(c KMeans, op string, t table, weight, from []float64) *fitting {
	f := &fitting{KMeans: c, op: op, table: t, weight: weight, from: from}
	n, d := t.dims()
	f.grain = grain(n, c.K*d)
	f.units = min(c.MaxIter, math.MaxInt/c.Starts)
	f.told = newTally(c.Progress, f.units*c.Starts)
	return f
}

// run makes the starts and keeps the best.
func (f *fitting) run(ctx context.Context) (*KMeansModel, error) {
	n, _ := f.table.dims()
	together, workers := 1, f.Workers
	if f.Starts > 1 && n <= sideBySide {
		together, workers = wave, 1
	}
	var best *start
	for from := 0; from < f.Starts; from += together {
		starts := make([]*start, min(together, f.Starts-from))
		err := par.For(ctx, len(starts), 1, f.Workers, func(b, _, _ int) (err error) {
			starts[b], err = f.one(ctx, from+b, workers)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, s := range starts {
			best = better(best, s)
		}
	}
	return best.model(), nil
}

// one makes start number b.
func (f *fitting) one(ctx context.Context, b, workers int) (*start, error) {
	s := f.newStart(workers)
	var err error
	switch {
	case f.from != nil:
		copy(s.centers.at, f.from)
	case f.Init == RandomRows:
		err = s.randomRows(ctx, rng.New(f.Seed, uint64(b)))
	default:
		err = s.plusPlus(ctx, rng.New(f.Seed, uint64(b)))
	}
	if err != nil {
		return nil, err
	}
	left := f.units
	err = s.lloyd(ctx, func() {
		if left > 0 {
			left--
			f.told.add(1)
		}
	})
	if err != nil {
		return nil, err
	}
	f.told.add(left)
	s.dist, s.parts = nil, nil // not needed any more
	return s, nil
}

// better returns the one of lower inertia, and the first where they are equal
// but for rounding: the same clusters in another order must not depend on the
// last bits of a sum.
func better(first, second *start) *start {
	if first == nil || second.report.Objective < first.report.Objective*(1-1e-9) {
		return second
	}
	return first
}

// model makes the model of a start that has ended.
func (s *start) model() *KMeansModel {
	m := &KMeansModel{
		centers: centers{k: s.K, d: s.centers.d, offset: append([]float64(nil), s.table.offset()...), at: s.centers.at},
		label:   s.label,
		sizes:   make([]int, s.K),
		report:  s.report,
	}
	m.centers.uncentre()
	mass := make([]float64, s.K)
	for i, j := range s.label {
		m.sizes[j]++
		mass[j] += weightOf(s.weight, i)
	}
	m.setMass(mass)
	m.report.Notes = s.notes()
	return m
}

func (s *start) notes() []string {
	var notes []string
	if s.moved > 0 {
		notes = append(notes, fmt.Sprintf("empty clusters moved to the farthest row: %d", s.moved))
	}
	empty := 0
	for _, c := range s.total.count {
		if c == 0 {
			empty++
		}
	}
	switch {
	case empty > 0 && s.distinct():
		notes = append(notes, fmt.Sprintf("distinct rows: %d, fewer than the %d clusters; the other clusters are empty", s.K-empty, s.K))
	case empty > 0:
		notes = append(notes, fmt.Sprintf("clusters without rows: %d of %d", empty, s.K))
	}
	if !s.report.Converged {
		notes = append(notes, fmt.Sprintf("not converged in %d iterations; a larger MaxIter may help", s.report.Iterations))
	}
	return notes
}
