// Package blobs makes the points that clustering is measured on.
package blobs

import "github.com/clm-go/clm/internal/rng"

// Make returns n points in d dimensions, row by row, and the cluster of each:
// k normal clusters with centres uniform in [−box, box]^d and a standard
// deviation of their own, uniform in [lo, hi].
func Make(r *rng.Stream, n, d, k int, box, lo, hi float64) ([]float64, []int32) {
	centers, sd := make([]float64, k*d), make([]float64, k)
	for i := range centers {
		centers[i] = box * (2*r.Float64() - 1)
	}
	for i := range sd {
		sd[i] = lo + (hi-lo)*r.Float64()
	}
	x, which := make([]float64, n*d), make([]int32, n)
	for i := range which {
		c := r.IntN(k)
		which[i] = int32(c)
		for j := range d {
			x[i*d+j] = centers[c*d+j] + sd[c]*r.NormFloat64()
		}
	}
	return x, which
}

// Noise moves a share of the points of d columns to places uniform in
// [−box, box]^d.
func Noise(r *rng.Stream, x []float64, d int, share, box float64) {
	for i := 0; i < len(x); i += d {
		if r.Float64() >= share {
			continue
		}
		for j := range d {
			x[i+j] = box * (2*r.Float64() - 1)
		}
	}
}
