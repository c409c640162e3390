package assoc

import (
	"context"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// level holds the frequent sets of k items in the order of a dictionary, which goes by
// the numbers of the items. The parent of a set is the set without its last item.
type level struct {
	k      int
	parent []int32 // in the level above
	code   []int32 // the last item
	count  []int32
	// smaller[s·k+j] is the set s without its item j, in the level above. It is nil once
	// the level below is made.
	smaller []int32
	// Sets first[c] to first[c+1]−1 begin with item c.
	first []int
	// The children of a set of this level are below[s] to below[s+1]−1 of the
	// next one.
	below []int32

	candidates int // how many were counted to find these
	joined     int // how many there were before some had a subset that is not frequent
}

// apriori finds the sets level by level.
func apriori(ctx context.Context, op string, l *lists, o options, left *allowance) (*Itemsets, error) {
	levels, err := aprioriLevels(ctx, l, o, left)
	if err != nil {
		return nil, err
	}
	o.Progress(len(levels)+1, len(levels)+1)
	if l.byID {
		return l.trieOf(ctx, op, levels, o)
	}
	f, err := planted(ctx, levels)
	if err != nil {
		return nil, err
	}
	return l.sorted(ctx, op, []forest{f}, o)
}

// planted makes a forest of the levels, which stand there the other way round.
func planted(ctx context.Context, levels []*level) (forest, error) {
	var f forest
	above := int32(-2) // the last place of the level above; with it a parent of −1 stays −1
	for k, v := range levels {
		here := f.shelf(k + 1)
		for i := len(v.code) - 1; i >= 0; i-- {
			here.add(above-v.parent[i], v.code[i], v.count[i])
			if i%stride == 0 {
				if err := looked(ctx); err != nil {
					return nil, err
				}
			}
		}
		above = int32(len(v.code)) - 1
	}
	return f, nil
}

// trieOf makes the result where the numbers of the items are in the order of their ids:
// the levels are those of the trie.
func (l *lists) trieOf(ctx context.Context, op string, levels []*level, o options) (*Itemsets, error) {
	s := &Itemsets{n: l.n, minCount: l.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: All, level: make([]int32, len(levels)+1)}
	total := 0
	for k, v := range levels {
		if total += len(v.code); total > maxNodes {
			return nil, &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
		}
		s.level[k+1] = int32(total)
	}
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	err := par.For(ctx, len(levels), 1, o.Workers, func(k, _, _ int) error {
		v, lo, above := levels[k], s.level[k], int32(0)
		if k > 0 {
			above = s.level[k-1]
		}
		for i, c := range v.code {
			if i%stride == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			s.item[int(lo)+i] = l.ids[c]
			s.parent[int(lo)+i] = v.parent[i] + above // −1 in the first level
		}
		copy(s.count[lo:], v.count)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.finish()
	return s, nil
}

func aprioriLevels(ctx context.Context, l *lists, o options, left *allowance) ([]*level, error) {
	items := len(l.ids)
	if err := left.take(int64(items)); err != nil {
		return nil, err
	}
	v := &level{k: 1, parent: make([]int32, items), code: make([]int32, items), count: l.counts,
		candidates: items, joined: items, first: make([]int, items+1)}
	for c := range items {
		v.code[c] = int32(c)
		v.parent[c] = -1
		v.first[c+1] = c + 1
	}
	v.smaller = v.parent
	var levels []*level
	joiners := crew[*joiner]{make: func() *joiner { return newJoiner(ctx, l) }}
	for len(v.code) > 0 {
		levels = append(levels, v)
		o.Progress(len(levels), 0)
		if len(levels) == o.MaxLen {
			break
		}
		parts := make([]*level, items)
		err := par.For(ctx, items, 1, o.Workers, func(c, _, _ int) error {
			j := joiners.take()
			part, err := j.join(levels, int32(c), left)
			if err != nil {
				return err // and the joiner, which may not be ready for another item, goes
			}
			joiners.give(j)
			parts[c] = part
			return nil
		})
		if err != nil {
			return nil, err
		}
		if v, err = stack(ctx, v, parts); err != nil {
			return nil, err
		}
	}
	return levels, nil
}

// stack makes one level below v out of its parts.
func stack(ctx context.Context, v *level, parts []*level) (*level, error) {
	sets := 0
	for _, p := range parts {
		sets += len(p.code)
	}
	v.smaller = nil
	all := &level{k: v.k + 1, first: make([]int, len(parts)+1), parent: make([]int32, 0, sets),
		code: make([]int32, 0, sets), count: make([]int32, 0, sets), smaller: make([]int32, 0, sets*(v.k+1))}
	look := looker{ctx: ctx}
	for c, p := range parts {
		if err := look.after(len(p.smaller)); err != nil {
			return nil, err
		}
		all.parent = append(all.parent, p.parent...)
		all.code = append(all.code, p.code...)
		all.count = append(all.count, p.count...)
		all.smaller = append(all.smaller, p.smaller...)
		all.candidates += p.candidates
		all.joined += p.joined
		all.first[c+1] = len(all.code)
		parts[c] = nil
	}
	v.below = make([]int32, len(v.code)+1)
	for _, p := range all.parent {
		v.below[p+1]++
	}
	for s := range v.code {
		v.below[s+1] += v.below[s]
	}
	return all, nil
}
