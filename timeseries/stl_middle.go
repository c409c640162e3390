package timeseries

import "slices"

// middles returns the two middle values of x, which are one where their number is
// odd, as R's stl finds them, and changes the order of x.
//
// R asks a partial sort for the two places, the upper one first, though the sort
// wants them in rising order: J. M. Chambers, Algorithm 410, Partial sorting,
// Communications of the ACM 14(5):357–358, 1971. The values are split around the
// median of three of them until few are left, which are sorted. If the part on the
// left is not the longer one, the search goes on in it where the lower place is
// not right of it; else it goes on in the part on the right where the upper place
// is not left of it. So once in a while a split parts the two places, and one of
// the values is not a middle one but what happens to stand there. This does the same, as
// otherwise robust decompositions would not be equal to those of R.
func middles(x []float64) (lower, upper float64) {
	lo, hi := (len(x)-1)/2, len(x)/2
	i, j := 0, len(x)-1
	for j-i > 10 || i == 0 && j > 0 {
		l, k := split(x, i, j)
		left := hi < k
		if l-i <= j-k {
			left = lo <= l
		}
		if left {
			j = l
		} else {
			i = k
		}
	}
	slices.Sort(x[i : j+1])
	return x[lo], x[hi]
}

// split orders x[i..j] around the median t of the first, the middle and the
// last value: afterwards none of x[i..l] is above t, none of x[k..j] below,
// and what is between l and k equals t.
func split(x []float64, i, j int) (l, k int) {
	m := (i + j) / 2
	if x[i] > x[m] {
		x[i], x[m] = x[m], x[i]
	}
	if x[j] < x[m] {
		x[j], x[m] = x[m], x[j]
		if x[i] > x[m] {
			x[i], x[m] = x[m], x[i]
		}
	}
	t := x[m]
	l, k = j, i
	for {
		for l--; x[l] > t; l-- {
		}
		for k++; x[k] < t; k++ {
		}
		if k > l {
			return l, k
		}
		x[l], x[k] = x[k], x[l]
	}
}
