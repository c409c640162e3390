package assoc

import (
	"context"
	"slices"
)

// lexical returns the rows of a table in the order of a dictionary, a row
// before those that it begins. Row r is items[start[r]:start[r+1]], and items
// are below m. Rows that are equal keep their order.
//
// Rows are sorted from their last place to their first, each joining in at its
// own last place, so the time is O(items), and O(longest row·m) at most beside.
func lexical(ctx context.Context, start []int, items []int32, m int) ([]int32, error) {
	rows := len(start) - 1
	longest := 0
	for r := range rows {
		longest = max(longest, start[r+1]-start[r])
	}
	// byLength[at[l]:at[l+1]] are the rows of length l.
	at := make([]int, longest+2)
	for r := range rows {
		at[start[r+1]-start[r]+1]++
	}
	for l := range longest + 1 {
		at[l+1] += at[l]
	}
	byLength := make([]int32, rows)
	next := slices.Clone(at)
	for r := range rows {
		l := start[r+1] - start[r]
		byLength[next[l]] = int32(r)
		next[l]++
	}
	// The rows that are longer than the place at hand, sorted from it on, are
	// list[lo:].
	list, spare := make([]int32, rows), make([]int32, rows)
	counts, keys := make([]int32, m+1), make([]int32, rows)
	lo := rows
	for place := longest - 1; place >= 0; place-- {
		joining := byLength[at[place+1]:at[place+2]]
		lo -= len(joining)
		copy(list[lo:], joining)
		key := func(r int32) int32 { return items[start[r]+place] }
		if err := sortBy(ctx, spare[lo:], list[lo:], key, counts, keys); err != nil {
			return nil, err
		}
		list, spare = spare, list
	}
	copy(list, byLength[:at[1]])
	return list, nil
}

// stride is how many rows are sorted between two looks at the context.
const stride = 1 << 17

// sortBy sets dst to list, sorted by a key below len(counts)−1 and stably. Keys
// is memory for one key of each.
func sortBy(ctx context.Context, dst, list []int32, key func(int32) int32, counts, keys []int32) error {
	if len(list) < len(counts)/16 {
		copy(dst, list)
		slices.SortStableFunc(dst, func(a, b int32) int { return int(key(a)) - int(key(b)) })
		return looked(ctx)
	}
	clear(counts)
	for lo := 0; lo < len(list); lo += stride {
		if err := looked(ctx); err != nil {
			return err
		}
		for i, r := range list[lo:min(lo+stride, len(list))] {
			keys[lo+i] = key(r)
			counts[keys[lo+i]+1]++
		}
	}
	for k := range len(counts) - 1 {
		counts[k+1] += counts[k]
	}
	for lo := 0; lo < len(list); lo += stride {
		if err := looked(ctx); err != nil {
			return err
		}
		for i, r := range list[lo:min(lo+stride, len(list))] {
			k := keys[lo+i]
			dst[counts[k]] = r
			counts[k]++
		}
	}
	return nil
}

// looked returns the cause of a context that has ended.
func looked(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
