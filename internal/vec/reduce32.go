package vec

// The reductions of float32 have sixteen lanes; else they are those of float64.

// Dot32 returns Σ x[i]·y[i]. It panics if the lengths differ.
func Dot32(x, y []float32) float32 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	return dot32(x, y)
}

// Sum32 returns Σ x[i].
func Sum32(x []float32) float32 {
	return sum32(x)
}

// SqDist32 returns Σ (x[i]−y[i])², the squared Euclidean distance.
// It panics if the lengths differ.
func SqDist32(x, y []float32) float32 {
	if len(x) != len(y) {
		panic(lengthsDiffer)
	}
	return sqDist32(x, y)
}

// dot32Go is the plain form of Dot32 and the oracle of any other form.
func dot32Go(x, y []float32) float32 {
	var l [16]float32
	for len(x) >= 16 && len(y) >= 16 {
		a, b := (*[16]float32)(x), (*[16]float32)(y)
		for i := range l {
			l[i] += float32(a[i] * b[i])
		}
		x, y = x[16:], y[16:]
	}
	y = y[:len(x)]
	for i, v := range x {
		l[i%16] += float32(v * y[i])
	}
	return addLanes32(&l)
}

// sum32Go is the plain form of Sum32 and the oracle of any other form.
func sum32Go(x []float32) float32 {
	var l [16]float32
	for len(x) >= 16 {
		a := (*[16]float32)(x)
		for i := range l {
			l[i] += a[i]
		}
		x = x[16:]
	}
	for i, v := range x {
		l[i%16] += v
	}
	return addLanes32(&l)
}

// sqDist32Go is the plain form of SqDist32 and the oracle of any other form.
func sqDist32Go(x, y []float32) float32 {
	var l [16]float32
	for len(x) >= 16 && len(y) >= 16 {
		a, b := (*[16]float32)(x), (*[16]float32)(y)
		for i := range l {
			d := a[i] - b[i]
			l[i] += float32(d * d)
		}
		x, y = x[16:], y[16:]
	}
	y = y[:len(x)]
	for i, v := range x {
		d := v - y[i]
		l[i%16] += float32(d * d)
	}
	return addLanes32(&l)
}

// addLanes32 adds the upper half of the lanes to the lower one until one is left.
func addLanes32(l *[16]float32) float32 {
	for h := 8; h > 0; h /= 2 {
		for i := range h {
			l[i] += l[i+h]
		}
	}
	return l[0]
}
