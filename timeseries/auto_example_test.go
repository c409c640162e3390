package timeseries_test

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/timeseries"
)

// Which model for orders a quarter? The first things it looked at, why it differenced, and the coming
// year.
func ExampleAutoARIMA() {
	orders := []float64{
		112, 148, 131, 190, 120, 155, 143, 204, 131, 171, 150, 218, 138, 182, 165, 236,
		151, 194, 178, 251, 160, 211, 187, 270, 172, 218, 199, 281, 181, 233, 206, 299,
	}
	m, err := timeseries.AutoARIMA{Period: 4}.Fit(context.Background(), orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range m.Candidates()[:4] {
		fmt.Println(c)
	}
	for _, note := range m.Report().Notes {
		fmt.Println("-", note)
	}
	fmt.Printf("%.0f\n", m.Forecast(nil, 4))
	// Output:
	// ARIMA(2,0,2)(1,1,1)[4] with drift: a root near 1
	// ARIMA(0,0,0)(0,1,0)[4] with drift: 156.21
	// ARIMA(1,0,0)(1,1,0)[4] with drift: 157.93
	// ARIMA(0,0,1)(0,1,1)[4] with drift: 158.97
	// - a seasonal difference: the strength of the season is 0.99, above 0.64
	// - the best of 16 models
	// [191 246 218 311]
}

// Visits depend on the price, whose future is known.
func ExampleAutoARIMA_FitX() {
	price := []float64{9, 9, 8, 9, 9, 7, 7, 9, 9, 8, 9, 9, 9, 7, 8, 9, 9, 8, 9, 9}
	visits := []float64{51, 53, 61, 50, 54, 73, 70, 49, 48, 60, 53, 52, 50, 71, 63, 54, 51, 59, 50, 49}
	x := mat.NewDense(len(price), 1, price)
	m, err := timeseries.AutoARIMA{}.FitX(context.Background(), visits, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range m.Coefficients() {
		fmt.Printf("%s %.2f\n", c.Name, c.Value)
	}
	next, err := m.Forecast(nil, mat.NewDense(3, 1, []float64{9, 7, 8}))
	fmt.Printf("%.1f %v\n", next, err)
	// Output:
	// mean 141.44
	// x0 -10.05
	// [51.0 71.1 61.1] <nil>
}
