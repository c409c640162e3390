package cluster

import "context"

// relocate gives each cluster that has no rows, in ascending order, the row
// that is farthest from its own centre and so leaves its old cluster. Of rows
// equally far the first one goes. It returns how many rows it gave.
//
// A row stays if it is alone in its cluster, has no weight, or lies on its
// centre but for rounding: moving it would gain nothing.
func (s *start) relocate(ctx context.Context) (int, error) {
	var empty []int
	for j, c := range s.total.count {
		if c == 0 {
			empty = append(empty, j)
		}
	}
	if empty == nil {
		return 0, nil
	}
	if err := s.measure(ctx); err != nil {
		return 0, err
	}
	far := s.farthest()
	row := make([]float64, s.centers.d)
	moved := 0
	for looked := 0; moved < len(empty); looked++ {
		if looked%1024 == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		i, ok := far.next()
		if !ok {
			break
		}
		from, to := &s.total.count[s.label[i]], empty[moved]
		if *from == 1 {
			continue
		}
		s.table.row(i, row)
		length := 0.0
		for _, x := range row {
			length += float64(x * x)
		}
		// The mean of some thousand equal rows can be that far off.
		if s.dist[i] <= 1e-24*length {
			continue
		}
		*from--
		s.label[i] = int32(to)
		if s.pruning.reach != nil {
			s.pruning.reach[i] = unknown
		}
		moved++
	}
	if moved == 0 {
		return 0, nil
	}
	s.moved += moved
	return moved, s.addUp(ctx)
}

// farFirst hands out rows, those that are farthest from their centres first,
// and of rows equally far those of lower index. It is a heap, as usually a few
// rows of many are asked for.
type farFirst struct {
	dist []float64
	row  []int // row[i] comes before row[2i+1] and row[2i+2]
}

// farthest returns the rows that have a weight and do not lie on their centre.
func (s *start) farthest() *farFirst {
	h := &farFirst{dist: s.dist, row: make([]int, 0, len(s.dist))}
	for i, d := range s.dist {
		if d > 0 && weightOf(s.weight, i) > 0 {
			h.row = append(h.row, i)
		}
	}
	for at := len(h.row)/2 - 1; at >= 0; at-- {
		h.sink(at)
	}
	return h
}

// next returns the next row, and false where there is none.
func (h *farFirst) next() (row int, ok bool) {
	last := len(h.row) - 1
	if last < 0 {
		return 0, false
	}
	row = h.row[0]
	h.row[0] = h.row[last]
	h.row = h.row[:last]
	h.sink(0)
	return row, true
}

// before tells whether row a comes before row b.
func (h *farFirst) before(a, b int) bool {
	return h.dist[a] > h.dist[b] || h.dist[a] == h.dist[b] && a < b
}

// sink brings the row at a place of the heap behind those that come before it.
func (h *farFirst) sink(at int) {
	for {
		child := 2*at + 1
		if child >= len(h.row) {
			return
		}
		if child+1 < len(h.row) && h.before(h.row[child+1], h.row[child]) {
			child++
		}
		if !h.before(h.row[child], h.row[at]) {
			return
		}
		h.row[at], h.row[child] = h.row[child], h.row[at]
		at = child
	}
}

// distinct tells whether the rows of each cluster are all equal, so that
// there are as many distinct rows as clusters with rows.
func (s *start) distinct() bool {
	d := s.centers.d
	first := centers{d: d}
	number := make([]int, s.K) // one more than that of the cluster's first row, 0: none yet
	for i, j := range s.label {
		if number[j] == 0 && weightOf(s.weight, i) > 0 {
			first.at = append(first.at, make([]float64, d)...)
			s.table.row(i, first.at[first.k*d:])
			first.k++
			number[j] = first.k
		}
	}
	s.table.prepare(&first)
	dist := make([]float64, len(s.label))
	for i, j := range s.label {
		if weightOf(s.weight, i) == 0 {
			continue
		}
		s.table.distances(i, i+1, &first, number[j]-1, dist)
		if dist[i] > 0 {
			return false
		}
	}
	return true
}
