package assoc

import (
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/codec"
)

// Counts counts known sets in other baskets: today's, or those of another
// machine. Counts of parts add up, with [Counts.Merge], to those of the whole,
// and [Itemsets.Recount] puts them in place of the old supports. It is made by
// [Itemsets.Counts] and may be used by one goroutine at a time.
//
// Which sets are frequent in the new baskets only a new search can tell.
//
// The methods panic for a value that was neither made so nor loaded.
type Counts struct {
	sets  Itemsets // the trie; its own supports do not matter
	below []int32  // children of node v are below[v] to below[v+1]−1
	row   int      // baskets that were added, each once
	n     int      // baskets by weight
	count []int32  // by node
	spare []int32
}

// Counts returns counts of the sets, all of them 0. Time and memory: O(sets).
func (s *Itemsets) Counts() *Counts {
	s.fitted()
	c := &Counts{sets: *s, count: make([]int32, len(s.item))}
	c.below = c.sets.below()
	return c
}

func (c *Counts) made() {
	if c.below == nil {
		panic("assoc.Counts: not made by Itemsets.Counts")
	}
}

// Baskets returns how many baskets were added, each as often as its weight says.
func (c *Counts) Baskets() int {
	c.made()
	return c.n
}

// Add counts one basket. The error is a ValueError for an item below 0 or above
// 2³¹−1 (row: how many baskets came before, column: position) or a LimitError for
// more than 2³¹−1 baskets; then nothing has changed.
func (c *Counts) Add(basket []int) error { return c.AddWeighted(basket, 1) }

// AddWeighted counts a basket so many times. A weight below 0 is a ValueError
// (column −1); the other errors are those of Add.
func (c *Counts) AddWeighted(basket []int, weight int) error {
	const op = "assoc.Counts.Add"
	c.made()
	if weight < 0 {
		return &clm.ValueError{Op: op + ": weight", Row: c.row, Col: -1, Value: float64(weight), Want: "at least 0"}
	}
	items := c.spare[:0]
	for i, item := range basket {
		if item < 0 || item > math.MaxInt32 {
			return &clm.ValueError{Op: op, Row: c.row, Col: i, Value: float64(item), Want: "an item of 0 to 2147483647"}
		}
		items = append(items, int32(item))
	}
	c.spare = items
	if weight > math.MaxInt32-c.n {
		return &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "baskets"}
	}
	slices.Sort(items)
	items = slices.Compact(items)
	c.row++
	c.n += weight
	if weight > 0 && len(c.count) > 0 {
		c.walk(0, c.sets.level[1], items, int32(weight))
	}
	return nil
}

// walk counts the sets at and below the nodes lo to hi−1, which have the same
// parent, that go on with some of the items.
func (c *Counts) walk(lo, hi int32, items []int32, weight int32) {
	for i, item := range items {
		at, ok := slices.BinarySearch(c.sets.item[lo:hi], item)
		if lo += int32(at); ok {
			c.count[lo] += weight
			c.walk(c.below[lo], c.below[lo+1], items[i+1:], weight)
		}
		if lo == hi {
			return
		}
	}
}

// Merge adds the counts of other baskets, which do not change. For counts of other
// sets the error is a ShapeError, for more than 2³¹−1 baskets a LimitError; then
// nothing has changed.
func (c *Counts) Merge(other *Counts) error {
	const op = "assoc.Counts.Merge"
	c.made()
	other.made()
	if !c.sets.alike(&other.sets) {
		return &clm.ShapeError{Op: op, Got: "counts of other sets", Want: "counts of the same sets"}
	}
	if other.n > math.MaxInt32-c.n {
		return &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "baskets"}
	}
	for v, count := range other.count {
		c.count[v] += count
	}
	c.n += other.n
	c.row += other.row
	return nil
}

// alike tells whether two tries hold the same sets.
func (s *Itemsets) alike(t *Itemsets) bool {
	if !slices.Equal(s.level, t.level) || !slices.Equal(s.parent, t.parent) || !slices.Equal(s.item, t.item) || s.minLen != t.minLen {
		return false
	}
	for v, count := range s.count {
		if (count < 0) != (t.count[v] < 0) {
			return false
		}
	}
	return true
}

// Recount returns the same sets with the supports that were counted, which may
// be below MinCount, or 0. All measures of rules that are made of them are those
// of the counted baskets. The error is a ShapeError for counts of other sets, and
// one that wraps [clm.ErrTooFew] for counts of no basket. Time: O(sets).
func (s *Itemsets) Recount(c *Counts) (*Itemsets, error) {
	const op = "assoc.Itemsets.Recount"
	s.fitted()
	c.made()
	if !s.alike(&c.sets) {
		return nil, &clm.ShapeError{Op: op, Got: "counts of other sets", Want: "counts of these sets"}
	}
	if c.n == 0 {
		return nil, fmt.Errorf("%s: no baskets were counted, want at least 1: %w", op, clm.ErrTooFew)
	}
	t := *s
	t.n, t.recounted = c.n, true
	t.count = slices.Clone(c.count)
	top := make([]int32, len(t.count))
	for v := len(t.count) - 1; v >= 0; v-- {
		if s.count[v] < 0 {
			t.count[v] = unlisted(top[v])
		} else {
			top[v] = max(top[v], t.count[v])
		}
		if p := t.parent[v]; p >= 0 {
			top[p] = max(top[p], top[v])
		}
	}
	t.finish()
	return &t, nil
}

const (
	countsKind    = "assoc.Counts"
	countsVersion = 1
)

// MarshalBinary returns the counts and their sets as a file. Its error is always
// nil.
func (c *Counts) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// AppendBinary appends the file to dst. Its error is always nil.
func (c *Counts) AppendBinary(dst []byte) ([]byte, error) {
	c.made()
	w := codec.NewWriter(dst, countsKind, countsVersion)
	c.sets.put(w)
	w.Int(c.row)
	w.Int(c.n)
	w.Int32s(c.count)
	return w.Finish(), nil
}

// UnmarshalBinary reads a file into zero Counts; it panics for others. Every
// error wraps [clm.ErrFormat] and leaves the receiver as it is.
func (c *Counts) UnmarshalBinary(data []byte) error {
	if c.below != nil {
		panic("assoc.Counts.UnmarshalBinary: the receiver is not zero Counts")
	}
	r, err := codec.NewReader(data, countsKind, countsVersion)
	if err != nil {
		return err
	}
	t := Counts{sets: getItemsets(r)}
	t.row, t.n = r.Int(), r.Int()
	t.count = r.Int32s()
	switch {
	case t.row < 0 || t.n < 0 || t.n > math.MaxInt32:
		r.Fail("%d baskets of weight %d", t.row, t.n)
	case len(t.count) != len(t.sets.item):
		r.Fail("%d counts of %d sets", len(t.count), len(t.sets.item))
	}
	if r.Err() == nil {
		for v, count := range t.count {
			most := t.n
			if p := t.sets.parent[v]; p >= 0 {
				most = int(t.count[p])
			}
			if count < 0 || int(count) > most {
				r.Fail("count %d of node %d", count, v)
				break
			}
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	t.sets.finish()
	t.below = t.sets.below()
	*c = t
	return nil
}
