package feature_test

import (
	"context"
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/feature"
)

// Days since the last order, number of orders, and money, of five customers.
// The counts and amounts have long tails, so their logarithms are taken.
func Example() {
	x := mat.NewDense(5, 3, []float64{
		3, 40, 9000,
		30, 2, 80,
		60, 1, 25,
		90, 1, 30,
		10, 8, 700,
	})
	m, err := feature.Scaler{Log1p: []int{1, 2}}.Fit(context.Background(), x)
	if err != nil {
		log.Fatal(err)
	}
	var scaled mat.Dense
	if err := m.Transform(&scaled, x); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f\n", mat.Formatted(&scaled))

	var back mat.Dense
	if err := m.Inverse(&back, &scaled); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.0f\n", back.RawRowView(0))
	// Output:
	// ⎡-1.10   1.76   1.70⎤
	// ⎢-0.27  -0.50  -0.43⎥
	// ⎢ 0.66  -0.85  -0.94⎥
	// ⎢ 1.58  -0.85  -0.86⎥
	// ⎣-0.88   0.45   0.54⎦
	// [3 40 9000]
}

// Moments are collected piece by piece: here, the orders of two days.
func ExampleMoments() {
	scaler := feature.Scaler{}
	var days []*feature.Moments
	for _, amounts := range [][]float64{{10, 20, 30}, {40, 50}} {
		day, err := scaler.Moments(1)
		if err != nil {
			log.Fatal(err)
		}
		for _, amount := range amounts {
			if err := day.Add([]float64{amount}); err != nil {
				log.Fatal(err)
			}
		}
		days = append(days, day)
	}
	if err := days[0].Merge(days[1]); err != nil {
		log.Fatal(err)
	}
	m, err := scaler.FitMoments(days[0])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d orders, mean %.1f, standard deviation %.3f\n", days[0].Rows(), m.Center()[0], m.Scale()[0])
	// Output:
	// 5 orders, mean 30.0, standard deviation 14.142
}

// A missing value is left out and stays missing; a constant column becomes 0.
func ExampleScaler() {
	x := mat.NewDense(4, 2, []float64{
		1, 7,
		2, 7,
		math.NaN(), 7,
		6, 7,
	})
	m, err := feature.Scaler{Method: feature.MinMax}.Fit(context.Background(), x)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("centre", m.Center(), "scale", m.Scale())
	fmt.Println(m.Report().Notes)

	row, err := m.TransformRow(nil, []float64{3.5, 7})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(row)
	// Output:
	// centre [1 7] scale [5 1]
	// [column 1 is constant, its scale is 1]
	// [0.5 0]
}
