package vec

import "math"

// ArgMin returns the index of the smallest element of x and its value. NaN never
// wins, −0 equals +0, and the lowest index wins a tie. If x is empty or
// holds only NaN, ArgMin returns −1 and NaN.
func ArgMin(x []float64) (int, float64) {
	for i, v := range x {
		if v == v {
			return argMinGo(x, i, v)
		}
	}
	return -1, math.NaN()
}

// argMinGo searches behind x[at] = low, the first element that is not NaN.
func argMinGo(x []float64, at int, low float64) (int, float64) {
	for i := at + 1; i < len(x); i++ {
		// False for NaN and for a tie.
		if v := x[i]; v < low {
			at, low = i, v
		}
	}
	return at, low
}
