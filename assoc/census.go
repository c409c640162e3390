package assoc

import (
	"context"
	"math"
	"math/bits"
)

// census is how many sets there are of each length. Where e items are in all baskets
// of a set of k items, that is one entry: it stands for 2^e sets, of which C(e, j)
// have k+j items. Numbers that are too large stay at the largest int64.
type census struct {
	entries [][]int64 // by e, then by k
	sets    []int64   // by length: what is not in the entries
}

// plus and times are the sum and the product of numbers of at least 0, or the largest
// int64.
func plus(a, b int64) int64 {
	if s := a + b; s >= 0 {
		return s
	}
	return math.MaxInt64
}

func times(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi > 0 || lo > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(lo)
}

// add adds n entries.
func (t *census) add(e, k int, n int64) {
	for n := len(t.entries); n <= e; n++ {
		if n < cap(t.entries) {
			t.entries = t.entries[:n+1] // with the room of a row that has been cleared
		} else {
			t.entries = append(t.entries, nil)
		}
	}
	row := t.entries[e]
	for len(row) <= k {
		row = append(row, 0)
	}
	row[k] = plus(row[k], n)
	t.entries[e] = row
}

// addSets adds sets, by length.
func (t *census) addSets(n []int64) {
	for len(t.sets) < len(n) {
		t.sets = append(t.sets, 0)
	}
	for k, n := range n {
		t.sets[k] = plus(t.sets[k], n)
	}
}

// merge adds another census.
func (t *census) merge(o *census) {
	for e, row := range o.entries {
		for k, n := range row {
			if n > 0 {
				t.add(e, k, n)
			}
		}
	}
	t.addSets(o.sets)
}

// clear leaves nothing but room.
func (t *census) clear() {
	for e, row := range t.entries {
		t.entries[e] = row[:0]
	}
	t.entries, t.sets = t.entries[:0], t.sets[:0]
}

// widen adds the sets of another census, all of which have an item that stands for m
// items in the same baskets: each set may have 1 to m of them, C(m, j) times j. Sets of
// more than most items are left out.
//
// Of the m items a set has a first one. The others after it are in all of its baskets:
// one entry becomes m.
func (t *census) widen(ctx context.Context, o *census, m, most int) error {
	const few = 32
	if m > few {
		n, err := o.lengths(ctx, most)
		if err != nil {
			return err
		}
		t.addSets(multiply(n, binomials(m, most)[1:], most))
		return looked(ctx)
	}
	for e, row := range o.entries {
		for k, n := range row {
			for more := 0; more < m && n > 0; more++ {
				t.add(e+more, k, n)
			}
		}
	}
	if len(o.sets) > 0 {
		t.addSets(multiply(o.sets, binomials(m, most)[1:], most))
	}
	return nil
}

// lengths returns how many sets there are of each length, up to most.
func (t *census) lengths(ctx context.Context, most int) ([]int64, error) {
	all := census{sets: []int64{0}}
	all.addSets(t.sets)
	for e, row := range t.entries {
		if len(row) == 0 {
			continue
		}
		if err := looked(ctx); err != nil {
			return nil, err
		}
		all.addSets(multiply(row, binomials(e, most), most))
	}
	return all.sets, nil
}

// binomials returns C(n, k) for each k up to most.
func binomials(n, most int) []int64 {
	row := make([]int64, n+1)
	row[0], row[n] = 1, 1
	for k := 1; k <= n/2; k++ {
		hi, lo := bits.Mul64(uint64(row[k-1]), uint64(n-k+1))
		row[k] = math.MaxInt64
		if row[k-1] < math.MaxInt64 && hi < uint64(k) {
			if q, _ := bits.Div64(hi, lo, uint64(k)); q < math.MaxInt64 {
				row[k] = int64(q)
			}
		}
		row[n-k] = row[k]
	}
	return row[:min(n, most)+1]
}

// multiply multiplies two polynomials, up to the power most. A sum that is too large
// ends soon, as it is begun in the middle, where terms are largest.
func multiply(a, b []int64, most int) []int64 {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	dst := make([]int64, min(len(a)+len(b)-2, most)+1)
	for k := range dst {
		lo, hi := max(0, k-len(b)+1), min(len(a)-1, k)
		middle := lo + (hi-lo)/2
		sum := int64(0)
		for i := middle; i >= lo && sum < math.MaxInt64; i-- {
			sum = plus(sum, times(a[i], b[k-i]))
		}
		for i := middle + 1; i <= hi && sum < math.MaxInt64; i++ {
			sum = plus(sum, times(a[i], b[k-i]))
		}
		dst[k] = sum
	}
	return dst
}
