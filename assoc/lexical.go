package assoc

import (
	"context"
	"math/bits"

	"github.com/clm-go/clm/internal/vec"
)

// stride is how many rows are sorted between two looks at the context.
const stride = 1 << 17

// run is a part of the rows that are equal before a place.
type run struct{ lo, hi, place int }

// lexical returns the rows of a table in the order of a dictionary, a row
// before those that it begins. Row r is items[start[r]:start[r+1]], and items
// are below m. Rows that are equal keep their order.
//
// As many items as fit make one number of 64 bits, by which the rows are sorted;
// those that are still equal are sorted by the next items. Time:
// O(items), and O(m·longest row) at most beside.
func lexical(ctx context.Context, start []int, items []int32, m int) ([]int32, error) {
	list := make([]int32, len(start)-1)
	for r := range list {
		list[r] = int32(r)
	}
	return list, lexicalRows(ctx, list, start, items, m)
}

// lexicalRows is lexical for a list of rows, which it sorts.
func lexicalRows(ctx context.Context, list []int32, start []int, items []int32, m int) error {
	rows := len(list)
	spare := make([]int32, rows)
	width := max(1, bits.Len(uint(m))) // of an item, numbered from 1; 0 is the end of a row
	each := 64 / width
	keys, spareKeys := make([]uint64, min(rows, stride)), make([]uint64, min(rows, stride))
	runs := []run{{0, rows, 0}}
	steps := 0
	for len(runs) > 0 {
		at := runs[len(runs)-1]
		runs = runs[:len(runs)-1]
		if steps -= at.hi - at.lo + 64; steps < 0 { // a small run takes its time too
			steps = stride
			if err := looked(ctx); err != nil {
				return err
			}
		}
		part := list[at.lo:at.hi]
		if len(part) > stride {
			ends, err := splitAt(ctx, spare[at.lo:at.hi], part, func(r int32) int32 {
				if p := start[r] + at.place; p < start[r+1] {
					return items[p] + 1
				}
				return 0
			}, m)
			if err != nil {
				return err
			}
			for k := 1; k <= m; k++ {
				if ends[k]-ends[k-1] > 1 {
					runs = append(runs, run{at.lo + int(ends[k-1]), at.lo + int(ends[k]), at.place + 1})
				}
			}
			continue
		}
		key := keys[:len(part)]
		for i, r := range part {
			row := items[min(start[r]+at.place, start[r+1]):start[r+1]]
			k := uint64(0)
			for _, item := range row[:min(each, len(row))] {
				k = k<<width | uint64(item+1)
			}
			if len(row) < each {
				k <<= width * (each - len(row))
			}
			key[i] = k
		}
		vec.RadixSort64(key, part, spareKeys, spare)
		last := uint64(1)<<width - 1
		for i := 0; i < len(key); {
			j := i + 1
			for j < len(key) && key[j] == key[i] {
				j++
			}
			if j > i+1 && key[i]&last != 0 {
				runs = append(runs, run{at.lo + i, at.lo + j, at.place + each})
			}
			i = j
		}
	}
	return nil
}

// splitAt sorts a list by a key of 0 to m, stably, and returns where the rows of
// each key end. Dst is memory of the same length.
func splitAt(ctx context.Context, dst, list []int32, key func(int32) int32, m int) ([]int32, error) {
	ends := make([]int32, m+2)
	for lo := 0; lo < len(list); lo += stride {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		for _, r := range list[lo:min(lo+stride, len(list))] {
			ends[key(r)+1]++
		}
	}
	for k := range m + 1 {
		ends[k+1] += ends[k]
	}
	for lo := 0; lo < len(list); lo += stride {
		if err := looked(ctx); err != nil {
			return nil, err
		}
		for _, r := range list[lo:min(lo+stride, len(list))] {
			k := key(r)
			dst[ends[k]] = r
			ends[k]++
		}
	}
	copy(list, dst)
	return ends[:m+1], nil
}

// looked returns the cause of a context that has ended.
func looked(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
