package vec

import "math"

// Block is the number of rows in a block of float64: a table of n rows and d
// columns is Blocks(n) blocks of Block·d numbers, one after the other, and each
// block holds its rows column by column, so that element j of row i of a block
// is x[j*Block+i]. What stands behind the last row does not matter.
const Block = 32

// Blocks returns the number of blocks that hold n rows.
func Blocks(n int) int { return (n + Block - 1) / Block }

// Assign finds for each row of a table in blocks the nearest of the centres,
// which stand one after the other, d numbers each. It sets label to the number of the
// centre and dist to the squared distance, the chain of SqDistChain. The lowest
// number wins a tie and NaN never wins: where all distances are NaN, the label is
// −1 and the distance NaN.
//
// There are len(label) rows. It panics if dist, x or centers do not fit.
func Assign(label []int32, dist []float64, x, centers []float64, d int) {
	checkAssign(len(label), len(dist), len(x), len(centers), d)
	assign(label, dist, x, centers, d)
}

// AssignTwo is Assign and finds the second nearest centre too: that which Assign
// would find if the nearest were not there. Where there is none, the label is −1 and
// the distance NaN.
func AssignTwo(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	checkAssign(len(label), len(dist), len(x), len(centers), d)
	if len(second) != len(label) || len(distSecond) != len(label) {
		panic(lengthsDiffer)
	}
	assignTwo(label, second, dist, distSecond, x, centers, d)
}

func checkAssign(n, dist, x, centers, d int) {
	if d <= 0 || dist != n || x != Blocks(n)*Block*d || centers%d != 0 {
		panic(lengthsDiffer)
	}
}

// assignGo takes four rows at a time, so that four chains run beside each other.
// A chain is not negative: the bits of its values are in the order of the values,
// those of NaN come behind, and comparing them takes no branch.
func assignGo(label []int32, dist []float64, x, centers []float64, d int) {
	for i := 0; i < len(label); i += 4 {
		rows := x[i/Block*Block*d+i%Block:]
		var (
			low0, low1, low2, low3     uint64 = none, none, none, none
			best0, best1, best2, best3        = -1, -1, -1, -1
		)
		for k, at := 0, 0; at < len(centers); k, at = k+1, at+d {
			var s0, s1, s2, s3 float64
			for j, c := range centers[at : at+d] {
				r := (*[4]float64)(rows[j*Block:])
				t0, t1, t2, t3 := r[0]-c, r[1]-c, r[2]-c, r[3]-c
				s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
				s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
			}
			if b := math.Float64bits(s0); b < low0 {
				low0, best0 = b, k
			}
			if b := math.Float64bits(s1); b < low1 {
				low1, best1 = b, k
			}
			if b := math.Float64bits(s2); b < low2 {
				low2, best2 = b, k
			}
			if b := math.Float64bits(s3); b < low3 {
				low3, best3 = b, k
			}
		}
		labels := [4]int32{int32(best0), int32(best1), int32(best2), int32(best3)}
		dists := [4]float64{
			math.Float64frombits(low0), math.Float64frombits(low1),
			math.Float64frombits(low2), math.Float64frombits(low3),
		}
		copy(label[i:], labels[:])
		copy(dist[i:], dists[:])
	}
}

// assignTwoGo takes four rows at a time, as assignGo does.
func assignTwoGo(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	for i := 0; i < len(label); i += 4 {
		rows := x[i/Block*Block*d+i%Block:]
		var t [4]twoNearest
		for e := range t {
			t[e] = twoNearest{none, none, -1, -1}
		}
		for k, at := 0, 0; at < len(centers); k, at = k+1, at+d {
			var s0, s1, s2, s3 float64
			for j, c := range centers[at : at+d] {
				r := (*[4]float64)(rows[j*Block:])
				t0, t1, t2, t3 := r[0]-c, r[1]-c, r[2]-c, r[3]-c
				s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
				s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
			}
			t[0].see(math.Float64bits(s0), int32(k))
			t[1].see(math.Float64bits(s1), int32(k))
			t[2].see(math.Float64bits(s2), int32(k))
			t[3].see(math.Float64bits(s3), int32(k))
		}
		for e := range min(4, len(label)-i) {
			label[i+e], second[i+e] = t[e].best, t[e].second
			dist[i+e], distSecond[i+e] = math.Float64frombits(t[e].low), math.Float64frombits(t[e].lowSecond)
		}
	}
}

// none is the bits behind those of +Inf, a NaN.
const none = 0x7ff0000000000001

// twoNearest are the two nearest centres so far, by the bits of the distances.
type twoNearest struct {
	low, lowSecond uint64
	best, second   int32
}

// see takes centre k into account.
func (t *twoNearest) see(b uint64, k int32) {
	if b < t.lowSecond {
		t.lowSecond, t.second = b, k
		if b < t.low {
			t.lowSecond, t.second, t.low, t.best = t.low, t.best, b, k
		}
	}
}

func nearest(x []float64, i int, centers []float64, d int) (label int32, dist float64) {
	label, dist = -1, math.NaN()
	for k := 0; k*d < len(centers); k++ {
		if s := chainTo(x, i, centers[k*d:(k+1)*d]); s < dist || label < 0 && s == s {
			label, dist = int32(k), s
		}
	}
	return label, dist
}

func nearestTwo(x []float64, i int, centers []float64, d int) (label, second int32, dist, distSecond float64) {
	label, dist = -1, math.NaN()
	second, distSecond = -1, math.NaN()
	for k := 0; k*d < len(centers); k++ {
		s := chainTo(x, i, centers[k*d:(k+1)*d])
		switch {
		case s < dist || label < 0 && s == s:
			second, distSecond = label, dist
			label, dist = int32(k), s
		case s < distSecond || second < 0 && s == s:
			second, distSecond = int32(k), s
		}
	}
	return label, second, dist, distSecond
}

// chainTo returns the squared distance of row i of a table in blocks to a centre.
func chainTo(x []float64, i int, center []float64) float64 {
	x = x[i/Block*Block*len(center)+i%Block:]
	s := 0.0
	for j, c := range center {
		t := x[j*Block] - c
		s = math.FMA(t, t, s)
	}
	return s
}
