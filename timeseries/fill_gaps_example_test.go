package timeseries_test

import (
	"context"
	"fmt"
	"math"

	"github.com/clm-go/clm/timeseries"
)

// The till was broken on a Wednesday, and on the Saturday and Sunday a week later.
func ExampleFillGaps() {
	none := math.NaN()
	orders := []float64{
		31, 30, 34, 33, 38, 20, 12,
		32, 33, none, 35, 40, 21, 15,
		34, 33, 38, 37, 41, none, none,
		37, 35, 39, 38, 44, 25, 18,
	}
	whole, err := timeseries.FillGaps(context.Background(), orders, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f\n%.0f\n", whole[7:14], whole[14:21])
	parts, err := timeseries.STL{Period: 7}.Of(context.Background(), whole)
	fmt.Printf("Wednesdays %+.1f, Sundays %+.1f %v\n", parts.Seasonal[2], parts.Seasonal[6], err)
	// Output:
	// [32 33 37 35 40 21 15]
	// [34 33 38 37 41 23 17]
	// Wednesdays +6.0, Sundays -16.1 <nil>
}
