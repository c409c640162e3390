package events

import (
	"cmp"
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
// O(events·log(events of a customer)).
func (l *Log) Interactions(weight Weight) *clm.Sparse {
	weight.check()
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
	item := func(i int32) int32 { return l.items.of(t.item[l.row(int(i))]) }
	for c := range l.customers.n {
		row := lines[from[c]:from[c+1]]
		slices.SortStableFunc(row, func(a, b int32) int { return cmp.Compare(item(a), item(b)) })
		for k, i := range row {
			v, _ := weight.of(t, l.row(int(i)))
			if k == 0 || item(row[k-1]) != item(i) {
				col = append(col, item(i))
				val = append(val, v)
				continue
			}
			switch last := &val[len(val)-1]; weight {
			case WeightOnce:
			case WeightRating:
				*last = v
			default:
				*last += v
			}
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
