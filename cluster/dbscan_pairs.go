package cluster

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// pairs compares all rows with all, for metrics that allow nothing better.
type pairs struct {
	rawRows
	op     string  // for errors
	number []int32 // of the rows in the table, nil if they are all of it
	limit  float64
	metric Metric
	length []float64 // Euclidean length of each row, for Cosine only
}

func newPairs(r rawRows, b ball) *pairs {
	p := &pairs{rawRows: r, limit: b.limit, metric: b.metric}
	if _, ok := b.metric.(Cosine); ok {
		p.length = make([]float64, r.n)
		for i := range p.length {
			p.length[i] = lengthOf(p.row(i))
		}
	}
	return p
}

func lengthOf(row []float64) float64 { return math.Sqrt(vec.Dot(row, row)) }

// near tells whether two rows are neighbours. What a metric of the caller says may
// be no distance.
func (p *pairs) near(i, j int) (bool, error) {
	if p.length != nil {
		return cosineOf(p.row(i), p.row(j), p.length[i], p.length[j]) <= p.limit, nil
	}
	v := p.metric.Distance(p.row(i), p.row(j))
	if v >= 0 {
		return v <= p.limit, nil
	}
	if p.number != nil {
		i, j = int(p.number[i]), int(p.number[j])
	}
	return false, badDistance(p.op+": metric", i, j, v)
}

// cosineOf is what Cosine returns for two rows of known lengths.
func cosineOf(a, b []float64, lengthA, lengthB float64) float64 {
	norms := lengthA * lengthB
	if norms == 0 {
		return 1
	}
	return min(max(1-vec.Dot(a, b)/norms, 0), 2)
}

// tiles calls f for ranges of rows that together make all pairs of one of the rows
// lo to hi with a row below end.
func (p *pairs) tiles(ctx context.Context, end int, f func(from, to int) error) error {
	for from := 0; from < end; from += tileRows {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := f(from, min(from+tileRows, end)); err != nil {
			return err
		}
	}
	return nil
}

// pairBlock is how many rows go through the others together.
const pairBlock = 16

// mark sets core[i] for each row with neighbours that weigh at least MinPoints.
func (p *pairs) mark(ctx context.Context, f *dbscanFit, core []bool) error {
	load := newLoad(f.MinPoints, f.weight, nil)
	return par.For(ctx, p.n, pairBlock, f.Workers, func(_, lo, hi int) error {
		var have [pairBlock]weigher
		for i := range have {
			have[i].load = &load
		}
		err := p.tiles(ctx, p.n, func(from, to int) error {
			for i := lo; i < hi; i++ {
				for j := from; j < to && !core[i]; j++ {
					near, err := p.near(i, j)
					if err != nil {
						return err
					}
					if near {
						core[i] = have[i-lo].addAll(int32(j), int32(j+1))
					}
				}
			}
			return nil
		})
		f.told.add(hi - lo)
		return err
	})
}

// join returns the cluster of each row, numbered by the lowest row in it, and
// how many there are.
func (p *pairs) join(ctx context.Context, f *dbscanFit) ([]int32, int, error) {
	joined := newSets(p.n)
	err := par.For(ctx, p.n, pairBlock, f.Workers, func(_, lo, hi int) error {
		err := p.tiles(ctx, hi, func(from, to int) error {
			for i := lo; i < hi; i++ {
				for j := from; j < min(to, i); j++ {
					if joined.find(int32(i)) == joined.find(int32(j)) {
						continue
					}
					near, err := p.near(i, j)
					if err != nil {
						return err
					}
					if near {
						joined.unite(int32(i), int32(j))
					}
				}
			}
			return nil
		})
		f.told.add(hi - lo)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	first := make([]int32, p.n)
	for i := range first {
		first[i] = int32(i)
	}
	cluster, count := joined.number(first)
	return cluster, count, nil
}

// pairCores are core rows in order of their clusters.
type pairCores struct {
	*pairs
	cluster []int32
	order   []int32 // what number each row had before
}

func newPairCores(r rawRows, b ball, cluster []int32) *pairCores {
	k := &pairCores{order: make([]int32, r.n), cluster: make([]int32, r.n)}
	for i := range k.order {
		k.order[i] = int32(i)
	}
	slices.SortStableFunc(k.order, func(a, b int32) int { return cmp.Compare(cluster[a], cluster[b]) })
	for p, i := range k.order {
		k.cluster[p] = cluster[i]
	}
	k.pairs = newPairs(r.pick(k.order), b)
	return k
}

// lowestCosine returns the lowest cluster with a core row that is a neighbour
// of q, or −1.
func (k *pairCores) lowestCosine(q []float64) int32 {
	length := lengthOf(q)
	for i, c := range k.cluster {
		if cosineOf(q, k.row(i), length, k.length[i]) <= k.limit {
			return c
		}
	}
	return -1
}

// lowestOther is lowestCosine for metrics that are not of this package.
func (k *pairCores) lowestOther(q []float64) int32 {
	for i, c := range k.cluster {
		if k.metric.Distance(q, k.row(i)) <= k.limit {
			return c
		}
	}
	return -1
}

// byPairs does the fit with all pairs of rows.
func (f *dbscanFit) byPairs(ctx context.Context) error {
	all := newPairs(f.rows, f.ball)
	all.op = f.op
	if err := all.mark(ctx, f, f.core); err != nil {
		return err
	}
	number := f.numbers()
	if len(number) == 0 {
		f.noCore()
		return nil
	}
	rows := f.rows.pick(number)
	cores := newPairs(rows, f.ball)
	cores.op, cores.number = f.op, number
	cluster, count, err := cores.join(ctx, f)
	if err != nil {
		return err
	}
	f.count = count
	f.told.add(f.n - len(number))
	for k, i := range number {
		f.label[i] = cluster[k]
	}
	k := newPairCores(rows, f.ball, cluster)
	f.index = coreIndex{pairs: k}
	return par.For(ctx, f.n, pairBlock, f.Workers, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ {
			switch {
			case f.core[i]:
			case k.length != nil:
				f.label[i] = k.lowestCosine(all.row(i))
			default:
				f.label[i] = k.lowestOther(all.row(i))
			}
		}
		f.told.add(hi - lo)
		return nil
	})
}
