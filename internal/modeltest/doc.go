// Package modeltest is the exam that every model of this module takes.
//
// A package passes it with one test for each type that has a Fit method:
//
//	func TestExamKMeans(t *testing.T) {
//		modeltest.Run(t, modeltest.Case[mat.Matrix, cluster.KMeansModel, *cluster.KMeansModel]{
//			With: func(seed uint64, workers int) clm.Fitter[mat.Matrix, *cluster.KMeansModel] {
//				return cluster.KMeans{K: 3, Seed: seed, Workers: workers}
//			},
//			Zero:  cluster.KMeans{K: 3},
//			Data:  func(seed uint64) mat.Matrix { return blobs(seed) },
//			Wrong: map[string]clm.Fitter[mat.Matrix, *cluster.KMeansModel]{
//				"K, negative": cluster.KMeans{K: -1},
//				...
//			},
//			Matrix: &modeltest.Matrix[mat.Matrix, *cluster.KMeansModel]{
//				Questions: []modeltest.Question[*cluster.KMeansModel]{
//					modeltest.Rows("Predict", (*cluster.KMeansModel).Predict, (*cluster.KMeansModel).PredictRow),
//					modeltest.Tables("Transform", (*cluster.KMeansModel).Transform, nil),
//				},
//			},
//		})
//	}
//
// The data may be of any type; [Matrix] adds the checks for models of tables.
// A check that a model cannot take is named in [Case.Skip] with the reason,
// and [Run] fails where a reason is missing. With go test -v it logs one line
// for each check, which together are the table of all types and checks:
//
//	go test -v -run Exam ./... | grep 'exam |'
//
// The exam never measures time. Where a promise is about time, as for the
// context, it counts instead.
package modeltest
