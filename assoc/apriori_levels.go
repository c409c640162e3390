package assoc

import (
	"context"
	"slices"

	"github.com/clm-go/clm/internal/par"
)

// level holds the frequent sets of k items. A set is written with its codes
// descending; its parent is the set without the last one, the smallest.
type level struct {
	k      int
	parent []int32 // in the level above
	code   []int32 // the last one
	count  []int32
	// smaller[s·k+j] is the set s without its code j, in the level above.
	smaller []int32
	// Sets first[c] to first[c+1]−1 begin with code c.
	first []int
	// The children of a set of this level are below[s] to below[s+1]−1 of the
	// next one.
	below []int32

	candidates int // how many were counted to find these
	joined     int // how many there were before some had a subset that is not frequent
}

// apriori finds the sets level by level.
func apriori(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
	levels, err := aprioriLevels(ctx, db, o, left)
	if err != nil {
		return nil, err
	}
	out := new(found)
	for d, l := range levels {
		set := make([]int32, l.k)
		for s := range l.code {
			if s%4096 == 0 {
				if err := looked(ctx); err != nil {
					return nil, err
				}
			}
			out.add(l.count[s], path(levels[:d+1], set, int32(s)))
		}
	}
	o.Progress(len(levels)+1, len(levels)+1)
	return []*found{out}, nil
}

// path sets dst to the codes of set s of the last level.
func path(levels []*level, dst []int32, s int32) []int32 {
	for d := len(levels) - 1; d >= 0; d-- {
		dst[d] = levels[d].code[s]
		s = levels[d].parent[s]
	}
	return dst
}

func aprioriLevels(ctx context.Context, db *database, o options, left *allowance) ([]*level, error) {
	items := len(db.ids)
	if err := left.take(int64(items)); err != nil {
		return nil, err
	}
	l := &level{k: 1, parent: make([]int32, items), count: db.counts, candidates: items, joined: items, first: make([]int, items+1)}
	for c := range items {
		l.code = append(l.code, int32(c))
		l.parent[c] = -1
		l.first[c+1] = c + 1
	}
	l.smaller = l.parent
	var levels []*level
	packers := crew[*packer]{make: func() *packer { return newPacker(db) }}
	for len(l.code) > 0 {
		levels = append(levels, l)
		o.Progress(len(levels), 0)
		if len(levels) == o.MaxLen {
			break
		}
		parts := make([]*level, items)
		err := par.For(ctx, items, 1, o.Workers, func(c, _, _ int) error {
			p := packers.take()
			part, err := join(ctx, p, levels, int32(c), left)
			if err != nil {
				return err // and the packer, which may not be ready for another item, goes
			}
			packers.give(p)
			parts[c] = part
			return nil
		})
		if err != nil {
			return nil, err
		}
		if l, err = stack(ctx, l, parts); err != nil {
			return nil, err
		}
	}
	return levels, nil
}

// join makes the candidates of one item more that begin with a code, counts
// them and returns the frequent ones.
func join(ctx context.Context, p *packer, levels []*level, first int32, left *allowance) (*level, error) {
	l := levels[len(levels)-1]
	out := &level{k: l.k + 1}
	if l.k == 1 {
		// Candidates are all pairs.
		out.candidates, out.joined = int(first), int(first)
		return out, p.pairs(ctx, first, out, left)
	}
	lo, hi := l.first[first], l.first[first+1]
	codes := make([]int32, l.k)
	for a := lo + 1; a < hi; a++ {
		if l.parent[a] != l.parent[a-1] {
			continue
		}
		for _, c := range path(levels, codes, int32(a))[1:] {
			p.want(c)
		}
		p.want(l.code[a-1])
	}
	defer p.forget()
	var bits, spare []uint64
	row := make([]int32, l.k+1)
	steps, sibling, packed := 0, lo, false
	for a := lo; a < hi; a++ {
		if l.parent[sibling] != l.parent[a] {
			sibling = a
		}
		made := false
		for b := sibling; b < a; b++ {
			out.joined++
			if steps += p.words + 16*l.k; steps > 1<<17 {
				steps = 0
				if err := looked(ctx); err != nil {
					return nil, err
				}
			}
			if !l.extend(levels, row, int32(a), int32(b)) {
				continue
			}
			out.candidates++
			if !packed {
				packed = true
				if err := p.pack(ctx, first); err != nil {
					return nil, err
				}
				bits, spare = make([]uint64, p.words), make([]uint64, p.words)
			}
			if !made {
				made = true
				path(levels, codes, int32(a))
				copy(bits, p.column(codes[1]))
				for _, c := range codes[2:] {
					intersect(bits, bits, p.column(c))
				}
			}
			count := p.planes.intersect(spare, bits, p.column(l.code[b]))
			if int(count) < p.db.minCount {
				continue
			}
			if err := left.take(1); err != nil {
				return nil, err
			}
			out.push(int32(a), l.code[b], count, row[:l.k-1], int32(b), int32(a))
		}
	}
	return out, nil
}

// extend sets row to the sets of k items of the candidate a ∪ b, each without
// one code of their common beginning, and tells whether all are frequent.
func (l *level) extend(levels []*level, row []int32, a, b int32) bool {
	above := levels[len(levels)-2]
	for j, s := range l.smaller[int(a)*l.k:][:l.k-1] {
		lo, hi := above.below[s], above.below[s+1]
		i, ok := slices.BinarySearch(l.code[lo:hi], l.code[b])
		if !ok {
			return false
		}
		row[j] = lo + int32(i)
	}
	return true
}

// push adds a set. Beside the sets without one of its first k−2 codes come the
// ones without the last but one and without the last.
func (l *level) push(parent, code, count int32, smaller []int32, lastButOne, last int32) {
	l.parent = append(l.parent, parent)
	l.code = append(l.code, code)
	l.count = append(l.count, count)
	l.smaller = append(append(l.smaller, smaller...), lastButOne, last)
}

// stack makes one level below l out of its parts.
func stack(ctx context.Context, l *level, parts []*level) (*level, error) {
	sets := 0
	for _, p := range parts {
		sets += len(p.code)
	}
	all := &level{k: l.k + 1, first: make([]int, len(parts)+1), parent: make([]int32, 0, sets),
		code: make([]int32, 0, sets), count: make([]int32, 0, sets), smaller: make([]int32, 0, sets*(l.k+1))}
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
	}
	l.below = make([]int32, len(l.code)+1)
	for _, p := range all.parent {
		l.below[p+1]++
	}
	for s := range l.code {
		l.below[s+1] += l.below[s]
	}
	return all, nil
}
