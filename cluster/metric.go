package cluster

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// Metric measures how far apart two rows are. A nil Metric is [Euclidean]. The
// metrics of this package take fast ways; with any other one, all pairs of rows
// that matter are measured one by one.
//
// Distance gets two rows of the same length and finite values. It must be
// symmetric, never negative or NaN, and may be called by several goroutines.
type Metric interface {
	Distance(a, b []float64) float64
}

// Euclidean is the straight distance √Σ(aᵢ−bᵢ)².
type Euclidean struct{}

// SquaredEuclidean is Σ(aᵢ−bᵢ)². It orders pairs as Euclidean does.
type SquaredEuclidean struct{}

// Manhattan is the distance along the axes, Σ|aᵢ−bᵢ|.
type Manhattan struct{}

// Chebyshev is the largest difference, max|aᵢ−bᵢ|.
type Chebyshev struct{}

// Cosine is 1 − a·b/(‖a‖·‖b‖), 0 for the same direction and 2 for the opposite
// one. The distance from a row of zeros is 1.
type Cosine struct{}

// Distance returns the square root of one chain of fused multiply-adds along
// ascending columns.
func (Euclidean) Distance(a, b []float64) float64 { return math.Sqrt(vec.SqDistChain(a, b)) }

// Distance returns one chain of fused multiply-adds along ascending columns.
func (SquaredEuclidean) Distance(a, b []float64) float64 { return vec.SqDistChain(a, b) }

// Distance returns the sum in ascending order of the columns.
func (Manhattan) Distance(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += math.Abs(v - b[i])
	}
	return sum
}

// Distance returns the largest difference of a column.
func (Chebyshev) Distance(a, b []float64) float64 {
	most := 0.0
	for i, v := range a {
		most = max(most, math.Abs(v-b[i]))
	}
	return most
}

// Distance returns a value from 0 to 2.
func (Cosine) Distance(a, b []float64) float64 {
	norms := math.Sqrt(vec.Dot(a, a)) * math.Sqrt(vec.Dot(b, b))
	if norms == 0 {
		return 1
	}
	return min(max(1-vec.Dot(a, b)/norms, 0), 2)
}
