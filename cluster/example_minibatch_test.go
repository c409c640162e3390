package cluster_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/cluster"
)

// Most of the fit looks at batches of rows only, whatever the size of the table.
func ExampleMiniBatch() {
	visits := mat.NewDense(60_000, 2, nil) // pages and minutes
	for i := range 60_000 {
		wave := math.Mod(float64(i)*0.618, 1)
		switch i % 3 {
		case 0:
			visits.SetRow(i, []float64{2 + wave, 1})
		case 1:
			visits.SetRow(i, []float64{12 - wave, 3 + wave})
		default:
			visits.SetRow(i, []float64{5, 28 + 4*wave})
		}
	}
	m, err := cluster.MiniBatch{K: 3, Seed: 42}.Fit(context.Background(), visits)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sizes:", m.Sizes())
	fmt.Printf("centres:\n%.2f\n", mat.Formatted(m.Centers()))
	// Output:
	// sizes: [20000 20000 20000]
	// centres:
	// ⎡ 2.50   1.00⎤
	// ⎢ 5.00  30.00⎥
	// ⎣11.50   3.50⎦
}

// The orders of three countries lie in three places. Each step goes there,
// and its sums come back.
func ExampleStep() {
	ctx := context.Background()
	countries := []mat.Matrix{customers.Slice(0, 2, 0, 2), customers.Slice(2, 7, 0, 2), customers.Slice(7, 9, 0, 2)}

	step, err := cluster.NewStep(mat.NewDense(3, 2, []float64{1, 20, 50, 25, 2, 90}))
	if err != nil {
		log.Fatal(err)
	}
	for {
		question, err := step.MarshalBinary()
		if err != nil {
			log.Fatal(err)
		}
		for _, rows := range countries {
			var there cluster.Step
			if err := there.UnmarshalBinary(question); err != nil {
				log.Fatal(err)
			}
			if err := there.Add(ctx, rows); err != nil {
				log.Fatal(err)
			}
			if err := step.Merge(&there); err != nil {
				log.Fatal(err)
			}
		}
		next, shift, err := step.Solve()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("inertia %.1f, the centres move by %.1f\n", step.Inertia(), math.Sqrt(shift))
		if shift < 1e-9 {
			break
		}
		step = next
	}
	m, err := step.Model() // as if KMeans had seen all rows
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.1f\n", mat.Formatted(m.Centers()))
	// Output:
	// inertia 245.0, the centres move by 6.4
	// inertia 123.3, the centres move by 0.0
	// ⎡ 1.3  25.0⎤
	// ⎢52.3  22.0⎥
	// ⎣ 2.0  91.0⎦
}

// New customers come every day. The model learns from them, and says whether it still
// fits.
func ExampleKMeansModel_Update() {
	ctx := context.Background()
	m, err := cluster.KMeans{K: 3, Seed: 42}.Fit(ctx, customers)
	if err != nil {
		log.Fatal(err)
	}
	today := mat.NewDense(2, 2, []float64{
		48, 24, // a regular
		20, 60, // nothing like it was there before
	})
	step := m.Step()
	if err := step.Add(ctx, today); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean squared distance: %.0f in the fit, %.0f today\n", m.Inertia()/9, step.Inertia()/float64(step.Rows()))

	m, err = m.Update(ctx, today, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sizes:", m.Sizes())
	fmt.Printf("centres:\n%.1f\n", mat.Formatted(m.Centers()))
	fmt.Println(m.Report().Notes)
	// Output:
	// mean squared distance: 14 in the fit, 654 today
	// sizes: [4 3 4]
	// centres:
	// ⎡ 6.5  83.2⎤
	// ⎢ 1.3  25.0⎥
	// ⎣51.2  22.5⎦
	// [rows since the fit, by updates: 2]
}
