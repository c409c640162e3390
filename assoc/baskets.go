package assoc

import "iter"

// Baskets are baskets in memory, 4 bytes for each item. They are made by
// [ReadFIMI] and [ReadPairs] and never change.
type Baskets struct {
	start []int // basket b is items[start[b]:start[b+1]]
	items []int32
}

// Len returns how many baskets there are.
func (b *Baskets) Len() int { return max(0, len(b.start)-1) }

// All walks the baskets in the order in which they were read, with the items as
// they were read. The slice is valid until the next step.
func (b *Baskets) All() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		var basket []int
		for i := range b.Len() {
			basket = basket[:0]
			for _, item := range b.items[b.start[i]:b.start[i+1]] {
				basket = append(basket, int(item))
			}
			if !yield(basket) {
				return
			}
		}
	}
}
