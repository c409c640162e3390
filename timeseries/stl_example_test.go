package timeseries_test

import (
	"context"
	"fmt"

	"github.com/clm-go/clm/timeseries"
)

// Six weeks of orders by day. Weekends are slow, the shop grows a little, and
// something happened on the Thursday of the third week.
func ExampleSTL() {
	orders := []float64{
		31, 30, 34, 33, 38, 20, 12,
		32, 33, 35, 35, 40, 21, 15,
		34, 33, 38, 97, 41, 24, 15,
		37, 35, 39, 38, 44, 25, 18,
		38, 38, 42, 40, 46, 29, 19,
		41, 40, 43, 43, 48, 30, 22,
	}
	parts, err := timeseries.STL{Period: 7, Robust: true}.Of(context.Background(), orders)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, day := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		t := 14 + i
		fmt.Printf("%s %3.0f = trend %.1f, season %+.1f, remainder %+.1f\n",
			day, orders[t], parts.Trend[t], parts.Seasonal[t], parts.Remainder[t])
	}
	// Output:
	// Mon  34 = trend 30.9, season +3.3, remainder -0.3
	// Tue  33 = trend 31.2, season +2.4, remainder -0.5
	// Wed  38 = trend 31.4, season +5.8, remainder +0.8
	// Thu  97 = trend 31.7, season +4.6, remainder +60.7
	// Fri  41 = trend 32.0, season +9.6, remainder -0.6
	// Sat  24 = trend 32.2, season -8.7, remainder +0.5
	// Sun  15 = trend 32.5, season -17.0, remainder -0.4
}
