package assoc

import (
	"iter"

	clm "github.com/clm-go/clm"
)

// ReadPairs collects baskets from pairs of a basket and an item, such as the
// rows of a table of orders, in any order. Baskets come in the order in which
// they were first met; items are numbered in theirs, and the index names them.
// A pair that comes twice is in the basket twice, which miners count once.
// Where pairs come from a file or a database, the iterator ends at a fault of
// that and keeps it for the caller, who asks for it after ReadPairs.
//
// An error wraps [clm.ErrLimit], for more than 2³¹−1 baskets or items. Time:
// O(pairs). Memory: O(pairs).
func ReadPairs[B, I clm.ID](pairs iter.Seq2[B, I]) (*Baskets, *clm.Index[I], error) {
	var baskets clm.IndexBuilder[B]
	var items clm.IndexBuilder[I]
	var of, what []int32
	for basket, item := range pairs {
		b, err := baskets.Add(basket)
		if err != nil {
			return nil, nil, err
		}
		i, err := items.Add(item)
		if err != nil {
			return nil, nil, err
		}
		of, what = append(of, int32(b)), append(what, int32(i))
	}
	out := &Baskets{start: make([]int, baskets.Len()+1), items: make([]int32, len(what))}
	// start[b+1] is where the next item of basket b goes, until all have gone.
	for _, b := range of {
		if int(b)+2 < len(out.start) {
			out.start[b+2]++
		}
	}
	for b := 2; b < len(out.start); b++ {
		out.start[b] += out.start[b-1]
	}
	for p, b := range of {
		out.items[out.start[b+1]] = what[p]
		out.start[b+1]++
	}
	return out, items.Index(), nil
}
