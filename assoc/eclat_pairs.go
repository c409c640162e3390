package assoc

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
)

// square holds the supports of all pairs of numbers from first on: that of c and d, c below
// d, is count[(c−first)·side+d−first].
type square struct {
	first, side int32
	count       []int32
}

// has tells whether the pairs of c with what follows are counted.
func (s square) has(c int32) bool { return c >= s.first && s.count != nil }

// after returns the supports of c with the numbers that follow.
func (s square) after(c int32) []int32 {
	return s.count[int(c-s.first)*int(s.side):][c-s.first+1 : s.side]
}

// countPairs counts the pairs of the last numbers, basket by basket. The search then need
// not go to the baskets of such an item, which lie here and there, to learn what is frequent
// with it. The square is no larger than the baskets and than 8 MB. Blocks of whole baskets
// begin at the places given, the last of which is the end.
func (l *lists) countPairs(ctx context.Context, begin []int, workers int) error {
	const most = 1 << 21
	n := len(l.ids)
	side := min(n, int(math.Sqrt(float64(min(most, len(l.items))))))
	l.pairs = square{first: int32(n - side), side: int32(side)}
	if side < 2 {
		return nil
	}
	squares := crew[[]int32]{make: func() []int32 { return make([]int32, side*side) }}
	err := par.For(ctx, len(begin)-1, 1, workers, func(block, _, _ int) error {
		s := l.pairs
		s.count = squares.take()
		defer squares.give(s.count)
		return s.add(ctx, l.items[begin[block]:begin[block+1]])
	})
	if err != nil {
		return err
	}
	l.pairs.count = squares.all[0]
	for _, other := range squares.all[1:] {
		for i, count := range other {
			l.pairs.count[i] += count
		}
	}
	return nil
}

// add adds the pairs of some baskets of lists.
func (s square) add(ctx context.Context, items []int32) error {
	begin, steps := 0, 0
	for at, c := range items {
		if c >= s.first {
			continue
		}
		if c >= 0 {
			begin = at + 1
			continue
		}
		row := items[begin:at]
		begin = at + 1
		s.addRow(row, ^c)
		if steps += 4 + len(row)*len(row); steps >= 1<<20 {
			steps = 0
			if err := looked(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// addRow adds the pairs of the numbers of a row, which ascend.
func (s square) addRow(row []int32, weight int32) {
	for i, a := range row {
		line := s.count[int(a-s.first)*int(s.side):][:s.side]
		for _, b := range row[i+1:] {
			line[b-s.first] += weight
		}
	}
}
