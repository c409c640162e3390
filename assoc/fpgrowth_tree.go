package assoc

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// fpTree counts baskets that begin alike in common nodes. A parent stands
// before its children, and −1 is the root.
type fpTree struct {
	all []fpNode

	// The nodes of codes[i] are nodes[from[i]:from[i+1]]; codes ascend.
	codes  []int32
	totals []int32 // counts by code
	from   []int32
	nodes  []int32
}

// fpNode is a node; what a walk to the root reads lies side by side.
type fpNode struct{ parent, code, count int32 }

// fpBase holds the baskets to make a tree of, codes ascending.
type fpBase struct {
	start  []int
	codes  []int32
	weight []int32
	nodes  []fpNode // memory for the next tree
}

func (b *fpBase) row(r int32) []int32 { return b.codes[b.start[r]:b.start[r+1]] }

// tree makes the tree of the rows in the given order, which is that of a
// dictionary. Codes are those of the rows, ascending. Slot must be able to take all
// codes; its contents do not matter.
func (b *fpBase) tree(ctx context.Context, order, codes, slot []int32) (*fpTree, error) {
	nodes := b.nodes[:0]
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
			nodes[node].count += b.weight[r]
		}
		for _, c := range row[shared:] {
			parent := int32(-1)
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			path = append(path, int32(len(nodes)))
			nodes = append(nodes, fpNode{parent, c, b.weight[r]})
		}
		before = row
	}
	b.nodes = nodes
	t := &fpTree{all: slices.Clone(nodes), codes: codes}
	t.link(slot)
	return t, nil
}

// link finds the nodes of each code.
func (t *fpTree) link(slot []int32) {
	for i, c := range t.codes {
		slot[c] = int32(i)
	}
	n := len(t.codes)
	memory := make([]int32, 2*n+1+len(t.all))
	t.totals, t.from, t.nodes = memory[:n], memory[n:2*n+1], memory[2*n+1:]
	for _, n := range t.all {
		t.from[slot[n.code]+1]++
		t.totals[slot[n.code]] += n.count
	}
	for i := range t.codes {
		t.from[i+1] += t.from[i]
	}
	// Each from is moved to where the next one was, and back.
	for node, n := range t.all {
		i := slot[n.code]
		t.nodes[t.from[i]] = int32(node)
		t.from[i]++
	}
	copy(t.from[1:], t.from[:n])
	t.from[0] = 0
}

// single tells whether no node has two children and there is one root.
func (t *fpTree) single() bool { return len(t.codes) == len(t.all) && t.chain() }

