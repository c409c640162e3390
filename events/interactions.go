package events

import (
	"slices"

	clm "github.com/clm-go/clm"
)

// Interactions returns the table customers × items of the log: who is tied to
// what, and how strongly. Rows and columns are numbered as in
// [Log.Customers] and [Log.Items]; a pair without an event that the weight
// counts has no entry. Refunds take nothing back. It panics for a weight that
// is none of the constants.
//
// Sums are taken in the order of the log. Time:
// O(events + entries·log(entries of a row)).
func (l *Log) Interactions(weight Weight) *clm.Sparse {
	weight.check("events.Log.Interactions")
	t := l.t
	lines, from := groups(l.Len(), l.customers.n, func(i int) int {
		r := l.row(i)
		if _, counts := weight.of(t, r); !counts || t.item[r] < 0 {
			return -1
		}
		return int(l.customers.of(t.customer[r]))
	})
	ptr := make([]int, l.customers.n+1)
	var col []int32
	var val []float64
	sum := make([]float64, l.items.n) // of the row at hand
	met := make([]int, l.items.n)     // 1 + the last row that had the item
	for c := range l.customers.n {
		for _, i := range lines[from[c]:from[c+1]] {
			r := l.row(int(i))
			item := l.items.of(t.item[r])
			v, _ := weight.of(t, r)
			switch {
			case met[item] != c+1:
				met[item] = c + 1
				sum[item] = v
				col = append(col, item)
			case weight == WeightRating:
				sum[item] = v
			default:
				sum[item] += v
			}
		}
		row := col[ptr[c]:]
		slices.Sort(row)
		for _, item := range row {
			val = append(val, sum[item])
		}
		ptr[c+1] = len(col)
	}
	if weight == WeightOnce {
		val = nil
	}
	s, err := clm.NewSparse(l.customers.n, l.items.n, ptr, col, val)
	if err != nil {
		panic(err) // a log has fewer customers and items than a table may have, and the columns ascend
	}
	return s
}
