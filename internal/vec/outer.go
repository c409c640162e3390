package vec

// AddOuter adds an outer product to rows of eight numbers: dst[8·i+k] += x[i]·a[k], with a
// separate multiply and add. It panics if the lengths do not fit.
func AddOuter(dst []float64, a *[Lanes]float64, x []float64) {
	if len(dst) != Lanes*len(x) {
		panic(lengthsDiffer)
	}
	addOuter(dst, a, x)
}

func addOuterGo(dst []float64, a *[Lanes]float64, x []float64) {
	for i, v := range x {
		row := (*[Lanes]float64)(dst[i*Lanes:])
		for k, f := range a {
			row[k] += float64(v * f)
		}
	}
}
