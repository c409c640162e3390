package timeseries_test

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/timeseries"
)

// Orders of six years by quarter, one of which was lost, and those of the coming year with limits
// that four of five hold.
func ExampleARIMA() {
	orders := []float64{
		112, 148, 131, 190,
		120, 155, 143, 204,
		131, 171, 150, math.NaN(),
		138, 182, 165, 236,
		151, 194, 178, 251,
		160, 211, 187, 270,
	}
	lambda := 0.0 // logarithms, as the swings grow with the level
	m, err := timeseries.ARIMA{P: 1, SD: 1, Period: 4, Lambda: &lambda}.Fit(context.Background(), orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range m.Coefficients() {
		fmt.Printf("%s %.3f, standard error %.3f\n", c.Name, c.Value, c.SE)
	}
	next := m.Forecast(nil, 4)
	lo, hi := m.Interval(nil, nil, 4, 0.8)
	for i, v := range next {
		fmt.Printf("quarter %d: %.0f (%.0f to %.0f)\n", i+1, v, lo[i], hi[i])
	}
	m, err = m.Append(184)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("after 184: %.0f\n", m.Forecast(nil, 3))
	// Output:
	// ar1 -0.435, standard error 0.223
	// drift 0.018, standard error 0.001
	// quarter 1: 172 (168 to 175)
	// quarter 2: 227 (222 to 232)
	// quarter 3: 201 (196 to 205)
	// quarter 4: 290 (284 to 296)
	// after 184: [220 203 288]
}

// Visits depend on the price, and the price of the coming days is known.
func ExampleARIMA_FitX() {
	price := []float64{9, 9, 8, 9, 9, 7, 7, 9, 9, 8, 9, 9, 9, 7, 8, 9, 9, 8, 9, 9}
	visits := []float64{51, 53, 61, 50, 54, 73, 70, 49, 48, 60, 53, 52, 50, 71, 63, 54, 51, 59, 50, 49}
	x := mat.NewDense(len(price), 1, price)
	m, err := timeseries.ARIMA{P: 1}.FitX(context.Background(), visits, x)
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
	// ar1 0.36
	// mean 139.73
	// x0 -9.85
	// [50.3 70.5 60.8] <nil>
}

// A model is fitted at night and saved; by day a service loads it, and takes a new value in without
// another fit.
func ExampleARIMAModel_MarshalBinary() {
	orders := []float64{
		112, 148, 131, 190,
		120, 155, 143, 204,
		131, 171, 150, 218,
		138, 182, 165, 236,
	}
	m, err := timeseries.ARIMA{Q: 1, SD: 1, Period: 4}.Fit(context.Background(), orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := m.MarshalBinary() // to be written to a disk or a database
	if err != nil {
		fmt.Println(err)
		return
	}

	loaded := new(timeseries.ARIMAModel)
	if err := loaded.UnmarshalBinary(file); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f\n%.1f\n", m.Forecast(nil, 4), loaded.Forecast(nil, 4))
	if loaded, err = loaded.Append(151); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("after 151: %.1f\n", loaded.Forecast(nil, 3))
	err = new(timeseries.ARIMAModel).UnmarshalBinary(file[:len(file)-1]) // the disk was full
	fmt.Println(errors.Is(err, clm.ErrFormat))
	// Output:
	// [149.2 193.7 176.7 247.7]
	// [149.2 193.7 176.7 247.7]
	// after 151: [193.5 176.7 247.7]
	// true
}
