package assoc

import "context"

// twins are frequent items by the baskets they are in: of those that are in the
// same ones the search knows the first only, by a number of its own.
type twins struct {
	from []int32
	all  []int32 // numbers before: those of number c are all[from[c]:from[c+1]]
}

// of returns the numbers before of number c.
func (t *twins) of(c int32) []int32 { return t.all[t.from[c]:t.from[c+1]] }

// classes tells which of the items with a number, 0 to items−1, are in the same
// baskets: those of one class.
//
// All begin in one class; a basket parts those it has from the others. Items in a
// class of their own are not looked at again. Time: O(items of all baskets).
func (in *intake) classes(ctx context.Context, number []int32, items int) ([]int32, error) {
	class := make([]int32, items)
	size, apart := make([]int32, items+1), make([]int32, items+1)
	parted := make([]int32, items+1) // the last basket that parted a class, from 1; apart is where to
	var free []int32                 // classes that have become empty
	used := min(1, items)
	size[0] = int32(items)
	look := looker{ctx: ctx}
	for b := range in.weight {
		if used-len(free) == items {
			break
		}
		row := in.items[in.start[b]:in.start[b+1]]
		if err := look.after(len(row)); err != nil {
			return nil, err
		}
		for _, x := range row {
			c := number[x]
			if c < 0 {
				continue
			}
			k := class[c]
			if parted[k] != int32(b)+1 {
				if size[k] == 1 {
					continue // it is alone already
				}
				parted[k] = int32(b) + 1
				if n := len(free); n > 0 {
					apart[k], free = free[n-1], free[:n-1]
				} else {
					apart[k] = int32(used)
					used++
				}
			}
			class[c] = apart[k]
			size[apart[k]]++
			if size[k]--; size[k] == 0 {
				free = append(free, k)
			}
		}
	}
	return class, nil
}

// twins finds items in the same baskets and takes them together: number gets the
// new numbers, which ascend as the ones before, for the first of each class, and
// −1 for the others. It returns nil if there are none.
func (in *intake) twins(ctx context.Context, number []int32, items int) (*twins, error) {
	class, err := in.classes(ctx, number, items)
	if err != nil {
		return nil, err
	}
	first := make([]int32, items+1) // by class: the new number, from 1
	t := &twins{from: []int32{0}}
	fresh := make([]int32, items) // by number before
	for c, k := range class {
		if first[k] == 0 {
			t.from = append(t.from, 0)
			first[k] = int32(len(t.from)) - 1
			fresh[c] = first[k] - 1
		} else {
			fresh[c] = -1
		}
		t.from[first[k]]++
	}
	if len(t.from) == items+1 {
		return nil, nil
	}
	for c := range t.from[1:] {
		t.from[c+1] += t.from[c]
	}
	t.all = make([]int32, items)
	next := append([]int32(nil), t.from...)
	for c, k := range class {
		n := first[k] - 1
		t.all[next[n]] = int32(c)
		next[n]++
	}
	for x, c := range number {
		if c >= 0 {
			number[x] = fresh[c]
		}
	}
	return t, nil
}
