package assoc

import (
	"context"
	"math"
	"math/bits"
	"slices"
)

// closures tells the support of every frequent set from closed ones: it is that
// of the most frequent closed set around it. The closed sets are in places by
// descending support, so the first one that has all items of the set is the one.
//
// An item that is in few sets lists their places; one that is in more than every
// 32nd has a bit for each place, which is less memory. Memory: O(sum of the lengths).
type closures struct {
	count []int32 // by place
	items []int32 // ascending
	sizes []int   // in how many sets, by place of the item in items
	lists [][]int32
	bits  [][]uint64
}

func closuresOf(ctx context.Context, s *Itemsets) (*closures, error) {
	c := &closures{}
	var keys []uint64
	var nodes []int32
	for node, count := range s.count {
		if node%stride == 0 {
			if err := looked(ctx); err != nil {
				return nil, err
			}
		}
		if count >= 0 {
			keys, nodes = append(keys, uint64(math.MaxInt32-count)), append(nodes, int32(node))
		}
	}
	if err := sortLooking(ctx, keys, nodes); err != nil {
		return nil, err
	}
	c.items = slices.Clone(s.item)
	slices.Sort(c.items)
	c.items = slices.Compact(c.items)
	c.sizes = make([]int, len(c.items))
	c.lists, c.bits = make([][]int32, len(c.items)), make([][]uint64, len(c.items))
	each := func(visit func(place, k int)) error {
		for place, node := range nodes {
			if place%4096 == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			for ; node >= 0; node = s.parent[node] {
				k, _ := slices.BinarySearch(c.items, s.item[node])
				visit(place, k)
			}
		}
		return nil
	}
	if err := each(func(_, k int) { c.sizes[k]++ }); err != nil {
		return nil, err
	}
	for k, size := range c.sizes {
		if size > len(nodes)/32 {
			c.bits[k] = make([]uint64, (len(nodes)+63)/64)
		} else {
			c.lists[k] = make([]int32, 0, size)
		}
	}
	err := each(func(place, k int) {
		if c.bits[k] != nil {
			c.bits[k][place/64] |= 1 << (place % 64)
		} else {
			c.lists[k] = append(c.lists[k], int32(place))
		}
	})
	if err != nil {
		return nil, err
	}
	c.count = make([]int32, len(nodes))
	for place, node := range nodes {
		c.count[place] = s.count[node]
	}
	return c, nil
}

// support returns the support of a set of one to 64 items, or 0 if it is not
// frequent.
func (c *closures) support(set []int32) int32 {
	var buf [most]int
	of := buf[:len(set)]
	rarest := 0
	for i, item := range set {
		k, ok := slices.BinarySearch(c.items, item)
		if !ok {
			return 0
		}
		if of[i] = k; c.sizes[k] < c.sizes[of[rarest]] {
			rarest = i
		}
	}
	first := of[rarest]
	if c.bits[first] == nil {
		for _, place := range c.lists[first] {
			if c.all(of, place) {
				return c.count[place]
			}
		}
		return 0
	}
	// The others are in as many sets at least, and have bits as well.
	for w, word := range c.bits[first] {
		for _, k := range of {
			if word == 0 {
				break
			}
			word &= c.bits[k][w]
		}
		if word != 0 {
			return c.count[64*w+bits.TrailingZeros64(word)]
		}
	}
	return 0
}

// all tells whether the set in a place has all of the items.
func (c *closures) all(of []int, place int32) bool {
	for _, k := range of {
		if b := c.bits[k]; b != nil {
			if b[place/64]>>(place%64)&1 == 0 {
				return false
			}
		} else if _, ok := slices.BinarySearch(c.lists[k], place); !ok {
			return false
		}
	}
	return true
}
