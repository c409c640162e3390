package vec

// AppendAtMost appends to dst the indices of the elements of x that are at most t,
// in ascending order, and returns the extended slice. NaN is never at most t, and
// nothing is at most NaN. x has at most 2³¹−1 elements.
//
// It is what follows a row of a product of matrices: the row rules out most
// candidates, with t widened by the error of the row's numbers, and the
// caller looks closely at those that are left.
func AppendAtMost(dst []int32, x []float64, t float64) []int32 {
	return appendAtMost(dst, x, t)
}

// appendAtMostGo is the plain form of AppendAtMost and the oracle of any other form.
func appendAtMostGo(dst []int32, x []float64, t float64) []int32 {
	for i, v := range x {
		if v <= t {
			dst = append(dst, int32(i))
		}
	}
	return dst
}
