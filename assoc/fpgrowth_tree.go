package assoc

import (
	"context"
	"slices"
	"sync"
)

// fpTree counts baskets that begin alike in common nodes. A parent stands
// before its children, and −1 is the root.
type fpTree struct {
	parent []int32
	code   []int32
	count  []int32

	// The nodes of codes[i] are nodes[from[i]:from[i+1]]; codes ascend.
	codes  []int32
	totals []int32 // counts by code
	from   []int32
	nodes  []int32
}

// fpBase holds the baskets to make a tree of, codes ascending.
type fpBase struct {
	start  []int
	codes  []int32
	weight []int32
}

func (b *fpBase) row(r int32) []int32 { return b.codes[b.start[r]:b.start[r+1]] }

// tree makes the tree of the rows in the given order, which is that of a
// dictionary. Slot must be able to take all codes; its contents do not matter.
func (b *fpBase) tree(ctx context.Context, order []int32, slot []int32) (*fpTree, error) {
	t := &fpTree{}
	var path, before []int32
	for i, r := range order {
		if i%4096 == 4095 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		row := b.row(r)
		shared := 0
		for shared < min(len(row), len(before)) && row[shared] == before[shared] {
			shared++
		}
		path = path[:shared]
		for _, node := range path {
			t.count[node] += b.weight[r]
		}
		for _, c := range row[shared:] {
			parent := int32(-1)
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			path = append(path, int32(len(t.code)))
			t.parent = append(t.parent, parent)
			t.code = append(t.code, c)
			t.count = append(t.count, b.weight[r])
		}
		before = row
	}
	t.link(slot)
	return t, nil
}

// link finds the nodes of each code.
func (t *fpTree) link(slot []int32) {
	t.codes = slices.Clone(t.code)
	slices.Sort(t.codes)
	t.codes = slices.Compact(t.codes)
	for i, c := range t.codes {
		slot[c] = int32(i)
	}
	t.totals = make([]int32, len(t.codes))
	t.from = make([]int32, len(t.codes)+1)
	for node, c := range t.code {
		t.from[slot[c]+1]++
		t.totals[slot[c]] += t.count[node]
	}
	for i := range t.codes {
		t.from[i+1] += t.from[i]
	}
	t.nodes = make([]int32, len(t.code))
	next := slices.Clone(t.from)
	for node, c := range t.code {
		i := slot[c]
		t.nodes[next[i]] = int32(node)
		next[i]++
	}
}

// single tells whether no node has two children and there is one root.
func (t *fpTree) single() bool { return len(t.codes) == len(t.code) && t.chain() }

func (t *fpTree) chain() bool {
	for node, p := range t.parent {
		if int(p) != node-1 {
			return false
		}
	}
	return true
}

// grower grows sets along trees, for one item at a time.
type grower struct {
	db     *database
	o      options
	left   *allowance
	counts []int32 // by code, 0 between two calls
	slot   []int32 // by code
	met    []int32 // codes with counts
	prefix []int32
	steps  int
}

// fpgrowth finds the sets in the way of FP-growth.
func fpgrowth(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
	whole, err := db.tree(ctx)
	if err != nil {
		return nil, err
	}
	pool := sync.Pool{New: func() any {
		return &grower{db: db, o: o, left: left, counts: make([]int32, len(db.ids)), slot: make([]int32, len(db.ids))}
	}}
	return eachItem(ctx, db, o, func(code int32, out *found) error {
		g := pool.Get().(*grower)
		if err := g.item(ctx, whole, int(code), out); err != nil {
			return err // and the grower, whose counts may not be 0, goes
		}
		pool.Put(g)
		return nil
	})
}

// tree makes the tree of all baskets. Every frequent item is in it.
func (db *database) tree(ctx context.Context) (*fpTree, error) {
	base := &fpBase{start: db.start, codes: db.items, weight: db.weight}
	order := make([]int32, len(db.weight))
	for r := range order {
		order[r] = int32(r)
	}
	if err := looked(ctx); err != nil {
		return nil, err
	}
	return base.tree(ctx, order, make([]int32, len(db.ids)))
}

// item adds the sets that the i-th code of a tree ends, together with the
// prefix: that code and what grows above it.
func (g *grower) item(ctx context.Context, t *fpTree, i int, out *found) error {
	g.prefix = append(g.prefix, t.codes[i])
	defer func() { g.prefix = g.prefix[:len(g.prefix)-1] }()
	if err := g.left.take(1); err != nil {
		return err
	}
	out.add(t.totals[i], g.prefix)
	if len(g.prefix) >= g.o.MaxLen {
		return nil
	}
	below, err := g.conditional(ctx, t, i)
	if err != nil {
		return err
	}
	if below.single() {
		for j, c := range below.code {
			most := g.o.MaxLen - len(g.prefix) - 1
			if err := out.addAll(ctx, g.left, below.count[j], append(g.prefix, c), below.code[:j], most); err != nil {
				return err
			}
		}
		return nil
	}
	for j := range below.codes {
		if err := g.item(ctx, below, j, out); err != nil {
			return err
		}
	}
	return nil
}

// conditional makes the tree of the paths above the nodes of the i-th code,
// without what is not frequent there.
func (g *grower) conditional(ctx context.Context, t *fpTree, i int) (*fpTree, error) {
	nodes := t.nodes[t.from[i]:t.from[i+1]]
	upwards := func(visit func(code, count int32)) error {
		for _, node := range nodes {
			count := t.count[node]
			for p := t.parent[node]; p >= 0; p = t.parent[p] {
				visit(t.code[p], count)
				g.steps++
			}
			if g.steps++; g.steps > 1<<17 {
				g.steps = 0
				if err := looked(ctx); err != nil {
					return err
				}
			}
			visit(-1, count)
		}
		return nil
	}
	g.met = g.met[:0]
	err := upwards(func(code, count int32) {
		if code >= 0 {
			if g.counts[code] == 0 {
				g.met = append(g.met, code)
			}
			g.counts[code] += count
		}
	})
	if err != nil {
		return nil, err
	}
	base := &fpBase{start: []int{0}}
	err = upwards(func(code, count int32) {
		if code >= 0 {
			if int(g.counts[code]) >= g.db.minCount {
				base.codes = append(base.codes, code)
			}
			return
		}
		if last := base.start[len(base.start)-1]; len(base.codes) > last {
			slices.Reverse(base.codes[last:])
			base.start = append(base.start, len(base.codes))
			base.weight = append(base.weight, count)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, code := range g.met {
		g.counts[code] = 0
	}
	order := make([]int32, len(base.weight))
	for r := range order {
		order[r] = int32(r)
	}
	slices.SortFunc(order, func(a, b int32) int { return slices.Compare(base.row(a), base.row(b)) })
	return base.tree(ctx, order, g.slot)
}
