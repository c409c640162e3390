//go:build !purego

package vec

import (
	"math"

	"github.com/clm-go/clm/internal/cpu"
)

func assign(label []int32, dist []float64, x, centers []float64, d int) {
	blocks, k := share(Block, len(centers)/d, d)
	if !cpu.AVX2 || k == 0 {
		assignGo(label, dist, x, centers, d)
		return
	}
	for len(label) >= Block {
		n := min(blocks, len(label)/Block) * Block
		if assignFull(label[:n], dist[:n], x, centers, d, k) {
			assignRest(label[:n], dist[:n], x, centers, d)
		}
		label, dist, x = label[n:], dist[n:], x[n*d:]
	}
	if len(label) > 0 {
		var l [Block]int32
		var s [Block]float64
		missing := assignFull(l[:], s[:], x, centers, d, k)
		copy(label, l[:])
		copy(dist, s[:])
		if missing {
			assignRest(label, dist, x, centers, d)
		}
	}
}

// assignFull assigns full blocks, k centres at a time. It returns true if some row has
// found none: no distance is below +Inf.
func assignFull(label []int32, dist []float64, x, centers []float64, d, k int) bool {
	missing := 0
	for first := 0; len(centers) > 0; first += k {
		n := min(k, len(centers)/d)
		if cpu.AVX512 {
			missing = assignAVX512(&label[0], &dist[0], &x[0], &centers[0], len(label)/Block, n, d, first)
		} else {
			missing = assignAVX2(&label[0], &dist[0], &x[0], &centers[0], len(label)/Block, n, d, first)
		}
		centers = centers[n*d:]
	}
	return missing != 0
}

// assignRest assigns the rows that have found no centre.
func assignRest(label []int32, dist []float64, x, centers []float64, d int) {
	for i, l := range label {
		if l < 0 {
			label[i], dist[i] = nearest(x, i, centers, d)
		}
	}
}

func assignTwo(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	blocks, k := share(Block, len(centers)/d, d)
	if len(centers) == d { // there is no second
		assign(label, dist, x, centers, d)
		for i := range second {
			second[i], distSecond[i] = -1, math.NaN()
		}
		return
	}
	if !cpu.AVX2 || k == 0 {
		assignTwoGo(label, second, dist, distSecond, x, centers, d)
		return
	}
	for len(label) >= Block {
		n := min(blocks, len(label)/Block) * Block
		if assignTwoFull(label[:n], second[:n], dist[:n], distSecond[:n], x, centers, d, k) {
			assignTwoRest(label[:n], second[:n], dist[:n], distSecond[:n], x, centers, d)
		}
		label, second, dist, distSecond, x = label[n:], second[n:], dist[n:], distSecond[n:], x[n*d:]
	}
	if len(label) > 0 {
		var l, m [Block]int32
		var s, t [Block]float64
		missing := assignTwoFull(l[:], m[:], s[:], t[:], x, centers, d, k)
		copy(label, l[:])
		copy(second, m[:])
		copy(dist, s[:])
		copy(distSecond, t[:])
		if missing {
			assignTwoRest(label, second, dist, distSecond, x, centers, d)
		}
	}
}

// assignTwoFull is assignFull for the two nearest: true if some row has found
// fewer than two.
func assignTwoFull(label, second []int32, dist, distSecond []float64, x, centers []float64, d, k int) bool {
	missing := 0
	for first := 0; len(centers) > 0; first += k {
		n := min(k, len(centers)/d)
		if cpu.AVX512 {
			missing = assignTwoAVX512(&label[0], &second[0], &dist[0], &distSecond[0], &x[0], &centers[0], len(label)/Block, n, d, first)
		} else {
			missing = assignTwoAVX2(&label[0], &second[0], &dist[0], &distSecond[0], &x[0], &centers[0], len(label)/Block, n, d, first)
		}
		centers = centers[n*d:]
	}
	return missing != 0
}

func assignTwoRest(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	for i, l := range second {
		if l < 0 {
			label[i], second[i], dist[i], distSecond[i] = nearestTwo(x, i, centers, d)
		}
	}
}

// share returns how many blocks and how many centres of d columns one call into
// assembly takes, so that it does at most work multiply-adds; no centre where a row of
// a block is too long for that.
func share(block, centers, d int) (blocks, k int) {
	if d > work/block {
		return 0, 0
	}
	k = work / (block * d)
	if k >= 4 {
		k &^= 3 // whole tiles
	}
	k = min(k, centers)
	if k == 0 {
		return 0, 0
	}
	return max(1, work/(block*d*k)), k
}
