package cluster

import (
	"context"
	"sync"
)

// gapRows is a rowTable of which nothing is known about the second nearest centre.
type gapRows struct {
	*rowTable
	dists sync.Pool // of *[]float64, one for each row
}

func (t *gapRows) assign(ctx context.Context, lo, hi int, c *centers, label []int32, reach []float32) error {
	dist, _ := t.dists.Get().(*[]float64)
	if dist == nil {
		dist = new([]float64)
		*dist = make([]float64, t.n)
	}
	defer t.dists.Put(dist)
	if reach != nil {
		for i := lo; i < hi; i++ {
			reach[i] = unknown
		}
	}
	return t.rowTable.assign(ctx, lo, hi, c, label, *dist)
}

func (t *gapRows) assignRows(ctx context.Context, rows []int32, c *centers, label []int32, reach []float32) error {
	for _, i := range rows {
		if err := t.assign(ctx, int(i), int(i)+1, c, label, reach); err != nil {
			return err
		}
	}
	return nil
}

func (t *gapRows) own(lo, hi int, c *centers, label []int32, dist []float64) {
	for i := lo; i < hi; i++ {
		dist[i] = c.sqDist(t.at(i), int(label[i]))
	}
}

func (t *gapRows) move(rows, old, label []int32, weight, sum []float64) {
	for e, i := range rows {
		w := weightOf(weight, int(i))
		if w == 0 {
			continue
		}
		from, to := sum[int(old[e])*t.d:], sum[int(label[i])*t.d:]
		for j, v := range t.at(int(i)) {
			v = float64(w * v)
			from[j] -= v
			to[j] += v
		}
	}
}
