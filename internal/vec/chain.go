package vec

import "math"

// DotChain returns Σ x[i]·y[i] as one chain of fused multiply-adds in ascending
// order, started from 0: s = fma(x[i], y[i], s). It has the bits of
// an element of a matrix product. It panics if the lengths differ.
func DotChain(x, y []float64) float64 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	var s float64
	for i, v := range x {
		s = math.FMA(v, y[i], s)
	}
	return s
}

// SqDistChain returns Σ (x[i]−y[i])² as one chain of fused multiply-adds in
// ascending order, started from 0: with d = x[i]−y[i], s = fma(d, d, s). It has
// the bits of a distance in an assignment to centres. It panics if
// the lengths differ.
func SqDistChain(x, y []float64) float64 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	var s float64
	for i, v := range x {
		d := v - y[i]
		s = math.FMA(d, d, s)
	}
	return s
}
