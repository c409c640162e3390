package cluster_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/cluster"
	"github.com/clm-go/clm/internal/modeltest"
)

// grid returns 60 rows of three columns around four corners, all different.
func grid(seed uint64) mat.Matrix {
	x := mat.NewDense(60, 3, nil)
	for i := range 60 {
		for j := range 3 {
			corner := float64((i>>j)%2) * 8
			x.Set(i, j, corner+float64((i*(7+4*j)+int(seed)*j)%13)/4+float64(i)/512)
		}
	}
	return x
}

func TestExamKMeans(t *testing.T) {
	type fitter = clm.Fitter[mat.Matrix, *cluster.KMeansModel]
	modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.KMeansModel, *cluster.KMeansModel]{
		With: func(seed uint64, workers int) clm.Fitter[mat.Matrix, *cluster.KMeansModel] {
			return cluster.KMeans{K: 4, Init: cluster.PlusPlus, Starts: 4, MaxIter: 50, Tol: 1e-6, Seed: seed, Workers: workers}
		},
		Zero: cluster.KMeans{K: 4},
		Data: grid,
		Wrong: map[string]fitter{
			"K, zero":           cluster.KMeans{},
			"K, negative":       cluster.KMeans{K: -1},
			"Init, unknown":     cluster.KMeans{K: 4, Init: "best"},
			"Precision, other":  cluster.KMeans{K: 4, Precision: "float16"},
			"Starts, negative":  cluster.KMeans{K: 4, Starts: -1},
			"MaxIter, negative": cluster.KMeans{K: 4, MaxIter: -1},
			"Tol, not a number": cluster.KMeans{K: 4, Tol: math.NaN()},
			"Tol, infinite":     cluster.KMeans{K: 4, Tol: math.Inf(1)},
			"Workers, negative": cluster.KMeans{K: 4, Workers: -1},
		},
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
			Weighted: func(ctx context.Context, x mat.Matrix, weight []float64) (*cluster.KMeansModel, error) {
				start := mat.NewDense(4, 3, []float64{0, 0, 0, 8, 8, 8, 0, 8, 0, 8, 0, 8})
				return cluster.KMeans{K: 4}.FitFrom(ctx, x, weight, start)
			},
		},
	})
}

func TestExamLinkage(t *testing.T) {
	type fitter = clm.Fitter[mat.Matrix, *cluster.Dendrogram]
	wide := func(n, d int) *mat.Dense { return mat.DenseCopyOf(grid(2).(*mat.Dense).Slice(0, n, 0, d)) }
	for _, method := range []cluster.LinkageMethod{cluster.WardLinkage, cluster.SingleLinkage, cluster.AverageLinkage, cluster.CentroidLinkage} {
		t.Run(string(method), func(t *testing.T) {
			modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.Dendrogram, *cluster.Dendrogram]{
				With: func(_ uint64, workers int) clm.Fitter[mat.Matrix, *cluster.Dendrogram] {
					return cluster.Linkage{Method: method, Workers: workers}
				},
				Zero: cluster.Linkage{},
				Data: grid,
				Ask: func(m *cluster.Dendrogram, x mat.Matrix) ([]float64, error) {
					var out []float64
					for _, s := range m.Merges() {
						out = append(out, float64(s.A), float64(s.B), s.Height, float64(s.Size))
					}
					for _, i := range m.Order() {
						out = append(out, float64(i))
					}
					out = append(out, m.Cophenetic(nil)...)
					r, err := m.Correlation(context.Background(), x, nil)
					if err != nil {
						return nil, err
					}
					labels, err := m.CutHeight(nil, m.Report().Objective/2)
					for _, l := range labels {
						out = append(out, float64(l))
					}
					return append(out, r), err
				},
				Wrong: map[string]fitter{
					"Method, unknown":   cluster.Linkage{Method: "best"},
					"Metric":            cluster.Linkage{Metric: cluster.Cosine{}},
					"Workers, negative": cluster.Linkage{Workers: -1},
				},
				Bad: map[string]modeltest.Bad[mat.Matrix]{
					"missing":          {Data: mat.NewDense(2, 2, []float64{0, 1, math.NaN(), 3}), Want: clm.ErrValue, Text: "value NaN at row 1, column 0"},
					"infinite":         {Data: mat.NewDense(2, 2, []float64{0, 1, 2, math.Inf(-1)}), Want: clm.ErrValue, Text: "value -Inf at row 1, column 1"},
					"squares overflow": {Data: mat.NewDense(2, 2, []float64{0, 1, 1e150, 3}), Want: clm.ErrValue, Text: "value 1e+150 at row 1, column 0"},
				},
				Edge: map[string]modeltest.Edge[mat.Matrix]{
					"no rows":         {Data: &mat.Dense{}, Want: clm.ErrTooFew},
					"no columns":      {Data: noColumns{}, Want: clm.ErrShape},
					"one row":         {Data: wide(1, 3)},
					"two rows":        {Data: wide(2, 3)},
					"one column":      {Data: wide(60, 1)},
					"equal rows":      {Data: mat.NewDense(50, 2, nil)},
					"constant column": {Data: mat.NewDense(4, 2, []float64{5, 1, 5, 2, 5, 9, 5, 7})},
					"on a line":       {Data: mat.NewDense(5, 2, []float64{0, 0, 1, 2, 2, 4, 4, 8, 3, 6})},
				},
				Skip: map[modeltest.Check]string{
					modeltest.MatrixPart: "a tree is about the rows it was built from and answers nothing about others",
					modeltest.Seeds:      "nothing is random",
				},
			})
		})
	}
}

