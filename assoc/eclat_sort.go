package assoc

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sort"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// sorter makes the trie of sets that lie in forests in no order.
//
// The sets of one level are sorted by a number of 64 bits: the ranks of their
// items, ascending. Where a set is too long for that, its first items are
// replaced by their place among the sorted sets of a level above, whose keys are
// kept: an anchor. The parent of a set has the key without its last rank.
type sorter struct {
	s       *Itemsets
	forests []forest
	ids     []int32 // by rank
	rank    []int32 // of an item among the ids, by number
	width   int     // bits of a rank
	keys    [][]uint64
	anchors []int // levels, the lowest one last
}

// sorted makes the trie of the forests. Time: O(sets·longest set).
func (l *lists) sorted(ctx context.Context, op string, forests []forest, o options) (*Itemsets, error) {
	longest := 0
	for _, f := range forests {
		longest = max(longest, len(f))
	}
	for longest > 0 && !slices.ContainsFunc(forests, func(f forest) bool { return len(f) >= longest && len(f[longest-1].item) > 0 }) {
		longest--
	}
	s := &Itemsets{n: l.n, minCount: l.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: All, level: make([]int32, longest+1)}
	total := 0
	for k := range longest {
		for _, f := range forests {
			if k < len(f) {
				total += len(f[k].item)
			}
		}
		if total > maxNodes {
			return nil, &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
		}
		s.level[k+1] = int32(total)
	}
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	t := sorter{s: s, forests: forests, keys: make([][]uint64, longest)}
	var err error
	if t.ids, t.rank, err = ranked(ctx, l.ids); err != nil {
		return nil, err
	}
	t.width = max(1, bits.Len(uint(max(len(l.ids), 1)-1)))
	for from := 0; from < longest; {
		room := 64
		if from > 0 {
			room -= bits.Len(uint(t.size(from - 1)))
			t.anchors = append(t.anchors, from-1)
		}
		to := min(longest, from+room/t.width)
		if err := t.levels(ctx, from, to, o.Workers); err != nil {
			return nil, err
		}
		for k := from; k < to-1; k++ {
			t.keys[k] = nil
		}
		from = to
	}
	s.finish()
	return s, nil
}

// size returns how many sets a level has.
func (t *sorter) size(level int) int { return int(t.s.level[level+1] - t.s.level[level]) }

// levels makes the levels from up to to, of which the one before from, if any, is
// an anchor. Each level is sorted by itself, the largest one first.
func (t *sorter) levels(ctx context.Context, from, to, workers int) error {
	order := make([]int, to-from)
	for i := range order {
		order[i] = from + i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(t.size(b), t.size(a)), cmp.Compare(a, b)) })
	err := par.For(ctx, len(order), 1, workers, func(i, _, _ int) error {
		k := order[i]
		t.keys[k] = make([]uint64, t.size(k))
		if err := t.gather(ctx, k); err != nil {
			return err
		}
		return sortLooking(ctx, t.keys[k], t.s.count[t.s.level[k]:t.s.level[k+1]])
	})
	if err != nil {
		return err
	}
	return par.For(ctx, len(order), 1, workers, func(i, _, _ int) error { return t.write(ctx, order[i], from) })
}

// gather sets the keys and counts of a level, in the order of the forests.
func (t *sorter) gather(ctx context.Context, k int) error {
	key, count := t.keys[k], t.s.count[t.s.level[k]:t.s.level[k+1]]
	p := keyer{t: t, set: make([]uint64, k+1), anchors: t.anchors}
	at := 0
	for _, f := range t.forests {
		if k >= len(f) {
			continue
		}
		copy(count[at:], f[k].count)
		before := int32(-1)
		for i, parent := range f[k].parent {
			if at%(1<<16) == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			if k > 0 && (i == 0 || parent != before) {
				p.begin(f, k, parent)
				before = parent
			}
			key[at] = p.key(uint64(t.rank[f[k].item[i]]))
			at++
		}
	}
	return nil
}

// keyer makes keys of sets that have a parent in the forest in common.
type keyer struct {
	t       *sorter
	set     []uint64 // ranks of the parent, ascending, and room for one more
	whole   []uint64
	packed  uint64 // the ranks of the parent, where there is no anchor
	anchors []int
	prefix  []uint64 // the first items of the last set that went through the anchors
	place   uint64   // their place
}

// begin takes the parent of the sets that come next.
func (p *keyer) begin(f forest, k int, parent int32) {
	for j := k - 1; j >= 0; j-- {
		p.set[j] = uint64(p.t.rank[f[j].item[parent]])
		parent = f[j].parent[parent]
	}
	slices.Sort(p.set[:k])
	p.packed = 0
	for _, r := range p.set[:k] {
		p.packed = p.packed<<p.t.width | r
	}
}

// key returns the key of the parent with one more rank.
func (p *keyer) key(r uint64) uint64 {
	width := p.t.width
	if len(p.anchors) == 0 {
		low := 0 // bits of the ranks above r
		mask := uint64(1)<<width - 1
		for fields := len(p.set) - 1; fields > 0 && p.packed>>low&mask > r; fields-- {
			low += width
		}
		rest := p.packed & (uint64(1)<<low - 1)
		return (p.packed>>low<<width|r)<<low | rest
	}
	parent := p.set[:len(p.set)-1]
	at := sort.Search(len(parent), func(i int) bool { return parent[i] > r })
	p.whole = append(append(append(p.whole[:0], parent[:at]...), r), parent[at:]...)
	first := p.anchors[len(p.anchors)-1] + 1
	if !slices.Equal(p.prefix, p.whole[:first]) {
		p.prefix = append(p.prefix[:0], p.whole[:first]...)
		p.place = p.t.place(p.prefix)
	}
	return pack(p.place, p.whole[first:], width)
}

// pack adds ranks to the low end of a key.
func pack(key uint64, ranks []uint64, width int) uint64 {
	for _, r := range ranks {
		key = key<<width | r
	}
	return key
}

// place returns the place in the lowest anchor of a set that is as long.
func (t *sorter) place(set []uint64) uint64 {
	place, from := uint64(0), 0
	for _, level := range t.anchors {
		key := pack(place, set[from:level+1], t.width)
		i, _ := slices.BinarySearch(t.keys[level], key)
		place, from = uint64(i), level+1
	}
	return place
}

// write fills in the items and the parents of a level whose keys are sorted.
func (t *sorter) write(ctx context.Context, k, from int) error {
	lo, hi := t.s.level[k], t.s.level[k+1]
	item, parent := t.s.item[lo:hi], t.s.parent[lo:hi]
	mask := uint64(1)<<t.width - 1
	up := 0
	for i, key := range t.keys[k] {
		if i%(1<<16) == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		item[i] = t.ids[key&mask]
		switch {
		case k == 0:
			parent[i] = -1
		case k == from:
			parent[i] = t.s.level[k-1] + int32(key>>t.width)
		default:
			for t.keys[k-1][up] != key>>t.width {
				up++
			}
			parent[i] = t.s.level[k-1] + int32(up)
		}
	}
	return nil
}
