package vec

// AppendAtMost32 is AppendAtMost for float32.
func AppendAtMost32(dst []int32, x []float32, t float32) []int32 {
	return appendAtMost32(dst, x, t)
}

// appendAtMost32Go is the plain form of AppendAtMost32 and the oracle of any other
// form.
func appendAtMost32Go(dst []int32, x []float32, t float32) []int32 {
	for i, v := range x {
		if v <= t {
			dst = append(dst, int32(i))
		}
	}
	return dst
}
