package assoc

import (
	"context"
	"math"
	"sync"

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
	*lists
	twins *twins // or nil: each item has its own number

	// Of dense baskets, bitmaps over all of them. They are searched first, and the lists
	// are made where a search turns out long.
	bitmaps []uint64
	words   int          // of a bitmap
	planes  []uint64     // weights of the baskets
	rows    []int32      // baskets by number
	mean    float64      // items of a basket
	patient float64      // words that a search may look at for each item of its baskets
	fill    func() error // makes the lists, once
}

// wholeWords is how many words bitmaps over all baskets may have together, 16 MB. Each worker
// has no more for each item of a set.
const wholeWords = 1 << 21

// trialWords is how many words of bitmaps over all baskets are looked at for each item of the
// baskets of a first item before these are packed anew. With AVX-512 that takes three times
// as long as packing them; where items depend on each other most searches end before.
const trialWords = 32

// counted sorts the baskets; the intake stays as it is.
func (in *intake) counted(ctx context.Context, minCount, workers int) (*counted, error) {
	l := &counted{lists: &lists{n: in.n, minCount: minCount}, patient: trialWords}
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
	dense := false
	if l.words = max(1, par.Blocks(len(in.weight), 64)); l.words <= wholeWords/max(1, len(l.ids)) {
		if dense, err = in.filled(ctx, minCount); err != nil {
			return nil, err
		}
	}
	f := filler{l: l.lists, in: in, number: number}
	if !dense {
		return l, f.fill(ctx, workers, false)
	}
	l.fill = sync.OnceValue(func() error { return f.fill(ctx, 1, false) })
	return l, l.draw(ctx, in, number)
}

// draw makes the bitmaps over all baskets.
func (l *counted) draw(ctx context.Context, in *intake, number []int32) error {
	l.bitmaps, l.rows = make([]uint64, len(l.ids)*l.words), make([]int32, len(l.ids))
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
				l.rows[c]++
			}
		}
	}
	for _, n := range l.rows {
		l.mean += float64(n) / float64(len(in.weight))
	}
	l.planes = appendPlanes(nil, in.weight, heaviest, l.words)
	return nil
}

// patience returns how many words of bitmaps over all baskets the search for the sets with
// the first item c may look at before its baskets are packed anew.
func (l *counted) patience(c int32) int64 {
	if 2*int(l.rows[c]) > 64*l.words {
		return math.MaxInt64 // the new bitmaps would be no shorter
	}
	return int64(l.patient * l.mean * float64(l.rows[c]))
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
	order, err := l.longFirst(ctx)
	if err != nil {
		return nil, err
	}
	talliers := crew[*tallier]{make: func() *tallier { return newTallier(ctx, l, o) }}
	steps := counter{total: items + 1, tell: o.Progress}
	steps.step()
	// Each task has its share of the long and of the short.
	tasks := min(items, 256)
	err = par.For(ctx, tasks, 1, o.Workers, func(task, _, _ int) error {
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
