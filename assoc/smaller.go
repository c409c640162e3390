package assoc

import (
	"context"
	"fmt"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// smaller walks sets level by level, each together with the sets of one item
// less, all of which must be there. They are found from those of its parent, the
// set without its last item x: without item j, the set is the child x of the parent
// without item j. The children of one parent ascend, and so do these.
type smaller struct {
	s     *Itemsets
	below []int32 // children of node v are below[v] to below[v+1]−1
	alone []int32 // by node: the node of its last item alone
	above []int32 // what was found for the level above, row by row
	k     int     // items of the sets of that level
}

func (s *Itemsets) smaller() *smaller {
	w := &smaller{s: s, below: s.below(), alone: make([]int32, len(s.item)), above: []int32{-1}, k: 1}
	if len(s.level) > 1 {
		for v := range w.alone[:s.level[1]] {
			w.alone[v] = int32(v)
		}
	}
	return w
}

// below returns where the children of each node begin, and behind the last node
// where they end.
func (s *Itemsets) below() []int32 {
	nodes := len(s.item)
	below := make([]int32, nodes+1)
	if nodes == 0 {
		return below
	}
	for _, p := range s.parent[s.level[1]:] {
		below[p+1]++
	}
	below[0] = s.level[1]
	for v := range nodes {
		below[v+1] += below[v]
	}
	return below
}

// smallerGrain is how many sets one block of a level has.
const smallerGrain = 2048

// next visits the sets of one item more than the last time, two at first, and
// tells whether there are any. A block of a level is its sets from a node on, k rows
// a set: row j is the set without its item j. Several workers visit the blocks.
func (w *smaller) next(ctx context.Context, workers int, visit func(block int, from int32, rows []int32) error) (bool, error) {
	s := w.s
	if w.k++; w.k >= len(s.level) {
		return false, nil
	}
	k := w.k
	first := s.level[k-1]
	n := int(s.level[k] - first)
	here := make([]int32, n*k)
	err := par.For(ctx, n, smallerGrain, workers, func(block, from, to int) error {
		at, end := make([]int32, k-1), make([]int32, k-1)
		parent := int32(-1)
		for node := first + int32(from); node < first+int32(to); node++ {
			if s.parent[node] != parent {
				parent = s.parent[node]
				row := w.above
				if k > 2 {
					row = row[int(parent-s.level[k-2])*(k-1):]
				}
				for j, v := range row[:k-1] {
					if v < 0 { // the empty set
						at[j], end[j] = 0, s.level[1]
					} else {
						at[j], end[j] = w.below[v], w.below[v+1]
					}
				}
			}
			row := here[int(node-first)*k:][:k:k]
			item := s.item[node]
			for j := range at {
				v := at[j]
				if v == end[j] || s.item[v] != item { // mostly it is the next one
					v = seek(s.item, v, end[j], item)
					if v == end[j] || s.item[v] != item {
						return fmt.Errorf("assoc.Itemsets: the sets lack a part of one of them: %w", clm.ErrFormat)
					}
				}
				row[j], at[j] = v, v+1
			}
			row[k-1] = parent
			w.alone[node] = w.alone[row[0]]
		}
		return visit(block, first+int32(from), here[from*k:to*k])
	})
	w.above = here
	return err == nil, err
}

// seek returns the first place of lo to hi−1 whose item is not below the given
// one, or hi. It looks near lo first.
func seek(items []int32, lo, hi, item int32) int32 {
	part := items[lo:hi]
	at, step := 0, 1
	for step < len(part)-at && part[at+step] < item {
		at += step
		step *= 2
	}
	for n := min(step, len(part)-at); n > 0; {
		half := n / 2
		if part[at+half] < item {
			at += half + 1
			n -= half + 1
		} else {
			n = half
		}
	}
	return lo + int32(at)
}
