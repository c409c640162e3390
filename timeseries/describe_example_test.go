package timeseries_test

import (
	"context"
	"fmt"

	"github.com/clm-go/clm/timeseries"
)

// The orders of six weeks, from a Monday on.
func ExampleDescribe() {
	orders := []float64{
		31, 30, 34, 33, 38, 20, 12,
		32, 33, 35, 35, 40, 21, 15,
		34, 33, 38, 97, 41, 24, 15,
		37, 35, 39, 38, 44, 25, 18,
		38, 38, 42, 40, 46, 29, 19,
		41, 40, 43, 43, 48, 30, 22,
	}
	d, err := timeseries.Describe(context.Background(), orders, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	days := []string{"on Mondays", "on Tuesdays", "on Wednesdays", "on Thursdays", "on Fridays", "on Saturdays", "on Sundays"}
	for _, sentence := range d.Sentences(nil, func(i int) string { return days[i] }) {
		fmt.Println(sentence)
	}
	// Output:
	// Strong trend (strength 0.98): from 27.6 to 39.0.
	// Season of 7 values (strength 1.00): highest on Fridays (9.6 above the trend on average), lowest on Sundays (17.0 below).
	// 1 outlier: value 18 (97.0 instead of about 36.3).
}
