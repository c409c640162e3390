package assoc

import (
	"cmp"
	"context"
	"slices"
)

// projection holds the baskets of one item, packed anew: a bitmap over them for
// each item of a lower code that is frequent among them.
type projection struct {
	code   int32
	words  int    // of a bitmap
	planes planes // weights of the baskets
	before []column
}

// column is an item of a projection.
type column struct {
	code  int32
	count int32
	bits  []uint64
}

// projector makes projections, one at a time: each ends the one before.
type projector struct {
	db    *database
	count []int32 // by code; 0 for codes that are not seen
	at    []int32 // place of the column, by code; −1 for codes that have none
	seen  []int32 // codes in the baskets of the projection
	rows  []int
	slab  []uint64
	cols  []column
}

func newProjector(db *database) *projector {
	p := &projector{db: db, count: make([]int32, len(db.ids)), at: make([]int32, len(db.ids))}
	for c := range p.at {
		p.at[c] = -1
	}
	return p
}

// project makes the projection to code with the columns of the codes below,
// least frequent first.
func (p *projector) project(ctx context.Context, code int32) (projection, error) {
	db := p.db
	rows := p.rows[:0]
	weighted := false
	for i := db.from[code]; i < db.from[code+1]; i++ {
		rows = append(rows, i)
		weighted = weighted || db.weight[db.basket[i]] > 1
	}
	p.rows = rows
	if weighted {
		slices.SortFunc(rows, func(a, b int) int {
			return cmp.Or(cmp.Compare(db.weight[db.basket[b]], db.weight[db.basket[a]]), cmp.Compare(a, b))
		})
	}
	// part returns the codes of a row that get columns.
	part := func(i int) []int32 {
		return db.items[db.start[db.basket[i]]:db.places[i]]
	}
	for _, c := range p.seen {
		p.count[c], p.at[c] = 0, -1
	}
	p.seen = p.seen[:0]
	weights := make([]int32, len(rows))
	steps := 0
	for r, i := range rows {
		w := db.weight[db.basket[i]]
		weights[r] = w
		codes := part(i)
		if steps += len(codes); steps > 1<<18 {
			steps = 0
			if err := looked(ctx); err != nil {
				return projection{}, err
			}
		}
		for _, c := range codes {
			if p.count[c] == 0 {
				p.seen = append(p.seen, c)
			}
			p.count[c] += w
		}
	}
	out := projection{code: code, words: (len(rows) + 63) / 64, planes: planesOf(weights)}
	cols := p.cols[:0]
	slices.Sort(p.seen)
	for _, c := range slices.Backward(p.seen) {
		if int(p.count[c]) < db.minCount {
			continue
		}
		p.at[c] = int32(len(cols))
		cols = append(cols, column{code: c, count: p.count[c]})
	}
	p.cols = cols
	if need := len(cols) * out.words; cap(p.slab) < need {
		p.slab = make([]uint64, need)
	} else {
		p.slab = p.slab[:need]
		clear(p.slab)
	}
	for k := range cols {
		cols[k].bits = p.slab[k*out.words:][:out.words:out.words]
	}
	for r, i := range rows {
		codes := part(i)
		if steps += len(codes); steps > 1<<18 {
			steps = 0
			if err := looked(ctx); err != nil {
				return projection{}, err
			}
		}
		for _, c := range codes {
			if k := p.at[c]; k >= 0 {
				cols[k].bits[r/64] |= 1 << (r % 64)
			}
		}
	}
	out.before = cols
	return out, nil
}
