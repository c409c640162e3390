package timeseries_test

import (
	"context"
	"fmt"

	"github.com/clm-go/clm/timeseries"
)

// Visits double from year to year, and so do their swings. On the scale of λ they are alike.
func ExampleBoxCox() {
	visits := []float64{
		80, 120, 100, 150,
		160, 240, 200, 300,
		330, 470, 410, 590,
	}
	z, err := timeseries.BoxCox(nil, visits, 0) // 0 are logarithms
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", timeseries.Diff(nil, z, 4))
	back, err := timeseries.InvBoxCox(nil, z, 0)
	fmt.Printf("%.0f %v\n", back[:4], err)
	// Output:
	// [0.69 0.69 0.69 0.69 0.72 0.67 0.72 0.68]
	// [80 120 100 150] <nil>
}

// The λ of a series whose swings grow with its level is near 0; an ARIMA model takes it as it is.
func ExampleGuerrero() {
	visits := []float64{
		80, 120, 100, 150,
		160, 240, 200, 300,
		330, 470, 410, 590,
	}
	lambda, err := timeseries.Guerrero(visits, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", lambda)
	m, err := timeseries.ARIMA{SD: 1, Period: 4, Lambda: &lambda}.Fit(context.Background(), visits)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f\n", m.Forecast(nil, 4))
	// Output:
	// 0.06
	// [641 900 790 1120]
}
