package vec

// Axpy32 adds alpha·x to y, element by element: y[i] += alpha·x[i].
// It panics if the lengths differ.
func Axpy32(alpha float32, x, y []float32) {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	axpy32(alpha, x, y)
}

// Scale32 multiplies every element of x by alpha.
func Scale32(alpha float32, x []float32) {
	scale32(alpha, x)
}

func axpy32Go(alpha float32, x, y []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += float32(alpha * v)
	}
}

func scale32Go(alpha float32, x []float32) {
	for i := range x {
		x[i] *= alpha
	}
}
