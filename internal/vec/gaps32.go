package vec

import "math"

// Gaps32 sets gap[i] to
//
//	(b·√second[i] − a·√nearest[i]) + base[label[i]]
//
// with every operation rounded to float32 once: of squared distances to the two nearest
// centres, as from AssignTwo32, how far the second nearest is behind the nearest, and a
// number for each centre.
//
// It panics if lengths differ, or for a label of which base has no number.
func Gaps32(gap, nearest, second []float32, label []int32, base []float32, a, b float32) {
	if len(nearest) != len(gap) || len(second) != len(gap) || len(label) != len(gap) {
		panic(lengthsDiffer)
	}
	gaps32(gap, nearest, second, label, base, a, b)
}

func gaps32Go(gap, nearest, second []float32, label []int32, base []float32, a, b float32) {
	nearest, second, label = nearest[:len(gap)], second[:len(gap)], label[:len(gap)]
	for i := range gap {
		s := float32(b * float32(math.Sqrt(float64(second[i]))))
		t := float32(a * float32(math.Sqrt(float64(nearest[i]))))
		gap[i] = float32(s-t) + base[label[i]]
	}
}

// AppendNotAbove32 appends to dst the index of every element of x that is not above
// the number that t has for its label, in ascending order. NaN is not above anything.
//
// It panics if x and label differ in length, or for a label of which t has no number.
func AppendNotAbove32(dst []int32, x []float32, label []int32, t []float32) []int32 {
	if len(x) != len(label) {
		panic(lengthsDiffer)
	}
	return appendNotAbove32(dst, x, label, t)
}

// appendNotAbove32Go looks at the elements from number from on.
func appendNotAbove32Go(dst []int32, x []float32, label []int32, t []float32, from int) []int32 {
	for i := from; i < len(x); i++ {
		if !(x[i] > t[label[i]]) {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// checkLabels panics for a label that is not below n.
func checkLabels(label []int32, n int) {
	for _, l := range label {
		if uint64(int64(l)) >= uint64(n) {
			panic(noNumber)
		}
	}
}

const noNumber = "vec: no number for a label"
