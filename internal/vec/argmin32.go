package vec

import "math"

// ArgMin32 returns the index of the smallest element of x and its value. NaN never
// wins, −0 equals +0, and the lowest index wins a tie. If x is empty or
// holds only NaN, ArgMin32 returns −1 and NaN.
func ArgMin32(x []float32) (int, float32) {
	at := argMin32(x)
	if at < 0 {
		return -1, float32(math.NaN())
	}
	return at, x[at]
}

// argMin32Go is the plain form of ArgMin32 and the oracle of any other form.
func argMin32Go(x []float32) int {
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
