package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/vec"
)

// nearness answers the question that seeding asks of a table.
type nearness interface {
	// take is told the centres chosen so far. The last one of them is the newest.
	take(chosen *centers)
	// consider is told the candidates for the next centre. It returns the cause of a
	// context that ends.
	consider(ctx context.Context, tried *centers) error
	// sumNearer brings dist of the rows lo to hi, which are those of a tile, down to the
	// distances to the newest centre. If sum is not nil, it then sets sum[c] to what
	// dist would add up to with candidate c, times the weights. Dist and weight are
	// those of the whole table. It returns the cause of a context that ends.
	sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64) error
}

// nearnessOf returns the way that suits the table of a start.
func nearnessOf(s *start) nearness {
	n, d := s.table.dims()
	none := seeds{newest: centers{d: d}, tried: centers{d: d}}
	switch t := s.table.(type) {
	case *blockTable:
		return &narrowRows{seeds: none, blockTable: t}
	case gapRows:
		return newWideRows(none, t.rowTable, s.K, s.workers)
	default:
		return &anyRows{seeds: none, table: t, scratch: make([]float64, n)}
	}
}

// seeds are the centres that rows are compared with.
type seeds struct {
	newest centers // one or none
	tried  centers
}

func (s *seeds) take(chosen *centers) {
	s.newest.k, s.newest.at = 1, chosen.center(chosen.k-1)
}

func (s *seeds) consider(_ context.Context, tried *centers) error {
	s.tried.k, s.tried.at = tried.k, tried.at
	return nil
}

// candidates returns as many numbers of the candidates as there are sums.
func (s *seeds) candidates(sum []float64) []float64 { return s.tried.at[:len(sum)*s.tried.d] }

// weightsOf returns the weights of the rows lo to hi, nil where there are none.
func weightsOf(weight []float64, lo, hi int) []float64 {
	if weight == nil {
		return nil
	}
	return weight[lo:hi]
}

// narrowRows are in blocks already, or are laid out in them where there is no copy.
type narrowRows struct {
	seeds
	*blockTable
}

func (t *narrowRows) sumNearer(_ context.Context, lo, hi int, sum, dist, weight []float64) error {
	s := t.borrow()
	defer t.scratch.Put(s)
	vec.SumNearer(sum, dist[lo:hi], weightsOf(weight, lo, hi), t.tile(s, lo, hi), t.newest.at, t.candidates(sum), t.d)
	return nil
}

// anyRows asks a table for distances to one centre after the other.
type anyRows struct {
	seeds
	table
	scratch []float64 // a number for each row
}

func (t *anyRows) take(chosen *centers) {
	t.seeds.take(chosen)
	t.prepare(&t.newest)
}

func (t *anyRows) consider(ctx context.Context, tried *centers) error {
	if len(tried.at) != len(t.tried.at) {
		t.tried = centers{d: tried.d}
	}
	err := t.seeds.consider(ctx, tried)
	t.prepare(&t.tried)
	return err
}

func (t *anyRows) sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64) error {
	dist, near := dist[lo:hi], t.scratch[lo:hi]
	if t.newest.k > 0 {
		t.distances(lo, hi, &t.newest, 0, t.scratch)
		for i, s := range near {
			if s < dist[i] {
				dist[i] = s
			}
		}
	}
	for c := range sum {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.distances(lo, hi, &t.tried, c, t.scratch)
		for i, s := range dist {
			if near[i] < s {
				s = near[i]
			}
			near[i] = float64(weightOf(weight, lo+i) * s)
		}
		sum[c] = vec.Sum(near)
	}
	return nil
}
