package assoc

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
)

// fpTree counts baskets that begin alike in common nodes. Its columns are items,
// ascending as they are numbered; the path of a basket leads from the root, where
// the last column is, down to the first.
type fpTree struct {
	// The columns of distinct rows, from the root on, with −1 before each row. A row has
	// its own nodes behind copies of those that it shares with rows before: what is above
	// a node stands before it.
	path    []int32
	item    []int32 // number of a column
	count   []int32 // support of a column
	from    []int32 // the nodes of column c are own[from[c]:from[c+1]]
	own     []int32 // places in path
	weight  []int32 // of the nodes in own: in how many baskets they are
	deepest int     // nodes from the root to the farthest
	sums    []int32 // weights by place in path, 0 for copies
}

// fpRows are the baskets to make a tree of: the columns of row r are
// columns[start[r]:end[r]], ascending.
type fpRows struct {
	start, end []int32
	columns    []int32
	weight     []int32
}

// grow makes the nodes for the rows in the given order, in which those that end
// alike are neighbours. Items and counts are set already.
func (t *fpTree) grow(look *looker, rows *fpRows, order []int32) error {
	size := 0
	for _, r := range order {
		size += int(rows.end[r]-rows.start[r]) + 1
	}
	t.path, t.sums, t.deepest = sized(t.path, size), sized(t.sums, size), 0
	path, sums := t.path, t.sums
	at := int32(0)
	var line, before []int32 // places of the nodes of the last row
	for _, r := range order {
		row := rows.columns[rows.start[r]:rows.end[r]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		shared := 0
		for shared < min(len(row), len(before)) && row[len(row)-1-shared] == before[len(before)-1-shared] {
			shared++
		}
		w := rows.weight[r]
		for _, place := range line[:shared] {
			sums[place] += w
		}
		line = line[:shared]
		if shared < len(row) {
			path[at], sums[at] = -1, 0
			at++
			for i := len(row) - 1; i >= 0; i-- {
				path[at] = row[i]
				if sums[at] = 0; i < len(row)-shared {
					sums[at] = w
					line = append(line, at)
				}
				at++
			}
		}
		t.deepest = max(t.deepest, len(row))
		before = row
	}
	t.path, t.sums = path[:at], sums[:at]
	return t.link(look)
}

// link finds the nodes of each column.
func (t *fpTree) link(look *looker) error {
	columns := len(t.item)
	t.from = sized(t.from, columns+1)
	clear(t.from)
	nodes := int32(0)
	for lo := 0; lo < len(t.path); lo += stride {
		if err := look.after(stride); err != nil {
			return err
		}
		for place := lo; place < min(lo+stride, len(t.path)); place++ {
			if t.sums[place] > 0 {
				t.from[t.path[place]]++
				nodes++
			}
		}
	}
	sum := int32(0)
	for c, n := range t.from {
		t.from[c], sum = sum, sum+n
	}
	t.own, t.weight = sized(t.own, int(nodes)), sized(t.weight, int(nodes))
	for lo := 0; lo < len(t.path); lo += stride {
		if err := look.after(stride); err != nil {
			return err
		}
		for place := lo; place < min(lo+stride, len(t.path)); place++ {
			if w := t.sums[place]; w > 0 {
				c := t.path[place]
				at := t.from[c]
				t.own[at], t.weight[at] = int32(place), w
				t.from[c]++
			}
		}
	}
	// Each from has moved to where the next one was.
	copy(t.from[1:], t.from[:columns])
	t.from[0] = 0
	return nil
}

// tree makes the tree of all baskets with two frequent items and more.
func (l *lists) tree(ctx context.Context, op string) (*fpTree, error) {
	if len(l.items) > math.MaxInt32 {
		return nil, &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "items in all baskets"}
	}
	items := len(l.ids)
	t := &fpTree{item: make([]int32, items), count: l.counts}
	for c := range t.item {
		t.item[c] = int32(c)
	}
	many := len(l.place) // no more baskets than that
	rows := fpRows{columns: l.items, start: make([]int32, 0, many), end: make([]int32, 0, many), weight: make([]int32, 0, many)}
	start, turned := make([]int, 1, many+1), make([]int32, 0, len(l.items))
	look := looker{ctx: ctx}
	begin := 0
	for row, w := range l.baskets() {
		if err := look.after(len(row)); err != nil {
			return nil, err
		}
		rows.start, rows.end = append(rows.start, int32(begin)), append(rows.end, int32(begin+len(row)))
		rows.weight = append(rows.weight, w)
		begin += len(row) + 1
		for i := len(row) - 1; i >= 0; i-- {
			turned = append(turned, int32(items-1)-row[i])
		}
		start = append(start, len(turned))
	}
	order, err := lexical(ctx, start, turned, items)
	if err != nil {
		return nil, err
	}
	if err := t.grow(&look, &rows, order); err != nil {
		return nil, err
	}
	t.sums = nil
	return t, nil
}
