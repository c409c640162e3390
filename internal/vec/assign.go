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

func assignGo(label []int32, dist []float64, x, centers []float64, d int) {
	for i := range label {
		label[i], dist[i] = nearest(x, i, centers, d)
	}
}

func assignTwoGo(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	for i := range label {
		label[i], second[i], dist[i], distSecond[i] = nearestTwo(x, i, centers, d)
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