func (t *fpTree) chain() bool {
	for node, n := range t.all {
		if int(n.parent) != node-1 {
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

	// The paths at hand: path i is paths[ends[i-1]:ends[i]].
	paths  []int32
	ends   []int
	weight []int32
	base   fpBase
	rows   []fpRow
	order  []int32
}

// fpgrowth finds the sets in the way of FP-growth.
func fpgrowth(ctx context.Context, db *database, o options, left *allowance) ([]*found, error) {
	whole, err := db.tree(ctx)
	if err != nil {
		return nil, err
	}
	growers := crew[*grower]{make: func() *grower {
		return &grower{db: db, o: o, left: left, counts: make([]int32, len(db.ids)), slot: make([]int32, len(db.ids))}
	}}
	return eachItem(ctx, db, o, func(code int32, out *found) error {
		g := growers.take()
		if err := g.item(ctx, whole, int(code), out); err != nil {
			return err // and the grower, whose counts may not be 0, goes
		}
		growers.give(g)
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
	codes := make([]int32, len(db.ids))
	for c := range codes {
		codes[c] = int32(c)
	}
	return base.tree(ctx, order, codes, make([]int32, len(db.ids)))
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
		for j, n := range below.all {
			most := g.o.MaxLen - len(g.prefix) - 1
			if err := out.addAll(ctx, g.left, n.count, append(g.prefix, n.code), below.codes[:j], most); err != nil {
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
	if err := g.walk(ctx, t, i); err != nil {
		return nil, err
	}
	return g.project(ctx)
}

// walk notes the paths above the nodes of the i-th code, upwards one behind the
// other, and adds up the counts of their codes.
func (g *grower) walk(ctx context.Context, t *fpTree, i int) error {
	g.met, g.paths, g.ends = g.met[:0], g.paths[:0], g.ends[:0]
	g.weight = g.weight[:0]
	for _, node := range t.nodes[t.from[i]:t.from[i+1]] {
		count := t.all[node].count
		before := len(g.paths)
		for p := t.all[node].parent; p >= 0; {
			code := t.all[p].code
			p = t.all[p].parent
			g.paths = append(g.paths, code)
			if g.counts[code] == 0 {
				g.met = append(g.met, code)
			}
			g.counts[code] += count
		}
		if len(g.paths) > before {
			g.ends = append(g.ends, len(g.paths))
			g.weight = append(g.weight, count)
		}
		if g.steps += 1 + len(g.paths) - before; g.steps > 1<<17 {
			g.steps = 0
			if err := looked(ctx); err != nil {
				return err
			}
		}
	}
	frequent := g.met[:0]
	for _, code := range g.met {
		if int(g.counts[code]) >= g.db.minCount {
			frequent = append(frequent, code)
		} else {
			g.counts[code] = 0
		}
	}
	g.met = frequent
	return nil
}

// project makes the tree of the paths that were walked, of the codes with counts,
// which it sets to 0 again.
func (g *grower) project(ctx context.Context) (*fpTree, error) {
	defer g.forget()
	switch len(g.met) {
	case 0:
		return &fpTree{}, nil
	case 1: // a single node
		code := g.met[0]
		return &fpTree{all: []fpNode{{-1, code, g.counts[code]}}, codes: []int32{code}}, nil
	}
	base := &g.base
	base.start, base.codes, base.weight = append(base.start[:0], 0), base.codes[:0], base.weight[:0]
	from := 0
	for path, end := range g.ends {
		last := len(base.codes)
		for at := end - 1; at >= from; at-- {
			if code := g.paths[at]; g.counts[code] > 0 {
				base.codes = append(base.codes, code)
			}
		}
		from = end
		if len(base.codes) > last {
			base.start = append(base.start, len(base.codes))
			base.weight = append(base.weight, g.weight[path])
		}
	}
	codes := slices.Clone(g.met)
	slices.Sort(codes)
	return base.tree(ctx, g.sorted(codes), codes, g.slot)
}

// sorted returns the rows of the base in the order of a dictionary. Of most rows the
// first codes, as many as fit into a number, tell.
func (g *grower) sorted(codes []int32) []int32 {
	for i, c := range codes {
		g.slot[c] = int32(i)
	}
	base := &g.base
	width := bits.Len(uint(len(codes))) // of a code, numbered from 1; 0 is the end of a row
	each := 64 / width
	rows := g.rows[:0]
	for r := range base.weight {
		row := base.row(int32(r))
		key := uint64(0)
		for _, c := range row[:min(each, len(row))] {
			key = key<<width | uint64(g.slot[c]+1)
		}
		rows = append(rows, fpRow{key << (width * max(0, each-len(row))), int32(r)})
	}
	g.rows = rows
	slices.SortFunc(rows, func(a, b fpRow) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		x, y := base.row(a.row), base.row(b.row)
		return slices.Compare(x[min(each, len(x)):], y[min(each, len(y)):])
	})
	order := g.order[:0]
	for _, r := range rows {
		order = append(order, r.row)
	}
	g.order = order
	return order
}

// fpRow is a row of a base and its first codes.
type fpRow struct {
	key uint64
	row int32
}

// forget sets the counts to 0.
func (g *grower) forget() {
	for _, code := range g.met {
		g.counts[code] = 0
	}
}
