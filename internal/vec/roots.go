package vec

import "math"

// SumRoots returns the sum of the distances of q from n points, n being the length
// of acc, and adds the distance of point i to acc[i]. So one walk counts each
// distance for both of its ends.
//
// A distance is the square root of the chain of SqDistChain; the sum has the eight
// lanes of Sum. Element j of point i is x[j*stride+i]; the length of q is the
// number of columns.
//
// It panics if n is above stride or x does not hold n points.
func SumRoots(acc, x []float64, stride int, q []float64) float64 {
	checkWithin(len(x), stride, len(acc), len(q))
	var l [8]float64
	sumRoots(&l, acc, x, stride, q)
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

// sumRootsGo adds to the lanes and to acc.
func sumRootsGo(l *[8]float64, acc, x []float64, stride int, q []float64) {
	i := 0
	for ; i+8 <= len(acc); i += 8 {
		var s0, s1, s2, s3, s4, s5, s6, s7 float64
		at := i
		for _, v := range q {
			c := (*[8]float64)(x[at:])
			t0, t1, t2, t3 := c[0]-v, c[1]-v, c[2]-v, c[3]-v
			t4, t5, t6, t7 := c[4]-v, c[5]-v, c[6]-v, c[7]-v
			s0, s1, s2, s3 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1), math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
			s4, s5, s6, s7 = math.FMA(t4, t4, s4), math.FMA(t5, t5, s5), math.FMA(t6, t6, s6), math.FMA(t7, t7, s7)
			at += stride
		}
		a := (*[8]float64)(acc[i:])
		for j, s := range [8]float64{s0, s1, s2, s3, s4, s5, s6, s7} {
			r := math.Sqrt(s)
			l[j] += r
			a[j] += r
		}
	}
	for ; i < len(acc); i++ {
		s := 0.0
		for j, v := range q {
			t := x[j*stride+i] - v
			s = math.FMA(t, t, s)
		}
		r := math.Sqrt(s)
		l[i%8] += r
		acc[i] += r
	}
}
