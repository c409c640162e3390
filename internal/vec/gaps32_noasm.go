//go:build !amd64 || purego

package vec

func gaps32(gap, nearest, second []float32, label []int32, base []float32, a, b float32) {
	checkLabels(label, len(base))
	gaps32Go(gap, nearest, second, label, base, a, b)
}

func appendNotAbove32(dst []int32, x []float32, label []int32, t []float32) []int32 {
	checkLabels(label, len(t))
	return appendNotAbove32Go(dst, x, label, t, 0)
}
