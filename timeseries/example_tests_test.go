package timeseries_test

import (
	"context"
	"fmt"

	"github.com/clm-go/clm/timeseries"
)

// weekly are the sales of 24 weeks.
var weekly = []float64{
	21, 24, 22, 27, 30, 28, 33, 35, 32, 38, 40, 37,
	43, 46, 42, 47, 51, 48, 54, 55, 53, 58, 61, 57,
}

// Sales that grow do not stay about their level; their differences do.
func ExampleKPSS() {
	ctx := context.Background()
	r, err := timeseries.KPSS{}.Of(ctx, weekly)
	if err != nil {
		panic(err)
	}
	fmt.Println("sales:      ", r)
	r, err = timeseries.KPSS{}.Of(ctx, timeseries.Diff(nil, weekly, 1))
	if err != nil {
		panic(err)
	}
	fmt.Println("differences:", r)
	// Output:
	// sales:       statistic 0.8921, p ≤ 0.01, lags 2, n 24
	// differences: statistic 0.365, p = 0.09223, lags 2, n 23
}

func ExampleADF() {
	r, err := timeseries.ADF{Lags: 1}.Of(context.Background(), weekly)
	if err != nil {
		panic(err)
	}
	fmt.Println(r)
	// Output:
	// statistic -14.77, p ≤ 0.01, lags 1, n 24
}

// The differences repeat themselves every three weeks.
func ExampleLjungBox() {
	r, err := timeseries.LjungBox{Lags: 6}.Of(context.Background(), timeseries.Diff(nil, weekly, 1))
	if err != nil {
		panic(err)
	}
	fmt.Println(r)
	// Output:
	// statistic 57.58, p = 1.395e-10, lags 6, df 6, n 23
}

func ExampleACF() {
	c, err := timeseries.ACF(timeseries.Diff(nil, weekly, 1), 4)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f, band %.2f\n", c.Values, c.Band(0.95))
	// Output:
	// [1.00 -0.46 -0.45 0.82 -0.38], band 0.41
}

func ExamplePACF() {
	c, err := timeseries.PACF(timeseries.Diff(nil, weekly, 1), 4)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f, band %.2f\n", c.Values, c.Band(0.95))
	// Output:
	// [1.00 -0.46 -0.84 0.26 -0.10], band 0.41
}

// A forecast of differences becomes one of sales.
func ExampleUndiff() {
	d := timeseries.Diff(nil, weekly, 3)
	fmt.Println("last differences:", d[len(d)-3:])
	forecast := timeseries.Undiff(nil, []float64{6, 6, 6}, weekly[len(weekly)-3:])[3:]
	fmt.Println("next sales:", forecast)
	// Output:
	// last differences: [4 6 4]
	// next sales: [64 67 63]
}
