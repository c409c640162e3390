package vec

// CountWithin32 is CountWithin for float32; the distance is the chain of FMA32.
func CountWithin32(x []float32, stride, n int, q []float32, r2 float32) int {
	checkWithin(len(x), stride, n, len(q))
	return countWithin32(x, stride, n, q, r2)
}

// MaskWithin32 is MaskWithin for float32.
func MaskWithin32(mask []uint64, x []float32, stride, n int, q []float32, r2 float32) {
	checkWithin(len(x), stride, n, len(q))
	if len(mask) != (n+63)/64 {
		panic(lengthsDiffer)
	}
	maskWithin32(mask, x, stride, n, q, r2)
}

func countWithin32Go(x []float32, stride, n int, q []float32, r2 float32) int {
	count := 0
	for i := range n {
		if within32(x, stride, i, q, r2) {
			count++
		}
	}
	return count
}

func maskWithin32Go(mask []uint64, x []float32, stride, n int, q []float32, r2 float32) {
	clear(mask)
	for i := range n {
		if within32(x, stride, i, q, r2) {
			mask[i/64] |= 1 << (i % 64)
		}
	}
}

func within32(x []float32, stride, i int, q []float32, r2 float32) bool {
	s := float32(0)
	for j, v := range q {
		t := x[j*stride+i] - v
		s = FMA32(t, t, s)
	}
	return s <= r2
}
