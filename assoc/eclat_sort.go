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
	above   []int32 // where the layer above has the sets of each forest, and the end
	start   []int32 // where this layer has them
	begin   []int32 // scratch of dealing
	order   []int32
	which   []int32
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
	place   []int32 // in the level of the trie; it lies where the parent was
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
	t := sorter{s: s, forests: forests, node: make([]int32, len(l.ids)), above: make([]int32, len(forests)+1), start: make([]int32, len(forests)+1), workers: o.Workers}
	var err error
	if t.ids, t.rank, err = ranked(ctx, l.ids); err != nil {
		return nil, err
	}
	widest := [2]int{len(l.ids), 0} // of each second level
	for k := range longest {
		widest[k%2] = max(widest[k%2], t.size(k))
	}
	layers := [2]*layer{newLayer(widest[0], widest[1]), newLayer(widest[1], widest[0])}
	most := max(widest[0], widest[1])
	t.begin, t.order, t.which = make([]int32, most+1), make([]int32, most), make([]int32, most)
	for k := range longest {
		up, here := layers[(k+1)%2], layers[k%2]
		if err := t.gather(ctx, k, here); err != nil {
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
	}
	s.finish()
	return s, nil
}

// newLayer returns a layer with room for so many sets below so many parents.
func newLayer(sets, parents int) *layer {
	room := func() []int32 { return make([]int32, sets) }
	return &layer{parent: room(), item: room(), count: room(), largest: room(), without: room(), child: make([]int32, parents+1)}
}

// resize makes a layer one of n sets below so many parents.
func (l *layer) resize(n, parents int) {
	l.child = l.child[:parents+1]
	l.parent, l.item, l.count = l.parent[:n], l.item[:n], l.count[:n]
	l.largest, l.without, l.place = l.largest[:n], l.without[:n], l.parent
}

// gather takes a layer out of the forests.
func (t *sorter) gather(ctx context.Context, k int, here *layer) error {
	t.above, t.start = t.start, t.above
	for i, f := range t.forests {
		t.start[i+1] = t.start[i]
		if k < len(f) {
			t.start[i+1] += f[k].size()
		}
	}
	parents := t.above[len(t.forests)] // 0 above the first layer
	here.resize(t.size(k), int(parents))
	here.child[parents] = t.start[len(t.forests)]
	return par.For(ctx, len(t.forests), 1, t.workers, func(i, _, _ int) error { return t.take(ctx, k, i, here) })
}

// take takes what forest i has of a layer, and finds where the sets below each parent are.
func (t *sorter) take(ctx context.Context, k, i int, here *layer) error {
	f, at, above := t.forests[i], t.start[i], t.above[i]
	next := above // the first parent of which that is not known
	if k < len(f) {
		look := looker{ctx: ctx}
		for part := range f[k].parts(0, f[k].size()) {
			if err := look.after(len(part)); err != nil {
				return err
			}
			to := int(at) + len(part)
			parent, item, count := here.parent[at:to], here.item[at:to], here.count[at:to]
			for j, s := range part {
				p := s.parent + above
				parent[j], item[j], count[j] = p, s.item, s.count
				for ; next <= p; next++ {
					here.child[next] = at + int32(j)
				}
			}
			at = int32(to)
		}
		f[k] = shelf{}
	}
	for ; next < t.above[i+1]; next++ {
		here.child[next] = at
	}
	return nil
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
	err := par.For(ctx, len(here.item), 1<<12, t.workers, func(_, lo, hi int) error {
		t.relate(k, up, here, lo, hi)
		return nil
	})
	if err != nil {
		return err
	}
	if err := t.deal(ctx, here, len(up.item)); err != nil {
		return err
	}
	return par.For(ctx, len(here.item), 1<<12, t.workers, func(_, lo, hi int) error {
		t.write(k, here, lo, hi)
		return nil
	})
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
	for range 8 { // mostly it is near
		if item[at] <= c {
			return at
		}
		at++
	}
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

// deal deals the sets of a layer to so many parents, after it has dealt them to the
// largest items: which has those of the first parent in the order of their largest items,
// then those of the second one, and so on.
func (t *sorter) deal(ctx context.Context, here *layer, parents int) error {
	t.order, t.which = t.order[:len(here.item)], t.which[:len(here.item)]
	if err := dealBy(ctx, here.largest, nil, t.begin[:len(t.ids)+1], t.order); err != nil {
		return err
	}
	return dealBy(ctx, here.place, t.order, t.begin[:parents+1], t.which)
}

// dealBy deals what stands in order, or all from 0 on where that is nil, to keys: which has
// what has key 0, as it stood, then key 1, and so on. Begin is scratch for the keys and one
// more.
func dealBy(ctx context.Context, key, order, begin, which []int32) error {
	clear(begin)
	next := begin[1:] // where the next one with a key goes
	for lo := 0; lo < len(key); lo += stride {
		if err := looked(ctx); err != nil {
			return err
		}
		for _, k := range key[lo:min(lo+stride, len(key))] {
			next[k]++
		}
	}
	vec.PrefixSum(next)
	for lo := 0; lo < len(key); lo += stride {
		if err := looked(ctx); err != nil {
			return err
		}
		hi := min(lo+stride, len(key))
		if order == nil {
			for i, k := range key[lo:hi] {
				which[next[k]] = int32(lo + i)
				next[k]++
			}
			continue
		}
		for _, i := range order[lo:hi] {
			k := key[i]
			which[next[k]] = i
			next[k]++
		}
	}
	return nil
}

// write writes the sets from lo to hi of the trie. Until then the place of a set is that of
// its parent.
func (t *sorter) write(k int, here *layer, lo, hi int) {
	from, above := int(t.s.level[k]), t.s.level[k-1]
	item, parent, count := t.s.item[from+lo:from+hi], t.s.parent[from+lo:from+hi], t.s.count[from+lo:from+hi]
	for j, i := range t.which[lo:hi] {
		item[j], parent[j], count[j] = t.ids[here.largest[i]], above+here.place[i], here.count[i]
		here.place[i] = int32(lo + j)
	}
}
