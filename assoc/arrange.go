package assoc

import (
	"context"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// arrange makes the trie of the sets that were found, which are distinct. They are
// sorted in blocks of first items, of which each is a part of every level.
func (db *database) arrange(ctx context.Context, op string, all []*found, o options) (*Itemsets, error) {
	if err := par.For(ctx, len(all), 1, o.Workers, func(i, _, _ int) error { return all[i].rank(ctx, db.rank) }); err != nil {
		return nil, err
	}
	a := arranged{ctx: ctx, ids: db.sorted, start: []int{0}}
	a.gather(all, o.MaxLen)
	blocks := a.cut()
	err := par.For(ctx, len(blocks), 1, o.Workers, func(i, _, _ int) error { return a.sort(blocks[i]) })
	if err != nil {
		return nil, err
	}
	s := &Itemsets{n: db.n, minCount: db.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: o.Target}
	total, longest := 0, 0
	for _, b := range blocks {
		longest = max(longest, len(b.sizes)-1)
		for _, size := range b.sizes {
			total += size
		}
	}
	if total > maxNodes {
		return nil, &clm.LimitError{Op: op, Limit: maxNodes, What: "nodes in the trie of the sets"}
	}
	s.level = make([]int32, longest+1)
	at := int32(0)
	for d := range longest + 1 {
		for _, b := range blocks {
			if d < len(b.sizes) {
				b.next[d] = at // nodes of d items
				at += int32(b.sizes[d])
			}
		}
		s.level[d] = at
	}
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	if err := par.For(ctx, len(blocks), 1, o.Workers, func(i, _, _ int) error { return a.write(s, blocks[i]) }); err != nil {
		return nil, err
	}
	s.finish()
	return s, nil
}

// rank turns the codes of each set into ranks, ascending.
func (f *found) rank(ctx context.Context, rank []int32) error {
	from := 0
	look := looker{ctx: ctx}
	for _, end := range f.ends {
		set := f.items[from:end]
		from = end
		if err := look.after(2 * len(set)); err != nil {
			return err
		}
		for i, c := range set {
			set[i] = rank[c]
		}
		slices.Sort(set)
	}
	return nil
}

// arranged is all sets: set r is items[start[r]:start[r+1]], ranks.
type arranged struct {
	ctx    context.Context // of the call; what is arranged does not outlive it
	ids    []int32         // item by rank
	start  []int
	items  []int32
	counts []int32
}

// block is the sets with some first items.
type block struct {
	sets  []int32 // in the order of a dictionary
	sizes []int   // new nodes by length
	next  []int32 // where the next one goes
}

// gather puts the sets that are not too long together.
func (a *arranged) gather(all []*found, longest int) {
	sets, length := 0, 0
	for _, f := range all {
		sets += len(f.ends)
		length += len(f.items)
	}
	a.start, a.items, a.counts = make([]int, 1, sets+1), make([]int32, 0, length), make([]int32, 0, sets)
	for _, f := range all {
		from := 0
		for s, end := range f.ends {
			if set := f.items[from:end]; len(set) <= longest {
				a.items = append(a.items, set...)
				a.start = append(a.start, len(a.items))
				a.counts = append(a.counts, f.counts[s])
			}
			from = end
		}
		*f = found{}
	}
}

// cut deals the sets to blocks.
func (a *arranged) cut() []*block {
	const most = 16
	ends := make([]int32, len(a.ids)+1) // by first item
	for r := range a.counts {
		ends[a.items[a.start[r]]+1]++
	}
	for c := range a.ids {
		ends[c+1] += ends[c]
	}
	sets := make([]int32, len(a.counts))
	next := slices.Clone(ends)
	for r := range a.counts {
		first := a.items[a.start[r]]
		sets[next[first]] = int32(r)
		next[first]++
	}
	var blocks []*block
	begin := int32(0)
	for _, end := range ends[1:] {
		if int(end-begin)*most >= len(sets) && end > begin || int(end) == len(sets) && end > begin {
			blocks = append(blocks, &block{sets: sets[begin:end]})
			begin = end
		}
	}
	return blocks
}

// each visits the sets of a block, with how many items they begin like the one before.
func (a *arranged) each(b *block, visit func(set []int32, shared int, count int32)) error {
	var before []int32
	for i, r := range b.sets {
		if i%4096 == 0 {
			if err := looked(a.ctx); err != nil {
				return err
			}
		}
		set := a.items[a.start[r]:a.start[r+1]]
		shared := 0
		for shared < min(len(before), len(set)) && before[shared] == set[shared] {
			shared++
		}
		visit(set, shared, a.counts[r])
		before = set
	}
	return nil
}

// sort sorts a block and counts its nodes. A prefix of a set that is no set itself
// gets a node that is not listed.
func (a *arranged) sort(b *block) error {
	if err := lexicalRows(a.ctx, b.sets, a.start, a.items, len(a.ids)); err != nil {
		return err
	}
	longest := 0
	for _, r := range b.sets {
		longest = max(longest, a.start[r+1]-a.start[r])
	}
	b.sizes, b.next = make([]int, longest+1), make([]int32, longest+1)
	return a.each(b, func(set []int32, shared int, _ int32) {
		for d := shared; d < len(set); d++ {
			b.sizes[d+1]++
		}
	})
}

// write fills in the nodes of a block. In the order of a dictionary the nodes come
// as a walk through the trie from left to right meets them, and those of one level
// in the order of the level.
func (a *arranged) write(s *Itemsets, b *block) error {
	path := make([]int32, len(b.sizes)) // nodes of the set at hand, from the root
	path[0] = -1
	return a.each(b, func(set []int32, shared int, count int32) {
		for d := shared; d < len(set); d++ {
			node := b.next[d+1]
			b.next[d+1]++
			s.parent[node], s.item[node] = path[d], a.ids[set[d]]
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
