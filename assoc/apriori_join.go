package assoc

import (
	"context"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

// joiner makes and counts the candidates that begin with one item.
type joiner struct {
	ctx   context.Context // of the call; a joiner does not outlive it
	l     *lists
	steps int

	// The candidates: candidate i is the set of[i] of the last level with the item
	// code[i], and rows has for each the sets without one item, as [level] has them.
	of, code, rows []int32
	at, end        []int32 // children of the smaller sets, on the way

	// Bitmaps over the baskets with the first item, of all that are in candidates.
	count  []int32 // by item, 0 between two calls: in how many baskets, or column from 1
	met    []int32
	words  int // of a bitmap
	table  []uint64
	planes []uint64
	weight []int32
	places []int32

	chain  []int32    // the set that is counted, and those it grew from, by level
	common [][]uint64 // the bitmap of each
	which  []int32    // columns of its candidates
	number []int32    // their counts

	support []int32 // of the candidates that are frequent
	both    []uint64
}

func newJoiner(ctx context.Context, l *lists) *joiner {
	return &joiner{ctx: ctx, l: l, count: make([]int32, len(l.ids))}
}

func (j *joiner) look(steps int) error {
	if j.steps += steps; j.steps < 1<<17 {
		return nil
	}
	j.steps = 0
	return looked(j.ctx)
}

// join makes the candidates of one item more than the last level has that begin with
// an item, counts them and returns the frequent ones.
func (j *joiner) join(levels []*level, first int32, left *allowance) (*level, error) {
	v := levels[len(levels)-1]
	out := &level{k: v.k + 1}
	if v.k == 1 {
		// Candidates are all pairs.
		out.candidates = len(v.code) - 1 - int(first)
		out.joined = out.candidates
		return out, j.pairs(first, out, left)
	}
	if err := j.candidates(levels, first, out); err != nil || len(j.of) == 0 {
		return out, err
	}
	if err := j.pack(levels, first); err != nil {
		return nil, err
	}
	return out, j.counted(levels, out, left)
}

// pairs adds the frequent pairs that begin with an item.
func (j *joiner) pairs(first int32, out *level, left *allowance) error {
	l := j.l
	j.met = j.met[:0]
	for _, p := range l.place[l.from[first]:l.from[first+1]] {
		row, w := l.rest(p)
		if err := j.look(len(row) + 4); err != nil {
			return err
		}
		for _, c := range row {
			n := j.count[c]
			if n == 0 {
				j.met = append(j.met, c)
			}
			j.count[c] = n + w
		}
	}
	frequent := j.met[:0]
	for _, c := range j.met {
		if int(j.count[c]) >= l.minCount {
			frequent = append(frequent, c)
		} else {
			j.count[c] = 0
		}
	}
	slices.Sort(frequent)
	for _, c := range frequent {
		out.parent, out.code, out.count = append(out.parent, first), append(out.code, c), append(out.count, j.count[c])
		out.smaller = append(out.smaller, c, first)
		j.count[c] = 0
	}
	return left.take(int64(len(frequent)))
}

// rest returns the items from a place of a basket on, and the weight of the basket.
func (l *lists) rest(place uint32) (row []int32, weight int32) {
	row = l.items[place:]
	for i, c := range row {
		if c < 0 {
			return row[:i], ^c
		}
	}
	return row, 1
}

// candidates joins sets that begin with an item and differ in their last one, and keeps
// the unions of which every subset is frequent.
func (j *joiner) candidates(levels []*level, first int32, out *level) error {
	v, above := levels[len(levels)-1], levels[len(levels)-2]
	k := v.k
	j.of, j.code, j.rows = j.of[:0], j.code[:0], j.rows[:0]
	j.at, j.end = sized(j.at, k-1), sized(j.end, k-1)
	lo, hi := v.first[first], v.first[first+1]
	for a := lo; a < hi; a++ {
		last := a + 1
		for last < hi && v.parent[last] == v.parent[a] {
			last++
		}
		if err := j.look(k + (last-a)*k); err != nil {
			return err
		}
		if last == a+1 {
			continue
		}
		out.joined += last - 1 - a
		// The unions end with an item that is a child of each smaller set, and the children
		// of one set ascend.
		for i, s := range v.smaller[a*k:][:k-1] {
			j.at[i], j.end[i] = above.below[s], above.below[s+1]
		}
	siblings:
		for b := a + 1; b < last; b++ {
			item := v.code[b]
			for i := range j.at {
				s, end := j.at[i], j.end[i]
				if s == end || v.code[s] != item { // mostly it is the next one
					s = seek(v.code, s, end, item)
					if j.at[i] = s; s == end {
						break siblings // it has no more
					}
					if v.code[s] != item {
						continue siblings
					}
				}
				j.at[i] = s
			}
			j.of, j.code = append(j.of, int32(a)), append(j.code, item)
			j.rows = append(append(j.rows, j.at...), int32(b), int32(a))
		}
	}
	out.candidates = len(j.of)
	return nil
}

// pack makes bitmaps over the baskets of the first item for the items of the
// candidates. Baskets with too few of them for any candidate are left out.
func (j *joiner) pack(levels []*level, first int32) error {
	l, k := j.l, levels[len(levels)-1].k
	columns := int32(0)
	want := func(c int32) {
		if j.count[c] == 0 {
			columns++
			j.count[c] = columns
			j.met = append(j.met, c)
		}
	}
	j.met = j.met[:0]
	before := int32(-1)
	for i, a := range j.of {
		if want(j.code[i]); a == before {
			continue
		}
		before = a
		for d, s := k-1, a; d > 0; d-- {
			want(levels[d].code[s])
			s = levels[d].parent[s]
		}
	}
	j.places, j.weight = j.places[:0], j.weight[:0]
	heaviest := int32(1)
	own := l.place[l.from[first]:l.from[first+1]]
	ends := j.which[:0]
	for _, p := range own {
		row, w := l.rest(p)
		if err := j.look(2*len(row) + 4); err != nil {
			return err
		}
		begin := len(j.places)
		for _, c := range row {
			if n := j.count[c]; n > 0 {
				j.places = append(j.places, n-1)
			}
		}
		if len(j.places)-begin < k {
			j.places = j.places[:begin]
			continue
		}
		ends = append(ends, int32(len(j.places)))
		j.weight = append(j.weight, w)
		heaviest = max(heaviest, w)
	}
	j.words = max(1, (len(ends)+63)/64)
	j.table = sized(j.table, int(columns)*j.words)
	clear(j.table)
	from := int32(0)
	for r, end := range ends {
		for _, c := range j.places[from:end] {
			j.table[int(c)*j.words+r/64] |= 1 << (r % 64)
		}
		from = end
	}
	j.which = ends
	j.planes = appendPlanes(j.planes[:0], j.weight, heaviest, j.words)
	return nil
}

// counted counts the candidates and adds the frequent ones.
func (j *joiner) counted(levels []*level, out *level, left *allowance) error {
	k := out.k - 1
	j.chain = slices.Grow(j.chain[:0], k)[:k]
	for d := range j.chain {
		j.chain[d] = -1
	}
	for len(j.common) < k {
		j.common = append(j.common, nil)
	}
	j.support = sized(j.support, len(j.of))
	kept, told := 0, 0
	for from := 0; from < len(j.of); {
		a, end := j.of[from], from
		j.which = j.which[:0]
		for ; end < len(j.of) && j.of[end] == a; end++ {
			j.which = append(j.which, j.count[j.code[end]]-1)
		}
		n := end - from
		if err := j.look(j.words * (n + 2)); err != nil {
			return err
		}
		j.both, j.number = sized(j.both, n*j.words), sized(j.number, n)
		vec.AndRows(j.both, j.number, j.bitmap(levels, k-1, a), j.table, j.which)
		weigh(j.number, j.both, j.planes, j.words)
		for i, count := range j.number {
			if int(count) < j.l.minCount {
				continue
			}
			if kept < from+i {
				j.of[kept], j.code[kept] = a, j.code[from+i]
				copy(j.rows[kept*(k+1):][:k+1], j.rows[(from+i)*(k+1):])
			}
			j.support[kept] = count
			kept++
		}
		if kept-told >= 1<<12 {
			if err := left.take(int64(kept - told)); err != nil {
				return err
			}
			told = kept
		}
		from = end
	}
	if err := left.take(int64(kept - told)); err != nil {
		return err
	}
	for _, c := range j.met {
		j.count[c] = 0
	}
	out.parent, out.code = slices.Clone(j.of[:kept]), slices.Clone(j.code[:kept])
	out.count, out.smaller = slices.Clone(j.support[:kept]), slices.Clone(j.rows[:kept*(k+1)])
	return nil
}

// bitmap returns in which of the baskets of the first item a set of level d is, which is
// found from that of its parent.
func (j *joiner) bitmap(levels []*level, d int, set int32) []uint64 {
	v := levels[d]
	column := j.count[v.code[set]] - 1
	own := j.table[int(column)*j.words:][:j.words]
	if d == 1 {
		return own
	}
	if j.chain[d] != set {
		j.chain[d] = set
		j.common[d] = sized(j.common[d], j.words)
		intersect(j.common[d], j.bitmap(levels, d-1, v.parent[set]), own)
	}
	return j.common[d]
}
