package assoc

import (
	"context"
	"math/bits"
	"slices"

	clm "github.com/clm-go/clm"
)

// masked collects sets of few different items as masks: the item of rank r is bit
// 63−r mod 64 of word r/64. From the largest to the smallest, as numbers, sets are
// in the order of a dictionary, but one comes after those that it begins.
type masked struct {
	words  int
	masks  []uint64
	counts []int32
}

// maskedItems is how many items may be frequent for sets to be collected as masks: they
// are no more memory than four items then.
const maskedItems = 128

// append appends a set without items, and returns its mask.
func (m *masked) append(count int32) []uint64 {
	from := len(m.masks)
	for range m.words {
		m.masks = append(m.masks, 0)
	}
	m.counts = append(m.counts, count)
	return m.masks[from:]
}

// put puts the item of a rank into a set.
func put(mask []uint64, rank int32) { mask[rank/64] |= 1 << (63 - rank%64) }

// arrangeMasked makes the trie of the sets that were found, which are distinct.
func (l *indexed) arrangeMasked(ctx context.Context, op string, all []*masked, o options) (*Itemsets, error) {
	m := masked{words: l.maskWords}
	sets := 0
	for _, part := range all {
		sets += len(part.counts)
	}
	m.masks, m.counts = make([]uint64, 0, sets*m.words), make([]int32, 0, sets)
	for _, part := range all {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		m.masks, m.counts = append(m.masks, part.masks...), append(m.counts, part.counts...)
		*part = masked{}
	}
	order, err := m.order(ctx)
	if err != nil {
		return nil, err
	}
	s := &Itemsets{n: l.n, minCount: l.minCount, minLen: o.MinLen, maxLen: o.MaxLen, target: o.Target}
	if err := s.buildMasked(ctx, op, l.sorted, &m, order); err != nil {
		return nil, err
	}
	s.finish()
	return s, nil
}

// order returns the sets from the largest mask to the smallest.
func (m *masked) order(ctx context.Context) ([]int32, error) {
	order, keys := make([]int32, len(m.counts)), make([]uint64, len(m.counts))
	for i := range order {
		order[i] = int32(i)
	}
	for w := m.words - 1; w >= 0; w-- {
		for i, set := range order {
			keys[i] = ^m.masks[int(set)*m.words+w]
		}
		if err := sortLooking(ctx, keys, order); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// shared returns how many items two masks begin with alike, and the place where they
// differ: the bit of a word.
func shared(a, b []uint64) (items, word, bit int) {
	for w, x := range a {
		if d := x ^ b[w]; d != 0 {
			bit = bits.LeadingZeros64(d)
			return items + bits.OnesCount64(x>>(63-bit)>>1), w, bit
		}
		items += bits.OnesCount64(x)
	}
	return items, len(a), 0
}

// buildMasked is build for masks. As there, the nodes of a level come in its order.
func (s *Itemsets) buildMasked(ctx context.Context, op string, ids []int32, m *masked, order []int32) error {
	sizes := make([]int, 64*m.words+1)
	longest, total := 0, 0
	// each visits the sets that are not too long: with how many items they begin like
	// the one before, how many they have, and where the others begin.
	each := func(visit func(mask []uint64, shared, length, word, bit int, count int32)) error {
		before := make([]uint64, m.words)
		for i, set := range order {
			if i%(1<<14) == 0 {
				if err := looked(ctx); err != nil {
					return err
				}
			}
			mask := m.masks[int(set)*m.words:][:m.words]
			length := 0
			for _, w := range mask {
				length += bits.OnesCount64(w)
			}
			if length > s.maxLen {
				continue
			}
			same, word, bit := shared(mask, before)
			visit(mask, same, length, word, bit, m.counts[set])
			before = mask
		}
		return nil
	}
	err := each(func(_ []uint64, shared, length, _, _ int, _ int32) {
		longest = max(longest, length)
		total += length - shared
		for d := shared; d < length; d++ {
			sizes[d+1]++
		}
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
	s.parent, s.item, s.count = make([]int32, total), make([]int32, total), make([]int32, total)
	next := slices.Clone(s.level)
	path := make([]int32, longest+1) // nodes of the set at hand, from the root
	path[0] = -1
	return each(func(mask []uint64, shared, length, word, bit int, count int32) {
		d := shared
		for ; d < length; word, bit = word+1, 0 {
			for w := mask[word] << bit >> bit; w != 0; d++ {
				b := bits.LeadingZeros64(w)
				w &^= 1 << (63 - b)
				node := next[d]
				next[d]++
				s.parent[node], s.item[node], s.count[node] = path[d], ids[word*64+b], unlisted(0)
				path[d+1] = node
			}
		}
		s.count[path[length]] = count
		// A node that is not listed tells the largest count below it.
		for d := length - 1; d > 0; d-- {
			if c := s.count[path[d]]; unlisted(c) >= count {
				break
			}
			s.count[path[d]] = unlisted(count)
		}
	})
}
