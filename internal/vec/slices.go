package vec

// ExpTo sets dst[i] to Exp(src[i]). It panics if the lengths differ.
func ExpTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	for i, v := range src {
		dst[i] = Exp(v)
	}
}

// LogTo sets dst[i] to Log(src[i]). It panics if the lengths differ.
func LogTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	for i, v := range src {
		dst[i] = Log(v)
	}
}

// Log1pTo sets dst[i] to Log1p(src[i]). It panics if the lengths differ.
func Log1pTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	for i, v := range src {
		dst[i] = Log1p(v)
	}
}
