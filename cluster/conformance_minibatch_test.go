package cluster_test

import (
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/modeltest"
)

func TestExamMiniBatch(t *testing.T) {
	type fitter = clm.Fitter[mat.Matrix, *cluster.KMeansModel]
	modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.KMeansModel, *cluster.KMeansModel]{
		With: func(seed uint64, workers int) clm.Fitter[mat.Matrix, *cluster.KMeansModel] {
			return cluster.MiniBatch{
				K: 4, Init: cluster.PlusPlus, Starts: 2, BatchSize: 12, MaxIter: 50, Patience: 7, Seed: seed, Workers: workers,
			}
		},
		Zero: cluster.MiniBatch{K: 4},
		Data: grid,
		Wrong: map[string]fitter{
			"K, zero":             cluster.MiniBatch{},
			"K, negative":         cluster.MiniBatch{K: -1},
			"Init, unknown":       cluster.MiniBatch{K: 4, Init: "best"},
			"Starts, negative":    cluster.MiniBatch{K: 4, Starts: -1},
			"BatchSize, negative": cluster.MiniBatch{K: 4, BatchSize: -1},
			"MaxIter, negative":   cluster.MiniBatch{K: 4, MaxIter: -1},
			"Workers, negative":   cluster.MiniBatch{K: 4, Workers: -1},
		},
		Free: map[string]string{"Patience": "a negative value switches it off"},
		Bad: map[string]modeltest.Bad[mat.Matrix]{
			"squares overflow": {
				Data: mat.NewDense(5, 2, []float64{0, 1, 2, 3, 4, 1e150, 6, 7, 8, 9}),
				Want: clm.ErrValue, Text: "value 1e+150 at row 2, column 1",
			},
		},
		Edge: map[string]modeltest.Edge[mat.Matrix]{
			"no rows":    {Want: clm.ErrTooFew},
			"no columns": {Want: clm.ErrShape},
			"one row":    {Want: clm.ErrTooFew},
		},
		Matrix: &modeltest.Matrix[mat.Matrix, *cluster.KMeansModel]{
			Questions: []modeltest.Question[*cluster.KMeansModel]{
				modeltest.Rows("Predict", (*cluster.KMeansModel).Predict, (*cluster.KMeansModel).PredictRow),
				modeltest.Tables("Transform", (*cluster.KMeansModel).Transform, nil),
			},
		},
		Skip: map[modeltest.Check]string{
			modeltest.Weights: "rows that are repeated at the end of the table are drawn in other places than a row of twice the weight; TestMiniBatchWeights repeats them in place",
		},
	})
}
