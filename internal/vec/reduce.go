package vec

// The three reductions share one order of operations, which doc.go states.
// Each product is converted to float64 before it is added: without the
// conversion the compiler may fuse the two on some platforms and not on others.

// Dot returns Σ x[i]·y[i]. It panics if the lengths differ.
func Dot(x, y []float64) float64 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	return dot(x, y)
}

// Sum returns Σ x[i].
func Sum(x []float64) float64 {
	return sum(x)
}

// SqDist returns Σ (x[i]−y[i])², the squared Euclidean distance.
// It panics if the lengths differ.
func SqDist(x, y []float64) float64 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	return sqDist(x, y)
}

// dotGo is the plain form of Dot and the oracle of any other form.
func dotGo(x, y []float64) float64 {
	var l0, l1, l2, l3, l4, l5, l6, l7 float64
	for len(x) >= 8 && len(y) >= 8 {
		a, b := (*[8]float64)(x), (*[8]float64)(y)
		l0 += float64(a[0] * b[0])
		l1 += float64(a[1] * b[1])
		l2 += float64(a[2] * b[2])
		l3 += float64(a[3] * b[3])
		l4 += float64(a[4] * b[4])
		l5 += float64(a[5] * b[5])
		l6 += float64(a[6] * b[6])
		l7 += float64(a[7] * b[7])
		x, y = x[8:], y[8:]
	}
	y = y[:len(x)]
	switch len(x) {
	case 7:
		l6 += float64(x[6] * y[6])
		fallthrough
	case 6:
		l5 += float64(x[5] * y[5])
		fallthrough
	case 5:
		l4 += float64(x[4] * y[4])
		fallthrough
	case 4:
		l3 += float64(x[3] * y[3])
		fallthrough
	case 3:
		l2 += float64(x[2] * y[2])
		fallthrough
	case 2:
		l1 += float64(x[1] * y[1])
		fallthrough
	case 1:
		l0 += float64(x[0] * y[0])
	}
	return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))
}

// sumGo is the plain form of Sum and the oracle of any other form.
func sumGo(x []float64) float64 {
	var l0, l1, l2, l3, l4, l5, l6, l7 float64
	for len(x) >= 8 {
		a := (*[8]float64)(x)
		l0 += a[0]
		l1 += a[1]
		l2 += a[2]
		l3 += a[3]
		l4 += a[4]
		l5 += a[5]
		l6 += a[6]
		l7 += a[7]
		x = x[8:]
	}
	switch len(x) {
	case 7:
		l6 += x[6]
		fallthrough
	case 6:
		l5 += x[5]
		fallthrough
	case 5:
		l4 += x[4]
		fallthrough
	case 4:
		l3 += x[3]
		fallthrough
	case 3:
		l2 += x[2]
		fallthrough
	case 2:
		l1 += x[1]
		fallthrough
	case 1:
		l0 += x[0]
	}
	return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))
}

// sqDistGo is the plain form of SqDist and the oracle of any other form.
func sqDistGo(x, y []float64) float64 {
	var l0, l1, l2, l3, l4, l5, l6, l7 float64
	for len(x) >= 8 && len(y) >= 8 {
		a, b := (*[8]float64)(x), (*[8]float64)(y)
		d0 := a[0] - b[0]
		l0 += float64(d0 * d0)
		d1 := a[1] - b[1]
		l1 += float64(d1 * d1)
		d2 := a[2] - b[2]
		l2 += float64(d2 * d2)
		d3 := a[3] - b[3]
		l3 += float64(d3 * d3)
		d4 := a[4] - b[4]
		l4 += float64(d4 * d4)
		d5 := a[5] - b[5]
		l5 += float64(d5 * d5)
		d6 := a[6] - b[6]
		l6 += float64(d6 * d6)
		d7 := a[7] - b[7]
		l7 += float64(d7 * d7)
		x, y = x[8:], y[8:]
	}
	y = y[:len(x)]
	switch len(x) {
	case 7:
		d := x[6] - y[6]
		l6 += float64(d * d)
		fallthrough
	case 6:
		d := x[5] - y[5]
		l5 += float64(d * d)
		fallthrough
	case 5:
		d := x[4] - y[4]
		l4 += float64(d * d)
		fallthrough
	case 4:
		d := x[3] - y[3]
		l3 += float64(d * d)
		fallthrough
	case 3:
		d := x[2] - y[2]
		l2 += float64(d * d)
		fallthrough
	case 2:
		d := x[1] - y[1]
		l1 += float64(d * d)
		fallthrough
	case 1:
		d := x[0] - y[0]
		l0 += float64(d * d)
	}
	return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))
}
