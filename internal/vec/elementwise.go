package vec

// Axpy adds alpha·x to y, element by element: y[i] += alpha·x[i].
// It panics if the lengths differ.
func Axpy(alpha float64, x, y []float64) {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	axpy(alpha, x, y)
}

// Add adds x to dst, element by element. It panics if the lengths differ. The two
// may overlap where x begins after dst: no element is read after it was written.
func Add(dst, x []float64) {
	if len(dst) != len(x) {
		panic(lengthsDiffer)
	}
	add(dst, x)
}

// Scale multiplies every element of x by alpha.
func Scale(alpha float64, x []float64) {
	scale(alpha, x)
}

func axpyGo(alpha float64, x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += float64(alpha * v)
	}
}

func addGo(dst, x []float64) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] += v
	}
}

func scaleGo(alpha float64, x []float64) {
	for i := range x {
		x[i] *= alpha
	}
}
