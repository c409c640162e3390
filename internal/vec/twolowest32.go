package vec

import "math"

// TwoLowest32 returns the index of the smallest element of x, its value, and the
// smallest value of the others. NaN never wins, −0 equals +0, and the lowest index wins
// a tie, the other element of which is second. Both values are +Inf where there is no
// such element, and the index is −1 if x is empty or holds only NaN.
//
// It is what follows a row of a product of matrices in float32: the two values say
// whether the product is exact enough to tell which candidate is best.
func TwoLowest32(x []float32) (at int, low, second float32) {
	return twoLowest32(x)
}

// twoLowest32Go is the plain form of TwoLowest32 and the oracle of any other form.
func twoLowest32Go(x []float32) (at int, low, second float32) {
	inf := float32(math.Inf(1))
	at, low, second = -1, inf, inf
	for i, v := range x {
		switch {
		case v < low || at < 0 && v == v:
			at, low, second = i, v, low
		case v < second:
			second = v
		}
	}
	return at, low, second
}
