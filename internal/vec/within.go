package vec

import (
	"math"
	"math/bits"
)

// CountWithin returns how many of n points have a squared distance of at most r2 to
// q: the chain of SqDistChain, and NaN never counts. Element j of point i is
// x[j*stride+i]; the length of q is the number of columns.
//
// It panics if n is above stride or x does not hold n points.
func CountWithin(x []float64, stride, n int, q []float64, r2 float64) int {
	checkWithin(len(x), stride, n, len(q))
	return countWithin(x, stride, n, q, r2)
}

// MaskWithin sets bit i%64 of mask[i/64] if point i is one of those that CountWithin
// counts and clears all other bits. The length of mask is (n+63)/64.
func MaskWithin(mask []uint64, x []float64, stride, n int, q []float64, r2 float64) {
	checkWithin(len(x), stride, n, len(q))
	if len(mask) != (n+63)/64 {
		panic(lengthsDiffer)
	}
	maskWithin(mask, x, stride, n, q, r2)
}

// checkWithin panics unless length numbers hold n points of d columns.
func checkWithin(length, stride, n, d int) {
	if n < 0 || n > stride {
		panic(lengthsDiffer)
	}
	if d == 0 || n == 0 {
		return
	}
	// The product of what a caller made up may overflow.
	if over, last := bits.Mul(uint(d-1), uint(stride)); over != 0 || length < n || last > uint(length-n) {
		panic(lengthsDiffer)
	}
}

func countWithinGo(x []float64, stride, n int, q []float64, r2 float64) int {
	count := 0
	for i := range n {
		if within(x, stride, i, q, r2) {
			count++
		}
	}
	return count
}

func maskWithinGo(mask []uint64, x []float64, stride, n int, q []float64, r2 float64) {
	clear(mask)
	for i := range n {
		if within(x, stride, i, q, r2) {
			mask[i/64] |= 1 << (i % 64)
		}
	}
}

func within(x []float64, stride, i int, q []float64, r2 float64) bool {
	s := float64(0)
	for j, v := range q {
		t := x[j*stride+i] - v
		s = math.FMA(t, t, s)
	}
	return s <= r2
}
