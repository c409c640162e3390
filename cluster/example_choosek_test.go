package cluster_test

import (
	"context"
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/cluster"
)

// How many kinds of customers are there?
func ExampleChooseK() {
	curve, err := cluster.ChooseK{To: 5}.Of(context.Background(), customers)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range curve.Points {
		fmt.Printf("%d: inertia %.1f, silhouette %.3f, Calinski–Harabasz %.1f\n", p.K, p.Inertia, p.Silhouette, p.CalinskiHarabasz)
	}
	fmt.Println(curve.K, "groups, because", curve.Reason)
	fmt.Println(curve.Model.Labels())
	// Output:
	// 2: inertia 4038.3, silhouette 0.679, Calinski–Harabasz 17.9
	// 3: inertia 123.3, silhouette 0.891, Calinski–Harabasz 346.9
	// 4: inertia 85.7, silhouette 0.653, Calinski–Harabasz 278.2
	// 5: inertia 51.0, silhouette 0.431, Calinski–Harabasz 281.0
	// 3 groups, because the mean silhouette is highest for 3 clusters: 0.891; Calinski–Harabasz says the same; the elbow says 2
	// [2 2 2 1 1 1 0 0 0]
}

// The gap tells whether there are clusters at all. Here are the whole numbers of
// a square, as even as can be.
func ExampleChooseK_gap() {
	x := mat.NewDense(100, 2, nil)
	for i := range 100 {
		x.SetRow(i, []float64{float64(i / 10), float64(i % 10)})
	}
	curve, err := cluster.ChooseK{To: 5, Criterion: cluster.ByGap}.Of(context.Background(), x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.K)
	fmt.Println(curve.Reason)
	// Output:
	// 1
	// the gap finds no clusters: two are no better than in rows without structure; the silhouette and Calinski–Harabasz say 4; the elbow says 2
}
