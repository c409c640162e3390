package feature_test

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/feature"
	"github.com/clm-go/clm/internal/modeltest"
)

// table returns 40 rows of three columns of different scales, the first one
// skewed and not negative.
func table(seed uint64) mat.Matrix {
	x := mat.NewDense(40, 3, nil)
	for i := range 40 {
		a := float64((i*17+int(seed))%41) / 8
		x.SetRow(i, []float64{a * a * a, 1000 * a * float64(i%3), a - 2})
	}
	return x
}

func TestExamScaler(t *testing.T) {
	for _, method := range []feature.Method{feature.Standard, feature.Robust, feature.MinMax, feature.None} {
		t.Run(string(method), func(t *testing.T) {
			type fitter = clm.Fitter[mat.Matrix, *feature.ScalerModel]
			modeltest.Run(t, modeltest.Case[mat.Matrix, feature.ScalerModel, *feature.ScalerModel]{
				With: func(_ uint64, workers int) clm.Fitter[mat.Matrix, *feature.ScalerModel] {
					return feature.Scaler{Method: method, Log1p: []int{0}, Workers: workers}
				},
				Zero: feature.Scaler{},
				Data: table,
				Wrong: map[string]fitter{
					"Method, unknown":        feature.Scaler{Method: "best"},
					"Log1p, no such column":  feature.Scaler{Log1p: []int{3}},
					"Log1p, negative column": feature.Scaler{Log1p: []int{-1}},
					"Log1p, column twice":    feature.Scaler{Log1p: []int{1, 2, 1}},
					"Workers, negative":      feature.Scaler{Workers: -1},
				},
				Bad: map[string]modeltest.Bad[mat.Matrix]{},
				Edge: map[string]modeltest.Edge[mat.Matrix]{
					"no rows":    {Want: clm.ErrTooFew},
					"no columns": {Want: clm.ErrShape},
				},
				Matrix: &modeltest.Matrix[mat.Matrix, *feature.ScalerModel]{
					Questions: []modeltest.Question[*feature.ScalerModel]{
						modeltest.Tables("Transform", (*feature.ScalerModel).Transform, (*feature.ScalerModel).TransformRow),
						modeltest.Tables("Inverse", (*feature.ScalerModel).Inverse, nil),
					},
					MissingIsData: true,
					SparseExact:   true,
				},
				Skip: map[modeltest.Check]string{
					modeltest.Seeds:        "a scaler has no randomness",
					modeltest.ProgressFunc: "a scaler is done in one or two passes over the rows",
					modeltest.Weights:      "the rows of customer tables count once each, so there is no weighted form",
				},
			})
		})
	}
}
