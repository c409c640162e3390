package assoc

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
)

// intake holds baskets as they were yielded, with the items numbered in the
// order in which they were first met. Empty baskets are only counted.
type intake struct {
	op     string
	n      int // baskets so far, by weight, empty ones too
	row    int // baskets so far
	steps  int // items since the context was looked at
	first  []int32
	other  map[int32]int32 // numbers of items from few on
	ids    []int32         // items by number
	counts []int32         // support by number
	last   []int32         // basket that had it last, by number, from 1
	start  []int
	items  []int32
	weight []int32
}

// few is up to where a table numbers the items; a map numbers the others, so
// that one huge id takes no memory.
const few = 1 << 20

func newIntake(op string) *intake { return &intake{op: op, start: []int{0}} }

// walk takes all baskets of seq.
func (in *intake) walk(ctx context.Context, seq iter.Seq[[]int]) error {
	var err error
	for basket := range seq {
		if err = in.next(ctx, basket, 1); err != nil {
			break
		}
	}
	return in.end(ctx, err)
}

// walkWeighted takes all baskets of seq as often as their weights say.
func (in *intake) walkWeighted(ctx context.Context, seq iter.Seq2[[]int, int]) error {
	var err error
	for basket, weight := range seq {
		if err = in.next(ctx, basket, weight); err != nil {
			break
		}
	}
	return in.end(ctx, err)
}

func (in *intake) next(ctx context.Context, basket []int, weight int) error {
	if in.steps += 128 + len(basket); in.row == 0 || in.steps >= 1<<13 {
		in.steps = 0
		if err := looked(ctx); err != nil {
			return err
		}
	}
	err := in.add(basket, weight)
	in.row++
	return err
}

func (in *intake) end(ctx context.Context, err error) error {
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case in.n == 0:
		return fmt.Errorf("%s: no baskets, want at least 1: %w", in.op, clm.ErrTooFew)
	}
	return nil
}

// add checks one basket and keeps its distinct items.
func (in *intake) add(basket []int, weight int) error {
	if weight < 0 {
		return &clm.ValueError{Op: in.op + ": weight", Row: in.row, Col: -1, Value: float64(weight), Want: "at least 0"}
	}
	all := 0 // below 0 or too large if some item is
	for _, item := range basket {
		all |= item
	}
	if all < 0 || all > math.MaxInt32 {
		i := slices.IndexFunc(basket, func(item int) bool { return item < 0 || item > math.MaxInt32 })
		return &clm.ValueError{Op: in.op, Row: in.row, Col: i, Value: float64(basket[i]), Want: "an item of 0 to 2147483647"}
	}
	if weight > math.MaxInt32-in.n {
		return &clm.LimitError{Op: in.op, Limit: math.MaxInt32, What: "baskets"}
	}
	in.n += weight
	if weight == 0 || len(basket) == 0 {
		return nil
	}
	n := len(in.items)
	if most := n + len(basket); most > cap(in.items) {
		if most < 1<<20 {
			most *= 2 // doubles while that is little, so that less is copied
		}
		in.items = slices.Grow(in.items, most-n)
	}
	items := in.items[:n+len(basket)]
	own := int32(len(in.weight)) + 1
	for _, item := range basket {
		x := in.number(int32(item))
		if in.last[x] == own {
			continue
		}
		in.last[x] = own
		in.counts[x] += int32(weight)
		items[n] = x
		n++
	}
	in.items = items[:n]
	in.start = append(in.start, n)
	in.weight = append(in.weight, int32(weight))
	return nil
}

// number returns the number of an item, a new one at the first meeting.
func (in *intake) number(item int32) int32 {
	if int(item) < len(in.first) {
		if x := in.first[item]; x > 0 {
			return x - 1
		}
	}
	return in.numberOther(item)
}

// numberOther is number for an item that has none in the table.
func (in *intake) numberOther(item int32) int32 {
	if item < few {
		if int(item) >= len(in.first) {
			in.first = append(in.first, make([]int32, int(item)+1-len(in.first))...)
		}
		in.first[item] = int32(len(in.ids)) + 1
	} else {
		if x, ok := in.other[item]; ok {
			return x
		}
		if in.other == nil {
			in.other = map[int32]int32{}
		}
		in.other[item] = int32(len(in.ids))
	}
	in.ids = append(in.ids, item)
	in.counts = append(in.counts, 0)
	in.last = append(in.last, 0)
	return int32(len(in.ids) - 1)
}
