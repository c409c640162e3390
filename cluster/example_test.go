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

// A sample of the rows, each measured against all others, is enough where the
// table is large.
func ExampleSilhouette_sample() {
	x := mat.NewDense(2000, 1, nil)
	labels := make([]int, 2000)
	for i := range labels {
		labels[i] = i % 2
		x.Set(i, 0, float64(100*labels[i]+i%37))
	}
	s, err := cluster.Silhouette{Sample: 200, Seed: 1}.Of(context.Background(), x, labels)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f ± %.3f\n", s.Mean, s.StandardError)
	// Output:
	// 0.877 ± 0.002
}

func ExampleScores() {
	x := mat.NewDense(5, 1, []float64{-1, 1, 8, 12, 99})
	s, err := cluster.Scores{}.Of(context.Background(), x, []int{0, 0, 1, 1, -1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Calinski–Harabasz %.1f, Davies–Bouldin %.1f, without %d row of noise\n", s.CalinskiHarabasz, s.DaviesBouldin, s.Noise)
	// Output:
	// Calinski–Harabasz 20.0, Davies–Bouldin 0.3, without 1 row of noise
}

// Do the clusters find the kinds of customers that are known?
func ExampleCompare() {
	known := []int{0, 0, 0, 1, 1, 1}
	found := []int{7, 7, 2, 2, 2, 2}
	a, err := cluster.Compare(known, found)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("adjusted Rand %.3f\n", a.AdjustedRand)
	fmt.Printf("adjusted mutual information %.3f\n", a.AdjustedMutualInformation)
	fmt.Printf("homogeneity %.3f, completeness %.3f, V %.3f\n", a.Homogeneity, a.Completeness, a.VMeasure)
	// Output:
	// adjusted Rand 0.324
	// adjusted mutual information 0.355
	// homogeneity 0.459, completeness 0.500, V 0.479
}

func ExampleContingency() {
	t, err := cluster.Contingency([]int{0, 0, 0, 1, 1, 1}, []int{7, 7, 2, 2, 2, 2})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range t.Cells {
		fmt.Printf("%d rows with %d and %d\n", c.Count, t.A[c.A], t.B[c.B])
	}
	fmt.Println(t.Count(1, 7), "rows with 1 and 7")
	// Output:
	// 1 rows with 0 and 2
	// 2 rows with 0 and 7
	// 3 rows with 1 and 2
	// 0 rows with 1 and 7
}

// The groups in words that need no explanation.
func ExampleProfiles() {
	labels := []int{0, 0, 0, 1, 1, 1, 2, 2, 2}
	names := []string{"orders a year", "order value"}
	portraits, err := cluster.Profiles{Rows: "customers"}.Of(context.Background(), customers, labels, names)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range portraits {
		fmt.Printf("group %d: %s\n", p.Label, p.Sentence)
	}
	value := portraits[2].Features[1]
	fmt.Printf("group 2, %s: half of them %.0f to %.0f, the rest %.0f on average\n", value.Name, value.Q25, value.Q75, value.RestMean)
	// Output:
	// group 0: 33% of the customers; low orders a year (−1.1 sd), low order value (−1.0 sd)
	// group 1: 33% of the customers; very high orders a year (+33.5 sd), low order value (−1.2 sd)
	// group 2: 33% of the customers; very high order value (+16.2 sd), low orders a year (−1.0 sd)
	// group 2, order value: half of them 89 to 92, the rest 24 on average
}

// Which groups are there within the groups? The last merges are far higher than
// those before: there are three kinds of customers.
func ExampleLinkage() {
	m, err := cluster.Linkage{}.Fit(context.Background(), customers)
	if err != nil {
		log.Fatal(err)
	}
	for i, s := range m.Merges() {
		fmt.Printf("cluster %2d = %2d + %2d at %.1f, %d rows\n", m.Rows()+i, s.A, s.B, s.Height, s.Size)
	}
	groups, err := m.Cut(nil, 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("groups:", groups)
	fmt.Println("to draw:", m.Order())
	r, err := m.Correlation(context.Background(), customers, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("cophenetic correlation: %.2f\n", r)
	// Output:
	// cluster  9 =  6 +  8 at 2.2, 2 rows
	// cluster 10 =  3 +  5 at 4.5, 2 rows
	// cluster 11 =  0 +  1 at 5.1, 2 rows
	// cluster 12 =  7 +  9 at 7.1, 3 rows
	// cluster 13 =  4 + 10 at 8.3, 3 rows
	// cluster 14 =  2 + 11 at 8.7, 3 rows
	// cluster 15 = 13 + 14 at 88.5, 6 rows
	// cluster 16 = 12 + 15 at 143.8, 9 rows
	// groups: [0 0 0 1 1 1 2 2 2]
	// to draw: [7 6 8 4 3 5 2 0 1]
	// cophenetic correlation: 0.96
}

// Any distances will do, here those of four towns by road.
func ExampleLinkage_FitDistances() {
	m, err := cluster.Linkage{Method: cluster.AverageLinkage}.FitDistances(context.Background(), 4, []float64{
		10, 70, 65, // from the first to the others
		80, 50, // from the second to the third and fourth
		20, // from the third to the fourth
	})
	if err != nil {
		log.Fatal(err)
	}
	near, err := m.CutHeight(nil, 30)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("within 30 km:", near)
	fmt.Println("meet at:", m.Cophenetic(nil))
	// Output:
	// within 30 km: [0 0 1 1]
	// meet at: [10 66.25 66.25 66.25 66.25 20]
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
