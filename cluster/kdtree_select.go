package cluster

import (
	"context"
	"math/bits"
	"slices"
)

// selectRows brings the k smallest keys to the front, and rows along, for k
// from 1 to len(key)−1. Where keys are equal, any of them may be in front; which
// ones depends on keys and rows only.
//
// Source: C. A. R. Hoare, "Algorithm 65: find", Communications of the ACM 4
// (1961), DOI 10.1145/366622.366647, with equal keys kept in the middle.
func selectRows(ctx context.Context, key []float64, row []int32, k int) error {
	for patience := 4 * bits.Len(uint(len(key))); ; patience-- {
		if len(key) > 1<<16 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n := len(key)
		if n <= 16 || patience == 0 {
			sortRows(key, row)
			return nil
		}
		less, most := partition(key, row, middleOf(key[n/8], key[n/2], key[n-1-n/8]))
		switch {
		case k < less:
			key, row = key[:less], row[:less]
		case k > most:
			key, row, k = key[most:], row[most:], k-most
		default:
			return nil
		}
	}
}

// partition brings keys below the pivot to the front and those above it to the
// back; the keys from less to most are equal to it.
func partition(key []float64, row []int32, pivot float64) (less, most int) {
	most = len(key)
	for i := 0; i < most; {
		switch v := key[i]; {
		case v < pivot:
			key[i], key[less] = key[less], v
			row[i], row[less] = row[less], row[i]
			less++
			i++
		case v > pivot:
			most--
			key[i], key[most] = key[most], v
			row[i], row[most] = row[most], row[i]
		default:
			i++
		}
	}
	return less, most
}

// middleOf returns the second of three numbers.
func middleOf(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }

// sortRows sorts by key, then row.
func sortRows(key []float64, row []int32) {
	if len(key) <= 16 {
		for i := 1; i < len(key); i++ {
			for j := i; j > 0 && key[j] < key[j-1]; j-- {
				key[j], key[j-1] = key[j-1], key[j]
				row[j], row[j-1] = row[j-1], row[j]
			}
		}
		return
	}
	type pair struct {
		key float64
		row int32
	}
	all := make([]pair, len(key))
	for i, k := range key {
		all[i] = pair{k, row[i]}
	}
	slices.SortFunc(all, func(a, b pair) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.row) - int(b.row)
	})
	for i, p := range all {
		key[i], row[i] = p.key, p.row
	}
}
