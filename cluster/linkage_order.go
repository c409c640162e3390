package cluster

import (
	"context"

	"github.com/clm-go/clm/internal/vec"
)

// spatialOrder returns the rows in an order that keeps near ones together, as
// the leaves of a k-d tree have them. If the context ends, so does it.
func spatialOrder(ctx context.Context, rows []float64, n, d int) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	box := make([]float64, 2*d)
	var cut func(order []int32)
	cut = func(order []int32) {
		if len(order) <= bucketRows || ctx.Err() != nil {
			return
		}
		half := leftRows(len(order))
		boundOf(box, rows, order, d)
		splitRows(order, half, rows, d, widest(box))
		cut(order[:half])
		cut(order[half:])
	}
	cut(order)
	return order
}

// bucketRows is the number of rows in a leaf.
const bucketRows = bucketBlocks * vec.Block

const bucketBlocks = 2

// leftRows returns how many of n rows go to the left, so that all leaves but
// the last are full.
func leftRows(n int) int {
	leaves := (n + bucketRows - 1) / bucketRows
	return leaves / 2 * bucketRows
}

// boundOf sets box to the least and then to the greatest value of each column.
func boundOf(box, rows []float64, order []int32, d int) {
	lo, hi := box[:d], box[d:2*d]
	first := rows[int(order[0])*d:]
	copy(lo, first[:d])
	copy(hi, first[:d])
	for _, i := range order[1:] {
		for j, v := range rows[int(i)*d : int(i)*d+d] {
			lo[j] = min(lo[j], v)
			hi[j] = max(hi[j], v)
		}
	}
}

// widest returns the column in which a box is widest.
func widest(box []float64) int {
	d := len(box) / 2
	at := 0
	for j := range d {
		if box[d+j]-box[j] > box[d+at]-box[at] {
			at = j
		}
	}
	return at
}

// splitRows puts the half rows with the lowest values of a column first, rows
// of equal values in order of their numbers.
func splitRows(order []int32, half int, rows []float64, d, column int) {
	key := func(i int32) float64 { return rows[int(i)*d+column] }
	less := func(a, b int32) bool {
		x, y := key(a), key(b)
		return x < y || x == y && a < b
	}
	lo, hi := 0, len(order)-1
	for lo < hi {
		// The middle one of three, so that sorted rows are halved.
		mid := (lo + hi) / 2
		if less(order[mid], order[lo]) {
			order[mid], order[lo] = order[lo], order[mid]
		}
		if less(order[hi], order[lo]) {
			order[hi], order[lo] = order[lo], order[hi]
		}
		if less(order[hi], order[mid]) {
			order[hi], order[mid] = order[mid], order[hi]
		}
		pivot := order[mid]
		i, j := lo, hi
		for i <= j {
			for less(order[i], pivot) {
				i++
			}
			for less(pivot, order[j]) {
				j--
			}
			if i <= j {
				order[i], order[j] = order[j], order[i]
				i++
				j--
			}
		}
		switch {
		case half <= j:
			hi = j
		case half >= i:
			lo = i
		default:
			return
		}
	}
}
