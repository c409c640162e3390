//go:build !purego

package vec

import (
	"math"

	"github.com/clm-go/clm/internal/cpu"
)

func assign32(label []int32, dist []float32, x, centers []float32, d int) {
	blocks, k := share(Block32, len(centers)/d, d)
	if !cpu.AVX2 || k == 0 {
		assign32Go(label, dist, x, centers, d)
		return
	}
	for len(label) >= Block32 {
		n := min(blocks, len(label)/Block32) * Block32
		if assign32Full(label[:n], dist[:n], x, centers, d, k) {
			assign32Rest(label[:n], dist[:n], x, centers, d)
		}
		label, dist, x = label[n:], dist[n:], x[n*d:]
	}
	if len(label) > 0 {
		var l [Block32]int32
		var s [Block32]float32
		missing := assign32Full(l[:], s[:], x, centers, d, k)
		copy(label, l[:])
		copy(dist, s[:])
		if missing {
			assign32Rest(label, dist, x, centers, d)
		}
	}
}

// assign32Full assigns full blocks, k centres at a time. It returns true if some row has
// found none: no distance is below +Inf.
func assign32Full(label []int32, dist []float32, x, centers []float32, d, k int) bool {
	missing := 0
	for first := 0; len(centers) > 0; first += k {
		n := min(k, len(centers)/d)
		if cpu.AVX512 {
			missing = assign32AVX512(&label[0], &dist[0], &x[0], &centers[0], len(label)/Block32, n, d, first)
		} else {
			missing = assign32AVX2(&label[0], &dist[0], &x[0], &centers[0], len(label)/Block32, n, d, first)
		}
		centers = centers[n*d:]
	}
	return missing != 0
}

// assign32Rest assigns the rows that have found no centre.
func assign32Rest(label []int32, dist []float32, x, centers []float32, d int) {
	for i, l := range label {
		if l < 0 {
			label[i], dist[i] = nearest32(x, i, centers, d)
		}
	}
}

func assignTwo32(label, second []int32, dist, distSecond []float32, x, centers []float32, d int) {
	blocks, k := share(Block32, len(centers)/d, d)
	if len(centers) == d { // there is no second
		assign32(label, dist, x, centers, d)
		for i := range second {
			second[i], distSecond[i] = -1, float32(math.NaN())
		}
		return
	}
	if !cpu.AVX2 || k == 0 {
		assignTwo32Go(label, second, dist, distSecond, x, centers, d)
		return
	}
	for len(label) >= Block32 {
		n := min(blocks, len(label)/Block32) * Block32
		if assignTwo32Full(label[:n], second[:n], dist[:n], distSecond[:n], x, centers, d, k) {
			assignTwo32Rest(label[:n], second[:n], dist[:n], distSecond[:n], x, centers, d)
		}
		label, second, dist, distSecond, x = label[n:], second[n:], dist[n:], distSecond[n:], x[n*d:]
	}
	if len(label) > 0 {
		var l, m [Block32]int32
		var s, t [Block32]float32
		missing := assignTwo32Full(l[:], m[:], s[:], t[:], x, centers, d, k)
		copy(label, l[:])
		copy(second, m[:])
		copy(dist, s[:])
		copy(distSecond, t[:])
		if missing {
			assignTwo32Rest(label, second, dist, distSecond, x, centers, d)
		}
	}
}

// assignTwo32Full is assign32Full for the two nearest: true if some row has found
// fewer than two.
func assignTwo32Full(label, second []int32, dist, distSecond []float32, x, centers []float32, d, k int) bool {
	missing := 0
	for first := 0; len(centers) > 0; first += k {
		n := min(k, len(centers)/d)
		if cpu.AVX512 {
			missing = assignTwo32AVX512(&label[0], &second[0], &dist[0], &distSecond[0], &x[0], &centers[0], len(label)/Block32, n, d, first)
		} else {
			missing = assignTwo32AVX2(&label[0], &second[0], &dist[0], &distSecond[0], &x[0], &centers[0], len(label)/Block32, n, d, first)
		}
		centers = centers[n*d:]
	}
	return missing != 0
}

func assignTwo32Rest(label, second []int32, dist, distSecond []float32, x, centers []float32, d int) {
	for i, l := range second {
		if l < 0 {
			label[i], second[i], dist[i], distSecond[i] = nearestTwo32(x, i, centers, d)
		}
	}
}
