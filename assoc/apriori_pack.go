package assoc

import (
	"cmp"
	"context"
	"slices"
)

// packer makes bitmaps over the baskets of one item for the others that are in
// candidates with it, for one item at a time.
type packer struct {
	db     *database
	counts []int32 // by code, 0 between two calls
	met    []int32
	at     []int32 // place of the bitmap by code, −1 between two calls
	wanted []int32 // codes with a bitmap
	rows   []int
	slab   []uint64
	words  int // of a bitmap
	planes planes
}

func newPacker(db *database) *packer {
	k := &packer{db: db, counts: make([]int32, len(db.ids)), at: make([]int32, len(db.ids))}
	for c := range k.at {
		k.at[c] = -1
	}
	return k
}

// want asks for a bitmap of a code.
func (k *packer) want(code int32) {
	if k.at[code] < 0 {
		k.at[code] = int32(len(k.wanted))
		k.wanted = append(k.wanted, code)
	}
}

// forget ends what was wanted.
func (k *packer) forget() {
	for _, code := range k.wanted {
		k.at[code] = -1
	}
	k.wanted = k.wanted[:0]
}

func (k *packer) column(code int32) []uint64 {
	return k.slab[int(k.at[code])*k.words:][:k.words]
}

// pack fills the bitmaps of the wanted codes, which are below the first one.
func (k *packer) pack(ctx context.Context, first int32) error {
	db := k.db
	// Baskets that occur more than once come first, by weight; they are few.
	k.rows = k.rows[:0]
	for i := db.from[first]; i < db.from[first+1]; i++ {
		if db.weight[db.basket[i]] > 1 {
			k.rows = append(k.rows, i)
		}
	}
	slices.SortFunc(k.rows, func(a, b int) int {
		return cmp.Or(cmp.Compare(db.weight[db.basket[b]], db.weight[db.basket[a]]), cmp.Compare(a, b))
	})
	weights := make([]int32, len(k.rows))
	for r, i := range k.rows {
		weights[r] = db.weight[db.basket[i]]
	}
	for i := db.from[first]; i < db.from[first+1]; i++ {
		if db.weight[db.basket[i]] == 1 {
			k.rows = append(k.rows, i)
			weights = append(weights, 1)
		}
	}
	k.planes = planesOf(weights)
	k.words = (len(k.rows) + 63) / 64
	need := len(k.wanted) * k.words
	k.slab = slices.Grow(k.slab[:0], need)[:need]
	clear(k.slab)
	look := looker{ctx: ctx}
	for r, i := range k.rows {
		row := db.items[db.start[db.basket[i]]:db.places[i]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		for _, c := range row {
			if place := k.at[c]; place >= 0 {
				k.slab[int(place)*k.words+r/64] |= 1 << (r % 64)
			}
		}
	}
	return nil
}

// pairs appends the frequent pairs of a first code with codes below it.
func (k *packer) pairs(ctx context.Context, first int32, out *level, left *allowance) error {
	met, err := k.db.together(ctx, first, k.counts, k.met[:0])
	if err != nil {
		return err
	}
	k.met = met
	frequent := met[:0]
	for _, c := range met {
		if int(k.counts[c]) >= k.db.minCount {
			frequent = append(frequent, c)
		} else {
			k.counts[c] = 0
		}
	}
	slices.Sort(frequent)
	for _, c := range frequent {
		if err := left.take(1); err != nil {
			return err
		}
		out.push(first, c, k.counts[c], nil, c, first)
		k.counts[c] = 0
	}
	return nil
}
