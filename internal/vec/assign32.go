package vec

import "math"

// Block32 is the number of rows in a block of float32; see Block.
const Block32 = 64

// Blocks32 returns the number of blocks of float32 that hold n rows.
func Blocks32(n int) int { return (n + Block32 - 1) / Block32 }

// Assign32 is Assign for float32, with blocks of Block32 rows: differences, the
// chain of fused multiply-adds (FMA32) and distances are float32.
func Assign32(label []int32, dist, x, centers []float32, d int) {
	checkAssign32(len(label), len(dist), len(x), len(centers), d)
	assign32(label, dist, x, centers, d)
}

// AssignTwo32 is AssignTwo for float32, with blocks of Block32 rows.
func AssignTwo32(label, second []int32, dist, distSecond, x, centers []float32, d int) {
	checkAssign32(len(label), len(dist), len(x), len(centers), d)
	if len(second) != len(label) || len(distSecond) != len(label) {
		panic(lengthsDiffer)
	}
	assignTwo32(label, second, dist, distSecond, x, centers, d)
}

func checkAssign32(n, dist, x, centers, d int) {
	if d <= 0 || dist != n || x != Blocks32(n)*Block32*d || centers%d != 0 {
		panic(lengthsDiffer)
	}
}

func assign32Go(label []int32, dist, x, centers []float32, d int) {
	for i := range label {
		label[i], dist[i] = nearest32(x, i, centers, d)
	}
}

func assignTwo32Go(label, second []int32, dist, distSecond, x, centers []float32, d int) {
	for i := range label {
		label[i], second[i], dist[i], distSecond[i] = nearestTwo32(x, i, centers, d)
	}
}

func nearest32(x []float32, i int, centers []float32, d int) (label int32, dist float32) {
	label, dist = -1, float32(math.NaN())
	for k := 0; k*d < len(centers); k++ {
		if s := chainTo32(x, i, centers[k*d:(k+1)*d]); s < dist || label < 0 && s == s {
			label, dist = int32(k), s
		}
	}
	return label, dist
}

func nearestTwo32(x []float32, i int, centers []float32, d int) (label, second int32, dist, distSecond float32) {
	label, dist = -1, float32(math.NaN())
	second, distSecond = -1, float32(math.NaN())
	for k := 0; k*d < len(centers); k++ {
		s := chainTo32(x, i, centers[k*d:(k+1)*d])
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

// chainTo32 returns the squared distance of row i of a table in blocks to a centre.
func chainTo32(x []float32, i int, center []float32) float32 {
	x = x[i/Block32*Block32*len(center)+i%Block32:]
	s := float32(0)
	for j, c := range center {
		t := x[j*Block32] - c
		s = FMA32(t, t, s)
	}
	return s
}