// noColumns is a table of three rows without columns, which mat.Dense cannot be.
type noColumns struct{}

func (noColumns) Dims() (r, c int)    { return 3, 0 }
func (noColumns) At(int, int) float64 { panic("there is no column") }
func (n noColumns) T() mat.Matrix     { return mat.Transpose{Matrix: n} }

func TestExamDBSCAN(t *testing.T) {
	type fitter = clm.Fitter[mat.Matrix, *cluster.DBSCANModel]
	modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.DBSCANModel, *cluster.DBSCANModel]{
		With: func(_ uint64, workers int) clm.Fitter[mat.Matrix, *cluster.DBSCANModel] {
			return cluster.DBSCAN{Eps: 2.5, MinPoints: 4, Workers: workers}
		},
		Zero: cluster.DBSCAN{Eps: 2.5},
		Data: grid,
		Wrong: map[string]fitter{
			"Eps, zero":           cluster.DBSCAN{},
			"Eps, negative":       cluster.DBSCAN{Eps: -1},
			"Eps, not a number":   cluster.DBSCAN{Eps: math.NaN()},
			"Eps, infinite":       cluster.DBSCAN{Eps: math.Inf(1)},
			"MinPoints, negative": cluster.DBSCAN{Eps: 1, MinPoints: -1},
			"Workers, negative":   cluster.DBSCAN{Eps: 1, Workers: -1},
		},
		Bad: map[string]modeltest.Bad[mat.Matrix]{
			"squares overflow": {
				Data: mat.NewDense(5, 2, []float64{0, 1, 2, 3, 4, 1e150, 6, 7, 8, 9}),
				Want: clm.ErrValue, Text: "value 1e+150 at row 2, column 1",
			},
		},
		Edge: map[string]modeltest.Edge[mat.Matrix]{
			"no rows":    {Want: clm.ErrTooFew},
			"no columns": {Want: clm.ErrShape},
		},
		Matrix: &modeltest.Matrix[mat.Matrix, *cluster.DBSCANModel]{
			Questions: []modeltest.Question[*cluster.DBSCANModel]{
				modeltest.Rows("Predict", (*cluster.DBSCANModel).Predict, (*cluster.DBSCANModel).PredictRow),
			},
			SparseExact: true,
			Weighted: func(ctx context.Context, x mat.Matrix, weight []float64) (*cluster.DBSCANModel, error) {
				return cluster.DBSCAN{Eps: 2.5, MinPoints: 4}.FitWeighted(ctx, x, weight)
			},
		},
		Skip: map[modeltest.Check]string{modeltest.Seeds: "the method draws no random numbers"},
	})
}

// wide returns 60 rows of eight columns: those of grid, and some more.
func wide(seed uint64) mat.Matrix {
	x := mat.NewDense(60, 8, nil)
	x.Slice(0, 60, 0, 3).(*mat.Dense).Copy(grid(seed))
	for i := range 60 {
		for j := 3; j < 8; j++ {
			x.Set(i, j, float64((i+j)%3)/4)
		}
	}
	return x
}

// The same where rows go into a tree.
func TestExamDBSCANOfManyColumns(t *testing.T) {
	modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.DBSCANModel, *cluster.DBSCANModel]{
		With: func(_ uint64, workers int) clm.Fitter[mat.Matrix, *cluster.DBSCANModel] {
			return cluster.DBSCAN{Eps: 2.75, MinPoints: 4, Workers: workers}
		},
		Zero: cluster.DBSCAN{Eps: 2.75},
		Data: wide,
		Wrong: map[string]clm.Fitter[mat.Matrix, *cluster.DBSCANModel]{
			"Eps, zero":           cluster.DBSCAN{},
			"MinPoints, negative": cluster.DBSCAN{Eps: 1, MinPoints: -1},
			"Workers, negative":   cluster.DBSCAN{Eps: 1, Workers: -1},
		},
		Edge: map[string]modeltest.Edge[mat.Matrix]{
			"no rows":    {Want: clm.ErrTooFew},
			"no columns": {Want: clm.ErrShape},
		},
		Matrix: &modeltest.Matrix[mat.Matrix, *cluster.DBSCANModel]{
			Questions: []modeltest.Question[*cluster.DBSCANModel]{
				modeltest.Rows("Predict", (*cluster.DBSCANModel).Predict, (*cluster.DBSCANModel).PredictRow),
			},
			SparseExact: true,
			Weighted: func(ctx context.Context, x mat.Matrix, weight []float64) (*cluster.DBSCANModel, error) {
				return cluster.DBSCAN{Eps: 2.75, MinPoints: 4}.FitWeighted(ctx, x, weight)
			},
		},
		Skip: map[modeltest.Check]string{modeltest.Seeds: "the method draws no random numbers"},
	})
}
