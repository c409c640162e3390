package vec

// ExpTo sets dst[i] to Exp(src[i]), which says what it makes of NaN, of the
// infinities and at the ends of the range. It panics if the lengths differ. dst
// and src are the same slice or do not overlap.
func ExpTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	expTo(dst, src)
}

func expToGo(dst, src []float64) {
	for i, v := range src {
		dst[i] = Exp(v)
	}
}

// LogTo sets dst[i] to Log(src[i]), which says what it makes of NaN, of the
// infinities and of numbers that are not positive. It panics if the lengths
// differ. dst and src are the same slice or do not overlap.
func LogTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	logTo(dst, src)
}

func logToGo(dst, src []float64) {
	for i, v := range src {
		dst[i] = Log(v)
	}
}

// Log1pTo sets dst[i] to Log1p(src[i]), which says what it makes of NaN, of
// +Inf and of numbers that are not above −1. It panics if the lengths differ.
// dst and src are the same slice or do not overlap.
func Log1pTo(dst, src []float64) {
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	for i, v := range src {
		dst[i] = Log1p(v)
	}
}
