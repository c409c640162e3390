package cluster

import (
	"cmp"
	"context"
	"slices"
)

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
	far := make([]int, 0, len(s.dist))
	for i, d := range s.dist {
		if d > 0 && weightOf(s.weight, i) > 0 {
			far = append(far, i)
		}
	}
	slices.SortFunc(far, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.dist[b], s.dist[a]), cmp.Compare(a, b))
	})
	row := make([]float64, s.centers.d)
	moved := 0
	for _, i := range far {
		if moved == len(empty) {
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
		moved++
	}
	if moved == 0 {
		return 0, nil
	}
	s.moved += moved
	return moved, s.addUp(ctx)
}

// distinct tells whether the rows of each cluster are all equal, so that
// there are as many distinct rows as clusters with rows.
func (s *start) distinct() bool {
	d := s.centers.d
	first := centers{d: d}
	seen := make([]bool, s.K)
	for i, j := range s.label {
		if !seen[j] && weightOf(s.weight, i) > 0 {
			seen[j] = true
			first.at = append(first.at, make([]float64, d)...)
			s.table.row(i, first.at[first.k*d:])
			first.k++
		}
	}
	s.table.prepare(&first)
	n, _ := s.table.dims()
	label, dist := make([]int32, n), make([]float64, n)
	s.table.assign(0, n, &first, label, dist)
	for i, x := range dist {
		if x > 0 && weightOf(s.weight, i) > 0 {
			return false
		}
	}
	return true
}
