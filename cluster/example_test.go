package cluster_test

import (
	"context"
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/cluster"
)

// customers are orders a year and mean order value of nine customers.
var customers = mat.NewDense(9, 2, []float64{
	1, 20,
	2, 25,
	1, 30,
	52, 22,
	55, 18,
	50, 26,
	2, 90,
	1, 95,
	3, 88,
})

// How many kinds of customers are there? The silhouette is highest for the
// number of groups that fits best.
func Example() {
	ctx := context.Background()
	for k := 2; k <= 4; k++ {
		m, err := cluster.KMeans{K: k}.Fit(ctx, customers)
		if err != nil {
			log.Fatal(err)
		}
		s, err := cluster.Silhouette{}.Of(ctx, customers, m.Labels())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d groups: silhouette %.3f\n", k, s.Mean)
	}
	// Output:
	// 2 groups: silhouette 0.679
	// 3 groups: silhouette 0.891
	// 4 groups: silhouette 0.653
}

func ExampleKMeans() {
	m, err := cluster.KMeans{K: 3, Seed: 42}.Fit(context.Background(), customers)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("groups:", m.Labels())
	fmt.Println("sizes:", m.Sizes())
	fmt.Printf("centres:\n%.1f\n", mat.Formatted(m.Centers()))
	fmt.Printf("inertia: %.1f\n", m.Inertia())

	group, err := m.PredictRow([]float64{45, 30})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a new customer belongs to group", group)
	// Output:
	// groups: [1 1 1 2 2 2 0 0 0]
	// sizes: [3 3 3]
	// centres:
	// ⎡ 2.0  91.0⎤
	// ⎢ 1.3  25.0⎥
	// ⎣52.3  22.0⎦
	// inertia: 123.3
	// a new customer belongs to group 2
}

// Going on from known centres keeps the numbers of the groups.
func ExampleKMeans_FitFrom() {
	before := mat.NewDense(3, 2, []float64{
		1, 25, // occasional
		50, 25, // regular
		2, 90, // big spender
	})
	m, err := cluster.KMeans{K: 3, Tol: -1}.FitFrom(context.Background(), customers, nil, before)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Labels())
	fmt.Println(m.Report().Iterations, m.Report().Reason)
	// Output:
	// [0 0 0 1 1 1 2 2 2]
	// 2 no label changed
}

// A weight says how many customers a row stands for.
func ExampleKMeans_FitWeighted() {
	x := mat.NewDense(3, 1, []float64{1, 2, 10})
	m, err := cluster.KMeans{K: 2}.FitWeighted(context.Background(), x, []float64{3, 1, 5})
	if err != nil {
		log.Fatal(err)
	}
	l := m.Labels()
	fmt.Println(m.Centers().At(l[0], 0), m.Centers().At(l[2], 0))
	// Output:
	// 1.25 10
}

func ExampleKMeansModel_Transform() {
	m, err := cluster.KMeans{K: 2}.FitFrom(context.Background(),
		mat.NewDense(4, 2, []float64{0, 0, 0, 2, 8, 1, 8, 1}), nil,
		mat.NewDense(2, 2, []float64{0, 0, 8, 0}))
	if err != nil {
		log.Fatal(err)
	}
	var distance mat.Dense
	if err := m.Transform(&distance, mat.NewDense(1, 2, []float64{4, 4})); err != nil {
		log.Fatal(err)
	}
	fmt.Println(mat.Formatted(&distance))
	// Output:
	// [5  5]
}

func ExampleSilhouette() {
	x := mat.NewDense(5, 1, []float64{1, 2, 9, 10, 50})
	s, err := cluster.Silhouette{}.Of(context.Background(), x, []int{0, 0, 1, 1, -1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.3f, without %d row of noise\n", s.Mean, s.Noise)
	fmt.Printf("rows %.3f\n", s.Samples)
	for _, c := range s.Clusters {
		fmt.Printf("cluster %d of %d rows: %.3f\n", c.Label, c.Size, c.Mean)
	}
	// Output:
	// mean 0.875, without 1 row of noise
	// rows [0.882 0.867 0.867 0.882 NaN]
	// cluster 0 of 2 rows: 0.875
	// cluster 1 of 2 rows: 0.875
}

// Groups of any shape, and customers who belong to none.
func ExampleDBSCAN() {
	// Two rows of shops along two streets, and one by itself: kilometres east
	// and north.
	shops := mat.NewDense(11, 2, []float64{
		0, 0, 0.5, 0.1, 1, 0.1, 1.5, 0.2, 2, 0.2,
		0, 1.5, 0.5, 1.6, 1, 1.6, 1.5, 1.7, 2, 1.7,
		5, 5,
	})
	m, err := cluster.DBSCAN{Eps: 0.6, MinPoints: 3}.Fit(context.Background(), shops)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Labels())
	fmt.Println("core rows:", m.CoreIndices())
	group, err := m.PredictRow([]float64{1.2, 1.2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a new shop belongs to group", group)
	// Output:
	// [0 0 0 0 0 1 1 1 1 1 -1]
	// core rows: [1 2 3 6 7 8]
	// a new shop belongs to group 1
}

// The bend of the sorted distances separates dense from sparse.
func ExampleEpsCurve() {
	x := mat.NewDense(9, 1, []float64{1, 1.5, 2, 2.5, 7, 7.5, 8, 20, 40})
	curve, err := cluster.EpsCurve{MinPoints: 2}.Of(context.Background(), x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.Distances)
	fmt.Println("eps:", curve.Eps)
	// Output:
	// [0.5 0.5 0.5 0.5 0.5 0.5 0.5 12 20]
	// eps: 0.5
}
