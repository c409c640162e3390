package timeseries

import (
	"math"
	"slices"
)

// middles returns the two middle values of x, which are one where their number is
// odd, as R's stl finds them, and changes the order of x. None may be negative.
//
// R asks a partial sort for the two places, the upper one first, though the sort
// wants them in rising order: J. M. Chambers, Algorithm 410, Partial sorting,
// Communications of the ACM 14(5):357–358, 1971. The values are split around the
// median of three of them until few are left, which are sorted. If the part on the
// left is not the longer one, the search goes on in it where the lower place is
// not right of it; else it goes on in the part on the right where the upper place
// is not left of it. So once in a while a split parts the two places, and one of
// the values is not a middle one but what happens to stand there. This does the same, as
// otherwise robust decompositions would not be equal to those of R.
func middles(x []float64) (lower, upper float64) {
	lo, hi := (len(x)-1)/2, len(x)/2
	i, j := 0, len(x)-1
	for j-i > 10 || i == 0 && j > 0 {
		l, k := split(x, i, j)
		left := hi < k
		if l-i <= j-k {
			left = lo <= l
		}
		if left {
			j = l
		} else {
			i = k
		}
	}
	slices.Sort(x[i : j+1])
	return x[lo], x[hi]
}

// split orders x[i..j] around the median t of the first, the middle and the
// last value: afterwards none of x[i..l] is above t, none of x[k..j] below,
// and what is between l and k equals t.
func split(x []float64, i, j int) (l, k int) {
	m := (i + j) / 2
	if x[i] > x[m] {
		x[i], x[m] = x[m], x[i]
	}
	if x[j] < x[m] {
		x[j], x[m] = x[m], x[j]
		if x[i] > x[m] {
			x[i], x[m] = x[m], x[i]
		}
	}
	t := x[m]
	l, k = swapBlocks(x, i, j, t)
	for {
		for l--; x[l] > t; l-- {
		}
		for k++; x[k] < t; k++ {
		}
		if k > l {
			return l, k
		}
		x[l], x[k] = x[k], x[l]
	}
}

// swapBlocks swaps the first value above i that is not below t with the last one
// below j that is not above t, the second such with the last but one, and so on
// until few are left between. It returns before which place on the right and after
// which place on the left the search has to go on.
//
// Where they are is found for many values at a time, without a branch that
// depends on the values: half of those would be mispredicted.
func swapBlocks(x []float64, i, j int, t float64) (l, k int) {
	const block = 64
	var right, left [block]uint8        // the places found in the blocks below l and above k
	var rights, lefts, usedR, usedL int // how many were found, and how many of them are done
	l, k = j, i
	limit := math.Float64bits(t)
	for l-k > 2*block {
		if usedL == lefts {
			usedL, lefts = 0, 0
			for o, v := range (*[block]float64)(x[k+1:]) {
				left[lefts&(block-1)] = uint8(o)
				lefts += int(1 - (math.Float64bits(v)-limit)>>63) // not below t: neither is negative
			}
		}
		if usedR == rights {
			usedR, rights = 0, 0
			for o, v := range (*[block]float64)(x[l-block:]) {
				right[rights&(block-1)] = uint8(o)
				rights += int(1 - (limit-math.Float64bits(v))>>63) // not above t
			}
		}
		n := min(lefts-usedL, rights-usedR)
		for range n {
			a, b := k+1+int(left[usedL]), l-block+int(right[rights-1-usedR])
			x[a], x[b] = x[b], x[a]
			usedL++
			usedR++
		}
		if usedL == lefts {
			k += block
		}
		if usedR == rights {
			l -= block
		}
	}
	if usedL < lefts {
		k += int(left[usedL])
	}
	if usedR < rights {
		l -= block - 1 - int(right[rights-1-usedR])
	}
	return l, k
}
