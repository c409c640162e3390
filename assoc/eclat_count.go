package assoc

import (
	"context"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// countEclat counts all frequent sets.
func countEclat(ctx context.Context, o options, walk func(*intake) error) (*SetCounts, error) {
	const typ = "assoc.Eclat"
	if err := o.check(typ); err != nil {
		return nil, err
	}
	o = o.filled()
	if o.Target != All {
		return nil, &clm.ConfigError{Type: typ, Field: "Target", Value: o.Target, Want: `"all" or nothing for Count, which knows no other sets`}
	}
	in := newIntake(typ + ".Count")
	if err := walk(in); err != nil {
		return nil, err
	}
	l, err := in.counted(ctx, o.threshold(in.n), o.Workers)
	if err != nil {
		return nil, err
	}
	n, err := l.count(ctx, o)
	if err != nil {
		return nil, err
	}
	clear(n[:min(o.MinLen, len(n))])
	longest := len(n) - 1
	for longest > 0 && n[longest] == 0 {
		longest--
	}
	return &SetCounts{Baskets: in.n, MinCount: l.minCount, ByLength: n[:longest+1]}, nil
}

// counted is the baskets as counting wants them. The frequent items are numbered from
// rare to frequent; of those in the same baskets one is enough.
type counted struct {
	*lists        // or, where bitmaps is not nil, the counts alone
	twins  *twins // or nil: each item has its own number

	// Of few dense baskets, bitmaps over all of them.
	bitmaps []uint64
	words   int      // of a bitmap
	planes  []uint64 // weights of the baskets
}

// wholeWords is up to which length bitmaps over all baskets are as good as those over
// the baskets of one item, which would have to be made first.
const wholeWords = 256

// counted sorts the baskets; the intake stays as it is.
func (in *intake) counted(ctx context.Context, minCount, workers int) (*counted, error) {
	l := &counted{lists: &lists{n: in.n, minCount: minCount}}
	var number []int32
	var err error
	if l.ids, l.counts, number, err = in.numbered(ctx, minCount, false); err != nil {
		return nil, err
	}
	if l.twins, err = in.twins(ctx, number, len(l.ids)); err != nil {
		return nil, err
	}
	if t := l.twins; t != nil {
		ids, counts := l.ids, l.counts
		l.ids, l.counts = nil, nil
		for c := range t.from[1:] {
			x := t.all[t.from[c]]
			l.ids, l.counts = append(l.ids, ids[x]), append(l.counts, counts[x])
		}
	}
	if words := par.Blocks(len(in.weight), 64); words <= wholeWords {
		dense, err := in.filled(ctx, minCount)
		if err != nil {
			return nil, err
		}
		if dense {
			l.words = max(1, words)
			return l, l.draw(ctx, in, number)
		}
	}
	f := filler{l: l.lists, in: in, number: number}
	return l, f.fill(ctx, workers)
}

// draw makes the bitmaps over all baskets.
func (l *counted) draw(ctx context.Context, in *intake, number []int32) error {
	l.bitmaps = make([]uint64, len(l.ids)*l.words)
	look := looker{ctx: ctx}
	heaviest := int32(1)
	for b, w := range in.weight {
		row := in.items[in.start[b]:in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return err
		}
		heaviest = max(heaviest, w)
		for _, x := range row {
			if c := number[x]; c >= 0 {
				l.bitmaps[int(c)*l.words+b/64] |= 1 << (b % 64)
			}
		}
	}
	l.planes = appendPlanes(nil, in.weight, heaviest, l.words)
	return nil
}

// size returns how many items have number c.
func (l *counted) size(c int32) int {
	if l.twins == nil {
		return 1
	}
	return len(l.twins.of(c))
}

// count returns how many sets there are of each length.
func (l *counted) count(ctx context.Context, o options) ([]int64, error) {
	items := len(l.ids)
	// What may take long comes first.
	order, keys := make([]int32, items), make([]uint64, items)
	for c := range order {
		order[c] = int32(c)
		keys[c] = math.MaxUint64 - uint64(l.counts[c])*uint64(items-c)
	}
	if err := sortLooking(ctx, keys, order); err != nil {
		return nil, err
	}
	talliers := crew[*tallier]{make: func() *tallier { return newTallier(ctx, l, o) }}
	steps := counter{total: items + 1, tell: o.Progress}
	steps.step()
	// Each task has its share of the long and of the short.
	tasks := min(items, 256)
	err := par.For(ctx, tasks, 1, o.Workers, func(task, _, _ int) error {
		t := talliers.take()
		for i := task; i < items; i += tasks {
			if err := t.first(order[i]); err != nil {
				return err
			}
			steps.step()
		}
		talliers.give(t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := &census{}
	for _, t := range talliers.all {
		all.merge(t.sets)
	}
	return all.lengths(ctx, o.MaxLen)
}
