package events

import (
	"iter"
	"slices"
)

// Baskets walks the orders that have a purchase, in the order of their
// numbers, and yields of each the numbers of the items that were bought,
// ascending and each once. What was refunded later was bought all the same. A
// purchase without item adds nothing, so a basket may be empty. Orders of
// customers that are not known are among them.
//
// A view numbers its items by itself: the baskets of two views go together only
// where the numbers of [Log.Items] have been translated into common ones.
//
// The slice is valid until the next step: keep a copy if you must. Time:
// O(events·log(events of an order)). Memory: 4 bytes for each event.
func (l *Log) Baskets() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		t := l.t
		lines, from := groups(l.Len(), l.orders.n, func(i int) int {
			if r := l.row(i); t.kind[r] == Purchase {
				return int(l.orders.of(t.order[r]))
			}
			return -1
		})
		var basket []int
		for o := range l.orders.n {
			if from[o] == from[o+1] {
				continue
			}
			basket = basket[:0]
			for _, i := range lines[from[o]:from[o+1]] {
				if item := l.items.of(t.item[l.row(int(i))]); item >= 0 {
					basket = append(basket, int(item))
				}
			}
			slices.Sort(basket)
			basket = slices.Compact(basket)
			if !yield(slices.Clip(basket)) {
				return
			}
		}
	}
}

// groups sorts the numbers 0 to n−1 by their group, which is −1 for those to
// leave out: members[from[g]:from[g+1]] are those of group g, ascending.
func groups(n, count int, group func(i int) int) (members []int32, from []int) {
	from = make([]int, count+1)
	for i := range n {
		if g := group(i); g >= 0 {
			from[g+1]++
		}
	}
	for g := range count {
		from[g+1] += from[g]
	}
	members = make([]int32, from[count])
	next := slices.Clone(from)
	for i := range n {
		if g := group(i); g >= 0 {
			members[next[g]] = int32(i)
			next[g]++
		}
	}
	return members, from
}
