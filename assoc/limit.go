package assoc

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
)

// advice says what helps where there are more sets than allowed. Least is the
// smallest count at which all frequent items and pairs are no more than that, or
// one at which all sets are.
type advice func(least int64, baskets int) string

// shorter says what the length of sets can do against too many of them. The
// defaults are filled in.
func (o options) shorter() string {
	switch {
	case o.MaxLen == math.MaxInt32:
		return ", or a MaxLen"
	case o.MaxLen > o.MinLen:
		return ", or a smaller MaxLen"
	}
	return ""
}

// limited returns the error for more sets than allowed. It says from which
// count on there is a chance, which depends on the baskets alone.
func (db *database) limited(ctx context.Context, op string, o options, hint advice) error {
	lo := int64(db.minCount) + 1
	hi := lo
	for _, count := range db.counts {
		hi = max(hi, int64(count)+1)
	}
	// A basket of many items that occurs often rules out all counts up to that.
	for b, w := range db.weight {
		if int64(w) >= lo && subsets(db.start[b+1]-db.start[b], min(2, o.MaxLen))-1 > int64(o.MaxSets) {
			lo = int64(w) + 1
		}
	}
	hi = max(hi, lo)
	for lo < hi {
		mid := lo + (hi-lo)/2
		fits, err := db.fits(ctx, mid, o)
		if err != nil {
			return err
		}
		if fits {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return &clm.LimitError{Op: op, Limit: int64(o.MaxSets), What: "sets", Hint: hint(lo, db.n)}
}

// fits tells whether the items and the pairs of at least minCount are no more
// than allowed.
func (db *database) fits(ctx context.Context, minCount int64, o options) (bool, error) {
	items := 0
	for items < len(db.counts) && int64(db.counts[items]) >= minCount {
		items++
	}
	sets := items
	if sets > o.MaxSets || o.MaxLen == 1 {
		return sets <= o.MaxSets, nil
	}
	together := make([]int32, items)
	var met []int32
	for c := items - 1; c > 0; c-- {
		var err error
		if met, err = db.together(ctx, int32(c), together, met[:0]); err != nil {
			return false, err
		}
		for _, d := range met {
			if int64(together[d]) >= minCount {
				sets++
			}
			together[d] = 0
		}
		if sets > o.MaxSets {
			return false, nil
		}
	}
	return true, nil
}

// together appends to met the codes below c that are in a basket with it, and
// adds to dst, which is 0, in how many they are. Time: O(items of these baskets).
func (db *database) together(ctx context.Context, c int32, dst, met []int32) ([]int32, error) {
	steps := 0
	for i := db.from[c]; i < db.from[c+1]; i++ {
		b := db.basket[i]
		w := db.weight[b]
		row := db.items[db.start[b]:db.places[i]]
		if steps += len(row); steps > 1<<20 {
			steps = 0
			if err := looked(ctx); err != nil {
				return nil, err
			}
		}
		for _, d := range row {
			if dst[d] == 0 {
				met = append(met, d)
			}
			dst[d] += w
		}
	}
	return met, looked(ctx)
}
