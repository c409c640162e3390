package assoc

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
)

// triangle holds the supports of all pairs of the last numbers, which are most frequent. Its
// lines go from the last number back: line i is that of number last−i, and has its pairs with
// the last i numbers, the last one first.
type triangle struct {
	last, side int32
	count      []int32
}

// has tells whether the pairs of c with what follows are counted.
func (t triangle) has(c int32) bool { return uint32(t.last-c) < uint32(t.side) }

// line returns the supports of c with the numbers that follow, the last one first.
func (t triangle) line(c int32) []int32 {
	i := int(t.last - c)
	return t.count[i*(i-1)/2:][:i]
}

// countPairs counts the pairs of the last numbers, basket by basket. The search then need
// not go to the baskets of such an item, which lie here and there, to learn what is frequent
// with it. The triangle is no larger than the baskets and than 8 MB. Block b has the baskets from
// begin[b] on.
func (l *lists) countPairs(ctx context.Context, begin []int, workers int) error {
	const most = 1 << 21
	n := len(l.ids)
	side := min(n, int(math.Sqrt(float64(min(most, len(l.items))))))
	l.pairs = triangle{last: int32(n) - 1}
	if side < 2 {
		return nil
	}
	triangles := crew[[]int32]{make: func() []int32 { return make([]int32, side*(side-1)/2) }}
	err := par.For(ctx, len(begin)-1, 1, workers, func(block, _, _ int) error {
		t := triangle{last: l.pairs.last, side: int32(side), count: triangles.take()}
		defer triangles.give(t.count)
		return t.add(ctx, l, begin[block], begin[block+1])
	})
	if err != nil {
		return err
	}
	l.pairs.side, l.pairs.count = int32(side), triangles.all[0]
	for _, other := range triangles.all[1:] {
		for i, count := range other {
			l.pairs.count[i] += count
		}
	}
	return nil
}

// add adds the pairs of some baskets of lists.
func (t triangle) add(ctx context.Context, l *lists, lo, hi int) error {
	begin, steps := uint32(0), 0
	if lo > 0 {
		begin = l.ends[lo-1] + 1
	}
	row := make([]int32, l.longest)
	for _, end := range l.ends[lo:hi] {
		basket := l.items[begin:end]
		begin = end + 1
		n := 0
		for n < len(basket) {
			i := t.last - basket[len(basket)-1-n]
			if i >= t.side {
				break
			}
			row[n] = i
			n++
		}
		t.addRow(row[:n], ^l.items[end])
		if steps += 4 + n*n; steps >= 1<<20 {
			steps = 0
			if err := looked(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// addRow adds the pairs of the lines of a basket, which ascend.
//
//go:noinline
func (t triangle) addRow(row []int32, weight int32) {
	for k, i := range row {
		line := t.count[int(i)*(int(i)-1)/2:][:i]
		for _, j := range row[:k] {
			line[j] += weight
		}
	}
}
