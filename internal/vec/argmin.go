package vec

import "math"

// ArgMin returns the index of the smallest element of x and its value. NaN never
// wins, −0 equals +0, and the lowest index wins a tie. If x is empty or
// holds only NaN, ArgMin returns −1 and NaN.
func ArgMin(x []float64) (int, float64) {
	at := argMin(x)
	if at < 0 {
		return -1, math.NaN()
	}
	return at, x[at]
}

// argMinGo is the plain form of ArgMin and the oracle of any other form.
func argMinGo(x []float64) int {
	at := 0
	for at < len(x) && x[at] != x[at] {
		at++
	}
	if at == len(x) {
		return -1
	}
	low := x[at]
	for i := at + 1; i < len(x); i++ {
		// False for NaN and for a tie.
		if v := x[i]; v < low {
			at, low = i, v
		}
	}
	return at
}
