package vec

// PrefixSum replaces each element by the sum of those before it and returns the
// sum of all: counts become places. The sums must fit into int32.
func PrefixSum(x []int32) int32 {
	var sum int32
	for i, v := range x {
		x[i] = sum
		sum += v
	}
	return sum
}
