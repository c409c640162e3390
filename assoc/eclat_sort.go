package assoc

import (
	"context"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// sorter makes the trie of sets that lie in forests, in the order of the search, level by
// level.
//
// In the trie the parent of a set is the set without its largest item. It is frequent
// too, so it lies in the forests: it is the parent there, if the item that was added last
// is the largest; otherwise it is the set with the same last item below what the parent
// without its largest item is. Then the sets of a level are dealt to their parents in the
// trie, in the order of these, and stand among their siblings by the largest item.
type sorter struct {
	s       *Itemsets
	forests []forest
	ids     []int32 // by rank
	rank    []int32 // of an item among the ids, by number
	node    []int32 // place in the first layer, by number
	above   []int32 // sets of the layer above, by forest
	workers int
}

// size returns how many sets a level has.
func (t *sorter) size(k int) int { return int(t.s.level[k+1] - t.s.level[k]) }

// layer is the sets of one length in the order of the forests, one forest behind the
// other.
type layer struct {
	parent  []int32 // place in the layer above
	item    []int32 // number; those below one parent descend
	count   []int32
	child   []int32 // the sets below set i of the layer above begin at child[i]
	largest []int32 // rank of the largest item
	without []int32 // place in the layer above of the set without its largest item
	place   []int32 // in the level of the trie
}

// sorted makes the trie of the forests, which it empties. Time: O(sets·log items).
func (l *lists) sorted(ctx context.Context, op string, forests []forest, o options) (*Itemsets, error) {
	longest, total := 0, 0
	s := &Itemsets{n: l.n, minCount: l.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: All, level: []int32{0}}
	for {
		size := 0
		for _, f := range forests {
			if longest < len(f) {
				size += int(f[longest].size())
			}
		}
		if size == 0 {
			break
		}
		if total += size; total > maxNodes {
			return nil, &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
		}
		s.level = append(s.level, int32(total))
		longest++
	}
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	t := sorter{s: s, forests: forests, node: make([]int32, len(l.ids)), above: make([]int32, len(forests)), workers: o.Workers}
	var err error
	if t.ids, t.rank, err = ranked(ctx, l.ids); err != nil {
		return nil, err
	}
	var up *layer
	for k := range longest {
		here, err := t.gather(ctx, k)
		if err != nil {
			return nil, err
		}
		if k == 0 {
			t.items(here)
		} else if err := t.level(ctx, k, up, here); err != nil {
			return nil, err
		}
		if err := looked(ctx); err != nil {
			return nil, err
		}
		up = here
	}
	s.finish()
	return s, nil
}

// gather takes a layer out of the forests.
func (t *sorter) gather(ctx context.Context, k int) (*layer, error) {
	n := t.size(k)
	here := &layer{parent: make([]int32, 0, n), item: make([]int32, 0, n), count: make([]int32, 0, n),
		largest: make([]int32, n), without: make([]int32, n), place: make([]int32, n)}
	above := int32(0)
	for i, f := range t.forests {
		own := int32(0)
		if k < len(f) {
			own = f[k].size()
			look := looker{ctx: ctx}
			for part := range f[k].parts(0, own) {
				if err := look.after(len(part.item)); err != nil {
					return nil, err
				}
				here.item = append(here.item, part.item...)
				here.count = append(here.count, part.count...)
				for _, p := range part.parent {
					here.parent = append(here.parent, p+above)
				}
			}
			f[k] = shelf{}
		}
		above += t.above[i]
		t.above[i] = own
	}
	return here, nil
}

// items makes the first level, which has all items.
func (t *sorter) items(here *layer) {
	for i, c := range here.item {
		r := t.rank[c]
		t.node[c] = int32(i)
		t.s.parent[r], t.s.item[r], t.s.count[r] = -1, t.ids[r], here.count[i]
		here.largest[i], here.place[i] = r, r
	}
}

// level makes level k of the trie.
func (t *sorter) level(ctx context.Context, k int, up, here *layer) error {
	here.child = make([]int32, 0, len(up.item)+1)
	for i, p := range here.parent {
		if i%stride == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		for len(here.child) <= int(p) {
			here.child = append(here.child, int32(i))
		}
	}
	for len(here.child) <= len(up.item) {
		here.child = append(here.child, int32(len(here.parent)))
	}
	err := par.For(ctx, len(here.item), 1<<14, t.workers, func(_, lo, hi int) error {
		t.relate(k, up, here, lo, hi)
		return nil
	})
	if err != nil {
		return err
	}
	d, err := deal(ctx, here, len(t.ids), len(up.item))
	if err != nil {
		return err
	}
	return par.For(ctx, len(up.item), 512, t.workers, func(_, lo, hi int) error { return t.write(ctx, k, d, here, lo, hi) })
}

// relate finds the largest item of each set, the set without it and, as place, the place
// of that in the trie.
func (t *sorter) relate(k int, up, here *layer, lo, hi int) {
	before, at, end := int32(-1), int32(0), int32(0)
	for i := lo; i < hi; i++ {
		p, c := here.parent[i], here.item[i]
		r, without := t.rank[c], p
		if largest := up.largest[p]; r < largest {
			r = largest
			switch {
			case k == 1:
				without = t.node[c]
			case p != before:
				q := up.without[p]
				before, at, end = p, up.child[q], up.child[q+1]
				fallthrough
			default:
				at = descend(up.item, at, end, c)
				without = at
			}
		}
		here.largest[i], here.without[i], here.place[i] = r, without, up.place[without]
	}
}

// descend returns where c is among the items from at to end, which descend.
func descend(item []int32, at, end, c int32) int32 {
	step := int32(1)
	for at+step < end && item[at+step] >= c {
		at += step
		step *= 2
	}
	// It is at this place or less than a step behind it.
	for ; step > 0; step /= 2 {
		if at+step < end && item[at+step] >= c {
			at += step
		}
	}
	return at
}

// dealt are the sets of a layer by their parents in the trie: those of the parent at place
// j are which[begin[j]:begin[j+1]], in the order of their largest items.
type dealt struct{ begin, which []int32 }

// deal deals the sets of a layer to so many parents, after it has dealt them to so many
// largest items.
func deal(ctx context.Context, here *layer, items, parents int) (dealt, error) {
	n := len(here.item)
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	_, order, err := dealBy(ctx, here.largest, order, items)
	if err != nil {
		return dealt{}, err
	}
	begin, which, err := dealBy(ctx, here.place, order, parents)
	return dealt{begin, which}, err
}

// dealBy deals what stands in order to so many keys: which[begin[k]:begin[k+1]] have key k,
// and stand as they did.
func dealBy(ctx context.Context, key, order []int32, keys int) (begin, which []int32, err error) {
	begin, which = make([]int32, keys+1), make([]int32, len(order))
	next := begin[1:] // where the next one with a key goes
	for lo := 0; lo < len(key); lo += stride {
		if err := looked(ctx); err != nil {
			return nil, nil, err
		}
		for _, k := range key[lo:min(lo+stride, len(key))] {
			next[k]++
		}
	}
	vec.PrefixSum(next)
	for lo := 0; lo < len(order); lo += stride {
		if err := looked(ctx); err != nil {
			return nil, nil, err
		}
		for _, i := range order[lo:min(lo+stride, len(order))] {
			k := key[i]
			which[next[k]] = i
			next[k]++
		}
	}
	return begin, which, nil
}

// write writes the sets below the parents from lo to hi into the trie.
func (t *sorter) write(ctx context.Context, k int, d dealt, here *layer, lo, hi int) error {
	level := t.s.level[k]
	item, parent, count := t.s.item[level:], t.s.parent[level:], t.s.count[level:]
	look := looker{ctx: ctx}
	for j := lo; j < hi; j++ {
		begin, end := d.begin[j], d.begin[j+1]
		if err := look.after(int(end - begin)); err != nil {
			return err
		}
		for at := begin; at < end; at++ {
			i := d.which[at]
			item[at], parent[at], count[at] = t.ids[here.largest[i]], t.s.level[k-1]+int32(j), here.count[i]
			here.place[i] = at
		}
	}
	return nil
}
