package cluster

import "gonum.org/v1/gonum/mat"

// Predictor tells to which cluster each row of a table belongs. Every model
// of this package that can answer for rows it has not seen is one.
type Predictor interface {
	// Predict sets dst[i] to the cluster of row i of x and returns dst. A nil
	// dst is allocated.
	Predict(dst []int, x mat.Matrix) ([]int, error)
}

var (
	_ Predictor = (*KMeansModel)(nil)
	_ Predictor = (*DBSCANModel)(nil)
)
