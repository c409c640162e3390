package assoc

import (
	"context"
	"slices"

	clm "github.com/clm-go/clm"
)

// arrange makes the trie of the sets that were found, which are distinct.
func (db *database) arrange(ctx context.Context, op string, all []*found, o options) (*Itemsets, error) {
	sets, length := 0, 0
	for _, f := range all {
		sets += len(f.ends)
		length += len(f.items)
	}
	start, items, counts := make([]int, 1, sets+1), make([]int32, 0, length), make([]int32, 0, sets)
	for _, f := range all {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		from := 0
		for s, end := range f.ends {
			if s%(1<<16) == 1<<16-1 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if set := f.items[from:end]; len(set) <= o.MaxLen {
				for _, c := range set {
					items = append(items, db.rank[c])
				}
				slices.Sort(items[start[len(start)-1]:])
				start = append(start, len(items))
				counts = append(counts, f.counts[s])
			}
			from = end
		}
		*f = found{}
	}
	order, err := lexical(ctx, start, items, len(db.ids))
	if err != nil {
		return nil, err
	}
	s := &Itemsets{n: db.n, minCount: db.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: o.Target}
	if err := s.build(ctx, op, db.sorted, start, items, counts, order); err != nil {
		return nil, err
	}
	s.finish()
	return s, nil
}

// build fills the nodes from sets in the order of a dictionary. A prefix of a
// set that is no set itself gets a node that is not listed.
//
// In that order the nodes come as a walk through the trie from left to right
// meets them, and those of one level in the order of the level. So the nodes
// are made twice: once to count them, once in their places.
func (s *Itemsets) build(ctx context.Context, op string, ids []int32, start []int, items, counts, order []int32) error {
	longest := 0
	for r := range counts {
		longest = max(longest, start[r+1]-start[r])
	}
	sizes := make([]int, longest+1)
	each := func(visit func(set []int32, shared int, count int32)) error {
		var before []int32
		for i, r := range order {
			if i%4096 == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			set := items[start[r]:start[r+1]]
			shared := 0
			for shared < min(len(before), len(set)) && before[shared] == set[shared] {
				shared++
			}
			visit(set, shared, counts[r])
			before = set
		}
		return nil
	}
	total := 0
	err := each(func(set []int32, shared int, _ int32) {
		for d := shared; d < len(set); d++ {
			sizes[d+1]++
		}
		total += len(set) - shared
	})
	if err != nil {
		return err
	}
	if total > maxNodes {
		return &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
	}
	s.level = make([]int32, longest+1)
	for d := range longest {
		s.level[d+1] = s.level[d] + int32(sizes[d+1])
	}
	s.parent = make([]int32, total)
	s.item = make([]int32, total)
	s.count = make([]int32, total)
	next := slices.Clone(s.level)
	path := make([]int32, longest+1) // nodes of the set at hand, from the root
	path[0] = -1
	return each(func(set []int32, shared int, count int32) {
		for d := shared; d < len(set); d++ {
			node := next[d]
			next[d]++
			s.parent[node], s.item[node] = path[d], ids[set[d]]
			s.count[node] = unlisted(0)
			path[d+1] = node
		}
		s.count[path[len(set)]] = count
		// A node that is not listed tells the largest count below it.
		for d := len(set) - 1; d > 0; d-- {
			if c := s.count[path[d]]; c >= 0 || unlisted(c) >= count {
				break
			}
			s.count[path[d]] = unlisted(count)
		}
	})
}
