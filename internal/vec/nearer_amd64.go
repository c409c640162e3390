//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

// nearerCenters is the largest number of centres of which one call into assembly
// adds up the distances.
const nearerCenters = 16

func sumNearer(sum, dist, weight, x, newest, centers []float64, d int) {
	blocks, k := share(Block, min(len(sum), nearerCenters)+1, d)
	if !cpu.AVX2 || k < 2 {
		sumNearerGo(sum, dist, weight, x, newest, centers, d)
		return
	}
	for first := true; first || len(sum) > 0; first = false {
		n := min(k-1, len(sum))
		sumNearerPart(sum[:n], dist, weight, x, newest, centers[:n*d], d, blocks)
		sum, centers, newest = sum[n:], centers[n*d:], nil
	}
}

// sumNearerPart is for few centres, some blocks at a time.
func sumNearerPart(sum, dist, weight, x, newest, centers []float64, d, blocks int) {
	var lanes [8 * nearerCenters]float64
	for len(dist) >= Block {
		n := min(blocks, len(dist)/Block) * Block
		sumNearerFull(&lanes, dist[:n], weight, x, newest, centers, d)
		dist, x = dist[n:], x[n*d:]
		if weight != nil {
			weight = weight[n:]
		}
	}
	if len(dist) > 0 {
		// Nothing is nearer than 0, and 0 is what the rows behind the last one add.
		var s, w [Block]float64
		copy(s[:], dist)
		if weight != nil {
			copy(w[:], weight)
			weight = w[:]
		}
		sumNearerFull(&lanes, s[:], weight, x, newest, centers, d)
		copy(dist, s[:])
	}
	for c := range sum {
		sum[c] = sumLanes((*[8]float64)(lanes[8*c:]))
	}
}

func sumNearerFull(lanes *[8 * nearerCenters]float64, dist, weight, x, newest, centers []float64, d int) {
	var w, one, many *float64
	if weight != nil {
		w = &weight[0]
	}
	if len(newest) > 0 {
		one = &newest[0]
	}
	if len(centers) > 0 {
		many = &centers[0]
	}
	if cpu.AVX512 {
		sumNearerAVX512(&lanes[0], &dist[0], w, &x[0], one, many, len(dist)/Block, len(centers)/d, d)
	} else {
		sumNearerAVX2(&lanes[0], &dist[0], w, &x[0], one, many, len(dist)/Block, len(centers)/d, d)
	}
}

// fillColumns is the number of columns of a block that stay in the nearest cache.
const fillColumns = 64

// fillBlock leaves the last rows and columns that are not four to the plain form.
func fillBlock(x, rows []float64, index, next []int32, d int) {
	four, wide := len(index)&^3, d&^3
	if !cpu.AVX2 || four == 0 || wide == 0 {
		fillBlockGo(x, rows, index, 0, 0, d)
		return
	}
	if len(next) < four {
		next = index // they are there already
	}
	for j := 0; j < wide; j += fillColumns {
		fillBlockAVX2(&x[j*Block], &rows[j], &index[0], &next[0], four/4, d, min(fillColumns, wide-j))
	}
	if wide < d {
		fillBlockGo(x, rows, index[:four], 0, wide, d)
	}
	fillBlockGo(x, rows, index, four, 0, d)
}
